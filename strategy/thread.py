"""The golden thread: from objective to action to milestone to measure, and both ways.

A thing of the thread asks for what hangs on it by its ways. Rooms above this one add theirs, in
`AppConfig.ready`, both from the strategy to what they hold and back from there:

    add_way(Objective, Way(Place.BEYOND, "Meetings", meetings_about))
    add_way(Meeting, Way(Place.OBJECTIVE, "Objectives", objectives_of))

Each page then shows `thread_of(its thing, user=…)` with `strategy/_thread.html`.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db.models import Model

from strategy.models import Milestone, Objective, StrategicAction, SuccessMeasure, Target


class Place(IntEnum):
    """Where a step stands on the thread, from what was promised to how it is judged."""

    OBJECTIVE = 1
    ACTION = 2
    MILESTONE = 3
    MEASURE = 4
    BEYOND = 5


@dataclass(frozen=True)
class Link:
    """One thing on the thread; the thing being read has no address to go to."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Step:
    """Everything of one kind that a thing hangs together with."""

    place: int
    title: str
    links: list[Link]
    is_here: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it is folded away, so that the steps after it are seen."""
        return len(self.links) > 5


@dataclass(frozen=True)
class Way:
    """How to find, from a thing, what hangs on it that this person may see: `find(thing, user)`.

    One that finds nothing is not shown, unless it is `always` there to say so.
    """

    place: int
    title: str
    find: Callable[[Any, Any], list[Link]]
    always: bool = False


_WAYS: dict[type[Model], list[Way]] = defaultdict(list)


def add_way(start: type[Model], way: Way) -> None:
    """Let things of a model lead on by this way too."""
    _WAYS[start].append(way)


def thread_of(thing: Model, *, user: Any) -> list[Step]:
    """The steps of the thread seen from one thing, itself among them."""
    steps = [
        Step(way.place, way.title, links)
        for way in _WAYS[type(thing)]
        if (links := way.find(thing, user)) or way.always
    ]
    if type(thing) in HERE:
        place, title = HERE[type(thing)]
        steps.append(Step(place, title, [Link(str(thing))], is_here=True))
    return sorted(steps, key=lambda step: step.place)


def leading_on(steps: list[Step]) -> list[Step]:
    """A thread, or nothing where it leads no further than to the thing itself."""
    return steps if any(not step.is_here for step in steps) else []


HERE: dict[type[Model], tuple[int, str]] = {
    Objective: (Place.OBJECTIVE, "Objective"),
    StrategicAction: (Place.ACTION, "Action"),
    SuccessMeasure: (Place.MEASURE, "Measure"),
}


# --- The strategy's own ways ------------------------------------------------------------


def _objective_of(thing: Any, user: Any) -> list[Link]:
    return [_to(thing.objective)]


def _actions_of_page(objective: Objective, user: Any) -> list[Link]:
    """Actions stand on the objective's own page, which has them and their milestones at hand."""
    actions = objective.actions.all()
    if not actions:
        return []
    done = sum(action.status == StrategicAction.Status.DONE for action in actions)
    return [Link(_counted(len(actions), "action"), "#actions", f"{done} done")]


def _milestones_of_page(objective: Objective, user: Any) -> list[Link]:
    every = [
        milestone for action in objective.actions.all() for milestone in action.milestones.all()
    ]
    if not every:
        return []
    met = sum(milestone.met_on is not None for milestone in every)
    return [Link(_counted(len(every), "milestone"), "#actions", f"{met} met")]


def _actions_beside(measure: SuccessMeasure, user: Any) -> list[Link]:
    return [_to(action) for action in _actions(measure.objective)]


def _actions(objective: Objective) -> Any:
    return objective.actions.in_order().select_related("objective__edition")


def _milestones_of(action: StrategicAction, user: Any) -> list[Link]:
    return [
        Link(
            milestone.text,
            f"#milestone-{milestone.position}",
            f"met {milestone.met_on:%-d %B %Y}" if milestone.met_on else "not met",
        )
        for milestone in action.milestones.order_by("position")
    ]


def _milestones_beside(measure: SuccessMeasure, user: Any) -> list[Link]:
    milestones = Milestone.objects.filter(action__objective=measure.objective)
    return [
        Link(
            milestone.text,
            f"{milestone.action.get_absolute_url()}#milestone-{milestone.position}",
            f"met {milestone.met_on:%-d %B %Y}" if milestone.met_on else "not met",
        )
        for milestone in milestones.select_related("action__objective__edition").order_by(
            "action__position", "position"
        )
    ]


def _measures_of(objective: Objective, user: Any) -> list[Link]:
    return [
        Link(measure.words, measure.get_absolute_url())
        for measure in sorted(objective.measures.all(), key=lambda measure: measure.number)
    ]


def _measures_beside(action: StrategicAction, user: Any) -> list[Link]:
    return _measures_of(action.objective, user)


def _others_judged_by(measure: SuccessMeasure, user: Any) -> list[Link]:
    """Objectives of any edition whose targets name the same published measures."""
    codes = measure.targets.values("measure")
    others = SuccessMeasure.objects.visible_to(user).filter(
        pk__in=Target.objects.filter(measure__in=codes).values("success_measure")
    )
    return [
        Link(str(other.objective), other.objective.get_absolute_url(), str(other.objective.edition))
        for other in others.exclude(pk=measure.pk)
        .select_related("objective__edition")
        .order_by("-objective__edition__starts_on", "objective__number", "number")
    ]


def _to(thing: Any) -> Link:
    return Link(str(thing), thing.get_absolute_url())


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


for _start, *_ways in (
    (
        Objective,
        Way(Place.ACTION, "Actions", _actions_of_page, always=True),
        Way(Place.MILESTONE, "Milestones", _milestones_of_page, always=True),
        Way(Place.MEASURE, "Measures", _measures_of, always=True),
    ),
    (
        StrategicAction,
        Way(Place.OBJECTIVE, "Objective", _objective_of),
        Way(Place.MILESTONE, "Milestones", _milestones_of, always=True),
        Way(Place.MEASURE, "Measures", _measures_beside, always=True),
    ),
    (
        SuccessMeasure,
        Way(Place.OBJECTIVE, "Objective", _objective_of),
        Way(Place.ACTION, "Actions", _actions_beside, always=True),
        Way(Place.MILESTONE, "Milestones", _milestones_beside, always=True),
        Way(Place.BEYOND, "The same figures also judge", _others_judged_by),
    ),
):
    for _way in _ways:
        add_way(_start, _way)
