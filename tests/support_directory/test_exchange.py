"""Who gives and gets, without telling of a few."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from core.disclosure import FEWEST
from support_directory.exchange import (
    MAINTAINED,
    OTHERS,
    Given,
    Side,
    exchange,
    periods,
    told_together,
    years_together,
)

TIDEWAY, LANTERN, SMALL = (Side(name, is_trust=True) for name in ("Tideway", "Lantern", "Small"))
TERMS = ("1", "2", "3")


def gift(giver=TIDEWAY, getter=MAINTAINED, year=2025, term="1", days="2.5"):
    return Given(giver, getter, year, term, Decimal(days))


gifts = st.lists(
    st.builds(
        Given,
        st.sampled_from([TIDEWAY, LANTERN, SMALL, MAINTAINED]),
        st.sampled_from([TIDEWAY, LANTERN, SMALL, MAINTAINED]),
        st.integers(2023, 2026),
        st.sampled_from(TERMS),
        st.just(Decimal("1.5")),
    ),
    max_size=60,
)


def test_the_table_says_who_gives_to_whom():
    told = exchange([gift()] * 6 + [gift(LANTERN, TIDEWAY)] * 7 + [gift(TIDEWAY, TIDEWAY)] * 5
                    + [gift(LANTERN)] * 9)  # fmt: skip

    assert told.getters == ("Tideway", MAINTAINED.name)
    assert [(line.name, line.counts, line.total) for line in told.lines] == [
        ("Lantern", (7, 9), 16),
        ("Tideway", (5, 6), 11),
    ]
    assert (told.got, told.total, told.from_trusts) == ((12, 15), 27, 27)


def test_a_trust_that_gave_little_is_told_with_others():
    told = exchange([gift()] * 20 + [gift(SMALL)] * 2 + [gift(LANTERN)] * 6)

    assert [line.name for line in told.lines] == ["Tideway", OTHERS]
    assert [line.total for line in told.lines] == [20, 8]
    assert told.from_trusts == 20
    assert told.has_small_trusts


def test_of_four_deployments_nothing_is_told():
    assert exchange([gift()] * 4) is None
    assert periods([gift()] * 4, terms=TERMS) is None


@settings(max_examples=30)
@each(gifts)
def test_no_number_under_five_is_printed_whatever_was_given(given):
    told, over_time = exchange(given), periods(given, terms=TERMS)

    printed = []
    if told:
        printed += [told.total, *told.got]
        for line in told.lines:
            printed += [line.total, *line.counts]
    if over_time:
        printed += [over_time.total]
        for period in over_time.periods:
            printed += [period.total, *period.counts]
            assert [day is None for day in period.days] == [one is None for one in period.counts]
    assert all(number is None or number >= FEWEST for number in printed)


@settings(max_examples=30)
@each(gifts)
def test_table_and_terms_tell_of_the_same_deployments(given):
    told, over_time = exchange(given), periods(given, terms=TERMS)

    if told and over_time:
        assert over_time.total == len(given) == sum(one.total for one in over_time.periods)
        assert told.total in (None, len(given))
        assert told.from_trusts is None or told.from_trusts <= len(given)


@pytest.mark.parametrize(
    ("counts", "together"),
    [
        ({"a": 9, "b": 9}, set()),
        ({"a": 9, "b": 3}, {"a", "b"}),
        ({"a": 9, "b": 3, "c": 6}, {"b", "c"}),
        ({"a": 9, "b": 3, "c": 2}, {"b", "c"}),
        ({}, set()),
    ],
)
def test_small_ones_are_told_together_with_as_few_others_as_hide_them(counts, together):
    assert told_together(counts) == together


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ({2023: 9, 2024: 8}, [(2023,), (2024,)]),
        ({2023: 3, 2024: 8}, [(2023, 2024)]),
        ({2023: 9, 2024: 3}, [(2023, 2024)]),
        ({2023: 9, 2024: 2, 2025: 3, 2026: 1}, [(2023,), (2024, 2025, 2026)]),
    ],
)
def test_a_year_of_few_is_told_with_its_neighbour(counts, groups):
    assert years_together(counts) == groups


def test_days_are_told_where_their_deployments_are():
    given = [gift(term="1")] * 9 + [gift(term="2")] * 2 + [gift(term="3")] * 6

    told = periods(given, terms=TERMS)

    [period] = told.periods
    assert (period.years, period.total) == ((2025,), 17)
    assert Counter(count is None for count in period.counts)[True] >= 2
    assert period.counts[1] is period.days[1] is None
