"""What needs me now ends with what changed since its reader last looked."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from core.models import AccessEvent
from notifications.models import Delivery, LastLook
from tests.factories.dashboard import DraftRoundFactory, RatingFactory, RatingRoundFactory
from tests.factories.notifications import DeliveryFactory, NoticeFactory
from tests.factories.schools import DeputyFactory, SchoolFactory, SchoolPostFactory

LANDING = reverse("landing")


@pytest.mark.parametrize("count", [1, 5])
def test_five_changes_take_as_many_queries_as_one(head, django_assert_num_queries, count):
    NoticeFactory.create_batch(count, user=head.user)
    head.get(LANDING)

    with django_assert_num_queries(13):
        response = head.get(LANDING)

    assert len(response.context["changes"].rows) == count


def test_a_first_look_shows_every_unread_notice_and_no_date(head):
    notice = NoticeFactory(user=head.user)

    response = head.get(LANDING)

    page = BeautifulSoup(response.text, "html.parser")
    assert page.find("a", href=notice.get_absolute_url()).text == notice.subject
    assert "You last looked" not in response.text


def test_of_many_changes_five_are_shown_and_the_others_counted(head):
    NoticeFactory.create_batch(8, user=head.user)

    response = head.get(LANDING)

    assert len(response.context["changes"].rows) == 5
    assert "3 more notices" in response.text


def test_a_notice_stays_through_the_visit_and_is_no_news_at_the_next(head, sign_in):
    monday = timezone.now() - datetime.timedelta(days=7)
    NoticeFactory(user=head.user, created_at=monday - datetime.timedelta(hours=1))
    with time_machine.travel(monday):
        seen = [len(head.get(LANDING).context["changes"].rows) for _ in range(2)]
    new = NoticeFactory(user=head.user)

    next_visit = sign_in(head.user, second_factor=False).get(LANDING)

    changes = next_visit.context["changes"]
    assert seen == [1, 1]
    assert [row.question for row in changes.rows] == [new.subject]
    assert "You last looked on" in next_visit.text


def test_what_was_read_is_no_change(head):
    notice = NoticeFactory(user=head.user)
    head.get(notice.get_absolute_url())

    assert "Nothing has changed" in head.get(LANDING).text


def test_nobody_elses_notices_are_changes_of_mine(head, officer):
    NoticeFactory(user=head.user)

    assert officer.get(LANDING).context["changes"].count == 0


def test_the_page_keeps_its_budget_of_queries(officer, django_assert_max_num_queries):
    NoticeFactory.create_batch(8, user=officer.user)
    DeliveryFactory(state=Delivery.State.FAILED)
    SchoolFactory()
    officer.get(LANDING)

    with django_assert_max_num_queries(22):
        officer.get(LANDING)


def test_that_somebody_looks_is_noted_every_ten_minutes(head):
    start = timezone.now()
    noted = []
    for minutes in (0, 9, 11):
        with time_machine.travel(start + datetime.timedelta(minutes=minutes), tick=False):
            head.get(LANDING)
        noted.append((LastLook.objects.get(user=head.user).looked_at - start).seconds // 60)

    assert noted == [0, 0, 11]


# --- Telling a rating is noted ----------------------------------------------------------


def noted(user):
    events = AccessEvent.objects.filter(person=user).order_by("number")
    return [(event.number, event.page, event.post) for event in events]


def test_a_head_who_is_told_the_level_of_support_is_in_the_access_log(head, officer, school):
    RatingFactory(round=RatingRoundFactory(), school=school)

    landing = head.get(LANDING)
    log = officer.get(reverse("dashboard:school-access", args=[school.urn]))

    assert "Priority 1: highest level of support" in landing.text
    assert noted(head.user) == [(school.urn, "landing", "Headteacher")]
    assert "The first page after signing in: the level of support alone" in log.text


def test_what_is_told_of_several_schools_is_noted_with_the_post_in_each(head, school):
    elsewhere = SchoolFactory()
    SchoolPostFactory(user=head.user, school=elsewhere, role=Role.CHAIR)
    DeputyFactory(user=head.user, school=elsewhere)
    round_ = RatingRoundFactory()
    for each in (school, elsewhere):
        RatingFactory(round=round_, school=each)

    response = head.get(LANDING)

    assert [row.rated for row in response.context["rows"]][:2] == [school.urn, elsewhere.urn]
    assert set(noted(head.user)) == {
        (school.urn, "landing", "Headteacher"),
        (elsewhere.urn, "landing", "Chair of governors, Deputy by delegation"),
    }


def test_a_page_that_tells_no_rating_notes_nothing(head, school):
    RatingFactory(round=DraftRoundFactory(), school=school)

    head.get(LANDING)

    assert noted(head.user) == []


@pytest.mark.parametrize("count", [1, 10])
def test_noting_costs_one_query_however_many_schools_and_then_none(
    head, django_assert_num_queries, count
):
    posts = [SchoolPostFactory(user=head.user) for _ in range(count)]
    with time_machine.travel(timezone.now(), tick=False):
        head.get(LANDING)
        round_ = RatingRoundFactory()
        for post in posts:
            RatingFactory(round=round_, school=post.school)

        with django_assert_num_queries(14):
            head.get(LANDING)
        with django_assert_num_queries(13):
            head.get(LANDING)


# --- What went wrong leads --------------------------------------------------------------

UNDELIVERED = "Which e-mail did not arrive?"
UNTOLD = "For which schools would nobody be told?"


def sentences(client):
    return {row.question: row.sentence for row in client.get(LANDING).context["rows"]}


@pytest.mark.parametrize("person", ["officer", "administrator"])
def test_mail_that_did_not_arrive_and_schools_without_a_leader_lead_the_page(request, person):
    client = request.getfixturevalue(person)
    DeliveryFactory.create_batch(2, state=Delivery.State.FAILED)
    SchoolFactory()

    page = BeautifulSoup(client.get(LANDING).text, "html.parser")

    links = [(link.text, link["href"]) for link in page.main.select("h2 a")]
    assert links[:2] == [
        (UNDELIVERED, reverse("notifications:delivery-list")),
        (UNTOLD, reverse("schools:untold-list")),
    ]


@pytest.mark.parametrize(
    ("count", "letters", "schools"),
    [(1, "1 e-mail not delivered", "1 school has no"), (3, "3 e-mails not", "3 schools have no")],
)
def test_the_rows_count_what_their_pages_list(officer, count, letters, schools):
    DeliveryFactory.create_batch(count, state=Delivery.State.FAILED)
    DeliveryFactory(state=Delivery.State.SENT, sent_at=timezone.now())
    SchoolFactory.create_batch(count)

    told = sentences(officer)

    assert told[UNDELIVERED].startswith(letters)
    assert told[UNTOLD].startswith(schools)
    for name in ("notifications:delivery-list", "schools:untold-list"):
        assert officer.get(reverse(name)).context["page"].paginator.count == count


def test_where_all_mail_arrived_and_every_school_is_led_nothing_is_said(officer, head):
    DeliveryFactory()

    assert not {UNDELIVERED, UNTOLD} & set(sentences(officer))


@pytest.mark.parametrize("person", ["head", "moderator", "trust_lead", "stranger"])
def test_nobody_else_is_told_of_others_mail(request, person):
    client = request.getfixturevalue(person)
    DeliveryFactory(state=Delivery.State.FAILED)
    SchoolFactory()

    assert not {UNDELIVERED, UNTOLD} & set(sentences(client))
