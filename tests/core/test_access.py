"""The access log: once an hour, and nobody changes it."""

import datetime

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core import audit
from core.access import opened
from core.models import AccessEvent, AppendOnlyError
from tests.factories.accounts import UserFactory

RATING, LIST = AccessEvent.Page.RATING, AccessEvent.Page.LIST
NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def robin(db):
    return UserFactory(full_name="Robin Smith")


def at(minutes):
    return NOON + datetime.timedelta(minutes=minutes)


def open_rating(by, *, at=NOON, urns=(900_001,), **more):
    opened(RATING, by=by, post="LA officer", at=at, urns=urns, **more)


def times():
    return list(AccessEvent.objects.order_by("at").values_list("at", flat=True))


def test_the_first_opening_in_each_hour_is_kept(robin):
    for minutes in (0, 1, 59, 60, 61):
        open_rating(robin, at=at(minutes))

    assert times() == [at(0), at(60)]


def test_another_process_that_has_noted_nothing_changes_nothing(robin):
    open_rating(robin, at=at(0))
    caches["process"].clear()
    open_rating(robin, at=at(5))

    assert times() == [at(0)]


def test_each_person_page_and_school_is_noted_by_itself(robin):
    open_rating(robin)
    open_rating(UserFactory())
    open_rating(robin, urns=[900_002])
    opened(LIST, by=robin, post="LA officer", at=NOON, round_id=900_001)

    assert AccessEvent.objects.count() == 4


def test_noting_costs_one_statement_and_then_none(robin, django_assert_num_queries):
    with django_assert_num_queries(1):
        open_rating(robin, urns=range(900_001, 900_051))

    with django_assert_num_queries(0):
        open_rating(robin, urns=range(900_001, 900_051))

    assert AccessEvent.objects.count() == 50


def test_a_school_is_opened_alone_or_with_its_round(robin):
    open_rating(robin, urns=[900_001, 900_002])
    opened(LIST, by=robin, post="LA officer", at=NOON, round_id=7)
    opened(LIST, by=robin, post="LA officer", at=NOON, round_id=8)

    events = AccessEvent.objects.of_school(900_001, rounds=[7])

    assert sorted((event.scope, event.number) for event in events) == [
        ("round", 7),
        ("school", 900_001),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_accessevent SET person_name = 'Somebody Else'",
        "UPDATE core_accessevent SET at = '2020-01-01'",
        "UPDATE core_accessevent SET hour = '2020-01-01'",
        "UPDATE core_accessevent SET number = 1",
        "UPDATE core_accessevent SET page = 'list'",
        "UPDATE core_accessevent SET scope = 'round'",
        "UPDATE core_accessevent SET post = ''",
        "UPDATE core_accessevent SET id = id + 1000",
        "DELETE FROM core_accessevent",
    ],
)
def test_the_database_refuses_a_change_whoever_asks(robin, statement):
    open_rating(robin, at=timezone.now())

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a statement of SQLite's own")
@pytest.mark.parametrize("number", ["id", "id + 1000"])
def test_a_row_cannot_be_written_over(robin, number):
    open_rating(robin)
    before = list(AccessEvent.objects.values())

    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO core_accessevent SELECT {number}, '2020-01-01', hour,"
            " 'Somebody Else', post, page, scope, number, person_id FROM core_accessevent"
        )

    assert list(AccessEvent.objects.values()) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda: AccessEvent.objects.update(number=1),
        lambda: AccessEvent.objects.all().delete(),
    ],
)
def test_code_cannot_change_the_log(db, change):
    with pytest.raises(AppendOnlyError):
        change()


def test_what_is_older_than_a_year_may_go(robin):
    open_rating(robin, at=timezone.now() - datetime.timedelta(days=367))

    AccessEvent._base_manager.all().delete()

    assert not AccessEvent.objects.exists()


def test_a_forgotten_person_is_a_number_in_the_log(robin):
    open_rating(robin)
    number = robin.pk

    audit.forget(robin)
    robin.delete()

    event = AccessEvent.objects.get()
    assert (event.person, event.person_name) == (None, f"Deleted person {number}")
