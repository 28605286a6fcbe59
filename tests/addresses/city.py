"""Everybody and everything that addresses are tried with, made once for all of them."""

from django.test import Client

from accounts.permissions import Role
from tests.addresses import ROOMS
from tests.addresses.audiences import PEOPLE
from tests.addresses.samples import SCHOOL, TRUST, TRUST_SCHOOL
from tests.conftest import holder_of, signed_in
from tests.factories.accounts import UserFactory
from tests.factories.schools import (
    DeputyFactory,
    SchoolFactory,
    SchoolPostFactory,
    TrustFactory,
    TrustPostFactory,
)

CITY_WIDE = {
    "editor",
    "board_member",
    "board_chair",
    "broker",
    "moderator",
    "data_officer",
    "officer",
    "administrator",
}


def build():
    """A client of every kind of person, in a city with a school, a trust and a school of it."""
    school = SchoolFactory(**SCHOOL, name="Gull Steps Junior School")
    trust = TrustFactory(**TRUST, name="Tidemark Trust")
    SchoolFactory(**TRUST_SCHOOL, name="Oyster Quay Primary School", trust=trust)
    people = {
        "visitor": Client(),
        "stranger": _of(UserFactory()),
        "head": _of(SchoolPostFactory(school=school).user),
        "chair": _of(SchoolPostFactory(school=school, role=Role.CHAIR).user),
        "head_elsewhere": _of(SchoolPostFactory().user),
        "deputy": _of(DeputyFactory(pk=778, school=school).user),
        "trust_lead": _of(TrustPostFactory(trust=trust).user),
        **{name: holder_of(Role(name)) for name in CITY_WIDE},
    }
    for room in ROOMS:
        if furnish := getattr(room, "furnish", None):
            furnish(people)
    assert {*people} == PEOPLE
    return people


def _of(user):
    return signed_in(user, second_factor=False)


def once_more(client):
    """The same person with cookies of their own, so that one test leaves nothing to the next."""
    again = Client()
    again.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    again.user = getattr(client, "user", None)
    return again
