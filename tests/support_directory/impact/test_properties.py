"""What holds of every programme, whatever the figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_directory.impact import Panel, Verdict, estimate
from tests.support_directory.impact.panels import invented, shifted, supports_of

seeds = st.integers(0, 10_000)
A_FEW = settings(max_examples=20)
# Three times as far as an interval reaches is six standard errors: never by chance.
FAR = 1.5


def chosen(seed, *, count=15, of=150):
    return np.random.default_rng(seed + 1).choice(of, count, replace=False)


def width(interval):
    return interval.high - interval.low


@A_FEW
@given(seeds)
def test_schools_picked_at_random_show_about_zero(seed):
    told = estimate(invented(seed), supports_of(chosen(seed)))

    assert abs(told.interval.effect) < FAR * width(told.interval)


@A_FEW
@given(seeds)
def test_the_lowest_schools_rise_by_themselves_and_are_credited_with_nothing(seed):
    panel = invented(seed, noise=10, schools=600)
    lowest = panel.figures[2018].sort_values(kind="stable").index[20:200:12]

    told = estimate(panel, supports_of(lowest))

    # All schools rose by one point.
    assert told.expected > 1
    assert abs(told.interval.effect) < FAR * width(told.interval)


@A_FEW
@given(seeds, st.integers(-12, 12))
def test_what_is_planted_is_found(seed, points):
    schools = chosen(seed)
    panel = invented(seed)
    without = estimate(panel, supports_of(schools))

    told = estimate(shifted(panel, points, schools=schools, years=[2019]), supports_of(schools))

    assert told.interval.effect == pytest.approx(without.interval.effect + points)
    assert width(told.interval) == pytest.approx(width(without.interval))


@A_FEW
@given(seeds, st.sampled_from(["phase", "far away", "no figures", "supported too early"]))
def test_an_unrelated_school_changes_nothing(seed, why):
    panel, supports = invented(seed), supports_of(chosen(seed))
    figures, phase = {
        "phase": ([60.0, 60, 60, 99], "secondary"),
        "far away": ([400.0, 400, 400, 0], "primary"),
        "no figures": ([np.nan] * 4, "primary"),
        "supported too early": ([60.0, 60, 60, 99], "primary"),
    }[why]
    wider = Panel(
        pd.concat([panel.figures, pd.DataFrame([figures], [999], panel.figures.columns)]),
        pd.concat([panel.phases, pd.Series({999: phase})]),
        panel.reach,
    )
    more = supports_of([999], since=2020, until=None) if "supported" in why else []

    before, after = estimate(panel, supports), estimate(wider, [*supports, *more])

    assert after.compared == before.compared
    assert (after.interval, after.placebo) == (before.interval, before.placebo)


@A_FEW
@given(seeds, st.integers(-20, 20))
def test_a_constant_added_to_every_school_changes_nothing(seed, constant):
    panel, supports = invented(seed), supports_of(chosen(seed))

    before, after = estimate(panel, supports), estimate(shifted(panel, constant), supports)

    assert [one.matches for one in after.compared] == [one.matches for one in before.compared]
    assert after.interval == before.interval
    assert after.verdict is before.verdict


@A_FEW
@given(seeds)
def test_the_sign_flips_with_the_direction_of_the_measure(seed):
    panel, supports = invented(seed), supports_of(chosen(seed))
    lower = Panel(panel.figures, panel.phases, panel.reach, higher_is_better=False)

    up, down = estimate(panel, supports).interval, estimate(lower, supports).interval

    assert (down.effect, down.low, down.high) == (-up.effect, -up.high, -up.low)


@A_FEW
@given(seeds)
def test_every_school_is_told_of_once(seed):
    supports = supports_of(chosen(seed))

    told = estimate(invented(seed), [*supports, *supports])

    schools = [one.school for one in told.compared]
    assert sorted([*schools, *told.too_early, *told.without_comparison]) == sorted(
        one.school for one in supports
    )
    assert told.verdict is not Verdict.TOO_EARLY
