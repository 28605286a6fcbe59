"""Published figures, each with the file and row it came from."""

from django.db import models
from django.db.models import Q

from schools.models import SAMPLE_AUTHORITY_CODE, Release


class Entry(models.Model):
    """A school's row in a published file: how the publisher described the school that year."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=20)
    academic_year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Release.Status)
    row = models.PositiveIntegerField(help_text="line of the file, the header being line 1")
    urn = models.PositiveIntegerField()
    la_code = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    record_type = models.CharField(max_length=4, blank=True, help_text="RECTYPE, as published")
    school_type = models.CharField(max_length=10, blank=True, help_text="NFTYPE, as published")
    closed = models.CharField(max_length=4, blank=True, help_text="ICLOSE, as published")
    low_age = models.PositiveSmallIntegerField(null=True)
    high_age = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "academic_year", "status", "urn"], name="entry_once_a_release"
            )
        ]
        indexes = [models.Index(fields=["la_code", "academic_year"]), models.Index(fields=["urn"])]

    def __str__(self):
        return f"{self.urn} in row {self.row}"


class Figure(models.Model):
    """A cell of a published file: a number or a code, never both, with the raw text kept."""

    # Found by release and authority together (below): an index of its own only slows ingest.
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+", db_index=False)
    measure = models.CharField(max_length=40)
    academic_year = models.PositiveSmallIntegerField()
    pupil_group = models.CharField(max_length=20, default="all")
    status = models.CharField(max_length=12, choices=Release.Status)
    raw = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    code = models.CharField(max_length=10, blank=True)
    cohort = models.PositiveIntegerField(null=True, help_text="pupils the figure covers")
    row = models.PositiveIntegerField(help_text="line of the file, the header being line 1")
    column = models.CharField(max_length=60, help_text="the publisher's name of the column")

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.measure} {self.academic_year} {self.pupil_group}: {self.raw}"


CELL = ("measure", "pupil_group", "academic_year", "status", "value", "code", "cohort")


class ObservationQuerySet(models.QuerySet):
    def of_page(self, own, others, measures):
        """A school's own figures, all of them, and those of others that stand beside them."""
        return self.filter(
            Q(urn__in=own) | Q(urn__in=others, measure__in=measures, pupil_group="all")
        )

    def cells(self):
        """Plain tuples, for pages that print a thousand of them."""
        return self.values_list("urn", *CELL, "ci_low", "ci_high", "release_id")


class BenchmarkQuerySet(models.QuerySet):
    def fit_for(self, la_code):
        """Those that schools of an authority may be held against; None stands for all England.

        The sample city's files say of England what nobody published: only its own schools are
        held against that.
        """
        if la_code == SAMPLE_AUTHORITY_CODE:
            return self
        return self.exclude(release__authorities=[SAMPLE_AUTHORITY_CODE])

    def beside(self, la_code, measures):
        """England's and one authority's figures for these measures."""
        return self.fit_for(la_code).filter(
            Q(area=Benchmark.Area.ENGLAND) | Q(area=Benchmark.Area.AUTHORITY, la_code=la_code),
            measure__in=measures,
        )

    def cells(self):
        return self.values_list("area", "population", *CELL, "release_id")


class Observation(Figure):
    """What a publisher says of one school, measure, year and pupil group.

    A blank cell makes no row; the school's `Entry` shows that the publisher listed it.
    """

    urn = models.PositiveIntegerField(help_text="as in the file; may since have a successor")
    la_code = models.PositiveSmallIntegerField()
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn", "measure", "academic_year", "pupil_group", "status"],
                name="observation_once_a_release",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(code__in=["", "SP", "LOW", "low", "k"]),
                name="observation_number_or_code",
            ),
        ]
        indexes = [models.Index(fields=["release", "la_code"])]


class Benchmark(Figure):
    """What a publisher says of England or of an authority, for comparison with a school."""

    class Area(models.TextChoices):
        ENGLAND = "england", "England"
        AUTHORITY = "authority", "Local authority"

    area = models.CharField(max_length=10, choices=Area)
    la_code = models.PositiveSmallIntegerField(default=0, help_text="0 for England")
    population = models.CharField(
        max_length=20,
        help_text="state_funded or all; for absence: primary, secondary or special",
    )

    objects = BenchmarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "measure",
                    "academic_year",
                    "pupil_group",
                    "status",
                    "area",
                    "la_code",
                    "population",
                ],
                name="benchmark_once_a_release",
            )
        ]


class Inspection(models.Model):
    """One inspection by Ofsted, in the framework of its day; never translated into another."""

    class Framework(models.TextChoices):
        OVERALL = "overall", "overall grade (inspections to August 2024)"
        SUB_GRADES = "sub_grades", "four judgements (September 2024 to November 2025)"
        REPORT_CARD = "report_card", "report card (from November 2025)"
        UNGRADED = "ungraded", "ungraded visit"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    listed_urn = models.PositiveIntegerField(help_text="the school whose row it stands in")
    urn = models.PositiveIntegerField(help_text="the school at the time of the inspection")
    la_code = models.PositiveSmallIntegerField()
    position = models.CharField(max_length=10, help_text="latest, previous, oeif or ungraded")
    framework = models.CharField(max_length=12, choices=Framework)
    number = models.CharField(max_length=20, blank=True)
    event_type = models.CharField(max_length=60, blank=True)
    inspected_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    overall = models.PositiveSmallIntegerField(null=True, help_text="1 to 4; none if not judged")
    grades = models.JSONField(default=dict, help_text="area of inspection: grade, as published")
    outcome = models.CharField(max_length=80, blank=True, help_text="words of an ungraded visit")
    category_of_concern = models.CharField(max_length=10, blank=True)
    safeguarding_met = models.BooleanField(null=True)
    column = models.CharField(max_length=60, help_text="the column that carries the judgement")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "listed_urn", "position"], name="inspection_once_a_release"
            )
        ]
        indexes = [models.Index(fields=["urn"]), models.Index(fields=["listed_urn"])]

    def __str__(self):
        return f"{self.urn} {self.framework} {self.inspected_on or 'undated'}"
