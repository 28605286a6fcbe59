"""Whom a notice about a school reaches, and the schools for which it reaches nobody."""

import datetime

import pytest
from django.urls import reverse

from accounts.permissions import Role
from schools.leaders import leaders_of, trust_leads_of
from schools.models import School, Status
from tests.factories.schools import (
    DeputyFactory,
    SchoolFactory,
    SchoolPostFactory,
    TrustPostFactory,
)

TODAY = datetime.date(2026, 3, 2)
UNTOLD = reverse("schools:untold-list")

pytestmark = pytest.mark.django_db


def untold(on=TODAY):
    return set(School.objects.without_leader(on))


@pytest.mark.parametrize("role", [Role.HEAD, Role.CHAIR])
def test_a_school_with_a_head_or_a_chair_has_somebody_to_tell(school, role):
    post = SchoolPostFactory(school=school, role=role)

    assert leaders_of(School.objects.all(), on=TODAY) == {school.urn: [post.user]}
    assert untold() == set()


def test_a_trust_lead_stands_for_every_school_of_the_trust(trust, trust_school, school):
    second = SchoolFactory(trust=trust)
    lead = TrustPostFactory(trust=trust).user

    leads = trust_leads_of(School.objects.filter(pk=second.pk), on=TODAY)

    assert leads == trust_leads_of(School.objects.all(), on=TODAY) == {trust.uid: [lead]}
    assert leaders_of(School.objects.all(), on=TODAY) == {}
    assert untold() == {school}


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_on": datetime.date(2026, 3, 1)},
        {"starts_on": datetime.date(2026, 3, 3)},
        {"user__is_active": False},
    ],
    ids=["left yesterday", "comes tomorrow", "account closed"],
)
def test_nobody_is_told_of_a_school_whose_leader_is_not_there(school, trust_school, fields):
    SchoolPostFactory(school=school, **fields)
    TrustPostFactory(trust=trust_school.trust, **fields)

    assert leaders_of(School.objects.all(), on=TODAY) == {}
    assert trust_leads_of(School.objects.all(), on=TODAY) == {}
    assert untold() == {school, trust_school}


def test_a_deputy_is_told_by_the_head_and_not_by_the_portal(school):
    deputy = DeputyFactory(school=school)

    told = leaders_of(School.objects.filter(pk=school.pk), on=TODAY).get(school.urn, [])

    assert deputy.user not in told


@pytest.mark.parametrize("count", [1, 10])
def test_leaders_of_ten_schools_take_as_many_queries_as_of_one(django_assert_num_queries, count):
    for _ in range(count):
        trust = TrustPostFactory().trust
        SchoolPostFactory(school__trust=trust)

    with django_assert_num_queries(2):
        assert len(leaders_of(School.objects.all(), on=TODAY)) == count
        assert len(trust_leads_of(School.objects.all(), on=TODAY)) == count


@pytest.mark.parametrize("count", [1, 10])
def test_ten_schools_are_listed_by_as_many_queries_as_one(
    officer, django_assert_num_queries, count
):
    SchoolFactory.create_batch(count)
    officer.get(UNTOLD)

    with django_assert_num_queries(6):
        response = officer.get(UNTOLD)

    assert len(response.context["page"]) == count


def test_the_page_lists_open_schools_of_the_city_alone(officer, head, school):
    listed = SchoolFactory()
    SchoolFactory(status=Status.CLOSED)
    SchoolFactory(urn=116_999, la_code=850)

    response = officer.get(UNTOLD)

    assert list(response.context["page"]) == [listed]
    assert "1 of 2 open schools" in " ".join(response.text.split())


def test_nobody_missing_is_said_in_words(officer):
    assert "Every open school has somebody to tell" in officer.get(UNTOLD).text


@pytest.mark.parametrize("who", ["moderator", "head", "chair", "trust_lead", "stranger"])
def test_others_do_not_read_who_is_missing(request, who):
    assert request.getfixturevalue(who).get(UNTOLD).status_code == 403
