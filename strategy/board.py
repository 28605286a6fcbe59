"""What elected members read of a term: each objective, how it goes, and what moved since."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from accounts.services import day
from strategy.models import (
    LeadBody,
    Objective,
    ProgressUpdate,
    StrategicAction,
    UpdateRequest,
)
from strategy.readings import Progress
from strategy.targets import MeasureReading, measures_of

State = ProgressUpdate.State
Status = StrategicAction.Status
ENDS = {Status.DONE: "done", Status.STOPPED: "stopped"}


@dataclass(frozen=True)
class Line:
    """One objective in the term: its progress, or why there is none, and what changed."""

    objective: Objective
    leads: list[LeadBody]
    progress: Progress | None
    missing: str
    before: Progress | None
    changes: list[str]
    measures: list[MeasureReading]


@dataclass(frozen=True)
class Board:
    """A term of an edition, for one page."""

    request: UpdateRequest
    lines: list[Line]
    late: list[Objective]

    @property
    def is_whole(self) -> bool:
        return all(line.progress for line in self.lines)

    @property
    def sentence(self) -> str:
        """How many objectives go which way; never of what is not signed off."""
        signed = [line.progress for line in self.lines if line.progress]
        if not signed:
            return "The progress of no objective is signed off for this term yet."
        counts = Counter(progress.word.lower() for progress in signed)
        words = [f"{counts[word]} {word}" for word in ("green", "amber", "red") if counts[word]]
        listed = " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
        if self.is_whole:
            return f"Of {len(self.lines)} objectives: {listed}."
        return f"Signed off for {len(signed)} of {len(self.lines)} objectives: {listed}."

    @property
    def moved(self) -> list[Line]:
        return [line for line in self.lines if line.changes]


def board_of(request: UpdateRequest, *, on: date) -> Board:
    """The term as it can be read by everybody today. As many queries for ten objectives as one."""
    asked = {
        update.objective_id: update
        for update in request.updates.select_related("request").prefetch_related(
            "actions__action", "milestones__milestone__action"
        )
    }
    objectives = list(Objective.objects.filter(pk__in=asked).in_order().select_related("edition"))
    before = {
        update.objective_id: update
        for update in ProgressUpdate.objects.latest_before(request)
        .select_related("request")
        .prefetch_related("actions", "milestones")
    }
    measures = measures_of(objectives)
    leads: dict[int, list[LeadBody]] = {}
    for lead in LeadBody.objects.filter(objective__in=objectives).held_on(request.due_on):
        leads.setdefault(lead.objective_id, []).append(lead)
    return Board(
        request=request,
        lines=[
            line_of(
                objective,
                asked[objective.pk],
                before.get(objective.pk),
                leads=leads.get(objective.pk, []),
                measures=measures.get(objective.pk, []),
                on=on,
            )
            for objective in objectives
        ],
        late=[
            objective
            for objective in objectives
            if asked[objective.pk].is_with_its_lead and request.is_late(on)
        ],
    )


def line_of(
    objective: Objective,
    update: ProgressUpdate,
    before: ProgressUpdate | None,
    *,
    leads: list[LeadBody],
    measures: list[MeasureReading],
    on: date,
) -> Line:
    is_signed = update.state == State.SIGNED_OFF
    return Line(
        objective=objective,
        leads=leads,
        progress=Progress.of(update) if is_signed else None,
        missing="" if is_signed else why_missing(update, on=on),
        before=Progress.of(before) if before else None,
        changes=changes_between(before, update) if is_signed else [],
        measures=measures,
    )


def why_missing(update: ProgressUpdate, *, on: date) -> str:
    """Why the public reads nothing of an objective in a term, in a sentence."""
    request = update.request
    if not update.is_with_its_lead:
        return "Reported; not signed off by a second person yet."
    if request.is_closed(on):
        return f"Not reported. The term closed on {day(request.closes_on)}."
    if request.is_late(on):
        return f"Late: it was due on {day(request.due_on)}."
    return f"Not reported yet; it is due on {day(request.due_on)}."


def changes_between(before: ProgressUpdate | None, now: ProgressUpdate) -> list[str]:
    """What moved from one signed-off update to the next; nothing where there was none before."""
    if before is None:
        return []
    changes = []
    if before.rag != now.rag:
        was, word = (Progress.of(update).word for update in (before, now))
        changes.append(f"{word}, was {was.lower()} in the {_term(before)}.")
    earlier = {said.action_id: said.status for said in before.actions.all()}
    changes += [
        f"Action {said.action.number} {ENDS[Status(said.status)]}: {said.action.text}"
        for said in sorted(now.actions.all(), key=lambda said: said.action.position)
        if said.status in ENDS and earlier.get(said.action_id) != said.status
    ]
    known = {met.milestone_id for met in before.milestones.all()}
    changes += [
        f"Milestone of {met.milestone.action.number} met on {day(met.met_on)}: {met.milestone.text}"
        for met in sorted(
            now.milestones.all(),
            key=lambda met: (met.milestone.action.position, met.milestone.position),
        )
        if met.milestone_id not in known
    ]
    return changes


def _term(update):
    return f"{update.request.get_term_display()} {update.request.in_words}"
