"""What readers tell us of the site, and what we tell all of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class BannerQuerySet(models.QuerySet):
    def shown(self, at):
        return self.filter(starts_at__lte=at, ends_at__gt=at).order_by("-starts_at")


class Banner(models.Model):
    """A message on every page between two moments, such as that the office is closed."""

    words = models.CharField(max_length=240)
    link = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = BannerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="banner_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return self.words[:60]


class FeedbackQuerySet(models.QuerySet):
    def open(self):
        """What nobody has dealt with, oldest first."""
        return self.filter(done_at=None).order_by("made_at", "pk")


class Feedback(models.Model):
    """What a reader tells us about a page; somebody takes it, and deals with it."""

    page = models.CharField(max_length=300, blank=True)
    wrong = models.TextField("what is wrong, or could be better?", max_length=2_000)
    email = models.EmailField("your e-mail address, if you want an answer", blank=True)
    once = models.UUIDField(unique=True, help_text="sent twice, counted once")
    made_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)

    objects = FeedbackQuerySet.as_manager()

    def __str__(self):
        return f"Feedback {self.pk}"
