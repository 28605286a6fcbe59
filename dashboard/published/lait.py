"""The Local Authority Interactive Tool (LAIT): its back data and the dictionary of its measures,
published by the Department for Education."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.engine.standing import Polarity
from schools.models import Release
from schools.sources.sheets import ReadError, Sheet, text

TITLE = "the tool's back data"
MEASURE, ITEM, YEARS, AREA_NAME = "SHORT DESC", "DATA ITEM", "YEARS", "LA AND REGIONS"
VALUES, AREA, REGION = "VALUES", "LA NUMBER", "REGION"
REQUIRED = [MEASURE, ITEM, YEARS, AREA_NAME, VALUES, AREA, REGION]

# What the publisher prints where there is no figure. The tool itself reads "-", "c" and ".." as
# missing; x and z are the department's own signs elsewhere.
CODES = {
    "-": "missing, withheld or not applicable; the publisher has one sign for all three",
    "c": "withheld, so that nobody can be recognised",
    "..": "not available",
    "x": "not available",
    "z": "not applicable",
}
# A measure that has no year at all stands in the tool with the year 0 and no figure.
NO_YEAR = "0"
# "2024", "2023/24", "2022-23 (OT)", "2014-16" (three years) and "2013/14-15/16" (three
# academic years), each with or without a mark.
PERIOD = re.compile(
    r"(?P<begins>\d{4})(?:[-/](?P<next>\d\d)(?:-\d\d/(?P<last>\d\d))?)?"
    r"(?:\s*\((?P<mark>[A-Za-z]+)\))?"
)
MARKS = {
    "prov": Release.Status.PROVISIONAL,
    "provisional": Release.Status.PROVISIONAL,
    "rev": Release.Status.REVISED,
    "revised": Release.Status.REVISED,
    "final": Release.Status.FINAL,
    # Outturn: what was spent, as against what was planned.
    "ot": Release.Status.FINAL,
}
LONGEST_PERIOD = 5
FIRST_YEAR, LAST_YEAR = 1990, 2100
# Spreadsheets write -0.07 as -7.0000000000000007E-2.
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,2})?")
LONGEST_CELL, LONGEST_MEASURE = 40, 40
ENGLAND = 970
# Authorities have three figures; 970 is England, 980 to 990 regions. Nobody is called these.
NOT_AREAS = {*range(971, 980), *range(991, 999)}


@dataclass
class LaitReading:
    """The back data as read: a row a figure, and the areas and measures it names."""

    rows: int
    figures: pd.DataFrame
    areas: dict[int, tuple[str, str]]
    items: dict[str, str]
    codes: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Period:
    """A period as the publisher writes it: the last year it names, and its status."""

    year: int
    status: str


def period(printed: str) -> Period | None:
    """What a period means; none for the tool's year 0. Raises ReadError for any other text."""
    if printed == NO_YEAR:
        return None
    match = PERIOD.fullmatch(printed)
    mark = (match["mark"] or "final").lower() if match else ""
    if match is None or mark not in MARKS:
        raise ReadError(f"“{printed[:LONGEST_CELL]}” is not a year or period that is known.")
    begins = int(match["begins"])
    ends = match["last"] or match["next"]
    year = begins if ends is None else begins - begins % 100 + int(ends)
    if year < begins:
        year += 100
    if not (FIRST_YEAR <= begins <= LAST_YEAR and year - begins <= LONGEST_PERIOD):
        raise ReadError(f"“{printed}” is not a year or a few of them.")
    return Period(year, str(MARKS[mark]))


def figure(printed: str) -> tuple[float | None, str]:
    """A cell as a number or a code, never both. Raises ReadError for anything else."""
    if printed in CODES or not printed:
        return None, printed
    if len(printed) > LONGEST_CELL:
        raise ReadError(f"“{printed[:LONGEST_CELL]}…” is longer than any figure.")
    if not NUMBER.fullmatch(printed):
        raise ReadError(f"“{printed}” is neither a number nor a sign that the publisher explains.")
    # Thirteen digits: what a spreadsheet adds beyond them is noise, and would part equals.
    return float(f"{float(printed):.13g}"), ""


def area_number(printed: str) -> int:
    """The number of an area, which a spreadsheet saves as 851.0. Raises ReadError for others."""
    if not re.fullmatch(r"\d{3}(\.0+)?", printed):
        raise ReadError(f"“{printed[:LONGEST_CELL]}” is not the number of an area (three digits).")
    number = int(printed[:3])
    if number in NOT_AREAS or number < 100:
        raise ReadError(f"{number} is not a number that the publisher gives to any area.")
    return number


def each(
    cells: pd.DataFrame, sheet: Sheet, column: str, read: Callable[[str], Any]
) -> tuple[np.ndarray, list[Any]]:
    """Each different text of a column read once, and which of them stands in each row."""
    which, unique = pd.factorize(text(cells[column]).to_numpy())
    results = []
    for place, printed in enumerate(unique):
        try:
            results.append(read(printed))
        except ReadError as problem:
            raise ReadError(
                problem.problem,
                row=int(cells.index[np.flatnonzero(which == place)[0]]),
                column=sheet.printed(column),
                remedy="Correct the cell, or ask the publisher what it means.",
            ) from problem
    return which, results


def require(sheet: Sheet, columns: list[str], title: str) -> None:
    """Stop at a header that lacks what the publication always has."""
    missing = [name for name in columns if not sheet.has(name)]
    if missing:
        raise ReadError(
            f"the header has no column {', '.join(missing)}, which {title} always has.",
            row=sheet.header.line,
            column=missing[0],
            remedy="Take the publisher's own file.",
        )


def read(sheet: Sheet) -> LaitReading:
    """Every figure of the file, with the row it stands in."""
    require(sheet, REQUIRED, TITLE)
    cells = sheet.cells(REQUIRED)
    which_area, numbers = each(cells, sheet, AREA, area_number)
    which_measure, measures = each(cells, sheet, MEASURE, _measure)
    which_year, periods = each(cells, sheet, YEARS, period)
    which_value, values = each(cells, sheet, VALUES, figure)
    printed_years = pd.factorize(text(cells[YEARS]).to_numpy())[1]
    printed_values = pd.factorize(text(cells[VALUES]).to_numpy())[1]
    found = pd.DataFrame(
        {
            "row": cells.index.to_numpy(),
            "measure": np.array(measures, dtype=object).take(which_measure),
            "area": np.array(numbers, dtype="int64").take(which_area),
            "year": np.array([p.year if p else 0 for p in periods], dtype="int64").take(which_year),
            "year_as_published": np.array(printed_years, dtype=object).take(which_year),
            "status": np.array([p.status if p else "" for p in periods], dtype=object).take(
                which_year
            ),
            "raw": np.array(printed_values, dtype=object).take(which_value),
            "value": np.array(
                [np.nan if value is None else value for value, _ in values], dtype=float
            ).take(which_value),
            "code": np.array([code for _, code in values], dtype=object).take(which_value),
        }
    )
    reading = LaitReading(
        len(found), found, _areas(sheet, cells, found["area"]), _items(cells, found["measure"])
    )
    _leave_out_yearless(sheet, reading)
    _leave_out_repeated(sheet, reading)
    blank = reading.figures["value"].isna() & (reading.figures["code"] == "")
    reading.codes.update(code for code in reading.figures["code"] if code)
    if blank.any():
        reading.notes.append(f"blank cells, kept as missing: {int(blank.sum())}.")
    return reading


def _measure(printed: str) -> str:
    if not printed:
        raise ReadError("the row names no measure.")
    if len(printed) > LONGEST_MEASURE:
        raise ReadError(f"“{printed[:LONGEST_CELL]}…” is longer than any measure's code.")
    return printed


def _areas(
    sheet: Sheet, cells: pd.DataFrame, codes: "pd.Series[int]"
) -> dict[int, tuple[str, str]]:
    """Name and region of each area; the text NA, of England and regions, is kept."""
    first = ~codes.duplicated().to_numpy()
    names, regions = text(cells[AREA_NAME]), text(cells[REGION])
    areas = {
        int(code): (name, region)
        for code, name, region in zip(codes[first], names[first], regions[first], strict=True)
    }
    if ENGLAND in areas and not areas[ENGLAND][0].startswith("England"):
        raise ReadError(
            f"{ENGLAND} is England, and the file calls it “{areas[ENGLAND][0]}”.",
            row=int(cells.index[(codes == ENGLAND).to_numpy()][0]),
            column=sheet.printed(AREA_NAME),
            remedy="Cells of the row may have moved: compare it with the header.",
        )
    return areas


def _items(cells: pd.DataFrame, measures: "pd.Series[str]") -> dict[str, str]:
    """What each measure is called: said once, at its first row, and blank below; a cut of the
    file may have lost that row."""
    named = text(cells[ITEM]).to_numpy()
    table = pd.DataFrame({"measure": measures.to_numpy(), "item": named})
    said = table[table["item"] != ""].drop_duplicates("measure")
    known = dict(zip(said["measure"], said["item"], strict=True))
    return {measure: known.get(measure, "") for measure in measures.unique()}


def _leave_out_yearless(sheet: Sheet, reading: LaitReading) -> None:
    figures = reading.figures
    yearless = figures["year"] == 0
    wrong = yearless & figures["value"].notna()
    if wrong.any():
        raise ReadError(
            f"“{figures['raw'][wrong].iloc[0]}” is a figure of the year 0.",
            row=int(figures["row"][wrong].iloc[0]),
            column=sheet.printed(YEARS),
            remedy="Correct the year, or ask the publisher what it means.",
        )
    if yearless.any():
        names = ", ".join(figures["measure"][yearless].unique())
        reading.notes.append(
            f"left out as without year or figure: {int(yearless.sum())} ({names})."
        )
        reading.figures = figures[~yearless].reset_index(drop=True)


def _leave_out_repeated(sheet: Sheet, reading: LaitReading) -> None:
    """The same cell twice counts once; two figures of one thing stop the file."""
    figures = reading.figures
    key = ["measure", "area", "year", "status"]
    again = figures.duplicated(key)
    if not again.any():
        return
    first = figures.drop_duplicates(key).set_index(key)
    repeated = figures[again]
    before = first.loc[pd.MultiIndex.from_frame(repeated[key])]
    differs = (before["raw"].to_numpy() != repeated["raw"].to_numpy()) | (
        before["year_as_published"].to_numpy() != repeated["year_as_published"].to_numpy()
    )
    if differs.any():
        one, other = repeated[differs].iloc[0], before[differs].iloc[0]
        raise ReadError(
            f"{one['measure']} of area {one['area']} has two figures for {one['year']}:"
            f" {one['raw']} ({one['year_as_published']}), and {other['raw']}"
            f" ({other['year_as_published']}) in row {other['row']}.",
            row=int(one["row"]),
            column=sheet.printed(VALUES),
            remedy="Remove the row that does not belong, or take the file again.",
        )
    reading.duplicates = int(again.sum())
    reading.figures = figures[~again].reset_index(drop=True)


@dataclass(frozen=True)
class Described:
    """One measure as the dictionary describes it."""

    code: str
    name: str
    topic: str
    polarity: str
    unit: str
    decimal_places: int | None
    year_type: str
    has_quarters: bool
    row: int


@dataclass
class DictionaryReading:
    """The dictionary as read; a measure shown under two topics is one measure."""

    rows: int
    measures: dict[str, Described]
    notes: list[str] = field(default_factory=list)


DICTIONARY_TITLE = "the tool's dictionary"
D_CODE, D_NAME, D_TOPIC, D_POLARITY = "MEASURE_SHORT", "CHART_TITLE", "TOPIC", "POLARITY"
D_UNIT, D_PLACES, D_YEAR_TYPE, D_NO_QUARTERS = "Y_AXIS_NAME", "DPS", "YEAR_TYPE", "NO_QUARTILE"
D_REQUIRED = [D_CODE, D_NAME, D_TOPIC, D_POLARITY, D_UNIT, D_PLACES, D_YEAR_TYPE]
POLARITIES = {"High": Polarity.HIGH, "Low": Polarity.LOW} | dict.fromkeys(
    ["-", "NA", ""], Polarity.NONE
)
SILENT = {"NA", ""}
MOST_PLACES = 5
LONGEST_NAME, LONGEST_TOPIC, LONGEST_UNIT, LONGEST_YEAR_TYPE = 350, 60, 60, 30


def polarity(printed: str) -> str:
    """Which end is the good one; "-" and "NA" both mean that neither is."""
    if printed not in POLARITIES:
        raise ReadError(f"“{printed[:LONGEST_CELL]}” is neither High, Low, - nor NA.")
    return POLARITIES[printed].value


def decimal_places(printed: str) -> int | None:
    """How many decimals are shown; none where the dictionary is silent."""
    if printed in SILENT:
        return None
    if not printed.isdecimal() or int(printed) > MOST_PLACES:
        raise ReadError(f"“{printed[:LONGEST_CELL]}” is not a number of decimal places.")
    return int(printed)


def read_dictionary(sheet: Sheet) -> DictionaryReading:
    """What each measure is, by its short name, which the back data calls Short Desc."""
    require(sheet, D_REQUIRED, DICTIONARY_TITLE)
    columns = [*D_REQUIRED, *([D_NO_QUARTERS] if sheet.has(D_NO_QUARTERS) else [])]
    cells = sheet.cells(columns)
    which, polarities = each(cells, sheet, D_POLARITY, polarity)
    which_places, places = each(cells, sheet, D_PLACES, decimal_places)
    each(cells, sheet, D_CODE, _measure)
    said = {name: text(cells[name]).tolist() for name in columns}
    reading = DictionaryReading(len(cells), {})
    for number, row in enumerate(cells.index):
        told = Described(
            code=said[D_CODE][number],
            name=" ".join(said[D_NAME][number].split())[:LONGEST_NAME] or said[D_CODE][number],
            topic=said[D_TOPIC][number][:LONGEST_TOPIC],
            polarity=polarities[which[number]],
            unit=said[D_UNIT][number][:LONGEST_UNIT],
            decimal_places=places[which_places[number]],
            year_type=said[D_YEAR_TYPE][number][:LONGEST_YEAR_TYPE],
            # The publisher writes N where the figures lie too close together.
            has_quarters=said.get(D_NO_QUARTERS, [""] * len(cells))[number] != "N",
            row=int(row),
        )
        _add(reading, told, sheet)
    return reading


def _add(reading: DictionaryReading, told: Described, sheet: Sheet) -> None:
    """A measure stands once for each topic that shows it: the first says what it is called, any
    may say its decimals, and they must agree on which end is good."""
    first = reading.measures.setdefault(told.code, told)
    if first is told:
        return
    if first.polarity != told.polarity:
        raise ReadError(
            f"{told.code} is said to be better {told.polarity} here, and {first.polarity} in"
            f" row {first.row}.",
            row=told.row,
            column=sheet.printed(D_POLARITY),
            remedy="Ask the publisher which it is.",
        )
    stated = [n for n in (first.decimal_places, told.decimal_places) if n is not None]
    reading.measures[told.code] = replace(first, decimal_places=max(stated, default=None))
