"""The weekly bulletin: what is sent in, the issues made of it, and who gets which."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from website.blocks import leads_somewhere
from website.models.base import Topic

# Schools send in until Tuesday noon; the issue comes out on Thursday.
TUESDAY, THURSDAY, NOON = 1, 3, time(12)


def deadline_of(day):
    """Noon of the Tuesday before the day an issue comes out."""
    tuesday = day - timedelta(days=(day.weekday() - TUESDAY) % 7)
    return timezone.make_aware(datetime.combine(tuesday, NOON))


def issue_day(at):
    """The Thursday whose issue something sent in at a moment is for."""
    day = timezone.localdate(at)
    thursday = day + timedelta(days=(THURSDAY - day.weekday()) % 7)
    return thursday if at <= deadline_of(thursday) else thursday + timedelta(days=7)


class IssueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Issues that went out; those in the making are for editors, on pages of their own."""
        return self.filter(state=BulletinIssue.State.SENT)

    def newest_first(self):
        return self.order_by("-on")


class BulletinIssue(models.Model):
    """One week's bulletin."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being put together"
        READY = "ready", "Waits for a second person"
        SENDING = "sending", "Going out"
        SENT = "sent", "Sent"

    NEXT = {
        State.DRAFT: {State.READY},
        State.READY: {State.DRAFT, State.SENDING},
        State.SENDING: {State.SENT},
        State.SENT: set(),
    }

    on = models.DateField(unique=True)
    introduction = models.TextField(max_length=600, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)

    objects = IssueQuerySet.as_manager()

    def __str__(self):
        return f"Bulletin of {self.on:%-d %B %Y}"

    def get_absolute_url(self):
        return reverse("bulletin-issue", args=[self.on.isoformat()])

    @property
    def deadline(self):
        return deadline_of(self.on)

    def can_become(self, state):
        return state in self.NEXT[self.State(self.state)]


class ItemQuerySet(models.QuerySet):
    def waiting(self):
        """What nobody decided on yet, oldest first."""
        return self.filter(state=BulletinItem.State.SENT_IN).order_by("sent_at", "pk")

    def in_order(self):
        return self.order_by("position", "pk")


class BulletinItem(models.Model):
    """What a school or partner wants told: a few words and a link."""

    class State(models.TextChoices):
        SENT_IN = "sent_in", "Waits to be read"
        TAKEN = "taken", "In an issue"
        DECLINED = "declined", "Not taken"

    NEXT = {
        State.SENT_IN: {State.TAKEN, State.DECLINED},
        State.TAKEN: {State.SENT_IN},
        State.DECLINED: {State.SENT_IN},
    }

    title = models.CharField(max_length=120)
    text = models.TextField(max_length=1_000)
    link = models.CharField(max_length=300, blank=True, validators=[leads_somewhere])
    topic = models.CharField(max_length=20, choices=Topic)
    organisation = models.CharField(max_length=160)
    sender = models.CharField("your name", max_length=120)
    email = models.EmailField("your e-mail address")
    sent_at = models.DateTimeField()
    once = models.UUIDField(unique=True, help_text="sent twice, counted once")
    state = models.CharField(max_length=8, choices=State, default=State.SENT_IN)
    issue = models.ForeignKey(
        BulletinIssue, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="taken", issue__isnull=False)
                | (~Q(state="taken") & Q(issue=None)),
                name="bulletin_item_taken_into_an_issue",
            )
        ]

    def __str__(self):
        return self.title

    def can_become(self, state):
        return state in self.NEXT[self.State(self.state)]


class SubscriptionQuerySet(models.QuerySet):
    def running(self):
        """Those who said twice that they want it, and did not say stop."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class Subscription(models.Model):
    """An address the bulletin goes to, once its owner has said so from there."""

    class Ended(models.TextChoices):
        ASKED = "asked", "Its owner said stop"
        BOUNCED = "bounced", "Mail comes back"

    email = models.EmailField(unique=True, help_text="in small letters")
    topics = models.JSONField(default=list, help_text="none means every topic")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_for = models.CharField(max_length=8, choices=Ended, blank=True)
    bounces = models.PositiveSmallIntegerField(default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_for="") | ~Q(ended_at=None) & ~Q(ended_for=""),
                name="subscription_ended_for_a_reason",
            )
        ]

    def __str__(self):
        return f"Subscription {self.pk}"

    def wants(self, topic):
        return not self.topics or topic in self.topics


class BulletinCopy(models.Model):
    """One issue on its way to one subscriber; there is never a second."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        TAKEN = "taken", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Did not go"

    issue = models.ForeignKey(BulletinIssue, on_delete=models.CASCADE, related_name="copies")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="copies")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    taken_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "subscription"], name="one_copy_of_an_issue_each"
            )
        ]
        indexes = [models.Index(fields=["issue", "state"])]

    def __str__(self):
        return f"Copy {self.pk}"
