"""Visits: booked, recorded within five working days, and found accurate or not by the head."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError, day
from core import audit
from support_directory import deployment_notices, working_days
from support_directory.invoicing import in_days
from support_directory.models import Deployment, Visit
from support_directory.services.deployments import MovedSinceError, State, locked, move

WORKING_DAYS_FOR_RECORD = 5


def record_due_on(visit: Visit) -> date:
    """The last day on which the record of a visit is in time."""
    return working_days.after(visit.held_on, WORKING_DAYS_FOR_RECORD)


@transaction.atomic
def book(*, deployment: Deployment, held_on: date, half_days: int, by: User, at: datetime) -> Visit:
    """Plan a visit, so that host and home school know of it."""
    now = locked(deployment)
    if same := now.visits.filter(held_on=held_on, half_days=half_days).first():
        return same
    visit = Visit(deployment=now, held_on=held_on, half_days=half_days)
    _refuse_visit(now, visit)
    visit.save()
    _record("visit booked", now, visit, by=by)
    return visit


@transaction.atomic
def record(
    *,
    deployment: Deployment,
    held_on: date,
    half_days: int,
    words: str,
    agreed_actions: str = "",
    visit: Visit | None = None,
    by: User,
    at: datetime,
) -> Visit:
    """Write down a visit, booked before or not; its half days are used from then on.

    Who lent the days may write a record again until a bill names it; the head answers anew.
    """
    now = locked(deployment)
    known = now.visits.select_for_update()
    one = known.filter(pk=visit.pk).first() if visit else known.filter(held_on=held_on).first()
    one = one or Visit(deployment=now)
    said = (held_on, half_days, words.strip(), agreed_actions.strip())
    if one.recorded_at and said == (one.held_on, one.half_days, one.record, one.agreed_actions):
        return one
    if one.recorded_at and visit is None:
        raise RefusedError(
            f"The visit on {day(held_on)} is recorded already. Open it to change it."
        )
    if one.invoiced_on:
        raise RefusedError("A bill names this visit, so its record cannot be changed any more.")
    if held_on > timezone.localdate(at):
        raise RefusedError("A visit is recorded once it has been. Book it for now.")
    one.held_on, one.half_days, one.record, one.agreed_actions = said
    _refuse_visit(now, one)
    one.recorded_at, one.recorded_by = one.recorded_at or at, by
    one.is_accurate, one.answer, one.answered_at, one.answered_by = None, "", None, None
    one.save()
    _record("visit recorded", now, one, by=by)
    if now.state == State.AGREED:
        move(now, State.ACTIVE, by=by, at=at)
    deployment_notices.ask_whether_accurate(one, now, on=timezone.localdate(at), at=at)
    return one


@transaction.atomic
def take_out(*, visit: Visit, by: User) -> None:
    """Take out a visit that was booked and did not come about; a recorded one stays."""
    now = locked(visit.deployment)
    one = now.visits.select_for_update().filter(pk=visit.pk).first()
    if one is None:
        return
    if one.recorded_at:
        raise RefusedError("This visit is recorded and stays.")
    _record("visit taken out", now, one, by=by)
    one.delete()


@transaction.atomic
def answer(*, visit: Visit, is_accurate: bool, words: str = "", by: User, at: datetime) -> Visit:
    """The host school's head says whether a record is accurate; no bill names one that is not."""
    now = locked(visit.deployment)
    one = now.visits.select_for_update().get(pk=visit.pk)
    if one.is_accurate == is_accurate and one.answer == words.strip():
        return one
    if one.recorded_at is None:
        raise MovedSinceError("There is no record to answer yet.")
    if one.invoiced_on:
        raise RefusedError("A bill names this visit already. Tell a broker what is wrong with it.")
    if not is_accurate and not words.strip():
        raise RefusedError("Say what is not accurate, so that it can be put right.")
    one.is_accurate, one.answer = is_accurate, words.strip()
    one.answered_at, one.answered_by = at, by
    one.save()
    _record(f"record found {'accurate' if is_accurate else 'not accurate'}", now, one, by=by)
    if not is_accurate:
        deployment_notices.tell_of_dispute(one, now, on=timezone.localdate(at), at=at)
    return one


def _refuse_visit(now, visit):
    """Hold a visit to the agreement: its days, and a day of its own."""
    if not (now.takes_visits or (visit.held_on and visit.pk and now.takes_records)):
        raise MovedSinceError(
            f"No visit can be entered: the deployment stands at “{now.get_state_display()}”."
        )
    if now.starts_on and visit.held_on < now.starts_on:
        raise RefusedError(f"The agreement begins on {day(now.starts_on)}.")
    others = now.visits.exclude(pk=visit.pk)
    if others.filter(held_on=visit.held_on).exists():
        raise RefusedError(f"There is a visit on {day(visit.held_on)} already.")
    taken = sum(others.values_list("half_days", flat=True)) + visit.half_days
    if taken > 2 * now.days_planned:
        raise RefusedError(
            f"{in_days(now.days_planned)} were agreed, and with this visit it would be more."
            " A broker can agree more days, or another visit is taken out."
        )


def _record(action, now, visit, *, by):
    audit.record(
        action,
        subject=visit,
        school=now.host_school_id,
        by=by,
        after={"deployment": now.pk, "day": visit.held_on, "half days": visit.half_days},
    )


def remind(*, on: date) -> None:
    """Tell whoever owes a record that it is due, the day after the visit, and when it is late."""
    related = ("deployment__host_school", "deployment__entry", "deployment__created_by")
    for visit in Visit.objects.owed(on).select_related(*related):
        if record_due_on(visit) < on:
            deployment_notices.tell_of_record(visit, record_due_on(visit), is_late=True, on=on)
        elif visit.held_on < on:
            deployment_notices.tell_of_record(visit, record_due_on(visit), is_late=False, on=on)
