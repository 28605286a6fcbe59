"""Which reference numbers a results year's files list, and which of them hold the results."""

from dataclasses import dataclass
from datetime import date

from schools.sample import city
from schools.sample.city import SampleSchool

KS2_KINDS = {"junior", "primary", "all_through", "special", "special_primary"}
KS4_KINDS = {
    "secondary",
    "all_through",
    "utc",
    "studio",
    "special",
    "special_secondary",
    "alternative",
    "independent",
}

# Register codes of free schools, mainstream and special.
FREE_SCHOOLS = {35, 36}


@dataclass(frozen=True)
class Listing:
    """One row about a school: the number it stands under, and its new number if it converted."""

    line: int
    school: SampleSchool
    has_results: bool
    successor: SampleSchool | None

    def is_closed(self, year):
        """ICLOSE: closed when the tables were published in December."""
        return not self.school.open_on(date(year, 12, 15))


def listings(kinds, year):
    """Schools of these kinds in a year's files.

    A school that converts during the year keeps its results under the old number; the new one
    is listed with nothing. The publisher draws the line at 12 September.
    """
    start, end = date(year - 1, 9, 12), date(year, 8, 31)
    rows = []
    for line, members in city.lines().items():
        listed = [
            school
            for school in members
            if school.kind in kinds
            and (school.opened_on is None or school.opened_on <= end)
            and (school.closed_on is None or school.closed_on >= start)
        ]
        for place, school in enumerate(listed):
            later = listed[place + 1] if place + 1 < len(listed) else None
            rows.append(Listing(line, school, place == 0, later))
    return rows
