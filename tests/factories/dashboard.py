"""Published figures, rounds and ratings, the explanation as the engine would give it."""

import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from dashboard.models import (
    Area,
    AuthorityFigure,
    AuthorityMeasure,
    Benchmark,
    Entry,
    Inspection,
    MethodVersion,
    Neighbour,
    Observation,
    Rating,
    RatingRound,
)
from dashboard.readings import strongest_reasons
from schools.models import SAMPLE_AUTHORITY_CODE, Release
from tests.factories.schools import ReleaseFactory, SchoolFactory


class EntryFactory(DjangoModelFactory):
    class Meta:
        model = Entry

    release = factory.SubFactory(ReleaseFactory)
    kind = "ks2"
    academic_year = 2025
    status = Release.Status.FINAL
    row = factory.Sequence(lambda n: n + 2)
    urn = factory.Sequence(lambda n: 905_000 + n)
    la_code = SAMPLE_AUTHORITY_CODE
    record_type = "1"


class FigureFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    release = factory.SubFactory(ReleaseFactory)
    measure = "rwm_expected"
    academic_year = 2025
    pupil_group = "all"
    status = Release.Status.FINAL
    value = 49.0
    raw = factory.LazyAttribute(
        lambda figure: figure.code if figure.value is None else f"{figure.value:g}%"
    )
    code = ""
    cohort = 60
    row = 2
    column = "PTRWM_EXP"


class ObservationFactory(FigureFactory):
    class Meta:
        model = Observation

    urn = factory.Sequence(lambda n: 905_000 + n)
    la_code = SAMPLE_AUTHORITY_CODE


class BenchmarkFactory(FigureFactory):
    class Meta:
        model = Benchmark

    value = 62.0
    cohort = None
    area = Benchmark.Area.ENGLAND
    la_code = 0
    population = "state_funded"


class AreaFactory(DjangoModelFactory):
    """An invented authority of the South East; 970 is England, 989 its region."""

    class Meta:
        model = Area
        django_get_or_create = ("code",)

    code = SAMPLE_AUTHORITY_CODE
    name = factory.LazyAttribute(
        lambda area: {970: "England", 989: "South East"}.get(area.code, f"Area {area.code}")
    )
    kind = factory.LazyAttribute(lambda area: Area.kind_of(area.code))
    region = factory.LazyAttribute(
        lambda area: "South East" if area.kind == Area.Kind.AUTHORITY else "NA"
    )


class AuthorityMeasureFactory(DjangoModelFactory):
    class Meta:
        model = AuthorityMeasure
        django_get_or_create = ("code",)

    code = "KS2RWM_Expected_STD"
    name = "Pupils meeting the expected standard in reading, writing and mathematics (%)"
    topic = "Key Stage 2"
    polarity = AuthorityMeasure.Direction.HIGH
    unit = "% achieving expected level"
    year_type = "Academic Year"


class AuthorityFigureFactory(DjangoModelFactory):
    """A figure of the sample city's world: `area__code=101` for one of its neighbours."""

    class Meta:
        model = AuthorityFigure

    release = factory.SubFactory(ReleaseFactory, kind="lait", academic_year=None)
    measure = factory.SubFactory(AuthorityMeasureFactory)
    area = factory.SubFactory(AreaFactory)
    year = 2025
    year_as_published = factory.LazyAttribute(lambda figure: str(figure.year))
    status = Release.Status.FINAL
    value = 54.0
    raw = factory.LazyAttribute(
        lambda figure: figure.code if figure.value is None else f"{figure.value:g}"
    )
    code = ""
    row = 2
    is_sample = True


class NeighbourFactory(DjangoModelFactory):
    class Meta:
        model = Neighbour

    release = factory.SubFactory(
        ReleaseFactory, kind="neighbours", academic_year=None, as_at=datetime.date(2025, 5, 1)
    )
    authority = SAMPLE_AUTHORITY_CODE
    neighbour = 101
    place = 1
    closeness = "Very close"
    row = 4
    column = "SN1"


class InspectionFactory(DjangoModelFactory):
    class Meta:
        model = Inspection

    release = factory.SubFactory(ReleaseFactory, kind="ofsted")
    row = factory.Sequence(lambda n: n + 2)
    listed_urn = factory.Sequence(lambda n: 905_000 + n)
    urn = factory.SelfAttribute("listed_urn")
    la_code = SAMPLE_AUTHORITY_CODE
    position = "latest"
    framework = Inspection.Framework.OVERALL
    event_type = "School inspection"
    inspected_on = datetime.date(2023, 3, 14)
    published_on = datetime.date(2023, 4, 20)
    overall = 3


class MethodVersionFactory(DjangoModelFactory):
    class Meta:
        model = MethodVersion
        django_get_or_create = ("sha256",)

    key = "pep-m1"
    sha256 = "a" * 64
    text = 'key = "pep-m1"\n'


class RatingRoundFactory(DjangoModelFactory):
    """A round shared with schools; `state="draft", shared_at=None` for one that is not."""

    class Meta:
        model = RatingRound

    academic_year = 2025
    la_code = SAMPLE_AUTHORITY_CODE
    method = factory.SubFactory(MethodVersionFactory)
    cut_off = datetime.date(2025, 12, 31)
    state = RatingRound.State.SHARED
    shared_at = datetime.datetime(2026, 1, 12, 9, 0, tzinfo=datetime.UTC)
    inputs_sha256 = "b" * 64
    result_sha256 = "c" * 64


class DraftRoundFactory(RatingRoundFactory):
    state = RatingRound.State.DRAFT
    shared_at = None


class RatingFactory(DjangoModelFactory):
    """A junior school at Priority 1: 82.5, most of it from reading, writing and maths."""

    class Meta:
        model = Rating

    round = factory.SubFactory(RatingRoundFactory)
    school = factory.SubFactory(SchoolFactory)
    urn = factory.SelfAttribute("school.urn")
    urn_in_file = factory.SelfAttribute("urn")
    current_urn = factory.SelfAttribute("urn")
    name = factory.SelfAttribute("school.name")
    phase = "junior"
    status = Rating.Status.RATED
    score = Decimal("82.5")
    score_band = Rating.Priority.ONE
    computed_priority = Rating.Priority.ONE
    coverage = 100
    explanation = factory.LazyAttribute(lambda rating: explanation(rating))
    reasons = factory.LazyAttribute(
        lambda rating: strongest_reasons(rating.explanation["indicators"])
    )


def explanation(rating):
    """The whole explanation of one rating, its contributions adding up to 82.5."""
    if rating.status not in (Rating.Status.RATED, Rating.Status.LIMITED):
        return {**_identity(rating), **_no_score(rating)}
    return {
        **_identity(rating),
        "status_reason": "",
        "triggers": ["stuck_school"],
        "trigger_details": [
            {
                "key": "stuck_school",
                "name": "Stuck school",
                "at_least": 1,
                "because": "requires improvement in March 2023 and inadequate in May 2019",
            }
        ],
        "flags": ["Results of the predecessor (URN 900001) are used for 2023."],
        "indicators": [
            _indicator(
                "A1",
                "Reading, writing and maths at the expected standard",
                measure="rwm_expected",
                value=49,
                england=62,
                gap=-13,
                points=3,
                weight=40,
                contribution=30,
            ),
            _indicator(
                "F2",
                "Persistent absence",
                measure="persistent_absence",
                unit="rate",
                value=28.4,
                england=13.5,
                gap=2.1,
                points=4,
                weight=30,
                contribution=30,
                decimals=1,
            ),
            _indicator(
                "H",
                "Latest inspection",
                measure="",
                unit="grade",
                value="requires improvement",
                england=None,
                gap=None,
                points=3,
                weight=30,
                contribution=22.5,
                cohort=None,
            ),
            _indicator(
                "E1",
                "Disadvantaged pupils",
                measure="rwm_expected",
                pupil_group="disadvantaged",
                value=None,
                england=46,
                gap=None,
                points=None,
                weight=0,
                contribution=0,
                cohort=4,
                reason="not published for this school: 5 or fewer pupils",
            ),
        ],
        "nearest": {
            "key": "A1",
            "label": "reading, writing and maths",
            "from": 49.0,
            "to": 51.5,
            "change": 2.5,
            "score": 59.4,
            "priority": 2,
            "sentence": (
                "If reading, writing and maths, 2025, were 2.5 points higher, the score would"
                " be 59.4: Priority 2."
            ),
        },
        "one_pupil": {
            "holds": True,
            "tests": [
                {
                    "key": "A1",
                    "label": "reading, writing and maths",
                    "cohort": 60,
                    "fewer": {"value": 47, "score": 82.5, "priority": 1},
                    "more": {"value": 51, "score": 82.5, "priority": 1},
                }
            ],
        },
        "similar": [],
    }


def _identity(rating):
    return {
        "urn": rating.urn,
        "urn_in_file": rating.urn_in_file,
        "current_urn": rating.current_urn,
        "name": rating.name,
        "phase": rating.phase,
        "status": str(rating.status),
        "score": None if rating.score is None else float(rating.score),
        "score_band": rating.score_band and int(rating.score_band),
        "computed_priority": rating.computed_priority and int(rating.computed_priority),
        "coverage": rating.coverage,
    }


def _no_score(rating):
    return {
        "status_reason": "fewer than half of the indicators are published for this school",
        "triggers": [],
        "trigger_details": [],
        "flags": [],
        "indicators": [],
        "nearest": None,
        "one_pupil": None,
        "similar": [],
    }


def _indicator(key, label, **given):
    return {
        "key": key,
        "label": label,
        "short": label[0].lower() + label[1:],
        "pupil_group": "all",
        "unit": "percent",
        "ci_low": None,
        "ci_high": None,
        "cohort": 60,
        "year": 2025,
        "years": [2025],
        "decimals": 0,
        "reason": "",
        "source_urns": [900_012],
        "note": "",
        "parts": [],
        **given,
    }
