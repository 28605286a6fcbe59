"""Sign-in and what belongs to it look and speak like the rest of the portal."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse


def heading(response):
    page = BeautifulSoup(response.text, "html.parser")
    return page.select_one("main h1.govuk-heading-l").text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_login", "Sign in"),
        ("account_reset_password", "Choose a new password"),
        ("account_reset_password_done", "Read your e-mail"),
    ],
)
def test_a_visitors_account_page_is_ours(client, db, name, words):
    response = client.get(reverse(name))

    assert heading(response) == words
    assert "govuk-form-group" in response.text or not response.context.get("form")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_logout", "Do you want to sign out?"),
        ("account_change_password", "Change your password"),
        ("mfa_index", "How you sign in"),
    ],
)
def test_a_persons_account_page_is_ours(head, name, words):
    assert heading(head.get(reverse(name))) == words


def test_a_wrong_password_is_said_in_a_summary_and_in_the_title(client, db):
    response = client.post(
        reverse("account_login"), {"login": "nobody@pep.example", "password": "wrong-password"}
    )

    page = BeautifulSoup(response.text, "html.parser")
    assert page.title.text == "Error: Sign in – PEP"
    assert page.select_one(".govuk-error-summary li")


def test_a_link_that_no_longer_works_offers_a_new_one(client, db):
    response = client.get(reverse("account_reset_password_from_key", args=["1", "no-such-key"]))

    assert heading(response) == "This link no longer works"
    assert reverse("account_reset_password") in response.text


def test_the_message_about_a_new_password_is_in_our_words(client, head):
    client.post(reverse("account_reset_password"), {"email": head.user.email})

    (message,) = mail.outbox
    assert "Portsmouth Education Partnership" in message.body
    assert "/account/password/reset/key/" in message.body
    assert "example.com" not in message.body
