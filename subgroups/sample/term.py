"""A term of the sample groups: two meetings each, one to come, escalations and reports."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from accounts.permissions import Role
from dashboard.sample import people
from schools.models import SAMPLE_AUTHORITY_CODE, School
from strategy.terms import SchoolTerm
from subgroups.highlights import draft_of
from subgroups.models import (
    Action,
    AgendaItem,
    Attendance,
    Escalation,
    ExemptReason,
    Group,
)
from subgroups.services import actions, escalations, meetings, minutes, reports
from subgroups.services.minutes import ActionSaid, ItemSaid, Said
from support_directory.models import Deployment

# How many days before or after today a group meets: two past, one near, one far.
DAYS = (-63, -35, 14, 63)
HOUR = time(16)
ORDER = ("STB", "SIB", "ITT", "INC", "BAG", "PSF")
# How far the minutes of each group's last meeting are.
STANDS = {"STB": "checked", "SIB": "with_chair", "ITT": "draft", "INC": "checked", "BAG": "held"}

# The group whose chair has still to record that the last meeting approved its minutes.
NOT_APPROVED = "SIB"


def write(made: Mapping[str, Group], said: dict[str, Any], *, on: date, by: User) -> None:
    """Meetings first, then what was escalated at them, and the reports of two terms."""
    held = {}
    for place, code in enumerate(ORDER):
        days = [_weekday(on + timedelta(days=days), place) for days in DAYS]
        held[code] = meetings.plan(
            group=made[code],
            days=days,
            starts=HOUR,
            ends=time(17, 30),
            place="Civic Offices, room 3",
            link="",
            quorum=made[code].quorum,
            by=by,
        )
    for code, (first, second, near, _) in held.items():
        _first(first, second, said[code], on=on)
        _second(second, code, on=on)
        meetings.publish_agenda(meeting=near, by=_clerk(on), at=_at(on))
    _concern(made["SIB"], on=on, by=by)
    _networks(made, on=on, by=by)
    _escalate(made, held, on=on)
    escalations.put_overdue_first(on=on)
    _report(made, on=on)


def _weekday(day, place):
    """The same day of the week for each group: Monday to Friday by its place."""
    return day + timedelta(days=place % 5 - day.weekday())


def _first(meeting, following, told, *, on):
    """A meeting whose minutes the next one approved."""
    clerk, chair = _clerk(on), _chair(meeting.group)
    item = meetings.add_item(item=AgendaItem(meeting=meeting, title=told["title"]), by=clerk)
    secret = meetings.add_item(
        item=AgendaItem(
            meeting=meeting,
            title="Support for one school",
            is_exempt=True,
            exempt_reason=ExemptReason.IDENTITY,
        ),
        by=clerk,
    )
    meetings.publish_agenda(meeting=meeting, by=clerk, at=_at(meeting.day - timedelta(days=7)))
    rows = tuple(
        _row(item, number, *action[:3], meeting=meeting, on=on)
        for number, action in enumerate(told["actions"])
    )
    private = ActionSaid(
        item=secret.pk,
        once=f"sample{meeting.pk}x",
        text="Visit the school and say what would help.",
        owner=clerk.pk,
        due_on=on + timedelta(days=20),
        school=_school().pk,
    )
    words = Said(
        items={
            item.pk: ItemSaid(text=told["text"], decision=told["decision"]),
            secret.pk: ItemSaid(
                text="The school has asked for help with its new timetable.",
                is_exempt=True,
                exempt_reason=ExemptReason.IDENTITY,
            ),
        },
        actions=(*rows, private),
        attendance=_attendance(meeting),
    )
    saved = minutes.save(
        meeting=meeting, said=words, seen=0, by=clerk, at=_at(meeting.day, 18)
    ).meeting
    for row, action in zip(rows, told["actions"], strict=True):
        if action[3] == "done":
            _finish(saved, row, by=clerk)
    minutes.send_to_chair(meeting=saved, by=clerk, at=_at(meeting.day + timedelta(days=3)))
    if chair is None:
        return
    later = _at(following.day, 18)
    minutes.check(meeting=saved, by=chair, at=_at(meeting.day + timedelta(days=5)))
    if meeting.group.code == NOT_APPROVED:
        return
    minutes.approve(meeting=saved, at_meeting=following, by=chair, at=later)
    minutes.publish(meeting=saved, by=chair, at=later)


def _row(item, number, text, who, days, *, meeting, on):
    """An action as the clerk typed it: owned by a member, or by a post."""
    member = next((one for one in people.PEOPLE if one.mailbox == who), None)
    return ActionSaid(
        item=item.pk,
        once=f"sample{meeting.pk}n{number}",
        text=text,
        owner=people.make(member, on=on).pk if member else None,
        owner_post="" if member else who,
        due_on=meeting.day + timedelta(days=days),
        objective=meeting.group.objectives.values_list("pk", flat=True).first(),
    )


def _finish(meeting, row, *, by):
    action = meeting.actions.get(once=row.once)
    actions.report(
        action=action,
        state=Action.State.DONE,
        note="Done, and the group was told.",
        by=by,
        at=_at(meeting.day + timedelta(days=20)),
    )


def _concern(group, *, on, by):
    """An officer says which deployment came of what the board agreed about one school."""
    under_way = Deployment.objects.filter(state__in=Deployment.UNDER_WAY).order_by("pk")
    action, deployment = group.actions.filter(school__isnull=False).first(), under_way.first()
    if action is None or deployment is None:
        return
    actions.give(
        action=action,
        owner=action.owner,
        owner_post="",
        due_on=action.due_on,
        objective=deployment.strategy_objective,
        school=deployment.host_school,
        deployment=deployment,
        by=by,
        at=_at(on),
    )


def _second(meeting, code, *, on):
    """The last meeting, whose minutes are on their way."""
    clerk, chair = _clerk(on), _chair(meeting.group)
    item = meetings.add_item(
        item=AgendaItem(meeting=meeting, title="What has changed since"), by=clerk
    )
    meetings.publish_agenda(meeting=meeting, by=clerk, at=_at(meeting.day - timedelta(days=7)))
    meetings.hold(on=on)
    stands = STANDS.get(code, "held")
    if stands == "held":
        return
    words = Said(
        items={
            item.pk: ItemSaid(
                text="Each member told what had changed since the last meeting.",
                decision="To go on as agreed, and look again next term.",
            )
        },
        actions=(
            ActionSaid(
                item=item.pk,
                once=f"sample{meeting.pk}s",
                text="Bring figures of this half term to the next meeting.",
                owner_post="Partnership office",
                due_on=on + timedelta(days=10),
                objective=meeting.group.objectives.values_list("pk", flat=True).first(),
            ),
        ),
        attendance=_attendance(meeting),
    )
    saved = minutes.save(
        meeting=meeting, said=words, seen=0, by=clerk, at=_at(meeting.day, 18)
    ).meeting
    if stands == "draft":
        return
    minutes.send_to_chair(meeting=saved, by=clerk, at=_at(meeting.day + timedelta(days=2)))
    if stands == "checked" and chair:
        minutes.check(meeting=saved, by=chair, at=_at(meeting.day + timedelta(days=4)))


def _attendance(meeting):
    """Everybody came but the observer, who sent apologies."""
    seats = meeting.group.memberships.held_on(meeting.day)
    return {
        seat.pk: (
            Attendance.Status.APOLOGIES
            if seat.role == Role.GROUP_OBSERVER
            else Attendance.Status.PRESENT
        )
        for seat in seats
    }


def _networks(made, *, on, by):
    for place, code in enumerate(("NEN", "NMA", "NSC", "NML")):
        meetings.plan(
            group=made[code],
            days=[_weekday(on + timedelta(days=21), place)],
            starts=HOUR,
            ends=time(17, 30),
            place="Teachers’ Centre",
            link="",
            quorum=None,
            by=by,
        )


def _escalate(made, held, *, on):
    """One overdue on the board's agenda, one decided and reported back, one confidential."""
    board = _chair(made["STB"])
    overdue = _raise(
        made["INC"],
        on - timedelta(days=30),
        title="Waiting times for assessments",
        issue="Families wait twice as long for an assessment as a year ago.",
        why_not_alone="The group has no say over how many psychologists are employed.",
        ask=Escalation.Ask.RESOURCE,
        asked="Two more days a week of an educational psychologist.",
        urgency=Escalation.Urgency.NOW,
        evidence="Waiting times reported to the group in three half terms.",
        de_escalation="When families wait no longer than twenty weeks.",
    )
    escalations.take_step(
        escalation=overdue,
        state=Escalation.State.ACCEPTED,
        words="On the agenda of the next meeting.",
        by=board,
        at=_at(on - timedelta(days=20)),
    )
    settled = _raise(
        made["ITT"],
        on - timedelta(days=60),
        title="One date for interviews",
        issue="Schools hold interviews on the same days and lose candidates to one another.",
        why_not_alone="Trusts set their own days.",
        ask=Escalation.Ask.DECIDE,
        asked="Agree one week of interviews for the whole city.",
        urgency=Escalation.Urgency.TERM,
        evidence="",
        de_escalation="When the trusts have agreed a week.",
    )
    way = [
        (Escalation.State.ACCEPTED, ""),
        (Escalation.State.DISCUSSED, "The board heard the chair of the group."),
        (Escalation.State.DECIDED, "Interviews are held in the second week of February."),
        (Escalation.State.ACTIONED, "Every trust has been written to."),
        (Escalation.State.REPORTED_BACK, "The group knows the week, and that trusts agreed."),
    ]
    for place, (state, words) in enumerate(way):
        escalations.take_step(
            escalation=settled,
            state=state,
            words=words,
            by=board,
            at=_at(on - timedelta(days=50 - 8 * place)),
            meeting=held["STB"][2] if state == Escalation.State.ACCEPTED else None,
        )
    _raise(
        made["BAG"],
        on - timedelta(days=5),
        title="Moves into one school",
        issue="One school has been asked to take in more pupils than it can.",
        why_not_alone="The group cannot tell a school to take fewer.",
        ask=Escalation.Ask.DECIDE,
        asked="Agree a limit for each school.",
        urgency=Escalation.Urgency.NEXT,
        evidence="Moves counted over two terms.",
        de_escalation="When moves are shared out evenly.",
        school=_school(),
    )


def _raise(group, day, **told):
    by = _chair(group)
    unsaved = Escalation(group=group, once=f"sample {group.code} {day}", **told)
    return escalations.escalate(escalation=unsaved, by=by, at=_at(day))


def _report(made, *, on):
    """Last term's reports are published; of this term's some came and some are late."""
    board, now = made["STB"], SchoolTerm.of(on)
    chair = _chair(board)
    for term, due, codes in (
        (now.later(-1), on - timedelta(days=90), ("SIB", "ITT", "INC", "BAG")),
        (now, on - timedelta(days=3), ("SIB", "BAG")),
    ):
        call = reports.call(
            board=board, term=term, due_on=due, by=chair, at=_at(due - timedelta(days=21))
        )
        for code in codes:
            reports.submit(
                call=call,
                group=made[code],
                parts=draft_of(made[code], term, on=due).parts(),
                seen=0,
                by=_chair(made[code]),
                at=_at(due - timedelta(days=1)),
            )
        if term != now:
            reports.publish(call=call, by=chair, at=_at(due + timedelta(days=7)))


def _school():
    """An open school of the sample city."""
    schools = School.objects.open().filter(la_code=SAMPLE_AUTHORITY_CODE)
    return schools.order_by("urn")[3]


def _clerk(on: date) -> User:
    return people.make(next(one for one in people.PEOPLE if one.mailbox == "groups.clerk"), on=on)


def _chair(group: Group) -> User | None:
    seat = group.memberships.filter(role=Role.GROUP_CHAIR).select_related("user").first()
    return seat.user if seat else None


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)
