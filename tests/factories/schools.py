"""The register: invented trusts and schools, their leaders, and the files they came from."""

import datetime
import hashlib

import factory
from factory.django import DjangoModelFactory

from accounts.permissions import Role
from schools.models import (
    FIRST_SAMPLE_URN,
    SAMPLE_AUTHORITY_CODE,
    Phase,
    Release,
    School,
    SchoolLink,
    SchoolPost,
    Status,
    Trust,
    TrustPost,
)
from tests.factories.accounts import UserFactory


class ReleaseFactory(DjangoModelFactory):
    class Meta:
        model = Release

    kind = "ks2"
    publisher = "Department for Education"
    title = "Key stage 2 performance tables"
    academic_year = 2025
    status = Release.Status.FINAL
    file_name = factory.Sequence("england_ks2final_{}.csv".format)
    sha256 = factory.LazyAttribute(
        lambda release: hashlib.sha256(release.file_name.encode()).hexdigest()
    )
    row_count = 1
    authorities = factory.LazyFunction(lambda: [SAMPLE_AUTHORITY_CODE])
    imported_at = datetime.datetime(2025, 12, 12, 9, 0, tzinfo=datetime.UTC)


class TrustFactory(DjangoModelFactory):
    class Meta:
        model = Trust

    uid = factory.Sequence(lambda n: 90_000 + n)
    name = factory.Sequence("Lantern Learning Trust {}".format)
    type_code = 6


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    urn = factory.Sequence(lambda n: FIRST_SAMPLE_URN + 5000 + n)
    la_code = SAMPLE_AUTHORITY_CODE
    la_name = "Sampleport"
    establishment_number = factory.Sequence(lambda n: 2000 + n)
    name = factory.Sequence("Wharf Lane School {}".format)
    type_code = 1
    type_name = "Community school"
    status = Status.OPEN
    phase = Phase.PRIMARY
    low_age = 4
    high_age = 11
    opened_on = datetime.date(1990, 9, 1)
    number_of_pupils = 240


class SchoolLinkFactory(DjangoModelFactory):
    class Meta:
        model = SchoolLink

    kind = SchoolLink.Kind.PREDECESSOR
    link_type = "Predecessor"
    linked_on = datetime.date(2021, 9, 1)


class SchoolPostFactory(DjangoModelFactory):
    class Meta:
        model = SchoolPost

    user = factory.SubFactory(UserFactory)
    school = factory.SubFactory(SchoolFactory)
    role = Role.HEAD
    starts_on = datetime.date(2020, 9, 1)


class DeputyFactory(SchoolPostFactory):
    """A deputy by delegation of the school's head, until a day far off."""

    role = Role.DEPUTY
    ends_on = datetime.date(2099, 8, 31)
    delegated_from = factory.SubFactory(SchoolPostFactory, school=factory.SelfAttribute("..school"))


class TrustPostFactory(DjangoModelFactory):
    class Meta:
        model = TrustPost

    user = factory.SubFactory(UserFactory)
    trust = factory.SubFactory(TrustFactory)
    role = Role.TRUST_LEAD
    starts_on = datetime.date(2020, 9, 1)
