"""Which measures make a card on the results page: their words, their scale, their order.

The order is that of the weight a measure has in the rating; subjects and the shares of less
weight stand beneath the measure they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts import Axis
from dashboard.measures import MEASURES
from dashboard.readings import Wording

PERCENT = Axis(0, 100, 20, "%")


@dataclass(frozen=True)
class Question:
    """One card: a measure, how it is spoken of, its fixed scale, and what stands beneath."""

    measure: str
    axis: Axis
    did: str = ""
    subject: str = ""
    subjects: Sequence[str] = ()

    @property
    def title(self) -> str:
        return MEASURES[self.measure].question or MEASURES[self.measure].label

    @property
    def wording(self) -> Wording:
        measure = MEASURES[self.measure]
        return Wording(
            unit=measure.unit.key,
            decimals=measure.decimals,
            did=self.did,
            subject=self.subject,
            is_progress=measure.unit.key == "progress",
            higher_is_better=measure.higher_is_better is not False,
        )


@dataclass(frozen=True)
class Section:
    """The cards of one publication, under its own heading."""

    key: str
    title: str
    questions: Sequence[Question]


_RWM = "in reading, writing and maths"
_KS2_PROGRESS = Axis(-10, 10, 5)

SECTIONS = [
    Section(
        "ks2",
        "Results at the end of primary school",
        [
            Question(
                "rwm_expected",
                PERCENT,
                did=f"reached the expected standard {_RWM}",
                subjects=[
                    "reading_expected",
                    "writing_expected",
                    "maths_expected",
                    "gps_expected",
                    "science_expected",
                    "reading_average",
                    "maths_average",
                    "gps_average",
                ],
            ),
            Question("reading_progress", _KS2_PROGRESS, subject="the progress score in reading"),
            Question("writing_progress", _KS2_PROGRESS, subject="the progress score in writing"),
            Question("maths_progress", _KS2_PROGRESS, subject="the progress score in maths"),
            Question(
                "rwm_higher",
                PERCENT,
                did=f"reached the higher standard {_RWM}",
                subjects=["reading_higher", "writing_higher", "maths_higher", "gps_higher"],
            ),
        ],
    ),
    Section(
        "ks4",
        "Results at the end of secondary school",
        [
            Question("progress8", Axis(-2, 2, 1), subject="the Progress 8 score"),
            Question("attainment8", Axis(0, 80, 20), subject="the average Attainment 8 score"),
            Question(
                "english_maths_5",
                PERCENT,
                did="reached grade 5 or above in English and maths",
                subjects=["english_maths_4", "ebacc_entered", "ebacc_average_points"],
            ),
        ],
    ),
    Section(
        "absence",
        "Attendance",
        [
            Question(
                "persistent_absence",
                Axis(0, 60, 10, "%"),
                did="missed one session in ten or more",
            ),
            Question("overall_absence", Axis(0, 20, 5, "%"), subject="the overall absence rate"),
        ],
    ),
]

CARD_MEASURES = [question.measure for section in SECTIONS for question in section.questions]
PAGE_MEASURES = CARD_MEASURES + [
    subject
    for section in SECTIONS
    for question in section.questions
    for subject in question.subjects
]
# What the overview shows of a school's latest year.
HEADLINES = ["rwm_expected", "progress8", "attainment8", "persistent_absence"]
