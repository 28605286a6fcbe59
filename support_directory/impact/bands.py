"""Where comparable schools stood each year: what one school's line is drawn over."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from support_directory.impact.panel import Panel

QUARTERS = (25, 50, 75)


@dataclass(frozen=True)
class Band:
    """The middle half of the comparable schools in one year, and its middle."""

    low: float
    middle: float
    high: float


def band(panel: Panel, matches: Collection[int]) -> dict[int, Band]:
    """The middle half of the matched schools, for each year that any has a figure of."""
    figures = panel.figures[panel.figures.index.isin(list(matches))]
    return {
        year: Band(*(float(point) for point in np.percentile(known, QUARTERS)))
        for year in panel.years
        if len(known := figures[year].dropna().to_numpy(dtype=float))
    }
