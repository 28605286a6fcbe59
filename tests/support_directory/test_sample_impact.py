"""The years of support and the peer reviews of the sample: enough to look back on, made once."""

import datetime

import pytest

from schools.models import School
from strategy.terms import SchoolTerm
from support_directory.city_data import city_support
from support_directory.models import Deployment, PeerReview
from support_directory.sample import impact, peer_reviews
from tests.factories.schools import SchoolFactory, TrustFactory

TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def city(db):
    """The schools that the sample lends and reviews between, some of them in trusts."""
    trusts = [TrustFactory(name=name) for name in ("Tideway", "Harbour Lights", "Longshore")]
    urns = {
        *impact.HOSTS,
        *(urn for _, urn, _ in impact.PAST),
        *peer_reviews.DRAFTED,
        *peer_reviews.REVIEWERS.values(),
    }
    for place, urn in enumerate(sorted(urns)):
        trust = trusts[place % 3] if urn in {urn for _, urn, _ in impact.PAST} else None
        SchoolFactory(urn=urn, trust=trust)


def load(room):
    return room.load(on=TODAY, by=None, log=lambda line: None)


def test_three_years_of_support_are_closed_and_never_within_a_trust(city):
    assert load(impact) == 90
    assert load(impact) == 0

    made = Deployment.objects.select_related("home_school", "host_school").prefetch_related(
        "visits"
    )
    for one in made.prefetch_related("visits"):
        assert one.state == Deployment.State.CLOSED
        assert one.home_school_id != one.host_school_id
        home, host = one.home_school.trust_id, one.host_school.trust_id
        assert home is None or home != host
        assert sum(visit.days for visit in one.visits.all()) == one.days_planned
    told = city_support(SchoolTerm.of(TODAY))
    assert (told.table.total, told.over_time.total) == (90, 90)


def test_peer_reviews_stand_at_each_step_and_are_made_once(city):
    assert load(peer_reviews) > 0
    assert load(peer_reviews) == 0

    states = set(PeerReview.objects.values_list("state", flat=True))
    assert states == {PeerReview.State.REPORTED, PeerReview.State.PUBLISHED}
    assert School.objects.filter(peer_reviews__isnull=False).count() == 4
