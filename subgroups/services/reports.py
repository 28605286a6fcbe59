"""Highlight reports are called for, written, submitted, and published when the board says."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accounts.services import RefusedError, day
from core import audit
from strategy.terms import SchoolTerm
from subgroups import notices
from subgroups.models import Group, HighlightReport, ReportCall

State = HighlightReport.State


class ReportChangedError(RefusedError):
    """Somebody else saved since the page was opened; `kept` is the report as it stands."""

    def __init__(self, words: str, kept: HighlightReport) -> None:
        super().__init__(words)
        self.kept = kept


@transaction.atomic
def call(
    *, board: Group, term: SchoolTerm, due_on: date, by: User | None, at: datetime
) -> ReportCall:
    """Call for the reports of a term, or give them another day; every group is told."""
    board = Group.objects.select_for_update().get(pk=board.pk)
    made, is_new = ReportCall.objects.get_or_create(
        board=board,
        academic_year=term.academic_year,
        term=term.term,
        defaults={"due_on": due_on, "made_at": at, "made_by": by},
    )
    if not is_new and made.due_on != due_on:
        made.due_on = due_on
        made.save(update_fields=["due_on"])
    audit.record(
        "highlight reports called for",
        subject=board,
        by=by,
        after={"term": str(term), "due": due_on},
    )
    notices.tell_of_call(made)
    return made


@transaction.atomic
def save(
    *, call: ReportCall, group: Group, parts: Mapping[str, str], seen: int, by: User
) -> HighlightReport:
    """Keep a report as a draft."""
    now = _locked(call, group)
    _refuse_what_cannot_be_written(now, seen)
    return _write(now, parts, by=by)


@transaction.atomic
def submit(
    *,
    call: ReportCall,
    group: Group,
    parts: Mapping[str, str],
    seen: int,
    by: User,
    at: datetime,
) -> HighlightReport:
    """Send a report to the board; sending the same twice changes nothing."""
    now = _locked(call, group)
    if now.state == State.SUBMITTED and _said(now) == dict(parts):
        return now
    _refuse_what_cannot_be_written(now, seen)
    if not parts.get("done", "").strip():
        raise RefusedError("Say what was done this term.")
    _write(now, parts, by=by)
    now.state, now.submitted_at, now.submitted_by = State.SUBMITTED, at, by
    now.returned_why = ""
    now.save()
    _record("highlight report submitted", now, by=by)
    return now


@transaction.atomic
def give_back(*, report: HighlightReport, question: str, by: User) -> HighlightReport:
    """Return a report to its group with a question."""
    now = _locked(report.call, report.group)
    if now.state != State.SUBMITTED:
        raise RefusedError(f"This report is {now.get_state_display()}.")
    now.state, now.returned_why = State.DRAFT, question
    now.version += 1
    now.save()
    _record("highlight report returned", now, by=by)
    notices.tell_of_report_back(now)
    return now


@transaction.atomic
def publish(*, call: ReportCall, by: User, at: datetime) -> int:
    """Let anybody read every report of the term that is with the board; gives how many."""
    waiting = list(
        call.reports.select_for_update(of=("self",))
        .filter(state=State.SUBMITTED)
        .select_related("group", "call__board")
    )
    for report in waiting:
        report.state, report.published_at, report.published_by = State.PUBLISHED, at, by
        report.save()
        _record("highlight report published", report, by=by)
    return len(waiting)


def remind(*, on: date) -> None:
    """Tell those who lead a group that its report is late, once."""
    for one in ReportCall.objects.filter(due_on__lt=on).select_related("board"):
        if (on - one.due_on).days > 28:
            continue
        sent = one.reports.exclude(state=State.DRAFT).values("group")
        for group in Group.objects.active_on(on).reporting_to(one.board).exclude(pk__in=sent):
            notices.tell_that_report_is_late(one, group, on=on)


def _locked(call, group):
    HighlightReport.objects.bulk_create(
        [HighlightReport(call=call, group=group)], ignore_conflicts=True
    )
    rows = HighlightReport.objects.select_for_update(of=("self",))
    return rows.select_related("call__board", "group").get(call=call, group=group)


def _refuse_what_cannot_be_written(now, seen):
    if now.state != State.DRAFT:
        raise ReportChangedError(f"This report is {now.get_state_display()}.", now)
    if now.version != seen:
        raise ReportChangedError(
            "Somebody else has saved this report since you opened the page. What you typed is"
            " below, with what is saved now above it. Save again to keep yours.",
            now,
        )


def _write(now, parts, *, by):
    for part in HighlightReport.PARTS:
        setattr(now, part, parts.get(part, "").strip())
    now.version += 1
    now.save()
    _record("highlight report saved", now, by=by)
    return now


def _said(now):
    return {part: getattr(now, part) for part in HighlightReport.PARTS}


def _record(words, report, *, by):
    audit.record(
        words,
        subject=report,
        by=by,
        after={"term": str(report.call), "due": day(report.call.due_on)},
    )
