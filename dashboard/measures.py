"""What is measured: the one list of measures, and which years have them.

Which column of which file carries a measure is said in `dashboard/published/`.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PRIMARY, SECONDARY = "primary", "secondary"
EVERY_STAGE = frozenset({PRIMARY, SECONDARY})


@dataclass(frozen=True)
class Unit:
    """How a measure is counted, and what no figure of it can lie outside."""

    key: str
    lowest: float
    highest: float
    sign: str = ""


PERCENT = Unit("percent", 0, 100, "%")
PUPILS = Unit("pupils", 0, 1_000_000_000)
# Scaled scores run from 80 to 120; schools' averages are published within them.
SCALED_SCORE = Unit("score", 80, 120)
# Ten subjects' worth of points at grade 9, the highest grade.
ATTAINMENT_8 = Unit("points", 0, 90)
EBACC_POINTS = Unit("points", 0, 9)
# Special schools reach -17; nothing published comes near the limits.
KS2_PROGRESS = Unit("progress", -40, 40)
PROGRESS_8 = Unit("progress", -10, 10)
BAND = Unit("band", 1, 5)

BANDS = {
    1: "well above average",
    2: "above average",
    3: "average",
    4: "below average",
    5: "well below average",
}


@dataclass(frozen=True)
class Measure:
    """A thing a publisher counts about a school, in words for a page."""

    key: str
    label: str
    unit: Unit
    decimals: int
    kind: str
    family: str
    phases: frozenset[str]
    higher_is_better: bool | None
    question: str = ""

    @property
    def is_percent(self) -> bool:
        return self.unit is PERCENT


def _ks2(
    key: str,
    label: str,
    unit: Unit,
    *,
    family: str = "ks2_attainment",
    better: bool | None = True,
    question: str = "",
) -> Measure:
    decimals = 1 if unit is KS2_PROGRESS else 0
    return Measure(
        key, label, unit, decimals, "ks2", family, frozenset({PRIMARY}), better, question
    )


def _ks4(
    key: str,
    label: str,
    unit: Unit,
    decimals: int,
    *,
    family: str = "ks4_attainment",
    better: bool | None = True,
    question: str = "",
) -> Measure:
    return Measure(
        key, label, unit, decimals, "ks4", family, frozenset({SECONDARY}), better, question
    )


_RWM = "reading, writing and maths"

_ALL = [
    _ks2(
        "rwm_expected",
        "Reading, writing and maths at the expected standard",
        PERCENT,
        question=f"How many pupils reach the expected standard in {_RWM}?",
    ),
    _ks2(
        "rwm_higher",
        "Reading, writing and maths at the higher standard",
        PERCENT,
        question=f"How many pupils reach the higher standard in {_RWM}?",
    ),
    _ks2("reading_expected", "Reading at the expected standard", PERCENT),
    _ks2("reading_higher", "Reading at the higher standard", PERCENT),
    _ks2("reading_average", "Reading: average scaled score", SCALED_SCORE),
    _ks2("writing_expected", "Writing at the expected standard", PERCENT),
    _ks2("writing_higher", "Writing at greater depth", PERCENT),
    _ks2("maths_expected", "Maths at the expected standard", PERCENT),
    _ks2("maths_higher", "Maths at the higher standard", PERCENT),
    _ks2("maths_average", "Maths: average scaled score", SCALED_SCORE),
    _ks2("gps_expected", "Grammar, punctuation and spelling at the expected standard", PERCENT),
    _ks2("gps_higher", "Grammar, punctuation and spelling at the higher standard", PERCENT),
    _ks2("gps_average", "Grammar, punctuation and spelling: average scaled score", SCALED_SCORE),
    _ks2("science_expected", "Science at the expected standard", PERCENT),
    _ks2(
        "reading_progress",
        "Progress in reading",
        KS2_PROGRESS,
        family="ks2_progress",
        question="How much progress do pupils make in reading?",
    ),
    _ks2(
        "writing_progress",
        "Progress in writing",
        KS2_PROGRESS,
        family="ks2_progress",
        question="How much progress do pupils make in writing?",
    ),
    _ks2(
        "maths_progress",
        "Progress in maths",
        KS2_PROGRESS,
        family="ks2_progress",
        question="How much progress do pupils make in maths?",
    ),
    _ks2("reading_progress_band", "Progress in reading, band", BAND, family="ks2_progress",
         better=False),
    _ks2("writing_progress_band", "Progress in writing, band", BAND, family="ks2_progress",
         better=False),
    _ks2("maths_progress_band", "Progress in maths, band", BAND, family="ks2_progress",
         better=False),
    _ks2("ks2_pupils", "Pupils at the end of key stage 2", PUPILS, better=None),
    _ks2("ks2_roll", "Pupils on roll", PUPILS, better=None),
    _ks2("ks2_disadvantaged_share", "Disadvantaged pupils at the end of key stage 2", PERCENT,
         better=None),
    _ks2("ks2_eal_share", "Pupils with English as an additional language", PERCENT, better=None),
    _ks2("ks2_sen_support_share", "Pupils with special educational needs support", PERCENT,
         better=None),
    _ks2("ks2_ehc_plan_share", "Pupils with an education, health and care plan", PERCENT,
         better=None),
    _ks4(
        "attainment8",
        "Attainment 8",
        ATTAINMENT_8,
        1,
        question="What do pupils achieve across eight subjects?",
    ),
    _ks4(
        "progress8",
        "Progress 8",
        PROGRESS_8,
        2,
        family="progress8",
        question="How much progress do pupils make across eight subjects?",
    ),
    _ks4("progress8_band", "Progress 8, band", BAND, 0, family="progress8", better=False),
    _ks4(
        "english_maths_5",
        "Grade 5 or above in English and maths",
        PERCENT,
        1,
        question="How many pupils reach grade 5 in English and maths?",
    ),
    _ks4("english_maths_4", "Grade 4 or above in English and maths", PERCENT, 1),
    _ks4("ebacc_entered", "Entered for the English Baccalaureate", PERCENT, 1),
    _ks4("ebacc_average_points", "English Baccalaureate: average points", EBACC_POINTS, 2),
    _ks4("ks4_pupils", "Pupils at the end of key stage 4", PUPILS, 0, better=None),
    _ks4("ks4_roll", "Pupils on roll", PUPILS, 0, better=None),
    _ks4("ks4_disadvantaged_share", "Disadvantaged pupils at the end of key stage 4", PERCENT, 1,
         better=None),
    _ks4("ks4_eal_share", "Pupils with English as an additional language", PERCENT, 1,
         better=None),
    _ks4("ks4_sen_support_share", "Pupils with special educational needs support", PERCENT, 1,
         better=None),
    _ks4("ks4_ehc_plan_share", "Pupils with an education, health and care plan", PERCENT, 1,
         better=None),
    Measure("overall_absence", "Overall absence", PERCENT, 1, "absence", "absence", EVERY_STAGE,
            False, "How much school do pupils miss?"),
    Measure("persistent_absence", "Pupils missing one session in ten or more", PERCENT, 1,
            "absence", "persistent_absence", EVERY_STAGE, False,
            "How many pupils miss one session in ten or more?"),
    Measure("persistent_absence_15", "Pupils missing 15% of sessions or more (to 2014/15)",
            PERCENT, 1, "absence", "persistent_absence_15", EVERY_STAGE, False),
]  # fmt: skip

MEASURES: dict[str, Measure] = {measure.key: measure for measure in _ALL}

# Who the figures are about, in the words of a page.
PUPIL_GROUPS = {
    "all": "All pupils",
    "boys": "Boys",
    "girls": "Girls",
    "disadvantaged": "Disadvantaged pupils",
    "not_disadvantaged": "Other pupils",
    "eal": "Pupils with English as an additional language",
    "non_mobile": "Pupils who did not move school",
    "low_prior": "Pupils with low prior attainment",
    "middle_prior": "Pupils with middle prior attainment",
    "high_prior": "Pupils with high prior attainment",
}

# What a publisher writes instead of a number: abbreviations.xlsx of the performance tables
# (2019), and the analysts' guide of Explore Education Statistics for the lower-case ones.
CODES = {
    "SUPP": "suppressed: too few pupils",
    "LOWCOV": "fewer than half of the pupils are covered",
    "NE": "no entries",
    "NP": "not published",
    "NA": "not available or not applicable",
    "NEW": "new school",
    "SP": "less than 0.5 %",
    "LOW": "less than 0.5 %",
    "RE": "redacted",
    "DNS": "the school did not submit it",
    "c": "confidential: too few pupils",
    "z": "not applicable",
    "x": "not available",
    "u": "of low reliability",
    "low": "less than 0.5 %",
    "k": "less than 0.5 %",
}

# "Between 0 % and 0.5 %": counted as its middle, never shown as a number.
SMALL_CODES = {"SP", "LOW", "low", "k"}
SMALL_VALUE = 0.25


class Published:
    """What can be said of a measure's year."""

    YES = "published"
    NO = "not_published"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Availability:
    """Whether a family of measures was published by school for a year, and why not."""

    family: str
    academic_year: int
    status: str
    reason: str
    source: str

    @property
    def is_published(self) -> bool:
        return self.status != Published.NO


@cache
def _availability() -> dict[tuple[str, int], Availability]:
    path = Path(__file__).with_name("availability.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["family"], int(row["academic_year"])): Availability(
                row["family"],
                int(row["academic_year"]),
                row["status"],
                row["reason"],
                row["source"],
            )
            for row in csv.DictReader(file)
        }


def availability(measure: str, academic_year: int) -> Availability | None:
    """What the table says of a measure in a year; nothing for a year it does not know."""
    return _availability().get((MEASURES[measure].family, academic_year))


def is_published(measure: str, academic_year: int) -> bool:
    """Whether a measure was published by school for a year; unknown years count as published."""
    known = availability(measure, academic_year)
    return known is None or known.is_published


def published_years(family: str) -> list[int]:
    """The years a family of measures is known to have been published by school."""
    return sorted(
        year
        for (name, year), known in _availability().items()
        if name == family and known.is_published
    )
