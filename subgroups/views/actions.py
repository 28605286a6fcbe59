"""Actions: mine, my group's, and how each came on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from accounts.services import RefusedError
from core.history import changes
from strategy.thread import thread_of
from subgroups.forms.work import GiveForm, ProgressForm
from subgroups.models import Action
from subgroups.readers import who_reads
from subgroups.services import actions
from subgroups.views.finding import done, form_page, inside, of_group
from support_directory.models import Deployment

MOST = 300
# Left out of what was changed: what is always the same, and what not every reader may know of.
UNTOLD = ["group", "meeting", "item", "deployment"]


def my_actions(request):
    """What somebody has to do for groups, the longest overdue first."""
    today = timezone.localdate()
    mine = list(Action.objects.owned_by(request.user).open().for_list().late_first()[:MOST])
    return render(
        request,
        "subgroups/my_actions.html",
        {
            "overdue": [action for action in mine if action.is_overdue(today)],
            "others": [action for action in mine if not action.is_overdue(today)],
            "today": today,
        },
    )


@of_group
def action_list(request, group, reader):
    """The group's open actions, overdue first; those whose owner has left; those just finished."""
    inside(reader)
    today = timezone.localdate()
    seen = group.actions.visible_to(request.user).for_list()
    opened = list(seen.open().late_first()[:MOST])
    return render(
        request,
        "subgroups/action_list.html",
        {
            "group": group,
            "overdue": [action for action in opened if action.is_overdue(today)],
            "others": [action for action in opened if not action.is_overdue(today)],
            "left": set(seen.with_owner_gone(today).values_list("pk", flat=True)),
            "closed": list(seen.exclude(state__in=Action.OPEN).order_by("-closed_on", "-pk")[:50]),
            "today": today,
            "audience": who_reads(),
        },
    )


@login_not_required
@of_group
def action_detail(request, group, reader, pk):
    """One action and its thread; to the public with its minutes, where it names no school."""
    every = Action.objects.filter(meeting__group=group)
    seen = every.visible_to(request.user).for_list().filter(pk=pk).first()
    action = seen or every.for_the_public().for_list().filter(pk=pk).first()
    if action is None:
        raise Http404
    is_private = seen is not None
    may_report = is_private and (reader.keeps_actions or action.owner_id == request.user.pk)
    form = ProgressForm(request.POST or None, action=action)
    if request.method == "POST":
        if not may_report:
            reader.require(Permission.ACTIONS_KEEP)
        if form.is_valid():
            try:
                actions.report(
                    action=action, by=request.user, at=timezone.now(), **form.cleaned_data
                )
            except RefusedError as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "Noted.")
                return redirect(action)
    return render(
        request,
        "subgroups/action_detail.html",
        {
            "group": group,
            "action": action,
            "is_private": is_private,
            "is_overdue": action.is_overdue(timezone.localdate()),
            "notes": list(action.notes.select_related("made_by").order_by("-made_at", "-pk"))
            if is_private
            else [],
            "changes": changes(action.history.all(), leaves_out=UNTOLD)
            if is_private and reader.is_inside
            else [],
            "form": form if may_report else None,
            "may_give": is_private and reader.keeps_actions,
            "may_escalate": is_private and reader.escalates and action.is_open and group.parent_id,
            "thread": thread_of(action, user=request.user),
            "audience": [*who_reads(), "whoever owns it"] if is_private else None,
        },
    )


@of_group
def action_give(request, group, reader, pk):
    """Another owner, another day, the objective, school or deployment it concerns."""
    action = get_object_or_404(
        Action.objects.filter(meeting__group=group).visible_to(request.user).for_list(), pk=pk
    )
    reader.require(Permission.ACTIONS_KEEP)
    today = timezone.localdate()
    seats = action.group.memberships.held_on(today)
    members = User.objects.filter(pk__in=seats.values("user"), is_active=True)
    form = GiveForm(
        request.POST or None,
        action=action,
        deployments=Deployment.objects.visible_to(request.user)
        .live_or(action.deployment_id)
        .select_related("entry", "host_school")
        .order_by("host_school__name", "entry__name", "pk"),
        members=members.order_by("full_name", "pk"),
        objectives=group.objectives.select_related("edition").order_by("number"),
        initial={
            "owner": action.owner_id,
            "owner_post": action.owner_post,
            "due_on": action.due_on,
            "objective": action.objective_id,
            "school": action.school_id,
            "deployment": action.deployment_id,
        },
    )
    if form.is_valid() and done(
        form, actions.give, action=action, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, "Saved.")
        return redirect(action)
    return form_page(
        request,
        form,
        title="Who does it, and by when?",
        caption=str(action),
        back=action.get_absolute_url(),
        intro="" if action.owner is None else f"It is with {action.owner}.",
        audience=who_reads(Permission.ACTIONS_KEEP),
    )
