"""What an edition calls success: measures in words, and targets on published figures."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from dashboard.engine.standing import Polarity
from strategy import trajectory
from strategy.models.editions import Edition, Objective

FIRST_YEAR, LAST_YEAR = 2000, 2100


class SuccessMeasureQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(objective__edition__in=Edition.objects.visible_to(user))

    def in_order(self):
        return self.order_by("objective__number", "number")

    def with_ordered_targets(self):
        """Each with its targets in order, in one more query."""
        return self.prefetch_related(models.Prefetch("targets", Target.objects.in_order()))


class SuccessMeasure(models.Model):
    """One thing by which an edition wants to be judged, in words; targets put it in figures.

    Its number under the objective is its address and never changes. It stays when what it
    names is published no longer, and says so.
    """

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="measures")
    number = models.PositiveSmallIntegerField("place in the list")
    words = models.TextField("what success is", help_text="In a sentence or two.")
    note = models.TextField(
        "what to know about it",
        blank=True,
        help_text="Such as what of it cannot be measured by anything published.",
    )

    objects = SuccessMeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "number"], name="one_success_measure_a_place"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="success_measure_says_what"),
        ]

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        objective = self.objective
        return reverse(
            "strategy:measure-detail", args=[objective.edition.slug, objective.code, self.number]
        )


class TargetQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("success_measure__number", "number")


class Target(models.Model):
    """One published measure of the authority, where it stood, where it shall be, and by when.

    `measure` is the publisher's own code, kept as text: a target outlives the files it is
    measured by.
    """

    class Kind(models.TextChoices):
        REACH = trajectory.Kind.REACH.value, "reach a figure"
        GAIN = trajectory.Kind.GAIN.value, "gain so many points"
        HALVE = trajectory.Kind.HALVE.value, "halve a gap"
        WITHIN = trajectory.Kind.WITHIN.value, "be within the best half or quarter of authorities"
        BETTER = trajectory.Kind.BETTER.value, "be better than England"

    class Comparator(models.TextChoices):
        ENGLAND = "england", "England"
        PUPILS = "pupils", "other pupils of the authority"

    class Part(models.IntegerChoices):
        """In quarters of the authorities that have a figure."""

        QUARTER = 1, "top quarter"
        HALF = 2, "top half"

    # What each kind needs besides its years; whatever is not named stays empty.
    NEEDS = {
        Kind.REACH: {"value"},
        Kind.GAIN: {"value"},
        Kind.HALVE: {"comparator"},
        Kind.WITHIN: {"part"},
        Kind.BETTER: {"comparator"},
    }

    success_measure = models.ForeignKey(
        SuccessMeasure, on_delete=models.CASCADE, related_name="targets"
    )
    number = models.PositiveSmallIntegerField("place in the list")
    title = models.CharField(max_length=120, help_text="The figure it is about, in plain words.")
    measure = models.CharField(
        "published measure", max_length=40, help_text="The publisher’s code for it."
    )
    population = models.CharField(max_length=200, help_text="Whose figure it is.")
    kind = models.CharField("what it asks for", max_length=8, choices=Kind)
    value = models.FloatField(
        null=True, blank=True, help_text="The figure to reach, or the points to gain."
    )
    part = models.PositiveSmallIntegerField(
        "part of the authorities", null=True, blank=True, choices=Part
    )
    comparator = models.CharField("held against", max_length=8, choices=Comparator, blank=True)
    against = models.CharField(
        "measure of the other pupils",
        max_length=40,
        blank=True,
        help_text="The publisher’s code for the figure of those they are held against.",
    )
    against_words = models.CharField("who the other pupils are", max_length=120, blank=True)
    baseline_year = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(FIRST_YEAR)], help_text="The year it ends: 2016."
    )
    baseline_value = models.FloatField(
        "baseline",
        null=True,
        blank=True,
        help_text="The plan’s own figure, if it differs from the published one of that year.",
    )
    baseline_why = models.CharField(
        "why there is no baseline",
        max_length=200,
        blank=True,
        help_text="Such as a test that was new and cannot be compared.",
    )
    due_year = models.PositiveSmallIntegerField(
        "due",
        validators=[MaxValueValidator(LAST_YEAR)],
        help_text="The year whose results decide: 2018.",
    )
    note = models.TextField(
        "what to know about it",
        blank=True,
        help_text="Such as a definition that changed on the way.",
    )

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["success_measure", "number"], name="one_target_a_place"
            ),
            models.CheckConstraint(
                condition=Q(kind="reach", value__isnull=False, part=None, comparator="")
                | Q(kind="gain", value__isnull=False, value__gt=0, part=None, comparator="")
                | Q(kind="within", value=None, part__isnull=False, part__in=[1, 2], comparator="")
                | Q(kind="better", value=None, part=None, comparator="england")
                | Q(
                    kind="halve",
                    value=None,
                    part=None,
                    comparator__in=["england", "pupils"],
                ),
                name="target_has_what_its_kind_needs",
            ),
            models.CheckConstraint(
                condition=(Q(comparator="pupils") & ~Q(against="") & ~Q(against_words=""))
                | (~Q(comparator="pupils") & Q(against="", against_words="")),
                name="target_names_the_other_pupils",
            ),
            models.CheckConstraint(
                condition=Q(baseline_value=None) | Q(baseline_why=""),
                name="target_baseline_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(
                    due_year__gt=F("baseline_year"),
                    baseline_year__gte=FIRST_YEAR,
                    due_year__lte=LAST_YEAR,
                ),
                name="target_due_after_its_baseline",
            ),
            models.CheckConstraint(
                condition=~Q(measure="") & ~Q(population="") & ~Q(title=""),
                name="target_names_its_measure",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.population}"

    @property
    def codes(self):
        """The published measures it is reckoned from."""
        return {self.measure, self.against} - {""}

    @property
    def other(self):
        """What it is held against, in words."""
        return self.against_words or "England"

    def aim(self, *, polarity=Polarity.NONE, places=0, sign=""):
        """The target in numbers, with what the publisher says of its measure."""
        return trajectory.Aim(
            kind=trajectory.Kind(self.kind),
            polarity=polarity,
            places=places,
            baseline_year=self.baseline_year,
            due_year=self.due_year,
            baseline=self.baseline_value,
            goal=self.value,
            quarters=self.part or self.Part.HALF,
            against=self.other,
            sign=sign,
            without_baseline=self.baseline_why,
        )

    def clean(self):
        super().clean()
        wrong = {**self._wrong_for_its_kind(), **self._wrong_comparison()}
        if self.baseline_value is not None and self.baseline_why:
            wrong["baseline_why"] = "There is a baseline, so no reason why there is none."
        if self.baseline_year and self.due_year and self.due_year <= self.baseline_year:
            wrong["due_year"] = "The year it is due comes after the baseline."
        if wrong:
            raise ValidationError(wrong)

    def _wrong_for_its_kind(self):
        """What its kind needs and is not there, and what is there and not needed."""
        if self.kind not in self.NEEDS:
            return {}
        needs, asks = self.NEEDS[self.Kind(self.kind)], self.get_kind_display()
        wrong = {}
        for field in ("value", "part", "comparator"):
            is_given = getattr(self, field) not in (None, "")
            if field in needs and not is_given:
                wrong[field] = f"To {asks} it needs this."
            elif field not in needs and is_given:
                wrong[field] = f"To {asks} it takes none of this."
        if self.kind == self.Kind.GAIN and self.value is not None and self.value <= 0:
            wrong["value"] = "Points to gain are more than none."
        return wrong

    def _wrong_comparison(self):
        """Other pupils are named where a target is held against them, and nowhere else."""
        if self.comparator != self.Comparator.PUPILS:
            named = self.against or self.against_words
            return {"against": "Nobody else’s figure is asked for here."} if named else {}
        if self.kind == self.Kind.BETTER:
            return {"comparator": "What must be better is held against England."}
        return {
            field: "Say which pupils they are held against."
            for field in ("against", "against_words")
            if not getattr(self, field)
        }
