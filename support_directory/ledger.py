"""Days and money added up: of one deployment, of the city school by school, of a project."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from schools.models import School
from support_directory import booking, invoicing
from support_directory.invoicing import Line, Total
from support_directory.models import Deployment, Entitlement, Project, Visit

Funder = Deployment.Funder


def line_of(visit: Visit, deployment: Deployment) -> Line:
    """What one visit costs at the rate of its deployment."""
    return invoicing.line(
        half_days=visit.half_days,
        day_rate=deployment.day_rate,
        home_share=deployment.home_share,
    )


@dataclass(frozen=True)
class Bill:
    """One visit as a bill names it: who pays whom for which day."""

    visit: Visit
    line: Line
    payer: str
    home: str


def bills(visits: Iterable[Visit]) -> list[Bill]:
    """Visits fetched with deployment, schools and project, as lines of bills."""
    return [
        Bill(
            visit=visit,
            line=line_of(visit, visit.deployment),
            payer=payer_of(visit.deployment),
            home=str(visit.deployment.home_school or visit.deployment.entry),
        )
        for visit in visits
    ]


def payer_of(deployment: Deployment) -> str:
    """Who is sent the bill, by name."""
    host = deployment.host_school
    if deployment.funder == Funder.TRUST and host.trust:
        return str(host.trust)
    if deployment.funder == Funder.COUNCIL:
        return "The council"
    if deployment.funder == Funder.PROJECT:
        return str(deployment.project)
    return str(host)


def total_of(lines: Iterable[Bill]) -> Total:
    return invoicing.total(bill.line for bill in lines)


@dataclass(frozen=True)
class Work:
    """What some visits come to: how many deployments gave how many schools how much."""

    deployments: int
    schools: int
    days: Decimal
    cost: Decimal


def work_of(visits: Iterable[Visit]) -> Work:
    """Visits fetched with their deployments, added up as their bills are."""
    visits = list(visits)
    lines = [line_of(visit, visit.deployment) for visit in visits]
    return Work(
        deployments=len({visit.deployment_id for visit in visits}),
        schools=len({visit.deployment.host_school_id for visit in visits}),
        days=sum((line.days for line in lines), Decimal(0)),
        cost=sum((line.to_pay for line in lines), Decimal(0)),
    )


@dataclass(frozen=True)
class SchoolAccount:
    """What a school has of the council's days in a year, and all it has whoever pays."""

    school: School
    priority: int | None
    entitled: Decimal | None
    core_visits: int | None
    planned: Decimal
    used: Decimal
    others: Decimal

    @property
    def left(self) -> Decimal | None:
        return None if self.entitled is None else self.entitled - self.planned


def account_lines(school: School, academic_year: int) -> list[tuple[str, str]]:
    """A school's account with the council as lines; none where none is set. Four queries."""
    account = booking.account_of(school, academic_year=academic_year)
    if account.entitled is None or account.left is None:
        return []
    return [
        (
            f"Entitled to in {academic_year - 1}/{academic_year % 100:02}",
            invoicing.in_days(account.entitled),
        ),
        ("Planned", invoicing.in_days(account.planned)),
        ("Used so far", invoicing.in_days(account.used)),
        ("Left to plan", invoicing.in_days(account.left)),
    ]


def city(academic_year: int) -> list[SchoolAccount]:
    """Every open school with its account of a school year, in six queries."""
    entitlements = {
        each.priority: each for each in Entitlement.objects.filter(academic_year=academic_year)
    }
    planned: dict[tuple[int, bool], Decimal] = defaultdict(Decimal)
    held = Deployment.objects.holding_days().filter(academic_year=academic_year)
    for urn, funder, days in (
        held.order_by().values_list("host_school", "funder").annotate(days=Sum("days_planned"))
    ):
        planned[urn, funder == Funder.COUNCIL] += days
    used: dict[int, Decimal] = {
        urn: Decimal(half_days) / 2
        for urn, half_days in Visit.objects.recorded()
        .filter(deployment__academic_year=academic_year, deployment__funder=Funder.COUNCIL)
        .exclude(deployment__state__in=Deployment.FREE)
        .order_by()
        .values_list("deployment__host_school")
        .annotate(half_days=Sum("half_days"))
    }
    schools = list(School.objects.local().open().order_by("name", "urn"))
    priorities = booking.priorities_of([school.pk for school in schools])
    return [
        SchoolAccount(
            school=school,
            priority=priorities.get(school.pk),
            entitled=one.days
            if (one := entitlements.get(priorities.get(school.pk) or 0))
            else None,
            core_visits=one.core_visits if one else None,
            planned=planned[school.pk, True],
            used=used.get(school.pk, booking.NONE),
            others=planned[school.pk, False],
        )
        for school in schools
    ]


@dataclass(frozen=True)
class ProjectAccount:
    """A project's budget, what its deployments are planned to cost and have cost."""

    project: Project
    planned: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        return self.project.budget - self.planned


def of_projects(projects: Iterable[Project]) -> list[ProjectAccount]:
    """The accounts of some projects, in two queries."""
    projects = list(projects)
    planned: dict[int, Decimal] = defaultdict(Decimal)
    spent: dict[int, Decimal] = defaultdict(Decimal)
    deployments = Deployment.objects.holding_days().filter(project__in=projects)
    for one in deployments:
        cost = invoicing.line(
            half_days=int(one.days_planned * 2), day_rate=one.day_rate, home_share=one.home_share
        )
        planned[one.project_id] += cost.to_pay
    visits = Visit.objects.recorded().filter(deployment__project__in=projects)
    for visit in visits.select_related("deployment"):
        spent[visit.deployment.project_id] += line_of(visit, visit.deployment).to_pay
    return [ProjectAccount(one, planned[one.pk], spent[one.pk]) for one in projects]
