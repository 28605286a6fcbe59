"""The city's page of support: for everybody, and telling nothing of a few."""

import csv
import datetime
import io
import json

import pytest
import time_machine
from django.urls import reverse

from strategy.terms import SchoolTerm
from support_directory.exchange import MAINTAINED
from support_directory.given import given_until
from tests.factories.impact import GivenFactory
from tests.factories.schools import SchoolFactory, TrustFactory
from tests.factories.support_directory import EntryFactory

PAGE = reverse("support_directory:city-support")
CSV = reverse("support_directory:city-support-csv")
JSON = reverse("support_directory:city-support-json")
STARTED = datetime.date(2025, 10, 6)


@pytest.fixture(autouse=True)
def in_the_autumn():
    with time_machine.travel("2026-11-20T10:00Z", tick=False):
        yield


@pytest.fixture
def tideway(db):
    return TrustFactory(name="Tideway Trust")


@pytest.fixture
def lent(tideway):
    """`lent(6)` lends somebody of Tideway to six maintained schools in the autumn of 2025."""
    entry = EntryFactory(school=SchoolFactory(trust=tideway, trust_joined_on=None))

    def lend(count, **fields):
        fields = {
            "state": "closed",
            "academic_year": 2026,
            "term": "1",
            "starts_on": STARTED,
            "ends_on": STARTED + datetime.timedelta(days=60),
            "days_planned": "2.5",
            **fields,
        }
        return GivenFactory.create_batch(count, **{"entry": entry, **fields})

    return lend


def words(response):
    return response.content.decode().replace("\u00a0", " ")


def test_anybody_reads_who_gives_and_gets(client, lent):
    lent(9)
    lent(7, term="2")
    outside = EntryFactory(school=None, organisation="Harbour Hub", organisation_kind="hub")
    lent(6, entry=outside, home_school=None)

    page = words(client.get(PAGE))

    assert "22 deployments have been given." in page
    assert "16 of them came from multi-academy and other trusts: 73 %." in page
    assert "Tideway Trust" in page and "Bodies that are no school" in page
    assert "15, 37.5 days" in page


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_asks_as_many_questions_of_one_deployment_as_of_ten(
    client, lent, django_assert_num_queries, count
):
    lent(count)
    client.get(reverse("schools:school-list"))

    with django_assert_num_queries(2):
        client.get(PAGE)


def test_too_few_deployments_leave_the_page_saying_what_will_come(client, lent):
    lent(4)

    page = words(client.get(PAGE))

    assert "Too little has been given yet" in page
    assert "Tideway" not in page


def test_files_hold_what_the_page_does_and_withhold_the_same(client, lent):
    lent(9)
    lent(3, term="2")
    lent(2, term="3")

    rows = list(csv.DictReader(io.StringIO(client.get(CSV).content.decode("utf-8-sig"))))
    told = json.loads(client.get(JSON).content)

    by_term = [row for row in rows if row["record"] == "by term"]
    assert [(row["deployments"], row["days"]) for row in by_term] == [
        ("9", "22.5"),
        ("withheld", "withheld"),
        ("withheld", "withheld"),
    ]
    machine = [row for row in told["rows"] if row["record"] == "by term"]
    assert [(row["deployments"], row["days"], row["withheld"]) for row in machine] == [
        (9, 22.5, False),
        (None, None, True),
        (None, None, True),
    ]


def test_the_running_term_and_what_never_began_are_not_counted(lent):
    lent(1, academic_year=2027, starts_on=datetime.date(2026, 10, 1), ends_on=None)
    lent(1, state="withdrawn")
    lent(1, state="offered", starts_on=None, ends_on=None)
    lent(1)

    assert len(given_until(SchoolTerm(2027, "1"))) == 1


def test_a_school_that_converts_keeps_what_it_got_as_a_maintained_school(lent, tideway):
    [first, second] = lent(2)
    # One converts in place; the other is followed by a new school under a new number.
    school = first.host_school
    school.trust, school.trust_joined_on = tideway, STARTED + datetime.timedelta(days=30)
    school.save()
    successor = SchoolFactory(trust=tideway, trust_joined_on=STARTED + datetime.timedelta(days=30))
    second.host_school = successor
    second.save()
    [later] = lent(1, host_school=successor, starts_on=STARTED + datetime.timedelta(days=40))

    given = given_until(SchoolTerm(2027, "1"))

    assert sorted(one.getter.name for one in given) == [
        MAINTAINED.name,
        MAINTAINED.name,
        "Tideway Trust",
    ]
    assert {one.giver.name for one in given} == {"Tideway Trust"}
    assert later.starts_on > successor.trust_joined_on


@pytest.mark.parametrize(("schools", "is_named"), [(1, False), (2, False), (3, True)])
def test_a_trust_so_small_that_it_tells_the_school_is_not_named(
    client, lent, tideway, schools, is_named
):
    lantern = TrustFactory(name="Lantern Trust")
    host, *_ = SchoolFactory.create_batch(schools, trust=lantern)
    SchoolFactory.create_batch(3, trust=tideway)
    lent(9)
    lent(6, host_school=host)

    told = [client.get(url).content.decode() for url in (PAGE, CSV, JSON)]

    assert [("Lantern" in one) for one in told] == [is_named] * 3
    assert [("Small trusts" in one) for one in told] == [not is_named] * 3


def test_a_name_that_is_a_formula_is_text_in_the_file(client, db):
    trust = TrustFactory(name="=HYPERLINK(1)")
    entry = EntryFactory(school=SchoolFactory(trust=trust))
    GivenFactory.create_batch(
        6, entry=entry, state="closed", academic_year=2026, starts_on=STARTED, ends_on=STARTED
    )

    assert "'=HYPERLINK(1)" in client.get(CSV).content.decode()


def test_whoever_may_ask_further_finds_the_way(client, officer, db):
    assert "Did support work?" in words(officer.get(PAGE))
    assert "Did support work?" not in words(client.get(PAGE))
