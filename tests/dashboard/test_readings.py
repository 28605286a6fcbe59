"""Numbers to words: what is said agrees with the figures beside it."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.measures import CODES, SMALL_CODES
from dashboard.readings import (
    Figure,
    Wording,
    YearFigures,
    about_pupils,
    difference,
    figure,
    number,
    reading,
    rounded,
    strongest_reasons,
    times,
    verdict,
    words_for,
)

EXPECTED = Wording("percent", 0, did="reached the expected standard")
ATTAINMENT = Wording("points", 1, subject="the average Attainment 8 score")
PROGRESS = Wording("progress", 1, subject="the progress score in reading", is_progress=True)
ABSENCE = Wording("percent", 1, did="missed one session in ten or more", higher_is_better=False)

percentages = st.floats(0, 100)
cohorts = st.one_of(st.none(), st.integers(1, 400))
codes_without_number = sorted(set(CODES) - SMALL_CODES)


def percent(value, cohort=60, **rest):
    return figure(value, "", unit="percent", decimals=0, cohort=cohort, **rest)


def year(number, own, england):
    return YearFigures(number, percent(own), percent(england))


# --- Rounding ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(12.5, 0, 13), (-12.5, 0, -12), (2.675, 2, 2.68), (1.005, 2, 1.01), (-0.04, 1, 0), (7, 1, 7)],
)
def test_halves_round_up(value, decimals, shown):
    assert rounded(value, decimals) == shown


@given(st.floats(-1000, 1000), st.integers(0, 2))
def test_a_rounded_number_is_within_half_a_step_and_rounds_to_itself(value, decimals):
    shown = rounded(value, decimals)

    assert abs(shown - value) <= 0.5 * 10**-decimals + 1e-9
    assert rounded(shown, decimals) == shown


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "words"),
    [
        (-13, 0, False, "\u221213"),
        (2.1, 1, True, "+2.1"),
        (0, 1, True, "0.0"),
        (-0.04, 1, True, "0.0"),
        (1234.5, 0, False, "1,235"),
    ],
)
def test_a_number_is_written_with_a_true_minus(value, decimals, signed, words):
    assert number(value, decimals, signed=signed) == words


# --- Figures ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", codes_without_number)
def test_a_cell_with_a_code_is_words_and_no_number(code):
    shown = figure(None, code, unit="percent", decimals=0, cohort=60)

    assert shown.value is None
    assert not re.search(r"\d", shown.text)


def test_a_code_nobody_has_explained_is_shown_as_it_is():
    assert words_for("QQ") == "not published (code QQ)"


@pytest.mark.parametrize("code", sorted(SMALL_CODES))
def test_a_small_percentage_is_never_shown_as_a_number(code):
    shown = figure(0.25, code, unit="percent", decimals=0, cohort=60)

    assert shown.text == "less than 0.5 %"


def test_a_published_zero_is_a_number():
    assert percent(0).text == "0\u00a0%"


@given(percentages, st.integers(0, 5))
def test_a_group_of_five_or_fewer_is_never_a_number(value, cohort):
    shown = percent(value, cohort, is_group=True)

    assert (shown.value, shown.cohort) == (None, None)


def test_a_group_of_six_is_shown():
    assert percent(50, 6, is_group=True).value == 50


def test_five_pupils_of_the_whole_school_are_as_the_publisher_has_them():
    assert percent(50, 5).value == 50


# --- Verdicts ---------------------------------------------------------------------------


@given(percentages, percentages)
def test_a_verdict_agrees_with_the_rounded_figures_beside_it(own, england):
    school, country = percent(own), percent(england)

    said = verdict(difference(school, country, 0), 0)

    gap = school.value - country.value
    if gap == 0:
        assert said == "the same as England"
    else:
        assert said.startswith(f"{abs(gap):.0f} point")
        assert said.endswith("above England" if gap > 0 else "below England")


@given(percentages, percentages, cohorts)
def test_every_number_of_the_sentence_follows_from_those_in_the_table(own, england, cohort):
    school, country = percent(own, cohort), percent(england)

    said = reading(EXPECTED, [YearFigures(2025, school, country)], {})

    assert said.startswith(f"In 2025, {school.text} of ")
    pupils = re.search(r"about (\d+) pupil", said)
    if pupils:
        exact = abs(school.value - country.value) * cohort / 100
        assert abs(int(pupils[1]) - exact) <= 0.5 + 1e-9


@given(st.sampled_from(codes_without_number), percentages)
def test_nothing_missing_becomes_a_zero_or_a_verdict(code, england):
    missing = figure(None, code, unit="percent", decimals=0, cohort=60)

    said = reading(EXPECTED, [YearFigures(2025, missing, percent(england))], {})

    assert said == f"No figure for 2025: {missing.text}."
    assert difference(missing, percent(england), 0) is None


@pytest.mark.parametrize(
    ("gap", "cohort", "words"),
    [
        (-13, 60, "about 8 pupils"),
        (-2, 60, "about 1 pupil"),
        (-1, 10, "less than one pupil"),
        (0, 60, ""),
        (-13, None, ""),
    ],
)
def test_a_difference_is_said_in_pupils(gap, cohort, words):
    assert about_pupils(gap, cohort) == words


def test_one_point_is_singular_only_where_it_reads_one():
    assert verdict(1.0, 0) == "1 point above England"
    assert verdict(-1.0, 1) == "1.0 points below England"


# --- Readings ---------------------------------------------------------------------------


def test_a_percentage_is_read_with_its_pupils_and_its_trend():
    said = reading(EXPECTED, [year(2023, 41, 60), year(2024, 45, 61), year(2025, 49, 62)], {})

    assert said == (
        "In 2025, 49\u00a0% of 60 pupils reached the expected standard, 13 points below England:"
        " about 8 pupils. The gap has narrowed for two years."
    )


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ([(2024, 45, 61), (2025, 49, 62)], "The gap is smaller than in 2024."),
        ([(2024, 50, 61), (2025, 49, 62)], "The gap is larger than in 2024."),
        ([(2024, 48, 61), (2025, 49, 62)], "The difference is the same as in 2024."),
        ([(2024, 63, 61), (2025, 49, 62)], "In 2024 it was 2 points above England."),
        ([(2024, 61, 61), (2025, 49, 62)], "In 2024 it was the same as England."),
        ([(2024, 70, 61), (2025, 66, 62)], "The difference is smaller than in 2024."),
        (
            [(2023, 58, 60), (2024, 55, 61), (2025, 49, 62)],
            "The gap has widened for two years.",
        ),
        (
            [(2022, 40, 60), (2023, 58, 60), (2024, 55, 61), (2025, 49, 62)],
            "The gap has widened for two years.",
        ),
    ],
)
def test_the_second_sentence_says_how_the_gap_moved(years, said):
    assert reading(EXPECTED, [year(*one) for one in years], {}).endswith(said)


def test_years_that_do_not_follow_one_another_are_not_a_trend():
    said = reading(EXPECTED, [year(2019, 44, 65), year(2023, 49, 60)], {})

    assert said.endswith("about 7 pupils.")


def test_a_year_without_england_has_no_verdict():
    said = reading(EXPECTED, [YearFigures(2025, percent(49), None)], {})

    assert "no figure for England was published" in said


def test_an_old_figure_is_told_as_old_and_without_a_verdict():
    said = reading(EXPECTED, [year(2024, 45, 61), YearFigures(2025, None, percent(62))], {})

    assert said == (
        "No figure for 2025: nothing was published for this school."
        " The latest figure is 45\u00a0%, of 2024."
    )
    assert "below" not in said


def test_a_year_not_published_at_all_is_told_with_its_reason():
    old = YearFigures(2024, figure(-0.3, "", unit="progress", decimals=2), None)

    said = reading(PROGRESS, [old], {2025: "no tests were held"})

    assert (
        said == "No figure for 2025: no tests were held. The latest figure is \u22120.30, of 2024."
    )


def test_a_school_never_listed_has_nothing_published():
    said = reading(EXPECTED, [YearFigures(2025, None, percent(62))], {})

    assert said == "Nothing has been published on this for this school."


@pytest.mark.parametrize(
    ("low", "high", "meaning"),
    [
        (-3.9, -0.3, "below the average"),
        (0.3, 3.9, "above the average"),
        (-1.0, 1.0, "not clearly different from the average"),
        (-2.0, 0.0, "not clearly different from the average"),
    ],
)
def test_progress_is_read_by_its_whole_interval(low, high, meaning):
    own = figure(
        (low + high) / 2, "", unit="progress", decimals=1, cohort=30, ci_low=low, ci_high=high
    )

    said = reading(PROGRESS, [YearFigures(2019, own, None)], {})

    assert f"), {meaning} of pupils with the same starting points." in said


def test_a_score_is_read_as_a_score():
    own = figure(38.2, "", unit="points", decimals=1, cohort=150)
    england = figure(45.7, "", unit="points", decimals=1)

    said = reading(ATTAINMENT, [YearFigures(2025, own, england)], {})

    assert said == (
        "In 2025, the average Attainment 8 score of 150 pupils was 38.2, 7.5 points below England."
    )


def test_more_absence_than_england_is_a_gap_that_can_narrow():
    years = [
        YearFigures(
            number,
            figure(own, "", unit="percent", decimals=1, cohort=200),
            figure(20.0, "", unit="percent", decimals=1),
        )
        for number, own in [(2023, 32.0), (2024, 28.0), (2025, 25.0)]
    ]

    said = reading(ABSENCE, years, {})

    assert said.endswith("above England: about 10 pupils. The gap has narrowed for two years.")


@given(st.lists(st.tuples(st.one_of(st.none(), percentages), percentages), min_size=1, max_size=6))
def test_a_reading_never_fails_and_ends_as_a_sentence(pairs):
    years = [
        YearFigures(
            2020 + place,
            figure(own, "" if own is not None else "SUPP", unit="percent", decimals=0, cohort=60),
            percent(england),
        )
        for place, (own, england) in enumerate(pairs)
    ]

    said = reading(EXPECTED, years, {})

    assert said.endswith(".")
    assert "None" not in said
    assert not math.isnan(len(said))


# --- Strongest reasons ------------------------------------------------------------------


def indicator(label, contribution, **given):
    return {
        "label": label,
        "short": label,
        "unit": "percent",
        "decimals": 0,
        "value": 49,
        "gap": -13,
        "pupil_group": "all",
        "contribution": contribution,
        "parts": [],
        **given,
    }


def test_the_three_largest_contributions_are_the_reasons():
    indicators = [indicator(label, adds) for label, adds in zip("abcd", [5, 20, 0, 9], strict=True)]

    reasons = strongest_reasons([*indicators, indicator("e", 7)])

    assert [reason[0] for reason in reasons] == ["B", "D", "E"]


def test_what_adds_nothing_is_no_reason():
    assert strongest_reasons([indicator("a", 0), indicator("b", None)]) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "A 13 points below England"),
        ({"pupil_group": "disadvantaged"}, "A 13 points below other pupils in England"),
        ({"unit": "rate", "gap": 2.1}, "A 2.1\u00a0× the national rate"),
        ({"unit": "score", "value": -0.62, "decimals": 2}, "A \u22120.62"),
        ({"unit": "grade", "value": "inadequate", "gap": None}, "A: inadequate"),
        (
            {
                "value": None,
                "gap": None,
                "decimals": 1,
                "parts": [
                    {"label": "Progress in reading", "points": 3, "value": -3.1},
                    {"label": "Progress in maths", "points": 0, "value": 1.0},
                    {"label": "Progress in writing", "points": None, "value": None},
                ],
            },
            "A: reading \u22123.1",
        ),
    ],
)
def test_a_reason_names_its_figure(given, said):
    assert strongest_reasons([indicator("a", 5, **given)]) == [said]


@pytest.mark.parametrize(("ratio", "words"), [(2.1, "2.1"), (1.05, "1.05"), (2, "2.0")])
def test_a_ratio_is_said_as_times(ratio, words):
    assert times(ratio) == f"{words}\u00a0×"


def test_a_figure_without_a_number_has_no_difference():
    assert difference(Figure(None, "not published"), percent(62), 0) is None
