"""How somebody becomes a system leader, is reviewed, and stops being one."""

import hashlib

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import done_by
from accounts.permissions import Permission, can
from schools.models import School
from support_directory.models.entries import Entry


class DesignationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keepers of the directory see all; a person own ones; a head those of the school.

        Whoever applied for somebody else sees it while they keep the entry or lead the school.
        """
        if can(user, Permission.DESIGNATION_DECIDE):
            return self.all()
        kept = Entry.objects.kept_by(user, timezone.localdate())
        own = Q(entry__owner=user) | Q(applied_by=user, entry__in=kept.values("pk"))
        led = School.objects.led_by(user).values("pk")
        return self.filter(own | Q(entry__school__in=led))

    def current(self):
        """Those by which somebody counts as designated today."""
        return self.filter(state__in=Designation.CURRENT)

    def for_list(self):
        return self.select_related("entry__school", "moved_to").order_by("-applied_on", "-pk")


class Designation(models.Model):
    """One person's way to a title and through it: applied, referred, decided, reviewed, ended.

    Two people decide. A leader who moves to another school keeps the title until a review within
    eighteen months, as the national policy on reviewing designations had it.
    """

    class State(models.TextChoices):
        APPLIED = "applied", "waiting for the head’s reference"
        REFERRED = "referred", "waiting for a panel"
        PANEL = "panel", "before the panel"
        DESIGNATED = "designated", "designated, not yet begun"
        DECLINED = "declined", "declined"
        APPEALED = "appealed", "under appeal"
        ACTIVE = "active", "active"
        REVIEW_DUE = "review_due", "review due"
        PAUSED = "paused", "paused"
        MOVED = "moved", "moved school, review to come"
        ENDED = "ended", "ended"
        WITHDRAWN = "withdrawn", "withdrawn"

    NEXT = {
        State.APPLIED: {State.REFERRED, State.DECLINED, State.WITHDRAWN},
        State.REFERRED: {State.PANEL, State.WITHDRAWN},
        State.PANEL: {State.DESIGNATED, State.DECLINED, State.WITHDRAWN},
        State.DESIGNATED: {State.ACTIVE, State.ENDED, State.WITHDRAWN},
        State.DECLINED: {State.APPEALED},
        State.APPEALED: {State.DESIGNATED, State.DECLINED, State.ACTIVE, State.ENDED},
        State.ACTIVE: {State.REVIEW_DUE, State.PAUSED, State.MOVED, State.ENDED},
        State.REVIEW_DUE: {State.ACTIVE, State.PAUSED, State.MOVED, State.ENDED},
        State.PAUSED: {State.ACTIVE, State.MOVED, State.ENDED},
        State.MOVED: {State.ACTIVE, State.PAUSED, State.ENDED},
        State.ENDED: {State.APPEALED},
        State.WITHDRAWN: set(),
    }

    UNDECIDED = (State.APPLIED, State.REFERRED, State.PANEL, State.APPEALED)
    CURRENT = (State.ACTIVE, State.REVIEW_DUE, State.MOVED)

    class EndedBecause(models.TextChoices):
        ASKED = "asked", "asked for by the leader"
        ELIGIBILITY = "eligibility", "no longer eligible"
        ROLE = "role", "did not fulfil the role"
        CONDUCT = "conduct", "conduct"
        LEFT = "left", "left the partnership’s schools"
        TERM = "term", "came to its end"

    class Decision(models.TextChoices):
        GRANTED = "granted", "to designate"
        REFUSED = "refused", "not to designate"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="designations")
    type = models.CharField("title", max_length=14, choices=Entry.Type)
    body = models.CharField("designating body", max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.APPLIED)
    statement = models.TextField("why", blank=True)
    applied_on = models.DateField()
    applied_by = done_by("another than the person where it was done on their behalf")
    reference = models.TextField("the head’s reference", blank=True)
    release_days = models.DecimalField(
        "days of release a year", max_digits=4, decimal_places=1, null=True, blank=True
    )
    referred_on = models.DateField(null=True)
    referred_by = done_by()
    panel_on = models.DateField("panel meets", null=True, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = done_by("the first of two")
    seconded_by = done_by("the second of two")
    decision = models.CharField(
        "proposed decision",
        max_length=10,
        choices=Decision,
        blank=True,
        help_text="what the first of two proposed",
    )
    decision_why = models.TextField(blank=True)
    appealed_on = models.DateField(null=True)
    appeal_why = models.TextField(blank=True)
    starts_on = models.DateField("first day", null=True, blank=True)
    review_due_on = models.DateField("review due", null=True, blank=True)
    moved_on = models.DateField(null=True)
    moved_to = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ends_on = models.DateField("last day", null=True, blank=True)
    ended_because = models.CharField(max_length=12, choices=EndedBecause, blank=True)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "type"],
                condition=~Q(state__in=["declined", "ended", "withdrawn"]),
                name="one_open_designation_a_title",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | Q(seconded_by=None)
                | ~Q(decided_by=F("seconded_by")),
                name="designation_decided_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "review_due", "moved"])
                | Q(starts_on__isnull=False, review_due_on__isnull=False),
                name="active_designation_has_its_review",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="designation_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ends_on__isnull=False) & ~Q(ended_because="")),
                name="ended_designation_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="moved") | Q(moved_on__isnull=False, moved_to__isnull=False),
                name="moved_designation_says_where",
            ),
        ]
        indexes = [models.Index(fields=["state", "review_due_on"])]

    def __str__(self):
        return f"{self.entry}: {self.get_type_display()}"

    def can_become(self, state):
        return state in self.NEXT.get(self.state, ())

    @property
    def proposal(self):
        """Changes with what is proposed; the form of the second person carries what they read."""
        said = f"{self.decided_by_id} {self.decision} {self.decision_why}"
        return hashlib.sha256(said.encode()).hexdigest()[:20]

    @property
    def is_current(self):
        return self.state in self.CURRENT


class DesignationStep(models.Model):
    """One step of a designation: from where to where, when, by whom and why."""

    designation = models.ForeignKey(Designation, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10, choices=Designation.State, blank=True)
    after = models.CharField(max_length=10, choices=Designation.State)
    at = models.DateTimeField(default=timezone.now)
    by = done_by()
    why = models.TextField(blank=True)

    def __str__(self):
        return f"{self.designation}: {self.get_after_display()}"
