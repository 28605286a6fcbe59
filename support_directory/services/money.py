"""Money for support: what a day costs, who is entitled to how much, projects, bills."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.services import RefusedError
from core import audit, history
from schools.models import School
from support_directory.models import Entitlement, Project, Rate, Visit


@transaction.atomic
def set_entitlements(
    *, academic_year: int, numbers: Mapping[int, tuple[Decimal, int]], by: User | None
) -> None:
    """Set days and core visits of a school year by level of support."""
    for priority, (days, core_visits) in numbers.items():
        known = Entitlement.objects.select_for_update().filter(
            academic_year=academic_year, priority=priority
        )
        one = known.first() or Entitlement(academic_year=academic_year, priority=priority)
        before = {"days": one.days, "core visits": one.core_visits} if one.pk else None
        after = {"days": days, "core visits": core_visits}
        if before == after:
            continue
        one.days, one.core_visits = days, core_visits
        history.save(one, by=by)
        audit.record("entitlement set", subject=one, by=by, before=before, after=after)


@transaction.atomic
def set_rate(*, rate: Rate, by: User | None) -> Rate:
    """Set what a day costs from a day on; deployments keep the rate they were offered at."""
    if Rate.objects.filter(starts_on=rate.starts_on).exists():
        raise RefusedError("There is a rate from that day already. Choose another day.")
    history.save(rate, by=by)
    audit.record(
        "rate set",
        subject=rate,
        by=by,
        after={"pounds a day": rate.day_rate, "to the home school": rate.home_share},
    )
    return rate


@transaction.atomic
def save_project(*, project: Project, schools: Iterable[School], by: User | None) -> Project:
    """Keep a project with its budget and schools."""
    is_new = project.pk is None
    history.save(project, by=by)
    project.schools.set(schools)
    audit.record(
        "project added" if is_new else "project changed",
        subject=project,
        by=by,
        after={
            "budget": project.budget,
            "schools": sorted(project.schools.values_list("pk", flat=True)),
        },
    )
    return project


@transaction.atomic
def mark_invoiced(*, visits: Iterable[int], by: User, on: date) -> int:
    """Note that bills name these visits, so that none is billed twice; gives how many were new."""
    due = Visit.objects.to_invoice().select_for_update().filter(pk__in=list(visits))
    count = 0
    for visit in due.select_related("deployment"):
        visit.invoiced_on = on
        visit.save(update_fields=["invoiced_on"])
        audit.record(
            "visit billed",
            subject=visit,
            school=visit.deployment.host_school_id,
            by=by,
            after={"on": on},
        )
        count += 1
    return count
