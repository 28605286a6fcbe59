"""The agenda: its items in their order, its papers, and the one click that sends it out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission
from accounts.services import RefusedError
from core.uploads import attachment
from subgroups.forms.meetings import ItemForm, PaperForm
from subgroups.models import Paper
from subgroups.readers import who_reads
from subgroups.services import meetings
from subgroups.views.finding import confirm_page, done, form_page, of_meeting
from subgroups.views.meetings import WHO_ARRANGE, agenda_for


@of_meeting
def agenda_build(request, meeting, reader):
    """The items with their papers, and a form for one more."""
    reader.require(Permission.MEETING_ARRANGE)
    form = ItemForm(request.POST or None)
    form.verb = "Add this item"
    if form.is_valid():
        item = form.save(commit=False)
        item.meeting = meeting
        if done(form, meetings.add_item, item=item, by=request.user):
            messages.success(request, f"Added: {item.title}.")
            return redirect(meeting.page("agenda-build"))
    return render(
        request,
        "subgroups/agenda_build.html",
        {
            "group": meeting.group,
            "meeting": meeting,
            "rows": agenda_for(meeting, reader),
            "form": form,
            "audience": who_reads(*WHO_ARRANGE),
        },
    )


@require_POST
@of_meeting
def agenda_publish(request, meeting, reader):
    reader.require(Permission.MEETING_ARRANGE)
    try:
        meetings.publish_agenda(meeting=meeting, by=request.user, at=timezone.now())
    except RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The agenda is published, and members are written to.")
    return redirect(meeting)


@of_meeting
def item_edit(request, meeting, reader, pk):
    reader.require(Permission.MEETING_ARRANGE)
    item = get_object_or_404(meeting.items, pk=pk)
    form = ItemForm(request.POST or None, instance=item)
    if form.is_valid() and done(form, meetings.change_item, item=form.instance, by=request.user):
        messages.success(request, "Saved.")
        return redirect(meeting.page("agenda-build"))
    return form_page(
        request,
        form,
        title="What is this item?",
        caption=str(meeting),
        back=meeting.page("agenda-build"),
        audience=who_reads(*WHO_ARRANGE),
    )


@require_POST
@of_meeting
def item_move(request, meeting, reader, pk):
    reader.require(Permission.MEETING_ARRANGE)
    item = get_object_or_404(meeting.items.select_related("meeting"), pk=pk)
    try:
        meetings.move_item(item=item, places=-1 if "up" in request.POST else 1, by=request.user)
    except RefusedError as refused:
        messages.warning(request, str(refused))
    return redirect(meeting.page("agenda-build"))


@of_meeting
def item_remove(request, meeting, reader, pk):
    reader.require(Permission.MEETING_ARRANGE)
    item = get_object_or_404(meeting.items, pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            meetings.remove_item(item=item, by=request.user)
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(request, "Removed.")
            return redirect(meeting.page("agenda-build"))
    return confirm_page(
        request,
        title="Take this item off the agenda?",
        told=f"{item}. Its papers go with it.",
        back=meeting.page("agenda-build"),
        verb="Remove it",
        warns=True,
        refused=refused,
        audience=who_reads(*WHO_ARRANGE),
    )


@of_meeting
def paper_add(request, meeting, reader, pk):
    reader.require(Permission.MEETING_ARRANGE)
    item = get_object_or_404(meeting.items, pk=pk)
    item.meeting = meeting
    form = PaperForm(request.POST or None, request.FILES or None, instance=Paper(item=item))
    if form.is_valid():
        paper = done(
            form,
            meetings.add_paper,
            paper=form.save(commit=False),
            by=request.user,
            at=timezone.now(),
        )
        if paper:
            late = " It is marked late: papers are due five days before." if paper.is_late else ""
            messages.success(request, f"The paper is added.{late}")
            return redirect(meeting.page("agenda-build"))
    return form_page(
        request,
        form,
        title="Which paper goes with this item?",
        caption=str(item),
        back=meeting.page("agenda-build"),
        audience=who_reads(*WHO_ARRANGE),
    )


@login_not_required
@of_meeting
def paper_file(request, meeting, reader, pk):
    """A paper to whoever may read its item; to others there is none."""
    paper = get_object_or_404(Paper.objects.select_related("item"), pk=pk, item__meeting=meeting)
    if not _may_open(paper, meeting, reader):
        raise Http404
    try:
        return attachment(paper.file, name=f"{meeting.reference} {paper.title}.pdf")
    except FileNotFoundError:
        raise Http404 from None


def _may_open(paper, meeting, reader):
    if paper.item.is_exempt:
        return reader.reads_exempt
    return reader.is_inside or (paper.is_public and meeting.published_version_id is not None)


@of_meeting
def paper_remove(request, meeting, reader, pk):
    reader.require(Permission.MEETING_ARRANGE)
    paper = get_object_or_404(
        Paper.objects.select_related("item__meeting"), pk=pk, item__meeting=meeting
    )
    refused = ""
    if request.method == "POST":
        try:
            meetings.remove_paper(paper=paper, by=request.user)
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(request, "Removed.")
            return redirect(meeting.page("agenda-build"))
    return confirm_page(
        request,
        title="Remove this paper?",
        told=paper.title,
        back=meeting.page("agenda-build"),
        verb="Remove it",
        warns=True,
        refused=refused,
        audience=who_reads(*WHO_ARRANGE),
    )
