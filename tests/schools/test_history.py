"""Which URN a school had when, with the register's gaps and wrong dates."""

from datetime import date

import pytest

from schools.history import Establishment, History, Succession, successions
from schools.models import SchoolLink, Status

OPEN, CLOSED, PROPOSED = Status.OPEN, Status.CLOSED, Status.PROPOSED


def history(*schools, links=()):
    told = {urn: Establishment(urn, *rest) for urn, *rest in schools}
    return History(told, [Succession(*link) for link in links])


@pytest.fixture
def conversion():
    """900001 became 900002 on 1 April 2019; the register forgot when the old one closed."""
    return history(
        (900001, CLOSED, None, None),
        (900002, OPEN, date(2019, 4, 1), None),
        links=[(900001, 900002, date(2021, 3, 1), False)],
    )


def test_a_closure_without_date_is_the_day_before_the_successor_opened(conversion):
    assert conversion.closed_on(900001) == date(2019, 3, 31)
    assert conversion.is_open_on(900001, date(2019, 3, 31))
    assert not conversion.is_open_on(900001, date(2019, 4, 1))


def test_the_heir_is_the_urn_that_stood_in_its_place_on_the_day(conversion):
    assert conversion.heir_on(900001, date(2018, 12, 31)) == 900001
    assert conversion.heir_on(900001, date(2019, 12, 31)) == 900002
    assert conversion.current(900001) == 900002


def test_a_wrong_link_date_does_not_hide_a_predecessor(conversion):
    found = conversion.predecessors(900002, date(2019, 12, 31))

    assert [link.old for link in found] == [900001]


def test_a_school_that_merged_later_is_no_predecessor_yet():
    merged = history(
        (900003, OPEN, date(2017, 7, 1), None),
        (900004, CLOSED, date(2017, 10, 1), date(2024, 8, 31)),
        links=[(900004, 900003, date(2024, 9, 1), True)],
    )

    assert merged.predecessors(900003, date(2019, 12, 31)) == []
    assert [link.old for link in merged.predecessors(900003, date(2024, 12, 31))] == [900004]


def test_a_proposed_school_is_not_open_and_has_not_taken_over():
    proposed = history(
        (900005, OPEN, None, None),
        (900006, PROPOSED, None, None),
        links=[(900005, 900006, date(2024, 1, 1), False)],
    )

    assert not proposed.is_open_on(900006, date(2025, 1, 1))
    assert proposed.current(900005) == 900005


def test_a_school_closed_for_good_has_nobody_in_its_place():
    closed = history((900007, CLOSED, None, date(2019, 8, 31)))

    assert closed.current(900007) is None
    assert closed.heir_on(900007, date(2019, 12, 31)) is None


def test_a_closed_school_without_any_date_was_not_open():
    assert not history((900008, CLOSED, None, None)).is_open_on(900008, date(2019, 1, 1))


def test_a_loop_of_links_comes_to_an_end():
    loop = history(
        (900009, CLOSED, None, None),
        (900010, CLOSED, None, None),
        links=[(900009, 900010, None, False), (900010, 900009, None, False)],
    )

    assert loop.current(900009) is None
    assert loop.predecessors(900009, date(2019, 1, 1)) == []


def test_days_open_count_only_the_part_of_the_year(conversion):
    first, last = date(2018, 9, 1), date(2019, 7, 31)

    assert conversion.days_open(900001, first, last) == 212
    assert conversion.days_open(900002, first, last) == 122
    assert conversion.days_open(900002, date(2017, 9, 1), date(2018, 7, 31)) == 0


def test_both_directions_of_a_link_are_one_succession_dated_by_the_new_school():
    links = [
        SchoolLink(urn=1, link_urn=2, kind="successor", link_type="Successor - merged",
                   linked_on=date(2019, 8, 31)),
        SchoolLink(urn=2, link_urn=1, kind="predecessor", link_type="Predecessor",
                   linked_on=date(2019, 9, 1)),
        SchoolLink(urn=3, link_urn=2, kind="predecessor",
                   link_type="Predecessor - Split School", linked_on=None),
        SchoolLink(urn=4, link_urn=2, kind="other", link_type="Other", linked_on=None),
    ]  # fmt: skip

    assert successions(links) == [Succession(1, 2, date(2019, 9, 1), is_merger=True)]
