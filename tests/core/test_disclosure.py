"""What is withheld does not come back by subtraction."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.disclosure import FEWEST, Disclosed, in_words, of_list, of_table

counts = st.integers(0, 9)
lists = st.lists(st.integers(0, 60), min_size=1, max_size=5)
tables = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(
        st.lists(counts, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


def partitions(total, parts):
    """Every way to share a total among some gaps."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in partitions(total - first, parts - 1):
            yield (first, *rest)


def fillings(table: Disclosed):
    """Every table of whole numbers from nought that an attacker cannot rule out."""
    rows = []
    for cells, total in zip(table.cells, table.row_totals, strict=True):
        gaps = [column for column, count in enumerate(cells) if count is None]
        left = total - sum(count or 0 for count in cells)
        shares = partitions(left, len(gaps)) if gaps else [()]
        rows.append(
            [
                tuple(
                    share[gaps.index(column)] if count is None else count
                    for column, count in enumerate(cells)
                )
                for share in shares
            ]
        )
    for filled in itertools.product(*rows):
        if tuple(map(sum, zip(*filled, strict=True))) == table.column_totals:
            yield filled


def recovered(table: Disclosed):
    """The gaps that can hold one number alone."""
    gaps = {
        (row, column)
        for row, cells in enumerate(table.cells)
        for column, count in enumerate(cells)
        if count is None
    }
    held = {gap: set() for gap in gaps}
    for filled in fillings(table):
        for row, column in list(gaps):
            held[row, column].add(filled[row][column])
            if len(held[row, column]) > 1:
                gaps.discard((row, column))
        if not gaps:
            break
    return gaps


@given(tables)
def test_no_gap_of_a_table_is_recovered_from_its_totals(rows):
    table = of_table(rows)

    if None not in table.row_totals:
        assert recovered(table) == set()


@given(tables)
def test_no_count_under_five_is_printed_in_a_table(rows):
    table = of_table(rows)

    printed = [count for cells in table.cells for count in cells if count is not None]
    assert all(count >= FEWEST for count in printed)


@given(tables)
def test_what_is_printed_in_a_table_is_true(rows):
    table = of_table(rows)

    for cells, counts in zip(table.cells, rows, strict=True):
        assert all(shown in (None, count) for shown, count in zip(cells, counts, strict=True))
    assert all(
        shown in (None, sum(counts)) for shown, counts in zip(table.row_totals, rows, strict=True)
    )
    assert table.total in (None, sum(map(sum, rows)))


@given(tables)
def test_a_table_prints_all_its_totals_or_the_sum_alone(rows):
    table = of_table(rows)

    totals = [*table.row_totals, *table.column_totals]
    if None in totals:
        assert set(totals) == {None}
        assert {count for cells in table.cells for count in cells} == {None}


@given(lists)
def test_no_gap_of_a_list_is_recovered_from_its_sum(counts):
    shown = of_list(counts)

    gaps = [count for count, told in zip(counts, shown, strict=True) if told is None]
    if len(counts) > 1 and any(counts):
        assert not gaps or (len(gaps) > 1 and sum(gaps) > 0)
    assert all(told is None or told >= FEWEST for told in shown)


def test_nothing_is_withheld_where_every_count_is_large():
    table = of_table([[5, 20], [30, 8]])

    assert table == Disclosed(((5, 20), (30, 8)), (25, 38), (35, 28), 63)


def test_a_small_count_takes_three_others_with_it():
    table = of_table([[2, 20, 30], [10, 11, 12], [13, 14, 15]])

    assert table.cells == ((None, None, 30), (None, None, 12), (13, 14, 15))


def test_a_row_that_is_all_of_one_kind_is_withheld_whole():
    table = of_table([[6, 0, 0], [10, 11, 12]])

    assert table.cells[0] == (None, None, None)


def test_a_table_of_one_row_prints_its_sum_alone():
    assert of_table([[2, 40]]) == Disclosed(((None, None),), (None,), (None, None), 42)


@pytest.mark.parametrize("rows", [[[3]], [[0]], [[1, 2]]])
def test_a_sum_that_tells_a_small_count_is_withheld_too(rows):
    assert of_table(rows).total is None


def test_a_single_large_count_is_printed():
    assert of_table([[7]]).cells == ((7,),)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([12, 20, 24], (12, 20, 24)),
        ([3, 20, 33], (None, None, 33)),
        ([0, 0, 56], (None, None, None)),
        ([0, 1, 56], (None, None, 56)),
        ([2], (None,)),
    ],
)
def test_a_list_withholds_just_enough(counts, shown):
    assert of_list(counts) == shown


def test_a_gap_says_that_it_is_one():
    assert (in_words(None), in_words(1200)) == ("withheld", "1,200")
