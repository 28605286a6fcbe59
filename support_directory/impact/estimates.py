"""What support did, with an interval, a check on the years before, and a plain verdict.

The mean of the matched differences is the "average effect on the treated" of Abadie and Imbens
(2006), "Large sample properties of matching estimators for average treatment effects",
Econometrica 74(1), and the interval rests on the variance of their theorem 7: a bootstrap is not
valid for matching (Abadie and Imbens 2008, Econometrica 76(6)).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

from support_directory.impact.matches import Compared, Span, compare
from support_directory.impact.panel import Panel, Support

# Fewer schools than this say nothing of a programme, however the figures fall.
FEWEST_SCHOOLS = 5
CONFIDENCE = 0.95


class Verdict(StrEnum):
    TOO_EARLY = "too early"
    TOO_FEW = "too few"
    DRIFTING = "moved apart before"
    NONE_SEEN = "no effect seen"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True)
class Interval:
    """A mean effect, in the direction that is better, and what it lies between."""

    effect: float
    low: float
    high: float
    schools: int

    @property
    def holds_nothing(self) -> bool:
        """Whether no effect at all is among what the figures allow."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class Estimate:
    """What can be said of a programme of support on one measure.

    `interval` is None where there are too few schools; `placebo` where the years before are.
    """

    verdict: Verdict
    compared: tuple[Compared, ...]
    too_early: tuple[int, ...]
    without_comparison: tuple[int, ...]
    interval: Interval | None = None
    placebo: Interval | None = None

    @property
    def change(self) -> float:
        """How far the supported schools moved, on average."""
        return float(np.mean([one.change for one in self.compared]))

    @property
    def expected(self) -> float:
        """How far comparable schools without support moved by themselves, on average."""
        return float(np.mean([one.expected for one in self.compared]))


def estimate(panel: Panel, supports: Iterable[Support]) -> Estimate:
    """The effect of support on one measure, of each school's first support that can be judged."""
    supports = sorted(supports, key=lambda one: (one.since, one.school))
    supported = {one.school for one in supports}
    spans: dict[int, Span] = {}
    early, unknown = set(), set()
    years_of = _years_of(panel, supported)
    for one in supports:
        if one.school in spans:
            continue
        span = span_of(one, years_of.get(one.school, []))
        if span:
            spans[one.school] = span
        elif one.until is None or one.until > max(panel.years, default=0):
            early.add(one.school)
        else:
            unknown.add(one.school)
    compared = compare(panel, list(spans.values()), supported=supported)
    unknown |= spans.keys() - {one.school for one in compared}
    placebo = compare(
        panel,
        [earlier for one in compared if (earlier := _earlier(one, years_of[one.school]))],
        supported=supported,
    )
    too_early = tuple(sorted(early - spans.keys()))
    without = tuple(sorted(unknown - early))
    only_early = bool(too_early) and not compared and not without
    found = interval_of(compared, sign=panel.sign)
    before = interval_of(placebo, sign=panel.sign)
    return Estimate(
        verdict=Verdict.TOO_EARLY if only_early else verdict_of(found, before),
        compared=tuple(compared),
        too_early=too_early,
        without_comparison=without,
        interval=found,
        placebo=before,
    )


def _years_of(panel: Panel, schools: set[int]) -> dict[int, list[int]]:
    """The years each of some schools has a figure of."""
    rows = panel.figures[panel.figures.index.isin(list(schools))]
    return {
        int(school): [year for year, known in zip(panel.years, has, strict=True) if known]
        for school, has in zip(rows.index, rows.notna().to_numpy(), strict=True)
    }


def span_of(support: Support, years: Sequence[int]) -> Span | None:
    """From the last results before support to the first once it had ended; None without both."""
    before = [year for year in years if year < support.since]
    after = [year for year in years if support.until is not None and year >= support.until]
    return Span(support.school, before[-1], after[0]) if before and after else None


def _earlier(one: Compared, years: Sequence[int]) -> Span | None:
    """The two years before the last one before support.

    That last one is left out: schools are often chosen for one bad year, which would look like
    a drift (Ashenfelter's dip).
    """
    before = [year for year in years if year < one.span.before]
    return Span(one.school, before[-2], before[-1]) if len(before) > 1 else None


def verdict_of(found: Interval | None, placebo: Interval | None) -> Verdict:
    """An effect is claimed only where its interval leaves no room for none."""
    if found is None:
        return Verdict.TOO_FEW
    if found.holds_nothing:
        return Verdict.NONE_SEEN
    if placebo and not placebo.holds_nothing:
        return Verdict.DRIFTING
    return Verdict.BETTER if found.effect > 0 else Verdict.WORSE


def interval_of(compared: Sequence[Compared], *, sign: int) -> Interval | None:
    """The mean of the matched differences between its limits, by Student's distribution.

    None of fewer schools than say anything.
    """
    count = len(compared)
    if count < FEWEST_SCHOOLS:
        return None
    beyond = np.array([one.beyond for one in compared])
    effect = float(beyond.mean())
    spread = float(((beyond - effect) ** 2).sum()) * count / (count - 1)
    variance = (spread + shared_variance(compared)) / count**2
    width = students_t(count - 1) * sqrt(variance)
    low, high = sorted([sign * effect - width, sign * effect + width])
    return Interval(sign * effect, low, high, count)


def shared_variance(compared: Sequence[Compared]) -> float:
    """What schools that stand in several comparisons add, since one chance moves them all.

    Of one that stands in sets of M1, M2, ... schools: the square of 1/M1 + 1/M2 + ... less the
    squares of each, by the variance of the changes in its sets. With sets of one size M this is
    K(K-1)/M² of the theorem.
    """
    used = pd.DataFrame(
        {
            "school": [match for one in compared for match in one.matches],
            "weight": [1 / len(one.matches) for one in compared for _ in one.matches],
            "variance": [
                variance
                for one in compared
                for variance in [float(np.var(one.moved, ddof=1))] * len(one.matches)
            ],
        }
    )
    used["square"] = used["weight"] ** 2
    by_school = used.groupby("school").agg(
        weight=("weight", "sum"), square=("square", "sum"), variance=("variance", "mean")
    )
    return float(((by_school["weight"] ** 2 - by_school["square"]) * by_school["variance"]).sum())


def students_t(freedom: int) -> float:
    """The two-sided 95 % point of Student's distribution, from four degrees of freedom on.

    The expansion 26.7.5 of Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964);
    within 0.001 of the tables.
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(z + sum(term / freedom**power for power, term in enumerate(terms, start=1)))
