"""Invitations: sent once it is committed, accepted once, by whoever reads the address."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import services, tasks
from accounts.models import CityPost, Invitation, User
from accounts.permissions import Permission, Role, can
from core.models import AuditEvent
from schools.models import SchoolPost
from tests.factories.accounts import PASSWORD, CityPostFactory, InvitationFactory, UserFactory
from tests.factories.schools import SchoolPostFactory

NEW_PASSWORD = "winter orchard bell"
NOW = datetime.datetime(2026, 11, 20, 10, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def a_friday_in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def invitation(school):
    """To be chair of governors; the address has no account."""
    return InvitationFactory(
        email="new@example.org",
        full_name="New Chair",
        post_kind="school",
        role=Role.CHAIR,
        scope_id=school.pk,
        place=school.name,
    )


def words(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").split())


def heading(response):
    return BeautifulSoup(response.content, "html.parser").select_one("h1").text


def address(invitation):
    return reverse("people:invitation-accept", args=[invitation.token])


def set_password(client, invitation, password=NEW_PASSWORD, again=None):
    return client.post(address(invitation), {"password1": password, "password2": again or password})


def invite(client, kind="city", **given):
    form = {
        "full_name": "New Broker",
        "email": "New.Broker@Example.org",
        "role": Role.BROKER,
        "starts_on-day": 1,
        "starts_on-month": 12,
        "starts_on-year": 2026,
    }
    return client.post(reverse("people:invitation-new", args=[kind]), {**form, **given})


# --- Sending ----------------------------------------------------------------------------


def test_an_officer_invites_by_e_mail(officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = invite(officer)

    invitation = Invitation.objects.get()
    (letter,) = mail.outbox
    assert response.url == reverse("people:invitation-list")
    assert letter.to == ["new.broker@example.org"]
    assert invitation.url in letter.body
    assert "Broker, the whole city" in letter.body
    assert "4 December 2026, 10:00" in letter.body
    assert (invitation.sent_at, invitation.invited_by) == (NOW, officer.user)


def test_no_letter_goes_before_the_commit(officer):
    invite(officer)

    assert not mail.outbox
    assert Invitation.objects.get().sent_at is None


def test_inviting_says_the_same_whether_or_not_there_is_an_account(officer):
    UserFactory(email="known@example.org")

    known = invite(officer, email="known@example.org")
    unknown = invite(officer, email="unknown@example.org")

    assert known.url == unknown.url
    page = words(officer.get(known.url))
    assert "The link has been sent to known@example.org" in page
    assert "The link has been sent to unknown@example.org" in page


def test_a_letter_names_no_address_in_its_headers_but_the_one_given(officer):
    response = invite(officer, email="a@example.org\nBcc: b@example.org")

    assert "Enter an e-mail address in the right form" in words(response)
    assert not Invitation.objects.exists()


def test_the_same_post_is_not_promised_twice_to_an_address(officer):
    invite(officer)

    response = invite(officer)

    assert "has been invited to this post, and the link still works" in words(response)
    assert Invitation.objects.count() == 1


def test_after_an_invitation_expired_a_new_one_takes_its_place(officer):
    invite(officer)
    with time_machine.travel(NOW + datetime.timedelta(days=15), tick=False):
        later = CityPostFactory().user
        services.invite(
            email="new.broker@example.org",
            full_name="New Broker",
            post_kind="city",
            role=Role.BROKER,
            scope_id=0,
            place="the whole city",
            starts_on=datetime.date(2026, 12, 1),
            ends_on=None,
            by=later,
            at=NOW + datetime.timedelta(days=15),
        )

    old, new = Invitation.objects.order_by("pk")
    assert (old.revoked_by, new.revoked_at) == (later, None)


def test_nobody_invites_themselves(officer):
    assert "Nobody gives a post to themselves" in words(invite(officer, email=officer.user.email))


def test_a_withdrawn_invitation_is_not_sent(invitation):
    services.revoke(invitation=invitation, by=None, at=NOW)

    tasks.send_invitation(invitation_id=invitation.pk)

    assert not mail.outbox


def test_an_invitation_is_sent_again(officer, invitation, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(reverse("people:invitation-resend", args=[invitation.pk]))

    assert [letter.to for letter in mail.outbox] == [[invitation.email]]


@pytest.mark.parametrize("count", [1, 10])
def test_invitations_are_listed_in_as_many_queries_whatever_their_number(
    officer, count, django_assert_num_queries
):
    InvitationFactory.create_batch(count, invited_by=officer.user)

    with django_assert_num_queries(7):
        response = officer.get(reverse("people:invitation-list"))

    assert len(response.context["rows"]) == count


# --- Accepting, new to the portal -------------------------------------------------------


def test_somebody_new_sets_a_password_signs_in_and_holds_the_post(client, invitation, school):
    assert "Chair of governors, Wharf Lane Junior School" in words(client.get(address(invitation)))

    response = set_password(client, invitation)
    client.post(response.url, {"login": "new@example.org", "password": NEW_PASSWORD})

    user = User.objects.get(email="new@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert can(user, Permission.RATING_VIEW, school)
    assert user.emailaddress_set.get().verified
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.accepted_at) == (user, NOW)
    assert SchoolPost.objects.get(user=user).appointed_by == invitation.invited_by
    assert AuditEvent.objects.filter(action="invitation accepted", school_urn=school.urn).exists()


def test_setting_a_password_does_not_sign_in(client, invitation):
    set_password(client, invitation)

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", None, "too short"),
        ("passwordpassword1", "another password", "Type the same password twice"),
        ("new@example.org", None, "too similar"),
    ],
)
def test_a_poor_password_is_refused(client, invitation, password, again, said):
    assert said in words(set_password(client, invitation, password, again))
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_post_that_starts_later_opens_nothing_before(client, invitation, school):
    Invitation._base_manager.update(starts_on=datetime.date(2027, 1, 1))

    set_password(client, invitation)

    assert not can(User.objects.get(email="new@example.org"), Permission.RATING_VIEW, school)


# --- Accepting with an account ----------------------------------------------------------


def test_the_page_is_the_same_for_an_address_with_an_account(invitation):
    before = words(Client().get(address(invitation)))
    UserFactory(email="new@example.org")

    assert words(Client().get(address(invitation))) == before


def test_the_link_sets_no_password_of_an_account_that_exists(client, invitation):
    user = UserFactory(email="new@example.org")

    response = set_password(client, invitation)

    user.refresh_from_db()
    assert "If you have signed in to the portal before" in words(response)
    assert user.check_password(PASSWORD)
    assert not SchoolPost.objects.exists()


def test_somebody_with_an_account_signs_in_and_accepts(client, invitation, school):
    user = UserFactory(email="new@example.org")
    page = BeautifulSoup(client.get(address(invitation)).content, "html.parser")
    sign_in = page.find("a", string="Sign in to accept")["href"]

    back = client.post(sign_in, {"login": user.email, "password": PASSWORD}).url
    response = client.post(back)

    assert back == address(invitation)
    assert response.url == reverse("landing")
    assert can(User.objects.get(pk=user.pk), Permission.RATING_VIEW, school)


def test_looking_at_the_link_accepts_nothing(sign_in, invitation):
    sign_in(UserFactory(email="new@example.org")).get(address(invitation))

    assert not SchoolPost.objects.exists()


def test_another_persons_link_gives_nothing(sign_in, invitation):
    client = sign_in(UserFactory())

    response = client.post(address(invitation))

    assert "another address than the one you are signed in with" in words(response)
    assert not SchoolPost.objects.exists()


def test_a_post_held_already_is_said_and_not_doubled(sign_in, invitation, school):
    user = UserFactory(email="new@example.org")
    SchoolPostFactory(user=user, school=school, role=Role.CHAIR)

    response = sign_in(user).post(address(invitation), follow=True)

    assert "holds this post on some of these days already" in words(response)
    assert SchoolPost.objects.count() == 1


# --- Links that open nothing ------------------------------------------------------------


@pytest.mark.parametrize("token", ["1", "1:x", "1:" + "a" * 43, "x:y:z", ":", "1%3Aé"])
def test_an_altered_link_says_what_to_do(client, invitation, token):
    response = client.get(reverse("people:invitation-accept", args=[token]))

    assert response.status_code == 404
    assert heading(response) == "This link is not one of ours"
    assert "Copy the whole link" in words(response)


def test_a_link_made_for_another_invitation_is_altered(client, invitation):
    other = invitation.token.replace(f"{invitation.pk}:", f"{invitation.pk + 1}:")

    assert client.get(reverse("people:invitation-accept", args=[other])).status_code == 404


def test_an_expired_link_says_what_to_do_and_does_nothing(client, invitation):
    with time_machine.travel(NOW + datetime.timedelta(days=14), tick=False):
        response = set_password(client, invitation)

    assert response.status_code == 410
    assert heading(response) == "This invitation has expired"
    assert "Ask whoever invited you" in words(response)
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_link_works_to_its_last_second(client, invitation):
    with time_machine.travel(invitation.expires_at - datetime.timedelta(seconds=1), tick=False):
        assert client.get(address(invitation)).status_code == 200


def test_a_used_link_says_what_to_do(client, invitation):
    set_password(client, invitation)

    response = set_password(client, invitation, "another orchard bell")

    assert response.status_code == 410
    assert heading(response) == "This invitation has been accepted"
    assert User.objects.get(email="new@example.org").check_password(NEW_PASSWORD)


def test_two_who_accept_at_once_leave_one_post(invitation):
    user = UserFactory(email="new@example.org")
    services.accept(invitation=invitation, user=user, at=NOW)

    with pytest.raises(services.RefusedError):
        services.accept(invitation=invitation, user=user, at=NOW)

    assert SchoolPost.objects.count() == 1


def test_a_withdrawn_link_says_what_to_do(client, officer, invitation):
    officer.post(reverse("people:invitation-revoke", args=[invitation.pk]))

    response = client.get(address(invitation))

    assert response.status_code == 410
    assert heading(response) == "This invitation has been withdrawn"


def test_the_link_of_an_invitation_that_is_gone_opens_nothing(client, invitation):
    link = address(invitation)
    invitation.delete()

    assert client.get(link).status_code == 410


def test_a_link_to_a_post_that_is_over_says_so(client, invitation):
    Invitation._base_manager.update(
        starts_on=datetime.date(2026, 11, 1), ends_on=datetime.date(2026, 11, 19)
    )

    assert heading(client.get(address(invitation))) == "The post this invitation was for has ended"


@pytest.mark.parametrize("state", ["accepted", "withdrawn"])
def test_what_is_closed_is_not_withdrawn_again(officer, invitation, state):
    if state == "accepted":
        services.join(invitation=invitation, password=NEW_PASSWORD, at=NOW)
    else:
        services.revoke(invitation=invitation, by=None, at=NOW)

    response = officer.post(reverse("people:invitation-revoke", args=[invitation.pk]), follow=True)

    assert ("End the post instead" in words(response)) == (state == "accepted")
    invitation.refresh_from_db()
    assert invitation.revoked_by is None


def test_a_place_that_is_gone_gives_no_post(sign_in, invitation, school):
    user = UserFactory(email="new@example.org")
    school.delete()

    response = sign_in(user).post(address(invitation), follow=True)

    assert "is not in the register any more" in words(response)
    assert not CityPost.objects.filter(user=user).exists()
