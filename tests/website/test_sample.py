"""The website's part of the sample city."""

import datetime

import pytest
from django.test import Client

from website.models import HomePage
from website.sample import PAGES, load

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)


def test_the_sample_pages_are_public_and_made_once(client):
    said = []

    made = load(on=TODAY, by=None, log=said.append)
    again = load(on=TODAY, by=None, log=said.append)

    assert (made, again) == (len(PAGES) + 1, 0)
    assert said == ["Website: the home page and 3 pages"]
    for path in ("/about/", "/about/how-we-are-organised/", "/about/how-schools-help-each-other/"):
        assert client.get(path).status_code == 200, path
    front = client.get("/").text
    assert "Results of the year are here" in front and 'href="/about/"' in front


def test_a_second_run_keeps_what_editors_made_of_it():
    load(on=TODAY, by=None, log=print)
    home = HomePage.objects.get()
    home.introduction = "Our own words."
    home.save_revision().publish()

    load(on=TODAY, by=None, log=print)

    assert "Our own words." in Client().get("/").text
