"""Meetings: when, where, what about, and where their minutes stand."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.permissions import Permission
from accounts.services import RefusedError
from strategy.thread import leading_on, thread_of
from subgroups.forms.base import ReasonForm
from subgroups.forms.meetings import MeetingForm, PlanForm
from subgroups.models import Action, Meeting
from subgroups.readers import who_reads
from subgroups.record import EXEMPT_TITLE
from subgroups.services import meetings
from subgroups.views.finding import confirm_page, done, form_page, of_group, of_meeting

MOST_ON_A_PAGE = 50
WHO_ARRANGE = (Permission.MEETING_ARRANGE,)


@login_not_required
@of_group
def meeting_list(request, group, reader):
    """Every meeting of a group, those to come first, with its minutes where they are published."""
    today = timezone.localdate()
    past = group.meetings.past(today).select_related("group")
    return render(
        request,
        "subgroups/meeting_list.html",
        {
            "group": group,
            "reader": reader,
            "to_come": list(
                group.meetings.filter(day__gte=today).select_related("group").order_by("day")
            ),
            "page": Paginator(past, MOST_ON_A_PAGE).get_page(request.GET.get("page")),
        },
    )


@login_not_required
@of_meeting
def meeting_detail(request, meeting, reader):
    """The agenda as far as its reader may know it; papers, actions and people to those inside."""
    today = timezone.localdate()
    shows_agenda = reader.is_inside or meeting.agenda_is_out
    arising = []
    if reader.is_inside and meeting.state in (Meeting.State.PLANNED, *Meeting.WRITABLE):
        arising = list(
            Action.objects.arising_at(meeting).visible_to(request.user).for_list().late_first()
        )
    return render(
        request,
        "subgroups/meeting_detail.html",
        {
            "group": meeting.group,
            "meeting": meeting,
            "reader": reader,
            "rows": agenda_for(meeting, reader) if shows_agenda else None,
            "arising": arising,
            "actions": list(meeting.actions.visible_to(request.user).for_list().order_by("number"))
            if reader.is_inside
            else [],
            "is_past": meeting.day < today,
            "may_write": reader.writes and meeting.can_be_written and meeting.day <= today,
            "may_approve": reader.approves,
            "thread": leading_on(thread_of(meeting, user=request.user)),
            "audience": who_reads(),
            "today": today,
        },
    )


def agenda_for(meeting, reader):
    """Items as one reader may know them, each with its hour and the papers they may open."""
    items = meeting.items.prefetch_related("papers").order_by("number")
    rows, minutes = [], 0
    for item in items:
        item.meeting = meeting
        hidden = item.is_exempt and not reader.reads_exempt
        papers = [] if hidden else _papers_for(item, meeting, reader)
        rows.append(
            {
                "item": item,
                "number": item.number,
                "title": EXEMPT_TITLE if hidden else item.title,
                "hidden": hidden,
                "withheld": item.withheld if item.is_exempt else "",
                "begins": _hour(meeting, minutes),
                "papers": papers,
            }
        )
        minutes += item.minutes or 0
    return rows


def _hour(meeting, minutes):
    total = meeting.starts.hour * 60 + meeting.starts.minute + minutes
    return f"{total // 60 % 24:02}:{total % 60:02}"


def _papers_for(item, meeting, reader):
    papers = list(item.papers.all())
    for paper in papers:
        paper.item = item
    if reader.is_inside:
        return papers
    is_out = meeting.published_version_id is not None and not item.is_exempt
    return [paper for paper in papers if paper.is_public and is_out]


# --- For those who arrange them -------------------------------------------------------------


@of_group
def meeting_plan(request, group, reader):
    reader.require(Permission.MEETING_ARRANGE)
    latest = group.meetings.newest_first().first()
    start = {"quorum": group.quorum}
    if latest:
        start |= {
            "starts": latest.starts,
            "ends": latest.ends,
            "place": latest.place,
            "link": latest.link,
        }
    form = PlanForm(request.POST or None, initial=start)
    if form.is_valid():
        made = done(form, meetings.plan, group=group, by=request.user, **form.cleaned_data)
        if made is not None:
            count = len(made)
            words = "1 meeting is" if count == 1 else f"{count} meetings are"
            messages.success(request, f"{words} planned. Build each agenda on its page.")
            return redirect(
                made[0] if count == 1 else "subgroups:meeting-list",
                **({} if count == 1 else {"slug": group.slug}),
            )
    return form_page(
        request,
        form,
        title="When does the group meet?",
        caption=group.name,
        back=f"/groups/{group.slug}/meetings/",
        audience=who_reads(*WHO_ARRANGE),
    )


@of_meeting
def meeting_edit(request, meeting, reader):
    reader.require(Permission.MEETING_ARRANGE)
    names = ("starts", "ends", "place", "link", "quorum")
    start = {name: getattr(meeting, name) for name in names}
    form = MeetingForm(request.POST or None, initial=start)
    if form.is_valid() and done(
        form, meetings.change, meeting=meeting, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "Saved. Members who had the agenda are told of the change.")
        return redirect(meeting)
    return form_page(
        request,
        form,
        title="When and where is it?",
        caption=str(meeting),
        back=meeting.get_absolute_url(),
        intro="A meeting that moves to another day is cancelled and planned anew.",
        audience=who_reads(*WHO_ARRANGE),
    )


@of_meeting
def meeting_cancel(request, meeting, reader):
    reader.require(Permission.MEETING_ARRANGE)
    form = ReasonForm(
        request.POST or None,
        verb="Cancel the meeting",
        label="Why is it cancelled?",
        hint="Everybody reads it, and members who had the agenda are told.",
    )
    if form.is_valid() and done(
        form, meetings.cancel, meeting=meeting, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "The meeting is cancelled.")
        return redirect(meeting)
    return form_page(
        request,
        form,
        title="Cancel this meeting?",
        caption=str(meeting),
        back=meeting.get_absolute_url(),
        audience=who_reads(*WHO_ARRANGE),
    )


@of_meeting
def meeting_delete(request, meeting, reader):
    reader.require(Permission.MEETING_ARRANGE)
    refused = ""
    if request.method == "POST":
        try:
            meetings.delete(meeting=meeting, by=request.user)
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(request, "The meeting is deleted. Its number is not given again.")
            return redirect("subgroups:meeting-list", slug=meeting.group.slug)
    return confirm_page(
        request,
        title="Delete this meeting?",
        told=f"{meeting.reference}: {meeting}",
        back=meeting.get_absolute_url(),
        verb="Delete it",
        warns=True,
        refused=refused,
        audience=who_reads(*WHO_ARRANGE),
    )
