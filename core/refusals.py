"""Who was refused what: counted, so that somebody who tries every door is noticed."""

from datetime import date
from typing import Any

from django.db import transaction

from core.models import Refusal

LONGEST_ADDRESS = 200


@transaction.atomic
def note(*, asked: str, address: str, by: Any, on: date) -> Refusal:
    """Count one more refusal of a person's on a day; `asked` is what they might not do.

    Nothing else is kept: no question of the address, nothing that was sent.
    """
    counted, _ = Refusal.objects.select_for_update().get_or_create(
        person=by, day=on, defaults={"person_name": str(by)[:LONGEST_ADDRESS]}
    )
    counted.count += 1
    counted.address = address[:LONGEST_ADDRESS]
    if asked not in counted.asked:
        counted.asked.append(asked)
    counted.save(update_fields=["count", "address", "asked"])
    return counted
