"""The agreement of a deployment: written by a broker, signed by the three it binds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError, day
from core import audit, history
from strategy.models import Objective
from support_directory import deployment_notices
from support_directory.invoicing import in_days
from support_directory.models import (
    Deployment,
    DeploymentObjective,
    Entry,
    Move,
    Project,
    Signature,
)
from support_directory.services.deployments import (
    HALF,
    MovedSinceError,
    State,
    locked,
    move,
    refuse_beyond_entitlement,
    refuse_overbooking,
)

MOST_OBJECTIVES = 5


@dataclass(frozen=True)
class Terms:
    """What an agreement says; objectives as pairs of text and measure."""

    objectives: Sequence[tuple[str, str]]
    days: Decimal
    day_rate: Decimal
    home_share: Decimal
    funder: str
    starts_on: date
    ends_on: date
    exit_plan: str
    project: Project | None = None
    strategy_objective: Objective | None = None
    over_why: str = ""


@transaction.atomic
def write_agreement(*, deployment: Deployment, terms: Terms, by: User, at: datetime) -> Deployment:
    """Put an agreement into words; signatures to an earlier wording do not count any more."""
    Entry.objects.select_for_update().get(pk=deployment.entry_id)
    now = locked(deployment)
    if now.state not in (State.ACCEPTED, State.RELEASED):
        raise MovedSinceError(
            "The agreement cannot be changed: the deployment stands at"
            f" “{now.get_state_display()}”."
        )
    _refuse_what_cannot_be_agreed(terms)
    now.days_planned, now.over_why = terms.days, terms.over_why
    now.day_rate, now.home_share = terms.day_rate, terms.home_share
    now.funder, now.project = terms.funder, terms.project
    now.starts_on, now.ends_on, now.exit_plan = terms.starts_on, terms.ends_on, terms.exit_plan
    now.strategy_objective = terms.strategy_objective
    refuse_overbooking(now)
    refuse_beyond_entitlement(now)
    now.agreement_version += 1
    history.save(now, by=by)
    now.objectives.all().delete()
    DeploymentObjective.objects.bulk_create(
        DeploymentObjective(deployment=now, number=number, text=text, measure=measure)
        for number, (text, measure) in enumerate(terms.objectives, start=1)
    )
    audit.record(
        "agreement written",
        subject=now,
        school=now.host_school_id,
        by=by,
        after={
            "version": now.agreement_version,
            "days": terms.days,
            "objectives": len(terms.objectives),
        },
    )
    if now.state == State.RELEASED:
        deployment_notices.ask_to_sign(now, on=timezone.localdate(at), by=by)
    return now


def _refuse_what_cannot_be_agreed(terms):
    if not terms.objectives:
        raise RefusedError("Agree at least one objective and how it will be judged.")
    if len(terms.objectives) > MOST_OBJECTIVES:
        raise RefusedError(f"Agree at most {MOST_OBJECTIVES} objectives.")
    if terms.days <= 0 or terms.days % HALF:
        raise RefusedError("Enter the days in whole and half days, such as 4 or 2.5.")
    if terms.ends_on < terms.starts_on:
        raise RefusedError("The last day cannot be before the first.")
    if terms.home_share > terms.day_rate:
        raise RefusedError("The home school cannot get more than is paid.")
    if (terms.funder == Deployment.Funder.PROJECT) != (terms.project is not None):
        raise RefusedError("Name the project if a project pays, and only then.")


def signing_parts(deployment: Deployment) -> list[Signature.Part]:
    """Who has to sign; nobody signs for a home school where there is none."""
    return [
        part
        for part in Signature.Part
        if part != Signature.Part.HOME or deployment.home_school_id is not None
    ]


@transaction.atomic
def sign(
    *, deployment: Deployment, part: str, version: int, by: User | None, at: datetime
) -> Deployment:
    """Sign the wording that was read; with the last signature the agreement holds."""
    now = locked(deployment)
    signed = {
        each.part: each for each in now.signatures.filter(agreement_version=now.agreement_version)
    }
    if part in signed:
        return now
    if now.state != State.RELEASED:
        raise MovedSinceError(
            f"There is nothing to sign: the deployment stands at “{now.get_state_display()}”."
        )
    if not now.agreement_version:
        raise RefusedError("The agreement is not written yet. A broker writes it.")
    if version != now.agreement_version:
        raise MovedSinceError(
            "The agreement was changed after you opened it. Read it again, then sign."
        )
    if by is not None and by.pk in {each.signed_by_id for each in signed.values()}:
        raise RefusedError(
            "You have signed for another of the three. Three different people have to agree."
        )
    Signature.objects.create(
        deployment=now,
        part=part,
        agreement_version=version,
        signed_at=at,
        signed_by=by,
    )
    audit.record(
        "agreement signed",
        subject=now,
        school=now.host_school_id,
        by=by,
        after={"as": Signature.Part(part).label, "version": version},
    )
    if {*signed, part} >= {*signing_parts(now)}:
        move(now, State.AGREED, by=by, at=at)
    return now


@transaction.atomic
def change_days(
    *,
    deployment: Deployment,
    days: Decimal,
    ends_on: date,
    reason: str,
    over_why: str = "",
    by: User,
    at: datetime,
) -> Deployment:
    """Agree more or fewer days on the way, or another last day, once both heads have said yes.

    Objectives and signatures stay. No fewer days than are booked or used, and no more than are
    left unless it says why: what was said of fewer days is no reason for more.
    """
    Entry.objects.select_for_update().get(pk=deployment.entry_id)
    now = locked(deployment)
    if (now.days_planned, now.ends_on) == (days, ends_on):
        return now
    if now.state not in (*Deployment.TAKES_VISITS, State.PAUSED):
        raise MovedSinceError(
            f"The days cannot be changed: the deployment stands at “{now.get_state_display()}”."
        )
    if not reason.strip():
        raise RefusedError("Say why. Those concerned read it on the timeline.")
    if days <= 0 or days % HALF:
        raise RefusedError("Enter the days in whole and half days, such as 4 or 2.5.")
    booked = HALF * sum(now.visits.values_list("half_days", flat=True))
    if days < booked:
        raise RefusedError(f"Visits of {in_days(booked)} are booked or recorded already.")
    if now.starts_on and ends_on < now.starts_on:
        raise RefusedError("The last day cannot be before the first.")
    before = {"days": now.days_planned, "last day": now.ends_on}
    said = now.over_why
    now.over_why = over_why if days > now.days_planned else over_why or said
    now.days_planned, now.ends_on = days, ends_on
    refuse_overbooking(now)
    refuse_beyond_entitlement(now)
    now.over_why = over_why or said
    history.save(now, by=by)
    Move.objects.create(
        deployment=now,
        before=now.state,
        after=now.state,
        reason=f"{in_days(days)} until {day(ends_on)} from now on. {reason.strip()}",
        at=at,
        by=by,
    )
    audit.record(
        "days of a deployment changed",
        subject=now,
        school=now.host_school_id,
        by=by,
        before=before,
        after={"days": days, "last day": ends_on},
    )
    return now
