"""The final key stage 2 tables of Sampleport, one file a results year."""

import re
from functools import cache

from dashboard.sample.cells import SCHOOL_TYPES, Interval, header, number, percent, write_table
from dashboard.sample.ks2_cells import (
    AVERAGES,
    SHARES,
    YEARS_WITH_PROGRESS,
    attainment_cells,
    count_cells,
    not_published_cells,
    progress_cells,
)
from dashboard.sample.ks2_pupils import SPECIAL_KINDS, Cohort, cohort_of, half_width
from dashboard.sample.listings import FREE_SCHOOLS, KS2_KINDS, listings
from dashboard.sample.standing import RESULT_YEARS, dice, national
from schools.sample import city, register_files

IDENTITY_END = "TOTPUPS"
PRIOR_ATTAINMENT = re.compile(r"_[LMH](_LOWER|_UPPER)?$|KS1")
# England's row of all schools counts the pupils of independent ones too; as published for
# 2017, and for other years in proportion.
COUNTS = ["TOTPUPS", "TPUPYEAR", "TELIG", "BELIG", "GELIG"]
ALL_SCHOOLS_SHARE = 1.008
ALL_SCHOOLS = {
    2017: {
        "TOTPUPS": "4553706",
        "TPUPYEAR": "604193",
        "TELIG": "604552",
        "BELIG": "308771",
        "GELIG": "295781",
        "TFSM6CLA1A": "190119",
        "PTFSM6CLA1A": "31%",
        "TNOTFSM6CLA1A": "414433",
        "PTNOTFSM6CLA1A": "69%",
        "TEALGRP2": "119589",
        "TMOBN": "552652",
        "PTMOBN": "91%",
        "PSENELE": "2%",
    }
}
YEAR_SUFFIX = re.compile(r"_(\d\d)$")
# Everything a redacted school loses.
ATTAINMENT = (*SHARES, *AVERAGES, "DIFFN_RWM")
# Two columns of a later layout, under the name they had before.
EARLIER_NAMES = {"TSENELSE": "TSENELE", "PSENELSE": "PSENELE"}


@cache
def columns(year):
    """The header of a year: which columns there were, and how far back they looked.

    2016 had no earlier year to compare with, 2017 looked back once, later tables twice.
    After 2022/23 there was no key stage 1 result to group pupils by.
    """
    if year <= 2017:
        names = header("ks2final_2016-17")
        return [name for name in names if year == 2017 or not YEAR_SUFFIX.search(name)]
    if year == 2018:
        return header("ks2final_2017-18")
    names = [
        YEAR_SUFFIX.sub(lambda found: f"_{int(found[1]) + year - 2019}", name)
        for name in header("ks2final_2018-19")
    ]
    if year == 2023:
        return names
    return [name for name in names if not PRIOR_ATTAINMENT.search(name)]


@cache
def cohorts(year):
    """Each line's listing with results and its year group, in the order of the file."""
    return {
        listing.line: (listing, cohort_of(listing, year))
        for listing in listings(KS2_KINDS, year)
        if listing.has_results and not _is_too_new(listing.school, year)
    }


def _is_too_new(school, year):
    """A free school fills up from the bottom and has no pupils of eleven for its first years."""
    return school.type_code in FREE_SCHOOLS and school.opened_on.year > year - 4


@cache
def figures(line, year):
    """All measured cells of one school's year group, by column in upper case."""
    _, cohort = cohorts(year)[line]
    return _measured(cohort, year)


def _measured(cohort, year):
    pupils = cohort.pupils
    if not pupils:
        return {**count_cells(pupils), **dict.fromkeys([*SHARES, *AVERAGES], "NE")}
    cells = count_cells(pupils) | attainment_cells(pupils, national("ks2")[year])
    if cohort.redacted:
        cells |= dict.fromkeys((name for name in cells if name.startswith(ATTAINMENT)), "RE")
    if year in YEARS_WITH_PROGRESS:
        cells |= progress_cells(pupils, cohort.progress, cohort.coverage, padded=year <= 2017)
    else:
        cells |= not_published_cells()
    return cells


def _city_cohort(year):
    """Every pupil of the city's state-funded schools in one year group."""
    pupils = [pupil for _, cohort in cohorts(year).values() for pupil in cohort.pupils]
    progress = {}
    for place, subject in enumerate(("reading", "writing", "maths")):
        mean = sum(pupil.scores[place] for pupil in pupils) / len(pupils)
        progress[subject] = Interval.around(mean, half_width(subject, len(pupils)), 1)
    return Cohort(pupils, progress, 96)


@cache
def city_figures(year):
    return _measured(_city_cohort(year), year)


def _identity(listing, year):
    school = listing.school
    address = register_files.address(school)
    successor = listing.successor
    low, high = school.ages.low_age, school.ages.high_age
    order = sorted(other.name for other in city.schools())
    return {
        "RECTYPE": "2" if school.kind in SPECIAL_KINDS else "1",
        "ALPHAIND": str(10 + 2 * order.index(school.name)),
        "LEA": "999",
        "ESTAB": str(school.establishment_number),
        "URN": str(school.urn),
        "SCHNAME": school.name,
        "ADDRESS1": address["Street"],
        "ADDRESS2": address["Locality"],
        "TOWN": address["Town"],
        "PCODE": address["Postcode"],
        "TELNUM": address["TelephoneNum"],
        "PCON_CODE": city.CONSTITUENCY[0],
        "PCON_NAME": city.CONSTITUENCY[1],
        "URN_AC": str(successor.urn) if successor else "0",
        "SCHNAME_AC": successor.name if successor else "",
        "OPEN_AC": register_files.dashed(successor.opened_on) if successor else "",
        "NFTYPE": SCHOOL_TYPES[school.type_code],
        "ICLOSE": "1" if listing.is_closed(year) else "0",
        "RELDENOM": school.religion,
        "AGERANGE": f"{low}-{high}",
        "CONFEXAM": "R" if dice("checked", school.urn, year).random() < 0.3 else "",
        "TAB15": "1" if school.kind in {"all_through", "special"} else "0",
        "TAB1618": "0",
        "TOTPUPS": str(school.pupils_on_roll),
    }


def _cell(name, cells, earlier, year):
    """One cell by its column's name, looking back where the name carries a year."""
    name = EARLIER_NAMES.get(name, name)
    suffix = YEAR_SUFFIX.search(name)
    if suffix:
        looked_at = 2000 + int(suffix[1])
        if looked_at not in RESULT_YEARS:
            return "NA"
        return earlier(looked_at).get(YEAR_SUFFIX.sub("", name).upper(), "")
    return cells.get(name.upper(), "")


def _three_years(earlier, cells, year):
    """Three years together where all three are there, weighted by the year groups."""
    tables = [cells, *(earlier(past) for past in (year - 1, year - 2))]
    sizes = [table.get("TELIG", "") for table in tables]
    if not all(size.isdigit() for size in sizes):
        return {}
    weights = [int(size) for size in sizes]
    pooled = {"TELIG_3YR": str(sum(weights))}
    for name in ("PTRWM_EXP", "PTRWM_HIGH", "READ_AVERAGE", "MAT_AVERAGE"):
        texts = [table.get(name, "").rstrip("%") for table in tables]
        if not all(text.isdigit() for text in texts):
            pooled[f"{name}_3YR"] = "SUPP"
            continue
        total = sum(int(text) * weight for text, weight in zip(texts, weights, strict=True))
        is_share = name.startswith("PT")
        pooled[f"{name}_3YR"] = (
            percent(total, 100 * sum(weights)) if is_share else number(total / sum(weights))
        )
    return pooled


def _school_row(listing, year):
    names = columns(year)
    cells = _identity(listing, year)
    stops = names.index(IDENTITY_END) + 1
    if not listing.has_results:
        return [*(cells.get(name, "") for name in names[: stops - 1]), "NEW"]
    if listing.line not in cohorts(year):
        return [*(cells.get(name, "") for name in names[:stops]), "0"]

    def earlier(past):
        is_there = past in RESULT_YEARS and listing.line in cohorts(past)
        return figures(listing.line, past) if is_there else {}

    cells |= figures(listing.line, year)
    cells |= _three_years(earlier, cells, year)
    return [_cell(name, cells, earlier, year) for name in names]


def _authority_row(year):
    names = columns(year)
    roll = sum(listing.school.pupils_on_roll for listing, _ in cohorts(year).values())
    cells = city_figures(year) | {
        "RECTYPE": "3",
        "LEA": "999",
        "SCHNAME": city.AUTHORITY_NAME,
        "TOTPUPS": str(roll),
    }

    def earlier(past):
        return city_figures(past) if past in RESULT_YEARS else {}

    cells |= _three_years(earlier, cells, year)
    return _with_spaces(names, cells, lambda name: _cell(name, cells, earlier, year))


def _national_row(year, record_type):
    """The state-funded row, or all schools; cells that do not apply hold one space."""
    names = columns(year)
    table = dict(national("ks2")[year])
    if record_type == "4":
        table |= {name: str(round(int(table[name]) * ALL_SCHOOLS_SHARE)) for name in COUNTS}
        table |= ALL_SCHOOLS.get(year, {})
    table["RECTYPE"] = record_type

    def earlier(past):
        return national("ks2")[past] if past in RESULT_YEARS else {}

    row = _with_spaces(names, table, lambda name: _cell(name, table, earlier, year))
    last = max(place for place, cell in enumerate(row) if cell.strip())
    return row[: last + 1]


def _with_spaces(names, cells, write):
    """Identity cells and others without a meaning in this row hold a space, as published."""
    return [write(name) or " " for name in names]


def rows(year):
    """School rows by name, the city's among them, the national rows last.

    The state-funded row stood first up to 2017 and last afterwards.
    """
    listed = sorted(listings(KS2_KINDS, year), key=lambda row: (row.school.name, row.school.urn))
    table = [_school_row(listing, year) for listing in listed]
    table.insert(len(table) - 3, _authority_row(year))
    kinds = ["5", "4"] if year <= 2017 else ["4", "5"]
    return table + [_national_row(year, kind) for kind in kinds]


def write(folder, year):
    return write_table(folder / "999_ks2final.csv", columns(year), rows(year))
