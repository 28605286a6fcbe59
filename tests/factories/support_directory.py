"""The support directory: invented people and offers, their days, requests and deployments."""

import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from strategy.models.progress import Term
from support_directory.models import (
    Capacity,
    Deployment,
    Designation,
    DirectoryImport,
    Entry,
    EntryPost,
    EntrySpecialism,
    SupportRequest,
)
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory


class EntryFactory(DjangoModelFactory):
    """A specialist leader of a school, listed for members; `specialisms=["maths"]` adds those."""

    class Meta:
        model = Entry
        skip_postgeneration_save = True

    kind = Entry.Kind.PERSON
    type = Entry.Type.SLE
    name = factory.Sequence("Leader {}".format)
    headline = "Leads mathematics"
    school = factory.SubFactory(SchoolFactory)
    for_primary = True
    state = Entry.State.LISTED
    last_confirmed_on = datetime.date(2026, 9, 1)
    day_rate = Decimal("350.00")

    @factory.post_generation
    def specialisms(self, create, codes, **kwargs):
        for code in codes or ():
            EntrySpecialism.objects.create(entry=self, code=code)


class PublicEntryFactory(EntryFactory):
    """One whose owner agreed to show it to anybody."""

    consent_public = True
    consent_changed_at = datetime.datetime(2026, 9, 1, 9, 0, tzinfo=datetime.UTC)


class OfferFactory(EntryFactory):
    """A programme of a hub."""

    kind = Entry.Kind.OFFER
    type = Entry.Type.PROGRAMME
    name = factory.Sequence("Programme {}".format)
    school = None
    organisation = "Harbour Maths Hub"
    organisation_kind = Entry.Organisation.HUB


class EntryPostFactory(DjangoModelFactory):
    """The right of a person to keep an entry: a system leader."""

    class Meta:
        model = EntryPost

    user = factory.SubFactory(UserFactory)
    entry = factory.SubFactory(EntryFactory, owner=factory.SelfAttribute("..user"))
    starts_on = datetime.date(2020, 9, 1)


class CapacityFactory(DjangoModelFactory):
    """Five days in the autumn of 2026."""

    class Meta:
        model = Capacity

    entry = factory.SubFactory(EntryFactory)
    academic_year = 2027
    term = Term.AUTUMN
    days = Decimal("5.0")


class DesignationFactory(DjangoModelFactory):
    """A designation in force, its review within the year."""

    class Meta:
        model = Designation

    entry = factory.SubFactory(EntryFactory)
    type = Entry.Type.SLE
    state = Designation.State.ACTIVE
    applied_on = datetime.date(2025, 9, 1)
    starts_on = datetime.date(2025, 11, 1)
    review_due_on = datetime.date(2027, 11, 1)


class SupportRequestFactory(DjangoModelFactory):
    class Meta:
        model = SupportRequest

    school = factory.SubFactory(SchoolFactory)
    need = "Mathematics at the end of key stage 2."
    specialism = "maths"
    stage = "primary"


class DeploymentFactory(DjangoModelFactory):
    """Two days of the autumn of 2026, offered."""

    class Meta:
        model = Deployment

    entry = factory.SubFactory(EntryFactory)
    host_school = factory.SubFactory(SchoolFactory)
    home_school = factory.SelfAttribute("entry.school")
    days_planned = Decimal("2.0")
    academic_year = 2027
    term = Term.AUTUMN


class DirectoryImportFactory(DjangoModelFactory):
    """A spreadsheet of one new programme, nothing wrong with it."""

    class Meta:
        model = DirectoryImport

    file_name = "offers.csv"
    sha256 = "a" * 64
    academic_year = 2027
    rows = factory.LazyFunction(
        lambda: [
            {
                "_row": "2",
                "Type": "Programme",
                "Name": "Harbour Reads",
                "Stages": "primary",
                "Organisation": "Harbour Hub",
            }
        ]
    )
    uploaded_at = datetime.datetime(2026, 9, 1, 9, 0, tzinfo=datetime.UTC)
