"""What came since somebody last looked."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from notifications.models import Notice
from pep_portal.landing.row import Row

MOST_CHANGES = 5


@dataclass(frozen=True)
class Changes:
    """What came since somebody last looked and is still unread, the newest of it as rows."""

    since: datetime | None
    count: int
    rows: list[Row]

    @property
    def more(self):
        return self.count - len(self.rows)


def changes_for(user, *, since):
    """The notices of a person that came since a moment, or ever. Two queries at most."""
    notices = Notice.objects.visible_to(user).unread().since(since)
    newest = list(notices.order_by("-created_at", "-pk")[: MOST_CHANGES + 1])
    count = len(newest) if len(newest) <= MOST_CHANGES else notices.count()
    return Changes(since, count, [change_row(notice) for notice in newest[:MOST_CHANGES]])


def change_row(notice):
    came = timezone.localtime(notice.created_at)
    return Row(
        question=notice.subject,
        url=notice.get_absolute_url(),
        sentence=f"{came:%-d %B %Y, %H:%M}.",
    )
