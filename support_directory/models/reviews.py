"""How a deployment goes and whether it worked: reviews on the way, evaluation at the end."""

from django.core.signing import Signer
from django.db import models
from django.db.models import Q

from accounts.models import done_by
from support_directory.models.deployments import Deployment, DeploymentObjective

# Signs the number of an evaluation and how often its link was sent.
LINKS = Signer(salt="support_directory.evaluation")


class Review(models.Model):
    """All objectives of a deployment looked at on one day, midway or at the end."""

    class Kind(models.TextChoices):
        MID = "mid", "Mid review"
        FINAL = "final", "Final review"

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=5, choices=Kind)
    held_on = models.DateField("day")
    summary = models.TextField("in all", blank=True)
    written_at = models.DateTimeField()
    written_by = done_by()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deployment", "kind"], name="one_review_of_a_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.deployment}"


class ObjectiveReview(models.Model):
    """How far one objective was on the day of a review, and what shows it."""

    class Progress(models.TextChoices):
        # In words; no number is made of them.
        MET = "met", "Met"
        ON_TRACK = "on_track", "On track"
        SOME = "some", "Some progress, less than hoped"
        NONE = "none", "No progress yet"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="objectives")
    objective = models.ForeignKey(
        DeploymentObjective, on_delete=models.CASCADE, related_name="reviews"
    )
    progress = models.CharField(max_length=8, choices=Progress)
    evidence = models.TextField("what shows it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "objective"], name="objective_reviewed_once_a_review"
            ),
            models.CheckConstraint(
                condition=~Q(evidence=""), name="objective_review_shows_evidence"
            ),
        ]

    def __str__(self):
        return f"{self.objective}: {self.get_progress_display()}"


class EvaluationQuerySet(models.QuerySet):
    def open(self, at):
        """Those that can still be answered."""
        return self.filter(answered_at=None, expires_at__gt=at)

    def answered(self):
        return self.filter(answered_at__isnull=False)


class Evaluation(models.Model):
    """What the supported school, or whoever was lent, says at the end. Three screens.

    Asked for by a signed link without a sign-in. The link works once: from the first answer on
    only in the browser that gave it, and not any more once all is answered.
    """

    class Part(models.TextChoices):
        HOST = "host", "The supported school"
        LEADER = "leader", "Whoever was lent"

    class Useful(models.TextChoices):
        VERY = "very", "Very useful"
        USEFUL = "useful", "Useful"
        LITTLE = "little", "Of little use"
        NOT = "not", "Of no use"

    class Lasts(models.TextChoices):
        YES = "yes", "Yes, it has become how the school works"
        PARTLY = "partly", "Partly"
        NO = "no", "No"
        EARLY = "early", "It is too early to say"

    class Again(models.TextChoices):
        YES = "yes", "Yes"
        CHANGED = "changed", "Yes, with something changed"
        NO = "no", "No"

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="evaluations")
    part = models.CharField(max_length=6, choices=Part)
    email = models.EmailField(help_text="where the link goes")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sending = models.PositiveSmallIntegerField(
        default=1, help_text="counts links sent; only the newest works"
    )
    reminded_on = models.DateField(null=True)
    browser = models.CharField(
        max_length=32, blank=True, help_text="a word kept by the browser that began to answer"
    )
    useful = models.CharField("how useful was it", max_length=6, choices=Useful, blank=True)
    useful_why = models.TextField("why", blank=True)
    changed = models.TextField("what is different now", blank=True)
    lasts = models.CharField("will it last", max_length=6, choices=Lasts, blank=True)
    again = models.CharField("would you do it again", max_length=7, choices=Again, blank=True)
    better = models.TextField("what should be better next time", blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deployment", "part"], name="one_evaluation_a_part"),
            models.CheckConstraint(
                condition=Q(answered_at=None)
                | (~Q(useful="") & ~Q(changed="") & ~Q(lasts="") & ~Q(again="")),
                name="evaluation_is_whole",
            ),
        ]

    def __str__(self):
        return f"Evaluation of {self.deployment}: {self.get_part_display()}"

    @property
    def link(self):
        """What stands at the end of the address that asks for it."""
        return LINKS.sign(f"{self.pk}-{self.sending}")
