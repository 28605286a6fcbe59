"""Triggers: named conditions that set a minimum priority. They only ever raise concern."""

from typing import Any

import numpy as np

from dashboard.engine.assemble import Inputs, Reading
from dashboard.engine.inspections import is_stuck
from dashboard.engine.method import PARTS_OF_B, Method
from dashboard.engine.points import HAIR, Bools, Floats, half_up, is_below_zero


def fired(
    inputs: Inputs, readings: dict[str, Reading], method: Method, *, is_rated: Bools
) -> dict[str, Bools]:
    """For each trigger of the method, which schools it applies to."""
    count = len(inputs.schools)
    by_inspection = {
        key: np.zeros(count, dtype=bool)
        for key in ("serious_inspection", "stuck_school", "requires_improvement")
    }
    for number, inspections in inputs.inspections.items():
        if inspections:
            latest = inspections[0]
            by_inspection["serious_inspection"][number] = latest.is_serious
            by_inspection["stuck_school"][number] = is_stuck(inspections)
            by_inspection["requires_improvement"][number] = (
                latest.requires_improvement and not latest.is_serious
            )
    by_figure = {
        "below_floor": _below_floor(inputs, method),
        "coasting": _coasting(inputs, method),
        "persistent_absence": _persistent_absence(inputs, readings, method),
        "falling_attainment": _falling(inputs, method),
    }
    everything = by_inspection | by_figure
    return {key: everything[key] & is_rated for key in method.triggers}


def minimum_priority(fired_by: dict[str, Bools], method: Method) -> Floats:
    """The most serious priority that a school's triggers demand; NaN where none applies."""
    demanded = [
        np.where(applies, float(method.triggers[key]["at_least"]), np.nan)
        for key, applies in fired_by.items()
    ]
    return np.fmin.reduce(demanded)


def _below_floor(inputs: Inputs, method: Method) -> Bools:
    """The department's floor standard of 2016 to 2018; see domain facts 3.1 and 3.2."""
    rule = method.triggers["below_floor"]
    if inputs.year not in rule["results_years"]:
        return np.zeros(len(inputs.schools), dtype=bool)
    return (_ks2_floor(inputs, rule) & _primary(inputs)) | (
        _ks4_below(inputs, inputs.year, rule) & _secondary(inputs)
    )


def _ks2_floor(inputs: Inputs, rule: dict[str, Any]) -> Bools:
    """Under 65 % and not enough progress: two subjects below, or one significantly so."""
    year = inputs.year
    low_attainment = _ks2_attainment(inputs, year) < rule["ks2_attainment"]
    below = {
        key: half_up(inputs.take(measure, year), 1) < rule["ks2_progress"][key] - HAIR
        for key, measure in _progress_measures()
    }
    count = sum(flags.astype(int) for flags in below.values())
    one_counts = np.zeros(len(low_attainment), dtype=bool)
    for key, measure in _progress_measures():
        if key == "B_writing" and year in rule["writing_alone_ignored"]:
            continue
        significant = is_below_zero(
            inputs.take(measure, year, part="ci_high"), inputs.take(f"{measure}_band", year)
        )
        one_counts |= below[key] & significant
    large = ~(inputs.take("rwm_expected", year, part="cohort") < rule["ks2_cohort"])
    return low_attainment & large & ((count >= 2) | ((count == 1) & one_counts))


def _coasting(inputs: Inputs, method: Method) -> Bools:
    """Short of the coasting line in all of the last three years, which end in 2018.

    The earlier legs (2014 and 2015) used measures that no file read here holds.
    """
    rule = method.triggers["coasting"]
    if inputs.year not in rule["results_years"]:
        return np.zeros(len(inputs.schools), dtype=bool)
    years = [inputs.year - back for back in range(3)]
    primary = np.logical_and.reduce([_ks2_coasting(inputs, year, rule) for year in years])
    secondary = np.logical_and.reduce([_ks4_below(inputs, year, rule) for year in years])
    return (primary & _primary(inputs)) | (secondary & _secondary(inputs))


def _ks2_coasting(inputs: Inputs, year: int, rule: dict[str, Any]) -> Bools:
    low = _ks2_attainment(inputs, year) < rule["ks2_attainment"]
    slow = np.logical_or.reduce(
        [
            half_up(inputs.take(measure, year), 1) < rule["ks2_progress"][key] - HAIR
            for key, measure in _progress_measures()
        ]
    )
    large = ~(inputs.take("rwm_expected", year, part="cohort") < rule["ks2_cohort"])
    return low & slow & large


def _ks4_below(inputs: Inputs, year: int, rule: dict[str, Any]) -> Bools:
    """Progress 8 under the line with its whole interval below zero; not for small cohorts."""
    score = half_up(inputs.take("progress8", year), 2)
    significant = is_below_zero(
        inputs.take("progress8", year, part="ci_high"), inputs.take("progress8_band", year)
    )
    pupils = inputs.take("progress8", year, part="cohort")
    large = ~(pupils < rule["ks4_cohort"])
    return (score < rule["ks4_progress"] - HAIR) & significant & large


def _persistent_absence(inputs: Inputs, readings: dict[str, Reading], method: Method) -> Bools:
    """Above one and a half times the national rate of the phase, this year and last."""
    line = method.triggers["persistent_absence"]["ratio"] + HAIR
    with np.errstate(divide="ignore", invalid="ignore"):
        before = inputs.take("persistent_absence", inputs.year - 1) / inputs.national(
            "persistent_absence", inputs.year - 1
        )
    return (readings["F2"].gap > line) & (half_up(before, 2) > line)


def _falling(inputs: Inputs, method: Method) -> Bools:
    """A steep fall in attainment in each of the last two years, with enough pupils in all."""
    rule = method.triggers["falling_attainment"]
    return (
        _fell(inputs, "rwm_expected", 0, rule["ks2_fall"], rule["cohort"]) & _primary(inputs)
    ) | (_fell(inputs, "attainment8", 1, rule["ks4_fall"], rule["cohort"]) & _secondary(inputs))


def _fell(inputs: Inputs, measure: str, decimals: int, fall: float, pupils: int) -> Bools:
    now, before, earlier = (
        half_up(inputs.take(measure, inputs.year - back), decimals) for back in range(3)
    )
    large = np.logical_and.reduce(
        [inputs.take(measure, inputs.year - back, part="cohort") >= pupils for back in range(3)]
    )
    return (before - now >= fall - HAIR) & (earlier - before >= fall - HAIR) & large


def _ks2_attainment(inputs: Inputs, year: int) -> Floats:
    return half_up(inputs.take("rwm_expected", year), 0)


def _progress_measures() -> list[tuple[str, str]]:
    return [(key, f"{key.removeprefix('B_')}_progress") for key in PARTS_OF_B]


def _primary(inputs: Inputs) -> Bools:
    schools = inputs.schools
    return (schools["has_primary"] & ~schools["is_infant"]).to_numpy(dtype=bool)


def _secondary(inputs: Inputs) -> Bools:
    """Secondary schools with Progress 8 among their measures: not technical colleges."""
    schools = inputs.schools
    return (schools["has_secondary"] & ~schools["is_utc"]).to_numpy(dtype=bool)
