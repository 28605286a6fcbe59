"""The register's files, in the layouts of 2024 and 2026."""

from datetime import date

import pytest

from schools.sources import gias
from schools.sources.sheets import ReadError
from tests.published import sheet, sheet_of

REGISTER_2024 = "register/edubasealldata20240617.csv"
REGISTER_2026 = "register/edubasealldata20260301.csv"


@pytest.fixture
def register():
    return gias.read_register(sheet(REGISTER_2024, "URN")).set_index("urn")


def test_every_establishment_is_read_open_or_closed(register):
    assert len(register) == 11
    assert register["status"].tolist()[:6] == [1, 1, 3, 4, 1, 2]


def test_windows_characters_are_read_as_such(register):
    assert register.loc[900001, "street"] == "Café Row"


def test_phase_nought_is_a_phase_and_la_nought_is_none(register):
    assert register.loc[900005, "phase"] == 0
    assert register["la_code"].isna().sum() == 1


def test_an_easting_of_nought_is_no_place(register):
    assert register["easting"].isna()[900002]
    assert register.loc[900001, "easting"] == 462589


def test_dates_and_shares_are_read(register):
    assert register.loc[900002, "opened_on"] == date(2013, 9, 1)
    assert register.loc[900001, "percentage_fsm"] == 32.7
    assert register.loc[900001, "opened_on"] is None


def test_an_opening_after_the_closing_is_left_out(register):
    assert register.loc[900007, "opened_on"] is None
    assert register.loc[900007, "closed_on"] == date(2014, 8, 31)


def test_a_blank_type_stays_blank(register):
    assert register["type_code"].isna()[900004]


def test_names_of_people_are_never_read(register):
    everything = register.to_csv()

    assert "Nobody" not in everything and "At All" not in everything


def test_the_layout_of_2026_lacks_five_columns_and_is_read_alike():
    table = gias.read_register(sheet(REGISTER_2026, "URN")).set_index("urn")

    assert table.loc[900001, "name"] == "Wharf Lane Junior Academy"
    assert table.loc[900002, "trust_id"] == 5143


MINIMAL = "URN,LA (code),EstablishmentName,EstablishmentStatus (code)"


def test_columns_a_layout_lacks_stay_blank():
    table = gias.read_register(sheet_of(f"{MINIMAL}\n900001,999,Wharf Lane,1\n"))

    assert table["website"].tolist() == [""]
    assert table["capacity"].isna().all() and table["percentage_fsm"].isna().all()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "900001,999,Wharf Lane,9",
            r"row 2, column EstablishmentStatus \(code\): “9” is no status",
        ),
        (",999,Wharf Lane,1", "row 2, column URN: the row has no reference number"),
        ("900001,999,A,1\n900001,999,B,1", r"row 3, column URN: URN 900001 .*rows 2, 3"),
    ],
)
def test_what_the_register_cannot_mean_stops_the_file(row, problem):
    with pytest.raises(ReadError, match=problem):
        gias.read_register(sheet_of(f"{MINIMAL}\n{row}\n"))


def test_a_school_without_a_status_is_open_unless_it_has_closed():
    header = f"{MINIMAL},CloseDate"
    table = gias.read_register(sheet_of(f"{header}\n900001,999,A,,\n900002,999,B,,31-08-2019\n"))

    assert table["status"].tolist() == [1, 2]


def test_a_date_that_is_none_is_named():
    with pytest.raises(ReadError, match="row 2, column OpenDate: “31-02-2019” is not a date"):
        gias.read_register(sheet_of(f"{MINIMAL},OpenDate\n900001,999,A,1,31-02-2019\n"))
    with pytest.raises(ReadError, match="“soon” is not a date"):
        gias.read_register(sheet_of(f"{MINIMAL},OpenDate\n900001,999,A,1,soon\n"))


@pytest.mark.parametrize("share", ["110", "many"])
def test_a_share_beyond_reason_is_named(share):
    with pytest.raises(ReadError, match="row 2, column PercentageFSM"):
        gias.read_register(sheet_of(f"{MINIMAL},PercentageFSM\n900001,999,A,1,{share}\n"))


@pytest.mark.parametrize("cell", ["01-09-2013", "01/09/2013", "2013-09-01", "01/09/2013 00:00"])
def test_dates_come_in_several_forms(cell):
    assert gias.date_of(cell) == date(2013, 9, 1)


def test_links_are_predecessors_successors_or_neither():
    table = gias.read_links(sheet("register/links_edubasealldata20250422.csv", "URN"))

    assert table["kind"].tolist() == ["predecessor", "successor", "predecessor", "other"]
    assert table["linked_on"].tolist()[2] is None
    assert table["link_urn"].tolist()[0] == 900006


def test_a_link_with_one_end_stops_the_file():
    with pytest.raises(ReadError, match="row 2, column LinkURN"):
        gias.read_links(sheet_of("URN,LinkURN,LinkType\n900001,,Predecessor\n"))


def test_trusts_are_multi_and_single_academy_trusts_alone():
    table = gias.read_trusts(sheet("register/allgroupsdata.csv", "GROUP UID")).set_index("uid")

    assert sorted(table.index) == [5143, 5144]
    assert table.loc[5143, "opened_on"] == date(2002, 5, 15)
    assert table.loc[5144, "closed_on"] == date(2020, 8, 31)
    assert "Body" not in table.to_csv()


def test_the_second_row_of_a_sponsored_school_is_not_a_trust():
    table = gias.read_group_links(sheet("register/alllinksdata.csv", "URN")).set_index("urn")

    assert table["uid"].to_dict() == {900002: 5143, 900101: 5144}
    assert table.loc[900101, "joined_on"] == date(2012, 9, 1)


def test_of_two_trusts_of_a_school_the_newest_counts():
    header = "URN,Group UID,Group Name,Group Type (code),Joined date"
    table = gias.read_group_links(
        sheet_of(f"{header}\n900001,2,New,6,01-09-2020\n900001,1,Old,10,01-09-2015\n")
    )

    assert table["uid"].tolist() == [2]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [("900001,,New,6,", "group UID"), (",5,New,6,", "reference number")],
)
def test_group_links_need_both_numbers(rows, problem):
    header = "URN,Group UID,Group Name,Group Type (code),Joined date"
    with pytest.raises(ReadError, match=problem):
        gias.read_group_links(sheet_of(f"{header}\n{rows}\n"))


def test_a_trust_listed_twice_stops_the_file():
    header = "Group UID,Group Name,Group Type (code),Group Status (code)"
    with pytest.raises(ReadError, match="row 3, column Group UID: group UID 5 has more"):
        gias.read_trusts(sheet_of(f"{header}\n5,A,6,OPEN\n5,B,6,OPEN\n", column="GROUP UID"))
