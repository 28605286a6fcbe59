"""Method versions, rating rounds and the ratings in them."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission, can
from core.history import History, VersionedQuerySet
from dashboard.engine.bands import PRIORITY
from schools.models import School, local_authorities


class MethodVersion(models.Model):
    """A rating method as it stood when a round used it; frozen from then on."""

    key = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField(help_text="the method file, byte for byte")
    first_used_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.key


class RatingRoundQuerySet(VersionedQuerySet):
    def visible_to(self, user):
        """Officers and moderators see every round; others those shared with schools."""
        if can(user, Permission.RATINGS_VIEW_ALL):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        return self.filter(state=RatingRound.State.SHARED)

    def latest_first(self):
        """Newest results year first, then the newest calculation of it."""
        return self.order_by("-academic_year", "-pk")

    def of_home(self):
        """Rounds that rate the schools this portal serves: theirs, or all England's."""
        return self.filter(Q(la_code__in=local_authorities()) | Q(la_code=None))


class RatingRound(models.Model):
    """One calculation of the ratings of an area for a results year, by one method version.

    Never altered once shared; a new calculation is a new round.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        SHARED = "shared", "shared with schools"
        SUPERSEDED = "superseded", "superseded"

    academic_year = models.PositiveSmallIntegerField("results year")
    la_code = models.PositiveSmallIntegerField(
        "local authority", null=True, help_text="none for all England"
    )
    method = models.ForeignKey(MethodVersion, on_delete=models.PROTECT, related_name="rounds")
    cut_off = models.DateField("schools and inspections as known on")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    inputs_sha256 = models.CharField(max_length=64)
    result_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    shared_at = models.DateTimeField(null=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RatingRoundQuerySet.as_manager()
    # Who made and who shared it wrote the versions; the hashes are the audit's.
    history = History(
        leaves_out=[
            "inputs_sha256",
            "result_sha256",
            "made_at",
            "made_by",
            "shared_at",
            "shared_by",
        ]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", shared_at=None)
                | Q(state="shared", shared_at__isnull=False)
                | Q(state="superseded"),
                name="round_shared_has_a_time",
            )
        ]

    NEXT = {
        State.DRAFT: {State.SHARED, State.SUPERSEDED},
        State.SHARED: {State.SUPERSEDED},
    }

    def __str__(self):
        return f"Results of {self.academic_year}, {self.get_state_display()}"

    def get_absolute_url(self):
        return f"{reverse('dashboard:priority-list')}?round={self.pk}"

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())


class RatingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for officers and moderators; else shared ratings of schools a person leads."""
        if can(user, Permission.RATINGS_VIEW_ALL):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        led = School.objects.led_by(user).values("urn")
        return self.filter(
            Q(urn__in=led) | Q(current_urn__in=led), round__state=RatingRound.State.SHARED
        )

    def in_round(self, round_):
        """The ratings of a round; of one of all England, those of the schools at home."""
        ratings = self.filter(round=round_)
        if round_.la_code is None:
            return ratings.filter(school__la_code__in=local_authorities())
        return ratings

    def counted_by_priority(self):
        """How many schools stand at each priority. One query."""
        counted = self.order_by().values_list("computed_priority").annotate(Count("pk"))
        return dict(counted)

    def of_school(self, urn):
        """Ratings of one school, under the number it has today or had at the cut-off."""
        return self.filter(Q(urn=urn) | Q(current_urn=urn))

    def newest_first(self):
        """Those that stand before those superseded, then the newest results and round."""
        return self.annotate(is_superseded=Q(round__state=RatingRound.State.SUPERSEDED)).order_by(
            "is_superseded", "-round__academic_year", "-round"
        )

    def for_list(self):
        """What a line of the priority list prints, without the long explanation."""
        return self.values(
            "urn",
            "current_urn",
            "name",
            "phase",
            "status",
            "score",
            "computed_priority",
            "coverage",
            "reasons",
            "school__trust",
            "school__trust__name",
        )


class Rating(models.Model):
    """One school's computed rating in one round, with the whole explanation as it was shown."""

    class Status(models.TextChoices):
        RATED = "rated", "Rated"
        LIMITED = "limited", "Rated on limited data"
        INSUFFICIENT = "insufficient", "Not enough data"
        INDIVIDUAL_REVIEW = "individual_review", "Individual review"
        NOT_RATED = "not_rated", "Not rated"

    class Priority(models.IntegerChoices):
        ONE = 1, PRIORITY[1]
        TWO = 2, PRIORITY[2]
        THREE = 3, PRIORITY[3]

    round = models.ForeignKey(RatingRound, on_delete=models.CASCADE, related_name="ratings")
    urn = models.PositiveIntegerField(help_text="at the cut-off")
    urn_in_file = models.PositiveIntegerField(null=True, help_text="in that year's files")
    current_urn = models.PositiveIntegerField(null=True, help_text="today's")
    school = models.ForeignKey(
        School,
        null=True,
        on_delete=models.SET_NULL,
        related_name="ratings",
        help_text="today's entry in the register, where there is one",
    )
    name = models.CharField(max_length=200)
    phase = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=Status)
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    score_band = models.PositiveSmallIntegerField(null=True, choices=Priority)
    computed_priority = models.PositiveSmallIntegerField(null=True, choices=Priority)
    coverage = models.PositiveSmallIntegerField("nominal weight present, %")
    reasons = models.JSONField(
        default=list, help_text="the strongest reasons in words, so that a list need not read all"
    )
    explanation = models.JSONField()

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "urn"], name="rating_once_a_round"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=100), name="score_in_range"
            ),
        ]
        indexes = [models.Index(fields=["urn"]), models.Index(fields=["current_urn"])]

    def __str__(self):
        return f"{self.name}: {self.get_computed_priority_display() or self.get_status_display()}"

    def get_absolute_url(self):
        return reverse("dashboard:school-rating", args=[self.current_urn or self.urn])
