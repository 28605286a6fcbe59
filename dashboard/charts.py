"""Numbers to charts: a drawing, the table it stands above, its sentence, and Plotly's JSON.

The drawing is SVG with presentation attributes only, so the strict content policy lets it be.
Horizontal positions are percentages: the drawing takes the width of the page and its letters
keep their size, on a phone too. Every line is told apart by its marker, its dashes and its
name beside it, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from dashboard.readings import MINUS, Figure

EMPTY = Figure(None, "\u2013")
NOT_PUBLISHED = Figure(None, "not published")
NOT_LOADED = "no figures of this year are loaded"

HEIGHT = 250
TOP, BOTTOM = 20, 216
FIRST, LAST, RIGHT = 14.0, 58.0, 62.0  # first and last year and end of the scale, in % across
LABEL_STEP = 17
LONGEST_LABEL = 15
# What a phone has room for: years in full, then by two figures, then every other one.
MOST_FULL_YEARS = 4
MOST_LABELS = 7
INK, GREY, GRID = "#0b0c0c", "#505a5f", "#cecece"


@dataclass(frozen=True)
class Style:
    """How a line is told from its neighbours on paper, in greyscale and in colour."""

    colour: str
    width: float
    dashes: str
    marker: str


SCHOOL, ENGLAND, AUTHORITY, SIMILAR = "school", "england", "authority", "similar"
STYLES = {
    SCHOOL: Style("#1d5a8a", 4, "", "circle"),
    ENGLAND: Style(INK, 2, "", "square"),
    AUTHORITY: Style("#912b88", 2, "8 4", "diamond"),
    SIMILAR: Style("#00625a", 2, "2 4", "triangle"),
}
SHAPES = {
    "circle": "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
    "square": "M-4-4h8v8h-8z",
    "diamond": "M0-6 6 0 0 6-6 0z",
    "triangle": "M0-6 6 5H-6z",
}
PLOTLY_DASHES = {"": "solid", "8 4": "dash", "2 4": "dot"}
PLOTLY_MARKERS = {
    "circle": "circle",
    "square": "square",
    "diamond": "diamond",
    "triangle": "triangle-up",
}


@dataclass(frozen=True)
class Axis:
    """The fixed scale of a unit: lowest, highest, and how far apart its lines are drawn."""

    low: float
    high: float
    step: float
    unit: str = ""

    def holding(self, values: Sequence[float]) -> Axis:
        """The same scale, made longer by whole steps only if a figure would fall off it."""
        low, high = self.low, self.high
        while values and min(values) < low:
            low -= self.step
        while values and max(values) > high:
            high += self.step
        return Axis(low, high, self.step, self.unit)

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [round(self.low + self.step * number, 6) for number in range(count + 1)]

    def position(self, value: float) -> float:
        """How far along the scale a value stands, 0 at the low end and 1 at the high end."""
        return (value - self.low) / (self.high - self.low)

    def label(self, tick: float) -> str:
        return f"{MINUS if tick < 0 else ''}{abs(tick):g}{self.unit}"


@dataclass(frozen=True)
class Line:
    """One school or area over the years; a year without a figure is a gap in the line."""

    name: str
    kind: str
    figures: Mapping[int, Figure]

    def value(self, year: int) -> float | None:
        figure = self.figures.get(year)
        return None if figure is None else figure.value

    def last_value(self, years: Sequence[int]) -> float:
        """The newest of its figures; only of a line that has one."""
        return [value for year in years if (value := self.value(year)) is not None][-1]


@dataclass(frozen=True)
class Row:
    """A year of the table under a chart; its note says why it is empty, if it is."""

    label: str
    cells: Sequence[Figure]
    note: str = ""
    is_school: bool = False


@dataclass(frozen=True)
class Chart:
    """Figures to look at (svg), to read (head, rows, sentence) and to explore (figure)."""

    title: str
    sentence: str
    svg: str
    head: Sequence[str]
    rows: Sequence[Row]
    lines: Sequence[Line] = ()
    years: Sequence[int] = ()
    axis: Axis = field(default_factory=lambda: Axis(0, 100, 20))

    def figure(self) -> dict[str, Any]:
        """The same lines for Plotly, loaded only when somebody asks to explore."""
        names = [str(year) for year in self.years]
        return {
            "data": [
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": line.name,
                    "x": names,
                    "y": [line.value(year) for year in self.years],
                    "connectgaps": False,
                    "line": {
                        "color": STYLES[line.kind].colour,
                        "width": STYLES[line.kind].width,
                        "dash": PLOTLY_DASHES[STYLES[line.kind].dashes],
                    },
                    "marker": {"symbol": PLOTLY_MARKERS[STYLES[line.kind].marker], "size": 9},
                }
                for line in self.lines
            ],
            "layout": {
                "xaxis": {"type": "category", "fixedrange": True},
                "yaxis": {
                    "range": [self.axis.low, self.axis.high],
                    "ticksuffix": self.axis.unit,
                    "fixedrange": True,
                },
                "margin": {"t": 20, "r": 20, "b": 40, "l": 50},
                "legend": {"orientation": "h"},
                "hovermode": "x unified",
            },
        }


def trend(
    title: str,
    sentence: str,
    lines: Sequence[Line],
    *,
    axis: Axis,
    reasons: Mapping[int, str] | None = None,
) -> Chart:
    """A school and its comparators over results years, a gap where nothing was published.

    `reasons` says, for a year without publication, why; the years named there stay on the
    axis so that the gap is seen. The table beneath has the newest year on top.
    """
    reasons = reasons or {}
    years = _years(lines, reasons)
    drawn = [line for line in lines if any(line.value(year) is not None for year in years)]
    listed = [line for line in lines if line.kind == SCHOOL or line in drawn]
    values = [line.value(year) for line in drawn for year in years]
    axis = axis.holding([value for value in values if value is not None])
    return Chart(
        title=title,
        sentence=sentence,
        svg=_trend_svg(title, sentence, drawn, years, axis) if drawn else "",
        head=_head(listed),
        rows=[_row(year, listed, reasons) for year in reversed(years)],
        lines=drawn,
        years=years,
        axis=axis,
    )


def _years(lines: Sequence[Line], reasons: Mapping[int, str]) -> list[int]:
    """Every year from the first to the last, so that nothing is joined across a gap."""
    known = sorted({*(year for line in lines for year in line.figures), *reasons})
    return list(range(known[0], known[-1] + 1)) if known else []


def _head(lines: Sequence[Line]) -> list[str]:
    names = [line.name for line in lines]
    return [*names[:1], "Pupils", *names[1:]]


def _row(year: int, lines: Sequence[Line], reasons: Mapping[int, str]) -> Row:
    """A year of the table: the school with its pupils, then what it is compared with."""
    figures = [line.figures.get(year) for line in lines]
    is_empty = not any(figures)
    note = reasons.get(year, NOT_LOADED if is_empty else "")
    without = EMPTY if note else NOT_PUBLISHED
    cells = [
        without if figure is None or (figure.value is None and year in reasons) else figure
        for figure in figures
    ]
    cohort = figures[0].cohort if figures and figures[0] else None
    pupils = EMPTY if cohort is None else Figure(cohort, f"{cohort:,}")
    return Row(str(year), [*cells[:1], pupils, *cells[1:]], note)


def _trend_svg(
    title: str, sentence: str, lines: Sequence[Line], years: Sequence[int], axis: Axis
) -> str:
    across = {year: _across(place, len(years)) for place, year in enumerate(years)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pep-drawing" width="100%" '
        f'height="{HEIGHT}" role="img" font-size="13" fill="{INK}" '
        f'aria-label="{escape(f"Line chart. {title} {sentence}")}">'
    ]
    for tick in axis.ticks:
        down = _down(axis, tick)
        is_zero = tick == 0
        parts.append(
            f'<line x1="0" x2="{RIGHT:g}%" y1="{down:g}" y2="{down:g}" '
            f'stroke="{GREY if is_zero else GRID}"/>'
            f'<text x="0" y="{down - 4:g}" fill="{GREY}" font-size="12">{axis.label(tick)}</text>'
        )
    parts += [
        f'<text x="{across[year]:g}%" y="{HEIGHT - 10}" text-anchor="middle" font-size="12">'
        f"{_year_label(year, len(years))}</text>"
        for year in years
        if len(years) <= MOST_LABELS or (years[-1] - year) % 2 == 0
    ]
    # The school last, so that it lies on top of the others.
    for line in sorted(lines, key=lambda one: one.kind == SCHOOL):
        parts += _line_svg(line, across, axis)
    parts += _labels_svg(lines, years, across, axis)
    return "".join([*parts, "</svg>"])


def _year_label(year: int, count: int) -> str:
    """The year in full while there is room on a phone, then its last two figures."""
    return str(year) if count <= MOST_FULL_YEARS else f"\u2019{year % 100:02d}"


def _across(place: int, count: int) -> float:
    if count == 1:
        return round((FIRST + LAST) / 2, 2)
    return round(FIRST + (LAST - FIRST) * place / (count - 1), 2)


def _down(axis: Axis, value: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * axis.position(value), 1)


def _line_svg(line: Line, across: Mapping[int, float], axis: Axis) -> list[str]:
    style = STYLES[line.kind]
    dashes = f' stroke-dasharray="{style.dashes}"' if style.dashes else ""
    parts, before = [], None
    for year, along in across.items():
        value = line.value(year)
        here = None if value is None else (along, _down(axis, value))
        if before and here:
            parts.append(
                f'<line x1="{before[0]:g}%" y1="{before[1]:g}" x2="{here[0]:g}%" '
                f'y2="{here[1]:g}" stroke="{style.colour}" stroke-width="{style.width:g}"{dashes}/>'
            )
        if here:
            parts.append(_marker_svg(style, *here))
        before = here
    return parts


def _marker_svg(style: Style, along: float, down: float) -> str:
    """A point of a line: placed by percentage, its shape kept in pixels."""
    return (
        f'<svg x="{along:g}%" y="{down:g}" overflow="visible">'
        f'<path d="{SHAPES[style.marker]}" fill="{style.colour}"/></svg>'
    )


def _labels_svg(
    lines: Sequence[Line], years: Sequence[int], across: Mapping[int, float], axis: Axis
) -> list[str]:
    """The name of each line beside its end, pushed apart so that none overlap."""
    ends = sorted(
        ((_down(axis, line.last_value(years)), line) for line in lines), key=lambda end: end[0]
    )
    places: list[float] = []
    for down, _ in ends:
        places.append(max(down, places[-1] + LABEL_STEP if places else TOP))
    lowest = float(BOTTOM)
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], lowest)
        lowest = places[index] - LABEL_STEP
    return [
        f'<svg x="{RIGHT:g}%" y="{place:g}" overflow="visible">'
        f'<path d="{SHAPES[STYLES[line.kind].marker]}" fill="{STYLES[line.kind].colour}"/>'
        f'<text x="10" y="5" fill="{STYLES[line.kind].colour}" '
        f'font-weight="{"bold" if line.kind == SCHOOL else "normal"}">'
        f"{escape(_short_name(line))}</text></svg>"
        for place, (_, line) in zip(places, ends, strict=True)
    ]


def _short_name(line: Line) -> str:
    """A name that fits beside its line on a phone; the table below has it in full."""
    return line.name if len(line.name) <= LONGEST_LABEL else "The authority"


@dataclass(frozen=True)
class Bar:
    """One school or area in a comparison: its figure, and its bar as a part of the scale."""

    name: str
    kind: str
    figure: Figure
    svg: str = ""
    url: str = ""


def comparison(bars: Sequence[Bar], *, axis: Axis) -> list[Bar]:
    """The same school and areas, each with its bar on one fixed scale, beginning at zero.

    The order given is kept: a comparison is not a league table. A school without a figure
    keeps its place and its words, and has no bar.
    """
    values = [bar.figure.value for bar in bars if bar.figure.value is not None]
    axis = axis.holding([*values, 0] if axis.low < 0 else values)
    return [Bar(bar.name, bar.kind, bar.figure, _bar_svg(bar, axis), bar.url) for bar in bars]


def _bar_svg(bar: Bar, axis: Axis) -> str:
    value = bar.figure.value
    if value is None:
        return ""
    zero = axis.position(max(axis.low, 0)) * 100
    end = axis.position(value) * 100
    colour = STYLES[bar.kind].colour
    fill = f'fill="{colour}"' if bar.kind == SCHOOL else f'fill="none" stroke="{colour}"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="18" aria-hidden="true">'
        f'<line x1="{zero:g}%" x2="{zero:g}%" y1="0" y2="18" stroke="{INK}"/>'
        f'<rect x="{min(zero, end):.1f}%" y="3" width="{abs(end - zero):.1f}%" height="12" '
        f"{fill}/></svg>"
    )
