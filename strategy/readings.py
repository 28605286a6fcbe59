"""What is kept of a strategy, as the words a page prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from strategy.models import Edition, LeadBody, Objective, ProgressUpdate

COLOURS = {
    ProgressUpdate.Rag.RED: "red",
    ProgressUpdate.Rag.AMBER: "orange",
    ProgressUpdate.Rag.GREEN: "green",
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


def rows_of(objectives: Iterable[Objective], *, on: date) -> list[ObjectiveRow]:
    """How each objective stands. The objectives come `with_milestones`; two more queries."""
    objectives = list(objectives)
    latest = {
        update.objective_id: Progress.of(update)
        for update in ProgressUpdate.objects.latest_of(objectives)
    }
    leads: dict[int, list[LeadBody]] = {}
    for lead in LeadBody.objects.filter(objective__in=objectives).held_on(on).order_by("pk"):
        leads.setdefault(lead.objective_id, []).append(lead)
    return [
        ObjectiveRow(
            objective=objective,
            progress=latest.get(objective.pk),
            milestones=milestones_in_words(objective),
            leads=leads.get(objective.pk, []),
        )
        for objective in objectives
    ]


def milestones_in_words(objective: Objective) -> str:
    """Milestones met of those set, counted by `with_milestones`."""
    if not objective.milestones_set:
        return "No milestones set"
    return f"{objective.milestones_met} of {objective.milestones_set} milestones met"


def over_since(edition: Edition, *, on: date) -> date | None:
    """The last day of an edition in force whose years have run out."""
    is_over = edition.state == Edition.State.PUBLISHED and edition.ends_on < on
    return edition.ends_on if is_over else None
