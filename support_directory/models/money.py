"""What support costs and who may have how much of it: rates, entitlements, projects."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.history import History, VersionedQuerySet
from dashboard.models import Rating
from schools.models import School


class RateQuerySet(VersionedQuerySet):
    def on(self, day):
        """The rate in force on a day; none before the first."""
        return self.filter(starts_on__lte=day).order_by("-starts_on").first()

    def newest_first(self):
        return self.order_by("-starts_on")


class Rate(models.Model):
    """What a day of support costs from a day on, and what the home school gets of it.

    A deployment keeps the rate of the day it was offered.
    """

    starts_on = models.DateField("first day", unique=True)
    day_rate = models.DecimalField("pounds a day", max_digits=7, decimal_places=2)
    home_share = models.DecimalField("of it to the home school", max_digits=7, decimal_places=2)

    objects = RateQuerySet.as_manager()
    history = History()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(home_share__gte=0, home_share__lte=F("day_rate")),
                name="rate_shares_what_is_paid",
            ),
        ]

    def __str__(self):
        return f"£{self.day_rate:.2f} a day from {self.starts_on:%-d %B %Y}"

    @property
    def brokerage(self):
        return self.day_rate - self.home_share


class Entitlement(models.Model):
    """The days and core visits a school of one level of support may have in a school year.

    The numbers are ours: those of the partnership's own appendix are not known.
    """

    academic_year = models.PositiveSmallIntegerField(help_text="the year it ends: 2026")
    priority = models.PositiveSmallIntegerField(choices=Rating.Priority)
    days = models.DecimalField("days of support", max_digits=5, decimal_places=1)
    core_visits = models.PositiveSmallIntegerField("core visits")

    objects = VersionedQuerySet.as_manager()
    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["academic_year", "priority"], name="one_entitlement_a_year_and_priority"
            ),
            models.CheckConstraint(condition=Q(days__gte=0), name="entitlement_is_not_negative"),
        ]

    def __str__(self):
        years = f"{self.academic_year - 1}/{self.academic_year % 100:02}"
        return f"{self.get_priority_display()}, {years}"


class Project(models.Model):
    """Money for support that came for one purpose, such as a funded bid, with its own budget."""

    name = models.CharField(max_length=200, unique=True)
    funder = models.CharField(max_length=200)
    budget = models.DecimalField("sum in pounds", max_digits=10, decimal_places=2)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    measures = models.TextField("by what it is judged", help_text="One measure a line.")
    schools = models.ManyToManyField(School, related_name="projects", blank=True)

    objects = VersionedQuerySet.as_manager()
    history = History()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(budget__gt=0), name="project_has_money"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("deployments:project-detail", args=[self.pk])
