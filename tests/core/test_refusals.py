"""Refused requests: counted a person and day, and nothing more kept than that."""

import datetime
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from core import audit, refusals
from core.models import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory, TrustFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 3, 2)


def note(by, *, asked="read the audit", address="/audit/", on=MONDAY):
    return refusals.note(asked=asked, address=address, by=by, on=on)


def counted(person):
    return [
        (each.count, each.asked, each.address) for each in Refusal.objects.filter(person=person)
    ]


def test_however_often_somebody_tries_a_day_is_one_row():
    robin = UserFactory()
    note(robin)
    note(robin, address="/audit.csv")
    note(robin, asked="run a round", address="/rounds/1/share/")

    assert counted(robin) == [(3, ["read the audit", "run a round"], "/rounds/1/share/")]


def test_each_person_and_each_day_has_a_row():
    robin, kim = UserFactory(), UserFactory()
    note(robin)
    note(robin, on=MONDAY + datetime.timedelta(days=1))
    note(kim)

    assert (len(counted(robin)), len(counted(kim))) == (2, 1)


def test_an_address_is_kept_without_end_or_question(stranger):
    address = reverse("dashboard:priority-list")
    stranger.get(address, {"secret": "word"})

    assert counted(stranger.user) == [
        (1, [Permission.RATINGS_VIEW_ALL.label], address),
    ]
    assert len(note(UserFactory(), address="/" + "a" * 500).address) == 200


@pytest.mark.parametrize(
    ("name", "arguments", "permission"),
    [
        ("audit-list", [], Permission.AUDIT_VIEW),
        ("dashboard:school-access", [900_777], Permission.ACCESS_VIEW),
        ("dashboard:trust-detail", [90_777], Permission.TRUST_VIEW),
        ("people:person-list", [], Permission.PEOPLE_MANAGE),
    ],
)
def test_a_page_refused_for_want_of_a_permission_is_counted(stranger, name, arguments, permission):
    SchoolFactory(urn=900_777, trust=TrustFactory(uid=90_777))
    url = reverse(name, args=arguments)

    response = stranger.get(url)

    assert response.status_code == 403
    assert f"To {permission.label} takes one of these posts" in unescape(response.text)
    assert counted(stranger.user) == [(1, [permission.label], url)]


def test_a_deed_refused_is_counted_too(stranger):
    url = reverse("people:person-delete", args=[UserFactory().pk])

    stranger.post(url)

    assert counted(stranger.user) == [(1, [Permission.PEOPLE_MANAGE.label], url)]


def test_what_is_not_there_for_somebody_is_no_refusal(stranger, client, school):
    stranger.get(reverse("dashboard:school-rating", args=[school.urn]))
    stranger.get("/no-such-page/")
    client.get("/no-such-page/")
    client.get(reverse("audit-list"))

    assert not Refusal.objects.exists()


def test_looking_through_the_eyes_of_another_tries_no_door(officer, school):
    head = SchoolPostFactory(school=school).user
    officer.post(reverse("people:preview-person", args=[head.pk]))

    response = officer.get(reverse("audit-csv"))
    refused = officer.get(reverse("people:person-list"))

    assert (response.status_code, refused.status_code) == (200, 403)
    assert not Refusal.objects.exists()


def test_a_forgotten_person_is_a_number_in_the_row():
    robin = UserFactory(full_name="Robin Smith")
    note(robin, on=timezone.localdate())
    number = robin.pk

    audit.forget(robin)
    robin.delete()

    refusal = Refusal.objects.get()
    assert (refusal.person, refusal.person_name) == (None, f"Deleted person {number}")
