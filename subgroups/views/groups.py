"""Groups and boards: what each is for, whom it answers to, and what it has published."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.permissions import Permission, Role, authorise, can
from accounts.services import day
from core.history import changes
from core.uploads import attachment
from subgroups.forms.groups import EndForm, GroupForm, RenameForm, ResourceForm, TermsForm
from subgroups.models import Group, Resource
from subgroups.readers import who_reads
from subgroups.services import groups
from subgroups.views.finding import confirm_page, done, form_page, inside, of_group
from subgroups.writing import as_html

KINDS = {
    Group.Kind.BOARD: "Boards",
    Group.Kind.GROUP: "Groups",
    Group.Kind.NETWORK: "Subject networks",
}


@login_not_required
def group_list(request):
    today = timezone.localdate()
    listed = list(Group.objects.active_on(today).select_related("parent").in_order())
    return render(
        request,
        "subgroups/group_list.html",
        {
            "kinds": [
                (KINDS[kind], list(found)) for kind, found in groupby(listed, lambda one: one.kind)
            ],
            "ended": list(Group.objects.ended_before(today).order_by("-ends_on", "name")),
            "manages": can(request.user, Permission.GROUPS_MANAGE),
        },
    )


@login_not_required
@of_group
def group_detail(request, group, reader):
    """The remit, who leads it by post, meetings, minutes and reports: for anybody."""
    today = timezone.localdate()
    seats = list(group.memberships.held_on(today).leading().in_order())
    mine = None
    if group.is_network and request.user.is_authenticated:
        mine = group.memberships.held_on(today).filter(user=request.user).first()
    return render(
        request,
        "subgroups/group_detail.html",
        {
            "group": group,
            "reader": reader,
            "kind": group.get_kind_display().capitalize(),
            "is_active": group.is_active_on(today),
            "chairs": [seat for seat in seats if seat.role == Role.GROUP_CHAIR],
            "responsibilities": [line for line in group.responsibilities.splitlines() if line],
            "names": list(group.names.order_by("-starts_on")),
            "predecessors": list(group.predecessors.order_by("-ends_on")),
            "objectives": list(
                group.objectives.filter(edition__state__in=["published", "archived"])
                .select_related("edition")
                .order_by("-edition__starts_on", "number")
            ),
            "terms": group.terms.order_by("-number").first(),
            "to_come": list(group.meetings.to_come(today).select_related("group")[:4]),
            "published": list(
                group.meetings.published().select_related("group").newest_first()[:6]
            ),
            "reports": list(
                group.reports.published().select_related("call", "group").newest_first()[:6]
            ),
            "resources": list(group.resources.select_related("group").order_by("-added_at")),
            "mine": mine,
            "overdue": group.actions.visible_to(request.user).overdue(today).count()
            if reader.is_inside
            else 0,
        },
    )


def group_new(request):
    authorise(request.user, Permission.GROUPS_MANAGE)
    form = GroupForm(request.POST or None)
    if form.is_valid():
        made = done(
            form,
            groups.start_group,
            group=form.instance,
            objectives=form.cleaned_data["objectives"],
            by=request.user,
        )
        if made:
            messages.success(request, f"{made} is started. Name its chair and clerk next.")
            return redirect("subgroups:member-list", made.slug)
    return form_page(
        request,
        form,
        title="Which group starts its work?",
        back="/groups/",
        audience=who_reads(Permission.GROUPS_MANAGE),
    )


@of_group
def group_edit(request, group, reader):
    reader.require(Permission.GROUPS_MANAGE)
    form = GroupForm(request.POST or None, instance=group)
    if form.is_valid() and done(
        form,
        groups.change_group,
        group=form.instance,
        objectives=form.cleaned_data["objectives"],
        by=request.user,
    ):
        messages.success(request, "Saved.")
        return redirect(group)
    return form_page(
        request,
        form,
        title="What is this group for?",
        caption=group.name,
        back=group.get_absolute_url(),
        audience=who_reads(Permission.GROUPS_MANAGE),
    )


@of_group
def group_rename(request, group, reader):
    reader.require(Permission.GROUPS_MANAGE)
    today = timezone.localdate()
    start = {"name": group.name, "slug": group.slug, "starts_on": today}
    form = RenameForm(request.POST or None, initial=start)
    if form.is_valid():
        named = done(
            form, groups.rename, group=group, on=today, by=request.user, **form.cleaned_data
        )
        if named:
            messages.success(request, f"It is called {named} now. Earlier addresses lead here.")
            return redirect(named)
    return form_page(
        request,
        form,
        title="What is this group called now?",
        caption=group.name,
        back=f"/groups/{group.slug}/",
        audience=who_reads(Permission.GROUPS_MANAGE),
    )


@of_group
def group_end(request, group, reader):
    reader.require(Permission.GROUPS_MANAGE)
    form = EndForm(request.POST or None, group=group, on=timezone.localdate())
    if form.is_valid():
        ended = done(
            form,
            groups.end_group,
            group=group,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
        if ended:
            messages.success(request, f"{ended} ends on {day(ended.ends_on)}. Its page stays.")
            return redirect(ended)
    return form_page(
        request,
        form,
        title="When does this group end?",
        caption=group.name,
        back=group.get_absolute_url(),
        audience=who_reads(Permission.GROUPS_MANAGE),
    )


@of_group
def group_history(request, group, reader):
    """What the record of the group said before, field by field."""
    inside(reader)
    return render(
        request,
        "subgroups/history.html",
        {
            "title": "What has changed about this group?",
            "caption": group.name,
            "back": group.get_absolute_url(),
            "changes": changes(group.history.all()),
            "audience": who_reads(),
        },
    )


# --- Terms of reference -------------------------------------------------------------------


@login_not_required
@of_group
def terms_detail(request, group, reader, number):
    terms = get_object_or_404(group.terms, number=number)
    return render(
        request,
        "subgroups/terms_detail.html",
        {
            "group": group,
            "terms": terms,
            "text": as_html(terms.text),
            "versions": list(group.terms.select_related("group").order_by("-number")),
            "may_write": reader.manages or Role.GROUP_CLERK in reader.roles,
        },
    )


@of_group
def terms_new(request, group, reader):
    if Role.GROUP_CLERK not in reader.roles:
        reader.require(Permission.GROUPS_MANAGE)
    latest = group.terms.order_by("-number").first()
    form = TermsForm(request.POST or None, initial={"text": latest.text if latest else ""})
    if form.is_valid():
        terms = groups.adopt_terms(
            group=group, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, f"Version {terms.number} is published.")
        return redirect(terms)
    return form_page(
        request,
        form,
        title="What do the terms of reference say now?",
        caption=group.name,
        back=group.get_absolute_url(),
        intro="Everybody reads them. Earlier versions stay beside them.",
        audience=[*who_reads(Permission.GROUPS_MANAGE), Role.GROUP_CLERK.label],
    )


# --- Resources ------------------------------------------------------------------------------


@of_group
def resource_new(request, group, reader):
    reader.require(Permission.MEETING_ARRANGE)
    form = ResourceForm(request.POST or None, request.FILES or None, instance=Resource(group=group))
    if form.is_valid():
        groups.add_resource(resource=form.save(commit=False), by=request.user, at=timezone.now())
        messages.success(request, "Shared.")
        return redirect(group)
    return form_page(
        request,
        form,
        title="What do you want to share?",
        caption=group.name,
        back=group.get_absolute_url(),
        intro="Everybody can open it.",
        audience=who_reads(Permission.MEETING_ARRANGE),
    )


@login_not_required
@of_group
def resource_file(request, group, reader, pk):
    resource = get_object_or_404(group.resources.exclude(file=""), pk=pk)
    try:
        return attachment(resource.file, name=f"{resource.title}.pdf")
    except FileNotFoundError:
        raise Http404 from None


@of_group
def resource_remove(request, group, reader, pk):
    reader.require(Permission.MEETING_ARRANGE)
    resource = get_object_or_404(group.resources, pk=pk)
    if request.method == "POST":
        groups.remove_resource(resource=resource, by=request.user)
        messages.success(request, "Removed.")
        return redirect(group)
    return confirm_page(
        request,
        title="Stop sharing this?",
        told=resource.title,
        back=group.get_absolute_url(),
        verb="Remove it",
        warns=True,
        audience=who_reads(Permission.MEETING_ARRANGE),
    )
