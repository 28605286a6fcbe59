"""Concern points, on and beside every cut-off of the method's table."""

import numpy as np
import pytest

from dashboard.engine import points
from tests.dashboard.engine.rounds import METHOD, explain, figure, line, school

A1 = METHOD.indicators["A1"].cut_offs
C1 = METHOD.indicators["C1"].cut_offs
F1 = METHOD.indicators["F1"].cut_offs
G1 = METHOD.indicators["G1"].cut_offs


def array(*numbers):
    return np.array(numbers, dtype=float)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(62.5, 0, 63), (-12.5, 0, -12), (2.675, 2, 2.68), (1.005, 2, 1.01), (-0.04, 1, 0)],
)
def test_halves_round_up(value, decimals, shown):
    assert points.half_up(array(value), decimals) == pytest.approx(shown)


def test_rounding_never_leaves_a_minus_zero():
    assert not np.signbit(points.half_up(array(-0.2), 0))[0]


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(5, 0), (0, 0), (-1, 1), (-4, 1), (-5, 2), (-9, 2), (-10, 3), (-14, 3), (-15, 4), (-40, 4)],
)
def test_points_of_a_gap_in_percentage_points(gap, expected):
    assert points.gap_points(array(gap), A1) == expected


@pytest.mark.parametrize(
    ("gap", "expected"), [(0, 0), (-0.1, 1), (-1.9, 1), (-2, 2), (-4, 3), (-5.9, 3), (-6, 4)]
)
def test_points_of_a_gap_in_attainment_8(gap, expected):
    assert points.gap_points(array(gap), C1) == expected


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [(0.5, 0), (1.0, 0), (1.01, 1), (1.1, 1), (1.11, 2), (1.25, 2), (1.26, 3), (1.5, 3), (1.51, 4)],
)
def test_points_of_an_absence_ratio(ratio, expected):
    assert points.ratio_points(array(ratio), F1) == expected


@pytest.mark.parametrize(("ratio", "expected"), [(1, 0), (1.5, 1), (2, 2), (3, 3), (3.01, 4)])
def test_points_of_a_suspension_ratio(ratio, expected):
    assert points.ratio_points(array(ratio), G1) == expected


@pytest.mark.parametrize(
    ("score", "high", "expected"),
    [
        (0.0, 1.6, 0),
        (-0.4, 1.2, 1),
        (-2.0, 0.0, 1),  # an upper limit of exactly 0 spans 0
        (-2.0, -0.1, 2),
        (-2.4, -0.8, 2),
        (-2.5, -0.9, 3),
        (-2.5, 0.1, 1),
        (-4.9, -3.3, 3),
        (-5.0, -3.4, 4),
        (-6.0, 0.2, 1),
    ],
)
def test_points_of_progress_in_reading(score, high, expected):
    told = explain(school(figure("reading_progress", score, low=score - 1.6, high=high)))

    assert line(told, "B_reading")["points"] == expected


@pytest.mark.parametrize(("score", "expected"), [(-3.4, 2), (-3.5, 3), (-6.9, 3), (-7.0, 4)])
def test_writing_has_cut_offs_of_its_own(score, expected):
    told = explain(school(figure("writing_progress", score, low=score - 1.5, high=score + 1.5)))

    assert line(told, "B_writing")["points"] == expected


@pytest.mark.parametrize(
    ("score", "high", "expected"),
    [(0.0, 0.2, 0), (-0.1, 0.1, 1), (-0.25, -0.05, 2), (-0.26, -0.06, 3), (-0.5, -0.3, 3),
     (-0.51, -0.31, 4), (-0.6, 0.01, 1)],
)  # fmt: skip
def test_points_of_progress_8(score, high, expected):
    told = explain(
        school(figure("progress8", score, low=score - 0.2, high=high), phase="secondary")
    )

    assert line(told, "D1")["points"] == expected


@pytest.mark.parametrize(("band", "expected"), [(3, 1), (4, 3), (5, 3)])
def test_a_published_band_stands_in_for_an_interval_that_is_not(band, expected):
    told = explain(school(figure("reading_progress", -3.0), figure("reading_progress_band", band)))

    assert line(told, "B_reading")["points"] == expected


def test_progress_in_key_stage_2_is_the_unrounded_mean_of_the_subjects_present():
    told = explain(
        school(
            figure("reading_progress", -3.0, low=-4.5, high=-1.5),
            figure("maths_progress", -0.5, low=-2.0, high=1.0),
            figure("writing_progress", None, code="SUPP"),
        )
    )

    assert line(told, "B")["points"] == 2.0
    assert line(told, "B_writing")["points"] is None


def test_wilson_interval_of_six_in_twelve():
    """By hand: centre (0.5 + 1.92/12) / (1 + 3.84/12) = 0.5, half-width 0.246."""
    assert points.wilson_high(array(50), array(12)) == pytest.approx(74.6, abs=0.05)
    assert points.wilson_low(array(50), array(12)) == pytest.approx(25.4, abs=0.05)


@pytest.mark.parametrize(
    ("value", "cohort", "expected"),
    [
        (50, 12, 3),  # interval 25 to 75 reaches England's 65
        (25, 12, 4),  # interval 9 to 53 lies below it
        (50, 21, 4),  # no longer small
        (52, 21, 3),
    ],
)
def test_a_small_cohort_gets_no_more_than_three_points_unless_its_interval_is_below(
    value, cohort, expected
):
    told = explain(school(figure("rwm_expected", value, cohort=cohort)))

    assert line(told, "A1")["points"] == expected


def test_disadvantaged_pupils_are_measured_from_the_national_gap():
    """Others nationally 71, disadvantaged 51: cut-offs move by -20."""
    told = explain(school(figure("rwm_expected", 46, group="disadvantaged", cohort=30)))

    shown = line(told, "E1")
    assert (shown["england"], shown["gap"], shown["points"]) == (71, -25, 2)


def test_a_group_of_five_is_never_shown():
    told = explain(school(figure("rwm_expected", 40, group="disadvantaged", cohort=5)))

    shown = line(told, "E1")
    assert shown["value"] is None and shown["points"] is None
    assert "five or fewer" in shown["reason"]


def test_less_than_half_a_per_cent_counts_as_a_quarter():
    told = explain(school(figure("rwm_expected", 0.25, code="SP")))

    shown = line(told, "A1")
    assert shown["points"] == 4
    assert "less than 0.5 %" in shown["note"]
