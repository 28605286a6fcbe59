"""What support did, on numbers that can be checked by eye."""

from datetime import date
from math import sqrt

import numpy as np
import pytest

from support_directory.impact import (
    Interval,
    Panel,
    Span,
    Support,
    Verdict,
    band,
    compare,
    estimate,
    results_year,
)
from support_directory.impact.estimates import (
    interval_of,
    shared_variance,
    span_of,
    students_t,
    verdict_of,
)
from tests.support_directory.impact.panels import panel_of, supports_of

# Six schools that began at 50 and moved by 0 to 5 points without support: 2.5 on average.
FREE = {school: [50, 50, 50, 50 + school] for school in range(6)}


def helped(*changes):
    return {100 + place: [50, 50, 50, 50 + change] for place, change in enumerate(changes)}


def test_a_school_is_held_against_what_those_that_began_alike_moved():
    panel = panel_of(FREE | helped(6))

    [one] = compare(panel, [Span(100, 2018, 2019)], supported={100})

    assert one.matches == (0, 1, 2, 3, 4, 5)
    assert (one.change, one.expected, one.beyond) == (6, 2.5, 3.5)


def test_the_effect_is_the_mean_of_what_each_school_moved_beyond_its_comparison():
    told = estimate(panel_of(FREE | helped(5, 6, 7, 8, 9)), supports_of(range(100, 105)))

    assert told.verdict is Verdict.BETTER
    assert (told.change, told.expected) == (7, 2.5)
    assert told.interval.schools == 5
    assert told.interval.effect == pytest.approx(4.5)
    # Deviations -2 to 2 make 12.5 with n/(n-1); all sets are the same six, so each free school
    # adds (25 - 5)/36 of the variance 3.5; both over 5 squared, by t of 4 degrees.
    variance = (12.5 + 6 * 20 / 36 * 3.5) / 25
    assert told.interval.high - 4.5 == pytest.approx(2.7764 * sqrt(variance), rel=0.001)
    assert told.interval.low == pytest.approx(9 - told.interval.high)


def test_schools_that_moved_as_others_did_show_no_effect():
    told = estimate(panel_of(FREE | helped(0, 2, 3, 2, 5)), supports_of(range(100, 105)))

    assert told.verdict is Verdict.NONE_SEEN
    assert told.interval.holds_nothing


def test_schools_that_fell_behind_others_show_that():
    told = estimate(panel_of(FREE | helped(-9, -8, -9, -8, -9)), supports_of(range(100, 105)))

    assert told.verdict is Verdict.WORSE


def test_four_schools_are_too_few():
    told = estimate(panel_of(FREE | helped(9, 9, 9, 9)), supports_of(range(100, 104)))

    assert told.verdict is Verdict.TOO_FEW
    assert told.interval is None
    assert len(told.compared) == 4


def test_schools_supported_in_different_years_are_each_followed_through_their_own():
    figures = FREE | {100: [50, 50, 55, 90], 101: [50, 50, 50, 56]}
    spans = [Span(101, 2018, 2019), Span(100, 2017, 2018)]

    told = compare(panel_of(figures), spans, supported={100, 101})

    assert [(one.span, one.change, one.expected) for one in told] == [
        (spans[0], 6, 2.5),
        (spans[1], 5, 0),
    ]


def test_a_school_that_cannot_be_followed_keeps_nobody_from_being_followed():
    panel = panel_of(FREE | {99: [50, 50, 50, np.nan], 100: [50, 50, 50, 56]})
    spans = [Span(school, 2018, 2019) for school in (98, 99, 100)]

    [one] = compare(panel, spans, supported={98, 99, 100})

    assert one.school == 100


@pytest.mark.parametrize("until", [2020, None])
def test_support_without_later_results_is_too_early(until):
    told = estimate(panel_of(FREE | helped(9)), supports_of([100], until=until))

    assert told.verdict is Verdict.TOO_EARLY
    assert told.too_early == (100,)
    assert told.without_comparison == ()


def test_with_a_school_that_cannot_be_compared_there_are_too_few_and_not_only_too_early():
    panel = panel_of(FREE | helped(9) | {101: [20, 20, 20, 40]})

    told = estimate(panel, [*supports_of([100], until=None), *supports_of([101])])

    assert told.verdict is Verdict.TOO_FEW
    assert (told.too_early, told.without_comparison) == ((100,), (101,))


def test_one_school_too_early_leaves_the_others_judged():
    panel = panel_of(FREE | helped(5, 6, 7, 8, 9, 9))

    told = estimate(panel, [*supports_of(range(100, 105)), Support(105, 2019, None)])

    assert told.verdict is Verdict.BETTER
    assert told.too_early == (105,)


def test_of_several_supports_of_a_school_the_first_that_can_be_judged_counts_once():
    panel = panel_of(FREE | helped(9))

    told = estimate(panel, [Support(100, 2018, 2018), Support(100, 2019, None)])

    assert [one.span for one in told.compared] == [Span(100, 2017, 2018)]
    assert told.too_early == ()


def test_a_school_nobody_began_like_has_no_comparison():
    panel = panel_of(FREE | {100: [20, 20, 20, 40]})

    told = estimate(panel, supports_of([100]))

    assert told.without_comparison == (100,)
    assert told.verdict is Verdict.TOO_FEW


def test_a_school_without_published_results_has_no_comparison():
    panel = panel_of(FREE | {100: [np.nan] * 4})

    told = estimate(panel, supports_of([100, 101]))

    assert told.without_comparison == (100, 101)


def test_an_empty_panel_tells_nothing():
    panel = panel_of({})

    assert estimate(panel, supports_of([100], until=None)).verdict is Verdict.TOO_EARLY
    assert estimate(panel, []).verdict is Verdict.TOO_FEW


def test_four_alike_are_no_comparison_and_five_are():
    panel = panel_of({school: FREE[school] for school in range(4)} | helped(9))
    five = panel_of({school: FREE[school] for school in range(5)} | helped(9))
    span = Span(100, 2018, 2019)

    assert compare(panel, [span], supported={100}) == []
    assert len(compare(five, [span], supported={100})[0].matches) == 5


def test_schools_of_another_phase_and_supported_ones_stand_in_no_comparison():
    panel = panel_of(
        FREE | helped(9, 9) | {200: [50] * 4},
        phases={**dict.fromkeys([*FREE, 100, 101], "junior"), 200: "primary"},
    )

    [one] = compare(panel, [Span(100, 2018, 2019)], supported={100, 101})

    assert one.matches == tuple(FREE)


def test_a_school_of_one_bad_year_is_not_matched_with_lasting_low_results():
    # Both had 50 in 2018, but one had 62 in the years before it.
    panel = panel_of(FREE | {100: [62, 62, 50, 60]})

    assert compare(panel, [Span(100, 2018, 2019)], supported={100})
    assert not compare(
        panel_of(FREE | {100: [63, 63, 50, 60]}), [Span(100, 2018, 2019)], supported={100}
    )


def test_all_as_near_as_the_twentieth_are_in_the_comparison():
    alike = {school: [50, 50, 50, 52] for school in range(23)}
    farther = {school: [51, 51, 51, 90] for school in range(30, 33)}

    [one] = compare(panel_of(alike | farther | helped(9)), [Span(100, 2018, 2019)], supported={100})

    assert one.matches == tuple(range(23))


def test_of_schools_that_lie_ever_farther_away_the_twenty_nearest_are_taken():
    ever_farther = {school: [50 + school / 10] * 4 for school in range(1, 26)}

    [one] = compare(panel_of(ever_farther | helped(9)), [Span(100, 2018, 2019)], supported={100})

    assert one.matches == tuple(range(1, 21))


def test_the_band_is_the_middle_half_of_the_comparison():
    panel = panel_of({school: [np.nan, 40 + 10 * school, 50, 50] for school in range(5)})

    told = band(panel, (0, 1, 2, 3, 4))

    assert sorted(told) == [2017, 2018, 2019]
    assert (told[2017].low, told[2017].middle, told[2017].high) == (50, 60, 70)


def test_the_band_is_of_the_matches_alone():
    panel = panel_of({1: [10] * 4, 2: [20] * 4, 3: [90] * 4})

    assert band(panel, (1, 2))[2016].middle == 15


def test_support_is_followed_from_the_results_before_to_the_first_once_it_had_ended():
    years = [2016, 2017, 2019]

    assert span_of(Support(1, 2018, 2018), years) == Span(1, 2017, 2019)
    assert span_of(Support(1, 2017, 2017), years) == Span(1, 2016, 2017)
    assert span_of(Support(1, 2016, 2016), years) is None
    assert span_of(Support(1, 2018, 2020), years) is None
    assert span_of(Support(1, 2018, None), years) is None


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2018, 4, 30), 2018),
        (date(2018, 5, 1), 2019),
        (date(2018, 9, 1), 2019),
        (date(2019, 1, 1), 2019),
    ],
)
def test_a_day_can_touch_the_next_results_from_may_on(day, year):
    assert results_year(day) == year


def test_schools_that_moved_apart_before_support_are_credited_with_nothing():
    rising = {100 + place: [50, 60, 50, 60 + place] for place in range(5)}
    free = {school: [50, 50, 50, 50 + school % 3] for school in range(8)}
    panel = panel_of(free | rising, reach=20)

    told = estimate(panel, supports_of(range(100, 105)))

    assert told.placebo.effect == pytest.approx(10)
    assert told.verdict is Verdict.DRIFTING


def test_the_year_before_support_stands_outside_the_check_on_earlier_years():
    # All five fell in 2018, the year they were chosen for.
    dipped = {100 + place: [60, 60 + place % 2, 50, 70 + place] for place in range(6)}
    free = {school: [60, 60 + school % 2, 50 + school % 2, 55] for school in range(8)}

    told = estimate(panel_of(free | dipped), supports_of(range(100, 106)))

    assert told.placebo.holds_nothing
    assert told.verdict is Verdict.BETTER


def test_the_check_takes_the_last_two_years_before_the_last_one():
    rising = {100 + place: [90, 10, 50, 60, 50, 60 + place] for place in range(5)}
    free = {school: [90, 10, 50, 50, 50, 50 + school % 3] for school in range(8)}
    panel = panel_of(free | rising, years=(2014, 2015, 2016, 2017, 2018, 2019), reach=20)

    assert estimate(panel, supports_of(range(100, 105))).placebo.effect == pytest.approx(10)


def test_without_two_earlier_years_there_is_no_check():
    panel = panel_of(
        {school: figures[2:] for school, figures in (FREE | helped(9, 9, 8, 9, 9)).items()},
        years=(2018, 2019),
    )

    told = estimate(panel, supports_of(range(100, 105)))

    assert told.placebo is None
    assert told.verdict is Verdict.BETTER


@pytest.mark.parametrize(
    ("low", "high", "placebo", "verdict"),
    [
        (1, 3, None, Verdict.BETTER),
        (-3, -1, None, Verdict.WORSE),
        (0, 3, None, Verdict.NONE_SEEN),
        (-3, 0, None, Verdict.NONE_SEEN),
        (1, 3, (-1, 1), Verdict.BETTER),
        (1, 3, (1, 2), Verdict.DRIFTING),
        (0.2, 0.6, None, Verdict.BETTER),
        (-1, 3, (1, 2), Verdict.NONE_SEEN),
    ],
)
def test_an_effect_is_claimed_only_where_the_interval_leaves_no_room_for_none(
    low, high, placebo, verdict
):
    found = Interval((low + high) / 2, low, high, 9)
    before = Interval(0, *placebo, 9) if placebo else None

    assert verdict_of(found, before) is verdict


@pytest.mark.parametrize(
    ("freedom", "point", "within"),
    [
        (4, 2.776445, 9e-4),
        (5, 2.570582, 3e-4),
        (6, 2.446912, 1.1e-4),
        (7, 2.364624, 5e-5),
        (8, 2.306004, 2.5e-5),
        (10, 2.228139, 1e-5),
        (30, 2.042272, 1e-6),
        (10_000, 1.960201, 1e-6),
    ],
)
def test_students_distribution_is_that_of_the_tables(freedom, point, within):
    assert students_t(freedom) == pytest.approx(point, abs=within)


def test_less_is_better_where_the_measure_says_so():
    panel = panel_of(FREE | helped(-5, -6, -7, -8, -9), higher_is_better=False)

    told = estimate(panel, supports_of(range(100, 105)))

    assert told.verdict is Verdict.BETTER
    assert told.interval.effect == pytest.approx(9.5)
    assert told.change == -7
    assert told.interval.low < told.interval.effect < told.interval.high


def test_comparisons_that_share_no_school_add_nothing_to_one_anothers_doubt():
    far = {school + 20: [80, 80, 80, 80 + school] for school in range(6)}
    panel = panel_of(FREE | far | helped(5) | {101: [80, 80, 80, 85]})
    spans = [Span(100, 2018, 2019), Span(101, 2018, 2019)]

    compared = compare(panel, spans, supported={100, 101})

    assert shared_variance(compared) == pytest.approx(0)
    assert interval_of(compared, sign=1) is None


def test_the_years_of_a_panel_are_those_published():
    assert Panel(panel_of(FREE).figures, None, 1.0).years == [2016, 2017, 2018, 2019]
