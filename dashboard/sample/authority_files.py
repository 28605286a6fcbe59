"""Sampleport among invented authorities, in the files of the Local Authority Interactive Tool:
the series of each, the dictionary of the measures, and the statistical neighbours.

`authority_measures.csv` gives each measure's words, England's figures as printed, how far
authorities lie apart, and how far from England Sampleport lies in the first and the last year
(in spreads; above nought is good). Where the city's own tables say what its figure is, that is
its figure.
"""

import io
import re
import zipfile
from functools import cache

from openpyxl import Workbook

from dashboard.sample import ks2_files, ks4_files
from dashboard.sample.cells import rounded, write_table
from dashboard.sample.standing import RESULT_YEARS, dice, read_table
from schools.models import SAMPLE_AUTHORITY_CODE
from schools.sample import city

YEARS = list(range(2016, 2026))
COLUMNS = [
    "Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region",
]  # fmt: skip
DICTIONARY_COLUMNS = [
    "Measure_code", "Topic", "Measure", "Chart_title", "Measure_short", "Polarity", "y_axis_name",
    "state_funded_flag", "Table_status", "Description", "Last Update", "Next Update",
    "Data Owner (DO) /Supplier and Contact Details", "Methodology", "Hyperlink(s)", "dps",
    "Year_Type", "No_Quartile",
]  # fmt: skip
ENGLAND = ("970", "England")
REGIONS = {"North West": "981", "South East": "989", "South West": "990"}
CITY_REGION = "South East"
# Where the city's row of its own performance tables says its figure.
OWN_TABLES = {
    "KS2RWM_Expected_STD": (ks2_files, "PTRWM_EXP"),
    "KS2RWM_Higher_STD": (ks2_files, "PTRWM_HIGH"),
    "DAP_NEW_KS2_RWM": (ks2_files, "PTRWM_EXP_FSM6CLA1A"),
    "NonDAP_NEW_KS2_RWM": (ks2_files, "PTRWM_EXP_NOTFSM6CLA1A"),
    "KS2R_Prog_VA": (ks2_files, "READPROG"),
    "KS2W_Prog_VA": (ks2_files, "WRITPROG"),
    "KS2M_Prog_VA": (ks2_files, "MATPROG"),
    "AVG_Attain8_Score": (ks4_files, "ATT8SCR"),
    "DAP_KS4_ATT8": (ks4_files, "ATT8SCR_FSM6CLA1A"),
    "NonDAP_KS4_ATT8": (ks4_files, "ATT8SCR_NFSM6CLA1A"),
    "AVG_Prog8_Score": (ks4_files, "P8MEA"),
    "DAP_KS4_Prog8": (ks4_files, "P8MEA_FSM6CLA1A"),
    "NonDAP_KS4_Prog8": (ks4_files, "P8MEA_NFSM6CLA1A"),
}
# Of the city alone nothing was published: a year that others have.
CITY_MISSING = {("16-17Ed&Training", 2021)}
# So few children that groups of them are withheld, and key stage 4 is not there at all.
SMALL_ISLE = "110"
WITHHELD, NOT_THERE = re.compile(r"^(Non)?DAP_|_SEN_|_Sen_"), re.compile(r"8_Score|KS4|EngBac")
# How like itself an authority is: from measure to measure, and from year to year.
BY_MEASURE, BY_YEAR = 0.45, 0.15
CLOSENESS = ["Extremely close", "Very close", "Very close", "Close", "Close", "Close"]
NEIGHBOURS = 10
# A workbook says when it was written; this one always says the same.
WRITTEN = "2025-05-01T00:00:00Z"


@cache
def measures():
    return read_table("authority_measures.csv")


@cache
def others():
    """The invented authorities beside Sampleport: number, name and region."""
    return [(row["code"], row["name"], row["region"]) for row in read_table("areas.csv")]


def areas():
    own = (str(SAMPLE_AUTHORITY_CODE), city.AUTHORITY_NAME, CITY_REGION)
    return sorted([own, *others()], key=lambda area: area[1])


@cache
def place_of(code):
    """How far from England an authority lies in general, in spreads; above nought is good."""
    if code == str(SAMPLE_AUTHORITY_CODE):
        return -0.8
    return dice("authority", code).gauss(0, 0.85)


def told(measure, year):
    """The year as printed, and England's figure, None for a dash; nothing without a row."""
    if not measure[str(year)]:
        return None
    printed, _, value = measure[str(year)].partition(": ")
    return printed, None if value == "-" else float(value)


def _is_good_high(measure):
    return 1 if measure["polarity"] == "High" else -1


def _city_by_spreads(measure, year, england):
    share = (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
    place = float(measure["from"]) * (1 - share) + float(measure["to"]) * share
    place += dice("authority", measure["code"], year).gauss(0, BY_YEAR)
    return england + _is_good_high(measure) * float(measure["spread"]) * place


def _own_table(code, year):
    """The city's figure by its own tables, where there are tables of the year."""
    tables, column = OWN_TABLES[code]
    cell = tables.city_figures(year)[column].rstrip("%")
    return None if cell == "NP" else float(cell)


def _city(measure, year, england):
    code = measure["code"]
    if (code, year) in CITY_MISSING:
        return None
    if code not in OWN_TABLES:
        return _city_by_spreads(measure, year, england)
    if year in RESULT_YEARS and (own := _own_table(code, year)) is not None:
        return own
    # Between two years of tables its distance from England lies between theirs.
    known = {y: _own_table(code, y) for y in RESULT_YEARS}
    gaps = {
        y: own - (told(measure, y)[1] or 0)
        for y, own in known.items()
        if own is not None and told(measure, y)
    }
    before = max((y for y in gaps if y < year), default=min(gaps))
    after = min((y for y in gaps if y > year), default=max(gaps))
    share = (year - before) / (after - before) if after > before else 0
    return england + gaps[before] * (1 - share) + gaps[after] * share


def _other(measure, code, year, england):
    place = place_of(code)
    place += dice("authority", code, measure["code"]).gauss(0, BY_MEASURE)
    place += dice("authority", code, measure["code"], year).gauss(0, BY_YEAR)
    return england + _is_good_high(measure) * float(measure["spread"]) * place


def value(measure, code, year):
    """An authority's figure as it is published; None or a sign where there is none."""
    _, england = told(measure, year)
    if england is None:
        return None
    if code == SMALL_ISLE and WITHHELD.search(measure["code"]):
        return "c"
    if code == SMALL_ISLE and NOT_THERE.search(measure["code"]):
        return None
    is_city = code == str(SAMPLE_AUTHORITY_CODE)
    figure = _city(measure, year, england) if is_city else _other(measure, code, year, england)
    if figure is None:
        return None
    if measure["unit"].startswith("%"):
        figure = min(max(figure, 0), 100)
    return rounded(figure, int(measure["places"]))


def printed(figure):
    """As a spreadsheet saves it: seventeen digits, so that 40.8 is 40.799999999999997."""
    if figure is None or isinstance(figure, str):
        return figure or "-"
    return f"{figure:.17g}"


def _rows_of_year(measure, year):
    label, england = told(measure, year)
    figures = {code: value(measure, code, year) for code, _, _ in areas()}
    rows = [
        [label, name, printed(figures[code]), f"{code}.0", region] for code, name, region in areas()
    ]
    rows.append([label, ENGLAND[1], printed(england), f"{ENGLAND[0]}.0", "NA"])
    for region, code in REGIONS.items():
        known = [
            figures[area]
            for area, _, where in areas()
            if where == region and isinstance(figures[area], float)
        ]
        mean = rounded(sum(known) / len(known), int(measure["places"])) if known else None
        rows.append([label, region, printed(mean), f"{code}.0", "NA"])
    return rows


def series_rows():
    """Every figure; a measure is called by name in its first row alone."""
    table = []
    for measure in measures():
        item = measure["item"]
        for year in YEARS:
            if told(measure, year) is None:
                continue
            for label, *cells in _rows_of_year(measure, year):
                table.append([measure["code"], item, label, *cells])
                item = ""
    return table


def dictionary_rows():
    words = "Figures of the sample city and its neighbours are invented."
    return [
        [
            str(number), m["topic"], m["name"], m["name"], m["code"], m["polarity"], m["unit"],
            "NA", "None", words, "NA", "NA", "Nobody: an invented city", words, "NA", m["dps"],
            m["year_type"], "NA",
        ]
        for number, m in enumerate(measures(), start=1)
    ]  # fmt: skip


def neighbours_of(code):
    """The ten that lie nearest in general, nearest first, each with how close it is."""
    away = sorted(
        (abs(place_of(other) - place_of(code)), other) for other, _, _ in areas() if other != code
    )
    words = [*CLOSENESS, *["Somewhat close"] * (NEIGHBOURS - len(CLOSENESS) - 1), "Not close"]
    return list(zip([other for _, other in away], words, strict=False))[:NEIGHBOURS]


def neighbour_rows():
    """Two rows of junk, the header, and a row an authority."""
    names = [name for n in range(1, NEIGHBOURS + 1) for name in (f"SN{n}", "SNP")]
    header = ["LA num", "LA Name", "LA number", "GOInd", "GOReg", *names]
    table = [
        list("ABCDE") + list(range(3, 3 + len(names))),
        list(range(1, len(header) + 1)),
        header,
    ]
    for code, name, region in areas():
        row = [int(code), name, int(code), 1 + list(REGIONS).index(region), region]
        for other, words in neighbours_of(code):
            row += [int(other), words]
        table.append(row)
    return table


def _write_workbook(path, rows):
    book, written = Workbook(), io.BytesIO()
    book.active.title = "LA SN Groups"
    for row in rows:
        book.active.append(row)
    book.save(written)
    # Packed anew without the hour, so that the same rows are the same bytes.
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(W3CDTF\">)[^<]*", rb"\g<1>" + WRITTEN.encode(), data)
            target.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    path.write_bytes(packed.getvalue())
    return path


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_table(
            folder / "lait_data_dictionary.csv",
            DICTIONARY_COLUMNS,
            dictionary_rows(),
            crlf=False,
            bom=False,
        ),
        write_table(folder / "bds_long_999.csv", COLUMNS, series_rows(), crlf=False, bom=False),
        _write_workbook(folder / "sn_may_2025.xlsx", neighbour_rows()),
    ]
