"""How many days there are to give: of a person in a term, and of a school in a school year."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from dashboard.models import Rating, RatingRound
from schools.models import School
from support_directory.models import Capacity, Deployment, Entitlement, Entry

NONE = Decimal(0)


@dataclass(frozen=True)
class Account:
    """Days there were to have, those planned, and those used of them."""

    entitled: Decimal | None
    planned: Decimal
    used: Decimal
    priority: str = ""
    core_visits: int = 0

    @property
    def left(self) -> Decimal | None:
        return None if self.entitled is None else self.entitled - self.planned


def days_left(
    entry: Entry, *, academic_year: int, term: str, besides: Any = None
) -> Decimal | None:
    """The days still to be had of an entry in a term; `besides` is a deployment not counted.

    A person who offered no days in the term has none; a programme that names none is not limited.
    """
    capacity = Capacity.objects.filter(entry=entry, academic_year=academic_year, term=term).first()
    if capacity is None and not entry.is_person:
        return None
    held = Deployment.objects.holding_days().filter(
        entry=entry, academic_year=academic_year, term=term
    )
    if besides is not None:
        held = held.exclude(pk=besides.pk)
    booked = held.aggregate(days=Sum("days_planned"))["days"] or NONE
    return (capacity.days if capacity else NONE) - booked


def account_of(school: School, *, academic_year: int, besides: Any = None) -> Account:
    """What the council pays for a school in a year: entitled, planned, used. Four queries."""
    planned = Deployment.objects.holding_days().filter(
        host_school=school, academic_year=academic_year, funder=Deployment.Funder.COUNCIL
    )
    if besides is not None:
        planned = planned.exclude(pk=besides.pk)
    half_days = planned.filter(visits__recorded_at__isnull=False).aggregate(
        used=Sum("visits__half_days")
    )["used"]
    priority = priority_of(school)
    entitlement = Entitlement.objects.filter(
        academic_year=academic_year, priority=priority or 0
    ).first()
    return Account(
        entitled=entitlement.days if entitlement else None,
        planned=planned.aggregate(days=Sum("days_planned"))["days"] or NONE,
        used=Decimal(half_days or 0) / 2,
        priority=entitlement.get_priority_display() if entitlement else "",
        core_visits=entitlement.core_visits if entitlement else 0,
    )


def priority_of(school: School) -> int | None:
    """The level of support of the newest rating shared with the school; none without one."""
    return (
        Rating.objects.of_school(school.pk)
        .filter(round__state=RatingRound.State.SHARED)
        .newest_first()
        .values_list("computed_priority", flat=True)
        .first()
    )


def priorities_of(urns: Any) -> dict[int, int | None]:
    """The same for several schools, in one query."""
    ratings = (
        Rating.objects.filter(current_urn__in=urns, round__state=RatingRound.State.SHARED)
        .order_by("round__academic_year", "round_id")
        .values_list("current_urn", "computed_priority")
    )
    return {urn: priority for urn, priority in ratings if urn is not None}
