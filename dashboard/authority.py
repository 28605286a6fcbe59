"""A whole authority over the years, and where it stands: among all authorities, against
England and its region, and among its statistical neighbours.

A `Book` holds the figures of some measures, fetched in a fixed number of queries however many
areas and years are asked of it. What a figure is held against belongs to its own world: the
sample city stands among invented authorities, never among real ones.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from dashboard.engine import standing as arithmetic
from dashboard.engine.standing import Comparison, Polarity, Rank
from dashboard.models import Area, AuthorityFigure, AuthorityMeasure, Neighbour
from dashboard.models.authorities import ENGLAND, is_sample_area
from dashboard.published.lait import CODES
from dashboard.readings import MINUS, NBSP
from schools.models import RANK, Release

# The publisher names regions in its lists of authorities otherwise than in their own rows.
REGION_CODES = {
    "north east": 980,
    "north west": 981,
    "yorkshire and the humber": 982,
    "east midlands": 983,
    "west midlands": 984,
    "east of england": 985,
    "inner london": 987,
    "outer london": 988,
    "south east": 989,
    "south west": 990,
}
QUARTER_WORDS = {1: "top", 2: "second", 3: "third", 4: "bottom"}


class UnknownMeasureError(LookupError):
    """No file that is loaded knows the measure."""


class Why(StrEnum):
    """Why a year has no figure."""

    NOT_PUBLISHED = "not_published"  # for any authority
    MISSING = "missing"  # others have one
    NOT_LOADED = "not_loaded"  # no file here has the year


@dataclass(frozen=True)
class Measure:
    """What is measured, and how its figures are shown."""

    code: str
    name: str
    topic: str
    polarity: Polarity
    unit: str
    places: int
    year_type: str
    has_quarters: bool

    @property
    def is_percent(self) -> bool:
        return self.unit.startswith("%")

    def in_words(self, value: float) -> str:
        """A figure as pages show it: "54 %", "−0.43", "39.5"."""
        number = f"{arithmetic.rounded(value, self.places):,}".replace("-", MINUS)
        return f"{number}{NBSP}%" if self.is_percent else number


@dataclass(frozen=True)
class Place:
    """An area by its number and name."""

    code: int
    name: str


@dataclass(frozen=True)
class Point:
    """One area's figure of one year, or why there is none; and the cell it came from."""

    year: int
    year_as_published: str
    value: float | None
    text: str
    raw: str = ""
    code: str = ""
    status: str = ""
    why: Why | None = None
    reason: str = ""
    release_id: int | None = None
    row: int | None = None

    @property
    def is_provisional(self) -> bool:
        return self.status == Release.Status.PROVISIONAL


@dataclass(frozen=True)
class Series:
    """One area's figures of a measure, a point for every year that any area has."""

    measure: Measure
    area: Place
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point | None:
        """The newest year with a figure."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def gaps(self) -> tuple[Point, ...]:
        """The years without a figure, each with its reason."""
        return tuple(point for point in self.points if point.value is None)

    def at(self, year: int) -> Point | None:
        return next((point for point in self.points if point.year == year), None)


@dataclass(frozen=True)
class NeighbourPoint:
    """A statistical neighbour in a year; place 1 is the nearest."""

    area: Place
    place: int
    closeness: str
    point: Point


@dataclass(frozen=True)
class Standing:
    """An area in one year: its figure, its rank and quarter, and what it is held against."""

    measure: Measure
    area: Place
    point: Point
    rank: Rank | None
    quarter: int | None
    top_quarter_from: float | None
    england: Point
    region: Place | None
    region_point: Point | None
    neighbours: tuple[NeighbourPoint, ...]
    neighbour_rank: Rank | None

    @property
    def year(self) -> int:
        return self.point.year

    def against(self, other: Point | None) -> Comparison | None:
        """The area's figure held against another, both as shown."""
        if self.point.value is None or other is None or other.value is None:
            return None
        return Comparison.of(
            self.point.value, other.value, self.measure.places, self.measure.polarity
        )

    @property
    def against_england(self) -> Comparison | None:
        return self.against(self.england)

    @property
    def rank_in_words(self) -> str:
        """As "118th of 151 authorities", "joint 5th of 151 authorities"; blank without a rank."""
        return f"{_place(self.rank)} authorities" if self.rank else ""

    @property
    def quarter_in_words(self) -> str:
        """As "third quarter of 151 authorities"; blank without one."""
        if self.quarter is None or self.rank is None:
            return ""
        return f"{QUARTER_WORDS[self.quarter]} quarter of {self.rank.of} authorities"

    @property
    def neighbours_in_words(self) -> str:
        """As "8th of 11: itself and 10 statistical neighbours"; blank without a rank."""
        if self.neighbour_rank is None:
            return ""
        others = self.neighbour_rank.of - 1
        return (
            f"{_place(self.neighbour_rank)}: itself and {others} statistical"
            f" neighbour{'' if others == 1 else 's'}"
        )


def _place(rank: Rank) -> str:
    joint = "joint " if rank.sharing > 1 else ""
    return f"{joint}{ordinal(rank.place)} of {rank.of}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th …"""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


@dataclass(frozen=True)
class _Cell:
    """One published cell in force."""

    value: float | None
    code: str
    raw: str
    year_as_published: str
    status: str
    release_id: int
    row: int


Cells = Mapping[int, Mapping[int, _Cell]]  # by year, then by area


@dataclass
class Book:
    """The figures of some measures, of every area of one world, and the questions asked of them."""

    is_sample: bool
    measures: dict[str, Measure]
    cells: dict[str, dict[int, dict[int, _Cell]]]
    areas: dict[int, tuple[str, str, str]]
    _neighbours: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)

    def has(self, measure: str) -> bool:
        """Whether any figure of the measure is loaded, so that it has a standing."""
        return bool(self.cells.get(measure))

    def measure(self, code: str) -> Measure:
        if code not in self.measures:
            raise UnknownMeasureError(f"No file that is loaded knows the measure “{code}”.")
        return self.measures[code]

    def place(self, area: int) -> Place:
        return Place(area, self.areas[area][0] if area in self.areas else str(area))

    def region_of(self, area: int) -> Place | None:
        """The region of an authority; none for regions and England themselves."""
        region = self.areas[area][1] if area in self.areas else ""
        code = REGION_CODES.get(region.lower())
        return self.place(code) if code else None

    def years(self, measure: str) -> list[int]:
        """From the first year to the last that any area has a row for."""
        of = self.cells.get(self.measure(measure).code, {})
        return list(range(min(of), max(of) + 1)) if of else []

    def series(self, measure: str, area: int) -> Series:
        """An area's figures, a point for each year, with reasons where there is no figure."""
        points = tuple(self.point(measure, area, year) for year in self.years(measure))
        return Series(self.measure(measure), self.place(area), points)

    def point(self, measure: str, area: int, year: int) -> Point:
        facts = self.measure(measure)
        of_year = self.cells.get(facts.code, {}).get(year, {})
        cell = of_year.get(area)
        if cell and cell.value is not None:
            return Point(
                year, cell.year_as_published, cell.value, facts.in_words(cell.value), cell.raw,
                "", cell.status, None, "", cell.release_id, cell.row,
            )  # fmt: skip
        why, reason = self._why(facts, year, area)
        if cell is None:
            return Point(year, str(year), None, "no figure", why=why, reason=reason)
        return Point(
            year, cell.year_as_published, None, "no figure", cell.raw, cell.code,
            cell.status, why, reason, cell.release_id, cell.row,
        )  # fmt: skip

    def _why(self, facts: Measure, year: int, area: int) -> tuple[Why, str]:
        of_year = self.cells.get(facts.code, {}).get(year, {})
        cell = of_year.get(area)
        name = self.place(area).name
        if not of_year:
            return Why.NOT_LOADED, "no file that is loaded has this year"
        if all(other.value is None for other in of_year.values()):
            known = _why_nobody_has(facts, year)
            return Why.NOT_PUBLISHED, f"not published for any authority{known and f': {known}'}"
        if cell is None:
            return Why.NOT_LOADED, f"no file that is loaded has {name} in this year"
        meaning = CODES.get(cell.code, "the cell is blank")
        return Why.MISSING, f"published, but not for {name}: {meaning}"

    def figures(self, measure: str, year: int) -> dict[int, float]:
        """Every authority that has a figure in the year, with it."""
        return {
            code: cell.value
            for code, cell in self.cells.get(measure, {}).get(year, {}).items()
            if cell.value is not None and self.areas[code][2] == Area.Kind.AUTHORITY
        }

    def neighbours(self, authority: int) -> list[tuple[int, int, str]]:
        """Number, place and closeness of each neighbour, nearest first. One query an authority."""
        if authority not in self._neighbours:
            rows = Neighbour.objects.in_force(authority)
            self._neighbours[authority] = list(rows.values_list("neighbour", "place", "closeness"))
        return self._neighbours[authority]

    def standing(self, measure: str, area: int, year: int | None = None) -> Standing:
        """Where an area stands in a year; without one, in the newest that it has a figure for."""
        facts = self.measure(measure)
        if year is None:
            year = self._newest(measure, area)
        point = self.point(measure, area, year)
        figures = self.figures(measure, year)
        rank = None
        if point.value is not None and area in figures:
            rank = arithmetic.rank(point.value, figures.values(), facts.polarity)
        region = self.region_of(area)
        neighbours = tuple(
            NeighbourPoint(self.place(code), place, closeness, self.point(measure, code, year))
            for code, place, closeness in self.neighbours(area)
        )
        return Standing(
            measure=facts,
            area=self.place(area),
            point=point,
            rank=rank,
            quarter=rank.quarter if rank and facts.has_quarters else None,
            top_quarter_from=arithmetic.needed(figures.values(), facts.polarity, 1)
            if facts.has_quarters
            else None,
            england=self.point(measure, ENGLAND, year),
            region=region,
            region_point=self.point(measure, region.code, year) if region else None,
            neighbours=neighbours,
            neighbour_rank=_among(point, neighbours, facts.polarity),
        )

    def _newest(self, measure: str, area: int) -> int:
        """The newest year with a figure of the area; else the newest of the measure."""
        of = self.cells.get(measure, {})
        own = [y for y, cells in of.items() if area in cells and cells[area].value is not None]
        newest = max(own or of, default=None)
        if newest is None:
            raise UnknownMeasureError(f"No file that is loaded has figures of “{measure}”.")
        return newest


@cache
def _gaps() -> list[dict[str, str]]:
    path = Path(__file__).with_name("authority_gaps.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _why_nobody_has(facts: Measure, year: int) -> str:
    """Why a year of a measure was never published, where that is known."""
    return next(
        (
            gap["reason"]
            for gap in _gaps()
            if gap["topic"] == facts.topic
            and gap["code_has"] in facts.code
            and gap["year"] == str(year)
        ),
        "",
    )


def _among(point: Point, neighbours: Iterable[NeighbourPoint], polarity: Polarity) -> Rank | None:
    """The rank of a figure among its own and the neighbours' that have one."""
    others = [other.point.value for other in neighbours if other.point.value is not None]
    if point.value is None or not others:
        return None
    return arithmetic.rank(point.value, [point.value, *others], polarity)


def book(measures: Iterable[str], *, of: int) -> Book:
    """The figures of these measures in the world of an area. Three queries, however many."""
    found = list(AuthorityMeasure.objects.filter(code__in=set(measures)))
    rows = (
        AuthorityFigure.objects.in_world_of(of)
        .filter(measure__in=[measure.pk for measure in found])
        .values_list(
            "measure", "year", "area", "value", "code", "raw", "year_as_published", "status",
            "release", "row",
        )
    )  # fmt: skip
    codes = {measure.pk: measure.code for measure in found}
    cells: dict[str, dict[int, dict[int, _Cell]]] = {}
    for pk, year, area, *said in rows:
        cell = _Cell(*said)
        of_year = cells.setdefault(codes[pk], {}).setdefault(year, {})
        known = of_year.get(area)
        if known is None or RANK[cell.status] > RANK[known.status]:
            of_year[area] = cell
    areas = {
        code: (name, region, kind)
        for code, name, region, kind in Area.objects.values_list("code", "name", "region", "kind")
    }
    return Book(is_sample_area(of), {one.code: _facts(one) for one in found}, cells, areas)


def _facts(measure: AuthorityMeasure) -> Measure:
    return Measure(
        measure.code,
        measure.name,
        measure.topic,
        Polarity(measure.polarity),
        measure.unit,
        measure.places,
        measure.year_type,
        measure.has_quarters,
    )


def series(measure: str, area: int) -> Series:
    """One area's figures of one measure over the years."""
    return book([measure], of=area).series(measure, area)


def standing(measure: str, area: int, year: int | None = None) -> Standing:
    """Where one area stands on one measure; by its newest figure unless a year is asked for."""
    return book([measure], of=area).standing(measure, area, year)
