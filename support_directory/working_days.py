"""Working days in England: weekdays that are no bank holiday (gov.uk/bank-holidays).

School holidays count as working days, so that a promise of five working days means one thing
for a school, a trust and the council.
"""

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

A_DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of a year by rule; those proclaimed for one year alone are not known."""
    easter_day = easter(year)
    days = {
        easter_day - 2 * A_DAY,
        easter_day + A_DAY,
        _first_monday(date(year, 5, 1)),
        _first_monday(date(year, 5, 25)),
        _first_monday(date(year, 8, 25)),
    }
    # One on a weekend is kept on the next day that is free.
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        kept = fixed
        while kept.weekday() >= SATURDAY or kept in days:
            kept += A_DAY
        days.add(kept)
    return frozenset(days)


def _first_monday(day: date) -> date:
    return day + (MONDAY - day.weekday()) % 7 * A_DAY


def is_working(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def after(day: date, working_days: int) -> date:
    """The day so many working days after another."""
    while working_days:
        day += A_DAY
        working_days -= is_working(day)
    return day
