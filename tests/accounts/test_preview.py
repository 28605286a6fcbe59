"""Preview as: every page as somebody else sees it, nothing changed, and no way to more."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import CityPost, User
from accounts.permissions import Role
from core.models import AccessEvent, AuditEvent
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.dashboard import RatingFactory, RatingRoundFactory
from tests.factories.schools import DeputyFactory, SchoolFactory, SchoolPostFactory

LANDING = "/my/"


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def as_person(client, person):
    return client.post(reverse("people:preview-person", args=[person.pk]))


def as_role(client, kind, **given):
    return client.post(reverse("people:preview-role", args=[kind]), given)


def stop(client):
    return client.post(reverse("people:preview-stop"))


def rating(school):
    return reverse("dashboard:school-rating", args=[school.urn])


@pytest.fixture
def rated(school):
    RatingFactory(school=school, round=RatingRoundFactory())
    return school


def test_an_officer_sees_what_a_head_sees_and_says_so_on_every_page(officer, rated):
    elsewhere = SchoolFactory()

    as_role(officer, "school", role=Role.HEAD, place=rated.pk)

    page = words(officer.get(LANDING))
    assert "You are looking at the portal as Headteacher, Wharf Lane Junior School" in page
    assert "How is Wharf Lane Junior School doing, and why?" in page
    assert officer.get(rating(rated)).status_code == 200
    assert officer.get(rating(elsewhere)).status_code == 404
    assert officer.get(reverse("people:person-list")).status_code == 403
    assert "Stop previewing" in words(officer.get("/"))


def test_a_person_is_looked_through_with_the_posts_they_hold_today(officer, rated):
    deputy = DeputyFactory(school=rated).user

    as_person(officer, deputy)

    assert officer.get(rating(rated)).status_code == 200
    assert officer.get(reverse("schools:deputy-list", args=[rated.urn])).status_code == 403


def test_stopping_gives_the_own_eyes_back(officer, school):
    as_role(officer, "school", role=Role.HEAD, place=school.pk)

    stop(officer)

    assert officer.get(reverse("people:person-list")).status_code == 200
    assert "Stop previewing" not in words(officer.get("/"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_meanwhile(officer, school, method):
    head = SchoolPostFactory(school=school).user
    as_person(officer, head)
    address = reverse("schools:deputy-list", args=[school.urn])

    response = getattr(officer, method)(address)

    assert response.status_code == 403
    assert "nothing can be changed meanwhile" in words(response)


def test_nothing_of_the_stand_in_stays(officer, rated):
    people = User.objects.count()
    as_role(officer, "school", role=Role.HEAD, place=rated.pk)

    officer.get(LANDING)
    officer.get(rating(rated))

    assert User.objects.count() == people


def test_a_rating_opened_is_noted_in_the_own_name(officer, rated):
    head = SchoolPostFactory(school=rated).user
    as_person(officer, head)

    officer.get(rating(rated))

    (event,) = AccessEvent.objects.all()
    assert event.person == officer.user
    assert event.post == f"previewing as {head}"


def test_start_and_end_are_in_the_audit(officer, school):
    head = SchoolPostFactory(school=school).user

    as_person(officer, head)
    stop(officer)

    events = AuditEvent.objects.filter(action__startswith="preview").order_by("pk")
    assert [(each.action, each.actor, each.about) for each in events] == [
        ("preview started", officer.user, head),
        ("preview ended", officer.user, officer.user),
    ]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_nobody_looks_through_an_officer_or_administrator(administrator, role):
    response = as_person(administrator, CityPostFactory(role=role).user)

    assert response.url != LANDING
    assert "Nobody looks through the eyes" in words(administrator.get(response.url))
    assert administrator.get(reverse("people:person-list")).status_code == 200


@pytest.mark.parametrize("closed", [{"is_active": False}, {"is_staff": True}])
def test_closed_and_staff_accounts_are_not_looked_through(officer, closed):
    response = as_person(officer, UserFactory(**closed))

    assert "cannot be looked through" in words(officer.get(response.url))


def test_the_roles_of_officer_and_administrator_are_not_offered(officer):
    page = officer.get(reverse("people:preview-role", args=["city"]))

    offered = {value for value, _ in page.context["form"].fields["role"].choices}
    assert offered == {
        Role.DATA_OFFICER,
        Role.MODERATOR,
        Role.BROKER,
        Role.BOARD_CHAIR,
        Role.BOARD_MEMBER,
        Role.EDITOR,
    }
    assert "Select a valid choice" in words(as_role(officer, "city", role=Role.ADMINISTRATOR))


def test_who_becomes_an_officer_meanwhile_is_looked_through_no_longer(officer):
    editor = CityPostFactory(role=Role.EDITOR).user
    as_person(officer, editor)
    CityPostFactory(user=editor, role=Role.OFFICER)

    assert officer.get(LANDING).status_code == 403
    assert officer.get(reverse("people:person-list")).status_code == 200


def test_who_may_preview_no_longer_is_themselves_again(officer, school):
    as_role(officer, "school", role=Role.HEAD, place=school.pk)
    CityPost._base_manager.filter(user=officer.user).update(ends_on="2020-12-31")

    page = words(officer.get(LANDING))

    assert "Stop previewing" not in page
    assert school.name not in page


def test_a_moderator_is_looked_through_without_a_second_code(administrator):
    as_role(administrator, "city", role=Role.MODERATOR)

    assert administrator.get(reverse("dashboard:priority-list")).status_code == 200


@pytest.mark.parametrize("name", ["mfa_index", "usersessions_list", "admin:index"])
def test_what_belongs_to_one_person_alone_is_no_part_of_it(officer, school, name):
    as_person(officer, SchoolPostFactory(school=school).user)

    assert officer.get(reverse(name)).status_code == 403


def test_signing_out_ends_it_all(officer, school):
    as_role(officer, "school", role=Role.HEAD, place=school.pk)

    officer.post(reverse("account_logout"))

    assert "_auth_user_id" not in officer.session


@pytest.mark.parametrize("who", ["head", "trust_lead", "moderator", "stranger"])
def test_nobody_else_previews(request, who):
    client = request.getfixturevalue(who)

    assert as_person(client, UserFactory()).status_code == 403
    assert as_role(client, "city", role=Role.EDITOR).status_code == 403


def test_who_does_not_preview_pays_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("healthz"))
