"""A term of progress: asked for, reported, signed off by a second person, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError, day
from core import audit
from strategy import notices
from strategy.models import (
    ActionProgress,
    Edition,
    Milestone,
    MilestoneProgress,
    ProgressUpdate,
    StrategicAction,
    UpdateRequest,
)

State = ProgressUpdate.State


class ClosedError(RefusedError):
    """The term is closed; what was typed is for copying."""


class ChangedSinceError(RefusedError):
    """Somebody else wrote since the page was opened; `kept` is the update as it stands now."""

    def __init__(self, words: str, kept: ProgressUpdate) -> None:
        super().__init__(words)
        self.kept = kept


@dataclass(frozen=True)
class Answers:
    """What an update says: of the objective, of actions (status, note) and of milestones met."""

    rag: str = ""
    direction: str = ""
    reason: str = ""
    actions: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    milestones: Mapping[int, date] = field(default_factory=dict)


# --- Asking -----------------------------------------------------------------------------


@transaction.atomic
def ask(
    *,
    edition: Edition,
    academic_year: int,
    term: str,
    due_on: date,
    closes_on: date,
    by: User | None,
    at: datetime,
) -> tuple[UpdateRequest, bool]:
    """Ask for the progress of every objective in a term, and tell those who lead them.

    Gives the request and whether it is new: what was asked before is left as it was.
    """
    on = timezone.localdate(at)
    # Two at once wait for each other here, and the second finds the first one's request.
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    asked = edition.requests.filter(academic_year=academic_year, term=term).first()
    if asked:
        return asked, False
    if edition.state != Edition.State.PUBLISHED:
        raise RefusedError(
            f"Progress is asked for an edition in force; this one is {edition.get_state_display()}."
        )
    objectives = list(edition.objectives.order_by("number"))
    if not objectives:
        raise RefusedError("This edition has no objectives yet, so there is nothing to report.")
    if due_on < on:
        raise RefusedError("The day answers are due has passed. Choose today or later.")
    if closes_on < due_on:
        raise RefusedError("The last day for late answers cannot be before the day they are due.")
    request = UpdateRequest.objects.create(
        edition=edition,
        academic_year=academic_year,
        term=term,
        due_on=due_on,
        closes_on=closes_on,
        asked_at=at,
        asked_by=by,
    )
    ProgressUpdate.objects.bulk_create(
        [ProgressUpdate(request=request, objective=objective) for objective in objectives]
    )
    audit.record(
        "progress asked for",
        subject=request,
        by=by,
        after={"edition": str(edition), "due": due_on, "last day": closes_on},
    )
    notices.tell_of_request(_with_all(request.updates), on=on)
    return request, True


@transaction.atomic
def change_request(
    *, request: UpdateRequest, due_on: date, closes_on: date, council_record: str, by, at: datetime
) -> UpdateRequest:
    """Give a term other days, which may open it again, or link the council's own record."""
    now = UpdateRequest.objects.select_for_update().get(pk=request.pk)
    if closes_on < due_on:
        raise RefusedError("The last day for late answers cannot be before the day they are due.")
    wanted: dict[str, Any] = {
        "due_on": due_on,
        "closes_on": closes_on,
        "council_record": council_record,
    }
    before = {name: getattr(now, name) for name in wanted if getattr(now, name) != wanted[name]}
    if not before:
        return now
    for name in before:
        setattr(now, name, wanted[name])
    now.save(update_fields=list(before))
    audit.record(
        "term of progress changed",
        subject=now,
        by=by,
        before=before,
        after={name: wanted[name] for name in before},
    )
    return now


def remind(*, on: date) -> None:
    """Tell whoever leads an objective that its update is due soon, or late; once of each."""
    for update in _with_all(ProgressUpdate.objects.to_report(on)):
        if update.request.is_late(on):
            notices.tell_that_late(update, on=on)
        elif update.request.is_due_soon(on):
            notices.tell_that_due_soon(update, on=on)


# --- Reporting --------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    *, update: ProgressUpdate, answers: Answers, seen: int, by: User, at: datetime
) -> ProgressUpdate:
    """Keep what was written so far; nobody but those who report or sign it off sees it."""
    now = _locked(update)
    before = told(now)
    if before == _words(now, answers):
        return now
    _refuse_what_cannot_be_written(now, seen=seen, at=at)
    _write(now, answers)
    now.version += 1
    now.save()
    _record("progress saved as a draft", now, by=by, before=before)
    return now


@transaction.atomic
def submit(
    *, update: ProgressUpdate, answers: Answers, seen: int, by: User, at: datetime
) -> ProgressUpdate:
    """Send an update to be signed off by a second person; sending it twice changes nothing."""
    now = _locked(update)
    before = told(now)
    if (
        now.state == State.SUBMITTED
        and now.submitted_by_id == by.pk
        and before == _words(now, answers)
    ):
        return now
    _refuse_what_cannot_be_written(now, seen=seen, at=at)
    if not (answers.rag and answers.direction and answers.reason.strip()):
        raise RefusedError(
            "Say how the objective is going, in which direction, and why, before you send it."
        )
    _write(now, answers)
    now.state, now.submitted_at, now.submitted_by = State.SUBMITTED, at, by
    now.version += 1
    now.save()
    _record("progress sent for signing off", now, by=by, before=before)
    notices.tell_that_it_waits(now, on=timezone.localdate(at), by=by)
    return now


# --- Signing ----------------------------------------------------------------------------


@transaction.atomic
def give_back(
    *, update: ProgressUpdate, question: str, seen: int, by: User, at: datetime
) -> ProgressUpdate:
    """Return an update to those who report it, with a question to be answered."""
    now = _locked(update)
    if now.state == State.RETURNED and now.returned_why == question:
        return now
    _refuse_what_was_not_read(now, seen=seen)
    if now.request.is_closed(timezone.localdate(at)):
        raise RefusedError(
            f"The {_term(now)} closed on {day(now.request.closes_on)}, so nobody could answer."
            " Give the term a later last day first, or sign the update off."
        )
    now.state, now.returned_why = State.RETURNED, question
    now.version += 1
    now.save()
    audit.record(
        "progress returned with a question", subject=now, by=by, after={"question": question}
    )
    notices.tell_of_return(now, on=timezone.localdate(at))
    return now


@transaction.atomic
def sign_off(*, update: ProgressUpdate, seen: int, by: User, at: datetime) -> ProgressUpdate:
    """Make an update public, and take what it says of actions and milestones into the plan.

    Raises RefusedError for whoever sent it: a second person signs.
    """
    now = _locked(update)
    if now.state == State.SIGNED_OFF and now.signed_off_by_id == by.pk:
        return now
    _refuse_what_was_not_read(now, seen=seen)
    if now.submitted_by_id == by.pk:
        raise RefusedError("You sent this update yourself. Another person has to sign it off.")
    now.state, now.signed_off_at, now.signed_off_by = State.SIGNED_OFF, at, by
    now.version += 1
    now.save()
    audit.record(
        "progress signed off", subject=now, by=by, after={"progress": now.get_rag_display()}
    )
    _take_over(now, by=by)
    notices.tell_of_signature(now, by=by)
    return now


@dataclass(frozen=True)
class Change:
    """What the plan would say otherwise once an update is signed off."""

    what: StrategicAction | Milestone
    column: str
    value: Any
    before: str
    after: str

    @property
    def label(self) -> str:
        if isinstance(self.what, StrategicAction):
            return f"Action {self.what.number}: {self.what.text}"
        return f"Milestone of {self.what.action.number}: {self.what}"


def changes_of(update: ProgressUpdate) -> list[Change]:
    """What signing an update off changes in the plan; nothing that a later term has said since."""
    changes = []
    if not ProgressUpdate.objects.after(update).signed_off().exists():
        actions = update.actions.select_related("action").order_by("action__position")
        changes += [
            Change(
                said.action,
                "status",
                said.status,
                said.action.get_status_display(),
                said.get_status_display(),
            )
            for said in actions
            if said.action.status != said.status
        ]
    met = update.milestones.filter(milestone__met_on=None).select_related("milestone__action")
    changes += [
        Change(
            reached.milestone, "met_on", reached.met_on, "Not met", f"Met on {day(reached.met_on)}"
        )
        for reached in met.order_by("milestone__action__position", "milestone__position")
    ]
    return changes


def _take_over(update, *, by):
    for change in changes_of(update):
        setattr(change.what, change.column, change.value)
        change.what.save(update_fields=[change.column])
        audit.record(
            "progress taken into the plan",
            subject=change.what,
            by=by,
            before={"status": change.before},
            after={"status": change.after},
        )


# --- What all of them share -------------------------------------------------------------


def _with_all(updates):
    return updates.select_related("request__edition", "objective__edition")


def _locked(update):
    """The update as it stands, held until the end of the transaction."""
    return _with_all(ProgressUpdate.objects).select_for_update(of=("self",)).get(pk=update.pk)


def _term(update):
    return f"{update.request.get_term_display()} {update.request.in_words}"


def _refuse_what_cannot_be_written(now, *, seen, at):
    if not now.is_with_its_lead:
        raise ChangedSinceError(_standing(now), now)
    if now.request.is_closed(timezone.localdate(at)):
        raise ClosedError(
            f"The {_term(now)} closed on {day(now.request.closes_on)}. Nothing was saved. What you"
            " typed is still below, so that you can copy it. An officer of the council can give"
            " the term a later last day."
        )
    if now.version != seen:
        raise ChangedSinceError(
            "Somebody else has saved this update since you opened the page. Nothing of yours was"
            " saved yet: compare the two below, then send yours again if it should stand.",
            now,
        )


def _refuse_what_was_not_read(now, *, seen):
    if now.state != State.SUBMITTED:
        raise RefusedError(f"{_standing(now)} Nothing was changed.")
    if now.version != seen:
        raise RefusedError(
            "The update has changed since you opened the page. Read it again; nothing was changed."
        )


def _standing(now):
    """Who holds an update that cannot be written or signed, in a sentence."""
    if now.state == State.SIGNED_OFF:
        who = now.signed_off_by or "Somebody"
        return f"{who} signed this update off on {day(timezone.localdate(now.signed_off_at))}."
    if now.state == State.SUBMITTED:
        who = now.submitted_by or "Somebody"
        when = day(timezone.localdate(now.submitted_at))
        return f"{who} sent this update on {when}; it waits for a second person."
    return f"This update is {now.get_state_display()}."


def kept(update: ProgressUpdate) -> Answers:
    """What an update says now."""
    return Answers(
        rag=update.rag,
        direction=update.direction,
        reason=update.reason,
        actions={said.action_id: (said.status, said.note) for said in update.actions.all()},
        milestones={met.milestone_id: met.met_on for met in update.milestones.all()},
    )


def told(update: ProgressUpdate) -> dict[str, str]:
    """What an update says now, in words by what it says it of."""
    return _words(update, kept(update))


def _words(update, answers):
    """Answers in words, for the history and to tell whether two are the same."""
    words = {
        "progress": ProgressUpdate.Rag(answers.rag).label if answers.rag else "",
        "direction": (
            ProgressUpdate.Direction(answers.direction).label if answers.direction else ""
        ),
        "why": answers.reason,
    }
    actions = update.objective.actions.order_by("position").in_bulk()
    for pk, action in actions.items():
        if pk in answers.actions:
            status, note = answers.actions[pk]
            label = StrategicAction.Status(status).label
            words[f"action {action.number}"] = f"{label}. {note}" if note else label
    milestones = Milestone.objects.filter(pk__in=answers.milestones).select_related("action")
    for milestone in milestones.order_by("action__position", "position", "pk"):
        name = f"milestone {milestone.position} of {milestone.action.number}: {milestone}"
        words[name] = f"met on {day(answers.milestones[milestone.pk])}"
    return words


def _write(now, answers):
    """Put answers into an update and its parts; only those of its own objective are taken."""
    now.rag, now.direction, now.reason = answers.rag, answers.direction, answers.reason
    actions = set(now.objective.actions.values_list("pk", flat=True))
    milestones = set(Milestone.objects.filter(action__in=actions).values_list("pk", flat=True))
    now.actions.all().delete()
    ActionProgress.objects.bulk_create(
        [
            ActionProgress(update=now, action_id=pk, status=status, note=note)
            for pk, (status, note) in answers.actions.items()
            if pk in actions
        ]
    )
    now.milestones.all().delete()
    MilestoneProgress.objects.bulk_create(
        [
            MilestoneProgress(update=now, milestone_id=pk, met_on=met_on)
            for pk, met_on in answers.milestones.items()
            if pk in milestones
        ]
    )


def _record(action, now, *, by, before):
    after = told(now)
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    audit.record(
        action,
        subject=now,
        by=by,
        before={name: before.get(name, "") for name in changed},
        after={name: after.get(name, "") for name in changed},
    )
