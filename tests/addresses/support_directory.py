"""Who may open the addresses of the support directory."""

import datetime

from schools.models import School
from support_directory.models import Designation
from tests.addresses.audiences import EVERYONE, NOBODY, SIGNED_IN, Address
from tests.addresses.samples import SCHOOL
from tests.factories.support_directory import (
    DesignationFactory,
    DirectoryImportFactory,
    EntryFactory,
)

ENTRY = {"pk": 779}  # at the school, for members
MEMBERS = SIGNED_IN - {"stranger"}
KEEPERS = frozenset({"officer", "broker"})
OWN_SCHOOL = KEEPERS | {"head", "chair", "deputy"}

ADDRESSES = {
    "support_directory:entry-list": Address(EVERYONE),
    "support_directory:entry-csv": Address(KEEPERS),
    "support_directory:entry-xlsx": Address(KEEPERS),
    "support_directory:entry-new": Address(KEEPERS),
    "support_directory:shortlist": Address(KEEPERS),
    "support_directory:import-list": Address(KEEPERS),
    "support_directory:import-template": Address(KEEPERS),
    "support_directory:import-detail": Address(KEEPERS, {"pk": 777}),
    "support_directory:designation-list": Address(MEMBERS),
    "support_directory:designation-detail": Address(OWN_SCHOOL, {"pk": 777}),
    "support_directory:designation-step": Address(
        frozenset({"head"}), {"pk": 777, "step": "refer"}
    ),
    "support_directory:designation-new": Address(KEEPERS | {"head"}, ENTRY),
    "support_directory:entry-detail": Address(MEMBERS, ENTRY),
    "support_directory:entry-edit": Address(KEEPERS, ENTRY),
    "support_directory:entry-days": Address(KEEPERS, ENTRY),
    "support_directory:entry-confirm": Address(NOBODY, ENTRY),  # takes a post alone
    "support_directory:entry-consent": Address(KEEPERS, ENTRY),
    "support_directory:entry-assure": Address(KEEPERS, ENTRY),
    "support_directory:entry-hand-over": Address(KEEPERS, ENTRY),
    "support_directory:shortlist-change": Address(NOBODY, ENTRY),  # takes a post alone
    "support_directory:entry-step": Address(KEEPERS, {**ENTRY, "state": "hidden"}),
}


def furnish(people):
    """A listed entry of the school, an application of its person, and a spreadsheet."""
    entry = EntryFactory(**ENTRY, school=School.objects.get(pk=SCHOOL["urn"]))
    DesignationFactory(
        pk=777,
        entry=entry,
        state=Designation.State.APPLIED,
        applied_on=datetime.date(2026, 9, 1),
        starts_on=None,
        review_due_on=None,
    )
    DirectoryImportFactory(pk=777)
