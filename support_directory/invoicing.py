"""What days of support cost: lines and totals to the penny. Pure: numbers in, numbers out.

A line is rounded once, as a whole; the brokerage in it is what the home school's share leaves.
So the shares of every line add up to it, and the lines of every bill to its total.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

PENNY = Decimal("0.01")
HALF = Decimal("0.5")


@dataclass(frozen=True)
class Line:
    """What is paid for some half days: by whoever commissions, to the home school, and the rest."""

    half_days: int
    to_pay: Decimal
    to_home: Decimal

    @property
    def brokerage(self) -> Decimal:
        return self.to_pay - self.to_home

    @property
    def days(self) -> Decimal:
        return self.half_days * HALF


def line(*, half_days: int, day_rate: Decimal, home_share: Decimal) -> Line:
    """The price of half days at a rate a day."""
    return Line(
        half_days=half_days,
        to_pay=pennies(half_days * day_rate / 2),
        to_home=pennies(half_days * home_share / 2),
    )


@dataclass(frozen=True)
class Total:
    """Lines added up."""

    half_days: int
    to_pay: Decimal
    to_home: Decimal
    brokerage: Decimal

    @property
    def days(self) -> Decimal:
        return self.half_days * HALF


def total(lines: Iterable[Line]) -> Total:
    lines = list(lines)
    return Total(
        half_days=sum(one.half_days for one in lines),
        to_pay=sum((one.to_pay for one in lines), Decimal(0)),
        to_home=sum((one.to_home for one in lines), Decimal(0)),
        brokerage=sum((one.brokerage for one in lines), Decimal(0)),
    )


def pennies(sum_: Decimal) -> Decimal:
    return sum_.quantize(PENNY, rounding=ROUND_HALF_EVEN)


def in_pounds(sum_: Decimal) -> str:
    """A sum as it is said: £1,250.00."""
    return f"−£{-sum_:,.2f}" if sum_ < 0 else f"£{sum_:,.2f}"


def in_days(days: Decimal) -> str:
    """Days as they are said: 1 day, 2½ days, ½ day."""
    whole, half = divmod(abs(days), 1)
    words = f"{whole:,.0f}" if whole or not half else ""
    words += "½" if half else ""
    sign = "−" if days < 0 else ""
    return f"{sign}{words} {'day' if Decimal(0) < abs(days) <= 1 else 'days'}"
