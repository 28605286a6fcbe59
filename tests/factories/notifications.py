"""Notices, and the e-mail of each."""

import factory
from factory.django import DjangoModelFactory

from notifications.kinds import ROUND_SHARED
from notifications.models import Delivery, Notice
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


class DeliveryFactory(DjangoModelFactory):
    """An e-mail that nobody has tried to send."""

    class Meta:
        model = Delivery

    notice = factory.SubFactory(NoticeFactory)
