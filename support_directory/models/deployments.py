"""Deployments: somebody lent to a school, from the offer to the closure."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import done_by
from accounts.permissions import Permission, can
from core.history import History, VersionedQuerySet
from core.uploads import PrivatePath
from schools.models import School
from strategy.models import Objective
from strategy.models.progress import Term
from support_directory.models.entries import Entry
from support_directory.models.money import Project
from support_directory.models.requests import SupportRequest

HALF = Decimal("0.5")


class DeploymentQuerySet(VersionedQuerySet):
    def visible_to(self, user):
        """Brokers see every deployment; others those of theirs.

        Whoever is lent sees their own, whoever leads the host school (or its trust) all that
        are offered to it, and whoever leads the home school those it is asked to release for.
        """
        if can(user, Permission.DEPLOYMENT_ARRANGE):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        led = School.objects.led_by(user).values("pk")
        return self.filter(
            Q(entry__in=Entry.objects.kept_by(user, timezone.localdate()))
            | Q(host_school__in=led)
            | (Q(home_school__in=led) & ~Q(state__in=Deployment.UNKNOWN_AT_HOME))
        )

    def of_leader(self, user, on):
        """Those of the entries a person keeps."""
        return self.filter(entry__in=Entry.objects.kept_by(user, on))

    def hosted_by(self, user):
        return self.filter(host_school__in=School.objects.led_by(user).values("pk"))

    def lent_by(self, user):
        """Those a person's school is asked to release somebody for."""
        led = School.objects.led_by(user).values("pk")
        return self.filter(home_school__in=led).exclude(state__in=Deployment.UNKNOWN_AT_HOME)

    def live(self):
        """Those that something still has to be done about."""
        return self.exclude(state__in=Deployment.OVER)

    def live_or(self, kept):
        """The live ones, and one that is named already, whatever has become of it."""
        return self.filter(~Q(state__in=Deployment.OVER) | Q(pk=kept))

    def over(self):
        """Those that are put away, or never came about."""
        return self.filter(state__in=Deployment.OVER)

    def needing_a_person(self):
        """Those that whoever is lent still has to answer, visit or come back to."""
        return self.filter(state__in=Deployment.WITH_ITS_PERSON)

    def holding_days(self):
        """Those whose days count against what the person has to give."""
        return self.exclude(state__in=Deployment.FREE)

    def with_days_used(self):
        """Half days of recorded visits, in the same query."""
        return self.annotate(
            half_days_used=Coalesce(
                Sum("visits__half_days", filter=Q(visits__recorded_at__isnull=False)), 0
            )
        )

    def for_list(self):
        """With all that a line of a list names."""
        return self.select_related(
            "host_school", "home_school", "entry", "project"
        ).with_days_used()

    def newest_first(self):
        return self.order_by("-created_at", "-pk")


class Deployment(models.Model):
    """One person lent to one school for some days, to reach what both schools agree."""

    class State(models.TextChoices):
        OFFERED = "offered", "offered, waits for an answer"
        ACCEPTED = "accepted", "accepted, waits for the home school’s release"
        RELEASED = "released", "released, waits for the agreement"
        AGREED = "agreed", "agreed, the first visit is to come"
        ACTIVE = "active", "under way"
        MID_REVIEW = "mid_review", "under way, past its mid review"
        PAUSED = "paused", "paused"
        UNRELEASED = "unreleased", "release withdrawn, to be handed over or stopped"
        COMPLETED = "completed", "visits done, waits for evaluation"
        EVALUATED = "evaluated", "evaluated, to be closed"
        STOPPED = "stopped", "stopped early"
        CLOSED = "closed", "closed"
        DECLINED = "declined", "declined"
        REFUSED = "refused", "not released by the home school"
        HANDED_OVER = "handed_over", "handed over to another person"
        WITHDRAWN = "withdrawn", "cancelled before it began"

    NEXT = {
        State.OFFERED: {State.ACCEPTED, State.DECLINED, State.WITHDRAWN},
        State.ACCEPTED: {State.RELEASED, State.REFUSED, State.WITHDRAWN},
        State.RELEASED: {State.AGREED, State.UNRELEASED, State.WITHDRAWN},
        State.AGREED: {State.ACTIVE, State.UNRELEASED, State.WITHDRAWN, State.HANDED_OVER},
        State.ACTIVE: {
            State.MID_REVIEW,
            State.COMPLETED,
            State.PAUSED,
            State.UNRELEASED,
            State.STOPPED,
            State.HANDED_OVER,
        },
        State.MID_REVIEW: {
            State.COMPLETED,
            State.PAUSED,
            State.UNRELEASED,
            State.STOPPED,
            State.HANDED_OVER,
        },
        State.PAUSED: {
            State.ACTIVE,
            State.MID_REVIEW,
            State.UNRELEASED,
            State.STOPPED,
            State.HANDED_OVER,
        },
        State.UNRELEASED: {State.HANDED_OVER, State.STOPPED},
        State.COMPLETED: {State.EVALUATED, State.CLOSED},
        State.EVALUATED: {State.CLOSED},
        State.STOPPED: {State.CLOSED},
    }
    # Nobody came, and nobody will: the days are free again. An offer holds its days.
    FREE = (State.DECLINED, State.REFUSED, State.WITHDRAWN)
    OVER = (*FREE, State.HANDED_OVER, State.CLOSED)
    UNDER_WAY = (State.ACTIVE, State.MID_REVIEW)
    # Visits are booked from the agreement on, and records are owed until the closure.
    TAKES_VISITS = (State.AGREED, *UNDER_WAY)
    TAKES_RECORDS = (*TAKES_VISITS, State.PAUSED, State.UNRELEASED, State.COMPLETED, State.STOPPED)
    WITH_ITS_PERSON = (
        State.OFFERED,
        State.ACCEPTED,
        State.RELEASED,
        *TAKES_VISITS,
        State.PAUSED,
        State.UNRELEASED,
    )
    # An offer is the person's own affair until they have accepted it.
    UNKNOWN_AT_HOME = (State.OFFERED, State.DECLINED)

    class Funder(models.TextChoices):
        SCHOOL = "school", "the host school"
        TRUST = "trust", "the host school’s trust"
        COUNCIL = "council", "the council, from the school’s entitlement"
        PROJECT = "project", "a project"

    class Conflict(models.TextChoices):
        NONE = "none", "None is known"
        MANAGED = "managed", "There is one, and this is how it is dealt with"

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
        School,
        null=True,
        on_delete=models.PROTECT,
        related_name="lent_deployments",
        help_text="whose head releases the person; none for somebody who works in no school",
    )
    succeeds = models.OneToOneField(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="successor",
        help_text="the deployment that this one took over",
    )
    state = models.CharField(max_length=12, choices=State, default=State.OFFERED)
    purpose = models.CharField("what for", max_length=200, blank=True)
    academic_year = models.PositiveSmallIntegerField(help_text="the year it ends: 2026")
    term = models.CharField(max_length=1, choices=Term, help_text="whose days it takes")
    days_planned = models.DecimalField(
        "days planned",
        max_digits=5,
        decimal_places=1,
        help_text="once the work has ended, those that were used: the others are free again",
    )
    over_why = models.TextField(
        "why more days than are left",
        blank=True,
        help_text="for brokers alone: it may tell what a school is entitled to",
    )
    funder = models.CharField("who pays", max_length=8, choices=Funder, default=Funder.SCHOOL)
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="deployments"
    )
    day_rate = models.DecimalField("pounds a day", max_digits=7, decimal_places=2, default=0)
    home_share = models.DecimalField(
        "of it to the home school, pounds a day", max_digits=7, decimal_places=2, default=0
    )
    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)
    exit_plan = models.TextField("how the school goes on without the support", blank=True)
    conflict = models.CharField(max_length=8, choices=Conflict, blank=True)
    conflict_how = models.TextField("conflict of interest", blank=True)
    agreement_version = models.PositiveSmallIntegerField(
        default=0, help_text="counts rewritings; a signature is to one of them"
    )
    strategy_objective = models.ForeignKey(
        Objective,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deployments",
        verbose_name="objective of the strategy",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = done_by()
    completed_on = models.DateField(null=True, editable=False)

    objects = DeploymentQuerySet.as_manager()
    # Who offered wrote its first version.
    history = History(leaves_out=["created_at", "created_by", "agreement_version"])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days_planned__gte=0), name="deployment_days_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(home_share__gte=0, home_share__lte=F("day_rate")),
                name="deployment_home_share_within_rate",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="deployment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(funder="project", project__isnull=False)
                | (~Q(funder="project") & Q(project=None)),
                name="deployment_names_its_project",
            ),
            models.CheckConstraint(
                condition=~Q(conflict="managed") | ~Q(conflict_how=""),
                name="deployment_says_how_conflict_is_managed",
            ),
        ]
        indexes = [models.Index(fields=["entry", "academic_year", "term", "state"])]

    def __str__(self):
        return f"{self.entry} at {self.host_school}"

    def get_absolute_url(self):
        return reverse("deployments:deployment-detail", args=[self.pk])

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    @property
    def is_over(self):
        return self.state in self.OVER

    @property
    def is_under_way(self):
        return self.state in self.UNDER_WAY

    @property
    def takes_visits(self):
        return self.state in self.TAKES_VISITS

    @property
    def takes_records(self):
        return self.state in self.TAKES_RECORDS


class Move(models.Model):
    """One step of a deployment's life: from which state to which, when, by whom and why."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=12, choices=Deployment.State, blank=True)
    after = models.CharField(max_length=12, choices=Deployment.State)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = done_by()

    NEEDS_REASON = (
        Deployment.State.DECLINED,
        Deployment.State.REFUSED,
        Deployment.State.UNRELEASED,
        Deployment.State.PAUSED,
        Deployment.State.STOPPED,
        Deployment.State.HANDED_OVER,
        Deployment.State.WITHDRAWN,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(
                    after__in=[
                        "declined",
                        "refused",
                        "unreleased",
                        "paused",
                        "stopped",
                        "handed_over",
                        "withdrawn",
                    ]
                )
                | ~Q(reason=""),
                name="move_says_why",
            ),
        ]
        indexes = [models.Index(fields=["deployment", "at"])]

    def __str__(self):
        return f"{self.deployment}: {self.get_after_display()}"


class DeploymentObjective(models.Model):
    """What a deployment is to reach, and by what everybody will see that it did."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="objectives")
    number = models.PositiveSmallIntegerField()
    text = models.CharField("objective", max_length=300)
    measure = models.CharField("how it will be judged", max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "number"], name="deployment_objective_numbered_once"
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(measure=""), name="deployment_objective_can_be_judged"
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.text}"


class Signature(models.Model):
    """One of the three who sign an agreement did, to the version they read."""

    class Part(models.TextChoices):
        HOST = "host", "Head of the host school"
        HOME = "home", "Head of the home school"
        BROKER = "broker", "Broker"

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="signatures")
    part = models.CharField(max_length=6, choices=Part)
    agreement_version = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField()
    signed_by = done_by()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "part", "agreement_version"], name="one_signature_a_part"
            ),
        ]

    def __str__(self):
        return f"{self.deployment}: {self.get_part_display()}"


class VisitQuerySet(models.QuerySet):
    def recorded(self):
        return self.filter(recorded_at__isnull=False)

    def owed(self, on):
        """Visits that have been and have no record, the longest ago first."""
        return self.filter(
            recorded_at=None, held_on__lte=on, deployment__state__in=Deployment.TAKES_RECORDS
        ).order_by("held_on", "pk")

    def unanswered(self):
        """Records that the host's head has not said yes or no to."""
        return self.recorded().filter(is_accurate=None)

    def to_invoice(self):
        """Recorded half days that nobody disputes and no bill has named."""
        return self.recorded().filter(invoiced_on=None).exclude(is_accurate=False)

    def in_order(self):
        return self.order_by("held_on", "pk")


class Visit(models.Model):
    """Some half days on one day at the host school, and the record of what was done."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="visits")
    held_on = models.DateField("day")
    half_days = models.PositiveSmallIntegerField(choices=[(1, "Half a day"), (2, "A whole day")])
    record = models.TextField("what was done", blank=True)
    agreed_actions = models.TextField("what was agreed until next time", blank=True)
    recorded_at = models.DateTimeField(null=True, editable=False)
    recorded_by = done_by()
    is_accurate = models.BooleanField("is the record accurate", null=True, editable=False)
    answer = models.TextField("what is not accurate", blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = done_by()
    invoiced_on = models.DateField(null=True, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "held_on"], name="one_visit_a_day_and_deployment"
            ),
            models.CheckConstraint(
                condition=Q(half_days__in=[1, 2]), name="visit_takes_half_or_whole_day"
            ),
            models.CheckConstraint(
                condition=Q(recorded_at=None) | ~Q(record=""), name="visit_record_says_something"
            ),
            models.CheckConstraint(
                condition=Q(is_accurate=None, answered_at=None)
                | Q(
                    is_accurate__isnull=False, answered_at__isnull=False, recorded_at__isnull=False
                ),
                name="visit_answered_after_record",
            ),
            models.CheckConstraint(
                condition=Q(is_accurate=None) | Q(is_accurate=True) | ~Q(answer=""),
                name="visit_dispute_says_what",
            ),
            models.CheckConstraint(
                condition=Q(invoiced_on=None) | Q(recorded_at__isnull=False),
                name="visit_invoiced_after_record",
            ),
        ]

    def __str__(self):
        return f"Visit on {self.held_on:%-d %B %Y}"

    @property
    def days(self):
        return self.half_days * HALF

    @property
    def days_in_words(self):
        return "half a day" if self.half_days == 1 else "a whole day"


class NoteQuerySet(models.QuerySet):
    def read_by(self, *, arranges):
        """Brokers read every note; the others those for all concerned."""
        return self if arranges else self.filter(visibility=Note.Visibility.CONCERNED)


class Note(models.Model):
    """Something worth remembering about a deployment, for brokers alone or all concerned."""

    class Visibility(models.TextChoices):
        BROKERS = "brokers", "Brokers and LA officers only"
        CONCERNED = "concerned", "Everyone concerned: the host school and whoever is lent as well"

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField("note")
    visibility = models.CharField("who may read it", max_length=9, choices=Visibility)
    written_at = models.DateTimeField()
    written_by = done_by()

    objects = NoteQuerySet.as_manager()

    def __str__(self):
        return f"Note on {self.deployment}"


class Contact(models.Model):
    """Somebody to ring about a deployment who has no post in the portal, such as a year leader."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    part = models.CharField("what they are", max_length=200)
    email = models.EmailField("e-mail address", blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    added_at = models.DateTimeField()
    added_by = done_by()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(telephone=""), name="contact_can_be_reached"
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.part}"


class DeploymentDocument(models.Model):
    """A PDF that belongs to a deployment, for all concerned."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to=PrivatePath("deployments"))
    added_at = models.DateTimeField()
    added_by = done_by()

    def __str__(self):
        return self.title
