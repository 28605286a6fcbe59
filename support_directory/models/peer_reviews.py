"""Peer review: schools that visit each other, and the report that only the visited school gets."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import done_by
from accounts.permissions import Permission, can
from core.history import History, VersionedQuerySet
from schools.models import School, SchoolPost
from support_directory.models.entries import Entry

LARGEST_TEAM = 6


class ReviewProgrammeQuerySet(VersionedQuerySet):
    def for_list(self):
        return self.annotate(
            schools_count=models.Count("schools", distinct=True),
            reported_count=models.Count(
                "reviews",
                filter=Q(reviews__state__in=[PeerReview.State.REPORTED, PeerReview.State.ANSWERED]),
                distinct=True,
            ),
        ).order_by("-starts_on", "-pk")


class ReviewProgramme(models.Model):
    """A season in which schools review each other: between which days, and along which lines."""

    class State(models.TextChoices):
        DRAFT = "draft", "being planned"
        PUBLISHED = "published", "under way"
        CLOSED = "closed", "closed"

    NEXT = {
        State.DRAFT: {State.PUBLISHED, State.CLOSED},
        State.PUBLISHED: {State.CLOSED},
        State.CLOSED: set(),
    }

    title = models.CharField(max_length=200)
    about = models.TextField("what it is for", blank=True)
    starts_on = models.DateField("first day of visits")
    ends_on = models.DateField("last day of visits")
    lines = models.TextField("lines of enquiry", help_text="One a line: what teams look into.")
    team_size = models.PositiveSmallIntegerField(
        "reviewers in a team",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST_TEAM)],
    )
    most_visits = models.PositiveSmallIntegerField(
        "visits for one reviewer at most", default=2, validators=[MinValueValidator(1)]
    )
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    is_sample = models.BooleanField(default=False, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = done_by()

    objects = ReviewProgrammeQuerySet.as_manager()
    history = History(leaves_out=["published_at", "published_by", "is_sample"])

    class Meta:
        verbose_name = "programme of peer reviews"
        verbose_name_plural = "programmes of peer reviews"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="programme_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="published_programme_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(team_size__gte=1, most_visits__gte=1), name="programme_has_teams"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("support_directory:peer-programme", args=[self.pk])

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    @property
    def lines_listed(self):
        return [line.strip() for line in self.lines.splitlines() if line.strip()]


class ProgrammeSchool(models.Model):
    """A school that takes part: it is visited, and its people visit others."""

    programme = models.ForeignKey(ReviewProgramme, on_delete=models.CASCADE, related_name="schools")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "school"], name="one_place_a_school_and_programme"
            )
        ]

    def __str__(self):
        return f"{self.school} in {self.programme}"


class PeerReviewer(models.Model):
    """Somebody from a school of the programme who visits others."""

    taking_part = models.ForeignKey(
        ProgrammeSchool, on_delete=models.CASCADE, related_name="reviewers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    leads = models.BooleanField("may lead a team", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["taking_part", "user"], name="one_reviewer_a_person_and_school"
            )
        ]

    def __str__(self):
        return f"{self.user or 'Somebody who has left'}, {self.taking_part.school}"


class PeerReviewQuerySet(VersionedQuerySet):
    def known(self):
        """Those that schools and teams have been told of."""
        return self.filter(state__in=PeerReview.TOLD)

    def visible_to(self, user):
        """Planners see every visit; teams theirs while the programme runs; heads their school's.

        That a visit is seen does not mean that its report is: `readable_by`.
        """
        if can(user, Permission.PEER_REVIEW_RUN):
            return self.all()
        return self.readable_by(user)

    def readable_by(self, user):
        """Visits whose report a person may read: of the school they lead, or of their own team."""
        if not user.is_authenticated:
            return self.none()
        return self.known().filter(
            Q(pk__in=self.model.objects.of_team(user).values("pk"))
            | Q(school__in=self.model.schools_of(user))
        )

    def of_team(self, user):
        """Those whose team a person is in, while they are of the school they were named for."""
        entries = Entry.objects.filter(owner=user).exclude(state=Entry.State.ENDED)
        seats = TeamMember.objects.filter(
            Q(reviewer__taking_part__school__in=self.model.schools_of(user))
            | Q(reviewer__taking_part__school__in=entries.values("school")),
            reviewer__user=user,
        )
        return self.known().filter(
            pk__in=seats.values("review"), programme__state=ReviewProgramme.State.PUBLISHED
        )

    def for_list(self):
        return self.select_related("school", "programme").order_by("held_on", "school__name", "pk")


class PeerReview(models.Model):
    """One visit of a team to a school, its report, and what the school says to it."""

    class State(models.TextChoices):
        PLANNED = "planned", "planned, nobody told yet"
        PUBLISHED = "published", "to be held"
        REPORTED = "reported", "report handed over"
        ANSWERED = "answered", "answered by the school"
        CANCELLED = "cancelled", "cancelled"

    NEXT = {
        State.PLANNED: {State.PUBLISHED, State.CANCELLED},
        State.PUBLISHED: {State.REPORTED, State.CANCELLED},
        State.REPORTED: {State.ANSWERED},
        State.ANSWERED: set(),
        State.CANCELLED: set(),
    }
    TOLD = (State.PUBLISHED, State.REPORTED, State.ANSWERED)

    programme = models.ForeignKey(ReviewProgramme, on_delete=models.PROTECT, related_name="reviews")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="peer_reviews")
    held_on = models.DateField("day of the visit")
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    strengths = models.TextField("what the team saw that works", blank=True)
    questions = models.TextField("what the school might look at next", blank=True)
    reported_at = models.DateTimeField(null=True, editable=False)
    reported_by = done_by()
    reply = models.TextField("what the school says to it", blank=True)
    replied_at = models.DateTimeField(null=True, editable=False)
    replied_by = done_by()

    objects = PeerReviewQuerySet.as_manager()
    # The report and its answer are written once, and are for school and team alone.
    history = History(
        leaves_out=[
            "strengths",
            "questions",
            "reported_at",
            "reported_by",
            "reply",
            "replied_at",
            "replied_by",
        ]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "school"], name="one_review_a_school_and_programme"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "answered"])
                | (~Q(strengths="") & ~Q(questions="") & Q(reported_at__isnull=False)),
                name="peer_report_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="peer_reply_says_something",
            ),
        ]

    def __str__(self):
        return f"Peer review of {self.school}"

    def get_absolute_url(self):
        return reverse("support_directory:peer-review", args=[self.pk])

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    @property
    def is_reported(self):
        return self.state in (self.State.REPORTED, self.State.ANSWERED)

    @staticmethod
    def schools_of(user):
        """The schools a person leads today, in the school itself: no trust reads a report."""
        return SchoolPost.objects.held_on(timezone.localdate()).filter(user=user).values("school")


class TeamMember(models.Model):
    """A reviewer in the team of one visit."""

    review = models.ForeignKey(PeerReview, on_delete=models.CASCADE, related_name="team")
    reviewer = models.ForeignKey(PeerReviewer, on_delete=models.PROTECT, related_name="visits")
    leads = models.BooleanField("leads the team", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "reviewer"], name="one_place_a_reviewer_and_review"
            ),
            models.UniqueConstraint(
                fields=["review"], condition=Q(leads=True), name="one_lead_a_review"
            ),
        ]

    def __str__(self):
        return f"{self.reviewer} at {self.review}"
