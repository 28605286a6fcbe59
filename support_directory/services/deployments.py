"""A deployment's way, from the offer on."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import floatformat
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError
from core import audit
from strategy.terms import SchoolTerm
from support_directory.models import Capacity, Deployment, Entry, SupportRequest


def in_days(days: Decimal) -> str:
    return "1 day" if days == 1 else f"{floatformat(days)} days"


class OverBookedError(RefusedError):
    """More days than there are."""


@transaction.atomic
def offer(
    *, request: SupportRequest, entry: Entry, days: Decimal, by: User, at: datetime
) -> Deployment:
    """Ask somebody of the directory to go to a school; the days are held until the answer.

    Two brokers at once wait for each other at the entry, and the second finds what is left.
    """
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    same = entry.deployments.filter(request=request, state=Deployment.State.OFFERED)
    if earlier := same.first():
        return earlier
    term = SchoolTerm.of(timezone.localdate(at))
    capacity = Capacity.objects.filter(
        entry=entry, academic_year=term.academic_year, term=term.term
    ).first()
    held = Deployment.objects.holding_days().filter(
        entry=entry, academic_year=term.academic_year, term=term.term
    )
    booked = held.aggregate(days=Sum("days_planned"))["days"] or Decimal(0)
    if entry.is_person or capacity:
        left = max(Decimal(0), (capacity.days if capacity else Decimal(0)) - booked)
        if days > left:
            raise OverBookedError(
                f"{entry} has {in_days(left)} left this term, and this takes {in_days(days)}."
                " Take fewer days or another person."
            )
    deployment = Deployment.objects.create(
        request=request,
        entry=entry,
        host_school=request.school,
        home_school=entry.school,
        days_planned=days,
        academic_year=term.academic_year,
        term=term.term,
        created_at=at,
        created_by=by,
    )
    audit.record(
        "support offered",
        subject=deployment,
        school=request.school,
        by=by,
        after={"days": days},
    )
    return deployment


@transaction.atomic
def cancel(*, deployment: Deployment, reason: str, by: User, at: datetime) -> Deployment:
    """Call it off before it began; the days are free again."""
    now = Deployment.objects.select_for_update().get(pk=deployment.pk)
    if now.state != Deployment.State.WITHDRAWN:
        now.state = Deployment.State.WITHDRAWN
        now.save(update_fields=["state"])
        audit.record(
            "support called off",
            subject=now,
            school=now.host_school,
            by=by,
            after={"why": reason},
        )
    return now
