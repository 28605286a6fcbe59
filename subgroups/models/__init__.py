"""Groups and boards: who sits on them, when they meet, what they agree and ask for."""

from subgroups.models.actions import Action, ActionNote
from subgroups.models.escalations import Escalation, EscalationPause, EscalationStep
from subgroups.models.groups import (
    CalendarKey,
    FormerAddress,
    Group,
    GroupName,
    Membership,
    Resource,
    TermsOfReference,
)
from subgroups.models.meetings import (
    AgendaItem,
    Attendance,
    Declaration,
    ExemptReason,
    Meeting,
    Numbering,
    Paper,
)
from subgroups.models.minutes import Decision, Minute, MinutesFile, MinutesVersion
from subgroups.models.reports import HighlightReport, ReportCall

__all__ = [
    "Action",
    "ActionNote",
    "AgendaItem",
    "Attendance",
    "CalendarKey",
    "Decision",
    "Declaration",
    "Escalation",
    "EscalationPause",
    "EscalationStep",
    "ExemptReason",
    "FormerAddress",
    "Group",
    "GroupName",
    "HighlightReport",
    "Meeting",
    "Membership",
    "Minute",
    "MinutesFile",
    "MinutesVersion",
    "Numbering",
    "Paper",
    "ReportCall",
    "Resource",
    "TermsOfReference",
]
