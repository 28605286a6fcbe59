"""A programme of peer reviews from its first school to the answer of the last."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from accounts.services import RefusedError
from core import audit, history
from schools.models import School, SchoolPost, TrustPost
from support_directory import peer_notices as notices
from support_directory.models import (
    Entry,
    PeerReview,
    PeerReviewer,
    ProgrammeSchool,
    ReviewProgramme,
    TeamMember,
)
from support_directory.peer_planning import Person, Place, days_for, may_review, plan

State = PeerReview.State


@transaction.atomic
def save_programme(
    *, programme: ReviewProgramme, schools: Collection[School], by: User
) -> ReviewProgramme:
    """Enter a programme with the schools that take part, or change one nobody was told of yet.

    A school that is taken out takes its reviewers and its planned visit with it.
    """
    is_new = programme.pk is None
    if not is_new:
        _draft(programme)
    history.save(programme, by=by)
    known = {place.school_id: place for place in programme.schools.all()}
    wanted = {school.pk for school in schools}
    gone = [place.pk for urn, place in known.items() if urn not in wanted]
    if gone:
        TeamMember.objects.filter(reviewer__taking_part__in=gone).delete()
        programme.reviews.exclude(school__in=wanted).delete()
        programme.schools.filter(pk__in=gone).delete()
    ProgrammeSchool.objects.bulk_create(
        [
            ProgrammeSchool(programme=programme, school_id=urn)
            for urn in sorted(wanted - known.keys())
        ]
    )
    audit.record(
        f"programme of peer reviews {'entered' if is_new else 'changed'}",
        subject=programme,
        by=by,
        after={"schools": len(wanted), "from": programme.starts_on, "to": programme.ends_on},
    )
    return programme


@transaction.atomic
def add_reviewer(
    *, taking_part: ProgrammeSchool, user: User, leads: bool, by: User
) -> PeerReviewer:
    """Name somebody of a school who visits others; naming them twice changes nothing."""
    _open(taking_part.programme)
    reviewer, is_new = PeerReviewer.objects.get_or_create(
        taking_part=taking_part, user=user, defaults={"leads": leads}
    )
    if is_new:
        audit.record("peer reviewer named", subject=taking_part.programme, by=by)
    return reviewer


@transaction.atomic
def remove_reviewer(*, reviewer: PeerReviewer, by: User) -> None:
    """Take back a reviewer who is in no team that was told."""
    if reviewer.visits.filter(review__state__in=PeerReview.TOLD).exists():
        raise RefusedError(
            "This reviewer is in the team of a visit that was announced. Change the team first."
        )
    programme = reviewer.taking_part.programme
    reviewer.visits.all().delete()
    reviewer.delete()
    audit.record("peer reviewer taken out", subject=programme, by=by)


@transaction.atomic
def draft_plan(*, programme: ReviewProgramme, by: User, on: date) -> list[PeerReview]:
    """Plan a visit to each school, with a day and a team from other schools and other trusts.

    An earlier draft is thrown away. A team that cannot be filled stays short.
    """
    now = _draft(programme)
    schools = {place.school_id: place.school for place in _places(now)}
    people = list(reviewers_of(now))
    teams = plan(
        [place_of(school) for school in schools.values()],
        persons(people, on=on).values(),
        size=now.team_size,
        most=now.most_visits,
    )
    TeamMember.objects.filter(review__programme=now).delete()
    now.reviews.all().delete()
    days = days_for(len(teams), first=now.starts_on, last=now.ends_on)
    reviews = []
    for team, day in zip(teams, days, strict=True):
        review = PeerReview(programme=now, school=schools[team.school], held_on=day)
        history.save(review, by=by)
        TeamMember.objects.bulk_create(
            [
                TeamMember(review=review, reviewer_id=key, leads=place == 0)
                for place, key in enumerate(team.people)
            ]
        )
        reviews.append(review)
    audit.record(
        "peer reviews planned",
        subject=now,
        by=by,
        after={"visits": len(teams), "places not filled": sum(team.missing for team in teams)},
    )
    return reviews


@transaction.atomic
def arrange(
    *,
    review: PeerReview,
    held_on: date,
    team: Collection[PeerReviewer],
    lead: PeerReviewer,
    by: User,
    at: datetime,
) -> PeerReview:
    """Give a visit another day or team. Of an announced one, whom it is new to is told."""
    on = timezone.localdate(at)
    now = PeerReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if now.state not in (State.PLANNED, State.PUBLISHED):
        raise RefusedError(f"This visit is {now.get_state_display()}. Its team stays as it is.")
    _open(now.programme)
    host, people = place_of(now.school), persons(team, on=on)
    for one in team:
        if not may_review(people[one.pk], host):
            raise RefusedError(f"{one} cannot review a school of their own, or of their own trust.")
    if lead not in team:
        raise RefusedError("Whoever leads the team has to be in it.")
    if not now.programme.starts_on <= held_on <= now.programme.ends_on:
        raise RefusedError("The day has to be one of the programme’s.")
    before = {"day": now.held_on, "team": sorted(m.reviewer_id for m in now.team.all())}
    after = {"day": held_on, "team": sorted(one.pk for one in team)}
    now.held_on = held_on
    history.save(now, by=by)
    now.team.exclude(reviewer__in=team).delete()
    now.team.update(leads=False)
    for one in team:
        TeamMember.objects.update_or_create(
            review=now, reviewer=one, defaults={"leads": one == lead}
        )
    if before != after:
        audit.record("peer review arranged", subject=now, by=by, before=before, after=after)
    if now.state == State.PUBLISHED:
        notices.tell_of_visit(now, on=on)
    return now


@transaction.atomic
def publish(*, programme: ReviewProgramme, by: User, at: datetime) -> ReviewProgramme:
    """Tell schools and teams of their visits; doing it twice changes nothing."""
    now = ReviewProgramme.objects.select_for_update().get(pk=programme.pk)
    if now.state == ReviewProgramme.State.PUBLISHED:
        return now
    _draft(now)
    reviews = list(now.reviews.select_related("school").prefetch_related("team"))
    if not reviews:
        raise RefusedError("Nothing is planned yet. Plan the visits first.")
    if empty := [review.school.name for review in reviews if not review.team.all()]:
        raise RefusedError(f"Nobody visits {', '.join(empty)} yet. Complete the teams first.")
    now.state = ReviewProgramme.State.PUBLISHED
    now.published_at, now.published_by = at, by
    history.save(now, by=by)
    for review in reviews:
        review.state = State.PUBLISHED
        history.save(review, by=by)
        notices.tell_of_visit(review, on=timezone.localdate(at))
    audit.record("peer reviews announced", subject=now, by=by, after={"visits": len(reviews)})
    return now


@transaction.atomic
def close(*, programme: ReviewProgramme, by: User) -> ReviewProgramme:
    """End a programme: teams no longer see its visits, schools keep their reports."""
    now = ReviewProgramme.objects.select_for_update().get(pk=programme.pk)
    if now.state == ReviewProgramme.State.CLOSED:
        return now
    now.state = ReviewProgramme.State.CLOSED
    history.save(now, by=by)
    audit.record("programme of peer reviews closed", subject=now, by=by)
    return now


@transaction.atomic
def cancel(*, review: PeerReview, by: User) -> PeerReview:
    """Call a visit off before its report."""
    now = PeerReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if now.state == State.CANCELLED:
        return now
    _move(now, State.CANCELLED)
    history.save(now, by=by)
    audit.record("peer review called off", subject=now, by=by)
    return now


@transaction.atomic
def hand_over(
    *, review: PeerReview, strengths: str, questions: str, by: User, at: datetime
) -> PeerReview:
    """Give the report to the school; only the team does, once the visit has been."""
    now = PeerReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if now.is_reported and (now.strengths, now.questions) == (strengths, questions):
        return now
    if not in_team(now, by):
        raise RefusedError("Only the team of a visit writes its report.")
    if now.held_on > timezone.localdate(at):
        raise RefusedError("The visit is still to come.")
    _move(now, State.REPORTED)
    now.strengths, now.questions = strengths, questions
    now.reported_at, now.reported_by = at, by
    history.save(now, by=by)
    # What the report says stays out of the audit: more people read that.
    audit.record("peer review handed over", subject=now, by=by)
    notices.tell_of_report(now, on=timezone.localdate(at))
    return now


@transaction.atomic
def answer(*, review: PeerReview, reply: str, by: User, at: datetime) -> PeerReview:
    """Say what the school makes of its report; the team is told."""
    now = PeerReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if now.state == State.ANSWERED and now.reply == reply:
        return now
    if not can(by, Permission.PEER_REPORT_READ, within=now.school):
        raise RefusedError("Only those who lead the school answer its report.")
    _move(now, State.ANSWERED)
    now.reply, now.replied_at, now.replied_by = reply, at, by
    history.save(now, by=by)
    audit.record("peer review answered", subject=now, by=by)
    notices.tell_of_answer(now)
    return now


# --- What the deeds ask -----------------------------------------------------------------


def place_of(school: School) -> Place:
    return Place(school.pk, school.trust_id)


def reviewers_of(programme: ReviewProgramme) -> Any:
    """The reviewers of a programme with their schools, those who have left apart."""
    return (
        PeerReviewer.objects.filter(taking_part__programme=programme, user__is_active=True)
        .select_related("user", "taking_part__school", "taking_part__programme")
        .order_by("taking_part__school__name", "user__full_name", "pk")
    )


def persons(reviewers: Iterable[PeerReviewer], *, on: date) -> dict[int, Person]:
    """Each reviewer with every school and trust they hold a post in. Three queries."""
    reviewers = list(reviewers)
    users = {one.user_id for one in reviewers}
    ties: dict[int | None, set[Place]] = defaultdict(set)
    for user, *where in (
        SchoolPost.objects.held_on(on)
        .filter(user__in=users)
        .values_list("user", "school", "school__trust")
    ):
        ties[user].add(Place(*where))
    for user, trust in (
        TrustPost.objects.held_on(on).filter(user__in=users).values_list("user", "trust")
    ):
        ties[user].add(Place(0, trust))
    kept = Entry.objects.filter(owner__in=users, school__isnull=False)
    for user, *where in kept.values_list("owner", "school", "school__trust"):
        ties[user].add(Place(*where))
    return {
        one.pk: Person(
            one.pk, place_of(one.taking_part.school), one.leads, frozenset(ties[one.user_id])
        )
        for one in reviewers
    }


def eligible(review: PeerReview, *, on: date) -> list[PeerReviewer]:
    """The reviewers who may visit a school: of another school, and another trust."""
    host, reviewers = place_of(review.school), list(reviewers_of(review.programme))
    people = persons(reviewers, on=on)
    return [one for one in reviewers if may_review(people[one.pk], host)]


def in_team(review: PeerReview, user: User) -> bool:
    return PeerReview.objects.of_team(user).filter(pk=review.pk).exists()


def _places(programme: ReviewProgramme) -> Iterable[ProgrammeSchool]:
    return programme.schools.select_related("school")


def _draft(programme: ReviewProgramme) -> ReviewProgramme:
    state = ReviewProgramme.objects.select_for_update().get(pk=programme.pk).state
    if state != ReviewProgramme.State.DRAFT:
        raise RefusedError("This programme has been announced. Change its visits one by one.")
    return programme


def _open(programme: ReviewProgramme) -> None:
    if programme.state == ReviewProgramme.State.CLOSED:
        raise RefusedError("This programme is closed.")


def _move(review: PeerReview, state: str) -> None:
    if not review.can_become(state):
        raise RefusedError(f"This visit is {review.get_state_display()}. Nothing was changed.")
    review.state = state
