"""A target as a drawing and a table: the path, the figures, and what they are held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import ceil, floor, log10

from dashboard.authority import QUARTER_WORDS, Point, ordinal
from dashboard.charts import (
    AUTHORITY,
    EMPTY,
    ENGLAND,
    SCHOOL,
    SIMILAR,
    Axis,
    Chart,
    Line,
    Row,
    trend,
)
from dashboard.engine.standing import Rank, rounded
from dashboard.readings import Figure
from strategy.targets import Facts, Reading, YearFacts
from strategy.trajectory import Kind, in_words, number_in_words, points_in_words

# The scales of percentages, from the narrowest: a small rate would lie flat on the widest.
PERCENT_SCALES = [
    Axis(0, 10, 2, "%"),
    Axis(0, 20, 5, "%"),
    Axis(0, 40, 10, "%"),
    Axis(0, 100, 20, "%"),
]
STEPS_OF_A_SCALE = 4
ROUND_STEPS = (1, 2, 5, 10)
NOT_SET = Figure(None, "not set")
NO_RANK = Figure(None, "no rank")

Years = Mapping[int, Figure]


def chart_of(reading: Reading) -> Chart | None:
    """A target drawn over the years, its table beneath; none where nothing is loaded of it."""
    facts = reading.facts
    if facts is None:
        return None
    lines = _lines(reading, facts)
    values = [
        figure.value
        for line in lines
        for figure in line.figures.values()
        if figure.value is not None
    ]
    reasons = {year: known.reason for year, known in reading.years.items() if known.reason}
    chart = trend(
        f"{reading.target.title}: the path and the figures",
        standing_in_words(reading),
        lines,
        axis=_axis(values, is_percent=_is_percent(reading, facts)),
        reasons=reasons,
    )
    columns = _columns(reading, facts)
    years = sorted({*facts.years, *reading.course.path}, reverse=True)
    return replace(
        chart,
        head=[name for name, _ in columns],
        rows=[
            Row(
                str(year),
                [cells.get(year, EMPTY) for _, cells in columns],
                reasons.get(year, _provisional(facts.years.get(year))),
                is_school=year in (reading.target.baseline_year, reading.target.due_year),
            )
            for year in years
        ],
    )


def chart_of_measure(facts: Facts, *, area: str, sentence: str) -> Chart:
    """A published measure of the authority by itself, without any target."""
    points = _points(facts, (of_year.point for of_year in facts.years.values()))
    england = _points(facts, (of_year.england for of_year in facts.years.values()))
    lines = [
        Line(area, SCHOOL, points),
        Line("England", ENGLAND, england),
        Line("Neighbours", SIMILAR, _neighbours(facts)),
    ]
    values = [
        figure.value
        for line in lines
        for figure in line.figures.values()
        if figure.value is not None
    ]
    reasons = {
        year: of_year.point.reason for year, of_year in facts.years.items() if of_year.point.reason
    }
    columns: list[tuple[str, Years]] = [
        (area, points),
        ("England", england),
        ("Neighbours’ median", _neighbours(facts)),
    ]
    if facts.has_ranks:
        columns.append(("Rank of authorities", _ranks(facts, of_neighbours=False)))
    chart = trend(
        facts.measure.name,
        sentence,
        lines,
        axis=_axis(values, is_percent=facts.measure.is_percent),
        reasons=reasons,
    )
    return replace(
        chart,
        head=[name for name, _ in columns],
        rows=[
            Row(
                str(year),
                [cells.get(year, EMPTY) for _, cells in columns],
                reasons.get(year, _provisional(facts.years[year])),
            )
            for year in sorted(facts.years, reverse=True)
        ],
    )


def _is_percent(reading: Reading, facts: Facts) -> bool:
    """A gap between percentages is counted in points."""
    return facts.measure.is_percent and reading.target.kind != Kind.HALVE


def _provisional(of_year: YearFacts | None) -> str:
    return "provisional" if of_year and of_year.point.is_provisional else ""


def _lines(reading: Reading, facts: Facts) -> list[Line]:
    path = Line("Path needed", AUTHORITY, _path(reading))
    if reading.target.kind == Kind.HALVE:
        lines = [Line("The gap", SCHOOL, _followed(reading)), path]
        if reading.other:
            lines.append(Line("England’s gap", ENGLAND, _gap_of_england(reading, facts)))
        return lines
    return [
        Line(reading.area.name, SCHOOL, _followed(reading)),
        path,
        Line("England", ENGLAND, _points(facts, (f.england for f in facts.years.values()))),
        Line("Neighbours", SIMILAR, _neighbours(facts)),
    ]


def _columns(reading: Reading, facts: Facts) -> Sequence[tuple[str, Years]]:
    """The table beneath: each column by its heading, a figure for each year that has one."""
    path = ("Path needed", _path(reading))
    own = (reading.area.name, _points(facts, (f.point for f in facts.years.values())))
    england = ("England", _points(facts, (f.england for f in facts.years.values())))
    if reading.target.kind == Kind.HALVE:
        gap = ("Gap", _followed(reading))
        if reading.other is None:
            return [own, england, gap, path]
        theirs = (f.point for f in reading.other.years.values())
        other = (reading.target.other.capitalize(), _points(reading.other, theirs))
        return [own, other, gap, path, ("England’s gap", _gap_of_england(reading, facts))]
    columns = [own, path, england, ("Neighbours’ median", _neighbours(facts))]
    if facts.has_ranks:
        columns.append(("Rank of authorities", _ranks(facts, of_neighbours=False)))
    if facts.neighbour_names:
        columns.append(("Rank with neighbours", _ranks(facts, of_neighbours=True)))
    return columns


def _followed(reading: Reading) -> dict[int, Figure]:
    return {
        year: _figure(reading, figure) if figure is not None else Figure(None, "no figure")
        for year, figure in reading.course.figures.items()
    }


def _path(reading: Reading) -> dict[int, Figure]:
    return {
        year: _figure(reading, needed) if needed is not None else NOT_SET
        for year, needed in reading.course.path.items()
    }


def _figure(reading: Reading, figure: Decimal) -> Figure:
    if reading.target.kind == Kind.HALVE:
        return Figure(float(figure), points_in_words(figure))
    sign = reading.facts.sign if reading.facts else ""
    return Figure(float(figure), f"{number_in_words(figure)}{sign}")


def _points(facts: Facts, points: Iterable[Point]) -> dict[int, Figure]:
    return {point.year: _shown(facts, point.value) for point in points}


def _neighbours(facts: Facts) -> dict[int, Figure]:
    return {year: _shown(facts, of_year.neighbours) for year, of_year in facts.years.items()}


def _shown(facts: Facts, value: float | None) -> Figure:
    if value is None:
        return Figure(None, "no figure")
    shown = rounded(value, facts.measure.places)
    return Figure(float(shown), facts.measure.in_words(value))


def _gap_of_england(reading: Reading, facts: Facts) -> dict[int, Figure]:
    """England's own gap between the same pupils, of its figures as shown."""
    gaps: dict[int, Figure] = {}
    for year, of_year in facts.years.items():
        other = reading.other.years.get(year) if reading.other else None
        own, theirs = of_year.england.value, other.england.value if other else None
        if own is None or theirs is None:
            gaps[year] = Figure(None, "no figure")
            continue
        places = facts.measure.places
        gap = rounded(theirs, places) - rounded(own, places)
        gap = -gap if facts.measure.polarity == "low" else gap
        gaps[year] = Figure(float(gap), points_in_words(gap))
    return gaps


def _ranks(facts: Facts, *, of_neighbours: bool) -> dict[int, Figure]:
    ranks = {
        year: of_year.neighbour_rank if of_neighbours else of_year.rank
        for year, of_year in facts.years.items()
    }
    return {year: _rank(rank) for year, rank in ranks.items()}


def _rank(rank: Rank | None) -> Figure:
    if rank is None:
        return NO_RANK
    joint = "joint " if rank.sharing > 1 else ""
    return Figure(rank.place, f"{joint}{ordinal(rank.place)} of {rank.of}")


def _axis(values: Sequence[float], *, is_percent: bool) -> Axis:
    """The scale that holds every figure; percentages take one of a few fixed ones."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if is_percent and low >= 0:
        return next((axis for axis in PERCENT_SCALES if high <= axis.high), PERCENT_SCALES[-1])
    span = (high - low) or 1
    power = 10.0 ** floor(log10(span / STEPS_OF_A_SCALE))
    step = next(size * power for size in ROUND_STEPS if size * power * STEPS_OF_A_SCALE >= span)
    return Axis(
        floor(low / step) * step,
        ceil(high / step) * step,
        step,
        "%" if is_percent else "",
    )


# --- In words ---------------------------------------------------------------------------


def standing_in_words(reading: Reading) -> str:
    """Where the newest figure stands: its rank and quarter, England, and the neighbours."""
    facts = reading.facts
    known = {year: figure for year, figure in reading.course.figures.items() if figure is not None}
    if facts is None or not known:
        return "Nothing has been published."
    year, figure = max(known.items())
    of_year = facts.years[year]
    if reading.target.kind == Kind.HALVE:
        return _gap_in_words(reading, facts, year, figure)
    told = f"In {year} {reading.area.name} had {number_in_words(figure)}{facts.sign}"
    told += "".join(f", {place}" for place in _places_in_words(of_year)) + "."
    if of_year.england.value is not None:
        told += f" England had {of_year.england.text}."
    if of_year.neighbours is not None:
        told += (
            " The median of its statistical neighbours was"
            f" {facts.measure.in_words(of_year.neighbours)}."
        )
    return told


def _places_in_words(of_year: YearFacts) -> Iterable[str]:
    if of_year.rank:
        yield f"{_rank(of_year.rank).text} authorities"
    if of_year.quarter:
        yield f"in the {QUARTER_WORDS[of_year.quarter]} quarter"
    if of_year.neighbour_rank:
        yield f"{_rank(of_year.neighbour_rank).text} with its statistical neighbours"


def _gap_in_words(reading: Reading, facts: Facts, year: int, figure: Decimal) -> str:
    target, of_year = reading.target, facts.years[year]
    their = reading.other.years[year].point if reading.other else of_year.england
    aim = target.aim(polarity=facts.measure.polarity, places=facts.measure.places)
    told = (
        f"In {year} there was {in_words(aim, figure)}:"
        if figure >= 0
        else f"In {year} {reading.area.name} was {in_words(aim, figure)}:"
    )
    return f"{told} {of_year.point.text} against {their.text} of {target.other}."
