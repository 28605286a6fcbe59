"""Disclosure control: counts that would tell something of single schools are withheld.

A count under five is withheld, nought as well: that no school of a trust has Priority 1 says
something of each. What is withheld must not come back by subtraction, so further counts are
withheld until every gap could hold at least two different numbers, whatever totals are printed.
Pure: numbers in, numbers and gaps out. Every count by priority that leaves for people who may not
see all ratings goes through here, whether to a page, a file, a feed or an interface.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# As in the statistics of the Department for Education and of Ofsted on small groups.
FEWEST = 5
WITHHELD = "withheld"

Place = tuple[int, int]


@dataclass(frozen=True)
class Disclosed:
    """A table as it may be printed; None stands for a count that is withheld."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def in_words(count: int | None) -> str:
    return WITHHELD if count is None else f"{count:,}"


def of_list(counts: Sequence[int]) -> tuple[int | None, ...]:
    """Counts that are printed with their sum, such as the schools at each priority.

    Two gaps that add up to at least one hide each other; a single one does not.
    """
    gaps = {place for place, count in enumerate(counts) if count < FEWEST}
    others = sorted(set(range(len(counts))) - gaps, key=lambda place: (counts[place], place))
    while gaps and others and (len(gaps) == 1 or not any(counts[place] for place in gaps)):
        gaps.add(others.pop(0))
    return tuple(None if place in gaps else count for place, count in enumerate(counts))


def of_table(rows: Sequence[Sequence[int]]) -> Disclosed:
    """Counts that are printed with the total of each row and column.

    Where even a table of gaps would be told by its totals, only the sum of all is printed, and
    not that either if it is small or stands for a single count.
    """
    places = _places(rows)
    gaps = {(row, column) for row, column in places if rows[row][column] < FEWEST}
    while told := [place for place in sorted(gaps) if _is_told(place, rows, gaps)]:
        if len(gaps) == len(places):
            return _only_the_sum(rows)
        gaps |= _cover(told[0], rows, gaps)
    return Disclosed(
        cells=tuple(
            tuple(None if (row, column) in gaps else count for column, count in enumerate(counts))
            for row, counts in enumerate(rows)
        ),
        row_totals=tuple(sum(counts) for counts in rows),
        column_totals=tuple(sum(counts) for counts in zip(*rows, strict=True)),
        total=sum(map(sum, rows)),
    )


def _is_told(place: Place, rows: Sequence[Sequence[int]], gaps: set[Place]) -> bool:
    """Whether the totals leave this gap one number alone."""
    row, column = place
    others = gaps - {place}
    can_be_more = _leads(others, rows, start=("column", column), goal=("row", row))
    can_be_less = rows[row][column] > 0 and _leads(
        others, rows, start=("row", row), goal=("column", column)
    )
    return not can_be_more and not can_be_less


def _leads(
    gaps: set[Place],
    rows: Sequence[Sequence[int]],
    *,
    start: tuple[str, int],
    goal: tuple[str, int],
) -> bool:
    """Whether one more in a gap can be made up for by others, one down and one up in turn.

    Along a row a gap takes one more, which is always possible; along a column a gap gives one
    up, which only a count above nought can. A chain that closes leaves every total as it was.
    """
    seen, waiting = {start}, [start]
    while waiting:
        kind, number = waiting.pop()
        for row, column in gaps:
            if kind == "row" and row == number:
                reached = ("column", column)
            elif kind == "column" and column == number and rows[row][column] > 0:
                reached = ("row", row)
            else:
                continue
            if reached not in seen:
                seen.add(reached)
                waiting.append(reached)
    return goal in seen


def _cover(place: Place, rows: Sequence[Sequence[int]], gaps: set[Place]) -> set[Place]:
    """What else to withhold: the corners of the rectangle that costs fewest and smallest counts.

    One corner up and its neighbours down leaves every total as it was. Where no rectangle can
    move so, the smallest count left.
    """
    row, column = place
    rectangles = []
    for other_row, other_column in _places(rows):
        if other_row == row or other_column == column:
            continue
        corners = [(row, other_column), (other_row, column), (other_row, other_column)]
        beside_row, beside_column, opposite = (rows[r][c] for r, c in corners)
        if (beside_row and beside_column) or (rows[row][column] and opposite):
            new = {corner for corner in corners if corner not in gaps}
            rectangles.append((len(new), sum(rows[r][c] for r, c in new), sorted(new)))
    if rectangles:
        return set(min(rectangles)[2])
    return {min(set(_places(rows)) - gaps, key=lambda other: (rows[other[0]][other[1]], other))}


def _places(rows: Sequence[Sequence[int]]) -> list[Place]:
    return [(row, column) for row, counts in enumerate(rows) for column in range(len(counts))]


def _only_the_sum(rows: Sequence[Sequence[int]]) -> Disclosed:
    total = sum(map(sum, rows))
    width = len(rows[0])
    is_safe = total >= FEWEST and len(rows) * width > 1
    return Disclosed(
        cells=((None,) * width,) * len(rows),
        row_totals=(None,) * len(rows),
        column_totals=(None,) * width,
        total=total if is_safe else None,
    )
