"""Who has opened this school's rating? What is noted, and who may read it."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AccessEvent
from tests.factories.dashboard import DraftRoundFactory, RatingFactory, RatingRoundFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory

pytestmark = pytest.mark.django_db


def access(school):
    return reverse("dashboard:school-access", args=[school.urn])


def rating_page(school):
    return reverse("dashboard:school-rating", args=[school.urn])


@pytest.fixture
def rating(school):
    return RatingFactory(round=RatingRoundFactory(), school=school)


def about_access(asked):
    return sum("core_accessevent" in query["sql"] for query in asked)


def told(client, school):
    page = client.get(access(school)).context["page"]
    return [(event.person_name, event.post, event.get_page_display()) for event in page]


def test_a_head_reads_who_opened_the_rating(head, officer, moderator, school, rating):
    officer.get(rating_page(school))
    head.get(rating_page(school))
    moderator.get(reverse("dashboard:priority-list"))

    assert told(head, school) == [
        (
            str(moderator.user),
            "Moderator of the School Improvement Board",
            "The list of all schools",
        ),
        (str(head.user), "Headteacher", "The school's rating"),
        (str(officer.user), "LA officer", "The school's rating"),
    ]


@pytest.mark.parametrize("name", ["priority-csv", "priority-xlsx"])
def test_taking_the_list_away_is_noted_for_every_school_in_it(officer, head, school, rating, name):
    officer.get(reverse(f"dashboard:{name}"))

    assert told(head, school) == [
        (str(officer.user), "LA officer", "The list of all schools, as a file")
    ]
    assert AccessEvent.objects.count() == 1


def test_the_list_of_a_round_without_this_school_is_not_its_matter(officer, head, school):
    RatingFactory(round=RatingRoundFactory())
    officer.get(reverse("dashboard:priority-list"))

    assert told(head, school) == []


def test_a_trusts_page_is_noted_for_each_school_whose_rating_it_shows(
    trust_lead, trust, trust_school, officer
):
    RatingFactory(round=RatingRoundFactory(), school=trust_school)
    unrated = SchoolFactory(trust=trust)

    trust_lead.get(trust.get_absolute_url())

    [event] = AccessEvent.objects.all()
    assert (event.number, event.page, event.post) == (trust_school.urn, "trust", "Trust lead")
    assert told(officer, unrated) == []


def test_no_rating_shown_is_nothing_opened(officer, head, school):
    officer.get(rating_page(school))
    RatingFactory(round=DraftRoundFactory(), school=school)
    head.get(rating_page(school))

    assert not AccessEvent.objects.exists()


def test_whoever_is_refused_has_opened_nothing(stranger, trust_lead, school, rating):
    for client in (stranger, trust_lead):
        client.get(rating_page(school))
        client.get(reverse("dashboard:priority-csv"))

    assert not AccessEvent.objects.exists()


def test_opening_it_again_within_the_hour_adds_no_line(head, school, rating):
    with time_machine.travel(datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)) as now:
        head.get(rating_page(school))
        head.get(rating_page(school))
        now.shift(datetime.timedelta(hours=1))
        head.get(rating_page(school))

    assert AccessEvent.objects.count() == 2


def test_noting_costs_one_question_and_then_none(officer, moderator, school, rating):
    officer.get(rating_page(school))

    with CaptureQueriesContext(connection) as first:
        moderator.get(rating_page(school))
    with CaptureQueriesContext(connection) as again:
        moderator.get(rating_page(school))

    assert [about_access(first), about_access(again)] == [1, 0]


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_asks_as_many_questions_of_ten_lines_as_of_one(
    officer, head, school, rating, django_assert_num_queries, count
):
    for hour in range(count):
        with time_machine.travel(datetime.datetime(2026, 3, 2, hour, 0, tzinfo=datetime.UTC)):
            officer.get(rating_page(school))
    head.get(access(school))

    with django_assert_num_queries(7):
        response = head.get(access(school))

    assert len(response.context["page"]) == count


@pytest.mark.parametrize("person", ["officer", "administrator", "head", "chair"])
def test_those_who_lead_the_school_or_audit_have_the_page_and_a_way_to_it(request, school, person):
    client = request.getfixturevalue(person)

    response = client.get(school.get_absolute_url())

    assert access(school) in response.text
    assert client.get(access(school)).status_code == 200


@pytest.mark.parametrize("person", ["moderator", "trust_lead", "stranger"])
def test_nobody_else_has(request, school, person):
    client = request.getfixturevalue(person)

    response = client.get(school.get_absolute_url())

    assert access(school) not in response.text
    assert client.get(access(school)).status_code == 403


def test_a_head_does_not_read_the_log_of_another_school(head):
    assert head.get(access(SchoolFactory())).status_code == 403


def test_whoever_left_the_post_yesterday_does_not_read_it(sign_in, school):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = sign_in(SchoolPostFactory(school=school, ends_on=yesterday).user)

    assert former.get(access(school)).status_code == 403


def test_the_page_says_when_nobody_has(head, school):
    assert "Nobody has opened it yet" in head.get(access(school)).text
