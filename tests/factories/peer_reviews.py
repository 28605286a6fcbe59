"""Peer reviews: an invented programme, its schools, reviewers and visits."""

import datetime

import factory
from factory.django import DjangoModelFactory

from schools.models import SchoolPost
from support_directory.models import (
    PeerReview,
    PeerReviewer,
    ProgrammeSchool,
    ReviewProgramme,
    TeamMember,
)
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory


class ReviewProgrammeFactory(DjangoModelFactory):
    """A programme of the spring of 2027, under way."""

    class Meta:
        model = ReviewProgramme

    title = factory.Sequence("Fair winds reviews {}".format)
    lines = "How do pupils learn to read?\nWho misses school, and why?"
    starts_on = datetime.date(2027, 1, 11)
    ends_on = datetime.date(2027, 3, 26)
    state = ReviewProgramme.State.PUBLISHED
    published_at = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=datetime.UTC)


class DraftProgrammeFactory(ReviewProgrammeFactory):
    state = ReviewProgramme.State.DRAFT
    published_at = None


class ProgrammeSchoolFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeSchool

    programme = factory.SubFactory(ReviewProgrammeFactory)
    school = factory.SubFactory(SchoolFactory)


class PeerReviewerFactory(DjangoModelFactory):
    """Somebody who leads the school they visit others for."""

    class Meta:
        model = PeerReviewer
        skip_postgeneration_save = True

    taking_part = factory.SubFactory(ProgrammeSchoolFactory)
    user = factory.SubFactory(UserFactory)
    leads = True

    @factory.post_generation
    def post(self, create, extracted, **kwargs):
        if self.user and not SchoolPost.objects.filter(user=self.user).exists():
            SchoolPostFactory(user=self.user, school=self.taking_part.school)


class PeerReviewFactory(DjangoModelFactory):
    """A visit that school and team were told of."""

    class Meta:
        model = PeerReview

    programme = factory.SubFactory(ReviewProgrammeFactory)
    school = factory.SubFactory(SchoolFactory)
    held_on = datetime.date(2027, 2, 2)
    state = PeerReview.State.PUBLISHED


class ReportedReviewFactory(PeerReviewFactory):
    state = PeerReview.State.REPORTED
    strengths = "Every child reads daily."
    questions = "Who hears those who cannot read at home?"
    reported_at = datetime.datetime(2027, 2, 9, 9, 0, tzinfo=datetime.UTC)


class TeamMemberFactory(DjangoModelFactory):
    class Meta:
        model = TeamMember

    review = factory.SubFactory(PeerReviewFactory)
    reviewer = factory.SubFactory(
        PeerReviewerFactory, taking_part__programme=factory.SelfAttribute("...review.programme")
    )
    leads = True
