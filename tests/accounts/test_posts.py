"""Posts: from a day until a day, never twice at once, and over at midnight in England."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import CityPost
from accounts.permissions import Permission, Role, can
from schools.models import School, SchoolPost
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.schools import DeputyFactory, SchoolFactory, SchoolPostFactory

AUTUMN = datetime.date(2026, 9, 1)


def day(month, number):
    return datetime.date(2026, month, number)


# The last day, then the last second it counts and the first it does not, both in UTC.
MIDNIGHTS = [
    pytest.param(day(1, 15), "2026-01-15T23:59:59Z", "2026-01-16T00:00:00Z", id="winter"),
    pytest.param(day(7, 15), "2026-07-15T22:59:59Z", "2026-07-15T23:00:00Z", id="summer"),
    pytest.param(day(3, 28), "2026-03-28T23:59:59Z", "2026-03-29T00:00:00Z", id="before-forward"),
    pytest.param(day(3, 29), "2026-03-29T22:59:59Z", "2026-03-29T23:00:00Z", id="forward"),
    pytest.param(day(10, 24), "2026-10-24T22:59:59Z", "2026-10-24T23:00:00Z", id="before-back"),
    pytest.param(day(10, 25), "2026-10-25T23:59:59Z", "2026-10-26T00:00:00Z", id="back"),
]


@pytest.mark.parametrize(("last", "still", "over"), MIDNIGHTS)
def test_a_running_session_loses_access_at_midnight_in_england(sign_in, db, last, still, over):
    with time_machine.travel(still, tick=False):
        client = sign_in(CityPostFactory(role=Role.OFFICER, ends_on=last).user)
        before = client.get(reverse("dashboard:release-list")).status_code
    with time_machine.travel(over, tick=False):
        after = client.get(reverse("dashboard:release-list")).status_code

    assert (before, after) == (200, 403)


@pytest.mark.parametrize(("last", "still", "over"), MIDNIGHTS)
def test_a_post_begins_at_midnight_in_england(db, last, still, over):
    post = CityPostFactory(starts_on=last + datetime.timedelta(days=1))

    def may(moment):
        with time_machine.travel(moment, tick=False):
            return can(type(post.user).objects.get(), Permission.DATA_VIEW)

    assert (may(still), may(over)) == (False, True)


def test_a_school_post_ended_yesterday_opens_nothing(school):
    post = SchoolPostFactory(school=school, ends_on=day(8, 31))

    with time_machine.travel("2026-09-01T08:00:00Z", tick=False):
        assert not can(post.user, Permission.RATING_VIEW, school)
        assert not School.objects.led_by(post.user).exists()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_free"),
    [
        (day(1, 1), day(3, 31), True),
        (day(1, 1), day(4, 1), False),
        (day(5, 1), day(5, 2), False),
        (day(6, 30), None, False),
        (day(7, 1), None, True),
        (day(1, 1), None, False),
    ],
)
def test_a_person_holds_a_post_once_on_any_day(db, starts_on, ends_on, is_free):
    held = CityPostFactory(role=Role.BROKER, starts_on=day(4, 1), ends_on=day(6, 30))
    post = CityPost(user=held.user, role=Role.BROKER, starts_on=starts_on, ends_on=ends_on)

    assert post.overlapping().exists() is not is_free
    if not is_free:
        with pytest.raises(ValidationError, match="already"):
            post.full_clean()


def test_other_roles_places_and_people_do_not_overlap(school):
    post = SchoolPostFactory(school=school)
    dates = {"starts_on": AUTUMN}

    assert not SchoolPost(user=post.user, school=school, role=Role.CHAIR, **dates).overlapping()
    assert not SchoolPost(
        user=post.user, school=SchoolFactory(), role=Role.HEAD, **dates
    ).overlapping()
    assert not SchoolPost(user=UserFactory(), school=school, role=Role.HEAD, **dates).overlapping()


def test_a_post_does_not_overlap_itself(school):
    assert not SchoolPostFactory(school=school).overlapping().exists()


def test_a_post_ends_after_it_starts(db):
    with pytest.raises(IntegrityError):
        CityPostFactory(starts_on=AUTUMN, ends_on=day(8, 31))


def test_somebody_ended_a_post_at_a_moment_or_nobody_did(db):
    with pytest.raises(IntegrityError):
        CityPostFactory(ended_by=UserFactory(), ends_on=AUTUMN)


def test_a_deputy_sees_the_rating_while_the_head_holds_the_post(school):
    deputy = DeputyFactory(school=school, delegated_from__ends_on=day(8, 31))

    def may(moment):
        with time_machine.travel(moment, tick=False):
            return can(deputy.user, Permission.RATING_VIEW, school)

    assert (may("2026-08-31T20:00:00Z"), may("2026-08-31T23:00:00Z")) == (True, False)


def test_a_deputy_loses_access_on_the_day_named(school):
    deputy = DeputyFactory(school=school, ends_on=day(10, 25))

    def may(moment):
        with time_machine.travel(moment, tick=False):
            return can(deputy.user, Permission.RATING_VIEW, school)

    assert (may("2026-10-25T23:59:59Z"), may("2026-10-26T00:00:00Z")) == (True, False)


@pytest.mark.parametrize("missing", [{"ends_on": None}, {"delegated_from": None}])
def test_a_deputy_has_a_head_and_a_last_day(school, missing):
    with pytest.raises(IntegrityError):
        DeputyFactory(school=school, **missing)


def test_a_head_is_nobodys_deputy(school):
    with pytest.raises(IntegrityError):
        SchoolPostFactory(school=school, delegated_from=SchoolPostFactory(school=school))
