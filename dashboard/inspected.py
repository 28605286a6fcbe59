"""What did Ofsted find in an authority's schools? Its newest list of inspections, counted.

A grade counts in the framework of its day and is never turned into one of another. Ofsted
publishes each with the name of its school: nothing is withheld here for being small, since
nothing would be hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import F

from dashboard.fragments import kept
from dashboard.models import Inspection
from dashboard.published.ofsted import CARD_GRADES
from dashboard.published.ofsted_layouts import CARD_AREAS, SUB_AREAS
from schools.models import Release, School
from schools.types import BY_REGISTER_CODE, Category

# Ofsted's list is of state-funded schools; colleges and independent schools are in others.
LISTED = {
    Category.MAINSTREAM, Category.TECHNICAL, Category.SPECIAL, Category.ALTERNATIVE,
    Category.NURSERY,
}  # fmt: skip
FOUR_GRADES = {1: "Outstanding", 2: "Good", 3: "Requires improvement", 4: "Inadequate"}
OVERALL = "Overall effectiveness"
# What each framework judges, and in which grades; the newest framework first.
JUDGED: dict[Inspection.Framework, tuple[Sequence[str], Sequence[str]]] = {
    Inspection.Framework.REPORT_CARD: ([*CARD_GRADES.values()], CARD_AREAS),
    Inspection.Framework.SUB_GRADES: ([*FOUR_GRADES.values()], SUB_AREAS),
    Inspection.Framework.OVERALL: ([*FOUR_GRADES.values()], (OVERALL,)),
}


@dataclass(frozen=True)
class Framework:
    """Schools whose latest graded inspection was of one kind: for each area, schools by grade."""

    key: str
    title: str
    schools: int
    grades: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]
    # Report cards alone say whether safeguarding standards were met.
    safe: int | None = None

    @property
    def heading(self) -> str:
        """As "Report card (from November 2025): 6 schools"."""
        schools = "1 school" if self.schools == 1 else f"{self.schools} schools"
        return f"{self.title[:1].upper()}{self.title[1:]}: {schools}"


@dataclass(frozen=True)
class Inspected:
    """The latest graded inspections of the schools that are open, by framework, newest first."""

    release: Release
    schools: int
    frameworks: Sequence[Framework]

    @property
    def graded(self) -> int:
        return sum(framework.schools for framework in self.frameworks)

    @property
    def without(self) -> int:
        """Open schools that the list gives no graded inspection."""
        return self.schools - self.graded

    @property
    def without_in_words(self) -> str:
        if not self.without:
            return "Every open school has a graded inspection."
        schools = "1 open school has" if self.without == 1 else f"{self.without} open schools have"
        return f"{schools} no graded inspection yet."


def inspected(la_code: int) -> Inspected | None:
    """The newest list that names schools of an authority; none where no list is loaded."""
    return kept(f"inspected {la_code}", partial(_counted, la_code))


def _counted(la_code: int) -> Inspected | None:
    listed = Inspection.objects.filter(la_code=la_code, release__kind="ofsted")
    by_day = F("release__as_at").desc(nulls_last=True)
    newest = listed.order_by(by_day, "-release_id").values_list("release", flat=True)
    release = Release.objects.filter(pk=newest.first() or 0).defer("report", "authorities").first()
    if release is None:
        return None
    schools = School.objects.open().filter(la_code=la_code).values_list("urn", "type_code")
    urns = {urn for urn, code in schools if BY_REGISTER_CODE.get(code or 0) in LISTED}
    graded = (
        listed.filter(release=release, listed_urn__in=urns)
        .exclude(framework=Inspection.Framework.UNGRADED)
        .exclude(overall=None, grades={}, safeguarding_met=None)
    )
    latest: dict[int, Inspection] = {}
    for one in graded:
        before = latest.get(one.listed_urn)
        if before is None or (one.inspected_on or date.min) > (before.inspected_on or date.min):
            latest[one.listed_urn] = one
    found = [
        _framework(kind, [one for one in latest.values() if one.framework == kind])
        for kind in JUDGED
    ]
    return Inspected(release, len(urns), [framework for framework in found if framework.schools])


def _framework(kind: Inspection.Framework, found: Sequence[Inspection]) -> Framework:
    grades, areas = JUDGED[kind]
    told = [_grades(one) for one in found]
    rows = []
    for area in areas:
        count = Counter(one[area] for one in told if area in one)
        if count:
            rows.append((area, [(grade, count[grade]) for grade in grades]))
    return Framework(
        key=str(kind),
        title=str(kind.label),
        schools=len(found),
        grades=grades,
        rows=rows,
        safe=(
            sum(one.safeguarding_met is True for one in found)
            if kind == Inspection.Framework.REPORT_CARD
            else None
        ),
    )


def _grades(one: Inspection) -> dict[str, str]:
    """The grade of each area in words; the overall grade alone where there was one."""
    if one.framework == Inspection.Framework.OVERALL:
        return {OVERALL: FOUR_GRADES[one.overall]} if one.overall else {}
    return {
        area: grade if isinstance(grade, str) else FOUR_GRADES[grade]
        for area, grade in one.grades.items()
    }
