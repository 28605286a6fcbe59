"""What people chose to hear of once a day: gathered, and sent when something is worth it."""

from datetime import date, datetime

from django.db import transaction

from notifications.kinds import DIGEST, KINDS
from notifications.letters import in_digest, written
from notifications.models import Delivery, Digest, Notice


def awaited() -> list[int]:
    """The people, by number, for whom something waits to be sent in a digest."""
    waiting = Notice.objects.for_digest().filter(user__is_active=True)
    return list(waiting.order_by("user").values_list("user", flat=True).distinct())


@transaction.atomic
def gather(*, user_id: int, on: date, at: datetime) -> Delivery | None:
    """Put all that waits for a person into one e-mail; none where there is nothing to say.

    Nothing goes out for what has been read in the portal, or for kinds that are not
    significant; such notices wait for a digest that something else is worth. A constraint allows
    one digest a person and day, and a notice leaves the waiting ones as it enters a digest: of
    two workers at once one alone makes it, and one that is killed leaves everything waiting.
    """
    waiting = Notice.objects.for_digest().filter(user=user_id).order_by("created_at", "pk")
    notices = list(waiting.select_for_update())
    if not any(_is_worth_it(notice) for notice in notices):
        return None
    subject = written(DIGEST, in_digest(notices)).subject
    digest, is_new = Digest.objects.get_or_create(
        user_id=user_id, day=on, defaults={"subject": subject, "made_at": at}
    )
    if not is_new:
        return None
    Notice.objects.for_digest().filter(pk__in=[notice.pk for notice in notices]).update(
        awaits_digest=False, digest=digest
    )
    return Delivery.objects.create(digest=digest, due_at=at)


def _is_worth_it(notice):
    return notice.read_at is None and notice.kind in KINDS and KINDS[notice.kind].is_significant
