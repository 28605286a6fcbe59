"""A rating's explanation as its page prints it: every figure already in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.engine import method as methods
from dashboard.readings import NBSP, number, times

# Printed beside every rating, in the words of the method.
DISCLAIMER = methods.load(methods.DEFAULT).disclaimer
DASH = "\u2013"


def limit_beside_coverage(told: Mapping[str, Any]) -> str:
    """Why a rating is limited, if not for the coverage that the page gives anyway."""
    reason = str(told["status_reason"])
    return "" if f"{told['coverage']} %" in reason else reason


@dataclass(frozen=True)
class Line:
    """One line of the sum: what was measured, and what it adds to the score."""

    label: str
    years: str
    school: str
    england: str
    gap: str
    points: str
    weight: str
    adds: str
    notes: Sequence[str] = ()
    parts: Sequence[Line] = field(default_factory=list)


def lines_of(told: Mapping[str, Any]) -> list[Line]:
    """The indicators that count, each with points, weight and what it adds."""
    return [_line(one) for one in told["indicators"] if one["points"] is not None]


def missing(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The indicators, and subjects, without a figure, and why in words."""
    absent = []
    for one in told["indicators"]:
        if one["points"] is None:
            absent.append((one["label"], one["reason"]))
            continue
        absent += [
            (part["label"], part["reason"]) for part in one["parts"] if part["points"] is None
        ]
    return absent


def _line(one: Mapping[str, Any]) -> Line:
    contribution = one.get("contribution")
    return Line(
        label=one["label"],
        years=_years(one),
        school=_value(one["value"], one),
        england=_value(one["england"], one),
        gap=_gap(one),
        points=f"{one['points']:.2f}".rstrip("0").rstrip("."),
        weight=f"{one['weight']:.1f}" if "weight" in one else "",
        adds=f"{contribution:.1f}" if contribution is not None else "",
        notes=list(_notes(one)),
        parts=[_line(part) for part in one["parts"] if part["points"] is not None],
    )


def _years(one: Mapping[str, Any]) -> str:
    years = one["years"]
    if one["unit"] == "grade" or not years:
        return str(one["year"])
    if len(years) == 1:
        return str(years[0])
    if years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} to {years[-1]}"
    return f"{', '.join(str(year) for year in years[:-1])} and {years[-1]}"


def _value(value: float | str | None, one: Mapping[str, Any]) -> str:
    if value is None:
        return DASH
    if isinstance(value, str):
        return value[0].upper() + value[1:]
    if one["unit"] == "rate":
        # Published to one or two decimals, and shown as published.
        return f"{value:.2f}".removesuffix("0") + f"{NBSP}%"
    return number(value, one["decimals"]) + (f"{NBSP}%" if one["unit"] == "percent" else "")


def _gap(one: Mapping[str, Any]) -> str:
    if one["gap"] is None:
        return DASH
    if one["unit"] == "rate":
        return times(one["gap"])
    return number(one["gap"], one["decimals"], signed=True)


def _notes(one: Mapping[str, Any]) -> list[str]:
    """The interval and the cohort, always shown where there is one, then what else to know."""
    notes = []
    if one["cohort"]:
        notes.append(f"{one['cohort']:,} pupils")
    if one["ci_low"] is not None and one["ci_high"] is not None:
        decimals = 1 if one["unit"] == "percent" else one["decimals"]
        low, high = number(one["ci_low"], decimals), number(one["ci_high"], decimals)
        notes.append(f"95{NBSP}% interval {low} to {high}")
    if one["note"]:
        notes.append(one["note"])
    return notes


@dataclass(frozen=True)
class PupilTest:
    """What one pupil more or fewer would do to one attainment measure."""

    label: str
    cohort: int
    fewer: str
    more: str


def one_pupil(told: Mapping[str, Any]) -> list[PupilTest]:
    """One pupil fewer and one more, for each attainment measure of the school."""
    tests = (told["one_pupil"] or {}).get("tests", [])
    return [
        PupilTest(test["label"], test["cohort"], _moved(test["fewer"]), _moved(test["more"]))
        for test in tests
    ]


def _moved(moved: Mapping[str, Any]) -> str:
    if moved["score"] is None:
        return DASH
    return f"{moved['score']:.1f}: Priority {moved['priority']}"
