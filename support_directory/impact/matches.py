"""Each supported school beside the schools that began where it did.

Matching with replacement on the outcome before support and on its average over three years, as
Abadie and Imbens (2006) describe nearest-neighbour matching. The year before alone would bring a
school of lasting low results together with one that had a single bad year.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from support_directory.impact.panel import Panel

NEAREST = 20
FEWEST = 5
YEARS_AVERAGED = 3
# Figures have two places at most: what differs less is the same distance.
PLACES = 6

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Span:
    """From which published year to which a school is followed."""

    school: int
    before: int
    after: int


@dataclass(frozen=True)
class Compared:
    """How far a school moved, and how far those that began alike moved by themselves.

    `moved` holds one change for each of the `matches`.
    """

    span: Span
    before: float
    after: float
    matches: tuple[int, ...]
    moved: tuple[float, ...]

    @property
    def school(self) -> int:
        return self.span.school

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def expected(self) -> float:
        """What comparable schools moved without support: regression to the mean, and the times."""
        return float(np.mean(self.moved))

    @property
    def beyond(self) -> float:
        """How much more the school moved than was to be expected."""
        return self.change - self.expected


def compare(panel: Panel, spans: Sequence[Span], *, supported: Collection[int]) -> list[Compared]:
    """The schools that have a comparison, in the order given; others are left out.

    No school that was ever supported stands in a comparison.
    """
    by_years: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for span in spans:
        by_years[span.before, span.after].append(span)
    found: dict[Span, Compared] = {}
    for (before, after), together in by_years.items():
        found |= _compare_years(panel, together, before, after, supported)
    return [found[span] for span in spans if span in found]


def _compare_years(
    panel: Panel, spans: list[Span], before: int, after: int, supported: Collection[int]
) -> dict[Span, Compared]:
    figures = panel.figures
    first = figures[before].to_numpy(dtype=float)
    change = figures[after].to_numpy(dtype=float) - first
    average = average_before(panel, before)
    schools = figures.index.to_numpy()
    phases = panel.phases.reindex(figures.index).to_numpy(dtype=object)
    is_free = ~np.isnan(change) & ~figures.index.isin(list(supported))
    pools = {phase: np.flatnonzero(is_free & (phases == phase)) for phase in set(phases)}
    rows = pd.Series(np.arange(len(figures)), index=figures.index)
    found = {}
    for span in spans:
        if span.school not in rows.index:
            continue
        row = int(rows[span.school])
        if np.isnan(change[row]):
            continue
        pool = pools[phases[row]]
        away = np.hypot(first[pool] - first[row], average[pool] - average[row])
        matches = pool[nearest(away, panel.reach)]
        if len(matches) >= FEWEST:
            found[span] = Compared(
                span,
                float(first[row]),
                float(first[row] + change[row]),
                tuple(schools[matches].tolist()),
                tuple(change[matches].tolist()),
            )
    return found


def average_before(panel: Panel, year: int) -> Floats:
    """Each school's average over the last three published years up to one, of those it has."""
    years = [published for published in panel.years if published <= year][-YEARS_AVERAGED:]
    return panel.figures[years].mean(axis=1).to_numpy(dtype=float)


def nearest(away: Floats, reach: float) -> Places:
    """Where the twenty nearest are, with all that are as near as the twentieth.

    Published figures are whole numbers, so many lie equally near: to choose among them by
    their number would be to choose by when they opened.
    """
    away = away.round(PLACES)
    if len(away) > NEAREST:
        reach = min(reach, float(np.partition(away, NEAREST - 1)[NEAREST - 1]))
    return np.flatnonzero(away <= reach)
