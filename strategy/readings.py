"""What is kept of a strategy, as the words a page prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from strategy.models import (
    Edition,
    LeadBody,
    Milestone,
    Objective,
    ProgressUpdate,
    StrategicAction,
)
from strategy.targets import Headline, MeasureReading, measures_of

COLOURS = {
    ProgressUpdate.Rag.RED: "red",
    ProgressUpdate.Rag.AMBER: "orange",
    ProgressUpdate.Rag.GREEN: "green",
}

STATUS_COLOURS = {
    StrategicAction.Status.NOT_STARTED: "grey",
    StrategicAction.Status.UNDER_WAY: "blue",
    StrategicAction.Status.DONE: "green",
    StrategicAction.Status.STOPPED: "red",
}


@dataclass(frozen=True)
class Progress:
    """A signed-off update in words; the colour only repeats the first of them."""

    word: str
    colour: str
    meaning: str
    direction: str
    term: str
    reason: str

    @classmethod
    def of(cls, update: ProgressUpdate) -> "Progress":
        word, meaning = update.get_rag_display().split(": ")
        return cls(
            word=word,
            colour=COLOURS[ProgressUpdate.Rag(update.rag)],
            meaning=meaning,
            direction=update.get_direction_display(),
            term=str(update.request),
            reason=update.reason,
        )


@dataclass(frozen=True)
class ObjectiveRow:
    """How one objective stands, for a list of them."""

    objective: Objective
    progress: Progress | None
    milestones: str
    leads: list[LeadBody]
    measures: list[MeasureReading]

    @property
    def headline(self) -> Headline | None:
        """What its targets come to; none where it has none."""
        return Headline.of(self.measures)


def rows_of(objectives: Iterable[Objective], *, on: date) -> list[ObjectiveRow]:
    """How each objective stands. The objectives come with their edition and `with_milestones`.

    Two more queries, two for success measures, and those for what is published of them.
    """
    objectives = list(objectives)
    latest = {
        update.objective_id: Progress.of(update)
        for update in ProgressUpdate.objects.latest_of(objectives)
    }
    leads: dict[int, list[LeadBody]] = {}
    for lead in LeadBody.objects.filter(objective__in=objectives).held_on(on).order_by("pk"):
        leads.setdefault(lead.objective_id, []).append(lead)
    measures = measures_of(objectives)
    return [
        ObjectiveRow(
            objective=objective,
            progress=latest.get(objective.pk),
            milestones=milestones_in_words(objective),
            leads=leads.get(objective.pk, []),
            measures=measures.get(objective.pk, []),
        )
        for objective in objectives
    ]


@dataclass(frozen=True)
class MilestoneRow:
    text: str
    position: int
    when: str
    is_met: bool


@dataclass(frozen=True)
class ActionRow:
    """An action as its line says it: status and day in words, milestones beneath."""

    action: StrategicAction
    status: str
    colour: str
    when: str
    milestones: list[MilestoneRow]

    @classmethod
    def of(cls, action: StrategicAction, *, on: date) -> "ActionRow":
        """For an action whose milestones are fetched."""
        return cls(
            action=action,
            status=action.get_status_display(),
            colour=STATUS_COLOURS[StrategicAction.Status(action.status)],
            when=_due_in_words(action, on=on),
            milestones=[
                MilestoneRow(
                    text=milestone.text,
                    position=milestone.position,
                    when=_met_in_words(milestone, on=on),
                    is_met=milestone.met_on is not None,
                )
                for milestone in sorted(action.milestones.all(), key=lambda one: one.position)
            ],
        )


@dataclass(frozen=True)
class PriorityRow:
    """A priority with its actions; the last of a page has no priority and holds the others."""

    text: str
    actions: list[ActionRow]


def plan_of(objective: Objective, *, on: date) -> list[PriorityRow]:
    """What is being done for an objective, priority by priority.

    One query, if the objective comes with its actions and their milestones.
    """
    by_priority: dict[int | None, list[ActionRow]] = {}
    for action in sorted(objective.actions.all(), key=lambda action: action.position):
        by_priority.setdefault(action.priority_id, []).append(ActionRow.of(action, on=on))
    rows = [
        PriorityRow(priority.text, by_priority.pop(priority.pk, []))
        for priority in objective.priorities.order_by("number")
    ]
    others = by_priority.pop(None, [])
    return [*rows, PriorityRow("", others)] if others else rows


def _due_in_words(action: StrategicAction, *, on: date) -> str:
    if not action.due_on:
        return action.due_words
    words = f"by {day(action.due_on)}"
    if action.due_words:
        words = f"{words} ({action.due_words})"
    return f"{words}, overdue" if action.is_overdue(on) else words


def _met_in_words(milestone: Milestone, *, on: date) -> str:
    if milestone.met_on:
        late = milestone.due_on and milestone.met_on > milestone.due_on
        due = f", due {day(milestone.due_on)}" if milestone.due_on and late else ""
        return f"met on {day(milestone.met_on)}{due}"
    if milestone.due_on:
        return f"{'not met, was due' if milestone.due_on < on else 'due'} {day(milestone.due_on)}"
    return "not met"


def day(date: date) -> str:
    return f"{date:%-d %B %Y}"


@dataclass(frozen=True)
class Reported:
    """One term of an objective, as an event of its timeline."""

    title: str
    when: datetime | None
    text: str

    @classmethod
    def of(cls, update: ProgressUpdate) -> "Reported":
        progress = Progress.of(update)
        return cls(
            title=f"{progress.term}: {progress.word}",
            when=update.signed_off_at,
            text=f"{progress.meaning.capitalize()}, {progress.direction}. {progress.reason}",
        )


def milestones_in_words(objective: Objective) -> str:
    """Milestones met of those set, counted by `with_milestones`."""
    if not objective.milestones_set:
        return "No milestones set"
    return f"{objective.milestones_met} of {objective.milestones_set} milestones met"


def facts_of(edition: Edition) -> list[tuple[str, str]]:
    """The days of an edition's life, as many as there have been."""
    days = [
        ("Years", f"{day(edition.starts_on)} to {day(edition.ends_on)}"),
        ("Approved", edition.approved_on and day(edition.approved_on)),
        ("Published", edition.published_on and day(edition.published_on)),
        ("Archived", edition.archived_on and day(edition.archived_on)),
        ("Refreshes", edition.refreshes and f"{edition.refreshes}, {edition.refreshes.years}"),
    ]
    return [(key, value) for key, value in days if value]


def over_since(edition: Edition, *, on: date) -> date | None:
    """The last day of an edition in force whose years have run out."""
    is_over = edition.state == Edition.State.PUBLISHED and edition.ends_on < on
    return edition.ends_on if is_over else None
