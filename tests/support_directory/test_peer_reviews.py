"""Peer reviews: planned, announced, reported to the visited school alone, and answered."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts.permissions import Role
from accounts.services import RefusedError
from core.models import AuditEvent
from notifications.models import Notice
from pep_portal.landing.peer_reviews import peer_review_rows
from support_directory.models import PeerReview, PeerReviewer, ReviewProgramme
from support_directory.services import peer_reviews as services
from tests.conftest import holder_of, signed_in
from tests.factories.accounts import UserFactory
from tests.factories.peer_reviews import (
    DraftProgrammeFactory,
    PeerReviewerFactory,
    PeerReviewFactory,
    ProgrammeSchoolFactory,
    ReportedReviewFactory,
    ReviewProgrammeFactory,
    TeamMemberFactory,
)
from tests.factories.schools import (
    SchoolFactory,
    SchoolPostFactory,
    TrustFactory,
    TrustPostFactory,
)
from tests.factories.support_directory import EntryFactory

State = PeerReview.State
LIST = reverse("support_directory:peer-review-list")
NOW = datetime.datetime(2027, 2, 9, 10, tzinfo=datetime.UTC)
TODAY = NOW.date()
WRITTEN = {"strengths": "Every child reads daily.", "questions": "Who hears them read at home?"}


@pytest.fixture(autouse=True)
def after_the_visits():
    with time_machine.travel(NOW, tick=False):
        yield


def at(name, *args):
    return reverse(f"support_directory:{name}", args=args)


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def draft(db):
    """Three schools in no trust, each with a reviewer who may lead."""
    programme = DraftProgrammeFactory(team_size=2, most_visits=2)
    for _ in range(3):
        place = ProgrammeSchoolFactory(programme=programme)
        post = SchoolPostFactory(school=place.school)
        PeerReviewerFactory(taking_part=place, user=post.user)
    return programme


@pytest.fixture
def review(school):
    """A visit of `school` that was held, with a team of one."""
    review = PeerReviewFactory(school=school)
    TeamMemberFactory(review=review)
    return review


@pytest.fixture
def member(review):
    return signed_in(review.team.get().reviewer.user, second_factor=False)


# --- Planning ---------------------------------------------------------------------------


def test_a_programme_is_planned_announced_and_told(officer, draft):
    officer.post(at("peer-programme-plan", draft.pk))
    officer.post(at("peer-programme-publish", draft.pk))

    reviews = list(draft.reviews.all())
    assert [review.state for review in reviews] == [State.PUBLISHED] * 3
    for review in reviews:
        schools = {one.reviewer.taking_part.school_id for one in review.team.all()}
        assert len(schools) == 2 and review.school_id not in schools
        assert review.team.filter(leads=True).count() == 1
    # Two visits each, and the visit of their own school.
    assert Notice.objects.filter(kind="peer_visit").count() == 9
    draft.refresh_from_db()
    assert draft.state == ReviewProgramme.State.PUBLISHED


def test_announcing_twice_changes_nothing(officer, draft):
    services.draft_plan(programme=draft, by=officer.user, on=TODAY)

    for _ in range(2):
        services.publish(programme=draft, by=officer.user, at=NOW)

    assert AuditEvent.objects.filter(action="peer reviews announced").count() == 1
    assert Notice.objects.filter(kind="peer_visit").count() == 9


def test_whoever_leads_a_second_school_is_not_sent_there(officer, draft):
    first, second, third = draft.schools.order_by("pk")
    both = first.reviewers.get()
    SchoolPostFactory(user=both.user, school=second.school, role=Role.CHAIR)

    services.draft_plan(programme=draft, by=officer.user, on=TODAY)

    visited = draft.reviews.filter(team__reviewer=both).values_list("school", flat=True)
    assert list(visited) == [third.school_id]


def test_nobody_of_the_own_trust_is_offered_or_taken(officer, draft):
    trust = TrustFactory()
    first, second, _ = draft.schools.select_related("school").order_by("pk")
    for place in (first, second):
        place.school.trust = trust
        place.school.save()
    services.draft_plan(programme=draft, by=officer.user, on=TODAY)
    review = draft.reviews.get(school=first.school)
    own = second.reviewers.get()

    page = words(officer.get(at("peer-review-arrange", review.pk)))

    assert str(own.user) not in page
    with pytest.raises(RefusedError, match="own trust"):
        services.arrange(
            review=review, held_on=review.held_on, team=[own], lead=own, by=officer.user, at=NOW
        )


def test_an_announced_programme_is_not_planned_anew(officer, review):
    response = officer.post(at("peer-programme-plan", review.programme_id), follow=True)

    assert "has been announced" in words(response)
    assert review.team.count() == 1


@pytest.mark.parametrize("what", ["no plan", "empty team"])
def test_what_is_not_complete_is_not_announced(officer, draft, what):
    if what == "empty team":
        PeerReviewer.objects.all().delete()
        services.draft_plan(programme=draft, by=officer.user, on=TODAY)

    with pytest.raises(RefusedError):
        services.publish(programme=draft, by=officer.user, at=NOW)

    assert not Notice.objects.exists()


def test_a_planner_enters_a_programme_and_names_reviewers(officer):
    one, two = SchoolFactory(), SchoolFactory()
    head = SchoolPostFactory(school=one).user
    days = {"starts_on-day": "1", "starts_on-month": "3", "starts_on-year": "2027",
            "ends_on-day": "26", "ends_on-month": "3", "ends_on-year": "2027"}  # fmt: skip
    form = {"title": "Spring", "lines": "Reading", "team_size": 2, "most_visits": 1}

    officer.post(at("peer-programme-new"), {**form, **days, "schools": [one.urn, two.urn]})
    programme = ReviewProgramme.objects.get()
    adding = at("peer-reviewer-new", programme.pk)
    wrong = officer.post(
        adding, {"taking_part": programme.schools.get(school=two).pk, "user": head.pk}
    )
    officer.post(
        adding,
        {"taking_part": programme.schools.get(school=one).pk, "user": head.pk, "leads": "on"},
    )

    assert "not known to be of" in words(wrong)
    assert PeerReviewer.objects.get().user == head
    assert programme.lines_listed == ["Reading"]


def test_a_school_taken_out_takes_its_reviewers_and_visit_along(officer, draft):
    services.draft_plan(programme=draft, by=officer.user, on=TODAY)
    kept = [place.school for place in draft.schools.order_by("pk")[:2]]

    services.save_programme(programme=draft, schools=kept, by=officer.user)

    assert draft.reviews.count() == draft.schools.count() == 2
    assert PeerReviewer.objects.filter(taking_part__programme=draft).count() == 2


def test_a_reviewer_in_an_announced_team_stays(officer, review):
    reviewer = review.team.get().reviewer
    url = at("peer-reviewer-remove", review.programme_id, reviewer.pk)

    assert "Change the team first" in words(officer.post(url, follow=True))
    services.cancel(review=review, by=officer.user)
    officer.post(url)

    assert not PeerReviewer.objects.exists()


def test_a_new_day_of_an_announced_visit_is_told(officer, review):
    reviewer = review.team.get().reviewer
    SchoolPostFactory(school=review.school)
    day = {"held_on-day": "3", "held_on-month": "3", "held_on-year": "2027"}

    officer.post(
        at("peer-review-arrange", review.pk), {**day, "team": reviewer.pk, "lead": reviewer.pk}
    )

    review.refresh_from_db()
    assert review.held_on == datetime.date(2027, 3, 3)
    assert Notice.objects.filter(kind="peer_visit", context__day="3 March 2027").count() == 2


# --- The report -------------------------------------------------------------------------


def test_the_team_hands_over_and_the_school_answers(
    review, member, head, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        member.post(at("peer-review-report", review.pk), WRITTEN)
    page = words(head.get(at("peer-review", review.pk)))
    head.post(at("peer-review-reply", review.pk), {"reply": "We shall ask."})

    assert WRITTEN["strengths"] in page and WRITTEN["questions"] in page
    assert [letter.to for letter in mail.outbox] == [[head.user.email]]
    assert WRITTEN["strengths"] not in mail.outbox[0].body
    assert "We shall ask." in words(member.get(at("peer-review", review.pk)))
    review.refresh_from_db()
    assert review.state == State.ANSWERED


@pytest.mark.parametrize("twice", [1, 2])
def test_sending_a_report_twice_is_harmless(review, member, twice):
    for _ in range(twice):
        services.hand_over(review=review, by=member.user, at=NOW, **WRITTEN)

    assert AuditEvent.objects.filter(action="peer review handed over").count() == 1


def test_a_report_that_was_handed_over_stays_as_it_is(review, member):
    services.hand_over(review=review, by=member.user, at=NOW, **WRITTEN)

    with pytest.raises(RefusedError):
        services.hand_over(
            review=review, strengths="Else", questions="Else", by=member.user, at=NOW
        )


def test_nothing_is_reported_of_a_visit_to_come(review, member):
    PeerReview.objects.get(pk=review.pk)
    review.held_on = datetime.date(2027, 3, 1)
    review.save()

    with pytest.raises(RefusedError, match="still to come"):
        services.hand_over(review=review, by=member.user, at=NOW, **WRITTEN)


@pytest.mark.parametrize("who", ["officer", "broker", "trust_lead", "other_member", "stranger"])
def test_the_report_is_for_the_schools_leaders_and_the_team_alone(who, trust_school, trust):
    review = ReportedReviewFactory(school=trust_school)
    people = {
        "officer": lambda: holder_of(Role.OFFICER),
        "broker": lambda: holder_of(Role.BROKER),
        "trust_lead": lambda: signed_in(TrustPostFactory(trust=trust).user),
        "other_member": lambda: signed_in(
            TeamMemberFactory(review__programme=review.programme).reviewer.user
        ),
        "stranger": lambda: signed_in(UserFactory()),
    }
    client = people[who]()

    response = client.get(at("peer-review", review.pk))

    assert response.status_code == (200 if who in ("officer", "broker") else 404)
    assert review.strengths not in words(response) and review.questions not in words(response)
    if who in ("officer", "broker"):
        assert "you cannot read it" in words(response)
        assert client.get(at("peer-review-reply", review.pk)).status_code == 404


def test_the_report_is_neither_in_the_audit_nor_in_the_versions(review, member):
    services.hand_over(review=review, by=member.user, at=NOW, **WRITTEN)

    kept = [str(event.before) + str(event.after) for event in AuditEvent.objects.all()]
    kept += [str(vars(version)) for version in review.history.all()]
    assert not any(WRITTEN["strengths"] in one for one in kept)


def test_a_closed_programme_shuts_the_team_out_and_leaves_the_school_its_report(officer, head):
    review = ReportedReviewFactory(school=head.user.school_posts.get().school)
    member = signed_in(TeamMemberFactory(review=review).reviewer.user)

    officer.post(at("peer-programme-close", review.programme_id))

    assert member.get(at("peer-review", review.pk)).status_code == 404
    assert review.strengths in words(head.get(at("peer-review", review.pk)))


def test_a_reviewer_who_left_the_school_reads_and_writes_no_report(review, member):
    page, report = at("peer-review", review.pk), at("peer-review-report", review.pk)
    assert member.get(report).status_code == 200
    post = member.user.school_posts.get()
    post.ends_on = TODAY - datetime.timedelta(days=1)
    post.save()
    SchoolPostFactory(user=member.user)

    assert [member.get(url).status_code for url in (page, report)] == [404, 404]
    with pytest.raises(RefusedError, match="Only the team"):
        services.hand_over(review=review, by=member.user, at=NOW, **WRITTEN)

    EntryFactory(owner=member.user, school=review.team.get().reviewer.taking_part.school)
    assert member.get(report).status_code == 200


def test_a_planned_visit_is_known_to_planners_alone(officer, school, head):
    review = PeerReviewFactory(school=school, state=State.PLANNED)
    member = signed_in(TeamMemberFactory(review=review).reviewer.user)

    assert officer.get(at("peer-review", review.pk)).status_code == 200
    for client in (head, member):
        assert client.get(at("peer-review", review.pk)).status_code == 404


def test_every_move_is_one_of_the_table():
    allowed = {
        (before, after) for before in State for after in State
        if PeerReview(state=before).can_become(after)
    }  # fmt: skip

    assert allowed == {
        (State.PLANNED, State.PUBLISHED),
        (State.PLANNED, State.CANCELLED),
        (State.PUBLISHED, State.REPORTED),
        (State.PUBLISHED, State.CANCELLED),
        (State.REPORTED, State.ANSWERED),
    }


# --- Lists ------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_asks_as_many_questions_of_one_visit_as_of_ten(
    head, school, django_assert_num_queries, count
):
    PeerReviewFactory.create_batch(count, school=school)
    head.get(reverse("schools:school-list"))

    with django_assert_num_queries(4):
        response = head.get(LIST)

    assert len(response.context["reviews"]) == count


@pytest.mark.parametrize("count", [1, 10])
def test_a_programme_asks_as_many_questions_of_one_visit_as_of_ten(
    officer, django_assert_num_queries, count
):
    programme = ReviewProgrammeFactory()
    for review in PeerReviewFactory.create_batch(count, programme=programme):
        ProgrammeSchoolFactory(programme=programme, school=review.school)
        TeamMemberFactory(review=review)
    officer.get(reverse("schools:school-list"))

    with django_assert_num_queries(12):
        response = officer.get(programme.get_absolute_url())

    assert len(response.context["rows"]) == count


def test_without_visits_the_list_says_what_will_appear(stranger):
    assert "No peer review concerns you at present." in words(stranger.get(LIST))


# --- What needs me now ------------------------------------------------------------------


def rows(client):
    return [(row.question, row.sentence) for row in peer_review_rows(client.user, on=TODAY)]


def test_a_team_is_reminded_of_its_report_and_a_school_of_its_answer(review, member, head):
    name = review.school.name

    assert rows(member)[0][0] == f"What did you see at {name}?"
    assert rows(head)[0][1] == "The visit was on 2 February 2027. The team is writing its report."
    services.hand_over(review=review, by=member.user, at=NOW, **WRITTEN)
    assert rows(member) == []
    assert rows(head)[0][0] == f"What does the peer review of {name} say?"


def test_a_visit_to_come_is_named_to_team_and_school(school, head):
    review = PeerReviewFactory(school=school, held_on=TODAY + datetime.timedelta(days=9))
    member = signed_in(TeamMemberFactory(review=review).reviewer.user)

    assert rows(member)[0][1] == "You visit as peers on 18 February 2027."
    assert rows(head)[0][1] == "The visit is on 18 February 2027."


@pytest.mark.parametrize(("count", "says"), [(1, "1 visit has"), (3, "3 visits have")])
def test_planners_see_how_many_reports_are_owed(officer, count, says):
    assert rows(officer) == []

    PeerReviewFactory.create_batch(count)

    assert rows(officer)[0][1].startswith(says)


def test_whom_no_visit_concerns_is_asked_once(stranger, django_assert_num_queries):
    assert not stranger.user.roles

    with django_assert_num_queries(1):
        assert rows(stranger) == []
