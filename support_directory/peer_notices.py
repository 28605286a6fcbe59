"""Whom peer reviews tell what: that there is a visit, a report, an answer; never what it says."""

from collections.abc import Iterable
from datetime import date

from accounts.models import User
from notifications.kinds import Kind
from notifications.kinds.peer_reviews import PEER_ANSWERED, PEER_REPORTED, PEER_VISIT
from notifications.services import notify
from schools.leaders import leaders_of
from schools.models import School
from support_directory.models import PeerReview


def tell_of_visit(review: PeerReview, *, on: date) -> None:
    """Tell a team and the leaders of the school of their visit.

    Whoever was told of this day before is not told again.
    """
    _tell(PEER_VISIT, [*team_of(review), *_leaders(review, on)], review, day=True)


def tell_of_report(review: PeerReview, *, on: date) -> None:
    _tell(PEER_REPORTED, _leaders(review, on), review)


def tell_of_answer(review: PeerReview) -> None:
    _tell(PEER_ANSWERED, team_of(review), review)


def team_of(review: PeerReview) -> list[User]:
    """The team of a visit, without whoever has left."""
    members = review.team.select_related("reviewer__user")
    return [user for member in members if (user := member.reviewer.user)]


def _leaders(review: PeerReview, on: date) -> list[User]:
    schools = School.objects.filter(pk=review.school_id)
    return leaders_of(schools, on=on).get(review.school_id, [])


def _tell(kind: Kind, to: Iterable[User], review: PeerReview, *, day: bool = False) -> None:
    context = {"school": review.school.name}
    if day:
        context["day"] = f"{review.held_on:%-d %B %Y}"
    notify(
        kind=kind,
        to=to,
        context=context,
        link=review.get_absolute_url(),
        key=f"{kind.key} {review.pk} {review.held_on if day else ''}".strip(),
        about_school_urn=review.school_id,
    )
