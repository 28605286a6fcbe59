"""Where each figure of a target came from: the file, its row and column, its status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.models import AuthorityFigure
from schools.models import Release
from strategy.targets import Facts, Reading


@dataclass(frozen=True)
class Cell:
    """One cell of a publisher's file that a target was reckoned from."""

    year: int
    year_as_published: str
    whose: str
    measure: str
    raw: str
    status: str
    file: str
    row: int | None
    column: str = AuthorityFigure.COLUMN


def cells_of(reading: Reading, releases: Mapping[int, Release]) -> list[Cell]:
    """The cells behind the authority's figures, those of other pupils, and England's."""
    return [
        cell
        for facts in (reading.facts, reading.other)
        if facts
        for cell in _cells(reading, facts, releases)
    ]


def _cells(reading: Reading, facts: Facts, releases: Mapping[int, Release]) -> list[Cell]:
    found = []
    for year, of_year in sorted(facts.years.items(), reverse=True):
        for whose, point in ((reading.area.name, of_year.point), ("England", of_year.england)):
            release = releases.get(point.release_id) if point.release_id else None
            if release:
                found.append(
                    Cell(
                        year,
                        point.year_as_published,
                        whose,
                        facts.measure.code,
                        point.raw,
                        point.status,
                        release.file_name,
                        point.row,
                    )
                )
    return found
