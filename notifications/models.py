"""Notices in a person's inbox, the e-mail of each, and what a person wants by e-mail."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from notifications.kinds import KINDS

# Mail that is due goes out within a minute; after this long something holds it up.
HELD_UP_AFTER = timedelta(minutes=15)


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own notices and nobody else's, whatever the role."""
        return self.filter(user=user.pk)

    def unread(self):
        return self.filter(read_at=None)

    def unread_first(self):
        return self.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-pk")

    def since(self, moment):
        """Those that came after a moment; all of them where there is none."""
        return self.filter(created_at__gt=moment) if moment else self


class Notice(models.Model):
    """Something a person should know of, once, with the page where it is told in full."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, help_text="what happened; the same never comes twice")
    subject = models.CharField(max_length=200)
    context = models.JSONField(default=dict, help_text="what its words are made with")
    link = models.CharField(max_length=300, help_text="a page of the portal")
    about_school_urn = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_once_a_person"),
            models.CheckConstraint(
                condition=Q(link__startswith="/") & ~Q(link__startswith="//"),
                name="notice_leads_into_the_portal",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("notifications:notice-open", args=[self.pk])


class DeliveryQuerySet(models.QuerySet):
    def due(self, at):
        """Waiting, with nobody at work on it: not yet tried, tried in vain, or cut off."""
        return self.filter(state=Delivery.State.WAITING, due_at__lte=at)

    def undelivered(self, at):
        """What did not arrive and may be sent again; never what is being sent just now."""
        return self.filter(
            Q(state=Delivery.State.FAILED)
            | Q(state=Delivery.State.WAITING) & ~Q(error="")
            | Q(state=Delivery.State.WAITING, due_at__lt=at - HELD_UP_AFTER)
        )

    def newest_first(self):
        return self.select_related("notice__user").order_by("-notice__created_at", "-pk")


class Delivery(models.Model):
    """The e-mail of a notice: waiting until a server has taken it, or given up.

    `due_at` is the next attempt. An attempt moves it on before it begins, so a worker that is
    killed leaves the mail waiting and nobody else begins the same attempt.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not delivered"

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="delivery")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True, help_text="of the last attempt")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at=None),
                name="delivery_sent_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_due"),
        ]

    def __str__(self):
        return f"{self.notice}: {self.get_state_display()}"


class PreferenceQuerySet(models.QuerySet):
    def kinds_by_email(self, user):
        """Keys of the kinds that reach a person by e-mail, as decided or by the kind's own way."""
        decided = dict(self.filter(user=user).values_list("kind", "wants_email"))
        return [
            kind.key
            for kind in KINDS.values()
            if not kind.can_be_switched_off or decided.get(kind.key, kind.sends_email)
        ]


class Preference(models.Model):
    """What a person decided about e-mail of one kind; undecided, the kind's own way holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    wants_email = models.BooleanField()

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_a_kind"),
        ]

    def __str__(self):
        return f"{self.user}, {self.kind}: {'e-mail' if self.wants_email else 'no e-mail'}"


class LastLook(models.Model):
    """When a person last opened the page of what needs them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    looked_at = models.DateTimeField()

    def __str__(self):
        return f"{self.user}, {self.looked_at}"
