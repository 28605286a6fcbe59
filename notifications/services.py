"""What is done with notices: people are told, read, choose, and mail is sent again."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from core import audit
from notifications import tasks
from notifications.kinds import KINDS, Kind
from notifications.letters import written
from notifications.models import Delivery, LastLook, Notice, Preference


class OutsideThePortalError(ValueError):
    """A notice leads to a page of the portal and nowhere else."""


@transaction.atomic
def notify(
    *,
    kind: Kind,
    to: Iterable,
    context: dict,
    link: str,
    key: str,
    about_school_urn: int | None = None,
) -> list[Notice]:
    """Tell people something once: a notice to each, and e-mail to those who want it.

    `key` says what happened; whoever was told of it before is not told again. Closed accounts
    are left out. E-mail goes only once the change that caused it is committed.
    """
    if not link.startswith("/") or not url_has_allowed_host_and_scheme(link, allowed_hosts=None):
        raise OutsideThePortalError(link)
    letter = written(kind, context)
    people = {user.pk: user for user in to if user.is_active}
    earlier = Notice.objects.filter(key=key, user__in=people).values_list("user", flat=True)
    new = set(people) - set(earlier)
    # Two calls at once both find nobody told: the constraint lets one of them in.
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user_id,
                kind=kind.key,
                key=key,
                subject=letter.subject,
                context=context,
                link=link,
                about_school_urn=about_school_urn,
            )
            for user_id in sorted(new)
        ],
        ignore_conflicts=True,
    )
    notices = list(Notice.objects.filter(key=key, user__in=new).order_by("user"))
    _send_by_email(kind, notices)
    return notices


def _send_by_email(kind, notices):
    wanting = _wanting_email(kind, [notice.user_id for notice in notices])
    sent = [notice for notice in notices if notice.user_id in wanting]
    Delivery.objects.bulk_create(
        [Delivery(notice=notice) for notice in sent], ignore_conflicts=True
    )
    for pk in Delivery.objects.filter(notice__in=sent).values_list("pk", flat=True):
        _ring(pk)


def _wanting_email(kind, user_ids):
    """Those of some people whom this kind reaches by e-mail."""
    if not kind.can_be_switched_off:
        return set(user_ids)
    decided = dict(
        Preference.objects.filter(kind=kind.key, user__in=user_ids).values_list(
            "user", "wants_email"
        )
    )
    return {user_id for user_id in user_ids if decided.get(user_id, kind.sends_email)}


def _ring(delivery_id):
    """Hand an e-mail to a worker after the commit; where no queue answers, it just waits."""

    # No partial: Django logs the fault of a robust callback by its name, and a partial has none.
    def ring():
        tasks.send.delay(delivery_id=delivery_id)

    transaction.on_commit(ring, robust=True)


def read(*, notice: Notice, by) -> str:
    """Note that a person has read a notice, and give the page it leads to."""
    Notice.objects.visible_to(by).unread().filter(pk=notice.pk).update(read_at=timezone.now())
    return notice.link


def read_all(*, by) -> int:
    """Note that a person has read everything in the inbox; gives how many were unread."""
    return Notice.objects.visible_to(by).unread().update(read_at=timezone.now())


@transaction.atomic
def choose_email(*, wanted: dict[str, bool], by) -> None:
    """Keep what a person wants by e-mail, by key of the kinds that can be switched off."""
    for key, wants_email in wanted.items():
        if KINDS[key].can_be_switched_off:
            Preference.objects.update_or_create(
                user=by, kind=key, defaults={"wants_email": wants_email}
            )


def unsubscribe(*, user_id: int, kind: Kind) -> None:
    """Switch off e-mail of one kind for the person whose signed link was followed.

    An account that is gone gets no mail either.
    """
    if not get_user_model().objects.filter(pk=user_id).exists():
        return
    Preference.objects.update_or_create(
        user_id=user_id, kind=kind.key, defaults={"wants_email": False}
    )


@transaction.atomic
def send_again(*, delivery_ids: Iterable[int], at: datetime, by) -> int:
    """Begin anew with mail that was not delivered; gives how many were.

    What has been sent, or is being sent, stays as it is.
    """
    wanted = Delivery.objects.undelivered(at).filter(pk__in=list(delivery_ids))
    again = list(wanted.select_related("notice__user").select_for_update(of=("self",)))
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in again]).update(
        state=Delivery.State.WAITING, attempts=0, due_at=at, error=""
    )
    for delivery in again:
        audit.record(
            "e-mail sent again",
            subject=delivery.notice,
            by=by,
            school=delivery.notice.about_school_urn,
            before={"state": delivery.state, "attempts": delivery.attempts},
            after={"state": Delivery.State.WAITING, "attempts": 0},
        )
        _ring(delivery.pk)
    return len(again)


def look(*, by, at: datetime) -> datetime | None:
    """Note that a person looks now, and give when they looked before. Two queries."""
    before = LastLook.objects.filter(user=by).values_list("looked_at", flat=True).first()
    LastLook.objects.bulk_create(
        [LastLook(user=by, looked_at=at)],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["looked_at"],
    )
    return before
