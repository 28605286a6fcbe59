"""Actions: who does what by when, carried from meeting to meeting until it is done."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import done_by
from accounts.permissions import Permission, can
from core.history import History, VersionedQuerySet
from schools.models import School
from strategy.models import Objective
from subgroups.models.groups import Group, Membership
from subgroups.models.meetings import AgendaItem, Meeting
from support_directory.models import Deployment


def _owned_by(user, seats):
    return Q(owner=user) & (Q(item__is_exempt=False) | Q(group__in=seats.values("group")))


class ActionQuerySet(VersionedQuerySet):
    def visible_to(self, user):
        """Actions of the groups a person sits on today, and those they own; the board reads all.

        Those under exempt items are for members alone: an observer does not read them, nor does
        whoever owned one and has left the group.
        """
        if not user.is_authenticated:
            return self.none()
        if can(user, Permission.EXEMPT_READ):
            return self.all()
        seats = Membership.objects.held_on(timezone.localdate()).filter(user=user)
        told = seats.filter(role__in=Action.READ_EXEMPT)
        unless_exempt = Q(item__is_exempt=False) | Q(group__in=told.values("group"))
        if not can(user, Permission.GROUP_READ):
            unless_exempt &= Q(group__in=seats.values("group"))
        return self.filter(unless_exempt | _owned_by(user, seats))

    def open(self):
        return self.filter(state__in=Action.OPEN)

    def overdue(self, on):
        return self.open().filter(due_on__lt=on)

    def owned_by(self, user):
        """Those a person does; under exempt items only while they sit on the group."""
        seats = Membership.objects.held_on(timezone.localdate()).filter(user=user)
        return self.filter(_owned_by(user, seats))

    def for_list(self):
        """With all that a line of a list names, in the one query."""
        return self.select_related(
            "meeting__group", "group", "item", "owner", "school", "objective__edition"
        )

    def late_first(self):
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")

    def arising_at(self, meeting):
        """What earlier meetings agreed and nobody has finished: matters arising."""
        return self.open().filter(group=meeting.group_id, meeting__day__lt=meeting.day)

    def with_owner_gone(self, on):
        """Open ones whose owner has closed the account or no longer sits on the group."""
        seat = Membership.objects.held_on(on).filter(
            user=OuterRef("owner"), group=OuterRef("group")
        )
        gone = Q(owner__is_active=False) | ~Exists(seat)
        return self.open().filter(gone, owner__isnull=False)

    def for_the_public(self):
        """Those of published minutes that name no school and stand under no exempt item."""
        return self.filter(
            meeting__published_version__isnull=False, item__is_exempt=False, school=None
        )


class Action(models.Model):
    """Something a meeting agreed that somebody does; open until it is done or dropped.

    One that names a school is never public: whom a group helps can tell how a school is rated.
    One that concerns a deployment names its school; the deployment itself is told to nobody but
    those who may see it, whoever reads the action.
    """

    class State(models.TextChoices):
        TO_DO = "to_do", "to do"
        UNDER_WAY = "under_way", "under way"
        DONE = "done", "done"
        DROPPED = "dropped", "dropped"

    OPEN = (State.TO_DO, State.UNDER_WAY)
    NEXT = {
        State.TO_DO: {State.UNDER_WAY, State.DONE, State.DROPPED},
        State.UNDER_WAY: {State.TO_DO, State.DONE, State.DROPPED},
        State.DONE: {State.UNDER_WAY},
        State.DROPPED: {State.UNDER_WAY},
    }
    # Roles that read what is exempt; an observer does not.
    READ_EXEMPT = ("group_chair", "group_vice", "group_clerk", "group_member")

    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="actions", editable=False
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField(editable=False)
    text = models.TextField("what will be done")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="group_actions",
    )
    owner_post = models.CharField("who does it, by post", max_length=120, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="group_actions"
    )
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="group_actions"
    )
    deployment = models.ForeignKey(
        Deployment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="group_actions",
        help_text="private to those who may see it: never shown but by the golden thread",
    )
    state = models.CharField(max_length=10, choices=State, default=State.TO_DO)
    closed_on = models.DateField("done or dropped", null=True, blank=True)
    # Sent with the form, so that a row saved twice is one action.
    once = models.CharField(max_length=40, editable=False)

    objects = ActionQuerySet.as_manager()
    history = History(leaves_out=["once"])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_action_a_number_given"),
            models.UniqueConstraint(fields=["meeting", "once"], name="one_action_a_row_sent"),
            models.CheckConstraint(
                condition=Q(state__in=["to_do", "under_way"], closed_on=None)
                | Q(state__in=["done", "dropped"], closed_on__isnull=False),
                name="group_action_closed_on",
            ),
            models.CheckConstraint(
                condition=Q(deployment=None) | Q(school__isnull=False),
                name="group_action_of_a_deployment_names_a_school",
            ),
        ]
        indexes = [models.Index(fields=["group", "state", "due_on"])]

    def __str__(self):
        return f"{self.reference} {self.text}"

    def get_absolute_url(self):
        return reverse("subgroups:action-detail", args=[self.meeting.group.slug, self.pk])

    @property
    def reference(self):
        return f"{self.meeting.reference}/A{self.number}"

    @property
    def is_open(self):
        return self.state in self.OPEN

    def is_overdue(self, on):
        return self.is_open and self.due_on is not None and self.due_on < on

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    @property
    def who(self):
        """Who does it, for colleagues."""
        return str(self.owner) if self.owner else self.owner_post or "nobody yet"


class ActionNote(models.Model):
    """How an action came on, in the words of whoever did something for it."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = done_by()

    def __str__(self):
        return self.text
