"""Ofsted's management information on inspections of state-funded schools.

Three record shapes are read: the overall grade with four judgements (to August 2024), the
four judgements without an overall grade (from September 2024), and report cards (from
November 2025) beside the last inspection before them. `ofsted_layouts.py` says where each
inspection stands in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.models import Inspection
from dashboard.published.figures import FIRST_URN, LAST_URN
from dashboard.published.ofsted_layouts import (
    CARD,
    LATEST_GRADED,
    OEIF,
    PREVIOUS_GRADED,
    UNGRADED,
    Place,
    is_year,
)
from schools.sources.gias import date_of
from schools.sources.sheets import ReadError, Sheet, normalised, text

# What stands in a cell without an answer; 9 and 0 are "not applicable" among grades.
MISSING = {"", "NULL", "N/A"}
NOT_APPLICABLE = MISSING | {"9", "0", "NOT APPLICABLE", "NOT JUDGED", "-"}
GRADES = {
    "1": 1, "2": 2, "3": 3, "4": 4,
    "OUTSTANDING": 1, "GOOD": 2, "REQUIRES IMPROVEMENT": 3, "INADEQUATE": 4,
    # To 2012; the grade had the same place in the scale.
    "SATISFACTORY": 3,
}  # fmt: skip
CARD_GRADES = {
    "EXCEPTIONAL": "Exceptional",
    "STRONG STANDARD": "Strong standard",
    "EXPECTED STANDARD": "Expected standard",
    "NEEDS ATTENTION": "Needs attention",
    "URGENT IMPROVEMENT": "Urgent improvement",
}
SAFEGUARDING = {"YES": True, "MET": True, "NO": False, "NOT MET": False}
CONCERNS = {
    "SM": "SM",
    "SPECIAL MEASURES": "SM",
    "SWK": "SWK",
    "SERIOUS WEAKNESSES": "SWK",
    "RSI": "RSI",
    "REQUIRES SIGNIFICANT IMPROVEMENT": "RSI",
}
# No overall grade is given at inspections from this day on.
NO_OVERALL_FROM = date(2024, 9, 2)


@dataclass
class InspectionReading:
    """The inspections of a file, and the schools whose rows they stand in."""

    rows: int
    schools: pd.DataFrame
    inspections: list[dict[str, Any]]
    newest: date | None


def read(sheet: Sheet) -> InspectionReading:
    """One entry per judgement; a row without any adds nothing."""
    columns = set(sheet.header.columns)
    of_year = is_year(columns)
    if sheet.has(normalised("Safeguarding standards")):
        places = [CARD] if of_year else [CARD, OEIF, UNGRADED]
    else:
        places = [LATEST_GRADED, PREVIOUS_GRADED] + ([] if of_year else [UNGRADED])
    cells = sheet.cells(_names(sheet, places))
    for name in cells:
        cells[name] = text(cells[name])
    urns = [_urn(cell, row, "URN") for row, cell in cells["URN"].items()]
    if not of_year:
        _refuse_twice(cells, urns)
    found = []
    for urn, (row, record) in zip(urns, cells.to_dict("index").items(), strict=True):
        for place in places:
            inspection = _inspection(sheet, place, record, int(str(row)), urn)
            if inspection:
                found.append(inspection)
    if of_year:
        found = _in_order(found)
    days = [day for one in found for day in (one["inspected_on"], one["published_on"]) if day]
    schools = pd.DataFrame(
        {
            "row": cells.index,
            "urn": urns,
            "laestab": cells.get("LAESTAB", ""),
            "la_name": cells.get("LOCAL AUTHORITY", ""),
        }
    )
    return InspectionReading(len(cells), schools, found, max(days, default=None))


def _names(sheet: Sheet, places: Sequence[Place]) -> list[str]:
    wanted = ["URN", "LAESTAB", "Local authority"]
    for place in places:
        for part in (
            place.number, place.event, place.inspected_on, place.published_on, place.urn,
            place.overall, place.concern, place.safeguarding, place.outcome,
            list(place.areas.values()),
        ):  # fmt: skip
            wanted += part
    return [name for name in dict.fromkeys(map(normalised, wanted)) if sheet.has(name)]


def _refuse_twice(cells: pd.DataFrame, urns: list[int]) -> None:
    twice = pd.Series(urns, index=cells.index).duplicated()
    if twice.any():
        row = int(cells.index[twice][0])
        raise ReadError(
            f"URN {cells['URN'][row]} has more than one row.",
            row=row,
            column="URN",
            remedy="Remove the row that does not belong, or take the file again.",
        )


def _urn(cell: str, row: Any, column: str) -> int:
    if cell.isdecimal() and FIRST_URN <= int(cell) <= LAST_URN:
        return int(cell)
    raise ReadError(
        f"“{cell}” is not a school's reference number (six digits).",
        row=int(row),
        column=column,
        remedy="Cells of the row may have moved: compare it with the header.",
    )


@dataclass(frozen=True)
class _Record:
    """One row, asked for parts that stand under other names in other years."""

    sheet: Sheet
    row: int
    cells: Mapping[Any, str]

    def said(self, names: Sequence[str]) -> tuple[str, str]:
        """The first filled cell of several possible columns, and the column."""
        for name in map(normalised, names):
            if self.cells.get(name, "").upper() not in MISSING:
                return self.cells[name], self.sheet.printed(name)
        return "", ""

    def known(self, names: Sequence[str], answers: Mapping[str, Any]) -> Any:
        """An answer from a fixed list; another answer stops the file."""
        cell, column = self.said(names)
        if cell.upper() in NOT_APPLICABLE:
            return None
        if cell.upper() in answers:
            return answers[cell.upper()]
        raise ReadError(
            f"“{cell}” is not an answer that Ofsted explains here.",
            row=self.row,
            column=column,
            remedy="Correct the cell, or ask the publisher what it means.",
        )

    def day(self, names: Sequence[str]) -> date | None:
        cell, column = self.said(names)
        try:
            return date_of(cell)
        except ValueError:
            raise ReadError(
                f"“{cell}” is not a date.",
                row=self.row,
                column=column,
                remedy="Dates are written as 30/04/2026: correct the cell.",
            ) from None


def _inspection(
    sheet: Sheet, place: Place, cells: Mapping[Any, str], row: int, listed: int
) -> dict[str, Any] | None:
    """One inspection of a row, or nothing where the row has none of that kind."""
    record = _Record(sheet, row, cells)
    answers: Mapping[str, Any] = CARD_GRADES if place.is_card else GRADES
    grades = {
        area: grade
        for area, name in place.areas.items()
        if (grade := record.known([name], answers)) is not None
    }
    overall = record.known(place.overall, GRADES)
    inspected_on = record.day(place.inspected_on)
    number, _ = record.said(place.number)
    outcome, outcome_column = record.said(place.outcome)
    safeguarding = record.known(place.safeguarding, SAFEGUARDING)
    if not any([grades, overall, inspected_on, number, outcome]):
        return None
    at_the_time, urn_column = record.said(place.urn)
    event, _ = record.said(place.event)
    return {
        "row": row,
        "listed_urn": listed,
        "urn": _urn(at_the_time, row, urn_column) if at_the_time else listed,
        "position": place.position,
        "framework": _framework(place, overall, grades, safeguarding, inspected_on),
        "number": number[:20],
        "event_type": event[:60],
        "inspected_on": inspected_on,
        "published_on": record.day(place.published_on),
        "overall": overall,
        "grades": grades,
        "outcome": outcome[:80],
        "category_of_concern": record.known(place.concern, CONCERNS) or "",
        "safeguarding_met": safeguarding,
        "column": _judged_in(sheet, place, overall, grades, outcome_column),
    }


def _framework(
    place: Place,
    overall: int | None,
    grades: Mapping[str, Any],
    safeguarding: bool | None,
    inspected_on: date | None,
) -> str:
    """The framework an inspection was held under, by what it judged and when."""
    if place.is_card and (grades or safeguarding is not None):
        return str(Inspection.Framework.REPORT_CARD)
    if place.position == "ungraded" or not (grades or overall):
        return str(Inspection.Framework.UNGRADED)
    if overall is None and (inspected_on is None or inspected_on >= NO_OVERALL_FROM):
        return str(Inspection.Framework.SUB_GRADES)
    return str(Inspection.Framework.OVERALL)


def _judged_in(
    sheet: Sheet, place: Place, overall: int | None, grades: Mapping[str, Any], outcome: str
) -> str:
    """The column that carries the judgement: the overall grade, the first area, or the words."""
    if overall is not None:
        names = [name for name in map(normalised, place.overall) if sheet.has(name)]
        return sheet.printed(names[0])[:60]
    if grades:
        return sheet.printed(normalised(place.areas[next(iter(grades))]))[:60]
    return outcome[:60]


def _in_order(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A year's file lists a school once an inspection: the newest is its latest, and what went
    before the oldest of them is the previous one."""
    by_school: dict[int, list[dict[str, Any]]] = {}
    for one in found:
        by_school.setdefault(one["listed_urn"], []).append(one)
    ordered = []
    for inspections in by_school.values():
        own = sorted(
            (one for one in inspections if one["position"] != "previous"),
            key=lambda one: (one["inspected_on"] or date.min, one["row"]),
            reverse=True,
        )
        numbers = [one["number"] for one in own if one["number"]]
        if len(set(numbers)) < len(numbers):
            raise ReadError(
                f"URN {own[0]['listed_urn']} has the same inspection twice.",
                row=own[0]["row"],
                column="Inspection number",
                remedy="Remove the row that does not belong, or take the file again.",
            )
        for place, one in enumerate(own):
            one["position"] = f"earlier {place}" if place else "latest"
        ordered += own
        last_row = own[-1]["row"] if own else 0
        ordered += [
            one
            for one in inspections
            if one["position"] == "previous" and (not own or one["row"] == last_row)
        ][:1]
    return ordered
