"""An edition entered by its data file."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from core import audit
from strategy.models import Edition, LinkedDocument, Milestone, Objective, StrategicAction
from strategy.plan_files import Plan, PlannedAction, PlannedObjective, UnreadableError


@dataclass
class Loading:
    """What a file did to its edition: things made and changed, counted; what it may not change."""

    edition: Edition
    is_frozen: bool
    made: int = 0
    changed: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not (self.made or self.changed)

    def keep(self, thing: Any, where: str, *, is_text: bool = True, **words: Any) -> Any:
        """Bring a stored thing to what the file says; published text stays and is reported."""
        differing = [name for name, value in words.items() if getattr(thing, name) != value]
        if not differing:
            return thing
        if is_text and self.is_frozen:
            named = ", ".join(str(thing._meta.get_field(name).verbose_name) for name in differing)
            self.refused.append(f"{where}: {named} differs from what is published")
            return thing
        for name in differing:
            setattr(thing, name, words[name])
        thing.save(update_fields=differing)
        self.changed += 1
        return thing

    def make(self, model: Any, where: str, *, is_text: bool = True, **words: Any) -> Any:
        if is_text and self.is_frozen:
            self.refused.append(f"{where} is not in what is published")
            return None
        self.made += 1
        return model.objects.create(**words)


@transaction.atomic
def load_plan(*, plan: Plan, by) -> Loading:
    """Enter an edition from its file, or what is missing of it; nothing is ever deleted.

    Once an edition is no draft, its text stays as it was approved: the file may then add bodies
    that lead and documents, no more. The state of actions and milestones belongs to progress,
    so a file sets it only on what it makes. Raises UnreadableError naming what may not change.
    """
    edition = Edition.objects.select_for_update().filter(slug=plan.slug).first()
    if edition is None:
        loading = Loading(_new_edition(plan, by), is_frozen=False, made=1)
    else:
        loading = Loading(edition, is_frozen=edition.state != Edition.State.DRAFT)
        loading.keep(
            edition,
            "edition",
            title=plan.title,
            summary=plan.summary,
            note=plan.note,
            called=plan.called,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
        )
        if not loading.is_frozen:
            _make_places(edition, plan)
    for number, planned in enumerate(plan.objectives, start=1):
        _objective(loading, planned, number)
    if loading.refused:
        raise UnreadableError(
            [
                f"{plan.slug}: {fault}. Published text changes by a new edition or a correction."
                for fault in loading.refused
            ]
        )
    if not loading.is_nothing:
        audit.record(
            "edition loaded from a file",
            subject=loading.edition,
            by=by,
            after={"made": loading.made, "changed": loading.changed},
        )
    return loading


def _new_edition(plan: Plan, by) -> Edition:
    return Edition.objects.create(
        slug=plan.slug,
        title=plan.title,
        summary=plan.summary,
        note=plan.note,
        called=plan.called,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        state=plan.state,
        approved_on=plan.approved_on,
        published_on=plan.published_on,
        archived_on=plan.archived_on,
        drafted_by=by,
    )


def _make_places(edition: Edition, plan: Plan) -> None:
    """Let objectives change places: those the file does not name stand behind all others."""
    wanted = {planned.code: number for number, planned in enumerate(plan.objectives, start=1)}
    stored = list(edition.objectives.in_order())
    if all(wanted.get(objective.code) == objective.number for objective in stored):
        return
    behind = max(len(wanted), *(objective.number for objective in stored))
    edition.objectives.update(number=F("number") + behind)


def _objective(loading: Loading, planned: PlannedObjective, number: int) -> None:
    words: dict[str, Any] = {
        "number": number,
        "short_name": planned.short_name,
        "text": planned.text,
        "what_success_is": planned.what_success_is,
    }
    where = f"objective {planned.code}"
    objective: Any = loading.edition.objectives.filter(code=planned.code).first()
    if objective is None:
        objective = loading.make(
            Objective, where, edition=loading.edition, code=planned.code, **words
        )
    else:
        # A correction made in the portal outlives the file it corrected.
        if objective.corrections.exists():
            words |= {"short_name": objective.short_name, "text": objective.text}
        loading.keep(objective, where, **words)
    if objective is None:
        return
    _continues(loading, objective, planned)
    priorities = _priorities(loading, objective, planned)
    for position, action in enumerate(planned.actions, start=1):
        _action(loading, objective, action, position, priorities.get(action.priority))
    for lead in planned.leads:
        same = objective.lead_bodies.filter(
            body=lead.body, post=lead.post, starts_on=lead.starts_on
        ).first()
        if same:
            loading.keep(same, f"{where}, lead", is_text=False, ends_on=lead.ends_on)
        else:
            objective.lead_bodies.create(
                body=lead.body, post=lead.post, starts_on=lead.starts_on, ends_on=lead.ends_on
            )
            loading.made += 1
    for document in planned.documents:
        kept = objective.documents.filter(kind=document.kind, title=document.title).first()
        told: dict[str, Any] = {
            "publisher": document.publisher,
            "url": document.url,
            "dated_on": document.dated_on,
        }
        if kept:
            loading.keep(kept, f"{where}, document", is_text=False, **told)
        else:
            loading.make(
                LinkedDocument,
                where,
                is_text=False,
                objective=objective,
                kind=document.kind,
                title=document.title,
                **told,
            )


def _continues(loading: Loading, objective: Objective, planned: PlannedObjective) -> None:
    known = set(objective.continues.values_list("edition__slug", "code"))
    for slug, code in planned.continues:
        if (slug, code) in known:
            continue
        earlier = Objective.objects.filter(edition__slug=slug, code=code).first()
        if earlier is None:
            loading.refused.append(f"objective {objective.code} continues {slug}/{code}, unknown")
        else:
            objective.continues.add(earlier)
            loading.made += 1


def _priorities(loading: Loading, objective: Objective, planned: PlannedObjective) -> dict:
    stored = {priority.number: priority for priority in objective.priorities.all()}
    for number, text in enumerate(planned.priorities, start=1):
        where = f"objective {objective.code}, priority {number}"
        if number in stored:
            loading.keep(stored[number], where, text=text)
        else:
            stored[number] = loading.make(
                objective.priorities.model, where, objective=objective, number=number, text=text
            )
    return stored


def _action(loading: Loading, objective, planned: PlannedAction, position: int, priority) -> None:
    where = f"objective {objective.code}, action {planned.number}"
    words: dict[str, Any] = {
        "position": position,
        "priority": priority,
        "text": planned.text,
        "owner": planned.owner,
        "due_on": planned.due_on,
        "due_words": planned.due_words,
    }
    action = objective.actions.filter(number=planned.number).first()
    if action is None:
        action = loading.make(
            StrategicAction,
            where,
            objective=objective,
            number=planned.number,
            status=planned.status,
            **words,
        )
    else:
        loading.keep(action, where, **words)
    if action is None:
        return
    stored = {milestone.position: milestone for milestone in action.milestones.all()}
    for place, milestone in enumerate(planned.milestones, start=1):
        told: dict[str, Any] = {"text": milestone.text, "due_on": milestone.due_on}
        if place in stored:
            loading.keep(stored[place], f"{where}, milestone {place}", **told)
        else:
            loading.make(
                Milestone,
                f"{where}, milestone {place}",
                action=action,
                position=place,
                met_on=milestone.met_on,
                **told,
            )
