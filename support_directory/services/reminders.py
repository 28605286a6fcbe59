"""Entries that nobody confirms: asked after twice, then hidden until somebody does."""

from datetime import date, datetime, timedelta

from django.db import transaction

from notifications.models import Notice
from support_directory import notices
from support_directory.models import Entry
from support_directory.services import entries

# A confirmation holds for a year; it is asked for after eleven months, and eleven and a half.
HOLDS = timedelta(days=365)
FIRST = timedelta(days=335)
SECOND = timedelta(days=350)
# Nothing hides before its keeper has had so long to answer, however late a reminder went out.
TO_ANSWER = timedelta(days=14)


def remind(*, on: date, at: datetime) -> int:
    """Ask after entries whose confirmation runs out, hide those asked after in vain; how many hid.

    Running it twice on a day changes nothing.
    """
    hidden = 0
    stale = Entry.objects.unconfirmed_since(on - FIRST + timedelta(days=1)).select_related("owner")
    for entry in stale:
        age = on - entry.last_confirmed_on
        hides_on = max(entry.last_confirmed_on + HOLDS, on + TO_ANSWER)
        if age >= HOLDS and _was_asked(entry, by=at - TO_ANSWER):
            _hide(entry, on=on, at=at)
            hidden += 1
        elif age >= SECOND:
            notices.tell_to_confirm(entry, hides_on=hides_on, on=on, time="second")
        else:
            notices.tell_to_confirm(entry, hides_on=hides_on, on=on, time="first")
    return hidden


def _was_asked(entry: Entry, *, by: datetime) -> bool:
    """Whether the last reminder went out long enough ago, or there was nobody to remind."""
    asked = Notice.objects.filter(key=notices.key_of(entry, "second"))
    if asked.exists():
        return asked.filter(created_at__lte=by).exists()
    return not notices.keepers_of(entry, on=by.date())


@transaction.atomic
def _hide(entry: Entry, *, on: date, at: datetime) -> None:
    now = entries.move(
        entry=entry,
        to=Entry.State.HIDDEN,
        because=Entry.Because.UNCONFIRMED,
        by=None,
        at=at,
    )
    notices.tell_that_hidden(now, on=on)
