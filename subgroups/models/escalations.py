"""Escalations: what a group cannot solve and asks of its board, with a clock that runs."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import done_by
from accounts.permissions import Permission, Role, can
from schools.models import School
from subgroups.models.actions import Action
from subgroups.models.groups import Group, Membership
from subgroups.models.meetings import Meeting

LEAD = (Role.GROUP_CHAIR, Role.GROUP_VICE, Role.GROUP_CLERK)
DECIDE = (*LEAD, Role.GROUP_MEMBER)


class EscalationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the groups and boards a person sits on; confidential ones to fewer.

        A confidential one is for whoever raised it, while they sit on its group, those who lead
        that, and the members of the board, whose observers do not read it.
        """
        if not user.is_authenticated:
            return self.none()
        if can(user, Permission.ESCALATIONS_READ):
            return self.all()
        seats = Membership.objects.held_on(timezone.localdate()).filter(user=user)
        every = seats.values("group")
        leads = seats.filter(role__in=LEAD).values("group")
        decides = seats.filter(role__in=DECIDE).values("group")
        trusted = Q(group__in=leads) | Q(board__in=decides) | Q(raised_by=user, group__in=every)
        told = Q(is_confidential=False)
        if not can(user, Permission.GROUP_READ):
            told &= Q(group__in=every) | Q(board__in=every)
        return self.filter(told | trusted)

    def running(self):
        return self.exclude(state__in=Escalation.OVER)

    def with_the_board(self):
        """What a board still has to take up or settle."""
        return self.filter(state__in=Escalation.WITH_BOARD)

    def to_do_for_group(self):
        """What its group has to do next: raise it again, act, or hear back."""
        return self.filter(state__in=[Escalation.State.RETURNED, Escalation.State.DECIDED])

    def for_list(self):
        return self.select_related("group", "board", "school").prefetch_related("pauses")


class Escalation(models.Model):
    """What a group asks a board to decide, note or give, because it cannot solve it alone."""

    class State(models.TextChoices):
        RAISED = "raised", "raised"
        RETURNED = "returned", "returned to the group"
        ACCEPTED = "accepted", "on the board’s agenda"
        DISCUSSED = "discussed", "discussed"
        DEFERRED = "deferred", "deferred"
        DECIDED = "decided", "decided"
        ACTIONED = "actioned", "acted upon"
        REPORTED_BACK = "reported_back", "reported back to the group"
        CLOSED = "closed", "closed"

    NEXT = {
        State.RAISED: {State.ACCEPTED, State.RETURNED},
        State.RETURNED: {State.RAISED, State.CLOSED},
        State.ACCEPTED: {State.DISCUSSED, State.RETURNED},
        State.DISCUSSED: {State.DECIDED, State.DEFERRED},
        State.DEFERRED: {State.DISCUSSED},
        State.DECIDED: {State.ACTIONED},
        State.ACTIONED: {State.REPORTED_BACK},
        State.REPORTED_BACK: {State.CLOSED},
    }
    # Steps the board takes; the others are the group's.
    BY_BOARD = (
        State.ACCEPTED,
        State.RETURNED,
        State.DISCUSSED,
        State.DEFERRED,
        State.DECIDED,
        State.ACTIONED,
        State.REPORTED_BACK,
    )
    WITH_BOARD = (State.RAISED, State.ACCEPTED, State.DISCUSSED, State.DEFERRED)
    OVER = (State.CLOSED,)

    class Ask(models.TextChoices):
        DECIDE = "decide", "Decide"
        NOTE = "note", "Note"
        RESOURCE = "resource", "Give money, time or people"

    class Urgency(models.TextChoices):
        NOW = "now", "Within two weeks"
        NEXT = "next", "At the board’s next meeting"
        TERM = "term", "Within the term"

    # By when an answer is due where the board does not meet before.
    WITHIN = {Urgency.NOW: 14, Urgency.NEXT: 42, Urgency.TERM: 90}

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="escalations")
    board = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="escalated_here")
    year = models.PositiveSmallIntegerField(editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    title = models.CharField("what is it about, in a few words?", max_length=120)
    issue = models.TextField("what is the issue?")
    why_not_alone = models.TextField("why can the group not solve it?")
    ask = models.CharField("what is asked of the board?", max_length=8, choices=Ask)
    asked = models.TextField("what exactly?")
    urgency = models.CharField("how soon?", max_length=4, choices=Urgency)
    evidence = models.TextField("what does it rest on?", blank=True)
    de_escalation = models.TextField("at what point can the group take it back?")
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.PROTECT, related_name="escalations"
    )
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="escalations"
    )
    is_confidential = models.BooleanField("confidential", default=False)
    due_on = models.DateField("answer due")
    due_meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="escalations_due"
    )
    state = models.CharField(max_length=14, choices=State, default=State.RAISED)
    raised_on = models.DateField()
    raised_by = done_by()
    closed_on = models.DateField(null=True)
    # Sent with the form, so that sending it twice raises it once.
    once = models.CharField(max_length=40, unique=True, editable=False)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "number"], name="one_escalation"),
            models.CheckConstraint(
                condition=Q(school=None) | Q(is_confidential=True),
                name="escalation_of_a_school_is_confidential",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on=None)),
                name="escalation_closed_on",
            ),
            models.CheckConstraint(
                condition=~Q(group=models.F("board")), name="escalation_to_another"
            ),
        ]
        indexes = [models.Index(fields=["board", "state"])]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return self.page("escalation-detail")

    def page(self, name, **more):
        at = {"slug": self.group.slug, "year": self.year, "number": self.number, **more}
        return reverse(f"subgroups:{name}", kwargs=at)

    @property
    def reference(self):
        return f"{self.group.code}-{self.year}-E{self.number}"

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    def paused_days(self, on):
        """How many days its clock has stood still."""
        days = timedelta()
        for pause in self.pauses.all():
            days += max((pause.until_on or on) - pause.from_on, timedelta())
        return days.days

    def age(self, on):
        """For how many days it has run, those of a pause left out."""
        return ((self.closed_on or on) - self.raised_on).days - self.paused_days(on)

    def due(self, on):
        """The day an answer is due: later by as long as the clock stood still."""
        return self.due_on + timedelta(days=self.paused_days(on))

    @property
    def is_paused(self):
        return any(pause.until_on is None for pause in self.pauses.all())

    def is_overdue(self, on):
        waits = self.state in self.WITH_BOARD
        return waits and not self.is_paused and self.due(on) < on

    @property
    def is_over(self):
        return self.state in self.OVER


class EscalationStep(models.Model):
    """One step of an escalation: what it became, why, and who said so."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=14, choices=Escalation.State)
    words = models.TextField(blank=True)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    made_by = done_by()

    def __str__(self):
        return f"{self.escalation}: {self.get_state_display()}"


class EscalationPause(models.Model):
    """A time in which the clock of an escalation stands still, and why."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="pauses")
    from_on = models.DateField("from")
    until_on = models.DateField("until", null=True)
    reason = models.TextField("why")
    made_by = done_by()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="pause_says_why"),
            models.UniqueConstraint(
                fields=["escalation"], condition=Q(until_on=None), name="one_pause_at_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.escalation}: {self.reason}"
