"""The golden thread through groups: objective, action, meeting, deployment and measure.

From each of them the others are one click away, as far as its reader may know of them. Nobody
learns of a deployment here whom `Deployment.visible_to` does not let see it.
"""

from collections.abc import Iterable
from typing import Any

from strategy.models import Objective, StrategicAction, SuccessMeasure
from strategy.thread import HERE, Link, Place, Way, add_way
from subgroups.models import Action, Meeting
from support_directory.models import Deployment

MOST = 20


# --- From the strategy ------------------------------------------------------------------


def actions_of(objective: Objective, user: Any) -> list[Link]:
    """What groups agreed for an objective, as far as this person may read it."""
    return [_action(action) for action in _agreed(objective, user)]


def meetings_of(objective: Objective, user: Any) -> list[Link]:
    return _meetings(_agreed(objective, user))


def deployments_of(objective: Objective, user: Any) -> list[Link]:
    """Deployments that those actions concern; what serves the objective itself stands beside."""
    concerned = _deployments(_agreed(objective, user), user)
    return [_deployment(one) for one in concerned if one.strategy_objective_id != objective.pk]


def _agreed(objective, user):
    """The newest actions of an objective; asked once a page, for all that hangs on them."""
    if not hasattr(objective, "agreed_by_groups"):
        every = Action.objects.filter(objective=objective)
        objective.agreed_by_groups = list(_read(every, user)[:MOST])
    return objective.agreed_by_groups


# --- From a meeting ---------------------------------------------------------------------


def actions_at(meeting: Meeting, user: Any) -> list[Link]:
    return [_action(action) for action in _agreed_at(meeting, user)]


def objectives_at(meeting: Meeting, user: Any) -> list[Link]:
    return _objectives(_agreed_at(meeting, user))


def measures_at(meeting: Meeting, user: Any) -> list[Link]:
    return _measures(_agreed_at(meeting, user))


def deployments_at(meeting: Meeting, user: Any) -> list[Link]:
    return [_deployment(one) for one in _deployments(_agreed_at(meeting, user), user)]


def _agreed_at(meeting, user):
    if not hasattr(meeting, "agreed_here"):
        every = Action.objects.filter(meeting=meeting)
        meeting.agreed_here = list(_read(every, user).prefetch_related("objective__measures"))
    return meeting.agreed_here


# --- From an action ---------------------------------------------------------------------


def objective_of(action: Action, user: Any) -> list[Link]:
    return _objectives([action])


def measures_beside(action: Action, user: Any) -> list[Link]:
    return _measures([action])


def meeting_of(action: Action, user: Any) -> list[Link]:
    return [_meeting(action.meeting)]


def deployment_of(action: Action, user: Any) -> list[Link]:
    return [_deployment(one) for one in _deployments([action], user)]


# --- From a deployment ------------------------------------------------------------------


def actions_about(deployment: Deployment, user: Any) -> list[Link]:
    return [_action(action) for action in _agreed_about(deployment, user)]


def meetings_about(deployment: Deployment, user: Any) -> list[Link]:
    return _meetings(_agreed_about(deployment, user))


def objectives_about(deployment: Deployment, user: Any) -> list[Link]:
    """Objectives of those actions; the one that the deployment itself serves stands beside."""
    return _objectives(_for_another_objective(deployment, user))


def measures_about(deployment: Deployment, user: Any) -> list[Link]:
    return _measures(_for_another_objective(deployment, user))


def _agreed_about(deployment, user):
    if not hasattr(deployment, "agreed_by_groups"):
        every = Action.objects.filter(deployment=deployment)
        read = _read(every, user).prefetch_related("objective__measures")
        deployment.agreed_by_groups = list(read[:MOST])
    return deployment.agreed_by_groups


def _for_another_objective(deployment, user):
    own = deployment.strategy_objective_id
    return [one for one in _agreed_about(deployment, user) if one.objective_id != own]


# --- What all of them share -------------------------------------------------------------


def _read(actions, user):
    """Those this person may read, the newest first, with what is named of them."""
    read = actions.visible_to(user) | actions.for_the_public()
    related = read.select_related("meeting__group", "objective__edition")
    return related.order_by("-meeting__day", "number")


def _action(action):
    return Link(
        action.text.removesuffix("."),
        action.get_absolute_url(),
        f"{action.reference}, {action.get_state_display()}",
    )


def _meeting(meeting):
    return Link(f"{meeting.group.name}, {meeting.day:%-d %B %Y}", meeting.get_absolute_url())


def _meetings(actions):
    meetings = {action.meeting_id: action.meeting for action in actions}
    return [_meeting(meeting) for meeting in meetings.values()]


def _public_objectives(actions):
    """The objectives of some actions, once each, by their numbers."""
    named = {one.objective_id: one.objective for one in actions if one.objective}
    public = [objective for objective in named.values() if objective.edition.is_public]
    return sorted(public, key=lambda objective: (objective.edition_id, objective.number))


def _objectives(actions):
    return [Link(str(one), one.get_absolute_url()) for one in _public_objectives(actions)]


def _measures(actions):
    links = []
    for objective in _public_objectives(actions):
        for measure in sorted(objective.measures.all(), key=lambda measure: measure.number):
            measure.objective = objective
            links.append(Link(measure.words, measure.get_absolute_url()))
    return links


def _deployments(actions: Iterable[Action], user: Any) -> list[Deployment]:
    """The deployments that some actions concern and this person may see. No query for visitors."""
    concerned = {action.deployment_id for action in actions if action.deployment_id}
    if not concerned or not user.is_authenticated:
        return []
    seen = Deployment.objects.visible_to(user).filter(pk__in=concerned)
    return list(seen.select_related("entry", "host_school").newest_first()[:MOST])


def _deployment(deployment):
    return Link(str(deployment), deployment.get_absolute_url(), deployment.get_state_display())


def hang() -> None:
    """Let strategy and support lead on to groups, and what groups agreed back to both."""
    add_way(Objective, Way(Place.BEYOND, "Agreed by groups", actions_of))
    add_way(Objective, Way(Place.BEYOND, "Meetings", meetings_of))
    add_way(Objective, Way(Place.BEYOND, "Support agreed by groups", deployments_of))
    for start in (StrategicAction, SuccessMeasure):
        for title, find in (
            ("Agreed by groups", actions_of),
            ("Meetings", meetings_of),
            ("Support agreed by groups", deployments_of),
        ):
            add_way(start, Way(Place.BEYOND, title, _by_objective(find)))
    add_way(Meeting, Way(Place.OBJECTIVE, "Objectives", objectives_at))
    add_way(Meeting, Way(Place.ACTION, "Agreed here", actions_at))
    add_way(Meeting, Way(Place.MEASURE, "Measures", measures_at))
    add_way(Meeting, Way(Place.BEYOND, "Support from school to school", deployments_at))
    add_way(Action, Way(Place.OBJECTIVE, "Objective", objective_of))
    add_way(Action, Way(Place.MEASURE, "Measures", measures_beside))
    add_way(Action, Way(Place.BEYOND, "Meeting that agreed it", meeting_of))
    add_way(Action, Way(Place.BEYOND, "Support from school to school", deployment_of))
    add_way(Deployment, Way(Place.OBJECTIVE, "Objectives of what groups agreed", objectives_about))
    add_way(Deployment, Way(Place.ACTION, "Agreed by groups", actions_about))
    add_way(Deployment, Way(Place.MEASURE, "Measures of what groups agreed", measures_about))
    add_way(Deployment, Way(Place.BEYOND, "Meetings that agreed it", meetings_about))
    HERE[Action] = (Place.ACTION, "Action of a group")
    HERE[Meeting] = (Place.BEYOND, "Meeting")


def _by_objective(find):
    """The same way from a thing of an objective as from the objective."""
    return lambda thing, user: find(thing.objective, user)
