"""Small rounds for engine tests, in figures that can be checked by eye."""

from datetime import date

import pandas as pd

from dashboard.engine import method as methods
from dashboard.engine.assemble import Inputs
from dashboard.engine.explain import Explainer
from dashboard.engine.inspections import Inspection
from dashboard.engine.rating import rate

METHOD = methods.load("pep-m1")

# England of every year: simple numbers, so that a gap can be read off.
ENGLAND = {
    "rwm_expected": 65.0,
    "attainment8": 46.0,
    "english_maths_5": 43.0,
    "overall_absence": 4.0,
    "persistent_absence": 8.0,
}
ENGLAND_GROUPS = {
    ("rwm_expected", "disadvantaged"): 51.0,
    ("rwm_expected", "not_disadvantaged"): 71.0,
    ("attainment8", "disadvantaged"): 37.0,
    ("attainment8", "not_disadvantaged"): 50.0,
}


def figure(
    measure,
    value=None,
    *,
    year=2019,
    cohort=60,
    group="all",
    low=None,
    high=None,
    code="",
    urn=None,
):
    """One published figure of a school."""
    return {
        "measure": measure,
        "academic_year": year,
        "pupil_group": group,
        "value": value,
        "code": code,
        "cohort": cohort,
        "ci_low": low,
        "ci_high": high,
        "urn": urn,
    }


def school(*figures, phase="primary", inspections=(), **fields):
    """One school of a round: its kind, its figures and its inspections, newest first."""
    secondary = phase in ("secondary", "all_through")
    return {
        "figures": list(figures),
        "inspections": list(inspections),
        "name": "Wharf Lane School",
        "phase": phase,
        "status": "",
        "status_reason": "",
        "has_primary": phase != "secondary",
        "has_secondary": secondary,
        "is_infant": phase in ("infant", "first"),
        "is_utc": False,
        "is_new": False,
        "absence_phase": "secondary" if secondary else "primary",
        "flags": [],
    } | fields


def graded(overall, on=date(2018, 5, 1), urn=900001, **fields):
    """An inspection with an overall grade."""
    return Inspection(urn=urn, framework="overall", on=on, overall=overall, **fields)


def inputs(*schools, year=2019, cut_off=None, unpublished=None, england=None):
    """A round of these schools; their URNs run from 900001."""
    lines, figures = [], []
    for number, told in enumerate(schools):
        urn = 900001 + number
        plain = {key: told[key] for key in told if key not in ("figures", "inspections")}
        lines.append({"urn": urn, "urn_in_file": urn, "current_urn": urn} | plain)
        for line in told["figures"]:
            figures.append(line | {"school": number, "urn": line["urn"] or urn})
    columns = [
        "school", "measure", "academic_year", "pupil_group", "value", "code", "cohort",
        "ci_low", "ci_high", "urn",
    ]  # fmt: skip
    frame = pd.DataFrame(figures, columns=columns)
    for column in ("value", "cohort", "ci_low", "ci_high"):
        frame[column] = frame[column].astype(float)
    return Inputs(
        year=year,
        cut_off=cut_off or date(year, 12, 31),
        schools=pd.DataFrame(lines),
        figures=frame,
        england=_england(year) if england is None else england,
        inspections={number: told["inspections"] for number, told in enumerate(schools)},
        unpublished=unpublished or {},
    )


def explain(*schools, **options):
    """The explanation of each school of a round."""
    explainer = Explainer.of(rate(inputs(*schools, **options), METHOD))
    explained = [explainer.explain(number) for number in range(len(schools))]
    return explained[0] if len(explained) == 1 else explained


def line(explained, key):
    """One indicator of an explanation, a subject of B included."""
    every = [*explained["indicators"]]
    every += [part for told in explained["indicators"] for part in told["parts"]]
    return next(told for told in every if told["key"] == key)


def _england(year):
    figures = {}
    for back in range(3):
        for measure, value in ENGLAND.items():
            if measure.endswith("absence"):
                for phase in ("primary", "secondary"):
                    figures[measure, year - back, "all", phase] = value
            else:
                figures[measure, year - back, "all", "state_funded"] = value
        for (measure, group), value in ENGLAND_GROUPS.items():
            figures[measure, year - back, group, "state_funded"] = value
    return figures
