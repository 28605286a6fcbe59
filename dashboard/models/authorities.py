"""Figures of whole authorities over the years, and which authorities are like which."""

from django.db import models
from django.db.models import Q

from dashboard.engine.standing import Polarity
from schools.models import SAMPLE_AUTHORITY_CODE, Release

ENGLAND = 970
FIRST_REGION, LAST_REGION = 980, 990
# The sample city and its invented neighbours; real authorities begin at 201.
LAST_SAMPLE_AREA = 199


def is_sample_area(code: int) -> bool:
    """Whether an area is invented: the sample city, or one of those it is held against."""
    return code == SAMPLE_AUTHORITY_CODE or code <= LAST_SAMPLE_AREA


class AreaQuerySet(models.QuerySet):
    def authorities(self):
        """Local authorities alone, those that have since been reorganised among them."""
        return self.filter(kind=Area.Kind.AUTHORITY)


class Area(models.Model):
    """A local authority, a region or England, by the publisher's own number."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "local authority"
        REGION = "region", "region"
        ENGLAND = "england", "England"

    code = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    region = models.CharField(
        max_length=40, blank=True, help_text="as published: the text NA for regions and England"
    )
    kind = models.CharField(max_length=10, choices=Kind)

    objects = AreaQuerySet.as_manager()

    def __str__(self):
        return self.name

    @staticmethod
    def kind_of(code):
        """What a number of the publisher stands for."""
        if code == ENGLAND:
            return Area.Kind.ENGLAND
        if FIRST_REGION <= code <= LAST_REGION:
            return Area.Kind.REGION
        return Area.Kind.AUTHORITY


class AuthorityMeasure(models.Model):
    """What is measured of a whole authority, as the publisher's dictionary describes it.

    A measure that figures name and no dictionary describes is kept without a direction: it
    has values, and no rank.
    """

    class Direction(models.TextChoices):
        HIGH = Polarity.HIGH.value, "higher is better"
        LOW = Polarity.LOW.value, "lower is better"
        NONE = Polarity.NONE.value, "neither is better"

    code = models.CharField(max_length=40, unique=True, help_text="Short Desc, as published")
    name = models.CharField(max_length=350)
    topic = models.CharField(max_length=60, blank=True)
    polarity = models.CharField(max_length=4, choices=Direction, default=Direction.NONE)
    unit = models.CharField(max_length=60, blank=True, help_text="y_axis_name, as published")
    decimal_places = models.PositiveSmallIntegerField(null=True, help_text="dps; null if silent")
    has_fractions = models.BooleanField(
        default=False, help_text="whether some figure of it is no whole number"
    )
    year_type = models.CharField(max_length=30, blank=True)
    has_quarters = models.BooleanField(
        default=True, help_text="false where the publisher gives no quartiles"
    )
    release = models.ForeignKey(
        Release,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the dictionary that describes it",
    )
    row = models.PositiveIntegerField(null=True)

    def __str__(self):
        return self.name

    @property
    def places(self):
        """Decimals a page shows: the dictionary's; where it is silent one, if any figure has
        decimals (the rule of the publisher's own tool, but for measures of whole numbers)."""
        return int(self.has_fractions) if self.decimal_places is None else self.decimal_places


class AuthorityFigureQuerySet(models.QuerySet):
    def in_world_of(self, area):
        """Figures an area may be held against: invented ones for the sample city alone."""
        return self.filter(is_sample=is_sample_area(area))


class AuthorityFigure(models.Model):
    """What the publisher says of one area, measure and year; provisional and final figures
    stand beside one another, and the highest status is in force."""

    # The column of the publisher's file that holds every figure.
    COLUMN = "Values"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")
    measure = models.ForeignKey(
        AuthorityMeasure, on_delete=models.CASCADE, related_name="figures", db_index=False
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(help_text="the last year that the period names")
    year_as_published = models.CharField(max_length=30)
    status = models.CharField(max_length=12, choices=Release.Status)
    raw = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    code = models.CharField(max_length=10, blank=True, help_text="why there is no value")
    row = models.PositiveIntegerField(help_text="line of the file, the header being line 1")
    is_sample = models.BooleanField(default=False)

    objects = AuthorityFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "area", "year", "status", "is_sample"],
                name="authority_figure_once_a_status",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(code=""), name="authority_figure_number_or_code"
            ),
        ]

    def __str__(self):
        return f"{self.measure_id} of {self.area_id} in {self.year_as_published}: {self.raw}"


class NeighbourQuerySet(models.QuerySet):
    def in_force(self, authority):
        """An authority's neighbours, nearest first, by the newest model that names them."""
        newest = (
            self.filter(authority=authority)
            .order_by("-release__as_at", "-release")
            .values("release")[:1]
        )
        return self.filter(authority=authority, release=newest).order_by("place")


class Neighbour(models.Model):
    """An authority like another, by the publisher's model of a month; 1 is the nearest."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="neighbours")
    authority = models.PositiveSmallIntegerField()
    neighbour = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    closeness = models.CharField(max_length=20, help_text="as published")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=10)

    objects = NeighbourQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "release", "place"], name="neighbour_once_a_place"
            ),
            models.UniqueConstraint(
                fields=["authority", "release", "neighbour"], name="neighbour_once_a_list"
            ),
            models.CheckConstraint(
                condition=~Q(authority=models.F("neighbour")), name="neighbour_is_another"
            ),
        ]

    def __str__(self):
        return f"{self.neighbour} is neighbour {self.place} of {self.authority}"
