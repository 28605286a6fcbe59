"""A person's own account: a new address is confirmed, the old one told; sessions end."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.views.account import browser_of
from core.history import changes
from core.models import AuditEvent
from tests.factories.accounts import PASSWORD, UserFactory

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def enter(user, **extra):
    """A client signed in as a person does it, so that the session is known."""
    client = Client(**extra)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def is_signed_in(client):
    return client.get(reverse("landing")).status_code == 200


@pytest.fixture
def robin(db):
    return UserFactory(email="robin@example.org")


def change(client, email):
    """Ask for another address, the password given once more."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client.post(reverse("account_email"), {"email": email, "action_add": "yes"})


def link_in(letter):
    return re.search(r"http://[^/]+(/\S+)", letter.body).group(1)


# --- E-mail address ---------------------------------------------------------------------


def test_a_new_address_counts_once_it_confirmed_and_the_old_one_is_told(robin):
    client = enter(robin)

    change(client, "new@example.org")
    robin.refresh_from_db()
    before = robin.email
    (asked,) = mail.outbox
    client.post(link_in(asked))

    robin.refresh_from_db()
    assert (before, robin.email) == ("robin@example.org", "new@example.org")
    assert asked.to == ["new@example.org"]
    assert [letter.to for letter in mail.outbox[1:]] == [["robin@example.org"]]
    assert "changed from robin@example.org to new@example.org" in mail.outbox[1].body
    assert [each.email for each in robin.emailaddress_set.all()] == ["new@example.org"]


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_new_address_is_audited_and_kept_as_the_persons_own_change(robin, is_signed_in):
    client = enter(robin)
    change(client, "new@example.org")

    (client if is_signed_in else Client()).post(link_in(mail.outbox[0]))

    change_ = changes(robin.history.all())[0]
    event = AuditEvent.objects.get(action="e-mail address changed")
    assert (change_.before, change_.after) == ("robin@example.org", "new@example.org")
    assert change_.by == str(robin)
    assert (event.actor, event.about) == (robin, robin)
    assert event.before == {"email": "robin@example.org"}
    assert event.after == {"email": "new@example.org"}


def test_looking_at_the_link_changes_nothing(robin):
    client = enter(robin)
    change(client, "new@example.org")

    response = client.get(link_in(mail.outbox[0]))

    robin.refresh_from_db()
    assert "From then on you sign in with new@example.org" in response.text
    assert robin.email == "robin@example.org"


def test_until_it_is_confirmed_the_old_address_signs_in(robin):
    change(enter(robin), "new@example.org")

    assert is_signed_in(enter(robin))


def test_a_change_is_given_up(robin):
    client = enter(robin)
    change(client, "new@example.org")
    link = link_in(mail.outbox[0])

    client.post(reverse("account_email"), {"email": "new@example.org", "action_remove": "yes"})

    response = client.get(link)
    assert "This link no longer works" in response.text
    robin.refresh_from_db()
    assert robin.email == "robin@example.org"


def test_an_address_of_somebody_else_looks_the_same_and_is_not_taken(robin):
    UserFactory(email="taken@example.org")
    client = enter(robin)

    taken = change(client, "taken@example.org")
    free = change(client, "free@example.org")

    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert User.objects.filter(email="taken@example.org").exclude(pk=robin.pk).exists()
    robin.refresh_from_db()
    assert robin.email == "robin@example.org"


def test_confirming_does_not_sign_in(robin):
    change(enter(robin), "new@example.org")
    visitor = Client()

    visitor.post(link_in(mail.outbox[0]))

    assert "_auth_user_id" not in visitor.session


def test_a_password_that_was_changed_is_told(robin):
    client = enter(robin)
    new = "winter orchard bell"

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert [letter.to for letter in mail.outbox] == [["robin@example.org"]]


def test_the_password_is_asked_for_before_an_address_is_changed(robin):
    response = enter(robin).get(reverse("account_email"))

    assert response.url.startswith(reverse("account_reauthenticate"))


# --- Sessions ---------------------------------------------------------------------------


def test_a_person_sees_where_they_are_signed_in(robin):
    client = enter(robin)
    enter(robin, headers={"user-agent": FIREFOX})
    enter(UserFactory())

    page = BeautifulSoup(client.get(reverse("usersessions_list")).content, "html.parser")

    rows = [row.th.get_text(" ").split() for row in page.select("tbody tr")]
    assert rows == [["A", "browser", "This", "one"], ["Firefox", "on", "Linux"]]


def test_signing_out_everywhere_ends_every_session(robin):
    client, other = enter(robin), enter(robin)

    response = client.post(reverse("usersessions_list"), {"everywhere": "yes"})

    assert response.url == reverse("account_login")
    assert not is_signed_in(client)
    assert not is_signed_in(other)


def test_signing_out_elsewhere_keeps_this_session(robin):
    client, other, stranger = enter(robin), enter(robin), enter(UserFactory())

    client.post(reverse("usersessions_list"), {"others": "yes"})

    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert is_signed_in(stranger)


def test_a_new_password_ends_the_other_sessions(robin):
    client, other = enter(robin), enter(robin)
    new = "winter orchard bell"

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert is_signed_in(client)
    assert not is_signed_in(other)


@pytest.mark.parametrize("count", [1, 10])
def test_sessions_are_listed_in_as_many_queries_whatever_their_number(
    robin, count, django_assert_max_num_queries
):
    for _ in range(count - 1):
        enter(robin)
    client = enter(robin)

    with django_assert_max_num_queries(8):
        response = client.get(reverse("usersessions_list"))

    assert len(response.context["sessions"]) == count


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/19 Safari/605.1", "Safari on Mac"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537", "Chrome on Android"),
        ("curl/8", "A browser"),
    ],
)
def test_a_browser_is_named_in_words(user_agent, words):
    assert browser_of(user_agent) == words


def test_the_account_begins_at_how_one_signs_in(head):
    assert head.get(reverse("account_home")).url == reverse("mfa_index")
