"""The portal as an attacker meets it; `docs/security.md` names the line each test stands for."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.dashboard import RatingFactory, RatingRoundFactory
from tests.factories.schools import SchoolFactory
from tests.test_urls import ADDRESSES, address

pytestmark = pytest.mark.django_db

NO_STORE = "private, no-store"


# --- What others may keep (ASVS 8.1, 8.2) -----------------------------------------------


@pytest.mark.parametrize("name", ["home", "landing", "schools:school-list", "account_logout"])
def test_nobody_keeps_a_page_made_for_somebody(head, name):
    assert head.get(reverse(name))["Cache-Control"] == NO_STORE


def test_nobody_keeps_a_rating_nor_a_file_of_ratings(officer, head, school):
    RatingFactory(round=RatingRoundFactory(), school=school)
    rating = reverse("dashboard:school-rating", args=[school.urn])

    for client, url in [
        (head, rating),
        (officer, reverse("dashboard:priority-csv")),
        (officer, reverse("dashboard:priority-xlsx")),
        (officer, reverse("audit-csv")),
    ]:
        assert client.get(url)["Cache-Control"] == NO_STORE


def test_nobody_keeps_a_refusal_either(stranger, school):
    assert stranger.get(reverse("dashboard:priority-list"))["Cache-Control"] == NO_STORE


def test_a_page_that_sets_a_cookie_is_nobody_elses(client):
    response = client.get(reverse("account_login"))

    assert response.cookies
    assert response["Cache-Control"] == NO_STORE


def test_a_visitors_page_may_be_kept_for_visitors_alone(client, school):
    response = client.get(school.get_absolute_url())

    assert not response.cookies
    assert "Cookie" in response["Vary"]


def test_what_one_person_opened_is_not_given_to_the_next(head, stranger, school):
    rated = RatingFactory(round=RatingRoundFactory(), school=school)
    url = reverse("dashboard:school-rating", args=[school.urn])
    first = head.get(url)

    for client in (stranger, Client()):
        response = client.get(url)
        assert response.status_code in (302, 404)
        assert str(rated.score) not in response.text
    assert str(rated.score) in first.text


# --- What may be inferred (docs/security.md, disclosure control) ------------------------


def public_addresses():
    return sorted(name for name, address in ADDRESSES.items() if "visitor" in address.who)


@pytest.mark.parametrize("name", public_addresses())
def test_no_public_page_tells_or_counts_priorities(client, name):
    round_ = RatingRoundFactory()
    for priority in (1, 2, 3):
        RatingFactory(round=round_, school=SchoolFactory(), computed_priority=priority)
    if ADDRESSES[name].sample.keys() == {"urn"}:
        RatingFactory(round=round_, school=SchoolFactory(**ADDRESSES[name].sample))

    text = client.get(address(name), follow=True).text

    assert not re.search(r"Priority\s*[123]|highest level of support|targeted support", text)
    assert "82.5" not in text


def test_a_stranger_learns_no_more_than_a_visitor(stranger, school):
    RatingFactory(round=RatingRoundFactory(), school=school)

    for url in ("/", "/my/", school.get_absolute_url(), reverse("schools:school-list")):
        assert not re.search(r"Priority\s*[123]", stranger.get(url).text)
