"""Who sits on a group; members of networks come and go by themselves."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission
from accounts.services import RefusedError, day, end_post
from subgroups.forms.groups import MemberForm, SeatEndForm
from subgroups.models import Membership
from subgroups.readers import who_reads
from subgroups.services import groups
from subgroups.views.finding import done, form_page, inside, of_group


@of_group
def member_list(request, group, reader):
    inside(reader)
    today = timezone.localdate()
    seats = list(group.memberships.select_related("user").in_order())
    return render(
        request,
        "subgroups/member_list.html",
        {
            "group": group,
            "reader": reader,
            "held": [seat for seat in seats if seat.is_held_on(today)],
            "to_come": [seat for seat in seats if seat.starts_on > today],
            "past": [seat for seat in seats if seat.ends_on and seat.ends_on < today],
            "gives": _gives(reader),
            "audience": who_reads(),
        },
    )


def _gives(reader):
    """The roles this person may give here: an officer any, a clerk those that decide nothing."""
    return Membership.ROLES if reader.manages else Membership.CLERK_GIVES


@of_group
def member_add(request, group, reader):
    reader.require(Permission.MEMBERS_MANAGE)
    today = timezone.localdate()
    form = MemberForm(request.POST or None, roles=_gives(reader), initial={"starts_on": today})
    if form.is_valid():
        seat = done(
            form,
            groups.add_member,
            seat=form.seat(group),
            by=request.user,
            may_give=_gives(reader),
        )
        if seat:
            messages.success(request, f"Added. {seat}, from {day(seat.starts_on)}.")
            return redirect("subgroups:member-list", group.slug)
    return form_page(
        request,
        form,
        title="Who joins the group?",
        caption=group.name,
        back=f"/groups/{group.slug}/members/",
        audience=who_reads(Permission.MEMBERS_MANAGE),
    )


@of_group
def member_end(request, group, reader, pk):
    reader.require(Permission.MEMBERS_MANAGE)
    seat = get_object_or_404(
        group.memberships.filter(role__in=_gives(reader)).select_related("user", "group"), pk=pk
    )
    form = SeatEndForm(
        request.POST or None, initial={"ends_on": timezone.localdate(), "seen": seat.version}
    )
    if form.is_valid() and done(
        form,
        end_post,
        post=seat,
        seen=form.cleaned_data["seen"],
        ends_on=form.cleaned_data["ends_on"],
        by=request.user,
        at=timezone.now(),
    ):
        messages.success(
            request, f"{seat.user}: the last day is {day(form.cleaned_data['ends_on'])}."
        )
        return redirect("subgroups:member-list", group.slug)
    return form_page(
        request,
        form,
        title=f"When does {seat.user} leave?",
        caption=group.name,
        back=f"/groups/{group.slug}/members/",
        audience=who_reads(Permission.MEMBERS_MANAGE),
    )


@require_POST
@of_group
def network_join(request, group, reader):
    try:
        groups.join(network=group, by=request.user, on=timezone.localdate())
    except RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"You have joined {group}. Its events are in your calendar.")
    return redirect(group)


@require_POST
@of_group
def network_leave(request, group, reader):
    try:
        groups.leave(network=group, by=request.user, on=timezone.localdate(), at=timezone.now())
    except RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"You have left {group}.")
    return redirect(group)
