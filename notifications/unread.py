"""How many notices a person has not read: printed on every page, counted seldom."""

from time import time

from django.core.cache import caches

from notifications.models import Notice

# A new notice shows in the menu after a minute at the latest.
REMEMBERED_FOR = 60
READ_AT = "notices_read_at"


def unread_count(request) -> int:
    """Unread notices of whoever asks; counted once a minute by each process.

    The session says when its owner last read one, so whichever process answers next counts
    anew rather than remember what was read since.
    """
    user = request.user
    key = f"unread-{user.pk}-{request.session.get(READ_AT, '')}"
    count = caches["process"].get_or_set(
        key, lambda: Notice.objects.visible_to(user).unread().count(), REMEMBERED_FOR
    )
    return count or 0


def forget_count(request) -> None:
    """The reader's count has changed by what they did just now."""
    request.session[READ_AT] = time()
