"""Meetings: when and where, what is on the agenda, who came and what they declared."""

from datetime import datetime, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import done_by
from core.uploads import PrivatePath
from subgroups.models.groups import Group, Membership

# A paper that comes later than so many days before the meeting is late.
PAPERS_DUE = timedelta(days=5)


class ExemptReason(models.TextChoices):
    """Why an item is withheld: the paragraphs of Schedule 12A, Local Government Act 1972."""

    INDIVIDUAL = "1", "paragraph 1: information relating to any individual"
    IDENTITY = "2", "paragraph 2: information likely to reveal the identity of an individual"
    BUSINESS = "3", "paragraph 3: the financial or business affairs of a person or body"
    LABOUR = "4", "paragraph 4: consultations about labour relations"
    LEGAL = "5", "paragraph 5: legal professional privilege"
    NOTICE = "6", "paragraph 6: a notice or order the authority proposes to make"
    CRIME = "7", "paragraph 7: action to prevent, investigate or prosecute crime"


def withheld(reason):
    """Why the public does not read an item, in a sentence; None where no reason is given yet."""
    if not reason:
        return "Withheld."
    words = ExemptReason(reason).label
    return f"Withheld under Schedule 12A of the Local Government Act 1972, {words}."


class Numbering(models.Model):
    """The last number a group gave in a year for one kind of thing; none is given twice."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="numberings")
    kind = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "kind", "year"], name="one_numbering_a_year")
        ]

    def __str__(self):
        return f"{self.group}, {self.kind} {self.year}: {self.last}"

    @classmethod
    def next(cls, *, group, kind, year):
        """The next number, held until the end of the transaction."""
        cls.objects.bulk_create([cls(group=group, kind=kind, year=year)], ignore_conflicts=True)
        # The UPDATE takes the lock on every database: two at once wait for each other here.
        found = cls.objects.filter(group=group, kind=kind, year=year)
        found.update(last=F("last") + 1)
        return found.get().last


class MeetingQuerySet(models.QuerySet):
    def not_cancelled(self):
        return self.exclude(state=Meeting.State.CANCELLED)

    def to_come(self, on):
        return self.not_cancelled().filter(day__gte=on).order_by("day", "starts", "pk")

    def past(self, on):
        return self.filter(day__lt=on).newest_first()

    def newest_first(self):
        return self.order_by("-day", "-pk")

    def published(self):
        """Those of whose minutes anybody may read a version."""
        return self.filter(published_version__isnull=False)

    def without_minutes(self, on):
        """Meetings that took place and whose minutes nobody has sent to the chair."""
        unwritten = [Meeting.State.AGENDA, Meeting.State.HELD, Meeting.State.DRAFT]
        return self.filter(state__in=unwritten, day__lt=on).exclude(group__kind=Group.Kind.NETWORK)

    def before(self, meeting):
        """Earlier meetings of the same group, the newest first."""
        earlier = self.not_cancelled().filter(group=meeting.group_id, day__lt=meeting.day)
        return earlier.newest_first()

    def after(self, meeting):
        later = self.not_cancelled().filter(group=meeting.group_id, day__gt=meeting.day)
        return later.order_by("day", "pk")


class Meeting(models.Model):
    """One meeting of a group, from its planning to its published minutes.

    Its day is its address, so a meeting that moves to another day is cancelled and planned anew.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "planned"
        AGENDA = "agenda", "agenda published"
        HELD = "held", "held, minutes to be written"
        DRAFT = "draft", "minutes in draft"
        WITH_CHAIR = "with_chair", "minutes with the chair"
        CHECKED = "checked", "minutes checked by the chair"
        APPROVED = "approved", "minutes approved"
        PUBLISHED = "published", "minutes published"
        CANCELLED = "cancelled", "cancelled"

    NEXT = {
        State.PLANNED: {State.AGENDA, State.CANCELLED},
        State.AGENDA: {State.HELD, State.CANCELLED},
        State.HELD: {State.DRAFT},
        State.DRAFT: {State.WITH_CHAIR},
        State.WITH_CHAIR: {State.DRAFT, State.CHECKED},
        State.CHECKED: {State.DRAFT, State.APPROVED},
        State.APPROVED: {State.PUBLISHED, State.DRAFT},
        State.PUBLISHED: {State.DRAFT},
    }
    # States in which the minutes are written, and those in which somebody reads what was written.
    WRITABLE = (State.AGENDA, State.HELD, State.DRAFT)
    WRITTEN = (State.DRAFT, State.WITH_CHAIR, State.CHECKED, State.APPROVED, State.PUBLISHED)

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    year = models.PositiveSmallIntegerField(editable=False)
    number = models.PositiveSmallIntegerField("which of the year", editable=False)
    day = models.DateField("day")
    starts = models.TimeField("from")
    ends = models.TimeField("until", null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(
        "link to join", max_length=500, blank=True, help_text="Only members see it."
    )
    quorum = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)]
    )
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    cancelled_why = models.CharField(max_length=200, blank=True)
    agenda_published_at = models.DateTimeField(null=True, editable=False)
    # Counts writes of the minutes, so that nobody overwrites what they have not seen.
    version = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(null=True, editable=False)
    saved_by = done_by()
    also_present = models.TextField("also present", blank=True)
    sent_at = models.DateTimeField(null=True, editable=False)
    sent_by = done_by()
    returned_why = models.TextField("why the minutes came back", blank=True)
    checked_at = models.DateTimeField(null=True, editable=False)
    checked_by = done_by()
    approved_at_meeting = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="approves"
    )
    approved_by = done_by()
    published_version = models.OneToOneField(
        "subgroups.MinutesVersion",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    last_action = models.PositiveSmallIntegerField(default=0, editable=False)
    last_decision = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "day"], name="one_meeting_a_day"),
            models.UniqueConstraint(fields=["group", "year", "number"], name="one_meeting_number"),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=F("starts")),
                name="meeting_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_why=""),
                name="meeting_cancelled_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | Q(approved_at_meeting__isnull=False),
                name="meeting_approved_at_another",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("sent_by")),
                name="minutes_checked_by_another",
            ),
        ]
        indexes = [models.Index(fields=["day"])]

    def __str__(self):
        return f"{self.group}, {self.day:%-d %B %Y}"

    def get_absolute_url(self):
        return self.page("meeting-detail")

    def page(self, name, **more):
        """The address of one of the pages of this meeting."""
        at = {"slug": self.group.slug, "day": self.day, **more}
        return reverse(f"subgroups:{name}", kwargs=at)

    @property
    def reference(self):
        return f"{self.group.code}-{self.year}-{self.number:02}"

    @property
    def minutes_url(self):
        return self.page("minutes-detail")

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    @property
    def is_cancelled(self):
        return self.state == self.State.CANCELLED

    @property
    def agenda_is_out(self):
        return self.state not in (self.State.PLANNED, self.State.CANCELLED)

    @property
    def can_be_written(self):
        return self.state in self.WRITABLE

    @property
    def is_written(self):
        return self.state in self.WRITTEN

    def moment(self, time):
        return timezone.make_aware(datetime.combine(self.day, time))

    @property
    def begins_at(self):
        return self.moment(self.starts)

    @property
    def ends_at(self):
        return self.moment(self.ends) if self.ends else self.begins_at + timedelta(hours=1)


class AgendaItem(models.Model):
    """One item of an agenda, and what it is there for; an exempt one says by which statute."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", "Welcome and apologies"
        DECLARATIONS = "declarations", "Declarations of interest"
        MINUTES = "minutes", "Minutes of the last meeting"
        MATTERS = "matters", "Matters arising"
        ITEM = "item", "An item of this meeting"
        ESCALATION = "escalation", "What a group has escalated"
        OTHER = "other", "Any other business"

    class Purpose(models.TextChoices):
        DECIDE = "decide", "to decide"
        DISCUSS = "discuss", "to discuss"
        NOTE = "note", "to note"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField("place on the agenda")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ITEM)
    title = models.CharField("what is it about?", max_length=200)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.DISCUSS)
    minutes = models.PositiveSmallIntegerField("how many minutes", null=True, blank=True)
    presenter = models.CharField("who brings it", max_length=120, blank=True)
    is_exempt = models.BooleanField("exempt: withheld from the public", default=False)
    exempt_reason = models.CharField(
        "statutory reason", max_length=1, choices=ExemptReason, blank=True
    )
    escalation = models.ForeignKey(
        "subgroups.Escalation",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="agenda_items",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_exempt=True) | Q(exempt_reason=""),
                name="item_has_a_reason_only_if_exempt",
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    @property
    def withheld(self):
        return withheld(self.exempt_reason)


class Paper(models.Model):
    """A paper of an item: a PDF looked into before it was kept, for members until it is public."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField("what is it called?", max_length=200)
    file = models.FileField("PDF", upload_to=PrivatePath("papers"))
    size = models.PositiveIntegerField(default=0, editable=False)
    is_public = models.BooleanField(
        "may be read by anybody once the minutes are published", default=False
    )
    is_late = models.BooleanField("came late", default=False, editable=False)
    added_at = models.DateTimeField(editable=False)
    added_by = done_by()

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.item.meeting.page("paper-file", pk=self.pk)


class Attendance(models.Model):
    """Whether a member came to a meeting, as the minutes say it."""

    class Status(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="attendances")
    status = models.CharField(max_length=10, choices=Status)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="one_attendance")
        ]

    def __str__(self):
        return f"{self.membership}: {self.get_status_display()}"


class Declaration(models.Model):
    """An interest that a member declared, and what they did about it."""

    class Deed(models.TextChoices):
        STAYED = "stayed", "stayed and took part"
        NO_VOTE = "no_vote", "stayed and took no part in the decision"
        LEFT = "left", "left the room"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="declarations")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="declarations"
    )
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.CASCADE, related_name="declarations"
    )
    interest = models.CharField("what the interest is", max_length=300)
    deed = models.CharField("what they did", max_length=8, choices=Deed)
    # Sent with the form, so that sending it twice declares it once.
    once = models.CharField(max_length=40, blank=True, editable=False)

    def __str__(self):
        return f"{self.membership.in_public}: {self.interest}"
