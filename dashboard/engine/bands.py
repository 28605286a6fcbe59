"""From score to priority: bands, data status, and the most serious of score and triggers."""

import numpy as np

from dashboard.engine.method import Method
from dashboard.engine.points import HAIR, Floats

LOWEST_CONCERN = 3.0

# What each priority means: a level of support, never a place in a table.
PRIORITY = {
    1: "Priority 1: highest level of support",
    2: "Priority 2: targeted support",
    3: "Priority 3: universal offer",
}


def score_band(score: Floats, method: Method) -> Floats:
    """The priority the rounded score stands for; NaN without a score."""
    band = np.full(np.shape(score), LOWEST_CONCERN)
    for priority, low in reversed(method.bands):
        band = np.where(score >= low - HAIR, priority, band)
    return np.where(np.isnan(score), np.nan, band)


def most_serious(*priorities: Floats) -> Floats:
    """The lowest number is the most serious; NaN only where every one is missing."""
    return np.fmin.reduce(priorities)
