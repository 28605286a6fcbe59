"""The one-pupil test: would one pupil more or fewer have altered the band?"""

from dataclasses import dataclass

import numpy as np

from dashboard.engine.points import Floats
from dashboard.engine.rating import Ratings

# What one pupil moves together: a pupil of the latest year also counts in the three years.
MEASURES = {"A1": ("A1", "A2"), "E1_ks2": ("E1_ks2",), "C1": ("C1",), "C2": ("C2",)}
MEASURES["E1_ks4"] = ("E1_ks4",)


@dataclass(frozen=True)
class OnePupil:
    """One attainment measure with one pupil fewer and one more, for every school."""

    key: str
    cohort: Floats
    fewer: tuple[Floats, Floats, Floats]
    more: tuple[Floats, Floats, Floats]
    holds: np.ndarray


def one_pupil(ratings: Ratings) -> list[OnePupil]:
    """Value, score and band with one pupil fewer and more, measure by measure."""
    return [_test(ratings, key, together) for key, together in MEASURES.items()]


def _test(ratings: Ratings, key: str, together: tuple[str, ...]) -> OnePupil:
    fewer, more = (_moved(ratings, together, sign) for sign in (-1, 1))
    first = ratings.readings[key]
    if key == "A1":
        pooled = ratings.readings["A2"]
        cohort = np.where(np.isnan(first.value), pooled.cohort, first.cohort)
    else:
        cohort = first.cohort
    holds = np.ones(len(ratings.band), dtype=bool)
    for _, _, band in (fewer, more):
        holds &= (band == ratings.band) | np.isnan(ratings.band) | np.isnan(band)
    return OnePupil(key=key, cohort=cohort, fewer=fewer, more=more, holds=holds)


def _moved(ratings: Ratings, together: tuple[str, ...], sign: int) -> tuple[Floats, Floats, Floats]:
    """The measure's figure, the score and the band with one pupil more (1) or fewer (-1)."""
    changed, shown = {}, np.full(len(ratings.band), np.nan)
    for key in together:
        reading = ratings.readings[key]
        with np.errstate(divide="ignore", invalid="ignore"):
            pupil = np.where(reading.cohort > 0, _weight_of_one(ratings, key) / reading.cohort, 0)
        top = 100.0 if reading.indicator.unit == "percent" else 90.0
        value = np.clip(reading.value + sign * pupil, 0.0, top)
        changed[key] = reading.points_at(value, ratings.method)
        moved = np.round(value, 6)
        shown = np.where(np.isnan(shown), moved, shown)
    score, band = ratings.band_with(changed)
    band = np.where(np.isnan(ratings.band), np.nan, band)
    return shown, score, band


def _weight_of_one(ratings: Ratings, key: str) -> float:
    """How far one pupil of a cohort of one would move the measure."""
    if ratings.readings[key].indicator.unit == "percent":
        return 100.0
    return ratings.method.one_pupil["attainment8_points"]
