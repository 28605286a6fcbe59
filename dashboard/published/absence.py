"""Pupil absence in the performance tables, published by the Department for Education."""

from collections import Counter

import pandas as pd

from dashboard.published.figures import (
    Column,
    Reading,
    entries,
    figures,
    names_of,
    present,
    school_numbers,
)
from schools.sources.sheets import ReadError, Sheet, text

COLUMNS = [
    Column("PERCTOT", "overall_absence"),
    Column("PPERSABS10", "persistent_absence"),
    # Before 2015/16 pupils counted as persistently absent at 15 %; the two are never chained.
    Column("PPERSABS15", "persistent_absence_15"),
]
ENGLAND = "NAT"
POPULATIONS = {"PRI": "primary", "SEC": "secondary", "SPE": "special"}


def read(sheet: Sheet) -> Reading:
    """Absence of each school, and of England by phase in the last rows."""
    columns = present(sheet, COLUMNS)
    cells = sheet.cells(names_of(sheet, columns, ["LA", "ESTAB", "URN"]))
    is_england = text(cells["LA"]) == ENGLAND

    schools = cells[~is_england]
    urns = school_numbers(schools, column="URN")
    listed = entries(schools, {}, urns, "LA")
    codes: Counter[str] = Counter()
    observations = figures(sheet, schools, columns, codes)
    for name in ("urn", "la_code"):
        observations[name] = listed[name].to_numpy().take(observations["place"])
    return Reading(
        rows=len(cells),
        entries=listed,
        observations=observations.drop(columns="place"),
        benchmarks=_england(sheet, cells[is_england], columns, codes),
        codes=codes,
    )


def _england(
    sheet: Sheet, rows: pd.DataFrame, columns: list[Column], codes: Counter[str]
) -> pd.DataFrame:
    """The national rates of primary, secondary and special schools."""
    phases = text(rows["ESTAB"])
    wrong = ~phases.isin(POPULATIONS) | phases.duplicated()
    if wrong.any():
        raise ReadError(
            f"“{phases[wrong].iloc[0]}” is not a phase of the national rows (PRI, SEC, SPE),"
            " or stands there twice.",
            row=int(rows.index[wrong][0]),
            column="ESTAB",
            remedy="Take the file from the publisher again.",
        )
    table = figures(sheet, rows, columns, codes)
    table["population"] = phases.map(POPULATIONS).to_numpy().take(table["place"])
    table["area"], table["la_code"] = "england", 0
    return table.drop(columns=["place", "ci_low", "ci_high"])
