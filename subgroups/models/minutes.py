"""Minutes: what was said under each item, what was decided, and every version of it."""

from django.db import models

from accounts.models import done_by
from core.uploads import PrivatePath
from subgroups.models.meetings import AgendaItem, Meeting


class Minute(models.Model):
    """What the minutes say under one item, in the light marks of `subgroups.writing`."""

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="minute")
    text = models.TextField(blank=True)

    def __str__(self):
        return f"Minutes of {self.item}"


class Decision(models.Model):
    """What was decided under an item; its number is given once and never again."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="decision")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_decision_a_number")
        ]

    def __str__(self):
        return f"{self.reference}: {self.text}"

    @property
    def reference(self):
        return f"{self.meeting.reference}/D{self.number}"


class MinutesFile(models.Model):
    """The minutes as somebody else wrote them: a PDF beside what is written here.

    It may hold what is exempt, so members alone read it unless a chair says that it does not.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="files")
    file = models.FileField("PDF", upload_to=PrivatePath("minutes"))
    size = models.PositiveIntegerField(default=0, editable=False)
    is_public = models.BooleanField(
        "holds nothing exempt: anybody may read it with the minutes", default=False
    )
    added_at = models.DateTimeField(editable=False)
    added_by = done_by()

    def __str__(self):
        return f"Minutes of {self.meeting} as a PDF"

    def get_absolute_url(self):
        return self.meeting.page("minutes-file", pk=self.pk)


class MinutesVersion(models.Model):
    """The minutes as they stood at one step of their way; never changed afterwards.

    `words` holds everything said, the exempt too: what the public reads of it is worked out by
    `subgroups.record.public_part` and by nothing else.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    step = models.CharField("what was done", max_length=60)
    why = models.TextField(blank=True)
    words = models.JSONField()
    is_published = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = done_by()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_version_a_number")
        ]

    def __str__(self):
        return f"{self.meeting}, version {self.number}"

    def get_absolute_url(self):
        return self.meeting.page("minutes-version", number=self.number)
