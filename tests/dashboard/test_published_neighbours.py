"""The list of statistical neighbours: a workbook, with junk above the header and a second list
below."""

import csv
import io
from datetime import date

import pytest
from openpyxl import Workbook

from dashboard.published import neighbours
from schools.sources import workbooks
from schools.sources.sheets import ReadError
from tests.published import HERE, REAL, sheet, sheet_of

LIST = HERE / "la" / "sn_may_2025.csv"
WORDS = ["Close"] * 10
HEADER = ["LA num", "LA Name", "LA number", "GOInd", "GOReg"] + [
    name for n in range(1, 11) for name in (f"SN{n}", "SNP")
]


def listing(*rows):
    """A list whose rows are an authority, its ten neighbours, and words where others are meant."""
    lines = [HEADER]
    for authority, codes, *words in rows:
        cells = [authority, f"Area {authority}", authority, 6, "South East"]
        for code, word in zip(codes, [*words, *WORDS], strict=False):
            cells += [code, word]
        lines.append(cells)
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return sheet_of(text.getvalue(), "SN1")


def workbook(rows, title="LA SN Groups"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rows_of_list():
    return list(csv.reader(io.StringIO(LIST.read_text(encoding="utf-8"))))


def test_each_authority_has_its_ten_in_order():
    found = neighbours.read(sheet("la/sn_may_2025.csv", "SN1"))

    city = found.neighbours[found.neighbours["authority"] == 999]
    assert city["neighbour"].tolist() == [103, 101, 102, 104, 105, 106, 107, 108, 109, 110]
    assert city["place"].tolist() == list(range(1, 11))
    assert city["closeness"].tolist()[:3] == ["Extremely close", "Very close", "Very Close"]
    assert set(city["row"]) == {4}
    assert city["column"].tolist()[:2] == ["SN1", "SN2"]


def test_authorities_since_reorganised_are_read_below_their_title():
    found = neighbours.read(sheet("la/sn_may_2025.csv", "SN1"))

    assert found.areas[111] == ("Kelpwater (Pre LG)", "South East")
    assert (found.rows, len(found.neighbours)) == (3, 30)
    assert found.notes[0] == "rows below the title “Old SNs:” were read too."


def test_neighbours_without_a_row_of_their_own_are_named():
    found = neighbours.read(sheet("la/sn_may_2025.csv", "SN1"))

    assert found.notes[1].startswith("9 neighbours have no row of their own (102, 103,")


def test_a_workbook_reads_like_the_same_rows_as_text():
    data = workbook(rows_of_list())

    lines = workbooks.as_csv(data, neighbours.SHEETS)

    as_text = neighbours.read(sheet("la/sn_may_2025.csv", "SN1"))
    assert neighbours.read(sheet_of(lines, "SN1")).neighbours.equals(as_text.neighbours)


def test_a_line_break_in_a_cell_moves_no_row():
    data = workbook([["one\ntwo", "3"], ["", "4"]])

    assert workbooks.as_csv(data, neighbours.SHEETS) == b"one two,3\n,4\n"


@pytest.mark.parametrize("data", [b"", b"PK nonsense", workbook([["a"]], title="Sheet1")])
def test_another_workbook_is_none_of_ours(data):
    assert workbooks.as_csv(data, neighbours.SHEETS) is None


TEN = list(range(101, 111))


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([(999, [999, *TEN[1:]])], "row 2, column SN1: authority 999 has 999 for a neighbour"),
        ([(999, [101, 101, *TEN[2:]])], "row 2, column SN2: authority 999 has 101"),
        ([(999, ["", *TEN[1:]])], "row 2, column SN1: “” is not the number of an area"),
        ([(999, TEN, "Quite close")], "“Quite close” is not a word that the publisher has"),
        ([(999, TEN), (999, TEN)], "row 3, column LA num: authority 999 has more than one row"),
    ],
)
def test_what_is_wrong_is_named(rows, where):
    with pytest.raises(ReadError, match=where):
        neighbours.read(listing(*rows))


def test_a_list_of_everybody_has_nothing_to_note():
    codes = list(range(101, 112))
    rows = [(one, [other for other in codes if other != one]) for one in codes]

    assert neighbours.read(listing(*rows)).notes == []


def test_a_list_of_nine_is_not_the_list():
    text = ",".join(HEADER[:-2])

    with pytest.raises(ReadError, match="no column SN10"):
        neighbours.read(sheet_of(f"{text}\n999\n", "SN1"))


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("sn_may_2025.xlsx", date(2025, 5, 1)),
        ("SN_April 2021.xlsx", date(2021, 4, 1)),
        ("sn_sept_2030.csv", date(2030, 9, 1)),
        ("neighbours_2025.xlsx", None),
        ("sn.xlsx", None),
    ],
)
def test_the_month_of_the_model_stands_in_the_files_name(name, month):
    assert neighbours.month_in(name) == month


@pytest.mark.skipif(not REAL.exists(), reason="../shared/published-data is not here")
def test_portsmouths_neighbours_are_those_of_the_publisher():
    data = (REAL / "la" / "sn_may_2025.xlsx").read_bytes()

    found = neighbours.read(sheet_of(workbooks.as_csv(data, neighbours.SHEETS), "SN1"))

    own = found.neighbours[found.neighbours["authority"] == 851]
    assert own["neighbour"].tolist() == [373, 383, 382, 355, 852, 882, 879, 831, 390, 357]
    assert set(own["row"]) == {101}
    assert found.rows == 158
