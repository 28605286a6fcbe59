"""Opening publishers' files: encodings, header rows, ragged rows, lines."""

import pytest

from schools.sources.sheets import (
    ReadError,
    as_lines,
    encoding_of,
    headers,
    normalised,
    whole_numbers,
)
from tests.published import sheet_of


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"\xef\xbb\xbfURN,A\n", "utf-8-sig"),
        ("URN,Caf\u00e9\n".encode(), "utf-8"),
        ("URN,Caf\u00e9 Row\n".encode("cp1252"), "cp1252"),
        (b"URN,A\n", "utf-8"),
    ],
)
def test_encoding_is_told_by_the_bytes(data, encoding):
    assert encoding_of(data) == encoding


def test_a_head_cut_within_a_character_is_still_utf_8():
    assert encoding_of("URN,Caf\u00e9".encode()[:-1]) == "utf-8"


def test_a_file_saved_as_utf_16_is_read_as_the_text_it_is():
    assert as_lines("URN,Caf\u00e9\n".encode("utf-16")) == "URN,Caf\u00e9\n".encode()
    assert "URN" in headers("URN,A\n1,2\n".encode("utf-16")).pop(0).columns


def test_lines_may_end_as_on_old_computers():
    assert as_lines(b"URN,A\r1,2\r") == b"URN,A\n1,2\n"
    assert as_lines(b"URN,A\r\n1,2\r\n") == b"URN,A\r\n1,2\r\n"


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("URN,A,B\n1,2,3\n4,5", True),
        ("URN,A,B\n1,2\n", False),
        ("URN,A,B\n1,2,3", False),
        ("URN,A,B\n1, ", False),
    ],
)
def test_a_last_line_short_and_not_ended_is_suspect(text, is_cut):
    assert sheet_of(text).may_be_cut_off is is_cut


def test_the_mark_at_the_start_is_no_part_of_the_first_name():
    assert "URN" in headers(b"\xef\xbb\xbfURN,A\n")[0].columns


def test_names_are_compared_in_capitals_with_single_spaces():
    assert normalised("Latest OEIF  safeguarding is effective? ") == (
        "LATEST OEIF SAFEGUARDING IS EFFECTIVE?"
    )


def test_short_rows_are_padded_and_blank_lines_left_out():
    sheet = sheet_of("URN,A,B\n1,2\n\n3,4,5\n,,\n")

    cells = sheet.cells(["URN", "A", "B"])

    assert cells.to_dict("index") == {
        2: {"URN": "1", "A": "2", "B": ""},
        4: {"URN": "3", "A": "4", "B": "5"},
    }


def test_a_row_longer_than_the_header_stops_the_file():
    sheet = sheet_of("URN,A\n1,2\n3,St Mary's, Quay\n")

    with pytest.raises(ReadError, match="row 3: the row has more cells"):
        sheet.cells(["URN"])


def test_empty_cells_beyond_the_header_are_harmless():
    assert list(sheet_of("URN,A\n1,2,\n").cells(["URN"]).index) == [2]


def test_windows_line_ends_leave_nothing_behind():
    cells = sheet_of("URN,A\r\n1,x\r\n2,y\r\n").cells(["URN", "A"])

    assert cells["A"].tolist() == ["x", "y"]
    assert cells.index.tolist() == [2, 3]


def test_a_row_is_the_line_an_editor_shows_though_a_cell_holds_a_line_break():
    cells = sheet_of('URN,A\n1,"two\nlines"\n2,y\n').cells(["URN", "A"])

    assert cells.index.tolist() == [2, 4]


def test_lines_are_counted_below_titles():
    cells = sheet_of("A title,\nURN,A\n1,x\n").cells(["URN"])

    assert cells.index.tolist() == [3]


def test_a_quotation_mark_left_open_stops_the_file():
    with pytest.raises(ReadError, match=r"quotation mark|rows and columns"):
        sheet_of('URN,A\n1,"x\n2,y\n').cells(["URN", "A"])


def test_a_file_may_hold_a_header_alone():
    assert sheet_of("URN,A\r\n").is_empty
    assert not sheet_of("URN,A\n1,2\n").is_empty


def test_whole_numbers_may_end_in_point_nought():
    cells = sheet_of("URN,A\n1,851.0\n2, \n").cells(["URN", "A"])

    assert whole_numbers(cells["A"], column="A").tolist()[0] == 851
    assert whole_numbers(cells["A"], column="A").isna().tolist() == [False, True]


def test_a_number_that_is_none_is_named_with_row_and_column():
    cells = sheet_of("URN,A\n1,8.5\n").cells(["URN", "A"])

    with pytest.raises(ReadError, match=r"row 2, column A: “8.5” is not a whole number"):
        whole_numbers(cells["A"], column="A")
