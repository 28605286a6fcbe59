"""What every table of published figures has in common: cells that hold a number or a code."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.measures import CODES, MEASURES, PERCENT, SMALL_CODES, SMALL_VALUE, Measure, Unit
from schools.sources.sheets import ReadError, Sheet, text, whole_numbers

NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?%?")
# Progress 8 bands are numbers to 2018/19 and words from 2019/20.
BAND_WORDS = {
    "well above average": 1.0,
    "above average": 2.0,
    "average": 3.0,
    "below average": 4.0,
    "well below average": 5.0,
}
# England has some 150 authorities; files are issued of one, or of all.
FEW_AUTHORITIES = 10
LONGEST_CELL = 40
FIRST_URN, LAST_URN = 100_000, 999_999
LAST_LA_CODE = 999
# What the portal keeps of how a publisher describes a school.
LONGEST = {"name": 200, "record_type": 4, "school_type": 10, "closed": 4}
AGES = re.compile(r"(\d{1,2})\s*(?:-|to)\s*(\d{1,2})")


@dataclass(frozen=True)
class Column:
    """One column of a file: the measure and the pupils it is about, and where its cohort
    and its 95 % confidence interval stand."""

    name: str
    measure: str
    pupil_group: str = "all"
    cohort: str = ""
    low: str = ""
    high: str = ""


@dataclass
class Reading:
    """A file as read: who is listed, what is said of schools, and of areas."""

    rows: int
    entries: pd.DataFrame
    observations: pd.DataFrame
    benchmarks: pd.DataFrame
    codes: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def authorities(self) -> list[int]:
        """LA codes of the schools listed; 0 where the file and the register are silent."""
        return sorted(int(code) for code in self.entries["la_code"].unique())

    @property
    def authorities_told(self) -> list[int]:
        """LA codes of the file's own rows on authorities."""
        own = self.benchmarks[self.benchmarks["area"] == "authority"]["la_code"]
        return sorted(int(code) for code in own.unique())

    @property
    def is_of_few_authorities(self) -> bool:
        """Whether this is a file of an authority or a handful, not of all England."""
        return len(self.authorities) <= FEW_AUTHORITIES

    @property
    def authorities_replaced(self) -> list[int]:
        """LA codes of which the file says all there is to say.

        Schools that nobody can place are replaced as a whole by a file of all England alone;
        a file of one authority replaces those it lists.
        """
        return [code for code in self.authorities if code or not self.is_of_few_authorities]

    @property
    def covers_england(self) -> bool:
        return bool((self.benchmarks["area"] == "england").any())


def present(sheet: Sheet, columns: Sequence[Column]) -> list[Column]:
    """The columns this year's file has; of two names of one thing, the first it has."""
    found: dict[tuple[str, str], Column] = {}
    for column in columns:
        if sheet.has(column.name):
            found.setdefault((column.measure, column.pupil_group), column)
    return list(found.values())


def names_of(sheet: Sheet, columns: Sequence[Column], identity: Sequence[str]) -> list[str]:
    """Every column of the file that has to be read, once."""
    wanted = list(identity)
    for column in columns:
        wanted += [column.name, column.cohort, column.low, column.high]
    return [name for name in dict.fromkeys(wanted) if name and sheet.has(name)]


@lru_cache(maxsize=100_000)
def number_in(cell: str) -> float | None:
    """The number a cell holds; the percent sign and commas between thousands are notation."""
    if not NUMBER.fullmatch(cell) or not any(sign.isdigit() for sign in cell):
        return None
    return float(cell.rstrip("%").replace(",", ""))


@lru_cache(maxsize=100_000)
def value_of(cell: str, unit: Unit) -> tuple[float | None, str]:
    """A cell as a number or a code, never both but for the codes of small percentages.

    What is neither stops the file: a code nobody has explained is not guessed at.
    """
    if len(cell) > LONGEST_CELL:
        raise ReadError(f"“{cell[:LONGEST_CELL]}…” is longer than any figure.")
    number = number_in(cell)
    if number is not None and cell.endswith("%") and unit is not PERCENT:
        raise ReadError(f"“{cell}” is a percentage where a number is expected.")
    if number is not None:
        if not unit.lowest <= number <= unit.highest:
            raise ReadError(
                f"{cell} lies outside {unit.lowest:g} to {unit.highest:g}, what this measure"
                " can be."
            )
        return number, ""
    if unit.key == "band" and cell.lower() in BAND_WORDS:
        return BAND_WORDS[cell.lower()], ""
    if cell in CODES:
        small = cell in SMALL_CODES and unit is PERCENT
        return (SMALL_VALUE if small else None), cell
    raise ReadError(f"“{cell}” is neither a number nor a code that the publisher explains.")


@dataclass(frozen=True)
class Parsed:
    """The filled cells of one column: where they stand, and what they say."""

    places: np.ndarray
    raw: np.ndarray
    values: np.ndarray
    codes: np.ndarray


def parsed(sheet: Sheet, cells: pd.DataFrame, name: str, measure: Measure) -> Parsed:
    """A column's filled cells as numbers and codes; each different cell is read once."""
    column = cells[name].to_numpy()
    places = np.flatnonzero((column != "") & (column != " "))
    which, unique = pd.factorize(column[places])
    values = np.full(len(unique), np.nan)
    codes = np.full(len(unique), "", dtype=object)
    blank = np.zeros(len(unique), dtype=bool)
    for place, cell in enumerate(unique):
        stripped = cell.strip()
        if not stripped:
            blank[place] = True
            continue
        try:
            value, codes[place] = value_of(stripped, measure.unit)
        except ReadError as problem:
            row = cells.index[places[np.flatnonzero(which == place)[0]]]
            raise ReadError(
                problem.problem,
                row=int(row),
                column=sheet.printed(name),
                remedy="Correct the cell, or ask the publisher what it means.",
            ) from problem
        values[place] = np.nan if value is None else value
    if measure.is_percent:
        _refuse_fractions(sheet, name, unique, values, codes)
    if blank.any():
        filled = ~blank[which]
        which, places = which[filled], places[filled]
    return Parsed(places, unique.take(which), values.take(which), codes.take(which))


def _refuse_fractions(
    sheet: Sheet, name: str, unique: np.ndarray, values: np.ndarray, codes: np.ndarray
) -> None:
    """A spreadsheet saves 67% as 0.67; the publisher's own file never holds such a column."""
    bare = ~np.isnan(values) & np.array(
        [not code and not cell.endswith("%") for cell, code in zip(unique, codes, strict=True)],
        dtype=bool,
    )
    numbers = values[bare]
    if len(numbers) > 1 and numbers.max() <= 1 and (numbers % 1 != 0).any():
        raise ReadError(
            "every percentage lies between 0 and 1, as a spreadsheet saves them.",
            column=sheet.printed(name),
            remedy="Take the publisher's own file.",
        )


def numbers_of(cells: pd.DataFrame, name: str) -> np.ndarray:
    """A column's numbers beside a figure (cohort, interval), missing where it has a code."""
    if not name or name not in cells:
        return np.full(len(cells), np.nan)
    which, unique = pd.factorize(cells[name].to_numpy())
    numbers = [number_in(cell.strip()) for cell in unique]
    return np.array([np.nan if number is None else number for number in numbers]).take(which)


FIGURE_FIELDS = (
    "place", "measure", "pupil_group", "raw", "value", "code", "cohort", "ci_low", "ci_high",
    "column",
)  # fmt: skip


def figures(
    sheet: Sheet, cells: pd.DataFrame, columns: Sequence[Column], codes: Counter[str]
) -> pd.DataFrame:
    """One row per filled cell; `place` is the row of `cells` it comes from."""
    parts: dict[str, list[np.ndarray]] = {name: [] for name in FIGURE_FIELDS}
    beside: dict[str, np.ndarray] = {}
    for column in columns:
        found = parsed(sheet, cells, column.name, MEASURES[column.measure])
        count = len(found.places)
        if not count:
            continue
        for name in (column.cohort, column.low, column.high):
            if name not in beside:
                beside[name] = numbers_of(cells, name)
        parts["place"].append(found.places)
        parts["raw"].append(found.raw)
        parts["value"].append(found.values)
        parts["code"].append(found.codes)
        parts["cohort"].append(beside[column.cohort].take(found.places))
        parts["ci_low"].append(beside[column.low].take(found.places))
        parts["ci_high"].append(beside[column.high].take(found.places))
        for name, said in (
            ("measure", column.measure),
            ("pupil_group", column.pupil_group),
            ("column", sheet.printed(column.name)),
        ):
            parts[name].append(np.full(count, said, dtype=object))
        for code, times in Counter(found.codes[found.codes != ""].tolist()).items():
            codes[code] += times
    joined = {
        name: np.concatenate(arrays) if arrays else np.array([], dtype=object)
        for name, arrays in parts.items()
    }
    # Said to be objects: pandas would copy every text into an array of its own kind.
    table = pd.DataFrame(joined, dtype=object, copy=False)
    for name in ("value", "cohort", "ci_low", "ci_high"):
        table[name] = joined[name].astype(float)
    table["place"] = joined["place"].astype("int64")
    table.insert(0, "row", cells.index.to_numpy().take(table["place"]).astype("int64"))
    return table


def school_numbers(cells: pd.DataFrame, *, column: str) -> "pd.Series[int]":
    """The reference numbers of school rows: all there, all whole, none twice."""
    urns = whole_numbers(cells[column], column=column)
    wrong = urns.isna() | (urns < FIRST_URN) | (urns > LAST_URN)
    if wrong.any():
        row = urns.index[wrong][0]
        said = cells[column][row].strip()
        raise ReadError(
            f"“{said}” is not a school's reference number (six digits)." if said
            else "the row has no reference number of a school.",
            row=int(row),
            column=column,
            remedy="Cells of the row may have moved: compare it with the header.",
        )  # fmt: skip
    twice = urns.duplicated(keep="first")
    if twice.any():
        urn = int(urns[twice].iloc[0])
        rows = ", ".join(str(row) for row in urns.index[urns == urn])
        raise ReadError(
            f"URN {urn} has more than one row (rows {rows}).",
            row=int(urns.index[twice][0]),
            column=column,
            remedy="Remove the row that does not belong, or take the file again.",
        )
    return urns.astype("int64")


def la_codes(cells: pd.DataFrame, column: str) -> "pd.Series[int]":
    """The local authority of each row; 0 where the file leaves it blank."""
    codes = whole_numbers(cells[column], column=column).fillna(0).astype("int64")
    if (codes > LAST_LA_CODE).any():
        raise ReadError(
            f"{codes.max()} is not the number of a local authority (three digits).",
            row=int(codes.index[codes > LAST_LA_CODE][0]),
            column=column,
            remedy="Cells of the row may have moved: compare it with the header.",
        )
    return codes


def entries(
    cells: pd.DataFrame, identity: Mapping[str, str], urns: "pd.Series[int]", la_column: str
) -> pd.DataFrame:
    """How the publisher describes each school of the file; columns it lacks stay blank."""
    table = pd.DataFrame({"row": cells.index, "urn": urns.to_numpy()})
    table["la_code"] = la_codes(cells, la_column).to_numpy()
    for name, longest in LONGEST.items():
        column = identity.get(name, "")
        table[name] = (
            text(cells[column]).str.slice(0, longest).to_numpy() if column in cells else ""
        )
    ages = identity.get("ages", "")
    which, unique = pd.factorize(text(cells[ages]).to_numpy() if ages in cells else table["name"])
    found = [AGES.fullmatch(age) if ages in cells else None for age in unique]
    for name, group in (("low_age", 1), ("high_age", 2)):
        years = np.array([float(match[group]) if match else np.nan for match in found])
        table[name] = years.take(which) if len(which) else np.nan
    return table


def unknown_record(
    cells: pd.DataFrame, types: "pd.Series[str]", known: set[str], kind: str
) -> None:
    """Stop at a record type this publication does not have; its meaning differs by file."""
    strange = ~types.isin(known)
    if strange.any():
        raise ReadError(
            f"record type “{types[strange].iloc[0]}” is not one of {kind}'s"
            f" ({', '.join(sorted(known))}).",
            row=int(cells.index[strange][0]),
            column="RECTYPE",
            remedy="Record types mean different things in different files: is it that file?",
        )
