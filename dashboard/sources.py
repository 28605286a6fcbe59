"""Where each figure of a rating came from: the file, its row and column, its status and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dashboard.measures import MEASURES
from dashboard.models import Benchmark, Inspection, Observation
from schools.models import FIRST_SAMPLE_URN, RANK, SAMPLE_AUTHORITY_CODE, Release


@dataclass(frozen=True)
class Source:
    """One cell of a publisher's file that a rating used."""

    figure: str
    whose: str
    year: int | None
    release: Release
    row: int
    column: str
    raw: str


def sources_of(explanation: Mapping[str, Any]) -> list[Source]:
    """The cells behind a rating's indicators, England's with them. Three queries."""
    lines = list(_lines(explanation["indicators"]))
    figures = [line for line in lines if line["measure"] in MEASURES and line["years"]]
    wanted = {
        (line["measure"], line["pupil_group"], year) for line in figures for year in line["years"]
    }
    urns = {urn for line in figures for urn in line["source_urns"]}
    return [
        *_observations(urns, wanted),
        *_england(wanted | _other_pupils(wanted), _area_of(explanation["urn"])),
        *_inspections([line for line in lines if line["unit"] == "grade"]),
    ]


def _other_pupils(wanted: set[tuple[str, str, int]]) -> set[tuple[str, str, int]]:
    """Disadvantaged pupils are held against other pupils nationally, so both cells count."""
    return {
        (measure, "not_disadvantaged", year)
        for measure, group, year in wanted
        if group == "disadvantaged"
    }


def _area_of(urn: int) -> int | None:
    return SAMPLE_AUTHORITY_CODE if urn >= FIRST_SAMPLE_URN else None


def _lines(indicators: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for indicator in indicators:
        yield indicator
        yield from indicator["parts"]


def _of_interest(wanted: set[tuple[str, str, int]]) -> Q:
    return Q(
        measure__in={measure for measure, _, _ in wanted},
        academic_year__in={year for _, _, year in wanted},
        pupil_group__in={group for _, group, _ in wanted},
    )


def _best(rows: Iterable[Any], wanted: set[tuple[str, str, int]], key: Any) -> list[Any]:
    """Of each figure wanted the cell of the highest status, in the order of the list."""
    best: dict[Any, Any] = {}
    for row in rows:
        if (row.measure, row.pupil_group, row.academic_year) in wanted:
            known = best.get(key(row))
            if known is None or RANK[row.status] > RANK[known.status]:
                best[key(row)] = row
    order = list(MEASURES)
    return sorted(
        best.values(),
        key=lambda row: (order.index(row.measure), row.pupil_group, row.academic_year),
    )


def _observations(urns: set[int], wanted: set[tuple[str, str, int]]) -> list[Source]:
    rows = Observation.objects.filter(_of_interest(wanted), urn__in=urns).select_related("release")
    rows = rows.defer("release__report", "release__authorities")
    return [
        _source(row, f"URN {row.urn}")
        for row in _best(
            rows, wanted, lambda row: (row.urn, row.measure, row.pupil_group, row.academic_year)
        )
    ]


def _england(wanted: set[tuple[str, str, int]], la_code: int | None) -> list[Source]:
    rows = (
        Benchmark.objects.fit_for(la_code)
        .filter(_of_interest(wanted), area=Benchmark.Area.ENGLAND)
        .exclude(population="all")
        .select_related("release")
        .defer("release__report", "release__authorities")
    )
    return [
        _source(row, f"England, {row.population.replace('_', '-')} schools")
        for row in _best(
            rows,
            wanted,
            lambda row: (row.population, row.measure, row.pupil_group, row.academic_year),
        )
    ]


def _source(row: Observation | Benchmark, whose: str) -> Source:
    label = MEASURES[row.measure].label
    if row.pupil_group != "all":
        label = f"{label}, {row.pupil_group.replace('_', ' ')} pupils"
    return Source(label, whose, row.academic_year, row.release, row.row, row.column, row.raw)


def _inspections(graded: Sequence[Mapping[str, Any]]) -> list[Source]:
    """The inspection behind the grade, as the publisher's latest list has it."""
    urns = {urn for line in graded for urn in line["source_urns"]}
    dates = {line.get("inspected_on") for line in graded} - {None}
    rows = (
        Inspection.objects.filter(urn__in=urns, inspected_on__in=dates)
        .select_related("release")
        .defer("release__report", "release__authorities")
        .order_by("-release__as_at", "-release")
    )
    found: dict[int, Inspection] = {}
    for row in rows:
        found.setdefault(row.urn, row)
    return [
        Source(
            "Latest graded inspection",
            f"URN {row.urn}",
            row.inspected_on.year if row.inspected_on else None,
            row.release,
            row.row,
            row.column,
            "",
        )
        for row in found.values()
    ]
