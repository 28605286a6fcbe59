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
    hidden = unkept = 0
    for entry in stale(on=on):
        age = on - entry.last_confirmed_on
        is_kept = bool(notices.keepers_of(entry, on=on))
        waited = _was_asked(entry, by=at - TO_ANSWER) if is_kept else age >= HOLDS + TO_ANSWER
        if age >= HOLDS and waited:
            _hide(entry, on=on, at=at)
            hidden += 1
        elif is_kept:
            hides_on = max(entry.last_confirmed_on + HOLDS, on + TO_ANSWER)
            time = "second" if age >= SECOND else "first"
            notices.tell_to_confirm(entry, hides_on=hides_on, on=on, time=time)
        else:
            unkept += 1
    if unkept:
        notices.tell_of_unkept(unkept, on=on)
    return hidden


def stale(*, on: date):
    """Listed entries that were last confirmed so long ago that somebody is asked."""
    return Entry.objects.unconfirmed_since(on - FIRST + timedelta(days=1))


def _was_asked(entry: Entry, *, by: datetime) -> bool:
    """Whether the second reminder went out long enough ago."""
    asked = Notice.objects.filter(key=notices.key_of(entry, "second"))
    return asked.filter(created_at__lte=by).exists()


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
