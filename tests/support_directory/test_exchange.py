"""Who gives and gets, without telling of a few."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from core.disclosure import FEWEST, Disclosed
from support_directory.exchange import (
    MAINTAINED,
    OTHERS,
    SMALL_TRUSTS,
    Given,
    Side,
    _from_trusts,
    exchange,
    periods,
    told_together,
    without_small_trusts,
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


@pytest.mark.parametrize(
    ("schools", "unnamed"),
    [
        ({"Tideway": 5, "Lantern": 3, "Small": 2}, {"Small", "Lantern"}),
        ({"Tideway": 5, "Lantern": 2, "Small": 1}, {"Small", "Lantern"}),
        ({"Tideway": 5, "Lantern": 3}, {"Small"}),
        ({"Tideway": 5, "Lantern": 3, "Small": 3}, set()),
    ],
)
def test_small_trusts_that_got_support_are_told_as_one(schools, unnamed):
    told = without_small_trusts(
        [gift(SMALL, getter) for getter in (TIDEWAY, LANTERN, SMALL, MAINTAINED)], schools
    )

    assert [one.getter for one in told] == [
        SMALL_TRUSTS if side.name in unnamed else side
        for side in (TIDEWAY, LANTERN, SMALL, MAINTAINED)
    ]
    assert {one.giver for one in told} == {SMALL}


def test_of_four_deployments_nothing_is_told():
    assert exchange([gift()] * 4) is None
    assert periods([gift()] * 4, terms=TERMS) is None


def test_of_five_deployments_is_told():
    assert exchange([gift()] * 5).total == 5
    assert periods([gift()] * 5, terms=TERMS).total == 5


def test_a_trust_that_gave_five_times_is_named():
    told = exchange([gift()] * 20 + [gift(LANTERN)] * 5)

    assert [(line.name, line.total) for line in told.lines] == [("Tideway", 20), ("Lantern", 5)]


def test_what_trusts_gave_is_not_told_where_the_total_of_one_is_withheld():
    table = Disclosed(cells=((None,), (20,)), row_totals=(None, 20), column_totals=(25,), total=25)

    assert _from_trusts([LANTERN, TIDEWAY], table) is None
    assert _from_trusts([MAINTAINED, TIDEWAY], table) == 20


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
        ({"a": 9, "b": 5}, set()),
        # Of two that count alike the first by name goes along.
        ({"d": 6, "c": 6, "b": 3}, {"b", "c"}),
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


def test_days_are_those_of_their_own_term_and_year():
    given = [
        *[gift(term="1", days="2.5")] * 6,
        *[gift(term="2", days="1")] * 7,
        *[gift(term="3", days="4")] * 8,
        *[gift(term="1", year=2026, days="3")] * 9,
        *[gift(term="2", year=2026, days="1")] * 6,
        *[gift(term="3", year=2026, days="2")] * 5,
    ]

    [earlier, later] = periods(given, terms=TERMS).periods

    assert (earlier.years, earlier.days) == ((2025,), (15, 7, 32))
    assert (later.years, later.days) == ((2026,), (27, 6, 10))


def test_days_are_told_where_their_deployments_are():
    given = [gift(term="1")] * 9 + [gift(term="2")] * 2 + [gift(term="3")] * 6

    told = periods(given, terms=TERMS)

    [period] = told.periods
    assert (period.years, period.total) == ((2025,), 17)
    assert Counter(count is None for count in period.counts)[True] >= 2
    assert period.counts[1] is period.days[1] is None
