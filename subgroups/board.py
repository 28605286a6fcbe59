"""What a board has before it, and what it tells the council of a term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from strategy.models import Edition, UpdateRequest
from subgroups.highlights import days_of
from subgroups.models import Escalation, Group, HighlightReport, Meeting, ReportCall
from subgroups.record import public_part


@dataclass(frozen=True)
class Said:
    """One decision of published minutes."""

    reference: str
    text: str
    meeting: Meeting


def decisions_of(meetings: Sequence[Meeting]) -> list[Said]:
    """What published minutes say was decided, the exempt left out."""
    return [
        Said(item["decision"]["reference"], item["decision"]["text"], meeting)
        for meeting in meetings
        if meeting.published_version
        for item in public_part(meeting.published_version.words)["items"]
        if item["decision"]
    ]


def strategy_terms() -> list[UpdateRequest]:
    """The newest term of progress of each edition in force."""
    requests = UpdateRequest.objects.filter(edition__in=Edition.objects.in_force())
    return list(requests.select_related("edition").newest_first()[:2])


@dataclass(frozen=True)
class Pack:
    """A term of the partnership as the council's Education Advisory Board gets it.

    It holds what anybody may read, and nothing else.
    """

    board: Group
    term: Any
    meetings: list[Meeting]
    decisions: list[Said]
    reports: list[HighlightReport]
    escalations: list[Escalation]
    progress: list[UpdateRequest]


def pack_of(call: ReportCall, *, on: date) -> Pack:
    """What a board has published of a term. Five queries."""
    first, last = days_of(call.school_term)
    held = Meeting.objects.published().filter(day__gte=first, day__lte=last)
    meetings = list(
        held.filter(group=call.board).select_related("group", "published_version").order_by("day")
    )
    settled = Escalation.objects.filter(
        board=call.board,
        is_confidential=False,
        raised_on__gte=first,
        raised_on__lte=last,
        state__in=["decided", "actioned", "reported_back", "closed"],
    )
    return Pack(
        board=call.board,
        term=call.school_term,
        meetings=meetings,
        decisions=decisions_of(meetings),
        reports=list(call.reports.published().select_related("group").order_by("group__name")),
        escalations=list(settled.select_related("group").order_by("raised_on", "pk")),
        progress=list(
            UpdateRequest.objects.filter(
                academic_year=call.academic_year,
                term=call.term,
                edition__state__in=Edition.PUBLIC,
            ).select_related("edition")
        ),
    )
