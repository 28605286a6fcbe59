"""Triggers: each by name, on both sides of its line; they only ever raise concern."""

from datetime import date

import pytest

from tests.dashboard.engine.rounds import explain, figure, graded, school


def floor_school(rwm=60, reading=0.0, writing=0.0, maths=0.0, high=None, year=2018, cohort=60):
    """A primary school's results of one year; `high` is the interval's upper end for each."""
    return school(
        figure("rwm_expected", rwm, year=year, cohort=cohort),
        *[
            figure(
                f"{subject}_progress", score, year=year, cohort=cohort,
                low=score - 2, high=score + 2 if high is None else high,
            )
            for subject, score in (("reading", reading), ("writing", writing), ("maths", maths))
        ],
    )  # fmt: skip


def triggers(*schools, year=2018, **options):
    return explain(*schools, year=year, **options)["triggers"]


def test_one_subject_below_the_floor_counts_only_if_significant():
    assert "below_floor" in triggers(floor_school(reading=-5.1, high=-0.1))
    assert "below_floor" not in triggers(floor_school(reading=-5.1, high=0.0))


def test_two_subjects_below_and_under_65_per_cent_is_below_the_floor_and_priority_1():
    told = explain(floor_school(reading=-5.1, maths=-5.1, high=0.5), year=2018)

    assert told["triggers"] == ["below_floor"]
    assert told["computed_priority"] == 1


@pytest.mark.parametrize(
    "above",
    [
        {"rwm": 65, "reading": -6.0, "maths": -6.0},
        {"reading": -5.0, "maths": -5.0, "writing": -7.0},
        {"reading": -6.0, "maths": -6.0, "cohort": 10},
    ],
)
def test_at_the_line_or_with_few_pupils_a_school_is_not_below_the_floor(above):
    assert "below_floor" not in triggers(floor_school(**above))


@pytest.mark.parametrize(("year", "fires"), [(2016, False), (2017, False), (2018, True)])
def test_writing_alone_did_not_count_before_2018(year, fires):
    fired = triggers(floor_school(writing=-7.5, high=-1.0, year=year), year=year)

    assert ("below_floor" in fired) is fires


@pytest.mark.parametrize("year", [2015, 2019, 2023])
def test_floor_and_coasting_bite_only_in_their_years(year):
    low = floor_school(rwm=30, reading=-8.0, maths=-8.0, year=year)

    assert not {"below_floor", "coasting"} & {*triggers(low, year=year)}


@pytest.mark.parametrize(
    ("score", "high", "fires"),
    [(-0.6, -0.4, True), (-0.6, 0.1, False), (-0.5, -0.3, False), (-0.51, -0.31, True)],
)
def test_progress_8_below_the_floor_needs_its_whole_interval_below_zero(score, high, fires):
    told = school(
        figure("progress8", score, year=2018, low=score - 0.2, high=high), phase="secondary"
    )

    assert ("below_floor" in triggers(told)) is fires


def test_five_pupils_are_too_few_for_the_floor_of_key_stage_4():
    few = figure("progress8", -1.0, year=2018, low=-1.4, high=-0.6, cohort=5)

    assert triggers(school(few, phase="secondary")) == []


def test_technical_colleges_have_no_progress_8_and_no_floor():
    told = explain(
        school(
            figure("progress8", -1.0, year=2018, low=-1.2, high=-0.8),
            phase="secondary",
            is_utc=True,
        ),
        year=2018,
    )

    assert told["triggers"] == []
    assert "D1" not in [item["key"] for item in told["indicators"]]


@pytest.mark.parametrize(("years", "fires"), [((2016, 2017, 2018), True), ((2017, 2018), False)])
def test_coasting_needs_all_three_years(years, fires):
    figures = []
    for year in years:
        figures += floor_school(rwm=80, maths=-2.6, year=year)["figures"]

    assert ("coasting" in triggers(school(*figures))) is fires


@pytest.mark.parametrize(
    ("now", "before", "fires"), [(12.1, 12.1, True), (12.0, 12.1, False), (12.1, 12.0, False)]
)
def test_persistent_absence_above_half_again_the_national_rate_two_years_running(
    now, before, fires
):
    """England: 8.0 both years, so the line is 12.0 and 12.1 rounds to 1.51."""
    told = school(
        figure("persistent_absence", now), figure("persistent_absence", before, year=2018)
    )

    assert ("persistent_absence" in triggers(told, year=2019)) is fires


@pytest.mark.parametrize(
    ("values", "cohort", "fires"),
    [
        ((80, 65, 50), 30, True),
        ((80, 66, 50), 30, False),
        ((80, 65, 51), 30, False),
        ((80, 65, 50), 29, False),
    ],
)
def test_a_steep_fall_two_years_running(values, cohort, fires):
    told = school(
        *[
            figure("rwm_expected", value, year=year, cohort=cohort)
            for value, year in zip(values, (2017, 2018, 2019), strict=True)
        ]
    )

    assert ("falling_attainment" in triggers(told, year=2019)) is fires


def test_attainment_8_falls_by_six_points_twice():
    told = school(
        *[
            figure("attainment8", value, year=year, cohort=90)
            for value, year in ((52.0, 2017), (46.0, 2018), (40.0, 2019))
        ],
        phase="secondary",
    )

    assert "falling_attainment" in triggers(told, year=2019)


def test_inadequate_is_priority_1_whatever_the_score():
    told = explain(school(figure("rwm_expected", 90), inspections=[graded(4)]))

    assert told["triggers"] == ["serious_inspection"]
    assert told["computed_priority"] == 1


def test_requires_improvement_is_at_least_priority_2():
    told = explain(
        school(
            figure("rwm_expected", 90),
            figure("reading_progress", 2.0, low=0.5, high=3.5),
            figure("overall_absence", 3.0),
            figure("persistent_absence", 4.0),
            inspections=[graded(3)],
        )
    )

    assert (told["score_band"], told["computed_priority"]) == (3, 2)


def test_stuck_is_priority_1_and_says_both_inspections():
    told = explain(school(inspections=[graded(3, on=date(2019, 3, 1)), graded(4)]))

    stuck = next(item for item in told["trigger_details"] if item["key"] == "stuck_school")
    assert stuck["at_least"] == 1
    assert "March 2019" in stuck["because"] and "inadequate, May 2018" in stuck["because"]


def test_a_trigger_stands_by_itself_where_data_are_insufficient():
    told = explain(school(inspections=[graded(4)]))

    assert told["status"] == "insufficient"
    assert (told["score_band"], told["computed_priority"]) == (None, 1)


def test_a_school_that_is_not_scored_fires_no_trigger():
    told = explain(
        school(
            figure("rwm_expected", 0),
            figure("reading_progress", -16.0, low=-20, high=-12),
            status="individual_review",
            status_reason="special school",
            inspections=[graded(4)],
        )
    )

    assert told["status"] == "individual_review"
    assert told["triggers"] == [] and told["computed_priority"] is None
    assert told["score"] is None and told["indicators"] == []
