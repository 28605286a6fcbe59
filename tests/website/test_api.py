"""The public API does what its description says, whatever it is asked."""

import re

import pytest
import schemathesis
from django.db import connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings

from pep_portal.wsgi import application
from tests.factories.dashboard import AuthorityFigureFactory
from tests.factories.schools import SchoolFactory
from tests.factories.website import EventPageFactory, NewsPageFactory
from website import openapi

DESCRIPTION = openapi.description("http://testserver")
SOMETHING = {"id": openapi.A_MEASURE, "urn": openapi.A_SCHOOL}


def from_somewhere(environ, start_response):
    """The portal as its server calls it, knowing who asks; nobody here would unzip an answer."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return application({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)


described = schemathesis.openapi.from_dict(openapi.description("http://testserver"))
described.app = from_somewhere


@pytest.fixture
def told(db, monkeypatch):
    monkeypatch.setattr("website.views.api.MOST_A_MINUTE", 10**6)
    # After a request a server closes a connection that is a minute old; this one is the test's.
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
    AuthorityFigureFactory()
    AuthorityFigureFactory(year=2024, value=None, code="x")
    SchoolFactory(urn=SOMETHING["urn"], trust=None)
    NewsPageFactory()
    EventPageFactory()


@described.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
def test_it_keeps_to_its_description(told, case):
    """Whatever the description allows or forbids is asked; every answer is one it names."""
    case.call_and_validate()


@pytest.mark.parametrize("path", DESCRIPTION["paths"])
def test_every_address_answers_all_sites(client, told, path):
    response = client.get(f"/api/v1{path.format(**SOMETHING)}")

    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["", "nothing/", "schools/one/", "measures/a/b/", "news/%0A/"])
def test_an_address_it_does_not_have_is_told_as_json(client, db, path):
    response = client.get(f"/api/v1/{path}")

    assert (response.status_code, response.json()) == (404, {"error": "There is no such thing."})


def test_an_address_without_its_last_stroke_leads_on(client, db):
    assert client.get("/api/v1/news")["Location"] == "/api/v1/news/"


def test_the_description_names_every_address_and_no_other():
    from website.urls import API

    def plain(address):
        return re.sub(r"<\w+:(\w+)>", r"{\1}", address).replace("{slug}", "{id}")

    served = {f"/{plain(str(one.pattern))}" for one in API if one.name != "api-unknown"}
    served -= {"/openapi.json"}
    assert served == set(DESCRIPTION["paths"])


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_through_it(method):
    hostile = {"body": [{"type": "raw_html", "value": "<script>alert(1)</script>"}]}

    answer = getattr(Client(enforce_csrf_checks=True), method)(
        reverse("api-news-list"), hostile, content_type="application/json"
    )

    assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.django_db
def test_who_asks_without_end_is_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr("website.views.api.MOST_A_MINUTE", 1)
    addresses = [reverse(name) for name in ("api-news-list", "api-event-list")]

    answers = [client.get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["Retry-After"] == "60"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 10])
def test_a_list_takes_as_many_queries_however_long(client, count, django_assert_num_queries):
    SchoolFactory.create_batch(count)

    with django_assert_num_queries(2):
        told = client.get(reverse("api-school-list")).json()

    assert len(told["schools"]) == count
