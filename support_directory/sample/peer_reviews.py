"""The sample's peer reviews: a programme under way with a visit at each step, and one in draft."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from accounts.models import User
from core import history
from dashboard.sample.people import DOMAIN
from support_directory.models import (
    PeerReview,
    PeerReviewer,
    ProgrammeSchool,
    ReviewProgramme,
    TeamMember,
)

TITLE, NEXT = "Peer reviews of this year", "Peer reviews of next term"
LINES = (
    "How do pupils who fell behind learn to read?\n"
    "What happens in the first week a pupil misses school?\n"
    "How do subject leaders know what is taught?"
)
# Whose school they are of, by its number; each leads a team but the last.
REVIEWERS = {
    "head": 900_011,
    "infant.head": 900_002,
    "head.moderator": 900_042,
    "system.leader": 900_036,
}
DRAFTED = [900_012, 900_014, 900_017, 900_019, 900_026, 900_038]
State = PeerReview.State


@dataclass(frozen=True)
class Told:
    """A visit: of which school, how many days from today, by whom, whoever leads first."""

    urn: int
    days: int
    team: tuple[str, ...]
    state: str = State.PUBLISHED


VISITS = [
    Told(900_042, -14, ("infant.head", "head"), State.REPORTED),
    Told(900_002, -3, ("head", "head.moderator")),
    Told(900_011, 10, ("head.moderator", "infant.head")),
    Told(900_036, 17, ("head", "infant.head")),
]


@transaction.atomic
def load(*, on: date, by: User, log: Callable[[str], None]) -> int:
    """Enter both programmes where they are missing; how many visits were made."""
    if ReviewProgramme.objects.filter(is_sample=True).exists():
        return 0
    _draft(on=on, by=by)
    made = _under_way(on=on, by=by)
    log(f"Peer reviews: {made} visits")
    return made + len((TITLE, NEXT))


def _draft(*, on, by):
    programme = ReviewProgramme(
        title=NEXT,
        lines=LINES,
        starts_on=on + timedelta(days=60),
        ends_on=on + timedelta(days=110),
        is_sample=True,
    )
    history.save(programme, by=by)
    ProgrammeSchool.objects.bulk_create(
        ProgrammeSchool(programme=programme, school_id=urn) for urn in DRAFTED
    )


def _under_way(*, on, by):
    programme = ReviewProgramme(
        title=TITLE,
        about="Four schools visit each other for a day, and say what they saw to that school.",
        lines=LINES,
        starts_on=on - timedelta(days=21),
        ends_on=on + timedelta(days=28),
        state=ReviewProgramme.State.PUBLISHED,
        published_at=_at(on - timedelta(days=30)),
        published_by=by,
        is_sample=True,
    )
    history.save(programme, by=by)
    reviewers = {}
    for mailbox, urn in REVIEWERS.items():
        place = ProgrammeSchool.objects.create(programme=programme, school_id=urn)
        user = User.objects.filter(email=f"{mailbox}@{DOMAIN}").first()
        if user:
            reviewers[mailbox] = PeerReviewer.objects.create(
                taking_part=place, user=user, leads=True
            )
    for told in VISITS:
        _visit(programme, told, reviewers, on=on, by=by)
    return len(VISITS)


def _visit(programme, told, reviewers, *, on, by):
    held_on = on + timedelta(days=told.days)
    review = PeerReview(programme=programme, school_id=told.urn, held_on=held_on, state=told.state)
    if told.state == State.REPORTED:
        review.strengths = (
            "Every child we heard reads daily, and staff know who does not.\n\nThe first week of"
            " an absence is followed up on the day."
        )
        review.questions = (
            "Who hears those who cannot read at home?\n\nWhat would tell you by half-term that a"
            " pupil is falling behind again?"
        )
        review.reported_at = _at(held_on + timedelta(days=5))
        review.reported_by = reviewers[told.team[0]].user if told.team[0] in reviewers else None
    history.save(review, by=by)
    TeamMember.objects.bulk_create(
        TeamMember(review=review, reviewer=reviewers[mailbox], leads=place == 0)
        for place, mailbox in enumerate(told.team)
        if mailbox in reviewers
    )


def _at(day):
    return datetime.combine(day, time(9), UTC)
