"""What an estimate is made from: published figures by school and year, and who was supported."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

# Tests of key stage 2 and examinations of key stage 4 begin in May.
LAST_MONTH_BEFORE_TESTS = 4


def results_year(day: date) -> int:
    """The first results year that something which happened on a day could have touched."""
    return day.year if day.month <= LAST_MONTH_BEFORE_TESTS else day.year + 1


@dataclass(frozen=True)
class Panel:
    """One measure: a row a school, a column a results year, and what each school is like.

    `reach` is how far apart, in the measure's own unit, two schools' starting points may lie for
    them to be called comparable. It is given and never reckoned from the schools at hand, so
    that one school more or less changes nothing for the others.
    """

    figures: pd.DataFrame
    phases: pd.Series
    reach: float
    higher_is_better: bool = True

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return 1 if self.higher_is_better else -1

    @property
    def years(self) -> list[int]:
        return [int(year) for year in self.figures.columns]


@dataclass(frozen=True)
class Support:
    """One school's support: the results it could first touch, and the first once it had ended.

    `until` is None while the support runs.
    """

    school: int
    since: int
    until: int | None
