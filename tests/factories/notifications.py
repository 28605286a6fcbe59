"""Notices, and the e-mail of each."""

import datetime

import factory
from factory.django import DjangoModelFactory

from notifications.kinds.ratings import ROUND_SHARED
from notifications.models import Delivery, Digest, Notice
from tests.factories.accounts import UserFactory


class NoticeFactory(DjangoModelFactory):
    """An unread notice that a round has been shared."""

    class Meta:
        model = Notice

    user = factory.SubFactory(UserFactory)
    kind = ROUND_SHARED.key
    key = factory.Sequence("round-{}".format)
    subject = factory.Sequence("Round {} has been shared".format)
    context = factory.LazyFunction(
        lambda: {"year": 2025, "area": "Sampleport", "told": 60, "untold": 1}
    )
    link = "/schools/"


class DigestFactory(DjangoModelFactory):
    """A digest made one Monday morning, of no notices yet."""

    class Meta:
        model = Digest

    user = factory.SubFactory(UserFactory)
    day = factory.LazyAttribute(lambda digest: digest.made_at.date())
    subject = "1 notice from the portal"
    made_at = datetime.datetime(2026, 3, 2, 7, 0, tzinfo=datetime.UTC)


class DeliveryFactory(DjangoModelFactory):
    """An e-mail that nobody has tried to send."""

    class Meta:
        model = Delivery

    notice = factory.SubFactory(NoticeFactory)
