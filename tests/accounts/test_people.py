"""The pages on people: who is listed, what a person holds, and how a post begins and ends."""

import datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import CityPost
from accounts.permissions import Role
from core.models import AuditEvent
from schools.models import SchoolPost, TrustPost
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.schools import DeputyFactory, SchoolPostFactory, TrustPostFactory

LIST = "/people/"
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def a_friday_in_november():
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        yield


def words(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").split())


def names(response):
    return [person.full_name for person, _ in response.context["rows"]]


def parts(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def end_address(post):
    return reverse("people:post-end", args=[post.KIND, post.pk])


def end(client, post, day=TODAY, seen=None):
    seen = post.version if seen is None else seen
    return client.post(end_address(post), {**parts("ends_on", day), "seen": seen})


# --- The list ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_people_are_listed_in_as_many_queries_whatever_their_number(
    officer, school, count, django_assert_num_queries
):
    for _ in range(count):
        SchoolPostFactory(school=school)
        TrustPostFactory()

    # Session, person, roles; how many, who, a query a kind of post; what every page asks.
    with django_assert_num_queries(13):
        response = officer.get(LIST)

    assert len(response.context["rows"]) == 2 * count + 1


def test_people_are_found_by_name_and_address(officer):
    UserFactory(full_name="Ada Lovelace", email="ada@example.org")
    UserFactory(full_name="Grace Hopper", email="grace@navy.example.org")

    assert names(officer.get(LIST, {"q": "love"})) == ["Ada Lovelace"]
    assert names(officer.get(LIST, {"q": "grace navy"})) == ["Grace Hopper"]
    assert "Nobody fits" in words(officer.get(LIST, {"q": "nobody of this name"}))


def test_people_are_narrowed_by_the_role_they_hold_today(officer, school):
    head = SchoolPostFactory(school=school).user
    SchoolPostFactory(school=school, ends_on=TODAY - datetime.timedelta(days=1))

    assert names(officer.get(LIST, {"role": Role.HEAD})) == [head.full_name]


def test_people_are_narrowed_by_whether_they_hold_a_post(officer, school):
    SchoolPostFactory(school=school, user__full_name="A head")
    SchoolPostFactory(
        school=school, user__full_name="A former head", ends_on=datetime.date(2026, 8, 31)
    )

    assert "A former head" not in names(officer.get(LIST, {"held": "today"}))
    assert names(officer.get(LIST, {"held": "none"})) == ["A former head"]


def test_people_are_narrowed_to_those_whose_post_ends_soon(officer, school):
    last_days = [TODAY + datetime.timedelta(days=days) for days in (-1, 0, 30, 31)]
    _over, today, soon, _later = (
        SchoolPostFactory(school=school, ends_on=day, user__full_name=f"{day}").user
        for day in last_days
    )

    listed = names(officer.get(LIST, {"held": "ending"}))

    assert listed == [today.full_name, soon.full_name]


def test_a_choice_nobody_offers_narrows_nothing(officer):
    assert len(names(officer.get(LIST, {"role": "emperor", "held": "x"}))) == 1


# --- A person ---------------------------------------------------------------------------


def test_a_persons_posts_stand_as_held_to_come_and_ended(officer, school):
    user = SchoolPostFactory(school=school).user
    TrustPostFactory(user=user, starts_on=datetime.date(2027, 1, 1))
    CityPostFactory(user=user, role=Role.BROKER, ends_on=datetime.date(2026, 8, 31))

    context = officer.get(user.get_absolute_url()).context

    assert [[type(post) for post in context[part]] for part in ("held", "to_come", "past")] == [
        [SchoolPost],
        [TrustPost],
        [CityPost],
    ]


@pytest.mark.parametrize("count", [1, 10])
def test_a_person_is_shown_in_as_many_queries_whatever_they_held(
    officer, count, django_assert_num_queries
):
    user = UserFactory()
    for _ in range(count):
        SchoolPostFactory(user=user, appointed_by=officer.user)

    with django_assert_num_queries(12):
        officer.get(user.get_absolute_url())


def test_whether_a_second_factor_is_set_up_is_said(officer, school):
    broker = CityPostFactory(role=Role.BROKER).user
    head = SchoolPostFactory(school=school).user
    guarded = UserFactory()
    Authenticator.objects.create(user=guarded, type=Authenticator.Type.TOTP, data={})

    def said(person):
        return dict(officer.get(person.get_absolute_url()).context["facts"])["Second factor"]

    assert said(broker) == "needed, asked for at the next sign-in"
    assert said(head) == "not set up, and not needed"
    assert said(guarded) == "set up"


# --- Starting a post --------------------------------------------------------------------


def start(client, person, kind, **given):
    address = reverse("people:post-start", args=[person.pk, kind])
    return client.post(address, {**parts("starts_on", TODAY), **given})


def test_an_officer_gives_a_person_a_post_in_a_school(officer, school):
    person = UserFactory()

    response = start(officer, person, "school", role=Role.CHAIR, place=school.pk)

    post = SchoolPost.objects.get(user=person)
    assert response.url == person.get_absolute_url()
    assert (post.role, post.school, post.starts_on) == (Role.CHAIR, school, TODAY)
    assert post.appointed_by == officer.user
    assert AuditEvent.objects.filter(action="post started", about=person).exists()


def test_a_post_across_the_city_asks_for_no_place(officer):
    person = UserFactory()

    start(officer, person, "city", role=Role.EDITOR)

    assert CityPost.objects.get(user=person).role == Role.EDITOR


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("city", {"role": Role.HEAD}, "Select a valid choice"),
        ("school", {"role": Role.DEPUTY}, "Select a valid choice"),
        ("school", {"role": Role.HEAD, "place": 1}, "Select a valid choice"),
        ("trust", {"role": Role.TRUST_LEAD, "place": "x"}, "Select a valid choice"),
        (
            "city",
            {"role": Role.EDITOR, **parts("ends_on", datetime.date(2026, 11, 19))},
            "The last day cannot be before the first",
        ),
    ],
)
def test_what_makes_no_post_is_refused_in_words(officer, kind, given, expected):
    person = UserFactory()

    response = start(officer, person, kind, **given)

    assert expected in words(response)
    assert not CityPost.objects.filter(user=person).exists()


def test_a_post_held_already_is_not_given_again(officer, school):
    post = SchoolPostFactory(school=school)

    response = start(officer, post.user, "school", role=Role.HEAD, place=school.pk)

    assert "holds this post on some of these days already" in words(response)
    assert SchoolPost.objects.count() == 1


def test_nobody_appoints_themselves(officer):
    response = start(officer, officer.user, "city", role=Role.ADMINISTRATOR)

    assert "Nobody gives a post to themselves" in words(response)
    assert not CityPost.objects.filter(role=Role.ADMINISTRATOR).exists()


def test_a_kind_of_post_nobody_confers_is_unknown(officer):
    person = UserFactory()

    assert start(officer, person, "emperor", role=Role.EDITOR).status_code == 404


# --- Ending a post ----------------------------------------------------------------------


def test_an_officer_ends_a_post(officer, school):
    post = SchoolPostFactory(school=school)

    response = end(officer, post)

    post.refresh_from_db()
    assert response.url == post.user.get_absolute_url()
    assert (post.ends_on, post.ended_by) == (TODAY, officer.user)
    (event,) = AuditEvent.objects.filter(action="post ended")
    assert (event.before, event.after) == ({"ends_on": None}, {"ends_on": "2026-11-20"})


def test_the_second_of_two_officers_is_told_what_the_first_did(officer, administrator, school):
    post = SchoolPostFactory(school=school)
    end(officer, post)

    response = end(administrator, post, datetime.date(2026, 12, 31), seen="")

    post.refresh_from_db()
    assert post.ends_on == TODAY
    said = words(response)
    assert f"{officer.user} has changed this post since you opened the page" in said
    assert "20 November 2026. Nothing was changed." in said
    assert AuditEvent.objects.filter(action="post ended").count() == 1


def test_who_sees_how_it_stands_may_mend_the_last_day(officer, administrator, school):
    post = SchoolPostFactory(school=school)
    end(officer, post)
    post.refresh_from_db()

    end(administrator, post, datetime.date(2026, 12, 31))

    post.refresh_from_db()
    assert (post.ends_on, post.ended_by) == (datetime.date(2026, 12, 31), administrator.user)


def test_a_post_does_not_end_before_it_starts(officer, school):
    post = SchoolPostFactory(school=school)

    response = end(officer, post, datetime.date(2020, 8, 31))

    post.refresh_from_db()
    assert "The last day cannot be before the first, 1 September 2020" in words(response)
    assert post.ends_on is None


def test_nobody_ends_their_own_post(officer):
    post = officer.user.posts.get()

    assert "Nobody ends their own post" in words(end(officer, post))


def test_what_hangs_on_a_heads_post_ends_with_it(officer, school):
    deputy = DeputyFactory(school=school)
    later = DeputyFactory(
        school=school,
        delegated_from=deputy.delegated_from,
        starts_on=datetime.date(2027, 1, 1),
    )

    end(officer, deputy.delegated_from)

    deputy.refresh_from_db()
    later.refresh_from_db()
    assert (deputy.ends_on, later.ends_on) == (TODAY, later.starts_on)
    assert not SchoolPost.objects.held_on(datetime.date(2027, 1, 1)).exists()


@pytest.mark.parametrize("who", ["head", "trust_lead", "moderator", "stranger"])
def test_nobody_else_ends_a_post(request, school, who):
    post = SchoolPostFactory(school=school)
    client = request.getfixturevalue(who)

    assert end(client, post).status_code == 403
    post.refresh_from_db()
    assert post.ends_on is None
