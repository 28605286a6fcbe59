"""Whether support works, and peer reviews: for everybody, for planners, for school and team."""

from schools.models import School
from tests.addresses.audiences import EVERYONE, NOBODY, SIGNED_IN, Address
from tests.addresses.samples import SCHOOL
from tests.factories.peer_reviews import ReportedReviewFactory, TeamMemberFactory

PROGRAMME = {"pk": 777}
VISIT = {"pk": 777}
PLANNERS = frozenset({"officer", "broker"})
# Heads of the visited school; the team is nobody of the city.
READERS = frozenset({"head", "chair", "deputy"})
BOARDS = frozenset({"officer", "broker", "moderator", "board_chair", "board_member"})

ADDRESSES = {
    "support_directory:city-support": Address(EVERYONE),
    "support_directory:city-support-csv": Address(EVERYONE),
    "support_directory:city-support-json": Address(EVERYONE),
    "support_directory:impact": Address(BOARDS),
    "support_directory:school-impact": Address(PLANNERS | READERS, SCHOOL),
    "support_directory:peer-review-list": Address(SIGNED_IN),
    "support_directory:peer-programme-new": Address(PLANNERS),
    "support_directory:peer-programme": Address(PLANNERS, PROGRAMME),
    "support_directory:peer-programme-edit": Address(PLANNERS, PROGRAMME),
    "support_directory:peer-reviewer-new": Address(PLANNERS, PROGRAMME),
    # Deeds: they take a post alone.
    "support_directory:peer-reviewer-remove": Address(NOBODY, {**PROGRAMME, "reviewer": 777}),
    "support_directory:peer-programme-plan": Address(NOBODY, PROGRAMME),
    "support_directory:peer-programme-publish": Address(NOBODY, PROGRAMME),
    "support_directory:peer-programme-close": Address(NOBODY, PROGRAMME),
    "support_directory:peer-review": Address(PLANNERS | READERS, VISIT),
    "support_directory:peer-review-arrange": Address(PLANNERS, VISIT),
    "support_directory:peer-review-cancel": Address(NOBODY, VISIT),
    "support_directory:peer-review-report": Address(NOBODY, VISIT),
    "support_directory:peer-review-reply": Address(READERS, VISIT),
}


def furnish(people):
    """A visit of the school whose report has been handed over."""
    review = ReportedReviewFactory(
        **VISIT, programme__pk=PROGRAMME["pk"], school=School.objects.get(**SCHOOL)
    )
    TeamMemberFactory(review=review, reviewer__pk=777)
