"""The inbox, what of it comes by e-mail, and the link that stops it."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.kinds import KINDS, Way
from notifications.kinds.ratings import RATING_SHARED, ROUND_SHARED
from notifications.letters import unsubscribe_token
from notifications.models import Preference
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NoticeFactory

INBOX = reverse("notifications:notice-list")
PREFERENCES = reverse("notifications:preferences")
SWITCHED = [key for key, kind in KINDS.items() if kind.can_be_switched_off]


def unsubscribe(user, kind=ROUND_SHARED):
    return reverse("notifications:unsubscribe", args=[unsubscribe_token(user.pk, kind)])


def menu(client, address="/"):
    page = BeautifulSoup(client.get(address).text, "html.parser")
    return [link.text.strip() for link in page.select(".pep-navigation a")]


@pytest.mark.parametrize("count", [1, 10])
def test_ten_notices_are_listed_by_as_many_queries_as_one(head, django_assert_num_queries, count):
    NoticeFactory.create_batch(count, user=head.user)
    head.get(INBOX)

    with django_assert_num_queries(5):
        response = head.get(INBOX)

    assert len(response.context["page"]) == count


def test_unread_notices_stand_before_those_read_and_newer_before_older(head):
    first, second, third = NoticeFactory.create_batch(3, user=head.user)
    head.get(third.get_absolute_url())

    page = head.get(INBOX).context["page"]

    assert list(page) == [second, first, third]


def test_an_inbox_shows_nobody_elses_notices(head, officer):
    theirs = NoticeFactory(user=head.user)

    assert theirs.subject not in officer.get(INBOX).text


def test_an_empty_inbox_says_what_will_appear(stranger):
    assert "You have no notices" in stranger.get(INBOX).text


def test_opening_a_notice_leads_on_and_marks_it_as_read(head):
    notice = NoticeFactory(user=head.user, link="/schools/?q=wharf")

    response = head.get(notice.get_absolute_url())

    notice.refresh_from_db()
    assert (response.status_code, response.url) == (302, "/schools/?q=wharf")
    assert notice.read_at


@pytest.mark.parametrize("who", ["officer", "moderator", "chair", "stranger"])
def test_anybody_elses_notice_is_a_404_and_stays_unread(request, head, who):
    notice = NoticeFactory(user=head.user)
    other = request.getfixturevalue(who)

    answers = [
        other.get(notice.get_absolute_url()).status_code,
        other.post(INBOX, {"notice": notice.pk}).status_code,
    ]

    notice.refresh_from_db()
    assert (answers, notice.read_at) == ([404, 404], None)


@pytest.mark.parametrize("asked", ["", "x", "-1", "0", "9" * 30, "²"])
def test_a_notice_that_cannot_be_is_a_404(head, asked):
    assert head.post(INBOX, {"notice": asked}).status_code == 404


def test_a_visitor_signs_in_first_and_then_comes_to_the_notice(client, head):
    notice = NoticeFactory(user=head.user)

    response = client.get(notice.get_absolute_url())

    assert response.url == f"{reverse('account_login')}?next={notice.get_absolute_url()}"


def test_one_notice_is_marked_as_read_without_opening_it(head):
    one, other = NoticeFactory.create_batch(2, user=head.user)

    head.post(INBOX, {"notice": one.pk})

    assert list(head.user.notices.unread()) == [other]


def test_all_notices_are_marked_as_read(head):
    NoticeFactory.create_batch(2, user=head.user)

    response = head.post(INBOX, {"all": "yes"}, follow=True)

    assert not head.user.notices.unread().exists()
    assert "Mark all as read" not in response.text


def test_the_menu_counts_what_is_unread_until_it_is_read(head):
    one, other = NoticeFactory.create_batch(2, user=head.user)

    before = menu(head)
    head.get(one.get_absolute_url())
    between = menu(head)
    head.post(INBOX, {"notice": other.pk})
    after = menu(head)

    assert "Notices (2 unread)" in before
    assert "Notices (1 unread)" in between
    assert "Notices" in after


def test_the_menu_asks_the_database_once_a_minute(head):
    asked = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            head.get("/")
        asked.append(sum("notifications_notice" in query["sql"] for query in queries))

    assert asked == [1, 0, 0]


def answers(**ways):
    """The form filled in: everything as it happens, but for what is named."""
    return dict.fromkeys(SWITCHED, Way.AT_ONCE) | ways


def test_preferences_begin_with_e_mail_as_it_happens(head):
    page = BeautifulSoup(head.get(PREFERENCES).text, "html.parser").main

    chosen = {radio["name"]: radio["value"] for radio in page.select("[type=radio][checked]")}
    offered = {radio["value"] for radio in page.select(f"[name={ROUND_SHARED.key}]")}
    assert chosen == answers()
    assert offered == set(Way)
    assert RATING_SHARED.label in page.text


@pytest.mark.parametrize("way", Way)
def test_the_way_chosen_for_a_kind_is_kept_and_shown_again(head, way):
    head.post(PREFERENCES, answers(**{ROUND_SHARED.key: Way.PORTAL}))
    head.post(PREFERENCES, answers(**{ROUND_SHARED.key: way}))

    initial = head.get(PREFERENCES).context["form"].initial
    assert initial == dict.fromkeys(KINDS, Way.AT_ONCE) | {ROUND_SHARED.key: way}


@pytest.mark.parametrize("given", [{ROUND_SHARED.key: "sometimes"}, {ROUND_SHARED.key: ""}])
def test_a_way_nobody_offers_is_refused_in_plain_words_and_nothing_is_lost(head, given):
    other = next(key for key in SWITCHED if key != ROUND_SHARED.key)

    response = head.post(PREFERENCES, answers(**{other: Way.DIGEST}, **given))

    page = BeautifulSoup(response.text, "html.parser").main
    kept = page.select_one(f"[name={other}][checked]")["value"]
    assert (response.status_code, kept) == (200, Way.DIGEST)
    assert (
        page.select_one(".govuk-error-summary")
        .find("a")["href"]
        .startswith(f"#id_{ROUND_SHARED.key}")
    )
    assert not Preference.objects.exists()


def test_a_kind_that_is_always_sent_is_not_asked_about(head):
    head.post(PREFERENCES, answers(**{RATING_SHARED.key: Way.PORTAL}))

    assert Preference.objects.ways_of(head.user)[RATING_SHARED.key] == Way.AT_ONCE


def test_preferences_are_each_persons_own(head, chair):
    head.post(PREFERENCES, dict.fromkeys(SWITCHED, Way.PORTAL))

    assert set(chair.get(PREFERENCES).context["form"].initial.values()) == {Way.AT_ONCE}


HISTORY = reverse("notifications:preference-history")


def test_what_was_chosen_before_is_told_to_its_owner_alone(head, chair):
    for way in (Way.PORTAL, Way.DIGEST, Way.DIGEST):
        head.post(PREFERENCES, answers(**{ROUND_SHARED.key: way}))
    Client().post(unsubscribe(head.user))

    kinds = dict(head.get(HISTORY).context["kinds"])

    told = [(each.field, each.before, each.after, each.by) for each in kinds[ROUND_SHARED.label]]
    who = str(head.user)
    assert told == [
        ("By e-mail", "yes", "no", who),
        ("In a digest", "yes", "no", who),
        ("By e-mail", "no", "yes", who),
        ("In a digest", "no", "yes", who),
        ("By e-mail", "–", "no", who),
        ("In a digest", "–", "no", who),
    ]
    assert ROUND_SHARED.label not in chair.get(HISTORY).text
    assert "You have chosen nothing yet" in chair.get(HISTORY).text


@pytest.mark.parametrize("count", [1, 10])
def test_ten_choices_take_as_many_queries_as_one(head, django_assert_num_queries, count):
    for number in range(count):
        way = Way.AT_ONCE if number % 2 else Way.PORTAL
        head.post(PREFERENCES, answers(**{ROUND_SHARED.key: way}))
    head.get(INBOX)

    with django_assert_num_queries(4):
        response = head.get(HISTORY)

    assert response.text.count('scope="row"') >= count


def test_opening_the_link_of_a_mail_asks_and_changes_nothing(client, db):
    response = client.get(unsubscribe(UserFactory()))

    assert "Stop this e-mail?" in response.text
    assert not Preference.objects.exists()


def test_one_press_stops_the_e_mail_without_a_sign_in_or_a_token_of_the_form(db):
    user = UserFactory()

    response = Client(enforce_csrf_checks=True).post(
        unsubscribe(user), {"List-Unsubscribe": "One-Click"}
    )

    assert response.status_code == 200
    assert Preference.objects.ways_of(user) == dict.fromkeys(KINDS, Way.AT_ONCE) | {
        ROUND_SHARED.key: Way.PORTAL
    }


def test_the_page_behind_the_link_names_nobody(client, db):
    user = UserFactory(full_name="Ada Wharf", email="ada@example.org")

    page = client.get(unsubscribe(user)).text

    assert "Ada" not in page and "ada@" not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_altered_link_says_so_and_switches_nothing_off(client, db, method):
    user = UserFactory()

    response = getattr(client, method)(unsubscribe(user)[:-2] + "/")

    assert response.status_code == 404
    assert "This link does not work" in response.text
    assert not Preference.objects.exists()
