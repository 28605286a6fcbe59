"""What schools ask for, and whom a broker puts on the shortlist for it."""

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import done_by
from accounts.permissions import Permission, can
from schools.models import School
from strategy.models import Objective
from support_directory import specialisms
from support_directory.models.entries import Entry
from support_directory.models.stages import Stage


class SupportRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Brokers see all; leaders those of their schools; everybody those they sent themselves.

        One sent for a school goes with the post there: whoever left sees it no more.
        """
        if can(user, Permission.SUPPORT_BROKER):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        led = Q(school__in=School.objects.led_by(user).values("pk"))
        if can(user, Permission.SUPPORT_REQUEST):
            return self.filter(led | Q(requested_by=user))
        return self.filter(led)

    def waiting(self):
        """Those that a broker still has to find somebody for."""
        return self.filter(state__in=SupportRequest.WAITING)

    def open(self):
        """Those that are neither answered, withdrawn nor closed."""
        return self.filter(state__in=SupportRequest.OPEN)

    def of_school(self, urns):
        return self.filter(school__in=urns)

    def late(self, on):
        """Those past one of their two days: for a shortlist, or for somebody to be in touch."""
        return self.filter(
            Q(state__in=SupportRequest.WAITING, shortlist_due_on__lt=on)
            | Q(state__in=SupportRequest.OPEN, contacted_on=None, contact_due_on__lt=on)
        )

    def most_urgent_first(self):
        """By the day that is due next: for the shortlist while there is none, then for contact."""
        return self.order_by(
            models.Case(
                models.When(state__in=SupportRequest.WAITING, then=F("shortlist_due_on")),
                default=F("contact_due_on"),
            ).asc(nulls_last=True),
            "created_at",
            "pk",
        )

    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def for_list(self):
        """With all that a line of a list names."""
        return self.select_related("school__trust", "requested_by", "objective__edition")


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
    WAITING = (State.REQUESTED, State.TRIAGED)
    OPEN = (State.REQUESTED, State.TRIAGED, State.SHORTLISTED, State.OFFERED)
    # Somebody was asked to help, and is to be in touch.
    ASKED = (State.OFFERED, State.ANSWERED)

    class Funding(models.TextChoices):
        ENTITLEMENT = "entitlement", "The council, from the school’s entitlement"
        SCHOOL = "school", "The school"
        TRUST = "trust", "The trust"
        UNKNOWN = "unknown", "Not known yet"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="support_requests")
    need = models.TextField("what is needed")
    indicator = models.CharField(
        max_length=60, blank=True, help_text="the indicator of the rating it came from"
    )
    indicator_label = models.CharField("what it is about", max_length=200, blank=True)
    objective = models.ForeignKey(
        Objective,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="support_requests",
        verbose_name="objective of the strategy",
    )
    specialism = models.CharField(max_length=20, choices=specialisms.CHOICES, blank=True)
    stage = models.CharField("stage of schooling", max_length=12, choices=Stage, blank=True)
    expected_outcomes = models.TextField("what should be different afterwards", blank=True)
    days = models.DecimalField(
        "days asked for",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    own_trust = models.BooleanField("people of the own trust as well", default=False)
    funding = models.CharField("who would pay", max_length=200, choices=Funding, blank=True)
    requested_by = done_by()
    raised_for = models.CharField(
        "in which post", max_length=60, blank=True, help_text="the post that let them ask"
    )
    # Given with the form, so that sending it twice makes one request.
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12, choices=State, default=State.REQUESTED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    shortlist_due_on = models.DateField("shortlist due", null=True)
    shortlisted_at = models.DateTimeField(null=True, editable=False)
    contact_due_on = models.DateField("contact due", null=True)
    contacted_on = models.DateField("in touch since", null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = done_by()
    ended_why = models.TextField("why it was withdrawn or closed", blank=True)

    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "request for support"
        verbose_name_plural = "requests for support"
        constraints = [
            models.CheckConstraint(condition=~Q(need=""), name="request_says_what_is_needed"),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "closed"])
                | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="ended_request_says_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "shortlist_due_on"])]

    def __str__(self):
        return f"Request {self.pk}, {self.school}"

    def get_absolute_url(self):
        return reverse("support_directory:request-detail", args=[self.pk])

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def waits(self):
        return self.state in self.WAITING

    @property
    def about(self):
        """What it is about, in a few words: the indicator, the objective or the specialism."""
        if self.indicator_label:
            return self.indicator_label
        if self.objective_id:
            return str(self.objective)
        return self.get_specialism_display() or "Support in general"

    @property
    def due_on(self):
        """The day that is due next: for the shortlist while there is none, then for contact."""
        if self.waits:
            return self.shortlist_due_on
        return self.contact_due_on if self.is_open and self.contacted_on is None else None

    def is_late(self, on):
        return self.due_on is not None and self.due_on < on


class Shortlisting(models.Model):
    """Somebody a broker put on the shortlist of a request, as matching saw them that day.

    Whom matching would have kept out stands there with what kept them out and the broker's
    reason for it all the same.
    """

    request = models.ForeignKey(
        SupportRequest, on_delete=models.CASCADE, related_name="shortlistings"
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="shortlistings")
    score = models.PositiveSmallIntegerField(null=True)
    reasons = models.JSONField(default=list, help_text="words and points, as they were shown")
    excluded_for = models.TextField("what matching had against it", blank=True)
    override_why = models.TextField("why all the same", blank=True)
    chosen_at = models.DateTimeField()
    chosen_by = done_by()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "entry"], name="one_place_a_shortlist"),
            models.CheckConstraint(
                condition=Q(excluded_for="") | ~Q(override_why=""), name="override_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.entry} for {self.request}"
