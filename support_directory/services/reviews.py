"""Reviews of a deployment: every objective on one page, midway and at the end."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError
from core import audit
from support_directory import deployment_notices
from support_directory.models import Deployment, ObjectiveReview, Review
from support_directory.services import evaluations
from support_directory.services.deployments import (
    MovedSinceError,
    State,
    free_unused_days,
    locked,
    move,
    used_days,
)

# A short deployment, such as a two-day diagnostic, is looked at once, at its end.
NEEDS_NO_MID_REVIEW = 2
SOON = timedelta(days=7)


@transaction.atomic
def review(
    *,
    deployment: Deployment,
    kind: str,
    held_on: date,
    objectives: Mapping[int, tuple[str, str]],
    summary: str = "",
    by: User,
    at: datetime,
) -> Review:
    """Say how far each objective is and what shows it, by the objective's number.

    A mid review can be written again until the final one. The final one ends the visits: days
    that were not used are free, and both sides are asked to evaluate.
    """
    kind = Review.Kind(kind)
    now = locked(deployment)
    agreed = {each.number: each for each in now.objectives.order_by("number")}
    is_again = now.state == State.MID_REVIEW and kind == Review.Kind.MID
    if kind == Review.Kind.FINAL and (done := now.reviews.filter(kind=kind).first()):
        return done
    if why := why_not(now, kind):
        raise MovedSinceError(why)
    if {*objectives} != {*agreed}:
        raise MovedSinceError("The objectives were changed. Open the page again.")
    if any(not evidence.strip() for _, evidence in objectives.values()):
        raise RefusedError("Say of every objective what shows how far it is.")
    if held_on > timezone.localdate(at):
        raise RefusedError("A review is written once it has been.")
    written, _ = Review.objects.update_or_create(
        deployment=now,
        kind=kind,
        defaults={
            "held_on": held_on,
            "summary": summary.strip(),
            "written_at": at,
            "written_by": by,
        },
    )
    for number, (progress, evidence) in objectives.items():
        ObjectiveReview.objects.update_or_create(
            review=written,
            objective=agreed[number],
            defaults={"progress": progress, "evidence": evidence.strip()},
        )
    audit.record(
        "objectives reviewed",
        subject=written,
        school=now.host_school_id,
        by=by,
        after={
            str(number): ObjectiveReview.Progress(progress).label
            for number, (progress, _) in objectives.items()
        },
    )
    if kind == Review.Kind.MID and not is_again:
        move(now, State.MID_REVIEW, by=by, at=at)
    elif kind == Review.Kind.FINAL:
        free_unused_days(now)
        move(now, State.COMPLETED, by=by, at=at)
        evaluations.ask(deployment=now, at=at)
    return written


def why_not(deployment: Deployment, kind: str) -> str:
    """Why a review cannot be written now, in words; nothing where it can."""
    if kind == Review.Kind.MID:
        return (
            ""
            if deployment.is_under_way
            else "The mid review is written while the visits are under way."
        )
    if not deployment.is_under_way:
        return "The final review is written at the end of the visits."
    is_short = deployment.days_planned <= NEEDS_NO_MID_REVIEW
    if deployment.state == State.ACTIVE and not is_short:
        return "The mid review comes before the final one."
    if waiting := deployment.visits.filter(recorded_at=None).count():
        visits = "1 visit has" if waiting == 1 else f"{waiting} visits have"
        return f"{visits} no record yet: record or take out every visit first."
    return ""


def due_kind(deployment: Deployment, *, on: date) -> str:
    """Which review is due: the mid one at half of the days or time, the final one at the end."""
    if not deployment.is_under_way or not (deployment.starts_on and deployment.ends_on):
        return ""
    used, planned = used_days(deployment), deployment.days_planned
    return due_by(deployment, used=used, planned=planned, on=on)


def due_by(deployment, *, used, planned, on):
    """The same, where the days used are known: no query."""
    is_mid = deployment.state == State.ACTIVE and planned > NEEDS_NO_MID_REVIEW
    if is_mid:
        half = deployment.starts_on + (deployment.ends_on - deployment.starts_on) / 2
        return Review.Kind.MID if used * 2 >= planned or on >= half else ""
    return Review.Kind.FINAL if used >= planned or on >= deployment.ends_on else ""


def remind(*, on: date) -> None:
    """Tell whoever is lent and the broker that a review is due, once of each."""
    under_way = Deployment.objects.filter(state__in=Deployment.UNDER_WAY).with_days_used()
    for one in under_way.select_related("host_school", "entry", "created_by"):
        if one.starts_on and one.ends_on:
            used = one.half_days_used / 2
            if kind := due_by(one, used=used, planned=one.days_planned, on=on):
                deployment_notices.tell_of_review(one, Review.Kind(kind), on=on)
