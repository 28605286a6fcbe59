"""Absence of Sampleport's pupils, as the performance tables give it: five columns a school."""

from datetime import date

from dashboard.sample.cells import number, write_table
from dashboard.sample.standing import dice, standing, turn
from schools.sample import city

COLUMNS = ["LA", "ESTAB", "URN", "PERCTOT", "PPERSABS10"]
# Overall and persistent absence of England's schools, by results year and national row.
NATIONAL = {
    2016: {"PRI": (4.0, 8.2), "SEC": (5.2, 13.1), "SPE": (9.1, 26.9)},
    2017: {"PRI": (4.0, 8.3), "SEC": (5.4, 13.5), "SPE": (9.7, 28.5)},
    2018: {"PRI": (4.2, 8.7), "SEC": (5.5, 13.9), "SPE": (10.2, 29.6)},
    2023: {"PRI": (5.9, 16.2), "SEC": (9.0, 26.5), "SPE": (13.0, 38.1)},
    2024: {"PRI": (5.5, 14.6), "SEC": (8.9, 25.6), "SPE": (12.8, 36.9)},
    2025: {"PRI": (5.2, 13.3), "SEC": (8.5, 24.2), "SPE": (12.6, 36.0)},
}
SECONDARY_KINDS = {"secondary", "all_through", "utc", "studio"}
# Overall absence varies less between schools than persistent absence does.
OVERALL_SHARE = 0.55


def national_row_of(school):
    if school.kind in city.INDIVIDUAL:
        return "SPE"
    return "SEC" if school.kind in SECONDARY_KINDS else "PRI"


def _row(line, school, year):
    overall, persistent = NATIONAL[year][national_row_of(school)]
    ratio = standing(line, "absence", year)
    # Each number a school had that year covers its own part of it.
    wobble = dice("absence", school.urn, year).gauss(0, 0.012)
    cells = {
        "overall": number(overall * (1 + (ratio - 1) * OVERALL_SHARE + wobble), 1),
        "persistent": number(persistent * (ratio + wobble), 1),
    }
    for what in cells:
        cells[what] = turn(line, year, what) or cells[what]
    return ["999", str(school.establishment_number), str(school.urn), *cells.values()]


def rows(year):
    """Every state-funded school open in the year, under each number; three national rows."""
    start, end = date(year - 1, 9, 1), date(year, 7, 31)
    table = [
        _row(line, school, year)
        for line, members in city.lines().items()
        for school in members
        if school.is_state_school
        and (school.opened_on is None or school.opened_on <= end)
        and (school.closed_on is None or school.closed_on >= start)
    ]
    table.sort(key=lambda row: (row[1], row[2]))
    for name, (overall, persistent) in NATIONAL[year].items():
        table.append(["NAT", name, "", number(overall, 1), number(persistent, 1)])
    return table


def write(folder, year):
    return write_table(folder / "england_abs.csv", COLUMNS, rows(year), crlf=False)
