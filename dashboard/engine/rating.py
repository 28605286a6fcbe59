"""From inputs to ratings: the two steps of the method for every school of a round at once."""

from dataclasses import dataclass

import numpy as np

from dashboard.engine import triggers
from dashboard.engine.assemble import Inputs, Reading, read_all
from dashboard.engine.bands import most_serious, score_band
from dashboard.engine.inspections import is_old
from dashboard.engine.inspections import points as inspection_points
from dashboard.engine.method import COLUMN, KEYS, PARTS_OF_B, Method
from dashboard.engine.points import Bools, Floats, half_up, small_cohort_cap
from dashboard.engine.score import (
    aged_weights,
    contributions,
    coverage,
    nominal_weights,
    rounded_contributions,
    scores,
    shared_weights,
)

RATED, LIMITED, INSUFFICIENT = "rated", "limited", "insufficient"
SINGLE = [key for key in KEYS if key not in ("B", "H")]


@dataclass(frozen=True)
class Ratings:
    """A round's result, a line for each school of `inputs.schools`.

    points, weights and contributions have a column for each of `method.KEYS`; weights are the
    shares of the score after redistribution and add up to 100. part_points has one for each
    subject of B. fired holds, for each trigger, which schools it applies to.
    """

    inputs: Inputs
    method: Method
    readings: dict[str, Reading]
    points: Floats
    part_points: Floats
    weights: Floats
    contributions: Floats
    exact: Floats
    score: Floats
    band: Floats
    priority: Floats
    coverage: Floats
    status: list[str]
    fired: dict[str, Bools]
    is_old: Bools

    def band_with(self, changed: dict[str, Floats]) -> tuple[Floats, Floats]:
        """Score and band of every school if some indicators, or subjects of B, had these points."""
        moved = np.zeros(len(self.score))
        for key, points in changed.items():
            column = COLUMN["B" if key in PARTS_OF_B else key]
            if key in PARTS_OF_B:
                parts = self.part_points.copy()
                parts[:, PARTS_OF_B.index(key)] = points
                points = _mean_of_parts(parts, self.readings, self.method)
            step = np.nan_to_num(points) - np.nan_to_num(self.points[:, column])
            moved += step * self.weights[:, column] / 4
        score = half_up(self.exact + moved, 1)
        return score, score_band(score, self.method)


def rate(inputs: Inputs, method: Method) -> Ratings:
    """Every school's points, weights, score, triggers and priority."""
    readings = read_all(inputs, method)
    part_points = np.column_stack(
        [readings[key].points_at(readings[key].value, method) for key in PARTS_OF_B]
    )
    points = np.full((len(inputs.schools), len(KEYS)), np.nan)
    for key in SINGLE:
        points[:, COLUMN[key]] = readings[key].points_at(readings[key].value, method)
    points[:, COLUMN["B"]] = _mean_of_parts(part_points, readings, method)
    points[:, COLUMN["H"]], old = _inspections(inputs, method)

    decided = inputs.schools["status"].to_numpy(dtype=object)
    is_rated = decided == ""
    weights, covered = _weights(inputs, points, old, method)
    weights[~is_rated] = 0.0
    score = scores(points, weights)
    exact = contributions(points, weights)
    status = _status(inputs, covered, points, method)
    band = score_band(score, method)
    band[[state == INSUFFICIENT for state in status]] = np.nan
    fired = triggers.fired(inputs, readings, method, is_rated=is_rated)
    return Ratings(
        inputs=inputs,
        method=method,
        readings=readings,
        points=points,
        part_points=part_points,
        weights=weights,
        contributions=rounded_contributions(exact),
        exact=np.where(np.isnan(score), np.nan, exact.sum(axis=1)),
        score=score,
        band=band,
        priority=most_serious(band, triggers.minimum_priority(fired, method)),
        coverage=covered,
        status=status,
        fired=fired,
        is_old=old,
    )


def _mean_of_parts(parts: Floats, readings: dict[str, Reading], method: Method) -> Floats:
    """B: the mean of the subjects present, unrounded, held down for a small cohort."""
    there = ~np.isnan(parts)
    count = there.sum(axis=1)
    mean = np.divide(
        np.where(there, parts, 0.0).sum(axis=1),
        count,
        out=np.full(len(parts), np.nan),
        where=count > 0,
    )
    cohort = np.fmax.reduce([readings[key].cohort for key in PARTS_OF_B])
    return small_cohort_cap(
        mean,
        cohort,
        at_most=method.cohorts["small_at_most"],
        cap=method.cohorts["small_points"],
    )


def _inspections(inputs: Inputs, method: Method) -> tuple[Floats, Bools]:
    """Points of each school's latest graded inspection, and whether it is an old one."""
    points = np.full(len(inputs.schools), np.nan)
    old = np.zeros(len(inputs.schools), dtype=bool)
    years = int(method.inspection["old_after_years"])
    for number, inspections in inputs.inspections.items():
        if inspections:
            latest = inspection_points(inspections[0])
            points[number] = np.nan if latest is None else latest
            old[number] = is_old(inspections[0], inputs.cut_off, years)
    return points, old


def _weights(inputs: Inputs, points: Floats, old: Bools, method: Method) -> tuple[Floats, Floats]:
    """Shared-out weights and coverage; an all-through school has both stages' in proportion.

    Absence and the inspection stand in both stages' rows with the same points, so that the
    mean of the two counts them once.
    """
    schools = inputs.schools
    primary_share = _primary_share(inputs)
    progress = "primary" if is_published(inputs, "reading_progress") else "primary_no_progress"
    progress8 = is_published(inputs, "progress8")
    primary_rows = ["infant" if infant else progress for infant in schools["is_infant"]]
    secondary_rows = [
        "secondary" if progress8 and not utc else "secondary_no_progress"
        for utc in schools["is_utc"]
    ]
    present = ~np.isnan(points)
    weights = np.zeros(points.shape)
    covered = np.zeros(len(schools))
    for rows, share in ((primary_rows, primary_share), (secondary_rows, 1 - primary_share)):
        nominal = nominal_weights(rows, method)
        weights += aged_weights(shared_weights(nominal, present), old, method) * share[:, None]
        covered += coverage(nominal, present) * share
    return weights, half_up(covered, 0)


def _primary_share(inputs: Inputs) -> Floats:
    """How much the primary stage counts: all, nothing, or by cohorts in an all-through school."""
    schools = inputs.schools
    primary = schools["has_primary"].to_numpy(dtype=bool)
    secondary = schools["has_secondary"].to_numpy(dtype=bool)
    ks2 = inputs.take("rwm_expected", inputs.year, part="cohort")
    ks4 = inputs.take("attainment8", inputs.year, part="cohort")
    with np.errstate(invalid="ignore", divide="ignore"):
        by_cohort = np.where(np.isnan(ks2 + ks4), 0.5, ks2 / (ks2 + ks4))
    return np.where(primary & secondary, by_cohort, primary.astype(float))


def is_published(inputs: Inputs, measure: str) -> bool:
    """Whether the department published a measure for schools in the round's year."""
    return (measure, inputs.year) not in inputs.unpublished


def _status(inputs: Inputs, covered: Floats, points: Floats, method: Method) -> list[str]:
    """The register's verdict where there is one, else by how much of the weight is present."""
    schools = inputs.schools
    statuses = []
    for number, (decided, infant, new) in enumerate(
        zip(schools["status"], schools["is_infant"], schools["is_new"], strict=True)
    ):
        uninspected_infant = infant and np.isnan(points[number, COLUMN["H"]])
        if decided:
            statuses.append(decided)
        elif covered[number] < method.coverage["limited"] or uninspected_infant:
            statuses.append(INSUFFICIENT)
        elif covered[number] < method.coverage["sufficient"] or new:
            statuses.append(LIMITED)
        else:
            statuses.append(RATED)
    return statuses
