"""Notices in a person's inbox, the e-mail of each, and what a person wants by e-mail."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from core.history import History, VersionedQuerySet
from notifications.kinds import KINDS, Way

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

    def for_digest(self):
        """Those that wait to be sent in a digest."""
        return self.filter(awaits_digest=True)

    def since(self, moment):
        """Those that came after a moment; all of them where there is none."""
        return self.filter(created_at__gt=moment) if moment else self


class Digest(models.Model):
    """One e-mail with several notices of a person: at most one a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    subject = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day"),
        ]

    def __str__(self):
        return self.subject


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
    awaits_digest = models.BooleanField(default=False, db_default=False)
    digest = models.ForeignKey(
        Digest, null=True, editable=False, on_delete=models.SET_NULL, related_name="notices"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_once_a_person"),
            models.CheckConstraint(
                condition=Q(link__startswith="/") & ~Q(link__startswith="//"),
                name="notice_leads_into_the_portal",
            ),
            models.CheckConstraint(
                condition=Q(awaits_digest=False) | Q(digest=None),
                name="notice_in_one_digest",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["user"], condition=Q(awaits_digest=True), name="notice_awaits_digest"
            ),
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
        came = Coalesce("notice__created_at", "digest__made_at")
        return self.select_related("notice__user", "digest__user").order_by(came.desc(), "-pk")


class Delivery(models.Model):
    """The e-mail of a notice or a digest: waiting until a server has taken it, or given up.

    `due_at` is the next attempt. An attempt moves it on before it begins, so a worker that is
    killed leaves the mail waiting and nobody else begins the same attempt.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not delivered"

    notice = models.OneToOneField(
        Notice, null=True, on_delete=models.CASCADE, related_name="delivery"
    )
    digest = models.OneToOneField(
        Digest, null=True, on_delete=models.CASCADE, related_name="delivery"
    )
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
            models.CheckConstraint(
                condition=Q(notice=None, digest__isnull=False)
                | Q(notice__isnull=False, digest=None),
                name="delivery_of_a_notice_or_a_digest",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_due"),
        ]

    def __str__(self):
        return f"{self.told}: {self.get_state_display()}"

    @property
    def told(self):
        """The notice or the digest it brings."""
        return self.notice or self.digest

    @property
    def user(self):
        return self.told.user

    @property
    def came_at(self):
        return self.notice.created_at if self.notice else self.digest.made_at


class PreferenceQuerySet(VersionedQuerySet):
    def ways_of(self, user):
        """How each kind reaches a person, by its key. One query."""
        chosen = {preference.kind: preference.way for preference in self.filter(user=user)}
        return {kind.key: way_of(kind, chosen.get(kind.key)) for kind in KINDS.values()}

    def ways_for(self, kind, user_ids):
        """How one kind reaches each of some people, by their number. One query at most."""
        if not kind.can_be_switched_off:
            return dict.fromkeys(user_ids, Way.AT_ONCE)
        preferences = self.filter(kind=kind.key, user__in=user_ids)
        chosen = {preference.user_id: preference.way for preference in preferences}
        return {user_id: way_of(kind, chosen.get(user_id)) for user_id in user_ids}

    def in_digests(self):
        return self.filter(wants_email=True, in_digest=True)


def way_of(kind, chosen):
    """What a person chose, where the kind leaves a choice; undecided, as it happens."""
    return chosen if chosen and kind.can_be_switched_off else Way.AT_ONCE


class Preference(models.Model):
    """How a person wants notices of one kind; undecided, by e-mail as they happen."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    wants_email = models.BooleanField("by e-mail")
    in_digest = models.BooleanField(
        "in a digest", db_default=False, help_text="counts only with e-mail wanted"
    )

    objects = PreferenceQuerySet.as_manager()
    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_a_kind"),
        ]

    def __str__(self):
        return f"{self.user}, {self.kind}: {self.way.label}"

    @property
    def way(self):
        if not self.wants_email:
            return Way.PORTAL
        return Way.DIGEST if self.in_digest else Way.AT_ONCE


class LastLook(models.Model):
    """When a person last opened the page of what needs them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    looked_at = models.DateTimeField()

    def __str__(self):
        return f"{self.user}, {self.looked_at}"
