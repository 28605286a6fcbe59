"""Who gives support and who gets it, in counts that anybody may read.

Pure: deployments in, a table and two lists out, with every count under five withheld and nothing
to be found out by subtraction (`core.disclosure`). A line whose own total is small is put together
with others first, because totals are always printed.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from core.disclosure import FEWEST, Disclosed, of_list, of_table

OTHERS = "Others"
# Support for a trust of one school tells which school, and of two each knows of the other.
FEWEST_SCHOOLS = 3
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, order=True)
class Side:
    """Where support comes from or goes to: a trust, or all schools or bodies of a kind."""

    name: str
    is_trust: bool


MAINTAINED = Side("Schools maintained by the council", is_trust=False)
ELSEWHERE = Side("Bodies that are no school", is_trust=False)
SMALL_TRUSTS = Side("Small trusts", is_trust=True)


@dataclass(frozen=True)
class Given:
    """One deployment that began: from where, to where, in which term, with how many days."""

    giver: Side
    getter: Side
    academic_year: int
    term: str
    days: Decimal


@dataclass(frozen=True)
class Line:
    """One giver's counts, getter by getter, and their total; None is withheld."""

    name: str
    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class Exchange:
    """Who gives to whom. `from_trusts` counts all that named trusts gave."""

    getters: tuple[str, ...]
    lines: tuple[Line, ...]
    got: tuple[int | None, ...]
    total: int | None
    from_trusts: int | None
    has_small_trusts: bool


@dataclass(frozen=True)
class Period:
    """Some school years told of together, term by term: deployments begun and days given.

    Days are told where the count of deployments behind them is.
    """

    years: tuple[int, ...]
    counts: tuple[int | None, ...]
    days: tuple[Decimal | None, ...]
    total: int


@dataclass(frozen=True)
class Periods:
    """Every year, and how many deployments there were in all."""

    periods: tuple[Period, ...]
    total: int


def told_together(counts: Mapping[T, int], fewest: int = FEWEST) -> set[T]:
    """Which of some things are too few to be named: they are told as one, with enough of others.

    Only things that count anything are given.
    """
    small_first = sorted(counts, key=lambda thing: (counts[thing], str(thing)))
    together = {thing for thing in small_first if counts[thing] < fewest}
    for thing in small_first:
        if not together or sum(counts[one] for one in together) >= fewest:
            break
        together.add(thing)
    return together


def without_small_trusts(given: Iterable[Given], schools: Mapping[str, int]) -> list[Given]:
    """The same with small trusts that got support told as one, by how many schools a trust has."""
    small = told_together(schools, FEWEST_SCHOOLS)
    return [
        replace(one, getter=SMALL_TRUSTS)
        if one.getter.is_trust and (one.getter.name in small or one.getter.name not in schools)
        else one
        for one in given
    ]


def exchange(given: Iterable[Given]) -> Exchange | None:
    """The table of who gives to whom; None of too few deployments to tell of."""
    given = list(given)
    if len(given) < FEWEST:
        return None
    gave, got = Counter(one.giver for one in given), Counter(one.getter for one in given)
    small_givers, small_getters = told_together(gave), told_together(got)
    givers = _in_order(set(gave) - small_givers, gave)
    getters = _in_order(set(got) - small_getters, got)
    counted = Counter(
        (
            None if one.giver in small_givers else one.giver,
            None if one.getter in small_getters else one.getter,
        )
        for one in given
    )
    rows: list[Side | None] = [*givers, *([None] if small_givers else [])]
    columns: list[Side | None] = [*getters, *([None] if small_getters else [])]
    table = of_table([[counted[row, column] for column in columns] for row in rows])
    return Exchange(
        getters=tuple(_name(column) for column in columns),
        lines=tuple(
            Line(_name(row), cells, total)
            for row, cells, total in zip(rows, table.cells, table.row_totals, strict=True)
        ),
        got=table.column_totals,
        total=table.total,
        from_trusts=_from_trusts(rows, table),
        has_small_trusts=any(side.is_trust for side in small_givers),
    )


def _in_order(sides: Iterable[Side], counts: Mapping[Side, int]) -> list[Side]:
    """Those that count most first, schools of the council and other bodies after the trusts."""
    return sorted(sides, key=lambda side: (not side.is_trust, -counts[side], side.name))


def _name(side: Side | None) -> str:
    return side.name if side else OTHERS


def _from_trusts(rows: Sequence[Side | None], table: Disclosed) -> int | None:
    """What the trusts that are named gave, from the totals as printed."""
    totals = [
        total for row, total in zip(rows, table.row_totals, strict=True) if row and row.is_trust
    ]
    return None if None in totals else sum(total for total in totals if total)


def periods(given: Iterable[Given], *, terms: Sequence[str]) -> Periods | None:
    """Deployments and days by school year and term, years that are too small put together."""
    given = list(given)
    if len(given) < FEWEST:
        return None
    counted = Counter((one.academic_year, one.term) for one in given)
    found = []
    for years in years_together(Counter(one.academic_year for one in given)):
        counts = of_list([sum(counted[year, term] for year in years) for term in terms])
        days = [
            sum(
                (one.days for one in given if one.academic_year in years and one.term == term),
                Decimal(0),
            )
            for term in terms
        ]
        shown = tuple(
            None if count is None else day for count, day in zip(counts, days, strict=True)
        )
        total = sum(counted[year, term] for year in years for term in terms)
        found.append(Period(years, counts, shown, total))
    return Periods(tuple(found), len(given))


def years_together(counts: Mapping[int, int]) -> list[tuple[int, ...]]:
    """School years in their order, neighbours told as one where a year has too few.

    Only where all years together have enough.
    """
    groups: list[list[int]] = []
    waiting: list[int] = []
    for year in sorted(counts):
        waiting.append(year)
        if sum(counts[one] for one in waiting) >= FEWEST:
            groups.append(waiting)
            waiting = []
    if waiting:
        groups[-1] += waiting
    return [tuple(group) for group in groups]
