"""Ranks, quarters and comparisons, by numbers small enough to check by eye."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.engine.standing import Comparison, Polarity, Rank, Side, needed, rank, rounded

HIGH, LOW, NONE = Polarity.HIGH, Polarity.LOW, Polarity.NONE
FIGURES = st.lists(st.integers(-300, 300).map(lambda n: n / 10), min_size=1, max_size=60)
WITH_ONE = FIGURES.flatmap(lambda figures: st.tuples(st.just(figures), st.sampled_from(figures)))


@pytest.mark.parametrize(
    ("value", "polarity", "place", "sharing"),
    [(70, HIGH, 1, 1), (60, HIGH, 2, 2), (50, HIGH, 4, 1), (50, LOW, 1, 1), (60, LOW, 2, 2)],
)
def test_equal_figures_share_the_best_place_of_their_group(value, polarity, place, sharing):
    assert rank(value, [50, 60, 60, 70], polarity) == Rank(place, 4, sharing)


def test_a_measure_of_neither_direction_has_no_rank():
    assert rank(5, [5, 6, 7, 8], NONE) is None
    assert needed([5, 6, 7, 8], NONE, 1) is None


@pytest.mark.parametrize(
    ("place", "of", "quarter"),
    [
        (1, 4, 1), (2, 4, 2), (4, 4, 4),
        (38, 152, 1), (39, 152, 2), (76, 152, 2), (77, 152, 3), (114, 152, 3), (115, 152, 4),
        # A quarter of 151 is 37.75: place 38 lies beyond it.
        (37, 151, 1), (38, 151, 2), (113, 151, 3), (114, 151, 4), (151, 151, 4),
        (1, 3, None),
    ],
)  # fmt: skip
def test_a_quarter_is_the_places_up_to_a_quarter_of_those_with_a_figure(place, of, quarter):
    assert Rank(place, of, 1).quarter == quarter


def test_a_tie_across_the_border_falls_to_the_better_quarter_whole():
    figures = [9, 8, 8, 8, 7, 6, 5, 4]

    assert [rank(value, figures, HIGH).quarter for value in figures] == [1, 1, 1, 1, 3, 3, 4, 4]


def test_the_figure_needed_for_a_quarter():
    figures = [9, 8, 7, 6, 5, 4, 3, 2]

    assert [needed(figures, HIGH, quarter) for quarter in (1, 2, 3, 4)] == [8, 6, 4, 2]
    assert [needed(figures, LOW, quarter) for quarter in (1, 2, 3, 4)] == [3, 5, 7, 9]
    assert needed([1, 2, 3], HIGH, 1) is None


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (40.799999999999997, 1, "40.8"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.125, 2, "0.13"),
        (-0.004, 2, "0.00"), (7.0000000000000007e-2, 2, "0.07"), (3.7308347529812611, 1, "3.7"),
        (5372963, 0, "5372963"),
    ],
)  # fmt: skip
def test_figures_are_rounded_by_the_decimals_that_were_published(value, places, shown):
    assert str(rounded(value, places)) == shown


@pytest.mark.parametrize(
    ("value", "other", "polarity", "side", "is_better"),
    [
        (54, 63, HIGH, Side.BELOW, False), (65, 63, HIGH, Side.ABOVE, True),
        (19.7, 17.1, LOW, Side.ABOVE, False), (15, 17.1, LOW, Side.BELOW, True),
        (3, 2, NONE, Side.ABOVE, None), (53.96, 54.04, HIGH, Side.LEVEL, None),
    ],
)  # fmt: skip
def test_a_verdict_goes_by_the_figures_shown(value, other, polarity, side, is_better):
    compared = Comparison.of(value, other, 1, polarity)

    assert (compared.side, compared.is_better) == (side, is_better)
    assert compared.difference == rounded(value, 1) - rounded(other, 1)


def test_what_looks_the_same_differs_by_nothing():
    assert Comparison.of(53.96, 54.04, 1, HIGH).difference == Decimal(0)


@given(WITH_ONE, st.sampled_from([HIGH, LOW]))
def test_a_rank_counts_everybody_once(drawn, polarity):
    figures, value = drawn

    found = rank(value, figures, polarity)

    worse = sum((f < value) if polarity is HIGH else (f > value) for f in figures)
    assert found.of == len(figures)
    assert (found.place - 1) + found.sharing + worse == found.of
    assert found.sharing >= 1


@given(WITH_ONE)
def test_the_other_direction_turns_the_order_round(drawn):
    figures, value = drawn

    high, low = rank(value, figures, HIGH), rank(value, figures, LOW)

    assert high.place + low.place + high.sharing - 1 == len(figures) + 1
    assert rank(-value, [-f for f in figures], LOW) == high


@given(WITH_ONE, st.sampled_from([HIGH, LOW]), st.sampled_from([1, 2, 3, 4]))
def test_the_figure_needed_is_where_the_quarter_begins(drawn, polarity, quarter):
    figures, value = drawn

    border = needed(figures, polarity, quarter)

    if border is None:
        assert len(figures) < 4
    else:
        reaches = value >= border if polarity is HIGH else value <= border
        assert (rank(value, figures, polarity).quarter <= quarter) is reaches


@given(FIGURES.filter(lambda figures: len(figures) >= 4))
def test_every_quarter_holds_its_share_where_nobody_ties(figures):
    figures = sorted(set(figures))
    quarters = [rank(f, figures, HIGH).quarter for f in figures]

    if len(figures) >= 4:
        counts = [quarters.count(q) for q in (1, 2, 3, 4)]
        assert max(counts) - min(counts) <= 1


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 2))
def test_a_verdict_never_contradicts_the_figures_beside_it(value, other, places):
    compared = Comparison.of(value, other, places, HIGH)

    shown = rounded(value, places), rounded(other, places)
    assert (compared.side is Side.LEVEL) is (shown[0] == shown[1])
    assert (compared.is_better is True) is (shown[0] > shown[1])
