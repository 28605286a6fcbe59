"""A rating's explanation, ready to print."""

import pytest

from dashboard.explanations import limit_beside_coverage, lines_of, missing, one_pupil


def indicator(**given):
    return {
        "label": "Reading, writing and maths",
        "unit": "percent",
        "decimals": 0,
        "value": 49,
        "england": 62,
        "gap": -13,
        "ci_low": None,
        "ci_high": None,
        "cohort": None,
        "points": 3,
        "weight": 26.3,
        "contribution": 19.7,
        "year": 2025,
        "years": [2025],
        "reason": "",
        "note": "",
        "parts": [],
        **given,
    }


def line(**given):
    [one] = lines_of({"indicators": [indicator(**given)]})
    return one


def test_a_line_shows_both_figures_the_gap_and_the_product():
    one = line()

    assert (one.school, one.england, one.gap) == ("49\u00a0%", "62\u00a0%", "\u221213")
    assert (one.points, one.weight, one.adds) == ("3", "26.3", "19.7")


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ([2025], "2025"),
        ([2023, 2024, 2025], "2023 to 2025"),
        ([2022, 2023, 2025], "2022, 2023 and 2025"),
        ([2023, 2025], "2023 and 2025"),
    ],
)
def test_the_years_pooled_are_named(years, words):
    assert line(years=years).years == words


def test_a_rate_is_compared_as_so_many_times():
    one = line(unit="rate", decimals=2, value=7.0, england=5.19, gap=1.35)

    assert (one.school, one.england, one.gap) == ("7.0\u00a0%", "5.19\u00a0%", "1.35\u00a0×")


def test_an_inspection_has_words_and_no_gap():
    one = line(unit="grade", value="requires improvement", england=None, gap=None, years=[])

    assert (one.school, one.england, one.gap) == ("Requires improvement", "–", "–")
    assert one.years == "2025"


def test_interval_cohort_and_note_are_always_told():
    one = line(cohort=1059, ci_low=33.9, ci_high=58.6, note="small cohort")

    assert one.notes == ["1,059 pupils", "95\u00a0% interval 33.9 to 58.6", "small cohort"]


def test_the_subjects_of_progress_stand_under_it_with_their_own_points():
    part = {**indicator(label="Progress in reading", unit="score", value=-3.1, decimals=1)}
    del part["weight"], part["contribution"]

    one = line(points=2.3333, parts=[part, {**part, "points": None, "reason": "suppressed"}])

    assert (one.points, [(p.school, p.weight, p.adds) for p in one.parts]) == (
        "2.33",
        [("\u22123.1", "", "")],
    )


def test_what_is_missing_is_named_with_its_reason_and_never_in_the_sum():
    absent = {**indicator(), "label": "Progress 8", "points": None, "reason": "not published"}
    part = {**indicator(), "label": "Progress in maths", "points": None, "reason": "suppressed"}
    told = {"indicators": [absent, indicator(parts=[part])]}

    assert missing(told) == [("Progress 8", "not published"), ("Progress in maths", "suppressed")]
    assert [one.label for one in lines_of(told)] == ["Reading, writing and maths"]


def test_one_pupil_is_told_as_score_and_priority():
    moved = {"value": 47, "score": 60.0, "priority": 1}
    test = {"label": "Attainment 8", "cohort": 60, "fewer": moved, "more": {**moved, "score": None}}

    [one] = one_pupil({"one_pupil": {"tests": [test]}})

    assert (one.fewer, one.more) == ("60.0: Priority 1", "–")


def test_a_school_without_a_score_has_no_pupil_test():
    assert one_pupil({"one_pupil": None}) == []


def test_a_limited_rating_does_not_say_its_coverage_twice():
    few = {"coverage": 55, "status_reason": "Only 55 % of the method's weight has figures."}
    new = {"coverage": 90, "status_reason": "The school has fewer than two years of results."}

    assert limit_beside_coverage(few) == ""
    assert limit_beside_coverage(new) == new["status_reason"]
