"""Panels of invented schools, and support for some of them."""

import numpy as np
import pandas as pd

from support_directory.impact import Panel, Support

YEARS = (2016, 2017, 2018, 2019)
REACH = 8.0


def panel_of(figures, *, years=YEARS, phases=None, reach=REACH, higher_is_better=True):
    """A panel from a list of figures for each school."""
    table = pd.DataFrame.from_dict(figures, orient="index", columns=list(years), dtype=float)
    return Panel(
        table.sort_index(),
        pd.Series(phases or dict.fromkeys(figures, "primary")),
        reach,
        higher_is_better,
    )


def invented(seed, *, schools=150, noise=6):
    """Schools that differ for good and by chance from year to year, as percentages are published.

    All of them rise by a point a year.
    """
    random = np.random.default_rng(seed)
    lasting = random.normal(60, 10, schools)
    figures = {
        school: [
            round(lasting[school] + rise + random.normal(0, noise)) for rise in range(len(YEARS))
        ]
        for school in range(schools)
    }
    return panel_of(figures)


def supports_of(schools, *, since=2019, until=2019):
    return [Support(int(school), since, until) for school in schools]


def shifted(panel, by, *, schools=None, years=YEARS):
    """The same panel with something added to the figures of some schools in some years."""
    figures = panel.figures.copy()
    figures.loc[list(schools if schools is not None else figures.index), list(years)] += by
    return Panel(figures, panel.phases, panel.reach, panel.higher_is_better)
