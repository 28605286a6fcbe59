"""Invented progress: four years of terms, the last term, and the open one as a term really is."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction

from accounts.models import User
from accounts.permissions import Role
from dashboard.sample import people
from dashboard.sample.people import SamplePerson
from strategy.models import (
    ActionProgress,
    Edition,
    MilestoneProgress,
    Objective,
    ObjectivePost,
    ProgressUpdate,
    StrategicAction,
    UpdateRequest,
)
from strategy.models.progress import Term
from strategy.services import progress
from strategy.services.progress import Answers
from strategy.terms import SchoolTerm

FILE = Path(__file__).with_name("progress.toml")
# Their posts hang on objectives, which come later than the accounts: `load` starts them.
LEADS = [
    SamplePerson("objective_lead", "objective.lead", "Sample Objective Lead", ()),
    SamplePerson("objective_lead", "second.objective.lead", "Sample Second Objective Lead", ()),
]

Rag = ProgressUpdate.Rag
Direction = ProgressUpdate.Direction
Status = StrategicAction.Status
COLOURS = {"R": Rag.RED, "A": Rag.AMBER, "G": Rag.GREEN}
STEPS = {Rag.RED: -1, Rag.AMBER: 1, Rag.GREEN: 2}
BEST_LAST = [Rag.RED, Rag.AMBER, Rag.GREEN]
# When a term's answers are due, and for how long late ones are taken.
DUE = {Term.AUTUMN: (12, 5), Term.SPRING: (3, 20), Term.SUMMER: (7, 3)}
TAKEN_FOR = timedelta(days=14)
ASKED_BEFORE = timedelta(days=25)


@dataclass(frozen=True)
class Told:
    """What an objective's file says of one term."""

    rag: Rag
    direction: Direction
    reason: str


def load(*, on: date, by: User, log: Callable[[str], None]) -> int:
    """Enter leads and terms where they are missing; how many were made."""
    sample = tomllib.loads(FILE.read_text())
    edition = Edition.objects.filter(slug=sample["edition"]).first()
    if edition is None:
        return 0
    objectives = {one.code: one for one in edition.objectives.in_order()}
    made = _start_posts(sample["leads"], objectives, on=on)
    if edition.requests.exists():
        return made
    with transaction.atomic():
        made += _write_terms(sample, edition, objectives, on=on, by=by)
    log(f"Strategy: {edition.requests.count()} terms of progress")
    return made


def _start_posts(leads, objectives, *, on):
    made = 0
    for mailbox, codes in leads.items():
        user = _person(mailbox, on=on)
        for code in codes:
            _, is_new = ObjectivePost.objects.get_or_create(
                user=user,
                objective=objectives[code],
                role=Role.OBJECTIVE_LEAD,
                defaults={"starts_on": people.STARTED_ON},
            )
            made += is_new
    return made


def _person(mailbox, *, on):
    """A sample person by the name of the mailbox; the account is made where it is missing."""
    found = next(one for one in [*people.PEOPLE, *LEADS] if one.mailbox == mailbox)
    return people.make(found, on=on)


def _write_terms(sample, edition, objectives, *, on, by):
    first = SchoolTerm(sample["first"]["academic_year"], Term(sample["first"]["term"]))
    now = SchoolTerm.of(on)
    terms = [first.later(number) for number in range(sample["terms"])]
    told = {code: told_by(sample[code]) for code in objectives}
    for number, term in enumerate([*terms, now.later(-1)]):
        _write_signed_off(edition, objectives, term, number, told)
    _open_term(sample, edition, objectives, now, told, on=on, by=by)
    return len(terms) + 2


def told_by(sample: dict) -> list[Told]:
    """Each term of an objective in words: a count that moves with the colours, and a sentence."""
    told: list[Told] = []
    count = sample["start"]
    for letter in sample["path"]:
        rag, before = COLOURS[letter], count
        count = min(count + STEPS[rag] * max(1, sample["of"] // 40), sample["of"])
        since = f", {before} in the term before" if told else ""
        told.append(
            Told(
                rag,
                _direction(told[-1].rag if told else rag, rag, count - before),
                f"{count} of {sample['of']} {sample['what']}{since}. {sample[rag.value]}",
            )
        )
    return told


def _direction(before, now, more):
    moved = BEST_LAST.index(now) - BEST_LAST.index(before)
    if moved:
        return Direction.BETTER if moved > 0 else Direction.WORSE
    return Direction.BETTER if more > 0 and now == Rag.GREEN else Direction.SAME


def _due(term):
    year = term.academic_year - (term.term == Term.AUTUMN)
    return date(year, *DUE[term.term])


def _at(day, hour=9):
    return datetime.combine(day, time(hour), tzinfo=UTC)


def _write_signed_off(edition, objectives, term, number, told):
    """A term long past: everything reported and signed off, by people who have left since."""
    due = _due(term)
    request = UpdateRequest.objects.create(
        edition=edition,
        academic_year=term.academic_year,
        term=term.term,
        due_on=due,
        closes_on=due + TAKEN_FOR,
        asked_at=_at(due - ASKED_BEFORE),
    )
    updates = ProgressUpdate.objects.bulk_create(
        [
            ProgressUpdate(
                request=request,
                objective=objective,
                state=ProgressUpdate.State.SIGNED_OFF,
                rag=told[code][number].rag,
                direction=told[code][number].direction,
                reason=told[code][number].reason,
                submitted_at=_at(due - timedelta(days=3)),
                signed_off_at=_at(due + timedelta(days=4)),
                version=2,
            )
            for code, objective in objectives.items()
        ]
    )
    since, until = _due(term.later(-1)), due
    for update in updates:
        actions = update.objective.actions.prefetch_related("milestones")
        for action in actions:
            ActionProgress.objects.create(
                update=update, action=action, status=status_by(action, number, until)
            )
            MilestoneProgress.objects.bulk_create(
                [
                    MilestoneProgress(update=update, milestone=milestone, met_on=milestone.met_on)
                    for milestone in action.milestones.all()
                    if milestone.met_on and since < milestone.met_on <= until
                ]
            )


def status_by(action: StrategicAction, number: int, day: date) -> Status:
    """How far an action was by a day, so that it comes to where the plan says it stands."""
    final = Status(action.status)
    if final == Status.NOT_STARTED:
        return final
    met = [one.met_on for one in action.milestones.all() if one.met_on]
    ends_by = max([*met, action.due_on or day])
    if final != Status.UNDER_WAY and ends_by <= day:
        return final
    has_begun = number >= 2 or any(met_on <= day for met_on in met)
    return Status.UNDER_WAY if has_begun else Status.NOT_STARTED


def _open_term(sample, edition, objectives, term, told, *, on, by):
    """The term that is open: due three days ago, with late, returned, waiting and signed ones."""
    due = on - timedelta(days=3)
    request, _ = progress.ask(
        edition=edition,
        academic_year=term.academic_year,
        term=term.term,
        due_on=due,
        closes_on=due + TAKEN_FOR,
        by=by,
        at=_at(due - ASKED_BEFORE),
    )
    open_ = sample["open"]
    leads = {
        code: _person(mailbox, on=on)
        for mailbox, codes in sample["leads"].items()
        for code in codes
    }
    second = _person(open_["second_person"], on=on)
    for update in request.updates.select_related("objective"):
        code = update.objective.code
        if code in open_["late"]:
            continue
        sent = progress.submit(
            update=update,
            answers=_answers(update.objective, told[code][-1]),
            seen=0,
            by=leads.get(code, by),
            at=_at(due - timedelta(days=2)),
        )
        signing = {"update": sent, "seen": sent.version, "by": second, "at": _at(due, 15)}
        if code in open_["returned"]:
            progress.give_back(question=open_["question"], **signing)
        elif code not in open_["waiting"]:
            progress.sign_off(**signing)


def _answers(objective: Objective, told: Told) -> Answers:
    return Answers(
        rag=told.rag,
        direction=told.direction,
        reason=told.reason,
        actions={action.pk: (action.status, "") for action in objective.actions.all()},
    )
