"""Dated editions of a plan, and what stands in one: objectives, priorities, actions, milestones."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import HeldPost, choices_of, done_by, truths_of_post
from accounts.permissions import Permission, Role, can

# Words that stand where the address of an edition, or the code of an objective, would.
RESERVED = {"new", "compare", "updates", "consultations", "data", "board", "edit", "history"}


def is_no_address_of_its_own(word):
    if word.lower() in RESERVED:
        raise ValidationError(
            f"“{word}” is an address of the portal itself. Choose another.", code="reserved"
        )


class EditionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was put to the public; whoever writes or approves a strategy sees drafts too."""
        if can(user, Permission.STRATEGY_DRAFT) or can(user, Permission.STRATEGY_APPROVE):
            return self.all()
        return self.filter(state__in=Edition.PUBLIC)

    def in_force(self):
        """Those published and not yet followed by another, the newest first."""
        return self.filter(state=Edition.State.PUBLISHED).newest_first()

    def newest_first(self):
        return self.order_by("-starts_on", "-pk")


class Edition(models.Model):
    """One dated text of a strategy or action plan; never deleted, its address for ever.

    A yearly refresh is an edition of its own that names the one it refreshes. Publishing it
    archives the other, which stays readable as it was.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        CONSULTATION = "consultation", "out for consultation"
        APPROVED = "approved", "approved by the Strategic Board"
        PUBLISHED = "published", "in force"
        ARCHIVED = "archived", "archived"

    # States in which anybody may read it.
    PUBLIC = (State.CONSULTATION, State.PUBLISHED, State.ARCHIVED)

    NEXT = {
        State.DRAFT: {State.CONSULTATION, State.APPROVED},
        State.CONSULTATION: {State.DRAFT, State.APPROVED},
        State.APPROVED: {State.DRAFT, State.PUBLISHED},
        State.PUBLISHED: {State.ARCHIVED},
    }

    slug = models.SlugField(
        "address",
        max_length=60,
        unique=True,
        validators=[is_no_address_of_its_own],
        help_text="The last part of its address. It never changes once others may read it.",
    )
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, help_text="What it is for, in a few sentences.")
    note = models.TextField(
        blank=True, help_text="What every reader of the edition must know; shown on each page."
    )
    # A strategy has objectives; the action plan of 2016 calls the same thing priorities.
    called = models.CharField(
        "what its parts are called",
        max_length=12,
        choices=[("objective", "objectives"), ("priority", "priorities")],
        default="objective",
    )
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    refreshes = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="refreshed_by",
        help_text="the edition that this one renews",
    )
    drafted_by = done_by()
    # Everybody who wrote in it: none of them approves it.
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, editable=False, related_name="+"
    )
    approved_on = models.DateField(null=True)
    approved_by = done_by()
    published_on = models.DateField(null=True)
    published_by = done_by()
    archived_on = models.DateField(null=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="edition_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "consultation"], published_on=None)
                | Q(state="approved", approved_on__isnull=False, published_on=None)
                | Q(state="published", published_on__isnull=False, archived_on=None)
                | Q(state="archived", published_on__isnull=False, archived_on__isnull=False),
                name="edition_state_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(approved_on__isnull=False),
                name="edition_approved_on_and_by",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(published_on__isnull=False),
                name="edition_published_on_and_by",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("strategy:edition-detail", args=[self.slug])

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    @property
    def is_public(self):
        return self.state in self.PUBLIC

    @property
    def years(self):
        """The years it covers, as they are said: 2017–20."""
        first, last = self.starts_on.year, self.ends_on.year
        return f"{first}–{last % 100:02}" if last > first else str(first)


class ObjectiveQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(edition__in=Edition.objects.visible_to(user))

    def in_order(self):
        return self.order_by("edition", "number")

    def reported_by(self, user):
        """Those whose progress a person reports today."""
        held = ObjectivePost.objects.held_on(timezone.localdate()).filter(user=user)
        return self.filter(pk__in=held.values("objective"))

    def led_by_nobody(self, on):
        """Those that no open account leads on a day: the post ended, or was never filled."""
        held = ObjectivePost.objects.held_on(on).filter(user__is_active=True)
        return self.exclude(pk__in=held.values("objective"))

    def with_milestones(self):
        """Milestones set and met under each objective, counted in the one query."""
        met = Q(actions__milestones__met_on__isnull=False)
        return self.annotate(
            milestones_set=Count("actions__milestones"),
            milestones_met=Count("actions__milestones", filter=met),
        )


class Objective(models.Model):
    """One thing an edition sets out to achieve; its code is its address and never changes.

    `continues` names the objectives of an earlier edition that it takes up. From that the
    comparison of two editions knows what was kept, reworded, merged, split, new or dropped.
    """

    # Counted by `with_milestones`.
    milestones_set: int
    milestones_met: int

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="objectives")
    code = models.SlugField(
        max_length=12,
        validators=[is_no_address_of_its_own],
        help_text="For example SO1. It never changes.",
    )
    number = models.PositiveSmallIntegerField("place in the list")
    short_name = models.CharField(max_length=80)
    text = models.TextField("wording", help_text="Exactly as the edition has it.")
    what_success_is = models.TextField("what success looks like", blank=True)
    continues = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="continued_by"
    )

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="one_objective_a_code"),
            models.UniqueConstraint(fields=["edition", "number"], name="one_objective_a_place"),
        ]

    def __str__(self):
        return f"{self.code} {self.short_name}"

    def get_absolute_url(self):
        return reverse("strategy:objective-detail", args=[self.edition.slug, self.code])

    def roles_of(self, user):
        """The posts a person holds today for this objective. One query."""
        held = self.posts.held_on(timezone.localdate()).filter(user=user)
        return {Role(role) for role in held.values_list("role", flat=True)}


class ObjectivePost(HeldPost):
    """Who reports on an objective, from a day until a day."""

    KIND = "objective"
    WHERE = "for an objective of the strategy"
    SCOPE = "objective"
    ROLES = (Role.OBJECTIVE_LEAD,)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="objective_posts"
    )
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=20, choices=choices_of(ROLES))

    class Meta:
        constraints = truths_of_post("objective_post", "objective")

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.objective}"

    @classmethod
    def places(cls):
        return Objective.objects.exclude(edition__state=Edition.State.ARCHIVED).in_order()


class LeadBodyQuerySet(models.QuerySet):
    def held_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def newest_first(self):
        return self.order_by("-starts_on", "-pk")


class LeadBody(models.Model):
    """The body that leads an objective, and the post in it that answers, from a day until a day.

    Public: a body and a post, never a person's name.
    """

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="lead_bodies")
    body = models.CharField(max_length=120, help_text="For example School Improvement Board.")
    post = models.CharField(max_length=120, blank=True, help_text="For example its chair.")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)

    objects = LeadBodyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="lead_body_ends_after_it_starts",
            )
        ]

    def __str__(self):
        return f"{self.body}, {self.post}" if self.post else self.body

    def is_held_on(self, day):
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Priority(models.Model):
    """One of the things that matter most under an objective."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="priorities")
    number = models.PositiveSmallIntegerField("place in the list")
    text = models.TextField()

    class Meta:
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(fields=["objective", "number"], name="one_priority_a_place")
        ]

    def __str__(self):
        return self.text


class Correction(models.Model):
    """The words an objective had before they were corrected, and why they were.

    Published text changes by a new edition alone. A slip of the pen or a body that took another
    name may be put right; the code and the address stay, and so do the earlier words.
    """

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="corrections")
    short_name = models.CharField("earlier short name", max_length=80)
    text = models.TextField("earlier wording")
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = done_by()

    def __str__(self):
        return f"{self.objective}: {self.reason}"


class StrategicActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(objective__edition__in=Edition.objects.visible_to(user))

    def in_order(self):
        return self.order_by("objective", "position")

    def overdue(self, on):
        """Those whose day has passed and that nobody has finished or stopped."""
        unfinished = [StrategicAction.Status.NOT_STARTED, StrategicAction.Status.UNDER_WAY]
        return self.filter(due_on__lt=on, status__in=unfinished)


class StrategicAction(models.Model):
    """Something the partnership said it would do: who, by when, and how far it is."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        UNDER_WAY = "under_way", "Under way"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="actions")
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.CASCADE, related_name="actions"
    )
    number = models.CharField(max_length=12, help_text="For example 4.2.")
    position = models.PositiveSmallIntegerField("place in the list")
    text = models.TextField("what will be done")
    owner = models.CharField(max_length=120, help_text="The post or body that does it.")
    due_on = models.DateField("due", null=True, blank=True)
    due_words = models.CharField(
        max_length=120, blank=True, help_text="When, as the plan says it, where that is no day."
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)

    objects = StrategicActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["objective", "number"], name="one_action_a_number")
        ]

    def __str__(self):
        return f"{self.number} {self.text}"

    def get_absolute_url(self):
        objective = self.objective
        return reverse(
            "strategy:action-detail", args=[objective.edition.slug, objective.code, self.number]
        )

    def is_overdue(self, on):
        unfinished = [self.Status.NOT_STARTED, self.Status.UNDER_WAY]
        return self.due_on is not None and self.due_on < on and self.status in unfinished

    def clean(self):
        super().clean()
        if self.priority_id and self.priority.objective_id != self.objective_id:
            raise ValidationError(
                {"priority": "This priority belongs to another objective."}, code="objective"
            )


class Milestone(models.Model):
    """A point on the way of an action that is either met, on a day, or not."""

    action = models.ForeignKey(StrategicAction, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField("place in the list")
    text = models.TextField()
    due_on = models.DateField("due", null=True, blank=True)
    met_on = models.DateField("met", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "position"], name="one_milestone_a_place")
        ]

    def __str__(self):
        return self.text


class LinkedDocument(models.Model):
    """Another strategy, a document or a piece of news that an objective refers to."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", "Linked strategy"
        DOCUMENT = "document", "Document"
        NEWS = "news", "News"

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DOCUMENT)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=120, blank=True)
    url = models.URLField("address", max_length=500, blank=True)
    dated_on = models.DateField("dated", null=True, blank=True)

    def __str__(self):
        return self.title
