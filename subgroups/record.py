"""Minutes as a record: everything said at one moment, and the part of it anybody may read.

Whatever the public reads of minutes, as page, as PDF or in an earlier version, comes out of
`public_part` and out of nothing else.
"""

from typing import Any

from accounts.services import day
from subgroups.models import Action, Attendance, Meeting
from subgroups.models.meetings import withheld

EXEMPT_TITLE = "Exempt item"
SCHOOL_WITHHELD = "An action that names a school is withheld."
INTEREST_WITHHELD = "An interest in an exempt item."


def name_on(meeting: Meeting) -> str:
    """What the group was called on the day of a meeting. One query."""
    names = meeting.group.names.filter(starts_on__lte=meeting.day).order_by("-starts_on")
    first = names.first()
    return first.name if first else meeting.group.name


def words_of(meeting: Meeting) -> dict[str, Any]:
    """Everything the minutes of a meeting say now, in words that outlive its rows."""
    attendances = list(
        meeting.attendances.select_related("membership").order_by("membership__role", "pk")
    )

    def who(status):
        return [each.membership.in_public for each in attendances if each.status == status]

    declarations = meeting.declarations.select_related("membership", "item").order_by("pk")
    items = meeting.items.select_related("minute", "decision").order_by("number")
    by_item: dict[int, list[Action]] = {}
    actions = meeting.actions.select_related("owner", "objective", "school").order_by("number")
    seats = {seat.user_id: seat for seat in meeting.group.memberships.order_by("starts_on", "pk")}
    for action in actions:
        action.meeting = meeting
        by_item.setdefault(action.item_id, []).append(action)
    arising = (
        Action.objects.arising_at(meeting)
        .select_related("meeting__group", "item")
        .order_by("meeting__day", "number")
    )
    return {
        "group": name_on(meeting),
        "reference": meeting.reference,
        "day": day(meeting.day),
        "from": f"{meeting.starts:%H:%M}",
        "until": f"{meeting.ends:%H:%M}" if meeting.ends else "",
        "place": meeting.place,
        "quorum": meeting.quorum,
        "present": who(Attendance.Status.PRESENT),
        "apologies": who(Attendance.Status.APOLOGIES),
        "absent": who(Attendance.Status.ABSENT),
        "also_present": meeting.also_present,
        "declarations": [
            {
                "who": each.membership.in_public,
                "interest": each.interest,
                "deed": each.get_deed_display(),
                "item": each.item.number if each.item else None,
                "exempt": bool(each.item and each.item.is_exempt),
            }
            for each in declarations
        ],
        "items": [_item(item, meeting, by_item.get(item.pk, []), seats) for item in items],
        "matters": [
            {
                "reference": action.reference,
                "text": action.text,
                "due": day(action.due_on),
                "state": action.get_state_display(),
                "withheld": action.item.is_exempt or action.school_id is not None,
            }
            for action in arising
        ],
        "approved": day(meeting.approved_at_meeting.day) if meeting.approved_at_meeting else "",
    }


def _item(item, meeting, actions, seats):
    minute = getattr(item, "minute", None)
    decision = getattr(item, "decision", None)
    return {
        "number": item.number,
        "kind": item.kind,
        "title": item.title,
        "purpose": item.get_purpose_display(),
        "exempt": item.is_exempt,
        "reason": item.exempt_reason,
        "text": minute.text if minute else "",
        "decision": (
            {"reference": f"{meeting.reference}/D{decision.number}", "text": decision.text}
            if decision
            else None
        ),
        "actions": [
            {
                "reference": action.reference,
                "text": action.text,
                "who": _who(action, seats),
                "due": day(action.due_on),
                "objective": str(action.objective) if action.objective else "",
                "school": action.school_id is not None,
            }
            for action in actions
        ],
    }


def _who(action, seats):
    """Who does it, by post: what anybody may read."""
    if action.owner_post:
        return action.owner_post
    seat = seats.get(action.owner_id)
    return seat.in_public if seat else "A member" if action.owner_id else "Nobody yet"


def public_part(words: dict[str, Any]) -> dict[str, Any]:
    """What anybody may read: no word of an exempt item, and no action that names a school."""
    return {
        **{key: words[key] for key in words if key not in ("items", "matters", "declarations")},
        "items": [_public_item(item) for item in words["items"]],
        "matters": [matter for matter in words["matters"] if not matter["withheld"]],
        "declarations": [
            {**one, "interest": INTEREST_WITHHELD, "item": None} if one["exempt"] else one
            for one in words["declarations"]
        ],
    }


def _public_item(item):
    if item["exempt"]:
        return {
            "number": item["number"],
            "kind": item["kind"],
            "title": EXEMPT_TITLE,
            "exempt": True,
            "withheld": withheld(item["reason"]),
            "text": "",
            "decision": None,
            "actions": [],
        }
    return {
        **item,
        "actions": [
            {**action, "text": SCHOOL_WITHHELD, "who": "", "withheld": True}
            if action["school"]
            else action
            for action in item["actions"]
        ],
    }
