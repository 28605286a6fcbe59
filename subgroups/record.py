"""Minutes as a record: everything said at one moment, and the part of it anybody may read.

Whatever the public reads of minutes, as page, as PDF or in an earlier version, comes out of
`public_part` and out of nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.services import day
from subgroups.models import Action, Attendance, Group, Meeting
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
        "id": item.pk,
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


@dataclass(frozen=True)
class Since:
    """What has come to be withheld after some minutes were kept."""

    items: tuple[Mapping[str, Any], ...] = ()
    actions: frozenset[str] = field(default_factory=frozenset)

    def reason(self, item: Mapping[str, Any]) -> str | None:
        """The statute by which an item is exempt in the minutes published last; None if it is not.

        Items may have been put in another order; records of before they kept their row do not
        tell it, and are matched by place.
        """
        for one in self.items:
            same = "id" if "id" in item and "id" in one else "number"
            if item[same] == one[same]:
                return str(one["reason"])
        return None


NOTHING = Since()


def naming_a_school(groups: Iterable[Group]) -> frozenset[str]:
    """The references of actions of some groups that name a school today. One query."""
    groups = list(groups)
    named = Action.objects.exclude(school=None).filter(
        Q(group__in=groups) | Q(meeting__group__in=groups)
    )
    return frozenset(action.reference for action in named.select_related("meeting__group"))


def withheld_since(meeting: Meeting) -> Since:
    """What the public may not read any more of earlier minutes of a meeting. One query."""
    published = meeting.published_version
    items = published.words["items"] if published else ()
    return Since(tuple(item for item in items if item["exempt"]), naming_a_school([meeting.group]))


def public_part(words: dict[str, Any], since: Since = NOTHING) -> dict[str, Any]:
    """What anybody may read: no word of an exempt item, and no action that names a school.

    Of what was published before, `since` withholds what has become exempt or names a school now.
    """
    items = [_public_item(item, since) for item in words["items"]]
    exempt = {item["number"] for item in items if item["exempt"]}
    return {
        **{key: words[key] for key in words if key not in ("items", "matters", "declarations")},
        "items": items,
        "matters": [
            matter
            for matter in words["matters"]
            if not matter["withheld"] and matter["reference"] not in since.actions
        ],
        "declarations": [
            {**one, "interest": INTEREST_WITHHELD, "item": None}
            if one["exempt"] or one["item"] in exempt
            else one
            for one in words["declarations"]
        ],
    }


def _public_item(item, since):
    reason = item["reason"] if item["exempt"] else since.reason(item)
    if reason is not None:
        return {
            "number": item["number"],
            "kind": item["kind"],
            "title": EXEMPT_TITLE,
            "exempt": True,
            "withheld": withheld(reason),
            "text": "",
            "decision": None,
            "actions": [],
        }
    return {
        **item,
        "actions": [
            {**action, "text": SCHOOL_WITHHELD, "who": "", "withheld": True}
            if action["school"] or action["reference"] in since.actions
            else action
            for action in item["actions"]
        ],
    }
