"""The golden thread through groups: objective, action of a group, the meeting that agreed it."""

from typing import Any

from strategy.models import Objective
from strategy.thread import HERE, Link, Place, Way, add_way
from subgroups.models import Action

MOST = 20


def actions_of(objective: Objective, user: Any) -> list[Link]:
    """What groups agreed for an objective, as far as this person may read it."""
    return [_action(action) for action in _agreed(objective, user)]


def meetings_of(objective: Objective, user: Any) -> list[Link]:
    meetings = {action.meeting_id: action.meeting for action in _agreed(objective, user)}
    return [_meeting(meeting) for meeting in meetings.values()]


def _agreed(objective, user):
    """The newest actions of an objective; asked once a page, for actions and for meetings."""
    if not hasattr(objective, "agreed_by_groups"):
        every = Action.objects.filter(objective=objective)
        ours = every.visible_to(user) | every.for_the_public()
        related = ours.select_related("meeting__group")
        objective.agreed_by_groups = list(related.order_by("-meeting__day", "number")[:MOST])
    return objective.agreed_by_groups


def _action(action):
    return Link(
        action.text,
        action.get_absolute_url(),
        f"{action.reference}, {action.get_state_display()}",
    )


def _meeting(meeting):
    return Link(f"{meeting.group.name}, {meeting.day:%-d %B %Y}", meeting.get_absolute_url())


def objective_of(action: Action, user: Any) -> list[Link]:
    if action.objective is None or not action.objective.edition.is_public:
        return []
    return [Link(str(action.objective), action.objective.get_absolute_url())]


def meeting_of(action: Action, user: Any) -> list[Link]:
    return [_meeting(action.meeting)]


def measures_beside(action: Action, user: Any) -> list[Link]:
    if action.objective is None or not action.objective.edition.is_public:
        return []
    measures = action.objective.measures.order_by("number")
    return [Link(measure.words, measure.get_absolute_url()) for measure in measures]


def hang() -> None:
    """Let the strategy lead on to groups, and actions of groups back to it."""
    add_way(Objective, Way(Place.BEYOND, "Agreed by groups", actions_of))
    add_way(Objective, Way(Place.BEYOND, "Meetings", meetings_of))
    add_way(Action, Way(Place.OBJECTIVE, "Objective", objective_of))
    add_way(Action, Way(Place.MEASURE, "Measures", measures_beside))
    add_way(Action, Way(Place.BEYOND, "Meeting that agreed it", meeting_of))
    HERE[Action] = (Place.ACTION, "Action of a group")
