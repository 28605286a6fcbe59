"""Working days in England: neither weekends nor bank holidays. Pure.

Bank holidays follow schedule 1 of the Banking and Financial Dealings Act 1971, with the days in
lieu proclaimed where one falls on a weekend: https://www.gov.uk/bank-holidays.
"""

from datetime import date
from functools import cache

import numpy as np
from dateutil.relativedelta import MO
from pandas import DateOffset
from pandas.tseries.holiday import (
    AbstractHolidayCalendar,
    EasterMonday,
    GoodFriday,
    Holiday,
    next_monday,
    next_monday_or_tuesday,
)

# Proclaimed for one year alone; the next is added here when it is proclaimed.
PROCLAIMED = [date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)]


class BankHolidays(AbstractHolidayCalendar):
    """The bank holidays of England and Wales, whatever the year."""

    rules = [
        Holiday("New Year's Day", month=1, day=1, observance=next_monday),
        GoodFriday,
        EasterMonday,
        Holiday("Early May", month=5, day=1, offset=DateOffset(weekday=MO(1))),
        Holiday("Spring", month=5, day=31, offset=DateOffset(weekday=MO(-1))),
        Holiday("Summer", month=8, day=31, offset=DateOffset(weekday=MO(-1))),
        Holiday("Christmas Day", month=12, day=25, observance=next_monday),
        Holiday("Boxing Day", month=12, day=26, observance=next_monday_or_tuesday),
    ]


@cache
def bank_holidays(year: int) -> frozenset[date]:
    days = BankHolidays().holidays(f"{year}-01-01", f"{year}-12-31")
    return frozenset({day.date() for day in days} | {day for day in PROCLAIMED if day.year == year})


def _closed(first: int, last: int) -> np.ndarray:
    days = [day for year in range(first, last + 1) for day in bank_holidays(year)]
    return np.array(sorted(days), dtype="datetime64[D]")


def after(day: date, count: int) -> date:
    """The day that many working days later; a weekend counts as the working day before it."""
    closed = _closed(day.year, day.year + 1 + count // 250)
    found = np.busday_offset(np.datetime64(day), count, roll="backward", holidays=closed)
    return found.astype(date)
