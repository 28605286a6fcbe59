"""The support that was really given: deployments that began, and the trusts of that day.

A school's trust is the one it was in when the support began. A school that converts has a new
number, or the same and a trust since a day; either way what it gave and got before stays counted
as a maintained school's.
"""

from datetime import date
from typing import Any

from django.db.models import Count, Q

from schools.models import School, local_authorities
from strategy.terms import SchoolTerm
from support_directory.exchange import ELSEWHERE, MAINTAINED, Given, Side
from support_directory.models import Deployment

NEVER_BEGAN = ("offered", "accepted", "declined", "refused", "released", "withdrawn")
FIELDS = (
    "academic_year",
    "term",
    "days_planned",
    "starts_on",
    "home_school",
    "home_school__trust__name",
    "home_school__trust_joined_on",
    "entry__trust__name",
    "host_school__trust__name",
    "host_school__trust_joined_on",
)


def begun(*, on: date) -> Any:
    """Deployments at the partnership's schools whose first day has come."""
    return Deployment.objects.exclude(state__in=NEVER_BEGAN).filter(
        starts_on__lte=on, host_school__la_code__in=local_authorities()
    )


def given_until(term: SchoolTerm) -> list[Given]:
    """What was given in the terms before one. One query.

    The running term waits for its end: counts that grew from day to day would tell by their
    difference what each by itself withholds.
    """
    earlier = Q(academic_year__lt=term.academic_year) | Q(
        academic_year=term.academic_year, term__lt=term.term
    )
    rows = (
        Deployment.objects.exclude(state__in=NEVER_BEGAN)
        .filter(earlier, starts_on__isnull=False, host_school__la_code__in=local_authorities())
        .values(*FIELDS)
    )
    return [
        Given(
            giver=_giver(row),
            getter=_side(row, "host_school"),
            academic_year=row["academic_year"],
            term=row["term"],
            days=row["days_planned"],
        )
        for row in rows
    ]


def schools_of_trusts() -> dict[str, int]:
    """How many schools each trust has open here. One query."""
    schools = School.objects.local().open().exclude(trust=None).order_by()
    return dict(schools.values_list("trust__name").annotate(Count("pk")))


def _giver(row: dict[str, Any]) -> Side:
    if row["home_school"]:
        return _side(row, "home_school")
    trust = row["entry__trust__name"]
    return Side(trust, is_trust=True) if trust else ELSEWHERE


def _side(row: dict[str, Any], school: str) -> Side:
    """The trust a school was in when the support began, or the schools of the council."""
    trust, joined_on = row[f"{school}__trust__name"], row[f"{school}__trust_joined_on"]
    if not trust or (joined_on and joined_on > row["starts_on"]):
        return MAINTAINED
    return Side(trust, is_trust=True)
