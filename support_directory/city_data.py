"""What the city's page of support says, as one record: the page, its CSV and its JSON print it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.disclosure import WITHHELD, in_words
from strategy.models.progress import Term
from strategy.terms import SchoolTerm
from support_directory.exchange import Exchange, Period, Periods, exchange, periods
from support_directory.flows import Picture, picture
from support_directory.given import given_until

TERMS = [term.value for term in Term]
FOOTNOTES = [
    "Counted are deployments that began and ended up under way, in the terms before the present"
    " one. A school counts with the trust it was in when the support began.",
    "A count under five is withheld, and further counts so that it cannot be reckoned from totals."
    " A trust or year with fewer than five in all is told together with others.",
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
    """The support given in the terms before one. One query."""
    given = given_until(term)
    return CitySupport(term.later(-1), exchange(given), periods(given, terms=TERMS))


def years_in_words(period: Period) -> str:
    """School years as they are said: 2024/25, or 2023/24 and 2024/25."""
    said = [f"{year - 1}/{year % 100:02}" for year in period.years]
    return said[0] if len(said) == 1 else f"{said[0]} to {said[-1]}"


def days_in_words(days: Decimal | None) -> str:
    return WITHHELD if days is None else f"{days.normalize():f}"


def lines_of(told: CitySupport) -> list[list[tuple[str, Any]]]:
    """Every number told, a line each: for files, so that they hold what the page does."""
    lines: list[list[Any]] = []
    if told.table:
        for line in told.table.lines:
            for getter, count in zip(told.table.getters, line.counts, strict=True):
                lines.append(["who gives and gets", line.name, getter, "", "", count, None])
            lines.append(["given", line.name, "", "", "", line.total, None])
        for getter, count in zip(told.table.getters, told.table.got, strict=True):
            lines.append(["got", "", getter, "", "", count, None])
    if told.over_time:
        for period in told.over_time.periods:
            years = years_in_words(period)
            for term, count, days in zip(Term, period.counts, period.days, strict=True):
                lines.append(["by term", "", "", years, term.label, count, days])
            lines.append(["by year", "", "", years, "", period.total, None])
        lines.append(["in all", "", "", "", "", told.over_time.total, None])
    return lines


def csv_rows(told: CitySupport) -> list[list[str]]:
    return [
        [
            *words,
            in_words(count),
            "" if kind != "by term" else days_in_words(days),
        ]
        for [kind, *_], words, count, days in (
            (line, line[:-2], line[-2], line[-1]) for line in lines_of(told)
        )
    ]


def record_of(told: CitySupport) -> dict[str, Any]:
    """The same for machines: what is withheld says so and has no number."""
    return {
        "title": "Who gives and gets support",
        "address": settings.SITE_URL + reverse("support_directory:city-support"),
        "until": str(told.until),
        "rows": [
            {
                **{name: words for name, words in zip(CSV_HEAD, line[:-2], strict=False) if words},
                "deployments": line[-2],
                **({"days": _number(line[-1])} if line[0] == "by term" else {}),
                "withheld": line[-2] is None,
            }
            for line in lines_of(told)
        ],
        "footnotes": FOOTNOTES,
    }


def _number(days: Decimal | None) -> float | None:
    return None if days is None else float(days)
