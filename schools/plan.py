"""Where schools lie: a plan drawn here, of the register's own grid references.

No tiles and no map of anybody else's: nobody outside learns who looked. The list beside it says
the same in words, so the plan is there for those who like to see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schools.models import School

WIDTH, HEIGHT, MARGIN = 600, 420, 20
# Two dots alone would make a plan of nothing.
FEWEST = 3


@dataclass(frozen=True)
class Dot:
    """A school on the plan."""

    x: int
    y: int
    name: str


def plan_of(schools: Iterable[School]) -> list[Dot]:
    """The schools that have a grid reference, north up, on one scale both ways."""
    placed = [(s.easting, s.northing, s) for s in schools if s.easting and s.northing]
    if len(placed) < FEWEST:
        return []
    west, south = min(e for e, _, _ in placed), min(n for _, n, _ in placed)
    wide, high = max(e for e, _, _ in placed) - west, max(n for _, n, _ in placed) - south
    scale = min((WIDTH - 2 * MARGIN) / (wide or 1), (HEIGHT - 2 * MARGIN) / (high or 1))
    return [
        Dot(
            x=round(MARGIN + (easting - west) * scale),
            y=round(HEIGHT - MARGIN - (northing - south) * scale),
            name=school.name,
        )
        for easting, northing, school in placed
    ]
