"""Who may open the addresses of pages of no room alone."""

from tests.addresses.audiences import (
    ALL_RATINGS,
    EVERYONE,
    PEOPLE_OFFICE,
    READS_AUDIT,
    SIGNED_IN,
    Address,
)
from tests.addresses.samples import DRAFT

ADDRESSES = {
    "healthz": Address(EVERYONE),
    "readyz": Address(EVERYONE),
    "landing": Address(SIGNED_IN),
    "component-list": Address(PEOPLE_OFFICE),
    "audit-list": Address(READS_AUDIT),
    "audit-csv": Address(READS_AUDIT),
    # Of a round; `tests/pep_portal/test_records.py` tries what is about people.
    "record-history": Address(ALL_RATINGS, {"kind": "round", **DRAFT}),
}
