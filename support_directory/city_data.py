"""What the city's page of support says, as one record: the page, its CSV and its JSON print it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.disclosure import WITHHELD, in_words
from strategy.models.progress import Term
from strategy.terms import SchoolTerm
from support_directory.exchange import (
    Exchange,
    Period,
    Periods,
    exchange,
    periods,
    without_small_trusts,
)
from support_directory.flows import Picture, picture
from support_directory.given import given_until, schools_of_trusts

TERMS = [term.value for term in Term]
FOOTNOTES = [
    "Counted are deployments that began and ended up under way, in the terms before the present"
    " one. A school counts with the trust it was in when the support began.",
    "A count under five is withheld, and further counts so that it cannot be reckoned from totals."
    " A trust or year with fewer than five in all is told together with others.",
    "Of trusts with fewer than three schools here it is not told which of them got support: with"
    " so few it would tell which school.",
    "Days are those planned, and once the work has ended those used.",
]
CSV_HEAD = ["record", "from", "to", "school years", "term", "deployments", "days"]


@dataclass(frozen=True)
class CitySupport:
    """Who gives and gets, and how much in which term; nothing where too little was given."""

    until: SchoolTerm
    table: Exchange | None
    over_time: Periods | None

    @property
    def picture(self) -> Picture | None:
        return picture(self.table) if self.table else None


def city_support(term: SchoolTerm) -> CitySupport:
    """The support given in the terms before one. Two queries."""
    given = without_small_trusts(given_until(term), schools_of_trusts())
    return CitySupport(term.later(-1), exchange(given), periods(given, terms=TERMS))


def years_in_words(period: Period) -> str:
    """School years as they are said: 2024/25, or 2023/24 and 2024/25."""
    said = [f"{year - 1}/{year % 100:02}" for year in period.years]
    return said[0] if len(said) == 1 else f"{said[0]} to {said[-1]}"


def days_in_words(days: Decimal | None) -> str:
    return WITHHELD if days is None else f"{days.normalize():f}"


@dataclass(frozen=True)
class Told:
    """One number of the page as a line of a file; a count that is None is withheld."""

    record: str
    count: int | None
    giver: str = ""
    getter: str = ""
    years: str = ""
    term: str = ""
    days: Decimal | None = None

    @property
    def tells_days(self) -> bool:
        return bool(self.term)


def lines_of(told: CitySupport) -> list[Told]:
    """Every number told, a line each: for files, so that they hold what the page does."""
    return [*_of_table(told.table), *_of_periods(told.over_time)]


def _of_table(table: Exchange | None) -> Iterator[Told]:
    if table is None:
        return
    for line in table.lines:
        for getter, count in zip(table.getters, line.counts, strict=True):
            yield Told("who gives and gets", count, line.name, getter)
        yield Told("given", line.total, line.name)
    for getter, count in zip(table.getters, table.got, strict=True):
        yield Told("got", count, getter=getter)


def _of_periods(over_time: Periods | None) -> Iterator[Told]:
    if over_time is None:
        return
    for period in over_time.periods:
        years = years_in_words(period)
        for term, count, days in zip(Term, period.counts, period.days, strict=True):
            yield Told("by term", count, years=years, term=term.label, days=days)
        yield Told("by year", period.total, years=years)
    yield Told("in all", over_time.total)


def csv_rows(told: CitySupport) -> list[list[str]]:
    return [
        [
            line.record,
            line.giver,
            line.getter,
            line.years,
            line.term,
            in_words(line.count),
            days_in_words(line.days) if line.tells_days else "",
        ]
        for line in lines_of(told)
    ]


def record_of(told: CitySupport) -> dict[str, Any]:
    """The same for machines: what is withheld says so and has no number."""
    return {
        "title": "Who gives and gets support",
        "address": settings.SITE_URL + reverse("support_directory:city-support"),
        "until": str(told.until),
        "rows": [_row(line) for line in lines_of(told)],
        "footnotes": FOOTNOTES,
    }


def _row(line: Told) -> dict[str, Any]:
    words = [line.record, line.giver, line.getter, line.years, line.term]
    row: dict[str, Any] = {name: said for name, said in zip(CSV_HEAD, words, strict=False) if said}
    row |= {"deployments": line.count, "withheld": line.count is None}
    if line.tells_days:
        row["days"] = None if line.days is None else float(line.days)
    return row
