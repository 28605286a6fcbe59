"""Actions move on: noted, done, dropped, given to somebody else, reminded of."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError
from core import audit, history
from schools.models import School
from strategy.models import Objective
from subgroups import notices
from subgroups.models import Action, ActionNote, Membership
from support_directory.models import Deployment

State = Action.State
GIVEN = ["owner", "owner_post", "due_on", "objective", "school", "deployment"]


@transaction.atomic
def report(*, action: Action, state: str, note: str, by: User, at: datetime) -> Action:
    """Say how an action came on; the same words sent twice are kept once."""
    now = _locked(action)
    note = note.strip()
    if note and not now.notes.filter(text=note, made_by=by).exists():
        ActionNote.objects.create(action=now, text=note, made_at=at, made_by=by)
    if state != now.state:
        if not now.can_become(state):
            raise RefusedError(f"{now.reference} is {now.get_state_display()} already.")
        if state == State.DROPPED and not note:
            raise RefusedError("Say why it is dropped.")
        before = now.get_state_display()
        now.state = state
        now.closed_on = None if state in Action.OPEN else timezone.localdate(at)
        history.save(now, by=by, update_fields=["state", "closed_on"])
        _record("action moved", now, by=by, before=before, after=now.get_state_display())
    return now


@transaction.atomic
def give(
    *,
    action: Action,
    owner: User | None,
    owner_post: str,
    due_on: date,
    objective: Objective | None,
    school: School | None,
    deployment: Deployment | None = None,
    by: User,
    at: datetime,
) -> Action:
    """Give an action to another owner or day, and say what it concerns.

    One that concerns a deployment names the school that is supported, and so is never public.
    """
    now = _locked(action)
    if owner is None and not owner_post.strip():
        raise RefusedError("Name a member or a post.")
    refuse_who_left(now.group_id, owner, on=timezone.localdate(at), kept=now.owner_id)
    changed = now.owner_id != (owner.pk if owner else None)
    now.owner, now.owner_post, now.due_on = owner, owner_post.strip(), due_on
    if deployment is not None:
        school = school or deployment.host_school
        if school.pk not in (deployment.host_school_id, now.school_id):
            raise RefusedError(f"{deployment} does not concern {school}.")
    now.objective, now.school, now.deployment = objective, school, deployment
    history.save(now, by=by, update_fields=GIVEN)
    if school is not None:
        # What was escalated of it says as much as the action does.
        now.escalations.update(is_confidential=True)
    _record("action given", now, by=by, due=due_on)
    if changed and owner:
        notices.tell_owner(now, by=by)
    return now


def refuse_who_left(
    group_id: int, owner: User | None, *, on: date, kept: int | None = None
) -> None:
    """An action goes to somebody who sits on the group today and may sign in."""
    if owner is None or owner.pk == kept:
        return
    sits = Membership.objects.held_on(on).filter(user=owner, group=group_id).exists()
    if not owner.is_active or not sits:
        raise RefusedError(f"{owner} has left the group. Choose somebody who sits on it today.")


def remind(*, on: date) -> None:
    """Tell the owner of each action that is overdue, once a due day."""
    overdue = Action.objects.overdue(on).filter(owner__is_active=True)
    for action in overdue.select_related("meeting__group", "owner"):
        notices.tell_that_overdue(action)


def _locked(action):
    rows = Action.objects.select_for_update(of=("self",)).select_related("meeting__group", "group")
    return rows.get(pk=action.pk)


def _record(words, action, **after):
    """By its number alone: an action's words may be exempt, and the audit is read by others."""
    by = after.pop("by")
    audit.record(words, subject=action.meeting, by=by, after={"action": action.reference, **after})
