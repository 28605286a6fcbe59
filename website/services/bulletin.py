"""The bulletin: what is sent in, the issue made of it, who gets it, and its way to them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Count, Max
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.services import RefusedError
from accounts.tasks import send_letter
from core import audit
from notifications.letters import absolute
from website import public_cache
from website.models import BulletinCopy, BulletinIssue, BulletinItem, Subscription, Topic

# A confirmation carries the topics chosen, so that nobody changes those of another.
CONFIRM = "website.bulletin.confirm"
STOP = signing.Signer(salt="website.bulletin.stop")
LINK_LASTS = timedelta(days=7)
MOST_SOFT_BOUNCES = 3


# --- Subscribing ------------------------------------------------------------------------


@transaction.atomic
def ask_to_subscribe(*, email: str, topics: Iterable[str], at: datetime) -> Subscription:
    """Write to an address, whose owner alone can say yes. Nothing goes there until then."""
    subscription, _ = Subscription.objects.get_or_create(
        email=email.lower(), defaults={"asked_at": at}
    )
    Subscription.objects.filter(pk=subscription.pk).update(asked_at=at)
    link = signing.dumps({"pk": subscription.pk, "topics": sorted(topics)}, salt=CONFIRM)
    told = {
        "url": absolute(reverse("bulletin-confirm", args=[link])),
        "days": LINK_LASTS.days,
        "topics": [Topic(topic).label for topic in topics],
    }
    transaction.on_commit(
        partial(
            send_letter.delay,
            subject="Do you want the bulletin of the Portsmouth Education Partnership?",
            body=render_to_string("website/letters/confirm_subscription.txt", told),
            to=[subscription.email],
        )
    )
    return subscription


def unsigned(link: str) -> dict[str, Any]:
    """What a confirmation carries. Raises signing.SignatureExpired or signing.BadSignature."""
    told = signing.loads(link, salt=CONFIRM, max_age=LINK_LASTS)
    return {"pk": told["pk"], "topics": [topic for topic in told["topics"] if topic in Topic]}


@transaction.atomic
def confirm(*, subscription: Subscription, topics: list[str], at: datetime) -> Subscription:
    """Begin to send, or change what is sent; a second time changes nothing."""
    now = Subscription.objects.select_for_update().get(pk=subscription.pk)
    now.topics = topics
    now.confirmed_at = now.confirmed_at or at
    now.ended_at, now.ended_for, now.bounces = None, "", 0
    now.save(update_fields=["topics", "confirmed_at", "ended_at", "ended_for", "bounces"])
    audit.record("bulletin subscribed to", subject=now, by=None)
    return now


@transaction.atomic
def stop(*, subscription: Subscription, at: datetime) -> bool:
    """End a subscription at once, and whether it was this that did it."""
    running = Subscription.objects.filter(pk=subscription.pk, ended_at=None)
    ended = running.update(ended_at=at, ended_for=Subscription.Ended.ASKED)
    BulletinCopy.objects.filter(subscription=subscription, state=BulletinCopy.State.WAITING).update(
        state=BulletinCopy.State.FAILED, error="The subscription was ended meanwhile."
    )
    if ended:
        audit.record("bulletin subscription ended", subject=subscription, by=None)
    return bool(ended)


@transaction.atomic
def bounced(*, email: str, is_for_good: bool, at: datetime) -> None:
    """Note that mail came back; an address that is gone, or often full, gets no more."""
    found = Subscription.objects.select_for_update().filter(email=email.lower(), ended_at=None)
    for subscription in found:
        subscription.bounces += 1
        if is_for_good or subscription.bounces >= MOST_SOFT_BOUNCES:
            subscription.ended_at, subscription.ended_for = at, Subscription.Ended.BOUNCED
            audit.record("bulletin subscription ended by bounces", subject=subscription, by=None)
        subscription.save(update_fields=["bounces", "ended_at", "ended_for"])


@transaction.atomic
def let_go(*, at: datetime) -> None:
    """Delete addresses that never said yes, and those that have ended a year ago."""
    Subscription.objects.filter(confirmed_at=None, asked_at__lt=at - 2 * LINK_LASTS).delete()
    Subscription.objects.filter(ended_at__lt=at - timedelta(days=365)).delete()


def stop_link(subscription: Subscription) -> str:
    return STOP.sign(str(subscription.pk))


def subscription_of(link: str) -> Subscription | None:
    """Whose link it is. Raises signing.BadSignature for one that nobody here made."""
    return Subscription.objects.filter(pk=int(STOP.unsign(link))).first()


# --- Putting an issue together ----------------------------------------------------------


@transaction.atomic
def send_in(*, item: BulletinItem, at: datetime) -> BulletinItem:
    """Take what somebody wants told; the same form sent twice counts once."""
    sent_already = BulletinItem.objects.filter(once=item.once).first()
    if sent_already:
        return sent_already
    item.sent_at = at
    item.save()
    audit.record("bulletin item sent in", subject=item, by=None)
    return item


@transaction.atomic
def begin_issue(*, on: date, by: Any) -> BulletinIssue:
    """The issue of a day, made if it is not there."""
    issue, is_new = BulletinIssue.objects.get_or_create(on=on)
    if is_new:
        audit.record("bulletin issue begun", subject=issue, by=by)
    return issue


@transaction.atomic
def take(*, item: BulletinItem, issue: BulletinIssue, by: Any) -> BulletinItem:
    """Put an item at the end of an issue in the making."""
    _in_the_making(issue)
    now = BulletinItem.objects.select_for_update().get(pk=item.pk)
    if now.issue_id == issue.pk:
        return now
    _move_item(now, BulletinItem.State.TAKEN)
    last = issue.items.aggregate(last=Max("position"))["last"]
    now.issue, now.position = issue, 1 if last is None else last + 1
    now.save(update_fields=["state", "issue", "position"])
    audit.record("bulletin item taken", subject=now, by=by, after={"issue": str(issue)})
    return now


@transaction.atomic
def put_back(*, item: BulletinItem, by: Any) -> BulletinItem:
    """Take an item out of its issue, or a declined one up again."""
    now = BulletinItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if now.issue:
        _in_the_making(now.issue)
    _move_item(now, BulletinItem.State.SENT_IN)
    now.issue = None
    now.save(update_fields=["state", "issue"])
    audit.record("bulletin item put back", subject=now, by=by)
    return now


@transaction.atomic
def decline(*, item: BulletinItem, by: Any) -> BulletinItem:
    now = BulletinItem.objects.select_for_update().get(pk=item.pk)
    _move_item(now, BulletinItem.State.DECLINED)
    now.save(update_fields=["state"])
    audit.record("bulletin item declined", subject=now, by=by)
    return now


@transaction.atomic
def move_up(*, item: BulletinItem, by: Any) -> None:
    """Change places with the item before it; the first stays where it is."""
    if item.issue is None:
        return
    _in_the_making(item.issue)
    items = list(BulletinItem.objects.filter(issue=item.issue).in_order().select_for_update())
    place = [one.pk for one in items].index(item.pk)
    if place:
        items[place - 1 : place + 1] = [items[place], items[place - 1]]
    for position, one in enumerate(items, start=1):
        BulletinItem.objects.filter(pk=one.pk).update(position=position)


@transaction.atomic
def write(*, item: BulletinItem, by: Any) -> BulletinItem:
    """Mend the words of an item as its editor sees fit."""
    if item.issue_id:
        # Whoever sends the issue meanwhile waits, or this does.
        _in_the_making(BulletinIssue.objects.select_for_update().get(pk=item.issue_id))
    item.save(update_fields=["title", "text", "link", "topic"])
    audit.record("bulletin item edited", subject=item, by=by)
    return item


def _in_the_making(issue):
    if issue.state != BulletinIssue.State.DRAFT:
        raise RefusedError("The issue is closed for changes. Open it again first.")


def _move_item(item, state):
    if not item.can_become(state):
        raise RefusedError("Somebody has decided on this item meanwhile. Look at it again.")
    item.state = state


@transaction.atomic
def make_ready(*, issue: BulletinIssue, introduction: str, by: Any) -> BulletinIssue:
    """Close an issue for changes and ask a second person to read it."""
    now = _issue_to(issue, BulletinIssue.State.READY)
    if not now.items.exists():
        raise RefusedError("There is nothing in the issue yet. Take an item first.")
    now.introduction, now.prepared_by = introduction, by
    now.save(update_fields=["state", "introduction", "prepared_by"])
    audit.record("bulletin issue made ready", subject=now, by=by)
    return now


@transaction.atomic
def open_again(*, issue: BulletinIssue, by: Any) -> BulletinIssue:
    now = _issue_to(issue, BulletinIssue.State.DRAFT)
    now.save(update_fields=["state"])
    audit.record("bulletin issue opened again", subject=now, by=by)
    return now


@transaction.atomic
def approve(
    *, issue: BulletinIssue, by: Any, at: datetime, seen: str | None = None
) -> BulletinIssue:
    """Send an issue that somebody else made ready: one copy for each who wants any of it.

    `seen` is what `words_of` gave for the page on which it was read: nobody sends other words.
    """
    from website.tasks import BATCH, send_bulletin_batch

    now = _issue_to(issue, BulletinIssue.State.SENDING)
    if now.prepared_by_id == by.pk:
        raise RefusedError("You made this issue ready, so somebody else has to send it.")
    if seen is not None and seen != words_of(now):
        raise RefusedError("The issue was changed after you opened it. Read it again, then send.")
    now.approved_by, now.sent_at = by, at
    now.save(update_fields=["state", "approved_by", "sent_at"])
    topics = set(now.items.values_list("topic", flat=True))
    copies = [
        BulletinCopy(issue=now, subscription=subscription)
        for subscription in Subscription.objects.running().order_by("pk").iterator()
        if any(subscription.wants(topic) for topic in topics)
    ]
    BulletinCopy.objects.bulk_create(copies, batch_size=500, ignore_conflicts=True)
    audit.record("bulletin issue sent", subject=now, by=by, after={"copies": len(copies)})
    for _ in range(len(copies) // BATCH + 1):
        transaction.on_commit(partial(send_bulletin_batch.delay, issue_id=now.pk))
    public_cache.changed()
    return now


def words_of(issue: BulletinIssue) -> str:
    """Changes with anything an issue says or the order it says it in."""
    items = issue.items.in_order().values_list("pk", "title", "text", "link", "topic")
    said = json.dumps([issue.introduction, *map(list, items)])
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _issue_to(issue, state):
    now = BulletinIssue.objects.select_for_update().get(pk=issue.pk)
    if not now.can_become(state):
        raise RefusedError("Somebody has moved this issue on meanwhile. Look at it again.")
    now.state = state
    return now


# --- On its way -------------------------------------------------------------------------


def finish(issue_id: int, *, at: datetime) -> None:
    """Call an issue sent once no copy of it waits; what was cut off is not sent a second time."""
    stale = at - timedelta(minutes=10)
    copies = BulletinCopy.objects.filter(issue=issue_id)
    copies.filter(state=BulletinCopy.State.TAKEN, taken_at__lt=stale).update(
        state=BulletinCopy.State.FAILED, error="It was cut off, and may have arrived."
    )
    undone = [BulletinCopy.State.WAITING, BulletinCopy.State.TAKEN]
    if not copies.filter(state__in=undone).exists():
        BulletinIssue.objects.filter(pk=issue_id, state=BulletinIssue.State.SENDING).update(
            state=BulletinIssue.State.SENT
        )


def items_for(issue: BulletinIssue, subscription: Subscription | None = None) -> list[BulletinItem]:
    """What of an issue somebody asked for; all of it for the page."""
    items = list(issue.items.in_order())
    if subscription is None:
        return items
    return [item for item in items if subscription.wants(item.topic)]


def told_of(issue: BulletinIssue, subscription: Subscription | None = None) -> dict[str, Any]:
    """What the letter of an issue says; for a preview nobody's own."""
    stop_url = ""
    if subscription is not None:
        stop_url = absolute(reverse("bulletin-stop", args=[stop_link(subscription)]))
    return {
        "issue": issue,
        "items": items_for(issue, subscription),
        "url": absolute(issue.get_absolute_url()),
        "stop_url": stop_url,
        "site": settings.SITE_URL,
    }


def counts_of(issue: BulletinIssue) -> dict[str, int]:
    """How many copies stand where, for the page an editor watches. One query."""
    counted = issue.copies.order_by().values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(BulletinCopy.State.values, 0), **dict(counted)}
