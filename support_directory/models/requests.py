"""What schools ask for."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import done_by
from schools.models import School
from strategy.models import Objective
from support_directory import specialisms
from support_directory.models.stages import Stage


class SupportRequest(models.Model):
    """A need of a school, raised for it by somebody who may, until it is answered or closed."""

    class State(models.TextChoices):
        REQUESTED = "requested", "waiting for a broker"
        TRIAGED = "triaged", "taken up by a broker"
        SHORTLISTED = "shortlisted", "people suggested"
        OFFERED = "offered", "somebody asked to help"
        ANSWERED = "answered", "support agreed"
        WITHDRAWN = "withdrawn", "withdrawn"
        CLOSED = "closed", "closed"

    NEXT = {
        State.REQUESTED: {State.TRIAGED, State.SHORTLISTED, State.WITHDRAWN, State.CLOSED},
        State.TRIAGED: {State.SHORTLISTED, State.WITHDRAWN, State.CLOSED},
        State.SHORTLISTED: {State.TRIAGED, State.OFFERED, State.WITHDRAWN, State.CLOSED},
        State.OFFERED: {State.SHORTLISTED, State.ANSWERED, State.WITHDRAWN, State.CLOSED},
        State.ANSWERED: {State.SHORTLISTED, State.CLOSED},
        State.WITHDRAWN: set(),
        State.CLOSED: set(),
    }

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="support_requests")
    need = models.TextField("what is needed")
    indicator = models.CharField(
        max_length=60, blank=True, help_text="the indicator of the rating it came from"
    )
    objective = models.ForeignKey(
        Objective,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="support_requests",
    )
    specialism = models.CharField(max_length=20, choices=specialisms.CHOICES, blank=True)
    stage = models.CharField("stage of schooling", max_length=12, choices=Stage, blank=True)
    expected_outcomes = models.TextField(blank=True)
    funding = models.CharField("who would pay", max_length=200, blank=True)
    requested_by = done_by()
    raised_for = models.CharField(
        "in which post", max_length=60, blank=True, help_text="the post that let them ask"
    )
    state = models.CharField(max_length=12, choices=State, default=State.REQUESTED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    shortlist_due_on = models.DateField(null=True)
    contact_due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(need=""), name="request_says_what_is_needed"),
        ]

    def __str__(self):
        return f"Request {self.pk}, {self.school}"

    def can_become(self, state):
        return state in self.NEXT.get(self.state, ())
