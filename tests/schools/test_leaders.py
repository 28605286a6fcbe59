"""A change of head is one form, and a head names deputies until a day."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse

from accounts import services as people
from accounts.models import Invitation, User
from accounts.permissions import Permission, Role, can
from schools.models import SchoolPost
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.schools import DeputyFactory, SchoolFactory, SchoolPostFactory

TODAY = datetime.date(2026, 7, 1)
LAST = datetime.date(2026, 8, 31)
FIRST = datetime.date(2026, 9, 1)


@pytest.fixture(autouse=True)
def a_day_in_july():
    with time_machine.travel("2026-07-01T10:00:00Z", tick=False):
        yield


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def words(response):
    return " ".join(page(response).select_one("main").get_text(" ").split())


def parts(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def change_address(school):
    return reverse("schools:head-change", args=[school.urn])


def answers(leaves, **given):
    return {
        "leaves": leaves.pk if leaves else "",
        **parts("last_day", LAST),
        "full_name": "New Head",
        "email": "new.head@example.org",
        **parts("starts_on", FIRST),
        **given,
    }


def confirmed(client, school, response):
    """The check page's own form, sent with its first button."""
    hidden = {
        box["name"]: box["value"]
        for box in page(response).select("main form input[type=hidden]")
        if box["name"] != "csrfmiddlewaretoken"
    }
    return client.post(change_address(school), {**hidden, "confirm": "yes"})


# --- Change of head ---------------------------------------------------------------------


def test_one_form_ends_a_post_and_invites_the_next_head(
    officer, school, django_capture_on_commit_callbacks
):
    old = SchoolPostFactory(school=school, user__full_name="Old Head")
    check = officer.post(change_address(school), answers(old))

    with django_capture_on_commit_callbacks(execute=True):
        done = confirmed(officer, school, check)

    old.refresh_from_db()
    invitation = Invitation.objects.get()
    assert (old.ends_on, old.ended_by) == (LAST, officer.user)
    assert (invitation.role, invitation.scope_id) == (Role.HEAD, school.urn)
    assert invitation.starts_on == FIRST
    assert [letter.to for letter in mail.outbox] == [["new.head@example.org"]]
    said = words(officer.get(done.url))
    assert "The change of head is recorded" in said
    assert "New Head is invited at new.head@example.org to start on 1 September 2026" in said


def test_the_answers_are_shown_before_anything_is_done(officer, school):
    old = SchoolPostFactory(school=school, user__full_name="Old Head")

    said = words(officer.post(change_address(school), answers(old)))

    assert "Leaves Old Head Last day 31 August 2026 Comes New Head" in said
    old.refresh_from_db()
    assert old.ends_on is None
    assert not Invitation.objects.exists()


def test_an_answer_is_changed_from_the_check_page(officer, school):
    old = SchoolPostFactory(school=school)

    response = officer.post(change_address(school), {**answers(old), "change": "yes"})

    assert page(response).select_one("#id_full_name")["value"] == "New Head"
    assert not Invitation.objects.exists()


def test_the_second_officer_ends_nothing_and_invites_nobody(officer, administrator, school):
    old = SchoolPostFactory(school=school)
    first = officer.post(change_address(school), answers(old))
    second = administrator.post(change_address(school), answers(old, email="other@example.org"))
    confirmed(officer, school, first)

    response = confirmed(administrator, school, second)

    assert "has changed this post since you opened the page" in words(response)
    assert [each.email for each in Invitation.objects.all()] == ["new.head@example.org"]


def test_if_the_next_head_cannot_be_invited_the_old_one_stays(officer, school):
    old = SchoolPostFactory(school=school)
    InvitationFactory(
        email="new.head@example.org", post_kind="school", role=Role.HEAD, scope_id=school.urn
    )
    check = officer.post(change_address(school), answers(old))

    response = confirmed(officer, school, check)

    old.refresh_from_db()
    assert "the link still works" in words(response)
    assert old.ends_on is None


def test_a_vacant_post_is_filled(officer, school):
    check = officer.post(change_address(school), answers(None))

    confirmed(officer, school, check)

    assert Invitation.objects.get().scope_id == school.urn


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"last_day-day": "", "last_day-month": "", "last_day-year": ""},
            "Enter the last day of the head who leaves",
        ),
        (parts("last_day", datetime.date(2020, 8, 31)), "The last day cannot be before the first"),
        (parts("starts_on", LAST), "The new head starts after the last day of the old one"),
        ({"email": "not an address"}, "Enter an e-mail address in the right form"),
        ({"leaves": "0"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(officer, school, given, said):
    old = SchoolPostFactory(school=school)

    assert said in words(officer.post(change_address(school), {**answers(old), **given}))


def test_the_head_of_another_school_cannot_be_ended_here(officer, school):
    elsewhere = SchoolPostFactory()

    response = officer.post(change_address(school), answers(elsewhere))

    assert "Select a valid choice" in words(response)


# --- Deputies ---------------------------------------------------------------------------


def deputies_address(school):
    return reverse("schools:deputy-list", args=[school.urn])


def delegate(client, school, day=LAST, **given):
    form = {"full_name": "A Deputy", "email": "deputy@example.org", **parts("ends_on", day)}
    return client.post(deputies_address(school), {**form, **given})


def accepted(invitation):
    user = UserFactory(email=invitation.email)
    people.accept(invitation=invitation, user=user, at=invitation.invited_at)
    return user


def test_a_deputy_invited_by_the_head_sees_the_rating_until_the_day(head, school):
    delegate(head, school)

    deputy = accepted(Invitation.objects.get())

    post = SchoolPost.objects.get(user=deputy)
    assert (post.role, post.ends_on) == (Role.DEPUTY, LAST)
    assert (post.delegated_from.user, post.appointed_by) == (head.user, head.user)
    assert can(deputy, Permission.RATING_VIEW, school)
    with time_machine.travel("2026-08-31T23:00:00Z", tick=False):
        assert not can(User.objects.get(pk=deputy.pk), Permission.RATING_VIEW, school)


def test_a_deputy_names_no_deputies(head, school, sign_in):
    delegate(head, school)
    deputy = sign_in(accepted(Invitation.objects.get()), second_factor=False)

    assert deputy.get(deputies_address(school)).status_code == 403


@pytest.mark.parametrize("day", [datetime.date(2026, 6, 30), datetime.date(2020, 1, 1)])
def test_a_delegation_does_not_end_in_the_past(head, school, day):
    assert "The last day must be today or later" in words(delegate(head, school, day))


def test_a_delegation_has_a_last_day(head, school):
    blank = {"ends_on-day": "", "ends_on-month": "", "ends_on-year": ""}

    assert "Enter a date" in words(delegate(head, school, **blank))


def test_a_delegation_lasts_no_longer_than_the_heads_post(head, school):
    SchoolPost._base_manager.update(ends_on=datetime.date(2026, 7, 31))

    assert "Your own post ends on 31 July 2026" in words(delegate(head, school))


def test_a_delegation_of_a_head_who_has_left_cannot_be_accepted(head, school):
    delegate(head, school)
    SchoolPost._base_manager.update(ends_on=datetime.date(2026, 6, 30))

    with pytest.raises(people.RefusedError, match="does not hold their own any more"):
        accepted(Invitation.objects.get())


def test_a_head_ends_a_delegation_early(head, school):
    own = SchoolPost.objects.get(user=head.user)
    post = DeputyFactory(school=school, delegated_from=own)
    yesterday = TODAY - datetime.timedelta(days=1)

    head.post(
        reverse("schools:deputy-end", args=[school.urn, post.pk]),
        {**parts("ends_on", yesterday), "seen": post.version},
    )

    assert not can(post.user, Permission.RATING_VIEW, school)


def test_a_head_withdraws_an_invitation(head, school):
    delegate(head, school)
    invitation = Invitation.objects.get()

    head.post(reverse("schools:deputy-withdraw", args=[school.urn, invitation.pk]))

    invitation.refresh_from_db()
    assert invitation.revoked_by == head.user


def test_a_head_withdraws_no_invitation_of_another_school(head, school):
    other = InvitationFactory(
        post_kind="school",
        role=Role.DEPUTY,
        scope_id=SchoolFactory().urn,
        ends_on=LAST,
        starts_on=TODAY,
    )

    response = head.post(reverse("schools:deputy-withdraw", args=[school.urn, other.pk]))

    assert response.status_code == 404
    other.refresh_from_db()
    assert other.revoked_at is None


def test_a_head_ends_no_post_but_a_deputys_of_the_own_school(head, school):
    chair = SchoolPostFactory(school=school, role=Role.CHAIR)
    elsewhere = DeputyFactory()

    for post in (chair, elsewhere):
        response = head.post(
            reverse("schools:deputy-end", args=[school.urn, post.pk]),
            {**parts("ends_on", TODAY), "seen": post.version},
        )
        assert response.status_code == 404


@pytest.mark.parametrize("count", [1, 10])
def test_deputies_are_listed_in_as_many_queries_whatever_their_number(
    head, school, count, django_assert_num_queries
):
    own = SchoolPost.objects.get(user=head.user)
    DeputyFactory.create_batch(count, school=school, delegated_from=own)

    with django_assert_num_queries(9):
        head.get(deputies_address(school))
