"""Highlight reports: what each group did in a term, on one page for the board."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import done_by
from accounts.permissions import Permission, can
from strategy.models.progress import Term
from strategy.terms import SchoolTerm
from subgroups.models.groups import Group


class ReportCall(models.Model):
    """A board's call for the highlight reports of a term, due on a day."""

    board = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="report_calls")
    academic_year = models.PositiveSmallIntegerField(help_text="the year it ends: 2026")
    term = models.CharField(max_length=1, choices=Term)
    due_on = models.DateField("reports due")
    made_at = models.DateTimeField()
    made_by = done_by()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board", "academic_year", "term"], name="one_report_call_a_term"
            )
        ]

    def __str__(self):
        return str(self.school_term)

    def get_absolute_url(self):
        return self.page("report-board")

    @property
    def school_term(self):
        return SchoolTerm(self.academic_year, Term(self.term))

    def page(self, name):
        word = Term(self.term).word
        return reverse(f"subgroups:{name}", args=[self.board.slug, self.academic_year, word])

    def is_late(self, on):
        return self.due_on < on


class HighlightReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published ones to everybody, others to whoever reads all groups (by group: the view)."""
        if can(user, Permission.GROUP_READ):
            return self.all()
        return self.published()

    def published(self):
        return self.filter(state=HighlightReport.State.PUBLISHED)

    def newest_first(self):
        return self.order_by("-call__academic_year", "-call__term")


class HighlightReport(models.Model):
    """What a group did in a term: it drafts itself, the chair edits and submits it."""

    class State(models.TextChoices):
        DRAFT = "draft", "in draft"
        SUBMITTED = "submitted", "with the board"
        PUBLISHED = "published", "published"

    NEXT = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.DRAFT, State.PUBLISHED},
    }

    call = models.ForeignKey(ReportCall, on_delete=models.PROTECT, related_name="reports")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    done = models.TextField("what was done", blank=True)
    measures = models.TextField("which measures moved", blank=True)
    work = models.TextField("support and budget", blank=True)
    risks = models.TextField("what is at risk", blank=True)
    asks = models.TextField("what is asked of the board", blank=True)
    next_term = models.TextField("what comes next", blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = done_by()
    returned_why = models.TextField("question", blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = done_by()

    objects = HighlightReportQuerySet.as_manager()

    PARTS = ("done", "measures", "work", "risks", "asks", "next_term")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "group"], name="one_report_a_term"),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(done="") & Q(submitted_at__isnull=False)),
                name="report_submitted_says_something",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="report_published_at",
            ),
        ]

    def __str__(self):
        return f"{self.group}, {self.call}"

    def get_absolute_url(self):
        return self.page("report-detail")

    def page(self, name):
        word = Term(self.call.term).word
        return reverse(f"subgroups:{name}", args=[self.group.slug, self.call.academic_year, word])

    def can_become(self, state):
        return state in self.NEXT.get(self.State(self.state), ())

    def was_late(self):
        return bool(self.submitted_at) and self.submitted_at.date() > self.call.due_on

    @property
    def sections(self):
        """Each part with its heading, the empty ones left out."""
        return [
            (self._meta.get_field(part).verbose_name, words)
            for part in self.PARTS
            if (words := getattr(self, part))
        ]
