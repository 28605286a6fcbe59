"""Who else has the same page open: a warning before anything is lost, kept for some minutes.

Nothing rests on it: that no edit is lost is for the version each form carries.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.text import get_text_list

from accounts.models import User
from subgroups.models import Meeting

COUNTS_FOR = timedelta(minutes=5)


def others_writing(meeting: Meeting, *, user: User, at: datetime) -> str:
    """Note that a person has the minutes open, and say who else has; nothing where nobody has."""
    key = f"minutes-open-{meeting.pk}"
    since = (at - COUNTS_FOR).timestamp()
    known = {pk: seen for pk, seen in (cache.get(key) or {}).items() if seen[1] >= since}
    others = [
        f"{name} ({timezone.localtime(datetime.fromtimestamp(moment, at.tzinfo)):%H:%M})"
        for pk, (name, moment) in known.items()
        if pk != user.pk
    ]
    known[user.pk] = (str(user), at.timestamp())
    cache.set(key, known, COUNTS_FOR.total_seconds())
    if not others:
        return ""
    have = "has" if len(others) == 1 else "have"
    return f"{get_text_list(others, 'and')} also {have} this page open."
