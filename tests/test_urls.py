"""Who may open each address. An address missing from the table fails the build."""

from io import BytesIO

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from openpyxl import load_workbook

from accounts.middleware import ON_THE_WAY
from core.models import AccessEvent
from dashboard.models import Rating
from schools.models import School
from tests.addresses import ADDRESSES, TELLS_A_RATING
from tests.addresses.audiences import NOBODY
from tests.addresses.city import build, once_more
from tests.addresses.samples import SCHOOL, TRUST_SCHOOL
from tests.conftest import signed_in
from tests.factories.accounts import CityPostFactory


def names(patterns, namespace=""):
    """Every name in the URLconf but those of the two admins, which are tried by themselves."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin" or str(pattern.pattern) == "cms/":
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


def address(name):
    return reverse(name, kwargs=ADDRESSES[name].sample)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """Everybody and everything, made once for all tests here and taken away again after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def people(city, db):
    """A client of every kind of person; the school's rating is shared with it."""
    return {name: once_more(client) for name, client in city.items()}


def opens(response, url):
    """Whether the page, or a step of the portal's own after it, was given to its reader."""
    if response.status_code in (301, 302):
        return not response.url.startswith(reverse(settings.LOGIN_URL))
    assert response.status_code in (200, 403, 404, 405, 409), f"{url}: {response.status_code}"
    return response.status_code == 200


def test_the_table_names_every_address_and_no_other():
    assert set(names(get_resolver().url_patterns)) == set(ADDRESSES)


@pytest.fixture(autouse=True)
def pdfs_in_words(monkeypatch):
    """A PDF is the HTML it is drawn from, so that what it says can be read."""
    monkeypatch.setattr("core.pdf._drawn", str.encode)


def words_of(response):
    """All that an answer says; a workbook cell by cell."""
    if "spreadsheet" not in response.get("Content-Type", ""):
        told = response.getvalue() if response.streaming else response.content
        return told.decode(errors="replace")
    sheets = load_workbook(BytesIO(response.content)).worksheets
    return " ".join(str(cell.value) for sheet in sheets for row in sheet.rows for cell in row)


def rated_in(response, schools):
    """The schools whose rating an answer tells."""
    words = words_of(response)
    levels = {*Rating.Priority.labels, "82.5"}
    return {school.urn for school in schools if school.name in words and any_of(levels, words)}


def any_of(levels, words):
    return any(level in words for level in levels)


def noted(user, urn):
    """Whether the access log says that somebody opened the rating of a school."""
    rounds = Rating.objects.of_school(urn).values("round")
    return AccessEvent.objects.of_school(urn, rounds=rounds).filter(person=user).exists()


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_address_opens_for_its_audience_alone_and_notes_whom_it_tells_a_rating(people, name):
    url = address(name)
    schools = School.objects.filter(urn__in=[SCHOOL["urn"], TRUST_SCHOOL["urn"]])

    answers = {person: client.get(url) for person, client in people.items()}

    opened = {person for person, answer in answers.items() if opens(answer, url)}
    told = {(person, urn) for person in opened for urn in rated_in(answers[person], schools)}
    assert opened == ADDRESSES[name].who
    assert {(person, urn) for person, urn in told if not noted(people[person].user, urn)} == set()
    assert bool(told) == (name in TELLS_A_RATING)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - ON_THE_WAY))
def test_without_a_second_factor_an_officer_is_sent_to_set_one_up(name):
    client = signed_in(CityPostFactory().user, second_factor=False)

    response = client.get(address(name))

    assert (response.status_code, response.url) == (302, reverse("account_second_factor"))


def test_nobody_without_a_staff_account_enters_the_django_admin(people):
    pages = [reverse("admin:index"), reverse("admin:accounts_user_changelist")]

    def enters(client, url):
        response = client.get(url, follow=True)
        return response.status_code == 200 and response.resolver_match.namespace == "admin"

    entered = {person for person, client in people.items() for url in pages if enters(client, url)}

    assert entered == NOBODY


def test_an_unknown_address_is_a_404_for_a_visitor(db):
    response = Client().get("/no-such-page/")

    assert response.status_code == 404
