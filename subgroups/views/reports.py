"""Highlight reports: called for, drafted by the portal, submitted in three clicks, published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission
from accounts.services import RefusedError
from strategy.models.progress import Term
from subgroups.forms.base import ReasonForm
from subgroups.forms.work import CallForm, ReportForm
from subgroups.highlights import draft_of
from subgroups.models import Group, HighlightReport, ReportCall
from subgroups.readers import Reader, who_reads
from subgroups.services import reports
from subgroups.services.reports import ReportChangedError
from subgroups.views.finding import form_page, inside, of_group
from subgroups.writing import as_html

State = HighlightReport.State


@of_group
def report_call(request, group, reader):
    """Ask the groups of a board for their reports of a term."""
    if not group.is_board:
        raise Http404
    reader.require(Permission.REPORTS_PUBLISH)
    form = CallForm(request.POST or None, on=timezone.localdate())
    if form.is_valid():
        called = reports.call(
            board=group,
            term=form.terms[form.cleaned_data["term"]],
            due_on=form.cleaned_data["due_on"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"Called for: {called}. Each group is told.")
        return redirect(called)
    return form_page(
        request,
        form,
        title="When are highlight reports due?",
        caption=group.name,
        back=f"/groups/{group.slug}/board/",
        audience=who_reads(Permission.REPORTS_PUBLISH),
    )


def call_of(board, academic_year, term):
    """The call of a board for a term; a 404 where there was none."""
    term = Term.of_word(term)
    if term is None or board is None:
        raise Http404
    calls = ReportCall.objects.select_related("board")
    return get_object_or_404(calls, board=board, academic_year=academic_year, term=term)


@of_group
def report_board(request, group, reader, academic_year, term):
    """Every group's report of a term on one page, those that are late by name."""
    inside(reader)
    call = call_of(group, academic_year, term)
    today = timezone.localdate()
    rows, missing = reports_of(call, on=today)
    return render(
        request,
        "subgroups/report_board.html",
        {
            "board": group,
            "call": call,
            "rows": rows,
            "late": missing if call.is_late(today) else [],
            "due": [] if call.is_late(today) else missing,
            "waiting": sum(report.state == State.SUBMITTED for report, _ in rows),
            "may_publish": reader.publishes_reports,
            "publish_url": call.page("report-publish"),
            "audience": who_reads(),
        },
    )


def reports_of(call, *, on):
    """The reports that came, as they are printed, and the groups whose has not. Two queries."""
    came = call.reports.exclude(state=State.DRAFT).select_related("group").order_by("group__name")
    came = list(came)
    for report in came:
        report.call = call
    sent = {report.group_id for report in came}
    groups = Group.objects.active_on(on).reporting_to(call.board).order_by("name")
    missing = [group for group in groups if group.pk not in sent]
    return [(report, printed(report)) for report in came], missing


def printed(report):
    """Each part of a report that says something, with its heading."""
    return [(heading.capitalize(), as_html(words)) for heading, words in report.sections]


@require_POST
@of_group
def report_publish(request, group, reader, academic_year, term):
    reader.require(Permission.REPORTS_PUBLISH)
    call = call_of(group, academic_year, term)
    count = reports.publish(call=call, by=request.user, at=timezone.now())
    words = "1 report is" if count == 1 else f"{count} reports are"
    messages.success(request, f"{words} published.")
    return redirect(call)


@login_not_required
@of_group
def report_detail(request, group, reader, academic_year, term):
    """One report: for anybody once it is published, before that for the group and the board."""
    call = call_of(group.parent, academic_year, term)
    report = get_object_or_404(group.reports, call=call)
    report.call, report.group = call, group
    is_public = report.state == State.PUBLISHED
    if not (is_public or reader.is_inside):
        raise Http404
    return render(
        request,
        "subgroups/report_detail.html",
        {
            "group": group,
            "report": report,
            "parts": printed(report),
            "may_write": reader.reports and report.state == State.DRAFT,
            "write_url": report.page("report-write"),
            "return_url": report.page("report-return"),
            "may_return": report.state == State.SUBMITTED
            and Reader.of(request.user, call.board).publishes_reports,
            "audience": None if is_public else who_reads(),
        },
    )


@of_group
def report_write(request, group, reader, academic_year, term):
    """The report as the portal drafts it, or as it was saved; one page to edit and submit."""
    reader.require(Permission.REPORT_WRITE)
    call = call_of(group.parent, academic_year, term)
    report = group.reports.filter(call=call).first()
    if report and report.state != State.DRAFT:
        return redirect(report.page("report-detail"))
    drafted = draft_of(group, call.school_term, on=timezone.localdate()).parts()
    kept = {part: getattr(report, part) for part in HighlightReport.PARTS} if report else {}
    start = {
        **(kept if report and report.version else drafted),
        "seen": report.version if report else 0,
    }
    form = ReportForm(request.POST or None, initial=start)
    other = None
    if form.is_valid():
        asked = {
            "call": call,
            "group": group,
            "parts": form.parts(),
            "seen": form.cleaned_data["seen"],
            "by": request.user,
        }
        try:
            if "submit" in request.POST:
                reports.submit(at=timezone.now(), **asked)
            else:
                reports.save(**asked)
        except ReportChangedError as changed:
            form.add_error(None, str(changed))
            form.data = {**form.data.dict(), "seen": changed.kept.version}
            other = printed(changed.kept)
        except RefusedError as refused:
            form.add_error("done", str(refused))
        else:
            if "submit" in request.POST:
                messages.success(request, f"Submitted to {call.board}.")
                return redirect(HighlightReport(group=group, call=call).get_absolute_url())
            messages.success(request, "Saved. You can come back to it.")
            return redirect(request.path)
    return render(
        request,
        "subgroups/report_write.html",
        {
            "group": group,
            "call": call,
            "form": form,
            "other": other,
            "is_drafted": not (report and report.version),
            "question": report.returned_why if report else "",
            "audience": who_reads(Permission.REPORT_WRITE),
        },
    )


@of_group
def report_return(request, group, reader, academic_year, term):
    """Back to the group, with a question."""
    call = call_of(group.parent, academic_year, term)
    Reader.of(request.user, call.board).require(Permission.REPORTS_PUBLISH)
    report = get_object_or_404(group.reports.select_related("call__board", "group"), call=call)
    form = ReasonForm(request.POST or None, verb="Return it", label="What is your question?")
    if form.is_valid():
        try:
            reports.give_back(report=report, question=form.cleaned_data["why"], by=request.user)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Returned with your question.")
            return redirect(call)
    return form_page(
        request,
        form,
        title="Return this report?",
        caption=str(report),
        back=report.get_absolute_url(),
        audience=who_reads(Permission.REPORTS_PUBLISH),
    )
