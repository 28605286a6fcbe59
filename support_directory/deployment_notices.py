"""Whom deployments tell what. Mail is read by others: nothing here says why a school is helped."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.models import CityPost, User
from accounts.permissions import GRANTS, Permission, Role
from notifications.kinds.deployments import (
    AGREEMENT_TO_SIGN,
    DEPLOYMENT_ADRIFT,
    DEPLOYMENT_MOVED,
    DEPLOYMENT_OFFERED,
    RECORD_DISPUTED,
    RECORD_OWED,
    RECORD_TO_CHECK,
    RELEASE_ASKED,
    REVIEW_DUE,
)
from notifications.kinds.kind import Kind
from notifications.services import notify
from schools.models import SchoolPost
from support_directory.invoicing import in_days
from support_directory.models import Deployment, EntryPost, Review, Visit

State = Deployment.State
# What the home school's head reads of: what it lends somebody for, and when that ends.
TOLD_AT_HOME = {
    State.AGREED,
    State.PAUSED,
    State.STOPPED,
    State.HANDED_OVER,
    State.WITHDRAWN,
    State.COMPLETED,
}
# Told by a letter of its own, or nothing that anybody has to know.
NOT_TOLD = {State.OFFERED, State.ACTIVE, State.MID_REVIEW}
# The broker alone, for they have the next step.
TOLD_TO_BROKERS = {State.ACCEPTED, State.DECLINED, State.EVALUATED}


# --- People -----------------------------------------------------------------------------


def leaders_of(entries: Iterable[int], *, on: date) -> dict[int, list[User]]:
    """Who keeps each entry on a day, with an open account, by its number. One query."""
    leaders = defaultdict(list)
    posts = EntryPost.objects.held_on(on).filter(entry__in=entries, user__is_active=True)
    for post in posts.select_related("user").order_by("starts_on", "pk"):
        leaders[post.entry_id].append(post.user)
    return dict(leaders)


def heads_of(urn: int | None, *, on: date) -> list[User]:
    """The heads of a school on a day, with an open account, and who acts for them."""
    posts = SchoolPost.objects.held_on(on).filter(
        school=urn, role__in=[Role.HEAD, Role.DEPUTY], user__is_active=True
    )
    heads = sorted(posts.select_related("user"), key=lambda post: post.role != Role.HEAD)
    return list(dict.fromkeys(post.user for post in heads))


def brokers(*, on: date) -> list[User]:
    """Everybody whose post lets them arrange support for the city as a broker."""
    roles = [
        role
        for role, may in GRANTS.items()
        if Permission.DEPLOYMENT_ARRANGE in may and Permission.ROUND_RUN not in may
    ]
    posts = CityPost.objects.held_on(on).filter(role__in=roles)
    return list(User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("pk"))


def brokers_of(deployment: Deployment, *, on: date) -> list[User]:
    """Who offered it, while they still arrange support; else all who do."""
    everybody = brokers(on=on)
    by = deployment.created_by
    if by is None:
        return everybody
    posts = CityPost.objects.held_on(on).filter(user=by, user__is_active=True)
    arranges = {role for role, may in GRANTS.items() if Permission.DEPLOYMENT_ARRANGE in may}
    return [by] if any(Role(post.role) in arranges for post in posts) else everybody


def _leaders(deployment, on):
    return leaders_of([deployment.entry_id], on=on).get(deployment.entry_id, [])


# --- What they are told -----------------------------------------------------------------


def tell_of_offer(deployment: Deployment, *, on: date) -> None:
    _tell(
        DEPLOYMENT_OFFERED,
        _leaders(deployment, on),
        deployment,
        page="answer",
        days=in_days(deployment.days_planned),
    )


def ask_for_release(deployment: Deployment, *, on: date) -> None:
    _tell(
        RELEASE_ASKED,
        heads_of(deployment.home_school_id, on=on),
        deployment,
        page="release",
        person=str(deployment.entry),
        days=in_days(deployment.days_planned),
    )


def ask_to_sign(deployment: Deployment, *, on: date, by: User) -> None:
    people = [
        *heads_of(deployment.host_school_id, on=on),
        *heads_of(deployment.home_school_id, on=on),
        *brokers_of(deployment, on=on),
    ]
    _tell(
        AGREEMENT_TO_SIGN,
        [person for person in people if person.pk != by.pk],
        deployment,
        page="agreement",
        again=str(deployment.agreement_version),
        person=str(deployment.entry),
    )


def tell_of_move(deployment: Deployment, *, by: User | None, on: date) -> None:
    """Tell those concerned of a new state, but whoever brought it about."""
    state = State(deployment.state)
    if state in NOT_TOLD:
        return
    people = brokers_of(deployment, on=on)
    if state not in TOLD_TO_BROKERS:
        people += _leaders(deployment, on)
        people += heads_of(deployment.host_school_id, on=on)
    if state in TOLD_AT_HOME:
        people += heads_of(deployment.home_school_id, on=on)
    _tell(
        DEPLOYMENT_MOVED,
        [person for person in people if by is None or person.pk != by.pk],
        deployment,
        again=f"{state} {deployment.moves.count()}",
        person=str(deployment.entry),
        state=state.label,
    )


def tell_of_record(visit: Visit, due_on: date, *, is_late: bool, on: date) -> None:
    deployment = visit.deployment
    leaders = _leaders(deployment, on)
    _tell(
        RECORD_OWED,
        leaders or brokers_of(deployment, on=on),
        deployment,
        page="visit",
        again=f"{visit.pk} {'late' if is_late else 'due'}",
        visit_pk=visit.pk,
        visit=f"{visit.held_on:%-d %B %Y}",
        due=f"{due_on:%-d %B %Y}",
        standing="late" if is_late else "still to be written",
    )


def ask_whether_accurate(visit: Visit, deployment: Deployment, *, on: date, at: datetime) -> None:
    _tell(
        RECORD_TO_CHECK,
        heads_of(deployment.host_school_id, on=on),
        deployment,
        page="visit",
        again=f"{visit.pk} {at.isoformat()}",
        visit_pk=visit.pk,
        visit=f"{visit.held_on:%-d %B %Y}",
        person=str(deployment.entry),
    )


def tell_of_dispute(visit: Visit, deployment: Deployment, *, on: date, at: datetime) -> None:
    _tell(
        RECORD_DISPUTED,
        [*_leaders(deployment, on), *brokers_of(deployment, on=on)],
        deployment,
        page="visit",
        again=f"{visit.pk} {at.isoformat()}",
        visit_pk=visit.pk,
        visit=f"{visit.held_on:%-d %B %Y}",
    )


def tell_of_review(deployment: Deployment, kind: Review.Kind, *, on: date) -> None:
    _tell(
        REVIEW_DUE,
        [*_leaders(deployment, on), *brokers_of(deployment, on=on)],
        deployment,
        page=kind.value,
        again=kind.value,
        person=str(deployment.entry),
        review=kind.label.lower(),
    )


def tell_that_it_needs_a_broker(
    deployment: Deployment, because: str, *, key: str, on: date
) -> None:
    _tell(
        DEPLOYMENT_ADRIFT,
        brokers_of(deployment, on=on),
        deployment,
        again=key,
        person=str(deployment.entry),
        because=because,
    )


def _tell(
    kind: Kind,
    to: Iterable[User],
    deployment: Deployment,
    *,
    page: str = "",
    again: str = "",
    visit_pk: int | None = None,
    **says: Any,
) -> None:
    notify(
        kind=kind,
        to=to,
        context={"host": str(deployment.host_school), **says},
        link=_page(deployment, page, visit_pk),
        key=f"{kind.key} {deployment.pk} {again}".strip(),
        about_school_urn=deployment.host_school_id,
    )


def _page(deployment, page, visit_pk):
    if page == "visit":
        return reverse("deployments:visit-detail", args=[deployment.pk, visit_pk])
    if page in Review.Kind.values:
        return reverse("deployments:review", args=[deployment.pk, page])
    name = f"deployments:{page}" if page else "deployments:deployment-detail"
    return reverse(name, args=[deployment.pk])
