"""What was done, by whom and when: rows that nobody changes afterwards."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

# Who did what no person did: a command, or a task by the clock.
THE_PORTAL = "The portal itself"


class AppendOnlyError(Exception):
    """The audit is added to; nothing in it is changed or taken away."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **fields):
        raise AppendOnlyError

    def delete(self):
        raise AppendOnlyError

    def bulk_update(self, *args, **kwargs):
        raise AppendOnlyError


class AuditEventQuerySet(AppendOnlyQuerySet):
    def newest_first(self):
        return self.order_by("-at", "-pk")

    def of_schools(self, urns):
        return self.filter(school_urn__in=urns)

    def of_person(self, user_id):
        """What a person did, what was done in their name, and what was done about them."""
        return self.filter(Q(actor=user_id) | Q(on_behalf_of=user_id) | Q(about=user_id))

    def between(self, first, last):
        """Events from the first through the last moment; either may be left open."""
        events = self.filter(at__gte=first) if first else self
        return events.filter(at__lte=last) if last else events


def a_person(words):
    """A person who may be deleted while the event stays; beside it stands the name as text."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=words,
    )


class AuditEvent(models.Model):
    """One thing that was done to something, in words that outlive the thing itself.

    Triggers in the database refuse every change and deletion, but for putting a number in place
    of the name of a person whose account is deleted (`core.audit.forget`).
    """

    at = models.DateTimeField(default=timezone.now)
    actor = a_person("who did it; none for a command or a task")
    actor_name = models.CharField(max_length=200)
    on_behalf_of = a_person("in whose name it was done, if in another's")
    on_behalf_of_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=100)
    kind = models.CharField(max_length=50, help_text="what sort of thing it was done to")
    subject_type = models.CharField(max_length=100, help_text="app and model")
    subject_id = models.CharField(max_length=50)
    subject_label = models.TextField()
    about = a_person("the person it was done to, if it was a person or a person's post")
    about_name = models.CharField(max_length=200, blank=True)
    school_urn = models.PositiveIntegerField(
        null=True, help_text="the school whose head may read of it"
    )
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["at"]),
            models.Index(fields=["school_urn", "at"]),
            models.Index(fields=["kind", "at"]),
        ]

    def __str__(self):
        return f"{self.actor_name}: {self.action}, {self.subject_label}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError


class AccessEventQuerySet(AppendOnlyQuerySet):
    def newest_first(self):
        return self.order_by("-at", "-pk")

    def of_school(self, urn, *, rounds):
        """Who opened this school's rating: by itself, or with all those of some rounds."""
        alone = Q(scope=AccessEvent.Scope.SCHOOL, number=urn)
        among = Q(scope=AccessEvent.Scope.ROUND, number__in=rounds)
        return self.filter(alone | among)


class AccessEvent(models.Model):
    """Somebody opened a page or file that shows a school's rating, or those of a whole round.

    The first time in each hour is kept. Like the audit it is never changed; the database lets
    it be deleted only after a year, and `apply_retention` does so later still.
    """

    class Page(models.TextChoices):
        RATING = "rating", "The school's rating"
        TRUST = "trust", "The trust's schools side by side"
        LIST = "list", "The list of all schools"
        FILE = "file", "The list of all schools, as a file"
        LANDING = "landing", "The first page after signing in: the level of support alone"

    class Scope(models.TextChoices):
        SCHOOL = "school", "one school"
        ROUND = "round", "every school of a round"

    at = models.DateTimeField()
    hour = models.DateTimeField(help_text="the hour it fell in")
    person = a_person("who opened it")
    person_name = models.CharField(max_length=200)
    post = models.CharField(max_length=200, blank=True, help_text="what let them, in words")
    page = models.CharField(max_length=10, choices=Page)
    scope = models.CharField(max_length=10, choices=Scope)
    number = models.PositiveBigIntegerField(help_text="the school's URN, or the round's number")

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page", "scope", "number", "hour"], name="opened_once_an_hour"
            )
        ]
        indexes = [models.Index(fields=["scope", "number", "at"])]

    def __str__(self):
        return f"{self.person_name}: {self.get_page_display()}"


class RefusalQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-day", "-count", "person_name", "pk")

    def between(self, first, last):
        """Those from the first through the last day; either may be left open."""
        refusals = self.filter(day__gte=first) if first else self
        return refusals.filter(day__lte=last) if last else refusals


class Refusal(models.Model):
    """How often somebody was refused on one day for want of a permission.

    One row a person and day, however often they try: who goes from door to door is seen, and
    cannot fill the table.
    """

    person = a_person("who was refused")
    person_name = models.CharField(max_length=200)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)
    asked = models.JSONField(default=list, help_text="what they might not do, in words, each once")
    address = models.CharField(max_length=200, help_text="of the page refused last")

    objects = RefusalQuerySet.as_manager()

    class Meta:
        verbose_name = "refused request"
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="refusals_counted_a_day")
        ]
        indexes = [models.Index(fields=["day"])]

    def __str__(self):
        return f"{self.person_name}, {self.day}: {self.count}"
