"""What a broker puts by while looking for somebody."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from support_directory.models.entries import Entry


class ShortlistedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A shortlist is its keeper's own."""
        return self.filter(user=user)

    def in_order(self):
        return self.order_by("-added_at", "-pk")


class Shortlisted(models.Model):
    """An entry that a person put by to come back to; nobody else sees it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shortlisted"
    )
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="shortlisted")
    added_at = models.DateTimeField(default=timezone.now)

    objects = ShortlistedQuerySet.as_manager()

    class Meta:
        verbose_name = "shortlisted entry"
        verbose_name_plural = "shortlisted entries"
        constraints = [
            models.UniqueConstraint(fields=["user", "entry"], name="shortlisted_once"),
        ]

    def __str__(self):
        return str(self.entry)
