"""Statistical neighbours: for each authority the ten that are most like it, by the Department
for Education's model of a month."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard.published.lait import area_number, each, require
from schools.sources.sheets import Header, ReadError, Sheet, normalised, text

TITLE = "the list of statistical neighbours"
SHEETS = {"LA SN Groups"}
AUTHORITY, NAME, REGION = "LA NUM", "LA NAME", "GOREG"
HOW_MANY = 10
# Capitals differ between the publisher's models; the words do not.
CLOSENESS = {"extremely close", "very close", "close", "somewhat close", "not close"}
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTH_IN_NAME = re.compile(r"([A-Za-z]{3,9})[ _-]?(20\d\d)")


@dataclass
class NeighbourReading:
    """The list as read: a row an authority and neighbour, nearest first."""

    rows: int
    neighbours: pd.DataFrame
    areas: dict[int, tuple[str, str]]
    notes: list[str] = field(default_factory=list)


def month_in(name: str) -> date | None:
    """The month of the model, which stands in the file's name alone: sn_may_2025.xlsx."""
    for match in MONTH_IN_NAME.finditer(name):
        for number, month in enumerate(MONTHS, start=1):
            if month.startswith(match[1].lower()):
                return date(int(match[2]), number, 1)
    return None


def _columns(sheet: Sheet) -> Sheet:
    """The same sheet with names of its own for the ten columns that are all called SNP."""
    names: list[str] = []
    for name in sheet.header.names:
        is_closeness = normalised(name) == "SNP" and names
        names.append(f"{names[-1]} closeness" if is_closeness else name)
    columns = {normalised(name): place for place, name in enumerate(names)}
    return replace(sheet, header=Header(sheet.header.line, tuple(names), columns))


def closeness(printed: str) -> str:
    """How near a neighbour is, in the publisher's words and capitals."""
    if printed.lower() not in CLOSENESS:
        raise ReadError(f"“{printed[:40]}” is not a word that the publisher has for closeness.")
    return printed


def read(sheet: Sheet) -> NeighbourReading:
    """Ten neighbours of each authority; those of authorities since reorganised stand below a
    title of their own, and count for their time."""
    sheet = _columns(sheet)
    places = [(f"SN{n}", f"SN{n} CLOSENESS") for n in range(1, HOW_MANY + 1)]
    wanted = [AUTHORITY, NAME, REGION, *(name for pair in places for name in pair)]
    require(sheet, wanted, TITLE)
    cells = sheet.cells(wanted)
    listed = cells[text(cells[AUTHORITY]) != ""]
    titles = [name for name in text(cells[NAME])[~cells.index.isin(listed.index)] if name]
    which, codes = each(listed, sheet, AUTHORITY, area_number)
    authorities = [codes[number] for number in which]
    _once(listed, sheet, authorities)
    found: list[dict[str, Any]] = []
    for place, (neighbour, words) in enumerate(places, start=1):
        which_one, numbers = each(listed, sheet, neighbour, area_number)
        which_word, said = each(listed, sheet, words, closeness)
        found += [
            {
                "authority": authority,
                "neighbour": numbers[number],
                "place": place,
                "closeness": said[word],
                "row": int(row),
                "column": f"SN{place}",
            }
            for authority, number, word, row in zip(
                authorities, which_one, which_word, listed.index, strict=True
            )
        ]
    table = pd.DataFrame(found).sort_values(["row", "place"], ignore_index=True)
    _each_another(table)
    areas = dict(
        zip(authorities, zip(text(listed[NAME]), text(listed[REGION]), strict=True), strict=True)
    )
    reading = NeighbourReading(len(listed), table, areas)
    if titles:
        reading.notes.append(f"rows below the title “{'”, “'.join(titles)}” were read too.")
    unlisted = sorted(set(table["neighbour"]) - set(areas))
    if unlisted:
        names = ", ".join(map(str, unlisted[:10]))
        reading.notes.append(f"{len(unlisted)} neighbours have no row of their own ({names}).")
    return reading


def _once(listed: pd.DataFrame, sheet: Sheet, authorities: list[int]) -> None:
    codes = pd.Series(authorities, index=listed.index)
    twice = codes.duplicated()
    if twice.any():
        raise ReadError(
            f"authority {codes[twice].iloc[0]} has more than one row.",
            row=int(codes.index[twice][0]),
            column=sheet.printed(AUTHORITY),
            remedy="Remove the row that does not belong.",
        )


def _each_another(table: pd.DataFrame) -> None:
    """Nobody is a neighbour of itself, and nobody is one twice."""
    wrong = (table["authority"] == table["neighbour"]) | table.duplicated(
        ["authority", "neighbour"]
    )
    if wrong.any():
        first = table[wrong].iloc[0]
        raise ReadError(
            f"authority {first['authority']} has {first['neighbour']} for a neighbour, which is"
            " itself or stands there already.",
            row=int(first["row"]),
            column=str(first["column"]),
            remedy="Take the file from the publisher again.",
        )
