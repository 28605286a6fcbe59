"""What is done with posts: people are invited, appointed, and leave."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import tasks
from accounts.constraints import ONCE, NoOverlap
from accounts.models import HeldPost, Invitation, User
from accounts.posts import kinds
from core import audit, history

OPEN_FOR = timedelta(days=14)


class RefusedError(Exception):
    """What was asked cannot be done; the words are for the person who asked."""


@contextmanager
def held_once() -> Iterator[None]:
    """The database's refusal of a post held twice on a day, in words for whoever asked."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if ONCE not in str(error):
            raise
        raise RefusedError(NoOverlap.default_violation_error_message) from None


@transaction.atomic
def appoint(*, post: HeldPost, by) -> HeldPost:
    """Give a person a post; nobody gives one to themselves."""
    if by is not None and post.user_id == by.pk:
        raise RefusedError("Nobody gives a post to themselves. Ask a colleague to do it.")
    # Two at once wait for each other here, and the second sees the first one's post.
    User.objects.select_for_update().get(pk=post.user_id)
    try:
        post.full_clean()
    except ValidationError as error:
        if post.SCOPE in error.error_dict:
            raise RefusedError("The place of this post is not in the register any more.") from None
        raise RefusedError(" ".join(error.messages)) from None
    post.appointed_by = by
    with held_once():
        history.save(post, by=by, force_insert=True)
    audit.record(
        "post started",
        subject=post,
        by=by,
        after={"starts_on": post.starts_on, "ends_on": post.ends_on},
    )
    post.begun(by=by)
    return post


@transaction.atomic
def end_post(*, post: HeldPost, seen: str, ends_on: date, by, at: datetime) -> HeldPost:
    """Set the last day of a post, and of those that hang on it.

    `seen` is the version of the post that the person who ends it read: if somebody else has
    ended it since, nothing changes and the words say what is true now.
    """
    if by is not None and post.user_id == by.pk:
        raise RefusedError("Nobody ends their own post. Ask a colleague to do it.")
    model = type(post)
    now = model.objects.select_for_update().get(pk=post.pk)
    if now.version != seen:
        raise RefusedError(
            f"{now.ended_by or 'Somebody'} has changed this post since you opened the page:"
            f" its last day is {day(now.ends_on)}. Nothing was changed."
        )
    if ends_on < now.starts_on:
        raise RefusedError(f"The last day cannot be before the first, {day(now.starts_on)}.")
    before = {"ends_on": now.ends_on}
    now.ends_on, now.ended_at, now.ended_by = ends_on, at, by
    with held_once():
        history.save(now, by=by, update_fields=["ends_on", "ended_at", "ended_by"])
    audit.record("post ended", subject=now, by=by, before=before, after={"ends_on": ends_on})
    for other in now.dependants().filter(ends_on__gt=ends_on):
        last = {"ends_on": other.ends_on}
        other.ends_on, other.ended_at, other.ended_by = max(ends_on, other.starts_on), at, by
        history.save(other, by=by, update_fields=["ends_on", "ended_at", "ended_by"])
        audit.record(
            "post ended", subject=other, by=by, before=last, after={"ends_on": other.ends_on}
        )
    return now


@transaction.atomic
def invite(
    *,
    email: str,
    full_name: str,
    post_kind: str,
    role: str,
    scope_id: int,
    place: str,
    starts_on: date,
    ends_on: date | None,
    by,
    at: datetime,
) -> Invitation:
    """Promise a post to an address, and write to it once that is committed."""
    email = email.strip().lower()
    if by is not None and email == by.email:
        raise RefusedError("Nobody gives a post to themselves. Ask a colleague to do it.")
    same = Invitation.objects.select_for_update().filter(
        email=email, post_kind=post_kind, role=role, scope_id=scope_id
    )
    if same.open(at).exists():
        raise RefusedError(f"{email} has been invited to this post, and the link still works.")
    for expired in same.filter(accepted_at=None, revoked_at=None):
        expired.revoked_at, expired.revoked_by = at, by
        history.save(expired, by=by, update_fields=["revoked_at", "revoked_by"])
    invitation = Invitation(
        email=email,
        full_name=full_name,
        post_kind=post_kind,
        role=role,
        scope_id=scope_id,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        invited_at=at,
        invited_by=by,
        expires_at=at + OPEN_FOR,
    )
    history.save(invitation, by=by)
    audit.record("person invited", subject=invitation, by=by, school=_school_of(invitation))
    send(invitation)
    return invitation


def send(invitation: Invitation) -> None:
    """Ring for the mail after the commit; where no queue answers, it can be sent again."""
    ring = partial(tasks.send_invitation.delay, invitation_id=invitation.pk)
    transaction.on_commit(ring, robust=True)


@transaction.atomic
def revoke(*, invitation: Invitation, by, at: datetime) -> Invitation:
    """Make the link of an invitation worthless."""
    now = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if now.accepted_at:
        raise RefusedError("The invitation has been accepted. End the post instead.")
    if now.revoked_at:
        raise RefusedError("The invitation had been withdrawn already. Nothing was changed.")
    now.revoked_at, now.revoked_by = at, by
    history.save(now, by=by, update_fields=["revoked_at", "revoked_by"])
    audit.record("invitation withdrawn", subject=now, by=by, school=_school_of(now))
    return now


def why_closed(invitation: Invitation, *, at: datetime) -> str:
    """Why an invitation can no longer be accepted, as one word; empty while it can."""
    if invitation.accepted_at:
        return "used"
    if invitation.revoked_at:
        return "withdrawn"
    if invitation.expires_at <= at:
        return "expired"
    if invitation.ends_on and invitation.ends_on < timezone.localdate(at):
        return "over"
    return ""


@transaction.atomic
def join(*, invitation: Invitation, password: str, at: datetime) -> User:
    """Make the account of somebody new to the portal, and give it the post."""
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise RefusedError(
            "A password cannot be set here. If you have signed in to the portal before, sign in"
            " to accept; if you do not know your password, choose a new one first."
        )
    user = User(email=invitation.email, full_name=invitation.full_name)
    user.set_password(password)
    history.save(user, by=user)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    accept(invitation=invitation, user=user, at=at)
    return user


@transaction.atomic
def accept(*, invitation: Invitation, user: User, at: datetime) -> HeldPost:
    """Give the post promised to the person whose address it was promised to."""
    now = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if why_closed(now, at=at) or user.email.lower() != now.email:
        raise RefusedError("This invitation cannot be accepted any more.")
    model = kinds()[now.post_kind]
    post = appoint(post=model.offered(now, to=user), by=now.invited_by)
    now.accepted_at, now.accepted_by = at, user
    history.save(now, by=user, update_fields=["accepted_at", "accepted_by"])
    audit.record("invitation accepted", subject=now, by=user, school=_school_of(now))
    return post


def _school_of(invitation):
    """The school whose head may read of an invitation to it."""
    return invitation.scope_id if invitation.post_kind == "school" else None


def day(date: date | None) -> str:
    return f"{date:%-d %B %Y}" if date else "not set"
