"""Peer reviews: a visit to make, a report that is owed or waits for an answer."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.permissions import Permission, can
from pep_portal.landing.row import Row
from support_directory.models import PeerReview, TeamMember

WAITING = (PeerReview.State.PUBLISHED, PeerReview.State.REPORTED)


def peer_review_rows(user, *, on):
    """What a person owes a visited school or hears from a team. One query.

    A planner's second asks for reports that are late.
    """
    mine = TeamMember.objects.filter(review=OuterRef("pk"), reviewer__user=user)
    reviews = (
        PeerReview.objects.readable_by(user)
        .filter(state__in=WAITING)
        .annotate(is_mine=Exists(mine))
        .for_list()
    )
    rows = [row for review in reviews if (row := review_row(review, on=on))]
    if can(user, Permission.PEER_REVIEW_RUN):
        owed = PeerReview.objects.filter(state=PeerReview.State.PUBLISHED, held_on__lt=on).count()
        if owed:
            rows.append(owed_row(owed))
    return rows


def review_row(review, *, on):
    """One visit for a member of its team, or for a leader of the school."""
    is_reported = review.state == PeerReview.State.REPORTED
    day = f"{review.held_on:%-d %B %Y}"
    if review.is_mine and is_reported:
        return None
    if review.is_mine and review.held_on <= on:
        return Row(
            question=f"What did you see at {review.school}?",
            url=reverse("support_directory:peer-review-report", args=[review.pk]),
            sentence=f"Your team visited on {day}. Its report is owed to the school.",
        )
    if review.is_mine:
        return Row(
            question=f"What will you look into at {review.school}?",
            url=review.get_absolute_url(),
            sentence=f"You visit as peers on {day}.",
        )
    if is_reported:
        return Row(
            question=f"What does the peer review of {review.school} say?",
            url=review.get_absolute_url(),
            sentence="The team has handed it over. It waits for your answer.",
        )
    return Row(
        question=f"Who visits {review.school} as peers?",
        url=review.get_absolute_url(),
        sentence=f"The visit is on {day}."
        if review.held_on >= on
        else f"The visit was on {day}. The team is writing its report.",
    )


def owed_row(count):
    """How many reports schools still wait for, for whoever planned the visits."""
    visits = "1 visit has" if count == 1 else f"{count} visits have"
    return Row(
        question="Which peer reviews are owed?",
        url=reverse("support_directory:peer-review-list"),
        sentence=f"{visits} been held and not reported yet.",
    )
