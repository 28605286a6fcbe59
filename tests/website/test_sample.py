"""The website's part of the sample city."""

import datetime

import pytest
from django.test import Client

from website.models import EventPage, HomePage, ResourcePage, VacancyPage
from website.sample import PAGES, load

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)


def test_the_sample_pages_are_public_and_made_once(client, time_machine_today):
    said = []

    made = load(on=TODAY, by=None, log=said.append)
    again = load(on=TODAY, by=None, log=said.append)

    assert made > len(PAGES) + 1 and again == 0
    assert said[0].startswith("Website: the home page, 7 pages, ")
    for path in (
        "/about/",
        "/about/how-we-are-organised/",
        "/about/how-schools-help-each-other/",
        "/coming-to-school-every-day/",
        "/coming-to-school-every-day/mondays/",
        "/governors/",
        "/welcome-to-portsmouth/",
        "/news/",
        "/news/more-seven-year-olds-read-fluently/",
        "/events/",
        EventPage.objects.first().get_url(),
        "/training/",
        "/training/first-steps-as-a-subject-leader/",
        "/vacancies/",
        "/resources/",
        ResourcePage.objects.get().get_url(),
        "/contacts/",
        "/bulletin/",
    ):
        assert client.get(path).status_code == 200, path
    front = client.get("/").text
    assert "More seven-year-olds read fluently" in front and 'href="/about/"' in front
    assert "Headteachers’ breakfast" in front
    assert VacancyPage.objects.count() in (0, 2)


@pytest.fixture
def time_machine_today():
    import time_machine

    with time_machine.travel(datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC), tick=True):
        yield


def test_a_second_run_keeps_what_editors_made_of_it():
    load(on=TODAY, by=None, log=print)
    home = HomePage.objects.get()
    home.introduction = "Our own words."
    home.save_revision().publish()

    load(on=TODAY, by=None, log=print)

    assert "Our own words." in Client().get("/").text
