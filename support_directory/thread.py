"""Deployments on the golden thread: from an objective of the strategy, and back to it."""

from typing import Any

from strategy.models import Objective, StrategicAction, SuccessMeasure
from strategy.thread import HERE, Link, Place, Way, add_way
from support_directory.models import Deployment

MOST_LINKS = 30


def join() -> None:
    """Let objectives lead on to the support that serves them, and support back to them."""
    add_way(Objective, Way(Place.BEYOND, "Support from school to school", deployments_for))
    for start in (StrategicAction, SuccessMeasure):
        add_way(start, Way(Place.BEYOND, "Support from school to school", deployments_beside))
    add_way(Deployment, Way(Place.OBJECTIVE, "Objective", objective_of))
    add_way(Deployment, Way(Place.MEASURE, "Measures", measures_of))
    HERE[Deployment] = (Place.BEYOND, "Support from school to school")


def deployments_for(objective: Objective, user: Any) -> list[Link]:
    """The deployments serving an objective that this person may see: nobody else reads of them."""
    if not user.is_authenticated:
        return []
    serving = Deployment.objects.visible_to(user).filter(strategy_objective=objective)
    serving = serving.exclude(state__in=Deployment.FREE).select_related("entry", "host_school")
    return [
        Link(str(one), one.get_absolute_url(), one.get_state_display())
        for one in serving.newest_first()[:MOST_LINKS]
    ]


def deployments_beside(thing: StrategicAction | SuccessMeasure, user: Any) -> list[Link]:
    """The same from an action or a measure of the objective."""
    return deployments_for(thing.objective, user)


def objective_of(deployment: Deployment, user: Any) -> list[Link]:
    """The objective a deployment serves, if one was named."""
    objective = deployment.strategy_objective
    return [Link(str(objective), objective.get_absolute_url())] if objective else []


def measures_of(deployment: Deployment, user: Any) -> list[Link]:
    """The measures of that objective: what the whole city is judged by."""
    objective = deployment.strategy_objective
    if objective is None:
        return []
    measures = objective.measures.order_by("number").select_related("objective__edition")
    return [Link(measure.words, measure.get_absolute_url()) for measure in measures]
