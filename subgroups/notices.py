"""Whom groups tell what; never what is said, agreed or escalated: mail is read by others."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from accounts.services import day
from notifications.kinds.subgroups import (
    ACTION_GIVEN,
    ACTION_OVERDUE,
    AGENDA_SENT,
    ESCALATION_MOVED,
    ESCALATION_RAISED,
    MEETING_CANCELLED,
    MEETING_CHANGED,
    MINUTES_DUE,
    MINUTES_PUBLISHED,
    MINUTES_RETURNED,
    MINUTES_WAIT,
    REPORT_CALLED,
    REPORT_LATE,
    REPORT_RETURNED,
)
from notifications.services import notify
from subgroups.models import Action, Escalation, Group, HighlightReport, Meeting, ReportCall
from subgroups.models.escalations import DECIDE, LEAD

CHECK = (Role.GROUP_CHAIR, Role.GROUP_VICE)
CLERKS = (Role.GROUP_CLERK,)


def who_sit(group: Group, *, on: date, roles: Iterable[str] = ()):
    """Those with an open account who sit on a group on a day, in some roles where named."""
    seats = group.memberships.held_on(on)
    if roles:
        seats = seats.filter(role__in=list(roles))
    return User.objects.filter(pk__in=seats.values("user"), is_active=True)


def _of(meeting):
    return {"group": str(meeting.group), "day": day(meeting.day)}


def tell_of_agenda(meeting: Meeting, *, on: date) -> None:
    notify(
        kind=AGENDA_SENT,
        to=who_sit(meeting.group, on=on),
        context={
            **_of(meeting),
            "time": f"{meeting.starts:%H:%M}",
            "place": meeting.place or "online",
            "count": meeting.items.count(),
        },
        link=meeting.get_absolute_url(),
        key=f"{AGENDA_SENT.key} {meeting.pk}",
    )


def tell_of_change(meeting: Meeting, *, by: User) -> None:
    notify(
        kind=MEETING_CHANGED,
        to=who_sit(meeting.group, on=meeting.day).exclude(pk=by.pk),
        context={
            **_of(meeting),
            "time": f"{meeting.starts:%H:%M}",
            "place": meeting.place or "online",
        },
        link=meeting.get_absolute_url(),
        key=f"{MEETING_CHANGED.key} {meeting.pk} {meeting.starts} {meeting.place} {meeting.link}"[
            :200
        ],
    )


def tell_of_cancelling(meeting: Meeting, *, by: User) -> None:
    notify(
        kind=MEETING_CANCELLED,
        to=who_sit(meeting.group, on=meeting.day).exclude(pk=by.pk),
        context=_of(meeting),
        link=meeting.get_absolute_url(),
        key=f"{MEETING_CANCELLED.key} {meeting.pk}",
    )


def tell_that_minutes_are_due(meeting: Meeting, *, days: int, on: date) -> None:
    clerks = who_sit(meeting.group, on=on, roles=CLERKS)
    notify(
        kind=MINUTES_DUE,
        to=clerks or who_sit(meeting.group, on=on, roles=CHECK),
        context={**_of(meeting), "days": days},
        link=meeting.page("minutes-write"),
        key=f"{MINUTES_DUE.key} {meeting.pk} {days}",
    )


def tell_that_minutes_wait(meeting: Meeting, *, on: date, by: User) -> None:
    _of_version(MINUTES_WAIT, who_sit(meeting.group, on=on, roles=CHECK).exclude(pk=by.pk), meeting)


def tell_of_return(meeting: Meeting, *, on: date, by: User) -> None:
    clerks = who_sit(meeting.group, on=on, roles=CLERKS).exclude(pk=by.pk)
    _of_version(MINUTES_RETURNED, clerks, meeting)


def tell_of_minutes(meeting: Meeting, *, on: date, by: User) -> None:
    _of_version(MINUTES_PUBLISHED, who_sit(meeting.group, on=on).exclude(pk=by.pk), meeting)


def _of_version(kind, to, meeting):
    notify(
        kind=kind,
        to=to,
        context=_of(meeting),
        link=meeting.minutes_url,
        key=f"{kind.key} {meeting.pk} {meeting.version}",
    )


def tell_owner(action: Action, *, by: User) -> None:
    if action.owner is None or action.owner == by:
        return
    notify(
        kind=ACTION_GIVEN,
        to=[action.owner],
        context=_of_action(action),
        link=action.get_absolute_url(),
        key=f"{ACTION_GIVEN.key} {action.pk} {action.owner_id} {action.due_on}",
    )


def tell_that_overdue(action: Action) -> None:
    if action.owner is None:
        return
    notify(
        kind=ACTION_OVERDUE,
        to=[action.owner],
        context=_of_action(action),
        link=action.get_absolute_url(),
        key=f"{ACTION_OVERDUE.key} {action.pk} {action.due_on}",
    )


def _of_action(action):
    return {
        "action": action.reference,
        "group": str(action.meeting.group),
        "due": day(action.due_on),
    }


def tell_board(escalation: Escalation, *, on: date, by: User, again: str = "") -> None:
    """The board hears that something was escalated, by which group and until when; not what."""
    roles = DECIDE if escalation.is_confidential else ()
    notify(
        kind=ESCALATION_RAISED,
        to=who_sit(escalation.board, on=on, roles=roles).exclude(pk=by.pk),
        context=_of_escalation(escalation),
        link=escalation.get_absolute_url(),
        key=f"{ESCALATION_RAISED.key} {escalation.pk} {again}".strip(),
    )


def tell_group(escalation: Escalation, *, on: date, by: User) -> None:
    notify(
        kind=ESCALATION_MOVED,
        to=who_sit(escalation.group, on=on, roles=LEAD).exclude(pk=by.pk),
        context={
            "escalation": escalation.reference,
            "group": str(escalation.group),
            "board": str(escalation.board),
            "state": escalation.get_state_display(),
        },
        link=escalation.get_absolute_url(),
        key=f"{ESCALATION_MOVED.key} {escalation.pk} {escalation.steps.count()}",
    )


def _of_escalation(escalation):
    return {
        "escalation": escalation.reference,
        "group": str(escalation.group),
        "board": str(escalation.board),
        "due": day(escalation.due_on),
    }


def tell_of_call(call: ReportCall) -> None:
    on = timezone.localdate(call.made_at)
    for group in Group.objects.active_on(on).reporting_to(call.board):
        _of_call(REPORT_CALLED, call, group, on=on, again=str(call.due_on))


def tell_that_report_is_late(call: ReportCall, group: Group, *, on: date) -> None:
    _of_call(REPORT_LATE, call, group, on=on)


def _of_call(kind, call, group, *, on, again=""):
    notify(
        kind=kind,
        to=who_sit(group, on=on, roles=LEAD),
        context={"group": str(group), "term": str(call), "due": day(call.due_on)},
        link=_writing(group, call),
        key=f"{kind.key} {call.pk} {group.pk} {again}".strip(),
    )


def _writing(group, call):
    return HighlightReport(group=group, call=call).page("report-write")


def tell_of_report_back(report: HighlightReport) -> None:
    on = timezone.localdate(report.submitted_at)
    notify(
        kind=REPORT_RETURNED,
        to=who_sit(report.group, on=on, roles=LEAD),
        context={"group": str(report.group), "term": str(report.call)},
        link=report.page("report-write"),
        key=f"{REPORT_RETURNED.key} {report.pk} {report.version}",
    )
