"""One broker of several at once: offers a day of the same person to one school after another.

Run as a process of its own by `test_at_once.py`; prints what became of each offer.
"""

import datetime
import sys
from decimal import Decimal

import django

django.setup()

from accounts.models import User  # noqa: E402
from support_directory.models import Entry, SupportRequest  # noqa: E402
from support_directory.services import deployments  # noqa: E402
from support_directory.services.deployments import OverBookedError  # noqa: E402

AT = datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC)


def offer(request, entry, by):
    try:
        deployments.offer(request=request, entry=entry, days=Decimal(1), by=by, at=AT)
    except OverBookedError:
        return "too late"
    return "asked"


if __name__ == "__main__":
    entry_id, broker_id, *requests = map(int, sys.argv[1:])
    for number in requests:
        told = offer(
            SupportRequest.objects.get(pk=number),
            Entry.objects.get(pk=entry_id),
            User.objects.get(pk=broker_id),
        )
        sys.stdout.write(f"{told}\n")
