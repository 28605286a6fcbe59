"""The smallest single change of a figure that would alter the score's band.

One indicator is changed and every other stays as it is. Changes of different units are
compared in steps, the width between two cut-offs of the indicator. Inspections are left out:
a grade is not moved by degrees.
"""

from dataclasses import dataclass

import numpy as np

from dashboard.engine.assemble import Reading
from dashboard.engine.method import COLUMN, PARTS_OF_B, Indicator
from dashboard.engine.points import HAIR, Floats, half_up
from dashboard.engine.rating import SINGLE, Ratings

# The highest value of each unit; Attainment 8 has ten slots of grades up to nine.
HIGHEST = {"percent": 100.0, "rate": 100.0, "points": 90.0}
RATE_GRID = 0.1


@dataclass(frozen=True)
class Change:
    """One indicator's figure, as printed, from and to; and what the score would then be."""

    key: str
    before: float
    after: float
    score: float
    band: int

    @property
    def amount(self) -> float:
        """How far it would move, to the decimals of the figures beside it."""
        return round(self.after - self.before, 6)


def nearest_changes(ratings: Ratings) -> list[Change | None]:
    """For each school the nearest change, None where no single change would do."""
    count = len(ratings.score)
    best = np.full(count, np.inf)
    chosen = np.full((count, 4), np.nan)
    key_of = np.full(count, "", dtype=object)
    for key in (*SINGLE, *PARTS_OF_B):
        reading = ratings.readings[key]
        column = COLUMN["B" if key in PARTS_OF_B else key]
        before = reading.shown
        usable = ~np.isnan(before) & (ratings.weights[:, column] > 0) & ~np.isnan(ratings.band)
        if not usable.any():
            continue
        for target in _targets(reading):
            after = np.where(_possible(target, reading.indicator), target, np.nan)
            points = reading.points_at(after, ratings.method)
            score, band = ratings.band_with({key: points})
            distance = np.abs(after - before) / _step(reading)
            better = usable & (band != ratings.band) & (distance < best - HAIR)
            better &= ~np.isnan(after) & ~np.isnan(band)
            best[better] = distance[better]
            chosen[better] = np.column_stack([before, after, score, band])[better]
            key_of[better] = key
    return [
        Change(key, float(line[0]), float(line[1]), float(line[2]), int(line[3])) if key else None
        for key, line in zip(key_of, chosen, strict=True)
    ]


def _targets(reading: Reading) -> list[Floats]:
    """The figures on either side of every cut-off, as they would be printed."""
    indicator = reading.indicator
    if indicator.rule == "ratio":
        return _ratio_targets(reading)
    grid = 10.0**-indicator.decimals
    if indicator.rule == "significance":
        zero = np.zeros(len(reading.value))
        edges = [zero, reading.shown - half_up(reading.ci_high, indicator.decimals)]
        edges += [zero + cut for cut in indicator.cut_offs]
    else:
        base = reading.england_shown + reading.shift
        edges = [base + cut for cut in indicator.cut_offs]
    return [
        half_up(edge + move, indicator.decimals) for edge in edges for move in (-grid, 0.0, grid)
    ]


def _ratio_targets(reading: Reading) -> list[Floats]:
    """The highest rate whose ratio is still within a cut-off, and the next one above it."""
    targets = []
    for cut in reading.indicator.cut_offs:
        # A ratio rounds to the cut-off until it reaches half a hundredth above it.
        limit = (cut + 0.005) * reading.england
        within = np.ceil(limit / RATE_GRID - HAIR) * RATE_GRID - RATE_GRID
        targets += [half_up(within, 1), half_up(within + RATE_GRID, 1)]
    return targets


def _possible(target: Floats, indicator: Indicator) -> np.ndarray:
    if indicator.unit not in HIGHEST:
        return np.ones(len(target), dtype=bool)
    return (target >= 0) & (target <= HIGHEST[indicator.unit])


def _step(reading: Reading) -> Floats | float:
    """A ratio's step is a share of the national rate; others are in their own unit."""
    step = reading.indicator.step
    return step * reading.england if reading.indicator.rule == "ratio" else step
