"""The public API does what its description says, whatever it is asked."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.dashboard import AuthorityFigureFactory
from tests.factories.schools import SchoolFactory
from tests.factories.website import EventPageFactory, NewsPageFactory
from website import openapi

DESCRIPTION = openapi.description("http://testserver")
KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
SOMETHING = {"id": "ks2rwm_expected_std", "urn": 900_777}


def faults(value, schema, where="answer"):
    """Where a value is not what its schema says."""
    if "$ref" in schema:
        schema = DESCRIPTION["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    is_one = any(isinstance(value, KINDS[kind]) for kind in kinds)
    if not is_one or (isinstance(value, bool) and "boolean" not in kinds):
        return [f"{where} is {value!r}, not {kinds}"]
    if isinstance(value, list):
        each = enumerate(value)
        return [f for n, one in each for f in faults(one, schema["items"], f"{where}[{n}]")]
    if isinstance(value, dict):
        known = schema["properties"]
        found = [f"{where}.{name} is missing" for name in schema["required"] if name not in value]
        found += [f"{where}.{name} is unknown" for name in value if name not in known]
        return found + [
            f
            for name, one in value.items()
            if name in known
            for f in faults(one, known[name], f"{where}.{name}")
        ]
    return []


def conforms(response, path):
    """Its status is one that is described, and its body is what is described for it."""
    described = DESCRIPTION["paths"][path]["get"]["responses"]
    assert str(response.status_code) in described, response.status_code
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    told = described[str(response.status_code)]["content"]["application/json"]["schema"]
    assert faults(response.json(), told) == []


@pytest.fixture
def told(db):
    AuthorityFigureFactory()
    AuthorityFigureFactory(year=2024, value=None, code="x")
    SchoolFactory(urn=SOMETHING["urn"], trust=None)
    NewsPageFactory()
    EventPageFactory()


@pytest.mark.parametrize("path", DESCRIPTION["paths"])
def test_every_address_answers_as_described(client, told, path):
    response = client.get(f"/api/v1{path.format(**SOMETHING)}")

    assert response.status_code == 200
    conforms(response, path)


def test_the_description_names_every_address_and_no_other():
    from website.urls import API

    def plain(address):
        return re.sub(r"<\w+:(\w+)>", r"{\1}", address).replace("{slug}", "{id}")

    served = {f"/{plain(str(one.pattern))}" for one in API} - {"/openapi.json"}
    assert served == set(DESCRIPTION["paths"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(sorted(DESCRIPTION["paths"])),
    word=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=30),
    page=st.one_of(st.integers(-5, 10**12).map(str), st.text(max_size=10)),
    name=st.sampled_from(["page", "Page", "q", "limit"]),
)
@pytest.mark.django_db
def test_nothing_that_is_asked_makes_it_fall_over(monkeypatch_most, path, word, page, name):
    kind = {"id": quote(word, safe=""), "urn": 10**7}
    address = f"/api/v1{path.format(**kind)}"

    response = Client().get(address, {name: page})

    if response["Content-Type"] != "application/json":
        # No address of the API at all: a word with a stroke or a dot in it.
        assert response.status_code == 404
        return
    conforms(response, path)


@pytest.fixture
def monkeypatch_most(monkeypatch):
    monkeypatch.setattr("website.views.api.MOST_A_MINUTE", 10**6)


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
