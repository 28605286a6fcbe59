"""What is done with notices: people are told, read, choose, and mail is sent again."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from core import audit, history
from notifications import tasks
from notifications.kinds import DIGEST, KINDS, Kind, Way
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
    """Tell people something once: a notice to each, and e-mail at once to those who want it so.

    `key` says what happened; whoever was told of it before is not told again. Closed accounts
    are left out. E-mail goes only once the change that caused it is committed. What somebody
    wants in a digest waits for it.
    """
    if not link.startswith("/") or not url_has_allowed_host_and_scheme(link, allowed_hosts=None):
        raise OutsideThePortalError(link)
    letter = written(kind, context)
    people = {user.pk: user for user in to if user.is_active}
    earlier = Notice.objects.filter(key=key, user__in=people).values_list("user", flat=True)
    new = set(people) - set(earlier)
    ways = Preference.objects.ways_for(kind, new)
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
                awaits_digest=ways[user_id] == Way.DIGEST,
            )
            for user_id in sorted(new)
        ],
        ignore_conflicts=True,
    )
    notices = list(Notice.objects.filter(key=key, user__in=new).order_by("user"))
    _send_at_once([notice for notice in notices if ways[notice.user_id] == Way.AT_ONCE])
    return notices


def _send_at_once(notices):
    """An e-mail to each, unless another call has put the same notice by for a digest."""
    sent = [notice for notice in notices if not (notice.awaits_digest or notice.digest_id)]
    Delivery.objects.bulk_create(
        [Delivery(notice=notice) for notice in sent], ignore_conflicts=True
    )
    for pk in Delivery.objects.filter(notice__in=sent).values_list("pk", flat=True):
        _ring(pk)


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
def choose_ways(*, ways: dict[str, Way], by) -> None:
    """Keep how a person wants notices, by key of the kinds that leave a choice."""
    _chooses(by.pk)
    for key, way in ways.items():
        if KINDS[key].can_be_switched_off:
            _keep_way(by, key, way)
    _leave_out_of_digests(by.pk, [key for key, way in ways.items() if way == Way.PORTAL])


@transaction.atomic
def unsubscribe(*, user_id: int, kind: Kind) -> None:
    """Switch off e-mail of one kind, or the digest, for whoever followed the signed link.

    An account that is gone gets no mail either.
    """
    person = _chooses(user_id)
    if person is None:
        return
    if kind == DIGEST:
        for preference in Preference.objects.in_digests().filter(user=user_id):
            preference.wants_email = False
            history.save(preference, by=person)
        Notice.objects.for_digest().filter(user=user_id).update(awaits_digest=False)
        return
    _keep_way(person, kind.key, Way.PORTAL)
    _leave_out_of_digests(user_id, [kind.key])


def _chooses(user_id):
    """Whoever makes a choice; two presses of a button at once wait for each other here."""
    return get_user_model().objects.select_for_update().filter(pk=user_id).first()


def _keep_way(person, key, way):
    preference = Preference.objects.filter(user=person, kind=key).first()
    preference = preference or Preference(user=person, kind=key)
    preference.wants_email = way != Way.PORTAL
    preference.in_digest = way == Way.DIGEST
    history.save(preference, by=person)


def _leave_out_of_digests(user_id, keys):
    """What waits for a digest stays in the portal alone."""
    waiting = Notice.objects.for_digest().filter(user=user_id, kind__in=keys)
    waiting.update(awaits_digest=False)


@transaction.atomic
def send_again(*, delivery_ids: Iterable[int], at: datetime, by) -> int:
    """Begin anew with mail that was not delivered; gives how many were.

    What has been sent, or is being sent, stays as it is.
    """
    wanted = Delivery.objects.undelivered(at).filter(pk__in=list(delivery_ids))
    related = wanted.select_related("notice__user", "digest__user")
    again = list(related.select_for_update(of=("self",)))
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in again]).update(
        state=Delivery.State.WAITING, attempts=0, due_at=at, error=""
    )
    for delivery in again:
        audit.record(
            "e-mail sent again",
            subject=delivery.told,
            by=by,
            school=delivery.notice.about_school_urn if delivery.notice else None,
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
