"""The one search finds an entry for whoever may see it, and for nobody else."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from core.search import Query, search
from support_directory.models import Entry
from tests.factories.accounts import UserFactory
from tests.factories.support_directory import EntryFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 2)
NOW = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)


def found(user, typed="phonics"):
    groups = search(Query.read(typed), user=user, on=TODAY)
    return {one.title for group in groups for one in group.found}


@pytest.fixture
def entries():
    EntryFactory(
        name="Robin Tern", headline="Phonics for all", consent_public=True, consent_changed_at=NOW
    )
    EntryFactory(name="Ann Knot", headline="Phonics for a few", consent_public=False)
    EntryFactory(
        name="Bo Smew",
        headline="Phonics",
        state=Entry.State.HIDDEN,
        hidden_because="unconfirmed",
        consent_public=True,
        consent_changed_at=NOW,
    )


def test_a_visitor_and_a_stranger_find_what_its_owner_agreed_to_show(entries):
    assert found(AnonymousUser()) == found(UserFactory()) == {"Robin Tern"}


def test_a_member_finds_what_is_listed_and_a_keeper_what_is_hidden_too(entries, head, officer):
    assert found(head.user) == {"Robin Tern", "Ann Knot"}
    assert found(officer.user) == {"Robin Tern", "Ann Knot", "Bo Smew"}


def test_a_name_typed_wrongly_is_found(entries):
    assert found(AnonymousUser(), "Robbin Tern") == {"Robin Tern"}
