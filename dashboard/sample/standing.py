"""Where each sample school stands against England, year by year, and what was arranged.

`standing.csv` draws a line through the years for each school; `turns.csv` sets single
figures, each for a reason it names. Everything else is drawn from dice with a fixed seed.
"""

import csv
import random
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
RESULT_YEARS = [2016, 2017, 2018, 2023, 2024, 2025]


def dice(*key):
    """A source of chance that gives the same throws for the same key, on every machine."""
    return random.Random("-".join(map(str, key)))  # noqa: S311 - invented figures, no secret


def read_table(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _standing():
    table = {}
    for row in read_table("standing.csv"):
        for column, value in row.items():
            if column != "line" and value:
                measure, year = column.rsplit("_", 1)
                table.setdefault((int(row["line"]), measure), {})[int(year)] = float(value)
    return table


@cache
def _turns():
    return {
        (int(row["line"]), int(row["year"]), row["what"]): row["value"]
        for row in read_table("turns.csv")
    }


def turn(line, year, what):
    """What was arranged for a school in a year, or None."""
    return _turns().get((line, year, what))


def standing(line, measure, year):
    """A school's place that year, on the straight line between the years that are set."""
    known = _standing().get((line, measure))
    if known is None:
        return None
    before = max((y for y in known if y <= year), default=min(known))
    after = min((y for y in known if y >= year), default=max(known))
    if before == after:
        return known[before]
    share = (year - before) / (after - before)
    return known[before] + share * (known[after] - known[before])


@cache
def national(stage):
    """National figures as published, by year and column (upper case): cell text."""
    table = {year: {} for year in RESULT_YEARS}
    for row in read_table(f"national_{stage}.csv"):
        for year in RESULT_YEARS:
            if row[str(year)]:
                table[year][row["column"]] = row[str(year)]
    return table


def national_number(stage, year, column):
    return float(national(stage)[year][column].rstrip("%"))
