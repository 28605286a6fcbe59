"""Who reviews whom."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_directory.peer_planning import Person, Place, days_for, may_review, plan

CITY = [Place(1), Place(2), Place(3, 10), Place(4, 10), Place(5, 20)]


def people_of(*places, leads=()):
    return [Person(key, place, key in leads) for key, place in enumerate(places, start=1)]


@st.composite
def cities(draw):
    hosts = [
        Place(school, draw(st.sampled_from([None, None, 10, 20])))
        for school in range(1, draw(st.integers(1, 8)) + 1)
    ]
    count = draw(st.integers(0, 12))
    people = [Person(key, draw(st.sampled_from(hosts)), draw(st.booleans()))
              for key in range(count)]  # fmt: skip
    return hosts, people, draw(st.integers(1, 3)), draw(st.integers(1, 3))


@settings(max_examples=30)
@given(cities())
def test_nobody_reviews_own_school_or_trust_nor_too_often(city):
    hosts, people, size, most = city
    by_key = {person.key: person for person in people}
    by_school = {host.school: host for host in hosts}

    teams = plan(hosts, people, size=size, most=most)

    visits = Counter(key for team in teams for key in team.people)
    assert all(count <= most for count in visits.values())
    for team in teams:
        members = [by_key[key] for key in team.people]
        assert all(may_review(person, by_school[team.school]) for person in members)
        schools = [person.place.school for person in members]
        assert len(set(schools)) == len(schools) == size - team.missing
        assert [person.leads for person in members] == sorted(
            (person.leads for person in members), reverse=True
        )


@settings(max_examples=30)
@given(cities())
def test_no_place_stays_empty_that_somebody_free_could_fill(city):
    hosts, people, size, most = city

    teams = plan(hosts, people, size=size, most=most)

    visits = Counter(key for team in teams for key in team.people)
    by_key = {person.key: person for person in people}
    for team in teams:
        taken = {by_key[key].place.school for key in team.people}
        host = next(host for host in hosts if host.school == team.school)
        free = [
            person
            for person in people
            if visits[person.key] < most
            and may_review(person, host)
            and person.place.school not in taken
        ]
        assert not (team.missing and free)


@settings(max_examples=20)
@given(cities(), st.randoms())
def test_the_order_of_names_changes_nothing(city, random):
    hosts, people, size, most = city
    before = plan(hosts, people, size=size, most=most)

    random.shuffle(hosts)
    random.shuffle(people)

    assert plan(hosts, people, size=size, most=most) == before


def test_places_are_moved_so_that_every_team_is_whole():
    # Person 1 may go to both schools, person 2 to the first alone: it is in the second's trust.
    hosts = [Place(1), Place(2, 10)]
    people = [Person(1, Place(3)), Person(2, Place(4, 10))]

    teams = plan(hosts, people, size=1, most=1)

    assert [(team.school, team.people) for team in teams] == [(1, (2,)), (2, (1,))]


def test_a_school_that_nobody_may_visit_is_said():
    teams = plan([Place(3, 10)], people_of(Place(4, 10), Place(3, 10)), size=2, most=2)

    assert [(team.people, team.missing) for team in teams] == [((), 2)]


def test_whoever_may_lead_stands_first():
    [team] = plan([Place(1)], people_of(Place(2), Place(5, 20), leads={2}), size=2, most=1)

    assert team.people == (2, 1)


def test_schools_in_no_trust_may_review_each_other():
    assert may_review(Person(1, Place(2)), Place(1))
    assert not may_review(Person(1, Place(1)), Place(1))


@pytest.mark.parametrize("tie", [Place(1), Place(9, 10), Place(0, 10)])
def test_whoever_holds_a_post_in_the_school_or_its_trust_does_not_review_it(tie):
    assert not may_review(Person(1, Place(2), ties=frozenset({tie})), Place(1, 10))
    assert may_review(Person(1, Place(2), ties=frozenset({tie})), Place(3))


def test_visits_are_spread_over_the_weekdays():
    days = days_for(3, first=date(2027, 1, 9), last=date(2027, 1, 17))

    assert days == [date(2027, 1, 11), date(2027, 1, 12), date(2027, 1, 14)]


@pytest.mark.parametrize(("count", "first", "last"), [(2, 9, 10), (0, 11, 12), (4, 11, 12)])
def test_a_day_is_proposed_however_few_there_are(count, first, last):
    days = days_for(count, first=date(2027, 1, first), last=date(2027, 1, last))

    assert len(days) == count
    assert days == sorted(days)


def test_of_those_who_may_visit_whoever_leads_is_asked_first():
    [team] = plan([Place(1)], people_of(Place(2), Place(3), leads={2}), size=1, most=1)

    assert team.people == (2,)


def test_first_and_last_weekday_are_among_the_days_proposed():
    monday = date(2026, 3, 2)
    week = [monday + timedelta(days=number) for number in range(5)]

    assert days_for(5, first=monday, last=week[-1]) == week
