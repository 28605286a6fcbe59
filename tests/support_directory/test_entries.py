"""What may be asked of the directory, and what the database holds it to."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.permissions import Permission, can
from strategy.models.progress import Term
from support_directory.models import Capacity, Deployment, Entry
from tests.factories.support_directory import (
    CapacityFactory,
    DeploymentFactory,
    DesignationFactory,
    EntryFactory,
    EntryPostFactory,
    OfferFactory,
    PublicEntryFactory,
    SupportRequestFactory,
)

pytestmark = pytest.mark.django_db


def test_days_left_are_those_offered_less_those_booked_in_the_term():
    capacity = CapacityFactory(days=Decimal("5"))
    CapacityFactory(entry=capacity.entry, term=Term.SPRING, days=Decimal("3"))
    DeploymentFactory(entry=capacity.entry, days_planned=Decimal("1.5"))
    DeploymentFactory(entry=capacity.entry, state=Deployment.State.CLOSED, days_planned=1)
    DeploymentFactory(entry=capacity.entry, state=Deployment.State.DECLINED, days_planned=4)
    DeploymentFactory(days_planned=4)

    autumn, spring = Capacity.objects.with_days().in_order()

    assert (autumn.days, autumn.booked, autumn.left) == (5, Decimal("2.5"), Decimal("2.5"))
    assert (spring.booked, spring.left) == (0, 3)
    assert Entry.objects.having_days_left(2027, Term.AUTUMN).get() == capacity.entry


def test_the_public_sees_what_has_consent_members_what_is_listed_owners_their_own(
    stranger, head, officer
):
    public, listed = PublicEntryFactory(), EntryFactory()
    hidden = EntryFactory(state=Entry.State.HIDDEN, hidden_because="owner")
    owner = EntryPostFactory(entry=hidden).user

    def seen(user):
        return {*Entry.objects.visible_to(user)}

    assert seen(AnonymousUser()) == seen(stranger.user) == {public}
    assert seen(head.user) == {public, listed}
    assert seen(owner) == seen(officer.user) == {public, listed, hidden}


def test_a_system_leader_keeps_the_own_entry_alone():
    post, other = EntryPostFactory(), OfferFactory()
    DesignationFactory(entry=post.entry)
    SupportRequestFactory()

    assert can(post.user, Permission.ENTRY_KEEP, within=post.entry)
    assert not can(post.user, Permission.ENTRY_KEEP, within=other)
