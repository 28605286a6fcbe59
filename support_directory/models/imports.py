"""Spreadsheets of entries: looked into first, taken in once somebody has read the report."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import done_by


class DirectoryImportQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-uploaded_at", "-pk")


class DirectoryImport(models.Model):
    """One spreadsheet as it was sent, row by row, with what is wrong with it.

    Nothing of it is in the directory until somebody takes it in, and never while a problem stands.
    """

    class State(models.TextChoices):
        CHECKED = "checked", "checked, not taken in"
        TAKEN_IN = "taken_in", "taken in"
        DISCARDED = "discarded", "discarded"

    NEXT = {
        State.CHECKED: {State.TAKEN_IN, State.DISCARDED},
        State.TAKEN_IN: set(),
        State.DISCARDED: set(),
    }

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    academic_year = models.PositiveSmallIntegerField(help_text="the year its days are for")
    rows = models.JSONField(default=list, help_text="each row as it stands in the file")
    problems = models.JSONField(default=list, help_text="row, field and words of each")
    state = models.CharField(max_length=9, choices=State, default=State.CHECKED)
    uploaded_at = models.DateTimeField()
    uploaded_by = done_by()
    decided_at = models.DateTimeField(null=True)
    decided_by = done_by()
    counts = models.JSONField(
        default=dict,
        help_text="how many entries were new, changed, the same",
    )

    objects = DirectoryImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import into the directory"
        verbose_name_plural = "imports into the directory"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="checked", decided_at=None)
                | (~Q(state="checked") & Q(decided_at__isnull=False)),
                name="import_decided_at_a_moment",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("support_directory:import-detail", args=[self.pk])

    def can_become(self, state):
        return state in self.NEXT.get(self.state, ())
