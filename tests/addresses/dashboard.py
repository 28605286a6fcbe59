"""Who may open the addresses of data, ratings and rounds."""

from schools.models import School
from tests.addresses.audiences import (
    ALL_RATINGS,
    DATA,
    EVERYONE,
    OWN_SCHOOL,
    OWN_TRUST,
    READS_ACCESS,
    ROUNDS,
    Address,
)
from tests.addresses.samples import DRAFT, RELEASE, SCHOOL, TRUST, TRUST_SCHOOL
from tests.factories.dashboard import DraftRoundFactory, RatingFactory, RatingRoundFactory
from tests.factories.schools import ReleaseFactory

ADDRESSES = {
    "dashboard:school-overview": Address(EVERYONE, SCHOOL),
    "dashboard:school-results": Address(EVERYONE, SCHOOL),
    "dashboard:school-rating": Address(OWN_SCHOOL, SCHOOL),
    "dashboard:school-access": Address(READS_ACCESS, SCHOOL),
    "dashboard:trust-detail": Address(OWN_TRUST, TRUST),
    "dashboard:priority-list": Address(ALL_RATINGS),
    "dashboard:priority-csv": Address(ALL_RATINGS),
    "dashboard:priority-xlsx": Address(ALL_RATINGS),
    "dashboard:round-share": Address(ROUNDS, DRAFT),
    "dashboard:release-list": Address(DATA),
    "dashboard:release-detail": Address(DATA, RELEASE),
}

# Where a school stands by name beside its level of support or score, for some who may open it.
TELLS_A_RATING = {
    "landing",
    "dashboard:school-rating",
    "dashboard:trust-detail",
    "dashboard:priority-list",
    "dashboard:priority-csv",
    "dashboard:priority-xlsx",
}


def furnish(people):
    """A file, a draft round, and a shared one that rates both schools."""
    ReleaseFactory(**RELEASE)
    DraftRoundFactory(**DRAFT)
    round_ = RatingRoundFactory()
    for school in School.objects.filter(urn__in=[SCHOOL["urn"], TRUST_SCHOOL["urn"]]):
        RatingFactory(round=round_, school=school)
