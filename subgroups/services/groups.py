"""Groups begin, take other names, merge and end; people come to sit on them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from accounts.permissions import Role
from accounts.posts import holders, kinds
from accounts.services import RefusedError, appoint, day, held_once
from core import audit, history
from subgroups.models import (
    FormerAddress,
    Group,
    GroupName,
    Membership,
    Resource,
    TermsOfReference,
)


@transaction.atomic
def start_group(*, group: Group, objectives: Any = (), by: User | None) -> Group:
    """Found a group; its first name is dated by its first day."""
    _refuse_faults(group)
    history.save(group, by=by)
    group.objectives.set(objectives)
    GroupName.objects.create(group=group, name=group.name, starts_on=group.starts_on)
    audit.record("group started", subject=group, by=by, after={"first day": group.starts_on})
    return group


@transaction.atomic
def change_group(*, group: Group, objectives: Any, by: User) -> Group:
    """Keep what a group is for and whom it reports to; name and end have ways of their own."""
    _refuse_faults(group)
    history.save(group, by=by)
    group.objectives.set(objectives)
    audit.record("group changed", subject=group, by=by)
    return group


@transaction.atomic
def rename(*, group: Group, name: str, slug: str, starts_on: date, on: date, by: User) -> Group:
    """Give a group another name from a day on, and another address; the old one leads here.

    What the group did before is told by the name it had then.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    if starts_on > on:
        raise RefusedError("A name counts from today or an earlier day.")
    latest = group.names.order_by("-starts_on").first()
    if latest and starts_on <= latest.starts_on and latest.name != name:
        raise RefusedError(f"It has been called {latest.name} since {day(latest.starts_on)}.")
    before = {"name": group.name, "address": group.slug}
    if name != group.name:
        GroupName.objects.create(group=group, name=name, starts_on=starts_on)
    if slug != group.slug:
        taken = FormerAddress.objects.filter(slug=slug).exclude(group=group)
        if taken.exists():
            raise RefusedError(f"The address {slug} leads to another group. Choose another.")
        FormerAddress.objects.filter(slug=slug, group=group).delete()
        FormerAddress.objects.create(group=group, slug=group.slug)
    group.name, group.slug = name, slug
    _refuse_faults(group)
    history.save(group, by=by, update_fields=["name", "slug"])
    audit.record(
        "group renamed", subject=group, by=by, before=before, after={"name": name, "address": slug}
    )
    return group


@transaction.atomic
def end_group(*, group: Group, ends_on: date, into: Group | None, by: User, at: datetime) -> Group:
    """End a group on a day, with every seat on it; `into` is the group that takes up its work.

    Its open actions go on in that group, under the numbers they were given.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.ends_on:
        raise RefusedError(f"{group} ended on {day(group.ends_on)}.")
    if ends_on < group.starts_on:
        raise RefusedError(f"It cannot end before its first day, {day(group.starts_on)}.")
    if into == group:
        raise RefusedError("A group cannot become part of itself.")
    if into and not into.is_active_on(ends_on):
        raise RefusedError(f"{into} is not at work on {day(ends_on)}.")
    later = group.meetings.not_cancelled().filter(day__gt=ends_on)
    if later.exists():
        raise RefusedError(
            f"A meeting is planned on {day(later.order_by('day')[0].day)}, after its last day."
            " Cancel it first."
        )
    group.ends_on, group.merged_into = ends_on, into
    history.save(group, by=by, update_fields=["ends_on", "merged_into"])
    for seat in group.memberships.filter(Q(ends_on=None) | Q(ends_on__gt=ends_on)):
        if seat.starts_on > ends_on:
            # Nobody comes to sit on a group that is over.
            audit.record("seat taken back", subject=seat, by=by)
            seat.delete()
            continue
        seat.ends_on, seat.ended_at, seat.ended_by = ends_on, at, by
        history.save(seat, by=by, update_fields=["ends_on", "ended_at", "ended_by"])
    if into:
        for action in group.actions.open():
            action.group = into
            history.save(action, by=by, update_fields=["group"])
    audit.record(
        "group ended",
        subject=group,
        by=by,
        after={"last day": ends_on, "goes on in": str(into or "")},
    )
    return group


def add_member(*, seat: Membership, by: User, may_give: tuple[Role, ...]) -> Membership:
    """Give somebody a seat on a group; a clerk gives only those that decide nothing alone."""
    if Role(seat.role) not in may_give:
        raise RefusedError("An officer of the council names chairs, vice-chairs and clerks.")
    appoint(post=seat, by=by)
    return seat


@transaction.atomic
def join(*, network: Group, by: User, on: date) -> Membership | None:
    """Join a network oneself; none where one had joined already.

    It takes a post: whoever has none any more does not give themselves a way back in.
    """
    if not network.is_network or not network.is_active_on(on):
        raise RefusedError("Only networks are joined by oneself; ask the clerk of the group.")
    User.objects.select_for_update().get(pk=by.pk)
    if not User.objects.filter(holders(on=on), pk=by.pk).exists():
        raise RefusedError(
            "Networks are for people who hold a post in the partnership, and you hold none today."
        )
    if network.memberships.held_on(on).filter(user=by).exists():
        return None
    seat = Membership(
        user=by, group=network, role=Role.GROUP_MEMBER, starts_on=on, ends_on=network.ends_on
    )
    with held_once():
        history.save(seat, by=by)
    audit.record("network joined", subject=seat, by=by)
    return seat


@transaction.atomic
def leave(*, network: Group, by: User, on: date, at: datetime) -> None:
    """Leave a network one joined; whoever joined today was never there."""
    if not network.is_network:
        raise RefusedError("Only networks are left by oneself; ask an officer of the council.")
    for seat in network.memberships.held_on(on).filter(user=by, role=Role.GROUP_MEMBER):
        audit.record("network left", subject=seat, by=by)
        if seat.starts_on >= on:
            seat.delete()
            continue
        seat.ends_on, seat.ended_at, seat.ended_by = on - timedelta(days=1), at, by
        history.save(seat, by=by, update_fields=["ends_on", "ended_at", "ended_by"])


@transaction.atomic
def leave_without_a_post(*, on: date, at: datetime) -> int:
    """End the seats that people took on networks themselves once nobody's post holds them.

    A seat somebody gave is a post of its own; one that people take does not keep them in.
    """
    network_seats = Membership.objects.held_on(on).filter(
        group__kind=Group.Kind.NETWORK, role=Role.GROUP_MEMBER, appointed_by=None
    )
    by_oneself = Membership.history.filter(history_type="+", history_user=F("user"))
    taken = list(network_seats.filter(pk__in=by_oneself.values("id")).select_related("user"))
    people = {seat.user_id for seat in taken}
    holding = {
        person
        for kind in kinds().values()
        for person, pk in kind.objects.held_on(on).filter(user__in=people).values_list("user", "pk")
        if kind is not Membership or pk not in {seat.pk for seat in taken}
    }
    left = [seat for seat in taken if seat.user_id not in holding]
    for seat in left:
        seat.ends_on, seat.ended_at = max(on - timedelta(days=1), seat.starts_on), at
        history.save(seat, by=None, update_fields=["ends_on", "ended_at"])
        audit.record("network left", subject=seat, by=None)
    return len(left)


@transaction.atomic
def adopt_terms(
    *,
    group: Group,
    text: str,
    adopted_on: date,
    adopted_by_body: str,
    by: User | None,
    at: datetime,
) -> TermsOfReference:
    """Put a version of a group's terms beside the earlier ones; the same words change nothing."""
    Group.objects.select_for_update().get(pk=group.pk)
    latest = group.terms.order_by("-number").first()
    if latest and (latest.text, latest.adopted_on) == (text, adopted_on):
        return latest
    terms = TermsOfReference.objects.create(
        group=group,
        number=latest.number + 1 if latest else 1,
        text=text,
        adopted_on=adopted_on,
        adopted_by_body=adopted_by_body,
        written_at=at,
        written_by=by,
    )
    audit.record("terms of reference adopted", subject=terms, by=by, after={"on": adopted_on})
    return terms


@transaction.atomic
def add_resource(*, resource: Resource, by: User, at: datetime) -> Resource:
    """Share a page or a PDF with everybody."""
    resource.added_at, resource.added_by = at, by
    resource.save()
    audit.record("resource of a group added", subject=resource, by=by)
    return resource


@transaction.atomic
def remove_resource(*, resource: Resource, by: User) -> None:
    audit.record("resource of a group removed", subject=resource, by=by)
    resource.delete()


def _refuse_faults(group):
    try:
        group.full_clean()
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from None
