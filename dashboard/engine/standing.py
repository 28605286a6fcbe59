"""Where an authority stands among others: its rank, its quarter, and how two figures compare.

Ranks go by figures as published. Whatever is said in words goes by figures rounded as they
are shown, so that no sentence contradicts the numbers beside it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

QUARTERS = 4


class Polarity(StrEnum):
    """Which end of a measure is the good one; a measure of neither has no ranks."""

    HIGH = "high"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True)
class Rank:
    """A place among those that have a figure: 1 is best, and equal figures share the best
    place of their group (two at 5, and the next is 7th)."""

    place: int
    of: int
    sharing: int

    @property
    def quarter(self) -> int | None:
        """1 is the best quarter: the places up to a quarter of those with a figure.

        Equal figures share a place, so a tie across the border falls to the better quarter
        whole. Fewer than four figures have no quarters.
        """
        if self.of < QUARTERS:
            return None
        return -(-QUARTERS * self.place // self.of)


def rank(value: float, figures: Collection[float], polarity: Polarity) -> Rank | None:
    """The place of a value among figures, its own among them."""
    if polarity is Polarity.NONE:
        return None
    if polarity is Polarity.HIGH:
        better = sum(figure > value for figure in figures)
    else:
        better = sum(figure < value for figure in figures)
    return Rank(better + 1, len(figures), sum(figure == value for figure in figures))


def needed(figures: Collection[float], polarity: Polarity, quarter: int) -> float | None:
    """The least good figure that is in this quarter or a better one."""
    if polarity is Polarity.NONE or len(figures) < QUARTERS:
        return None
    best_first = sorted(figures, reverse=polarity is Polarity.HIGH)
    return best_first[quarter * len(figures) // QUARTERS - 1]


def rounded(value: float, places: int) -> Decimal:
    """A figure as it is shown: halves away from zero, by the decimals that were published."""
    shown = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    # Nought has no sign: -0.004 is shown as 0.00.
    return shown if shown else abs(shown)


class Side(StrEnum):
    """Where one shown figure lies by another."""

    ABOVE = "above"
    BELOW = "below"
    LEVEL = "the same as"


@dataclass(frozen=True)
class Comparison:
    """One shown figure held against another."""

    difference: Decimal
    side: Side
    is_better: bool | None

    @classmethod
    def of(cls, value: float, other: float, places: int, polarity: Polarity) -> "Comparison":
        """Both are rounded first: what looks the same is said to be the same."""
        difference = rounded(value, places) - rounded(other, places)
        if not difference:
            return cls(difference, Side.LEVEL, None)
        is_above = difference > 0
        side = Side.ABOVE if is_above else Side.BELOW
        if polarity is Polarity.NONE:
            return cls(difference, side, None)
        return cls(difference, side, is_above is (polarity is Polarity.HIGH))
