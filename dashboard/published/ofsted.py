"""Ofsted's management information on inspections of state-funded schools.

Three record shapes are read: the overall grade with four judgements (to August 2024), the
four judgements without an overall grade (from September 2024), and report cards (from
November 2025) beside the last inspection before them. The same column name can mean another
inspection in another year's file, so each layout says where each inspection stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from dashboard.models import Inspection
from dashboard.published.figures import FIRST_URN, LAST_URN
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

SUB_AREAS = (
    "Quality of education",
    "Behaviour and attitudes",
    "Personal development",
    "Effectiveness of leadership and management",
    "Early years provision",
    "Sixth form provision",
)
CARD_AREAS = (
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Early years",
    "Post-16 provision",
    "Leadership and governance",
)
WHERE_APPLICABLE = " (where applicable)"


@dataclass(frozen=True)
class Place:
    """Where one inspection stands in a row: the columns of its parts, by their names."""

    position: str
    number: Sequence[str] = ()
    event: Sequence[str] = ()
    inspected_on: Sequence[str] = ()
    published_on: Sequence[str] = ()
    urn: Sequence[str] = ()
    overall: Sequence[str] = ()
    concern: Sequence[str] = ()
    safeguarding: Sequence[str] = ()
    outcome: Sequence[str] = ()
    areas: Mapping[str, str] = field(default_factory=dict)
    is_card: bool = False


def _areas(before: str) -> dict[str, str]:
    """Columns of the judgements, by area; `before` is what stands before each name."""
    names = {}
    for area in SUB_AREAS:
        first = area[0].lower() if before else area[0]
        last = WHERE_APPLICABLE if area.endswith("provision") else ""
        names[area] = f"{before}{first}{area[1:]}{last}"
    return names


def _graded(position: str, before: str = "", words: Sequence[str] = ("graded", "full")) -> Place:
    """A graded inspection; its wording changed from full to graded in 2023/24."""
    is_previous = position == "previous"
    which = "previous" if is_previous else "latest"
    return Place(
        position,
        number=[
            *(f"Inspection number of {which} {word} inspection" for word in words),
            *(f"Previous {word} inspection number" for word in words if is_previous),
            *(["Previous inspection number"] if is_previous else ["Inspection number"]),
        ],
        event=[] if is_previous else ["Inspection type"],
        inspected_on=[f"{before}inspection start date".capitalize()],
        published_on=[f"{before}publication date".capitalize()],
        urn=[
            *(f"URN at time of {which} {word} inspection" for word in words),
            f"URN at time of {which} inspection",
        ],
        overall=[
            *(f"Previous {word} inspection overall effectiveness" for word in words if is_previous),
            f"{before}overall effectiveness".capitalize(),
        ],
        concern=[f"{before}category of concern".capitalize()],
        safeguarding=[f"{before}safeguarding is effective?".capitalize(),
                      f"{before}safeguarding is effective".capitalize()],
        outcome=[] if is_previous else ["Outcomes for ungraded and monitoring inspections",
                                        "Outcomes for legacy monitoring inspections"],
        areas=_areas(before.capitalize()),
    )  # fmt: skip


CARD = Place(
    "latest",
    number=["Inspection number of latest full inspection", "Inspection number"],
    event=["Inspection type"],
    inspected_on=["Inspection start date"],
    published_on=["Publication date"],
    urn=["URN at time of latest full inspection"],
    concern=["Category of concern"],
    safeguarding=["Safeguarding standards"],
    outcome=["Outcomes for legacy monitoring inspections"],
    areas={
        area: area + (WHERE_APPLICABLE if area in ("Early years", "Post-16 provision") else "")
        for area in CARD_AREAS
    },
    is_card=True,
)
OEIF = Place(
    "oeif",
    number=["Inspection number of latest OEIF graded inspection"],
    event=["Inspection type of latest OEIF graded inspection"],
    inspected_on=["Inspection start date of latest OEIF graded inspection"],
    published_on=["Publication date of latest OEIF graded inspection"],
    urn=["URN at time of latest OEIF graded inspection"],
    overall=["Latest OEIF overall effectiveness"],
    concern=["Latest OEIF category of concern"],
    safeguarding=["Latest OEIF safeguarding is effective?"],
    areas=_areas("Latest OEIF "),
)
UNGRADED = Place(
    "ungraded",
    number=[
        "Latest ungraded inspection number",
        "Latest ungraded inspection number since last graded inspection",
        "Latest section 8 inspection number since last full inspection",
    ],
    inspected_on=["Date of latest ungraded inspection", "Date of latest section 8 inspection"],
    published_on=[
        "Ungraded inspection publication date",
        "Section 8 inspection publication date",
    ],
    urn=["URN at time of the ungraded inspection", "URN at time of the section 8 inspection"],
    outcome=["Ungraded inspection overall outcome", "Section 8 inspection overall outcome"],
)

LATEST_GRADED = _graded("latest")
PREVIOUS_GRADED = _graded("previous", "Previous ")


def _columns(columns: set[str], *names: str) -> bool:
    return {normalised(name) for name in names} <= columns


def is_latest(columns: set[str]) -> bool:
    """One row a school: report cards, or the latest graded inspection and the one before."""
    return _columns(columns, "URN", "Ofsted phase") and (
        _columns(columns, "Latest OEIF overall effectiveness")
        or (
            _columns(columns, "Overall effectiveness", "Local authority")
            and (
                _columns(columns, "URN at time of latest full inspection")
                or _columns(columns, "URN at time of latest graded inspection")
            )
        )
    )


def is_year(columns: set[str]) -> bool:
    """One row an inspection, of 2024/25 (four judgements) or from November 2025 (cards)."""
    return (
        _columns(columns, "URN", "Ofsted phase", "Inspection number", "Inspection start date")
        and (
            _columns(columns, "Quality of education", "Previous overall effectiveness")
            or _columns(columns, "Safeguarding standards", "Leadership and governance")
        )
        and not _columns(columns, "Overall effectiveness")
    )


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
    days = [
        day for one in found for day in (one["inspected_on"], one["published_on"]) if day
    ]
    schools = pd.DataFrame(
        {
            "row": cells.index,
            "urn": urns,
            "laestab": cells["LAESTAB"] if "LAESTAB" in cells else "",
            "la_name": cells["LOCAL AUTHORITY"] if "LOCAL AUTHORITY" in cells else "",
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


def _inspection(
    sheet: Sheet, place: Place, record: Mapping[Any, str], row: int, listed: int
) -> dict[str, Any] | None:
    """One inspection of a row, or nothing where the row has none of that kind."""

    def said(names: Sequence[str]) -> tuple[str, str]:
        """The first filled cell of several possible columns, and the column."""
        for name in map(normalised, names):
            if record.get(name, "").upper() not in MISSING:
                return record[name], sheet.printed(name)
        return "", ""

    def known(names: Sequence[str], answers: Mapping[str, Any]) -> Any:
        cell, column = said(names)
        if cell.upper() in NOT_APPLICABLE:
            return None
        if cell.upper() in answers:
            return answers[cell.upper()]
        raise ReadError(
            f"“{cell}” is not an answer that Ofsted explains here.",
            row=row,
            column=column,
            remedy="Correct the cell, or ask the publisher what it means.",
        )

    def day(names: Sequence[str]) -> date | None:
        cell, column = said(names)
        try:
            return date_of(cell)
        except ValueError:
            raise ReadError(
                f"“{cell}” is not a date.",
                row=row,
                column=column,
                remedy="Dates are written as 30/04/2026: correct the cell.",
            ) from None

    answers: Mapping[str, Any] = CARD_GRADES if place.is_card else GRADES
    grades = {
        area: grade
        for area, name in place.areas.items()
        if (grade := known([name], answers)) is not None
    }
    overall = known(place.overall, GRADES)
    inspected_on = day(place.inspected_on)
    number, _ = said(place.number)
    outcome, outcome_column = said(place.outcome)
    safeguarding = known(place.safeguarding, SAFEGUARDING)
    if not any([grades, overall, inspected_on, number, outcome]):
        return None
    if place.position == "ungraded" or not (grades or overall):
        is_judged = place.is_card and safeguarding is not None
        framework = (
            Inspection.Framework.REPORT_CARD if is_judged else Inspection.Framework.UNGRADED
        )
    elif place.is_card:
        framework = Inspection.Framework.REPORT_CARD
    elif overall is None and (inspected_on is None or inspected_on >= NO_OVERALL_FROM):
        framework = Inspection.Framework.SUB_GRADES
    else:
        framework = Inspection.Framework.OVERALL
    at_the_time, urn_column = said(place.urn)
    event, _ = said(place.event)
    return {
        "row": row,
        "listed_urn": listed,
        "urn": _urn(at_the_time, row, urn_column) if at_the_time else listed,
        "position": place.position,
        "framework": str(framework),
        "number": number[:20],
        "event_type": event[:60],
        "inspected_on": inspected_on,
        "published_on": day(place.published_on),
        "overall": overall,
        "grades": grades,
        "outcome": outcome[:80],
        "category_of_concern": known(place.concern, CONCERNS) or "",
        "safeguarding_met": safeguarding,
        "column": _judged_in(sheet, place, overall, grades, outcome_column),
    }


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
