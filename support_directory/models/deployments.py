"""Who goes where, from the offer until it is closed."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import done_by
from schools.models import School
from strategy.models.progress import Term
from support_directory.models.entries import Entry
from support_directory.models.requests import SupportRequest


class DeploymentQuerySet(models.QuerySet):
    def holding_days(self):
        """Those whose planned days are taken from what the person offers in the term."""
        return self.exclude(state__in=Deployment.FREE)


class Deployment(models.Model):
    """Somebody from the directory working for a host school, for so many days in a term."""

    class State(models.TextChoices):
        OFFERED = "offered", "offered"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        RELEASED = "released", "released by the home school"
        AGREED = "agreed", "agreed"
        ACTIVE = "active", "under way"
        MID_REVIEW = "mid_review", "reviewed half-way"
        COMPLETED = "completed", "completed"
        EVALUATED = "evaluated", "evaluated"
        CLOSED = "closed", "closed"
        PAUSED = "paused", "paused"
        STOPPED = "stopped", "stopped"
        WITHDRAWN = "withdrawn", "withdrawn"

    NEXT = {
        State.OFFERED: {State.ACCEPTED, State.DECLINED, State.WITHDRAWN},
        State.ACCEPTED: {State.RELEASED, State.DECLINED, State.WITHDRAWN},
        State.DECLINED: set(),
        State.RELEASED: {State.AGREED, State.ACCEPTED, State.WITHDRAWN},
        State.AGREED: {State.ACTIVE, State.STOPPED, State.WITHDRAWN},
        State.ACTIVE: {State.MID_REVIEW, State.COMPLETED, State.PAUSED, State.STOPPED},
        State.MID_REVIEW: {State.COMPLETED, State.PAUSED, State.STOPPED},
        State.COMPLETED: {State.EVALUATED, State.CLOSED},
        State.EVALUATED: {State.CLOSED},
        State.CLOSED: set(),
        State.PAUSED: {State.ACTIVE, State.MID_REVIEW, State.COMPLETED, State.STOPPED},
        State.STOPPED: {State.EVALUATED, State.CLOSED},
        State.WITHDRAWN: set(),
    }

    # An offer holds its days until it is answered; what was declined or withdrawn holds none.
    FREE = (State.DECLINED, State.WITHDRAWN)

    request = models.ForeignKey(
        SupportRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deployments",
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="deployments")
    host_school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="hosted_deployments"
    )
    home_school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="lent_deployments"
    )
    days_planned = models.DecimalField(
        max_digits=5, decimal_places=1, validators=[MinValueValidator(0)]
    )
    academic_year = models.PositiveSmallIntegerField(help_text="the year it ends: 2026")
    term = models.CharField(max_length=1, choices=Term)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = done_by()

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days_planned__gte=0), name="deployment_days_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="deployment_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["entry", "academic_year", "term", "state"])]

    def __str__(self):
        return f"{self.entry} at {self.host_school}"

    def can_become(self, state):
        return state in self.NEXT.get(self.state, ())
