"""The final key stage 4 tables of Sampleport, one file a results year."""

import re
from functools import cache

from dashboard.sample.cells import SCHOOL_TYPES, Interval, header, number, write_table
from dashboard.sample.ks4_cells import (
    attainment_cells,
    count_cells,
    mean,
    not_published_cells,
    progress_cells,
    without_prior_attainment,
)
from dashboard.sample.ks4_pupils import INDIVIDUAL_KINDS, Cohort, cohort_of, half_width
from dashboard.sample.listings import KS4_KINDS, listings
from dashboard.sample.standing import RESULT_YEARS, dice, national
from schools.sample import city, register_files

YEARS_WITHOUT_PROGRESS = {2025}
# Grades 9 to 1 came with the exams of 2017, EBacc points in 2018.
NUMBERED_GRADES = re.compile(r"_9[145](_|$)|9[1]$")
# Columns that the tables gave other names before 2019/20.
EARLIER_NAMES = {
    "SENSE4": "SENE4",
    "PSENSE4": "PSENE4",
    "SENAPK4": "SENK4",
    "PSENAPK4": "PSENK4",
    "SEN_ALL": "SEN_ALL4",
    "PSEN_ALL": "PSEN_ALL4",
}
# Years after a free school opens until its first pupils are sixteen.
YEARS_TO_FIRST_RESULTS = {35: 5, 40: 2, 41: 2}


def _shifted(names, first, second, year):
    """The same header a year or more away: what looked back to 2021 now looks back further."""
    pattern = re.compile(rf"_({first}|{second})(?=_|$)")
    moved = year - 2000 - second - 1
    return [pattern.sub(lambda found: f"_{int(found[1]) + moved:02d}", name) for name in names]


@cache
def columns(year):
    """The header of a year, from the nearest year whose header is known."""
    if year >= 2023:
        return _shifted(header("ks4final_2022-23"), 21, 22, year)
    # `ADMPOL_18` was the new definition of 2018/19.
    names = [name for name in header("ks4final_2018-19") if name != "ADMPOL_18"]
    names = _shifted(names, 17, 18, year)
    if year <= 2017:
        names = [name for name in names if "EBACCAPS" not in name]
    if year == 2016:
        names = [name for name in names if not NUMBERED_GRADES.search(name)]
    return names


@cache
def cohorts(year):
    """Each line's listing with results and its year group, in the order of the file."""
    return {
        listing.line: (listing, cohort_of(listing, year))
        for listing in listings(KS4_KINDS, year)
        if listing.has_results and not _is_too_new(listing.school, year)
    }


def _is_too_new(school, year):
    wait = YEARS_TO_FIRST_RESULTS.get(school.type_code)
    return wait is not None and school.opened_on.year > year - wait


@cache
def figures(line, year):
    """All measured cells of one school's year group, by column in upper case."""
    listing, cohort = cohorts(year)[line]
    cells = _measured(cohort, year)
    if listing.school.kind == "alternative":
        cells |= {name: "NE" for name in cells if "EBAC" in name and "ATT8" not in name}
    return cells


def _measured(cohort, year):
    decimals = 1 if year >= 2023 else 0
    others = national("ks4")[year]["ATT8SCR_NFSM6CLA1A"]
    cells = count_cells(cohort.pupils, decimals)
    cells |= attainment_cells(cohort.pupils, decimals, others)
    if cohort.progress8 is None:
        return cells | not_published_cells()
    if year in YEARS_WITHOUT_PROGRESS:
        return without_prior_attainment(cells | not_published_cells())
    return cells | progress_cells(cohort.pupils, cohort.progress8, band_in_words=year >= 2020)


@cache
def city_figures(year):
    """Every pupil of the city's state-funded schools; independents stand apart."""
    pupils = [
        pupil
        for listing, cohort in cohorts(year).values()
        if listing.school.is_state_school
        for pupil in cohort.pupils
    ]
    score = mean([pupil.progress8 for pupil in pupils])
    interval = Interval.around(score, half_width(len(pupils)), 2)
    return _measured(Cohort(pupils, interval), year)


def _identity(listing, year):
    school = listing.school
    address = register_files.address(school)
    boys = 0 if school.gender == "Girls" else round(school.pupils_on_roll * 0.51)
    return {
        "RECTYPE": "2" if school.kind in INDIVIDUAL_KINDS else "1",
        "LEA": "999",
        "ESTAB": str(school.establishment_number),
        "URN": str(school.urn),
        "SCHNAME": school.name,
        "SCHNAME_AC": listing.successor.name if listing.successor else "",
        "ADDRESS1": address["Street"],
        "ADDRESS2": address["Locality"],
        "TOWN": address["Town"],
        "PCODE": address["Postcode"],
        "TELNUM": address["TelephoneNum"],
        "PCON_CODE": city.CONSTITUENCY[0],
        "PCON_NAME": city.CONSTITUENCY[1],
        "CONTFLAG": "0",
        "ICLOSE": "1" if listing.is_closed(year) else "0",
        "NFTYPE": SCHOOL_TYPES[school.type_code],
        "RELDENOM": school.religion,
        "ADMPOL": "Non-selective",
        "ADMPOL_PT": "Not applicable" if school.ages.phase == 0 else "Non-selective",
        "EGENDER": school.gender.upper(),
        "FEEDER": "0",
        "TABKS2": "1" if school.kind in {"all_through", "special"} else "0",
        "TAB1618": "1" if school.ages.high_age > 16 else "0",
        "AGERANGE": f"{school.ages.low_age}-{school.ages.high_age}",
        "CONFEXAM": "R" if dice("checked", school.urn, year).random() < 0.2 else "",
        "TOTPUPS": str(school.pupils_on_roll),
        "NUMBOYS": str(boys),
        "NUMGIRLS": str(school.pupils_on_roll - boys),
    }


def _cell(name, cells, earlier, year):
    """One cell by its column's name, looking back where the name carries an earlier year."""
    for past in (year - 1, year - 2):
        marked = re.compile(rf"_{past % 100:02d}(?=_|$)")
        if marked.search(name):
            return earlier(past).get(_known_as(marked.sub("", name)), "")
    return cells.get(_known_as(name), "")


def _known_as(name):
    """The name used since 2019/20, in upper case; `AV` was then `MID`."""
    name = EARLIER_NAMES.get(name, name).upper()
    return re.sub(r"_AV(?=_|$)", "_MID", name)


def _school_row(listing, year):
    names = columns(year)
    cells = _identity(listing, year)
    if listing.line not in cohorts(year) or not listing.has_results:
        stops = names.index("TOTPUPS")
        return [*(cells.get(_known_as(name), "") for name in names[:stops]), "NEW"]

    def earlier(past):
        is_there = past in RESULT_YEARS and listing.line in cohorts(past)
        return figures(listing.line, past) if is_there else {}

    cells |= figures(listing.line, year)
    return [_cell(name, cells, earlier, year) for name in names]


def _authority_row(year):
    cells = city_figures(year) | {
        "RECTYPE": "4",
        "LEA": "999",
        "SCHNAME": city.AUTHORITY_NAME,
        "TOTPUPS": str(
            sum(
                listing.school.pupils_on_roll
                for listing, _ in cohorts(year).values()
                if listing.school.is_state_school
            )
        ),
    }

    def earlier(past):
        return city_figures(past) if past in RESULT_YEARS else {}

    return [_cell(name, cells, earlier, year) or " " for name in columns(year)]


def _national_row(year, record_type):
    """State-funded (7) or all schools (5), whose mean is lower and has no Progress 8."""
    table = dict(national("ks4")[year])
    if record_type == "5":
        table = {name: cell for name, cell in table.items() if not name.startswith("P8")}
        table["TPUP"] = str(round(int(table["TPUP"]) * 1.1))
        table["ATT8SCR"] = number(float(table["ATT8SCR"]) - 1.7, 1)
        for name in ("PTL2BASICS_94", "PTL2BASICS_95"):
            if name in table:
                table[name] = number(float(table[name].rstrip("%")) - 3, 1) + "%"
    table["RECTYPE"] = record_type

    def earlier(past):
        return national("ks4")[past] if past in RESULT_YEARS else {}

    row = [_cell(name, table, earlier, year) or " " for name in columns(year)]
    last = max(place for place, cell in enumerate(row) if cell.strip())
    return row[: last + 1]


def rows(year):
    """School rows by name, then the city and the two national rows."""
    listed = sorted(listings(KS4_KINDS, year), key=lambda row: (row.school.name, row.school.urn))
    return [
        *(_school_row(listing, year) for listing in listed),
        _authority_row(year),
        _national_row(year, "5"),
        _national_row(year, "7"),
    ]


def write(folder, year):
    return write_table(folder / "england_ks4final.csv", columns(year), rows(year))
