"""Weights shared out, contributions that add up, bands, coverage."""

from datetime import date

import numpy as np
import pytest

from dashboard.engine import bands, score
from tests.dashboard.engine.rounds import METHOD, explain, figure, graded, line, school

NO_PROGRESS = {
    (f"{subject}_progress", 2019): "not published by the Department for Education"
    for subject in ("reading", "writing", "maths")
}


def primary(**changes):
    """Every indicator of a primary school present, each with figures that give no points."""
    figures = {
        "rwm": figure("rwm_expected", 65),
        "e1": figure("rwm_expected", 51, group="disadvantaged", cohort=30),
        "reading": figure("reading_progress", 1.0, low=-1, high=3),
        "writing": figure("writing_progress", 1.0, low=-1, high=3),
        "maths": figure("maths_progress", 1.0, low=-1, high=3),
        "f1": figure("overall_absence", 4.0),
        "f2": figure("persistent_absence", 8.0),
    } | changes
    return school(*[one for one in figures.values() if one], inspections=[graded(2)])


def weights(told):
    return {item["key"]: round(item["weight"], 2) for item in told["indicators"]}


def test_all_present_carry_the_weights_of_the_method():
    assert weights(explain(primary())) == {
        "A1": 15, "A2": 10, "B": 30, "E1": 5, "F1": 5, "F2": 10, "H": 25,
    }  # fmt: skip


def test_a_year_without_progress_uses_the_other_row_and_costs_nothing():
    told = explain(primary(reading=None, writing=None, maths=None), unpublished=NO_PROGRESS)

    assert weights(told)["A1"] == 25 and weights(told)["F2"] == 15
    assert told["coverage"] == 100


def test_an_absent_indicator_gives_its_weight_to_its_own_letter_first():
    told = explain(primary(rwm=figure("rwm_expected", 65, year=2018)))

    assert line(told, "A1")["value"] is None
    assert weights(told)["A2"] == 25


def test_a_letter_with_nothing_present_gives_its_weight_to_all_others_in_proportion():
    told = explain(primary(reading=None, writing=None, maths=None))

    assert weights(told)["A1"] == pytest.approx(15 / 70 * 100, abs=0.01)
    assert sum(weights(told).values()) == pytest.approx(100, abs=0.05)
    assert told["coverage"] == 70


def test_an_old_inspection_counts_half_and_the_other_half_falls_away():
    old = graded(3, on=date(2014, 12, 30))
    told = explain(primary() | {"inspections": [old]})

    shares = weights(told)
    assert shares["H"] == pytest.approx(12.5 / 87.5 * 100, abs=0.01)
    assert line(told, "H")["points"] == 3
    assert told["coverage"] == 100


def test_an_inspection_of_exactly_five_years_ago_is_not_old():
    told = explain(primary() | {"inspections": [graded(3, on=date(2014, 12, 31))]})

    assert weights(told)["H"] == 25


def test_the_score_is_the_sum_of_points_times_weight():
    """A1 3 x 15 + F2 4 x 10 + H 3 x 25 = 160; of 400 that is 40.0."""
    told = explain(
        primary(
            rwm=figure("rwm_expected", 55),
            a2=figure("rwm_expected", 75, year=2018),
            f2=figure("persistent_absence", 12.1),
        )
        | {"inspections": [graded(3)]}
    )

    assert line(told, "A1")["points"] == 3
    assert line(told, "A2")["points"] == 0
    assert told["score"] == 40.0
    assert told["score_band"] == 2


@pytest.mark.parametrize(
    ("points", "priority"), [(60.0, 1), (59.9, 2), (35.0, 2), (34.9, 3), (0.0, 3), (100.0, 1)]
)
def test_the_band_is_read_off_the_rounded_score(points, priority):
    assert bands.score_band(np.array([points]), METHOD) == priority


def test_no_score_has_no_band():
    assert np.isnan(bands.score_band(np.array([np.nan]), METHOD)).all()


def test_contributions_lose_no_tenth_to_rounding():
    exact = np.array([[3.33, 3.33, 3.34, 0.0], [0.05, 0.05, 0.0, 0.0], [12.44, 7.44, 1.14, 0.04]])

    shown = score.rounded_contributions(exact)

    assert shown.sum(axis=1) == pytest.approx([10.0, 0.1, 21.1])
    assert (np.abs(shown - exact) <= 0.1).all()
    assert shown[0, 3] == 0


def test_three_years_are_weighted_by_the_schools_cohorts():
    """(40 x 10 + 60 x 30) / 40 = 55; England (65 x 10 + 61 x 30) / 40 = 62."""
    england = {
        ("rwm_expected", 2019, "all", "state_funded"): 65.0,
        ("rwm_expected", 2017, "all", "state_funded"): 61.0,
    }
    told = explain(
        school(
            figure("rwm_expected", 40, cohort=10),
            figure("rwm_expected", 60, year=2017, cohort=30),
            figure("rwm_expected", 90, year=2018, cohort=None),
        ),
        england=england,
    )

    pooled = line(told, "A2")
    assert (pooled["value"], pooled["england"], pooled["gap"]) == (55, 62, -7)
    assert pooled["cohort"] == 40
    assert pooled["years"] == [2017, 2019]


@pytest.mark.parametrize(
    ("latest", "earlier", "a1", "a2"),
    [(10, 12, False, True), (10, 9, False, False), (11, None, True, True)],
)
def test_a_very_small_cohort_leaves_only_a_large_enough_pool(latest, earlier, a1, a2):
    figures = [figure("rwm_expected", 50, cohort=latest)]
    if earlier:
        figures.append(figure("rwm_expected", 50, year=2018, cohort=earlier))

    told = explain(school(*figures))

    assert (line(told, "A1")["value"] is not None) is a1
    assert (line(told, "A2")["value"] is not None) is a2


@pytest.mark.parametrize(
    ("kept", "status"),
    [
        (["rwm", "e1", "reading", "f1", "f2"], "rated"),
        (["rwm", "reading"], "limited"),
        (["rwm", "f1", "f2"], "insufficient"),
    ],
)
def test_coverage_decides_how_much_a_rating_may_say(kept, status):
    """Weights present: 75, 55 and 40."""
    gone = {"rwm", "e1", "reading", "writing", "maths", "f1", "f2"} - {*kept}

    told = explain(primary(**dict.fromkeys(gone)) | {"inspections": []})

    assert told["status"] == status
    assert (told["score_band"] is None) is (status == "insufficient")


def test_an_infant_school_is_rated_on_absence_and_inspection():
    told = explain(
        school(
            figure("overall_absence", 4.2),
            figure("persistent_absence", 10.1),
            phase="infant",
            inspections=[graded(2)],
        )
    )

    assert weights(told) == {"F1": 15, "F2": 35, "H": 50}
    assert told["status"] == "rated"


def test_an_infant_school_without_inspection_has_no_band():
    told = explain(
        school(figure("overall_absence", 9.0), figure("persistent_absence", 30.0), phase="infant")
    )

    assert told["status"] == "insufficient"
    assert told["score_band"] is None and told["computed_priority"] is None


def test_an_all_through_school_is_the_mean_of_its_phases_by_cohort():
    """Primary: A1 and A2 4 points; secondary: no points. 30 and 90 pupils: a quarter counts."""
    told = explain(
        school(
            figure("rwm_expected", 40, cohort=30),
            figure("attainment8", 50.0, cohort=90),
            figure("english_maths_5", 60.0, cohort=90),
            figure("overall_absence", 4.0),
            figure("persistent_absence", 8.0),
            phase="all_through",
            inspections=[graded(2)],
        ),
        unpublished=NO_PROGRESS | {("progress8", 2019): "not published"},
    )

    # Primary: 45 of 90 present weights, so 50.0; secondary: 0.
    assert told["score"] == 12.5
    assert sum(item["key"] == "F2" for item in told["indicators"]) == 1


def test_three_years_name_every_number_their_figures_stand_under():
    told = explain(
        school(
            figure("rwm_expected", 60),
            figure("rwm_expected", 50, year=2018, urn=900101),
            figure("rwm_expected", 55, year=2017, urn=900101),
        )
    )

    pooled = line(told, "A2")
    assert pooled["source_urns"] == [900001, 900101]
    assert pooled["note"] == "results of predecessor (URN 900101)"
    assert line(told, "A1")["source_urns"] == [900001]
