"""School performance tables: rows of schools, authorities and England in one file."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.measures import published_years
from dashboard.published.figures import (
    Column,
    Reading,
    entries,
    figures,
    names_of,
    present,
    school_numbers,
    unknown_record,
)
from schools.sources.sheets import Header, ReadError, Sheet, text

SCHOOL, AUTHORITY = "school", "authority"
STATE_FUNDED, ALL = "state_funded", "all"

IDENTITY = {
    "name": "SCHNAME",
    "record_type": "RECTYPE",
    "school_type": "NFTYPE",
    "closed": "ICLOSE",
    "ages": "AGERANGE",
}
EARLIER_YEAR = re.compile(r"_(1[5-9]|[2-4]\d)$")


@dataclass(frozen=True)
class Tables:
    """The layout of one stage's performance tables.

    `records` says what each RECTYPE means: the numbers mean different things by stage.
    """

    title: str
    records: Mapping[str, str]
    columns: Sequence[Column]
    required: Sequence[str]
    family: str


def year_told(header: Header, family: str) -> int | None:
    """The year a file's own columns tell: the next published after the latest it looks back on.

    Columns such as READPROG_18 repeat the figures of earlier years; `_94` and `_95` are
    grades, not years.
    """
    suffixes = [int(match[1]) for name in header.columns if (match := EARLIER_YEAR.search(name))]
    if not suffixes:
        return None
    after = 2001 + max(suffixes)
    later = [year for year in published_years(family) if year >= after]
    return min(later, default=after)


def read(sheet: Sheet, tables: Tables) -> Reading:
    """Every figure of the file, with the row it stands in."""
    missing = [name for name in tables.required if not sheet.has(name)]
    if missing:
        raise ReadError(
            f"the header has no column {', '.join(missing)}, which {tables.title} always have.",
            row=sheet.header.line,
            column=missing[0],
            remedy="Take the publisher's own file.",
        )
    columns = present(sheet, tables.columns)
    cells = sheet.cells(names_of(sheet, columns, ["RECTYPE", "LEA", "URN", *IDENTITY.values()]))
    types = text(cells["RECTYPE"])
    unknown_record(cells, types, set(tables.records), tables.title)
    meaning = types.map(tables.records)

    schools = cells[meaning == SCHOOL]
    urns = school_numbers(schools, column="URN")
    listed = entries(schools, IDENTITY, urns, "LEA")
    codes: Counter[str] = Counter()
    observations = figures(sheet, schools, columns, codes)
    for name in ("urn", "la_code"):
        observations[name] = listed[name].to_numpy().take(observations["place"])

    areas = cells[meaning != SCHOOL]
    benchmarks = area_figures(sheet, areas, columns, meaning[meaning != SCHOOL], codes)
    return Reading(
        rows=len(cells),
        entries=listed,
        observations=observations.drop(columns="place"),
        benchmarks=benchmarks,
        codes=codes,
    )


def area_figures(
    sheet: Sheet,
    areas: pd.DataFrame,
    columns: Sequence[Column],
    meaning: "pd.Series[str]",
    codes: Counter[str],
) -> pd.DataFrame:
    """What the file says of authorities and of England, whichever row they stand in."""
    is_authority = (meaning == AUTHORITY).to_numpy()
    la_code = pd.to_numeric(text(areas["LEA"]), errors="coerce").fillna(0).astype("int64")
    nameless = is_authority & (la_code == 0).to_numpy()
    if nameless.any():
        raise ReadError(
            "the row of a local authority has no authority's number.",
            row=int(areas.index[nameless][0]),
            column="LEA",
            remedy="Take the file from the publisher again.",
        )
    who = pd.DataFrame({"meaning": meaning, "la_code": la_code.where(is_authority, 0)})
    twice = who.duplicated()
    if twice.any():
        raise ReadError(
            "an authority, or England, has more than one row of the same type.",
            row=int(areas.index[twice][0]),
            column="RECTYPE",
            remedy="Remove the row that does not belong.",
        )
    table = figures(sheet, areas, columns, codes)
    place = table["place"]
    table["la_code"] = who["la_code"].to_numpy().take(place)
    authority = is_authority.take(place)
    table["area"] = pd.Series(authority, dtype=object).map({True: "authority", False: "england"})
    table["population"] = meaning.to_numpy().take(place)
    table.loc[authority, "population"] = STATE_FUNDED
    return table.drop(columns=["place", "ci_low", "ci_high"])
