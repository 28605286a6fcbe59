"""The life of an edition: written, approved by somebody else, published, renewed, archived."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max

from accounts.services import RefusedError, day
from core import audit
from strategy.models import (
    Correction,
    Edition,
    LeadBody,
    LinkedDocument,
    Milestone,
    Objective,
    Priority,
    StrategicAction,
)

State = Edition.State
OWN_WORK = "You wrote in this edition. Somebody who did not has to approve it."
# Who leads is dated and documents come along, so both may change while an edition is in force.
ALWAYS_OPEN = (LeadBody, LinkedDocument)


@transaction.atomic
def draft(*, edition: Edition, by) -> Edition:
    """Begin an edition: it is seen by those who write and approve strategies alone."""
    edition.state = State.DRAFT
    edition.drafted_by = by
    _check(edition)
    edition.save(force_insert=True)
    edition.writers.add(by)
    refreshed = {"refreshes": str(edition.refreshes)} if edition.refreshes else {}
    _record(edition, "edition begun", by, after={"title": edition.title, **refreshed})
    return edition


@transaction.atomic
def revise(*, edition: Edition, words: dict[str, Any], by) -> Edition:
    """Change what a draft says of itself."""
    edition = _open(edition, Edition, by)
    before = {name: getattr(edition, name) for name in words}
    for name, value in words.items():
        setattr(edition, name, value)
    _check(edition)
    edition.save(update_fields=[*words])
    _record_change(edition, "edition changed", edition, before, words, by)
    return edition


@transaction.atomic
def add_part(*, part: Any, by, continues=()) -> Any:
    """Put an objective, or something under one, into an edition; the very same counts once."""
    edition = _open(edition_of(part), type(part), by)
    if twin := _twin(part):
        return twin
    _put_last(part)
    _check(part)
    part.save(force_insert=True)
    if continues:
        part.continues.set(continues)
    _record(edition, f"{_named(part)} added", by, after=_words(part))
    return part


@transaction.atomic
def change_part(*, part: Any, words: dict[str, Any], by, continues=None) -> Any:
    """Change the words of a part; which part it is, and its code, stay."""
    edition = _open(edition_of(part), type(part), by)
    part = type(part).objects.select_for_update().get(pk=part.pk)
    before = {name: getattr(part, name) for name in words}
    for name, value in words.items():
        setattr(part, name, value)
    _check(part)
    part.save(update_fields=[*words])
    if continues is not None:
        before["continues"] = sorted(str(one) for one in part.continues.all())
        part.continues.set(continues)
        words = {**words, "continues": sorted(str(one) for one in continues)}
    _record_change(edition, f"{_named(part)} changed", part, before, words, by)
    return part


@transaction.atomic
def remove_part(*, part: Any, by) -> None:
    """Take a part out of a draft with all that stands under it."""
    edition = _open(edition_of(part), type(part), by)
    named, words = _named(part), _words(part)
    part.delete()
    _record(edition, f"{named} removed", by, before=words)


@transaction.atomic
def move_objective(*, objective: Objective, up: bool, by) -> None:
    """Let an objective change places with its neighbour; at the end of the list it stays."""
    edition = _open(objective.edition, Objective, by)
    objectives = list(edition.objectives.in_order())
    place = objectives.index(objective)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(objectives):
        return
    neighbour = objectives[other]
    mine, theirs = objectives[place].number, neighbour.number
    behind = edition.objectives.aggregate(last=Max("number"))["last"] + 1
    edition.objectives.filter(pk=objective.pk).update(number=behind)
    edition.objectives.filter(pk=neighbour.pk).update(number=mine)
    edition.objectives.filter(pk=objective.pk).update(number=theirs)
    _record(
        edition,
        f"objective {objective.code} moved",
        by,
        before={"place": place + 1},
        after={"place": other + 1},
    )


@transaction.atomic
def become(*, edition: Edition, state: str, by, on: date) -> Edition:
    """Take an edition to another state of its life, if the table of its model allows it.

    Whoever wrote in it does not approve it. Publishing a refresh archives what it refreshes.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    state = State(state)
    if edition.state == state:
        raise RefusedError(f"This edition is {state.label} already. Nothing was changed.")
    if not edition.can_become(state):
        raise RefusedError(
            f"This edition is {edition.get_state_display()}; it cannot become {state.label}."
        )
    if state != State.DRAFT and not edition.objectives.exists():
        raise RefusedError("Nothing stands in this edition yet. Add an objective first.")
    before = edition.state
    edition.state = state
    if state == State.DRAFT:
        edition.approved_on = edition.approved_by = None
    if state == State.APPROVED:
        if wrote_in(edition, by):
            raise RefusedError(OWN_WORK)
        edition.approved_on, edition.approved_by = on, by
    if state == State.PUBLISHED:
        edition.published_on, edition.published_by = on, by
        refreshed = edition.refreshes
        if refreshed and refreshed.can_become(State.ARCHIVED):
            become(edition=refreshed, state=State.ARCHIVED, by=by, on=on)
    if state == State.ARCHIVED:
        edition.archived_on = on
    edition.save()
    _record(
        edition,
        f"edition {STEPS[state]}",
        by,
        before={"state": State(before).label},
        after={"state": state.label},
    )
    return edition


# A step as what was done.
STEPS = {
    State.DRAFT: "taken back to be written",
    State.CONSULTATION: "put out for consultation",
    State.APPROVED: "approved",
    State.PUBLISHED: "published",
    State.ARCHIVED: "archived",
}


def wrote_in(edition: Edition, user: Any) -> bool:
    """Whether somebody began an edition or changed anything in it."""
    return edition.drafted_by_id == user.pk or edition.writers.filter(pk=user.pk).exists()


@transaction.atomic
def refresh(
    *, edition: Edition, slug: str, title: str, starts_on: date, ends_on: date, by
) -> Edition:
    """Begin the next edition from one in force: all its parts again, each continuing its own.

    Who leads today is taken over, and so are measures with their targets, and how far actions
    and milestones have come.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state != State.PUBLISHED:
        raise RefusedError("Only an edition in force is refreshed.")
    if earlier := Edition.objects.filter(refreshes=edition).first():
        raise RefusedError(f"It is being refreshed already, by “{earlier}”.")
    fresh = draft(
        edition=Edition(
            slug=slug,
            title=title,
            summary=edition.summary,
            note=edition.note,
            called=edition.called,
            starts_on=starts_on,
            ends_on=ends_on,
            refreshes=edition,
        ),
        by=by,
    )
    for objective in edition.objectives.in_order():
        _copy_objective(objective, into=fresh)
    return fresh


def _copy_objective(objective: Objective, *, into: Edition) -> None:
    copied = _copied(objective, edition=into)
    copied.continues.set([objective])
    priorities = {
        priority.pk: _copied(priority, objective=copied) for priority in objective.priorities.all()
    }
    for action in objective.actions.prefetch_related("milestones"):
        again = _copied(action, objective=copied, priority=priorities.get(action.priority_id or 0))
        for milestone in action.milestones.all():
            _copied(milestone, action=again)
    for measure in objective.measures.prefetch_related("targets"):
        kept = _copied(measure, objective=copied)
        for target in measure.targets.all():
            _copied(target, success_measure=kept)
    for lead in objective.lead_bodies.filter(ends_on=None):
        _copied(lead, objective=copied)
    for document in objective.documents.all():
        _copied(document, objective=copied)


def _copied(thing: Any, **changed: Any) -> Any:
    """A row again with its own number, under another parent."""
    words = {
        field.attname: getattr(thing, field.attname)
        for field in thing._meta.concrete_fields
        if not field.primary_key
    }
    for name in changed:
        words.pop(f"{name}_id")
    return type(thing).objects.create(**words, **changed)


@transaction.atomic
def correct(
    *, objective: Objective, short_name: str, text: str, reason: str, by, at: datetime
) -> Correction:
    """Put right a slip or a name in published words; code, address and earlier words stay."""
    objective = Objective.objects.select_for_update().select_related("edition").get(pk=objective.pk)
    if objective.edition.state != State.PUBLISHED:
        raise RefusedError("Only the words of an edition in force are corrected.")
    if (short_name, text) == (objective.short_name, objective.text):
        raise RefusedError("These are the words it has. Nothing was changed.")
    correction = Correction.objects.create(
        objective=objective,
        short_name=objective.short_name,
        text=objective.text,
        reason=reason,
        made_at=at,
        made_by=by,
    )
    before = {"short_name": objective.short_name, "text": objective.text}
    objective.short_name, objective.text = short_name, text
    objective.save(update_fields=["short_name", "text"])
    _record_change(
        objective.edition,
        f"objective {objective.code} corrected",
        objective,
        before,
        {"short_name": short_name, "text": text},
        by,
    )
    return correction


def may_change(edition: Edition, kind: type[models.Model]) -> bool:
    """Whether parts of a kind may be added, changed or removed in this edition now."""
    if kind in ALWAYS_OPEN:
        return edition.state != State.ARCHIVED
    return edition.state == State.DRAFT


def edition_of(part: Any) -> Edition:
    if isinstance(part, Objective):
        return part.edition
    if isinstance(part, Milestone):
        return part.action.objective.edition
    return part.objective.edition


def _open(edition: Edition, kind: type[models.Model], by) -> Edition:
    """The edition as it is now, held until the change is made; whoever writes in it is noted."""
    now = Edition.objects.select_for_update().get(pk=edition.pk)
    if not may_change(now, kind):
        raise RefusedError(
            f"This edition is {now.get_state_display()}. Its text is changed in a draft alone."
        )
    if now.state == State.DRAFT:
        now.writers.add(by)
    return now


def _twin(part: Any) -> Any:
    """The same words in the same place: what a button pressed twice leaves."""
    if isinstance(part, (Objective, StrategicAction)):
        return None
    return type(part).objects.filter(**_row(part)).first()


def _row(part: Any) -> dict[str, Any]:
    """What a part says and where it stands, but not its place in the list."""
    return {
        field.attname: getattr(part, field.attname)
        for field in part._meta.concrete_fields
        if not field.primary_key and field.name not in ("number", "position")
    }


def _put_last(part: Any) -> None:
    """Give a new part the last place among its like."""
    if isinstance(part, Objective):
        part.number = _next(part.edition.objectives.all(), "number")
    if isinstance(part, Priority):
        part.number = _next(part.objective.priorities.all(), "number")
    if isinstance(part, StrategicAction):
        part.position = _next(part.objective.actions.all(), "position")
    if isinstance(part, Milestone):
        part.position = _next(part.action.milestones.all(), "position")


def _next(like: Any, place: str) -> int:
    return (like.aggregate(last=Max(place))["last"] or 0) + 1


def _check(thing: Any) -> None:
    # Days and people of a later step are empty until it is taken.
    later = {field.name for field in thing._meta.concrete_fields if field.null and not field.blank}
    try:
        thing.full_clean(exclude=later)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from None


def _named(part: Any) -> str:
    """A part in the audit: its kind and what it is known by."""
    if isinstance(part, Objective):
        return f"objective {part.code}"
    kind = str(part._meta.verbose_name)
    if isinstance(part, Milestone):
        return f"{kind} of action {part.action.number}"
    if isinstance(part, StrategicAction):
        return f"action {part.number} of {part.objective.code}"
    return f"{kind} of {part.objective.code}"


def _words(part: Any) -> dict[str, Any]:
    return {
        str(field.verbose_name): _in_words(getattr(part, field.attname))
        for field in part._meta.concrete_fields
        if not field.is_relation and not field.primary_key and getattr(part, field.attname)
    }


def _in_words(value: Any) -> Any:
    return day(value) if isinstance(value, date) else value if value is None else str(value)


def _record(edition: Edition, action: str, by, *, before=None, after=None) -> None:
    audit.record(action, subject=edition, by=by, before=before, after=after)


def _record_change(edition, action, thing, before, after, by) -> None:
    """Field by field, only what is different."""
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return
    said = {name: str(thing._meta.get_field(name).verbose_name) for name in changed}
    _record(
        edition,
        action,
        by,
        before={said[name]: _in_words(before[name]) for name in changed},
        after={said[name]: _in_words(after[name]) for name in changed},
    )
