"""Working days, with the bank holidays as the government publishes them."""

from datetime import date

import pytest

from support_directory import working_days


def test_the_bank_holidays_are_those_of_the_government():
    # https://www.gov.uk/bank-holidays, England and Wales.
    assert sorted(working_days.bank_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4),
        date(2026, 5, 25), date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28),
    ]  # fmt: skip
    assert {date(2027, 12, 27), date(2027, 12, 28)} <= working_days.bank_holidays(2027)
    assert date(2028, 1, 3) in working_days.bank_holidays(2028)
    assert date(2023, 5, 8) in working_days.bank_holidays(2023)


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 11, 23), 2, date(2026, 11, 25)),
        (date(2026, 11, 27), 2, date(2026, 12, 1)),
        # From a weekend the clock starts on Monday.
        (date(2026, 11, 28), 2, date(2026, 12, 1)),
        # Christmas Day, a weekend, and a day in lieu of Boxing Day.
        (date(2026, 12, 24), 2, date(2026, 12, 30)),
        (date(2026, 12, 31), 2, date(2027, 1, 5)),
    ],
)
def test_weekends_and_bank_holidays_do_not_count(day, count, then):
    assert working_days.after(day, count) == then
