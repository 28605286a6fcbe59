"""The days that are offered in a term, those that deployments take, and those left."""

from decimal import Decimal

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import done_by
from strategy.models.progress import Term
from strategy.terms import SchoolTerm

DAYS = DecimalField(max_digits=6, decimal_places=1)


class CapacityQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("academic_year", "term")

    def from_term(self, academic_year, term):
        """Those of a term and of the terms after it."""
        later = Q(academic_year__gt=academic_year)
        return self.filter(later | Q(academic_year=academic_year, term__gte=term))

    def with_days(self):
        """Each with the days `booked` by deployments of its term, and those `left`."""
        # Deployments stand on entries, and these on what is here: asked by name.
        from_deployments = (
            apps.get_model("support_directory", "Deployment")
            .objects.holding_days()
            .filter(
                entry=OuterRef("entry"),
                academic_year=OuterRef("academic_year"),
                term=OuterRef("term"),
            )
            .order_by()
            .values("entry")
            .annotate(total=Sum("days_planned"))
            .values("total")
        )
        booked = Coalesce(
            Subquery(from_deployments, output_field=DAYS), Value(Decimal(0)), output_field=DAYS
        )
        return self.annotate(booked=booked).annotate(left=F("days") - F("booked"))


class Capacity(models.Model):
    """The days that somebody in the directory offers in one term."""

    entry = models.ForeignKey(
        "support_directory.Entry", on_delete=models.CASCADE, related_name="capacities"
    )
    academic_year = models.PositiveSmallIntegerField(help_text="the year it ends: 2026")
    term = models.CharField(max_length=1, choices=Term)
    days = models.DecimalField(
        "days offered",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = done_by()

    objects = CapacityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "capacities"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "academic_year", "term"], name="one_capacity_a_term"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=0, days__lte=100), name="capacity_within_a_term"
            ),
        ]

    def __str__(self):
        return f"{self.entry}: {self.days} days"

    @property
    def school_term(self):
        return SchoolTerm(self.academic_year, Term(self.term))
