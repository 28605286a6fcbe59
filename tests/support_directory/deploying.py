"""A deployment brought to any phase by the services alone, as the tests of it need."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from accounts.permissions import Role
from strategy.models.progress import Term
from support_directory.models import Deployment, Entry, Rate
from support_directory.services import agreements, deployments, reviews, visits
from support_directory.services.agreements import Terms
from tests.factories.accounts import CityPostFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory
from tests.factories.support_directory import (
    CapacityFactory,
    EntryPostFactory,
    SupportRequestFactory,
)

# Monday of the autumn term of 2026, after the sample's own day.
NOW = datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC)
TODAY = NOW.date()
State = Deployment.State


def days_later(days):
    return NOW + datetime.timedelta(days=days)


@dataclass
class Cast:
    """Everybody a deployment takes, and the entry with five days in the term."""

    entry: Entry
    leader: User
    broker: User
    host_head: User
    home_head: User
    request: object

    @property
    def host(self):
        return self.request.school

    def offered(self, days="3.0", **options):
        return deployments.offer(
            request=self.request,
            entry=self.entry,
            days=Decimal(days),
            by=self.broker,
            at=NOW,
            **options,
        )

    def accepted(self, **options):
        return deployments.accept(
            deployment=self.offered(**options), conflict="none", by=self.leader, at=NOW
        )

    def released(self, **options):
        return deployments.release(deployment=self.accepted(**options), by=self.home_head, at=NOW)

    def terms(self, days="3.0", **changes):
        told = {
            "objectives": [
                ("Reading", "Phonics check"),
                ("Writing", "Moderation"),
                ("Maths", "SATs"),
            ],
            "days": Decimal(days),
            "day_rate": Decimal("350.00"),
            "home_share": Decimal("300.00"),
            "funder": "school",
            "starts_on": TODAY,
            "ends_on": TODAY + datetime.timedelta(days=60),
            "exit_plan": "The subject lead carries on.",
        }
        return Terms(**(told | changes))

    def written(self, days="3.0", **changes):
        return agreements.write_agreement(
            deployment=self.released(days=days),
            terms=self.terms(days, **changes),
            by=self.broker,
            at=NOW,
        )

    def agreed(self, days="3.0", **changes):
        one = self.written(days, **changes)
        for part, by in self.signers():
            one = agreements.sign(deployment=one, part=part, version=1, by=by, at=NOW)
        return one

    def signers(self):
        return [("host", self.host_head), ("home", self.home_head), ("broker", self.broker)]

    def visited(self, one, *, day=0, half_days=2, words="Read together."):
        at = days_later(day)
        return visits.record(
            deployment=one,
            held_on=at.date(),
            half_days=half_days,
            words=words,
            by=self.leader,
            at=at,
        )

    def active(self, days="3.0", **changes):
        one = self.agreed(days, **changes)
        self.visited(one)
        return Deployment.objects.get(pk=one.pk)

    def reviewed(self, one, kind="mid", *, day=7):
        reviews.review(
            deployment=one,
            kind=kind,
            held_on=days_later(day).date(),
            objectives=dict.fromkeys((1, 2, 3), ("on_track", "Books of six pupils.")),
            by=self.leader,
            at=days_later(day),
        )
        return Deployment.objects.get(pk=one.pk)

    def completed(self, **changes):
        return self.reviewed(self.reviewed(self.active(**changes)), "final", day=14)


def cast():
    """A host school that asks, and a leader of another school with five days in the term."""
    Rate.objects.filter(starts_on=datetime.date(2026, 9, 1)).first() or Rate(
        starts_on=datetime.date(2026, 9, 1), day_rate=350, home_share=300
    ).save()
    home = SchoolFactory(name="Beacon Hill Primary School")
    leader_post = EntryPostFactory(entry__school=home, entry__day_rate=None)
    entry = leader_post.entry
    CapacityFactory(entry=entry, academic_year=2027, term=Term.AUTUMN, days=Decimal("5.0"))
    request = SupportRequestFactory(school__name="Wharf Lane Junior School", need="Reading at 11.")
    return Cast(
        entry=entry,
        leader=leader_post.user,
        broker=CityPostFactory(role=Role.BROKER).user,
        host_head=SchoolPostFactory(school=request.school).user,
        home_head=SchoolPostFactory(school=home).user,
        request=request,
    )
