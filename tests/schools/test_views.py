"""Find a school."""

import datetime

import pytest
from django.urls import reverse

from schools.models import Phase, SchoolLink, Status
from tests.factories.dashboard import RatingFactory
from tests.factories.schools import SchoolFactory, SchoolLinkFactory, TrustFactory

URL = reverse("schools:school-list")
pytestmark = pytest.mark.django_db


def found(client, **asked):
    return [school.name for school in client.get(URL, asked).context["page"]]


@pytest.mark.parametrize("count", [1, 10])
def test_ten_schools_are_found_by_as_many_queries_as_one(client, django_assert_num_queries, count):
    for new in SchoolFactory.create_batch(count, trust=TrustFactory()):
        old = SchoolFactory(status=Status.CLOSED)
        SchoolLinkFactory(urn=old.urn, link_urn=new.urn, kind=SchoolLink.Kind.SUCCESSOR)
    client.get(URL)

    with django_assert_num_queries(4):
        response = client.get(URL)

    assert len(response.context["page"]) == 2 * count


@pytest.mark.parametrize(
    "asked", ["wharf", "LANE junior", "PO6", "po63aa", "PO6 3AA", "po6 3", "Cosham", "900777"]
)
def test_a_school_is_found_by_name_postcode_ward_or_number(client, asked):
    SchoolFactory(name="Beacon Hill Primary School", postcode="PO1 1AA")
    SchoolFactory(urn=900_777, name="Wharf Lane Junior School", postcode="PO6 3AA", ward="Cosham")

    assert found(client, q=asked) == ["Wharf Lane Junior School"]


def test_a_school_named_so_comes_before_one_that_only_lies_there(client):
    SchoolFactory(name="Anchor School", ward="Wharfside")
    SchoolFactory(name="Wharf Lane School")

    assert found(client, q="wharf") == ["Wharf Lane School", "Anchor School"]


def test_a_number_too_long_for_any_school_finds_none(client):
    SchoolFactory()

    assert found(client, q="9" * 60) == []


def test_nothing_found_says_what_to_try(client):
    page = client.get(URL, {"q": "zzz"}).content.decode()

    assert "No school fits" in page


def test_a_phase_narrows_the_list(client):
    SchoolFactory(name="Big School", phase=Phase.SECONDARY)
    SchoolFactory(name="Small School", phase=Phase.PRIMARY)

    assert found(client, phase=Phase.SECONDARY.value) == ["Big School"]


@pytest.mark.parametrize("phase", ["x", "99"])
def test_an_unknown_phase_is_ignored(client, phase):
    SchoolFactory(name="Wharf Lane")

    assert found(client, phase=phase) == ["Wharf Lane"]


def test_schools_of_other_authorities_are_not_listed(client):
    SchoolFactory(urn=100_000, la_code=202)

    assert found(client) == []


def test_closed_schools_come_last_with_their_date_and_successor(client):
    closed = SchoolFactory(
        name="Anchor School", status=Status.CLOSED, closed_on=datetime.date(2021, 8, 31)
    )
    new = SchoolFactory(name="Yawl Academy")
    SchoolLinkFactory(urn=closed.urn, link_urn=new.urn, kind=SchoolLink.Kind.SUCCESSOR)

    page = client.get(URL).content.decode()

    assert found(client) == ["Yawl Academy", "Anchor School"]
    assert "on 31 August 2021, now" in page


def test_a_hundred_schools_stand_on_a_page_and_the_search_is_kept(client):
    SchoolFactory.create_batch(101)

    response = client.get(URL, {"q": "wharf"})

    assert len(response.context["page"]) == 100
    assert "q=wharf&amp;page=2" in response.content.decode()


def test_the_list_carries_no_rating(client):
    RatingFactory()

    assert "Priority" not in client.get(URL).content.decode()


def test_words_are_shown_back_as_words(client):
    page = client.get(URL, {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page
