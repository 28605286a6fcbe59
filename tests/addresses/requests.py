"""Who may open the addresses of requests for support."""

from schools.models import School
from tests.addresses.audiences import NOBODY, Address
from tests.addresses.samples import SCHOOL, TRUST_SCHOOL
from tests.factories.support_directory import CapacityFactory, EntryFactory, SupportRequestFactory

REQUEST = {"pk": 777}
ENTRY = {"entry": 787}
BROKERS = frozenset({"officer", "broker"})
LEADERS = frozenset({"head", "chair", "deputy"})
SEES = BROKERS | LEADERS
ASKS = SEES | {"head_elsewhere", "trust_lead", "moderator", "board_chair"}

ADDRESSES = {
    "support_directory:request-list": Address(ASKS),
    "support_directory:request-new": Address(ASKS),
    "support_directory:request-detail": Address(SEES, REQUEST),
    "support_directory:request-sent": Address(SEES, REQUEST),
    "support_directory:request-end": Address(SEES, REQUEST),
    # It takes a post alone.
    "support_directory:request-in-touch": Address(NOBODY, REQUEST),
    "support_directory:request-shortlist": Address(BROKERS, REQUEST),
    "support_directory:request-propose": Address(BROKERS, {**REQUEST, **ENTRY}),
    "support_directory:propose-new": Address(BROKERS, {**SCHOOL, **ENTRY}),
    "support_directory:school-support": Address(SEES, SCHOOL),
}


def furnish(people):
    """A request of the school, and somebody who could help."""
    school = School.objects.get(pk=SCHOOL["urn"])
    SupportRequestFactory(**REQUEST, school=school)
    CapacityFactory(
        entry=EntryFactory(pk=ENTRY["entry"], school_id=TRUST_SCHOOL["urn"], specialisms=["maths"])
    )
