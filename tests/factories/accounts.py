"""People and the city-wide posts they hold."""

import datetime

import factory
from factory.django import DjangoModelFactory

from accounts.models import CityPost, User
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
