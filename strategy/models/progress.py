"""Progress by term: what was asked, what was answered, and who signed it off."""

from datetime import timedelta

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from accounts.models import done_by
from accounts.permissions import Permission, can
from strategy.models.editions import Edition, Milestone, Objective, StrategicAction

# How long before the day an answer is due somebody is reminded of it.
SOON = timedelta(days=7)


class Term(models.TextChoices):
    """The terms of a school year, in their order by name and by value."""

    AUTUMN = "1", "autumn term"
    SPRING = "2", "spring term"
    SUMMER = "3", "summer term"

    @property
    def word(self):
        """As it stands in an address."""
        return self.name.lower()

    @classmethod
    def of_word(cls, word):
        """The term an address names; None for a word that is no term."""
        return next((term for term in cls if term.word == word), None)


class UpdateRequestQuerySet(models.QuerySet):
    def open(self, on):
        """Those that can still be answered."""
        return self.filter(closes_on__gte=on)

    def newest_first(self):
        return self.order_by("-academic_year", "-term")

    def before(self, request):
        """The terms of the same edition before this one, the newest first."""
        earlier = Q(academic_year__lt=request.academic_year) | Q(
            academic_year=request.academic_year, term__lt=request.term
        )
        return self.filter(earlier, edition=request.edition_id).newest_first()

    def after(self, request):
        """The terms of the same edition after this one, the next first."""
        later = Q(academic_year__gt=request.academic_year) | Q(
            academic_year=request.academic_year, term__gt=request.term
        )
        return self.filter(later, edition=request.edition_id).order_by("academic_year", "term")


class UpdateRequest(models.Model):
    """The termly request to those who lead the objectives of an edition to report progress.

    Answers are due on one day and taken, marked late, until another. Then the term is closed.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="requests")
    academic_year = models.PositiveSmallIntegerField(help_text="the year it ends: 2026")
    term = models.CharField(max_length=1, choices=Term)
    due_on = models.DateField("answers due")
    closes_on = models.DateField("last day for late answers")
    asked_at = models.DateTimeField()
    asked_by = done_by()
    council_record = models.URLField(
        "the council’s own record",
        max_length=500,
        blank=True,
        help_text="Where the council publishes the meeting that took note of this term.",
    )

    objects = UpdateRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "academic_year", "term"], name="one_request_a_term"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("due_on")), name="request_closes_after_it_is_due"
            ),
        ]

    def __str__(self):
        return f"{self.get_term_display().capitalize()} {self.in_words}"

    def get_absolute_url(self):
        return reverse("strategy:request-detail", args=[self.pk])

    def board_url(self, name="strategy:board"):
        """The page of the term for elected members."""
        word = Term(self.term).word
        return reverse(name, args=[self.edition.slug, self.academic_year, word])

    @property
    def in_words(self):
        """The school year as it is said: 2025/26."""
        return f"{self.academic_year - 1}/{self.academic_year % 100:02}"

    def is_late(self, on):
        """Whether what has not come by this day is late."""
        return self.due_on < on

    def is_closed(self, on):
        return self.closes_on < on

    def is_due_soon(self, on):
        return not self.is_late(on) and self.due_on - on <= SOON


def earlier_than(request):
    """Updates of the terms before one."""
    return Q(request__academic_year__lt=request.academic_year) | Q(
        request__academic_year=request.academic_year, request__term__lt=request.term
    )


class ProgressUpdateQuerySet(models.QuerySet):
    def signed_off(self):
        return self.filter(state=ProgressUpdate.State.SIGNED_OFF)

    def visible_to(self, user):
        """Signed-off updates are public with their edition; others to those who report or sign."""
        public = Q(state=ProgressUpdate.State.SIGNED_OFF) & Q(
            objective__edition__state__in=Edition.PUBLIC
        )
        if not user.is_authenticated:
            return self.filter(public)
        if can(user, Permission.PROGRESS_SIGN_OFF):
            return self.all()
        return self.filter(public | Q(objective__in=Objective.objects.reported_by(user)))

    def for_list(self):
        """With all that a line of a list names, in the one query."""
        return self.select_related("request__edition", "objective__edition", "submitted_by")

    def to_report(self, on):
        """What can still be answered: asked for or returned, and its term open."""
        unfinished = [ProgressUpdate.State.REQUESTED, ProgressUpdate.State.RETURNED]
        return self.filter(state__in=unfinished, request__closes_on__gte=on)

    def to_sign(self):
        """What waits for a second person, whether its term is open or not."""
        return self.filter(state=ProgressUpdate.State.SUBMITTED)

    def owed(self, on):
        """What somebody still has to do: report it while its term is open, or sign it off."""
        return self.filter(
            Q(state=ProgressUpdate.State.SUBMITTED)
            | Q(
                state__in=[ProgressUpdate.State.REQUESTED, ProgressUpdate.State.RETURNED],
                request__closes_on__gte=on,
            )
        )

    def before(self, update):
        """The updates of the same objective in earlier terms, the newest first."""
        return self.filter(
            earlier_than(update.request), objective=update.objective_id
        ).newest_first()

    def after(self, update):
        """The updates of the same objective in later terms."""
        request = update.request
        later = Q(request__academic_year__gt=request.academic_year) | Q(
            request__academic_year=request.academic_year, request__term__gt=request.term
        )
        return self.filter(later, objective=update.objective_id)

    def newest_first(self):
        return self.order_by("-request__academic_year", "-request__term")

    def latest_of(self, objectives):
        """The newest signed-off update of each objective, with its term."""
        newest = (
            ProgressUpdate.objects.signed_off()
            .filter(objective=OuterRef("objective"))
            .newest_first()
        )
        return self.filter(
            objective__in=objectives, pk=Subquery(newest.values("pk")[:1])
        ).select_related("request")

    def latest_before(self, request):
        """The newest signed-off update of each objective before a term."""
        newest = (
            ProgressUpdate.objects.signed_off()
            .filter(earlier_than(request), objective=OuterRef("objective"))
            .newest_first()
        )
        return self.filter(
            objective__updates__request=request, pk=Subquery(newest.values("pk")[:1])
        )

    def late_first(self):
        """What still has to come, the longest overdue first; then what waits for a signature."""
        return self.order_by("state", "request__due_on", "objective__number")


class ProgressUpdate(models.Model):
    """How one objective stands in one term: red, amber or green with a reason, and a direction."""

    class State(models.TextChoices):
        # The values sort as the work does.
        REQUESTED = "1_requested", "asked for"
        RETURNED = "2_returned", "returned with a question"
        SUBMITTED = "3_submitted", "waits for a second person"
        SIGNED_OFF = "4_signed_off", "signed off"

    class Rag(models.TextChoices):
        RED = "red", "Red: off track, needs a decision"
        AMBER = "amber", "Amber: some of it is at risk"
        GREEN = "green", "Green: on track"

    class Direction(models.TextChoices):
        BETTER = "better", "improving"
        SAME = "same", "much the same"
        WORSE = "worse", "getting worse"

    NEXT = {
        State.REQUESTED: {State.SUBMITTED},
        State.RETURNED: {State.SUBMITTED},
        State.SUBMITTED: {State.RETURNED, State.SIGNED_OFF},
    }

    request = models.ForeignKey(UpdateRequest, on_delete=models.PROTECT, related_name="updates")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="updates")
    state = models.CharField(max_length=14, choices=State, default=State.REQUESTED)
    rag = models.CharField("progress", max_length=5, choices=Rag, blank=True)
    direction = models.CharField(max_length=6, choices=Direction, blank=True)
    reason = models.TextField("why", blank=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = done_by()
    returned_why = models.TextField("question", blank=True)
    signed_off_at = models.DateTimeField(null=True)
    signed_off_by = done_by()
    version = models.PositiveIntegerField(
        default=0, help_text="counts writes, so that nobody overwrites what they have not seen"
    )

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "objective"], name="one_update_a_term"),
            models.CheckConstraint(
                condition=Q(state__in=["1_requested", "2_returned"])
                | (~Q(rag="") & ~Q(direction="") & ~Q(reason="") & Q(submitted_at__isnull=False)),
                name="update_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="4_signed_off", signed_off_at__isnull=False)
                | (~Q(state="4_signed_off") & Q(signed_off_at=None)),
                name="update_signed_off_at",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by=None) | ~Q(signed_off_by=F("submitted_by")),
                name="update_signed_off_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.objective}, {self.request}"

    def get_absolute_url(self):
        return reverse("strategy:update-detail", args=[self.pk])

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    @property
    def is_with_its_lead(self):
        """Whether it waits for an answer, not for a signature."""
        return self.can_become(self.State.SUBMITTED)


class ActionProgress(models.Model):
    """What an update says of one action; the action takes it over when it is signed off."""

    update = models.ForeignKey(ProgressUpdate, on_delete=models.CASCADE, related_name="actions")
    action = models.ForeignKey(StrategicAction, on_delete=models.CASCADE, related_name="progress")
    status = models.CharField(max_length=12, choices=StrategicAction.Status)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "progress of actions"
        constraints = [
            models.UniqueConstraint(fields=["update", "action"], name="one_status_an_update")
        ]

    def __str__(self):
        return f"{self.action}: {self.get_status_display()}"


class MilestoneProgress(models.Model):
    """A milestone that an update reports as met; it counts when the update is signed off."""

    update = models.ForeignKey(ProgressUpdate, on_delete=models.CASCADE, related_name="milestones")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="progress")
    met_on = models.DateField("met")

    class Meta:
        verbose_name_plural = "progress of milestones"
        constraints = [
            models.UniqueConstraint(fields=["update", "milestone"], name="one_day_an_update")
        ]

    def __str__(self):
        return f"{self.milestone}: met"
