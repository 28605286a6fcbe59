"""Inspections in the framework of their day: concern points, triggers, words.

Grades of one framework are never turned into grades of another; each has rules of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

OVERALL, SUB_GRADES, REPORT_CARD = "overall", "sub_grades", "report_card"

WORDS = {1: "outstanding", 2: "good", 3: "requires improvement", 4: "inadequate"}
LEADING_SUB_GRADES = ("quality_of_education", "leadership_and_management")
LEADERSHIP, ACHIEVEMENT = "leadership_and_governance", "achievement"
NEEDS_ATTENTION, URGENT = "needs attention", "urgent improvement"


@dataclass(frozen=True)
class Inspection:
    """One graded inspection. `grades` are 1 to 4 for sub-grades, words for a report card."""

    urn: int
    framework: str
    on: date | None
    overall: int | None = None
    grades: Mapping[str, int | str] = field(default_factory=dict)
    category_of_concern: str = ""
    safeguarding_met: bool | None = None

    @property
    def is_serious(self) -> bool:
        """In a category of concern, inadequate, or unsafe: the gravest outcome of its day."""
        return bool(
            self.category_of_concern
            or self.safeguarding_met is False
            or self.overall == 4
            or (self.framework == SUB_GRADES and 4 in self.grades.values())
            or self.grades.get(LEADERSHIP) == URGENT
        )

    @property
    def requires_improvement(self) -> bool:
        """Below good, or its nearest equivalent, where a support offer would look first."""
        if self.framework == SUB_GRADES:
            return any(_at_least_ri(self.grades.get(area)) for area in LEADING_SUB_GRADES)
        if self.framework == REPORT_CARD:
            return any(_below_expected(self.grades.get(a)) for a in (LEADERSHIP, ACHIEVEMENT))
        return _at_least_ri(self.overall)

    @property
    def is_below_good(self) -> bool:
        """What makes two running "stuck": leadership alone decides on a report card."""
        if self.framework == REPORT_CARD:
            return _below_expected(self.grades.get(LEADERSHIP))
        return self.requires_improvement

    @property
    def words(self) -> str:
        """The outcome in the framework's own words."""
        if self.framework == OVERALL:
            return WORDS.get(self.overall or 0, "not judged")
        if self.framework == SUB_GRADES:
            worst = max((g for g in self.grades.values() if isinstance(g, int)), default=0)
            return f"weakest judgement: {WORDS.get(worst, 'not judged')}"
        unsafe = "safeguarding standards not met" if self.safeguarding_met is False else ""
        told = [_named(grade, self.grades) for grade in (URGENT, NEEDS_ATTENTION)]
        weak = [words for words in (*told, unsafe) if words]
        return "; ".join(weak) or "every area at least expected standard"


def points(inspection: Inspection) -> float | None:
    """Concern points of a graded inspection; None where nothing was judged."""
    if inspection.framework == OVERALL:
        return _grade_points(inspection.overall)
    if inspection.framework == SUB_GRADES:
        return _sub_grade_points(inspection.grades)
    return _report_card_points(inspection)


def _grade_points(grade: object) -> float | None:
    """1 and 2: none; requires improvement: 3; inadequate: 4."""
    return {1: 0.0, 2: 0.0, 3: 3.0, 4: 4.0}.get(grade if isinstance(grade, int) else 0)


def _sub_grade_points(grades: Mapping[str, int | str]) -> float | None:
    """The worst of quality of education and leadership; the others count one point less."""
    judged = [
        max(worth - (area not in LEADING_SUB_GRADES), 0.0)
        for area, grade in grades.items()
        if (worth := _grade_points(grade)) is not None
    ]
    return max(judged, default=None)


def _report_card_points(card: Inspection) -> float | None:
    """By how many areas need attention, and which: see the method's table, row H."""
    if card.safeguarding_met is False or URGENT in card.grades.values():
        return 4.0
    if not card.grades:
        return None
    attention = [area for area, grade in card.grades.items() if grade == NEEDS_ATTENTION]
    if len(attention) >= 3 or LEADERSHIP in attention:
        return 3.0
    # Achievement alone is kept out of the single point by the method, so it weighs as two areas.
    if len(attention) == 2 or ACHIEVEMENT in attention:
        return 2.0
    return float(len(attention))


def is_stuck(newest_first: Sequence[Inspection]) -> bool:
    """Below good now and at the inspection before, both of the same URN."""
    if len(newest_first) < 2:
        return False
    latest, before = newest_first[0], newest_first[1]
    return latest.urn == before.urn and latest.is_below_good and before.is_below_good


def is_old(inspection: Inspection, cut_off: date, years: int) -> bool:
    """More than so many years before the cut-off; an undated one is not called old."""
    if inspection.on is None:
        return False
    try:
        limit = cut_off.replace(year=cut_off.year - years)
    except ValueError:  # 29 February
        limit = cut_off.replace(year=cut_off.year - years, day=28)
    return inspection.on < limit


def _named(grade: str, grades: Mapping[str, int | str]) -> str:
    """The areas given a grade: "needs attention in inclusion, achievement"; "" for none."""
    areas = [area.replace("_", " ") for area, given in grades.items() if given == grade]
    return f"{grade} in {', '.join(areas)}" if areas else ""


def _at_least_ri(grade: object) -> bool:
    return isinstance(grade, int) and grade >= 3


def _below_expected(grade: object) -> bool:
    return grade in (NEEDS_ATTENTION, URGENT)
