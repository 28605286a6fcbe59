"""People and the city-wide posts they hold."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import CityPost, Invitation, User
from accounts.permissions import Role

PASSWORD = "quiet harbour lantern"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("person{}@example.org".format)
    full_name = factory.Sequence("Person {}".format)
    password = factory.django.Password(PASSWORD)


class CityPostFactory(DjangoModelFactory):
    class Meta:
        model = CityPost

    user = factory.SubFactory(UserFactory)
    role = Role.OFFICER
    starts_on = datetime.date(2020, 9, 1)


class InvitationFactory(DjangoModelFactory):
    """To be editor, of an address nobody has an account with."""

    class Meta:
        model = Invitation

    email = factory.Sequence("invited{}@example.org".format)
    full_name = factory.Sequence("Invited {}".format)
    post_kind = "city"
    role = Role.EDITOR
    place = "the whole city"
    starts_on = datetime.date(2026, 9, 1)
    invited_at = factory.LazyFunction(timezone.now)
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyAttribute(lambda each: each.invited_at + datetime.timedelta(days=14))
