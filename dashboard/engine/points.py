"""Concern points, 0 (none) to 4 (very high), from figures rounded as they are shown.

Every function takes arrays of one length, a number missing where it is NaN, and gives points
that are NaN wherever a figure they need is missing.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Binary fractions fall a hair short of the decimals they stand for (2.675, 1.005): a value
# this near to a half is one.
HAIR = 1e-9
Z_95 = 1.959963984540054


def half_up(values: Floats, decimals: int) -> Floats:
    """Rounded as a person rounds: halves go up, towards plus infinity."""
    scale = 10.0**decimals
    # Adding 0.0 turns a minus zero into zero.
    return np.floor(np.asarray(values, dtype=float) * scale + 0.5 + HAIR) / scale + 0.0


def gap_points(gap: Floats, cut_offs: tuple[float, ...]) -> Floats:
    """One point below the first cut-off, n points at or below the n-th."""
    points = (gap < cut_offs[0] - HAIR).astype(float)
    for cut in cut_offs[1:]:
        points += gap <= cut + HAIR
    return np.where(np.isnan(gap), np.nan, points)


def ratio_points(ratio: Floats, cut_offs: tuple[float, ...]) -> Floats:
    """As many points as cut-offs that the ratio lies above."""
    points = np.zeros(np.shape(ratio))
    for cut in cut_offs:
        points += ratio > cut + HAIR
    return np.where(np.isnan(ratio), np.nan, points)


def is_below_zero(ci_high: Floats, band: Floats) -> Bools:
    """Whether the whole interval lies below zero: "significantly" below average.

    An upper limit of exactly 0 spans zero. Where no interval was published the published
    band stands in: 4 (below average) and 5 (well below average).
    """
    return np.where(np.isnan(ci_high), band >= 4, ci_high < -HAIR)


def significance_points(
    score: Floats, below_zero: Bools, cut_offs: tuple[float, ...], *, or_equal: bool
) -> Floats:
    """Points for a progress score: none from 0 up; more than one only if significant."""
    negative = score < -HAIR
    points = negative.astype(float) + (negative & below_zero)
    for cut in cut_offs:
        beyond = score <= cut + HAIR if or_equal else score < cut - HAIR
        points += beyond & below_zero
    return np.where(np.isnan(score), np.nan, points)


def wilson_high(percent: Floats, cohort: Floats) -> Floats:
    """Upper end of the 95 % Wilson interval of a percentage of so many pupils."""
    p = np.asarray(percent, dtype=float) / 100
    n = np.asarray(cohort, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = p + Z_95**2 / (2 * n)
        spread = Z_95 * np.sqrt(p * (1 - p) / n + Z_95**2 / (4 * n**2))
        return 100 * (centre + spread) / (1 + Z_95**2 / n)


def wilson_low(percent: Floats, cohort: Floats) -> Floats:
    """Lower end of the 95 % Wilson interval of a percentage of so many pupils."""
    return 100 - wilson_high(100 - np.asarray(percent, dtype=float), cohort)


def small_cohort_cap(
    points: Floats,
    cohort: Floats,
    *,
    at_most: int,
    cap: float,
    percent: Floats | None = None,
    england: Floats | None = None,
) -> Floats:
    """Points held down for a small cohort, where chance alone could make a figure extreme.

    A percentage keeps its points if its interval lies wholly below the national figure.
    """
    small = (cohort <= at_most) & (points > cap)
    if percent is not None and england is not None:
        small &= ~(wilson_high(percent, cohort) < england)
    return np.where(small, cap, points)
