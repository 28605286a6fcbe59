"""Each school's figure for each indicator, beside England's, ready to be scored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.engine.inspections import Inspection
from dashboard.engine.method import Indicator, Method
from dashboard.engine.points import (
    Bools,
    Floats,
    gap_points,
    half_up,
    is_below_zero,
    ratio_points,
    significance_points,
    small_cohort_cap,
)

Objects = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Inputs:
    """What a round is computed from; nothing else may influence a rating.

    schools: a line each, numbered from 0, with urn, urn_in_file, current_urn, name, phase,
        status, status_reason, has_primary, has_secondary, is_infant, is_utc, is_new and
        absence_phase ("primary" or "secondary"). `status` is empty where the engine decides.
    figures: school (its number), measure, academic_year, pupil_group, value, code, cohort,
        ci_low, ci_high, urn (in the file).
    england: value by (measure, academic_year, pupil_group, population); population is
        "state_funded", or the phase for absence.
    inspections: for a school's number its graded inspections, newest first.
    unpublished: reason by (measure, academic_year) for what no school has that year.
    """

    year: int
    cut_off: date
    schools: pd.DataFrame
    figures: pd.DataFrame
    england: Mapping[tuple[str, int, str, str], float]
    inspections: Mapping[int, list[Inspection]]
    unpublished: Mapping[tuple[str, int], str]
    listed: Mapping[int, frozenset[str]] = field(default_factory=dict)
    _taken: dict[tuple[str, int, str, str], Floats] = field(default_factory=dict)

    @cached_property
    def _lines(self) -> dict[tuple[str, int, str], npt.NDArray[np.intp]]:
        """Which lines of the figures are of one measure, year and group."""
        return self.figures.groupby(["measure", "academic_year", "pupil_group"]).indices  # type: ignore[return-value]

    @cached_property
    def _columns(self) -> dict[str, npt.NDArray[np.generic]]:
        names = ("school", "value", "code", "cohort", "ci_low", "ci_high", "urn")
        return {name: self.figures[name].to_numpy() for name in names}

    def take(self, measure: str, year: int, group: str = "all", part: str = "value") -> Floats:
        """One number for each school, NaN where it has none. Not to be written to."""
        asked = (measure, year, group, part)
        if asked not in self._taken:
            out = np.full(len(self.schools), np.nan)
            self._put(out, *asked)
            self._taken[asked] = out
        return self._taken[asked]

    def words(self, measure: str, year: int, group: str = "all") -> Objects:
        """The code that stands in place of each school's number, "" where there is none."""
        out = np.full(len(self.schools), "", dtype=object)
        self._put(out, measure, year, group, "code")
        return out

    def _put(self, out: np.ndarray, measure: str, year: int, group: str, part: str) -> None:
        lines = self._lines.get((measure, year, group))
        if lines is not None:
            out[self._columns["school"][lines]] = self._columns[part][lines]

    def national(self, measure: str, year: int, group: str = "all") -> Floats:
        """England's figure for each school: of its phase for absence and suspensions."""
        if (measure, year, group, "state_funded") in self.england:
            value = self.england[measure, year, group, "state_funded"]
            return np.full(len(self.schools), value)
        phases = self.schools["absence_phase"].to_numpy()
        out = np.full(len(self.schools), np.nan)
        for phase in ("primary", "secondary"):
            out[phases == phase] = self.england.get((measure, year, group, phase), np.nan)
        return out


@dataclass(frozen=True)
class Reading:
    """One indicator's figures for every school; arrays of one length, NaN where absent."""

    indicator: Indicator
    value: Floats
    england: Floats
    shift: Floats
    cohort: Floats
    ci_low: Floats
    ci_high: Floats
    band: Floats
    code: Objects
    urn: Floats
    years: tuple[int, ...]
    # For a pooled indicator: which of `years` each school has, a column a year.
    has_year: Bools | None = None
    year_urns: Floats | None = None
    dropped: Bools | None = None

    @cached_property
    def shown(self) -> Floats:
        """The value as it is printed: rates as published, the rest rounded by the method."""
        if self.indicator.rule == "ratio":
            return self.value
        return half_up(self.value, self.indicator.decimals)

    @cached_property
    def england_shown(self) -> Floats:
        if self.indicator.rule == "ratio":
            return self.england
        return half_up(self.england, self.indicator.decimals)

    @cached_property
    def gap(self) -> Floats:
        """School minus England, or school divided by England for a ratio, as printed."""
        return self.gap_at(self.value)

    def gap_at(self, value: Floats) -> Floats:
        decimals = self.indicator.decimals
        if self.indicator.rule == "ratio":
            with np.errstate(divide="ignore", invalid="ignore"):
                ratio = np.where(self.england > 0, value / self.england, np.nan)
            return half_up(ratio, decimals)
        return half_up(half_up(value, decimals) - self.england_shown, decimals)

    def points_at(self, value: Floats, method: Method) -> Floats:
        """Concern points if the value were this one and all else stayed as it is."""
        indicator = self.indicator
        if indicator.rule == "ratio":
            return ratio_points(self.gap_at(value), indicator.cut_offs)
        if indicator.rule == "significance":
            score = half_up(value, indicator.decimals)
            high = self.ci_high + (score - half_up(self.value, indicator.decimals))
            points = significance_points(
                score,
                is_below_zero(half_up(high, indicator.decimals), self.band),
                indicator.cut_offs,
                or_equal=indicator.or_equal,
            )
        else:
            points = gap_points(
                half_up(self.gap_at(value) - self.shift, indicator.decimals), indicator.cut_offs
            )
        percent = indicator.unit == "percent"
        if indicator.key in ("B_reading", "B_writing", "B_maths"):
            return points  # the cap is on B as a whole
        return small_cohort_cap(
            points,
            self.cohort,
            at_most=method.cohorts["small_at_most"],
            cap=method.cohorts["small_points"],
            percent=half_up(value, indicator.decimals) if percent else None,
            england=self.england_shown if percent else None,
        )


def read_all(inputs: Inputs, method: Method) -> dict[str, Reading]:
    """A reading for every indicator that is a figure: all but B, the mean of its parts, and H."""
    readings = {
        key: _pooled(inputs, indicator)
        if indicator.pooled_years > 1
        else _latest(inputs, indicator, method)
        for key, indicator in method.indicators.items()
        if indicator.rule not in ("mean", "inspection")
    }
    for latest, pooled in (("A1", "A2"), ("C1", "C2")):
        readings[latest], readings[pooled] = _without_small_cohorts(
            readings[latest], readings[pooled], method
        )
    return readings


def _latest(inputs: Inputs, indicator: Indicator, method: Method) -> Reading:
    """The figure of the round's own year."""
    measure, year, group = indicator.measure, inputs.year, indicator.group
    value = inputs.take(measure, year, group)
    cohort = inputs.take(measure, year, group, "cohort")
    shift = np.zeros(len(value))
    if indicator.against == "all":
        england = inputs.national(measure, year, group)
    else:
        # Against other pupils nationally, the cut-offs moved by that year's national gap.
        england = inputs.national(measure, year, indicator.against)
        own = inputs.national(measure, year, group)
        shift = half_up(
            half_up(own, indicator.decimals) - half_up(england, indicator.decimals),
            indicator.decimals,
        )
    if indicator.rule == "significance":
        england = np.zeros(len(value))
    hidden = (group != "all") & (cohort <= method.cohorts["group_hidden_at_most"])
    missing = hidden | np.isnan(england) | np.isnan(shift)
    return Reading(
        indicator=indicator,
        value=np.where(missing, np.nan, value),
        england=england,
        shift=shift,
        cohort=cohort,
        ci_low=inputs.take(measure, year, group, "ci_low"),
        ci_high=inputs.take(measure, year, group, "ci_high"),
        band=inputs.take(f"{measure}_band", year, group),
        code=np.where(hidden, "group of 5 or fewer", inputs.words(measure, year, group)),
        urn=inputs.take(measure, year, group, "urn"),
        years=(year,),
    )


def _pooled(inputs: Inputs, indicator: Indicator) -> Reading:
    """Up to three years together, school and England both weighted by the school's cohorts.

    A year without a figure, a cohort or a national figure is left out; one year is enough.
    """
    count = len(inputs.schools)
    years = tuple(inputs.year - back for back in range(indicator.pooled_years))
    total, england_total, pupils = np.zeros(count), np.zeros(count), np.zeros(count)
    has_year = np.zeros((count, len(years)), dtype=bool)
    urns = np.full((count, len(years)), np.nan)
    for number, year in enumerate(years):
        value = inputs.take(indicator.measure, year)
        cohort = inputs.take(indicator.measure, year, part="cohort")
        england = inputs.national(indicator.measure, year)
        has = ~np.isnan(value) & (cohort > 0) & ~np.isnan(england)
        total += np.where(has, value * cohort, 0)
        england_total += np.where(has, england * cohort, 0)
        pupils += np.where(has, cohort, 0)
        has_year[:, number] = has
        urns[:, number] = np.where(has, inputs.take(indicator.measure, year, part="urn"), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, england = total / pupils, england_total / pupils
    nothing = np.full(count, np.nan)
    return Reading(
        indicator=indicator,
        value=np.where(pupils > 0, value, np.nan),
        england=np.where(pupils > 0, england, np.nan),
        shift=np.zeros(count),
        cohort=np.where(pupils > 0, pupils, np.nan),
        ci_low=nothing,
        ci_high=nothing,
        band=nothing,
        code=inputs.words(indicator.measure, inputs.year),
        urn=nothing,
        years=years,
        has_year=has_year,
        year_urns=urns,
    )


def _without_small_cohorts(
    latest: Reading, pooled: Reading, method: Method
) -> tuple[Reading, Reading]:
    """A very small latest cohort drops its figure, and the pooled one if that is small too."""
    letter = latest.indicator.letter
    small = latest.cohort < method.cohorts["dropped_below"][letter]
    both = small & ~(pooled.cohort >= method.cohorts["pooled"])
    return (
        replace(latest, value=np.where(small, np.nan, latest.value), dropped=small),
        replace(pooled, value=np.where(both, np.nan, pooled.value), dropped=both),
    )
