"""The published figures of one school and of what they are compared with, read for a page.

Of several releases the highest status counts. Results of a predecessor follow the school
through the register's links, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pandas as pd

from dashboard.engine.comparators import similar
from dashboard.measures import MEASURES
from dashboard.models import Benchmark, Observation
from dashboard.questions import CARD_MEASURES
from dashboard.readings import Figure, figure
from schools.history import Establishment, History, successions
from schools.models import RANK, Phase, Release, School, SchoolLink, Status
from schools.types import Category, category

SIMILAR_COUNT = 10
LAST_PRIMARY_AGE = 11
SECONDARY_PHASES = (Phase.SECONDARY, Phase.MIDDLE_SECONDARY, Phase.ALL_THROUGH)


class Cell(NamedTuple):
    """A published cell as it is stored: a number or a code, and the release it came from."""

    status: str
    value: float | None
    code: str
    cohort: int | None
    ci_low: float | None
    ci_high: float | None
    release: int


class Series(NamedTuple):
    """Whose figures, of which measure, about which pupils."""

    whose: str | int
    measure: str
    group: str


@dataclass
class Book:
    """Every cell a page needs, the highest status of each, by series and year."""

    cells: dict[Series, dict[int, Cell]] = field(default_factory=dict)

    def add(self, series: Series, year: int, cell: Cell) -> None:
        years = self.cells.setdefault(series, {})
        known = years.get(year)
        if known is None or RANK[cell.status] > RANK[known.status]:
            years[year] = cell

    def years(self, whose: str | int, measure: str, group: str = "all") -> dict[int, Cell]:
        return self.cells.get(Series(whose, measure, group), {})


class Neighbour(NamedTuple):
    """A school of the same authority, as far as its neighbours' pages speak of it."""

    urn: int
    name: str
    status: int
    phase: int
    low_age: int | None
    high_age: int | None
    opened_on: date | None
    closed_on: date | None
    type_code: int | None
    number_of_pupils: int | None
    percentage_fsm: float | None


@dataclass(frozen=True)
class Surroundings:
    """The authority's schools, how they follow one another, and which are like this one."""

    school: School
    neighbours: Mapping[int, Neighbour]
    history: History

    def chain(self, urn: int) -> list[int]:
        """A school and the one predecessor its results follow, and so on back.

        Where two schools were joined into one, neither's results stand for the new school.
        """
        chain = [urn]
        while True:
            before = [
                link.old
                for link in self.history.predecessors(chain[-1], date.max)
                if not link.is_merger
            ]
            if len(before) != 1 or before[0] in chain:
                return chain
            chain.append(before[0])

    def before(self, urn: int) -> list[int]:
        """The schools that this one followed."""
        return [link.old for link in self.history.predecessors(urn, date.max)]

    def after(self, urn: int) -> list[int]:
        """The school that stands in its place today, if it is not this one."""
        current = self.history.current(urn)
        return [current] if current and current != urn else []

    def name_of(self, urn: int) -> str:
        known = self.neighbours.get(urn)
        return known.name if known else f"URN {urn}"


def similar_urns(
    neighbours: Mapping[int, Neighbour], urn: int, count: int = SIMILAR_COUNT
) -> list[int]:
    """Open schools of the authority most like this one in phase, roll and disadvantage."""
    peers = [
        school
        for school in neighbours.values()
        if school.number_of_pupils and (school.status in (Status.OPEN, Status.CLOSING))
    ]
    frame = pd.DataFrame(
        {
            "phase": [_stage(school) for school in peers],
            "roll": [school.number_of_pupils for school in peers],
            "disadvantaged": [school.percentage_fsm for school in peers],
        },
        index=pd.Index([school.urn for school in peers], name="urn"),
    )
    return similar(frame, urn, count)


def _stage(school: Neighbour) -> str:
    """Schools of one phase and kind; infant schools apart, for they have no results."""
    leaves_early = (school.high_age or 99) < LAST_PRIMARY_AGE
    return f"{school.phase} {kind_of(school)} {leaves_early}"


def kind_of(school: School | Neighbour) -> Category:
    """Mainstream, special or another kind, by the register's type code."""
    return category(register_code=school.type_code, table_code="", record_type="")


def neighbours_of(school: School) -> dict[int, Neighbour]:
    """Every school of the authority, open or closed. One query."""
    rows = School.objects.filter(la_code=school.la_code).values_list(*Neighbour._fields)
    return {row[0]: Neighbour(*row) for row in rows}


def surroundings(school: School) -> Surroundings:
    """The register's schools and links round one school. Two queries."""
    neighbours = neighbours_of(school)
    own = School.objects.filter(la_code=school.la_code).values("urn")
    links = SchoolLink.objects.filter(urn__in=own) | SchoolLink.objects.filter(link_urn__in=own)
    establishments = {
        one.urn: Establishment(one.urn, one.status, one.opened_on, one.closed_on)
        for one in neighbours.values()
    }
    return Surroundings(school, neighbours, History(establishments, successions(links)))


ENGLAND, AUTHORITY = "england", "authority"


@dataclass(frozen=True)
class Results:
    """The figures of a school's page, and the releases they came from."""

    around: Surroundings
    chain: Sequence[int]
    similar: Sequence[int]
    book: Book
    absence_population: str
    # Figures already put into words; a page asks for the same ones several times.
    _said: dict[tuple[int | str, str, str], dict[int, Figure]] = field(default_factory=dict)

    def school_years(self, measure: str, group: str = "all") -> dict[int, Figure]:
        """The school's own years, a predecessor's where it has none of its own, tagged."""
        return self._years_of(self.chain, measure, group)

    def years_of(self, urn: int, measure: str) -> dict[int, Figure]:
        return self._years_of(self.around.chain(urn), measure, "all")

    def _years_of(self, chain: Sequence[int], measure: str, group: str) -> dict[int, Figure]:
        figures = self._said.setdefault((chain[0], measure, group), {})
        if figures:
            return figures
        for urn in reversed(chain):
            note = "" if urn == chain[0] else f"results of predecessor (URN {urn})"
            for year, cell in self.book.years(urn, measure, group).items():
                figures[year] = shown(cell, measure, group, note)
        return figures

    def area_years(self, area: str, measure: str, group: str = "all") -> dict[int, Figure]:
        """England's or the authority's years; absence against schools of the same phase."""
        population = (
            self.absence_population if MEASURES[measure].kind == "absence" else "state_funded"
        )
        figures = self._said.setdefault((area, measure, group), {})
        if not figures:
            cells = self.book.years(f"{area} {population}", measure, group)
            figures |= {year: shown(cell, measure, "all") for year, cell in cells.items()}
        return figures

    @property
    def newest(self) -> dict[str, int]:
        """The newest results year loaded of each publication."""
        newest: dict[str, int] = {}
        for series, years in self.book.cells.items():
            if isinstance(series.whose, str):
                kind = MEASURES[series.measure].kind
                newest[kind] = max(newest.get(kind, 0), *years)
        return newest

    def releases(self, measures: Iterable[str]) -> list[Release]:
        """The files that the school's own figures on the page came from. One query."""
        wanted = set(measures)
        used = {
            cell.release
            for series, years in self.book.cells.items()
            if series.measure in wanted and series.whose in self.chain
            for cell in years.values()
        }
        return list(
            Release.objects.filter(pk__in=used)
            .defer("report", "authorities")
            .order_by("kind", "-academic_year")
        )


def shown(cell: Cell, measure: str, group: str, note: str = "") -> Figure:
    """A stored cell as the pages show it."""
    return figure(
        cell.value,
        cell.code,
        unit=MEASURES[measure].unit.key,
        decimals=MEASURES[measure].decimals,
        cohort=cell.cohort,
        note=note,
        ci_low=cell.ci_low,
        ci_high=cell.ci_high,
        is_group=group != "all",
    )


def results_of(school: School, measures: Sequence[str], *, similar_count: int) -> Results:
    """The figures of a school for some measures, with England, the authority and its like.

    Four queries: neighbours, links, figures, benchmarks.
    """
    around = surroundings(school)
    alike = similar_urns(around.neighbours, school.urn, similar_count) if similar_count else []
    chain = around.chain(school.urn)
    others = [urn for peer in alike for urn in around.chain(peer)]
    beside = [measure for measure in CARD_MEASURES if measure in measures]
    book = Book()
    observations = Observation.objects.of_page(chain, others, beside).filter(measure__in=measures)
    for urn, measure, group, year, *rest in observations.cells():
        book.add(Series(urn, measure, group), year, Cell(*rest))
    for row in Benchmark.objects.beside(school.la_code, measures).cells():
        area, population, measure, group, year, status, value, code, cohort, release = row
        cell = Cell(status, value, code, cohort, None, None, release)
        book.add(Series(f"{area} {population}", measure, group), year, cell)
    return Results(around, chain, alike, book, _absence_population(school, chain, book))


def _absence_population(school: School, chain: Sequence[int], book: Book) -> str:
    """Which schools' national absence a school is held against: its own phase's."""
    kind = kind_of(school)
    if kind in (Category.SPECIAL, Category.ALTERNATIVE):
        # No national rate of alternative provision is published with these files.
        return kind.value
    has_ks4 = any(book.years(urn, "attainment8") for urn in chain)
    return "secondary" if has_ks4 or school.phase in SECONDARY_PHASES else "primary"
