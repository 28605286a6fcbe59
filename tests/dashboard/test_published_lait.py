"""The Local Authority Interactive Tool: every period, sign and quirk of its files."""

import pytest

from dashboard.published import lait
from schools.sources.sheets import ReadError
from tests.published import REAL, sheet, sheet_of

HEADER = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region\n"
DICTIONARY = "Topic,Chart_title,Measure_short,Polarity,y_axis_name,dps,Year_Type\n"


def back_data(*rows):
    return lait.read(sheet_of(HEADER + "\n".join(rows) + "\n", "YEARS"))


@pytest.fixture(scope="module")
def reading():
    return lait.read(sheet("la/bds_long_999.csv", "YEARS"))


@pytest.fixture(scope="module")
def dictionary():
    return lait.read_dictionary(sheet("la/lait_data_dictionary.csv", "POLARITY")).measures


@pytest.mark.parametrize(
    ("printed", "year", "status"),
    [
        ("2024", 2024, "final"), ("2023/24", 2024, "final"), ("2022-23 (OT)", 2023, "final"),
        ("2025 (prov)", 2025, "provisional"), ("2024 (Rev)", 2024, "revised"),
        ("2020 (Final)", 2020, "final"), ("2024-25", 2025, "final"), ("2014-16", 2016, "final"),
        ("2013/14-15/16", 2016, "final"), ("1999/00", 2000, "final"),
        ("1998/99-00/01", 2001, "final"), ("2025(Provisional)", 2025, "provisional"),
    ],
)  # fmt: skip
def test_a_period_is_the_last_year_it_names(printed, year, status):
    assert lait.period(printed) == lait.Period(year, status)


@pytest.mark.parametrize(
    "printed",
    ["", "24", "Autumn 2024", "2024 (draft)", "2024/18", "1066", "20245", "2024 - 25", "2024.0"],
)
def test_any_other_period_is_refused(printed):
    with pytest.raises(ReadError, match="year"):
        lait.period(printed)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("54", 54), ("0", 0), ("-0.43", -0.43), ("40.799999999999997", 40.8),
        ("40.800000000000004", 40.8), ("-7.0000000000000007E-2", -0.07),
        ("3.7308347529812611", 3.730834752981),
    ],
)  # fmt: skip
def test_a_number_loses_the_noise_of_the_spreadsheet(printed, value):
    assert lait.figure(printed) == (value, "")


@pytest.mark.parametrize("code", [*lait.CODES, ""])
def test_a_sign_is_missing_and_never_nought(code):
    assert lait.figure(code) == (None, code)


@pytest.mark.parametrize("printed", ["q", "54%", "1,234", "nan", "inf", "--", "SUPP", "9" * 41])
def test_a_sign_that_nobody_explains_stops_the_file(printed):
    row = f'KS2,,2024,Sample City,"{printed}",999.0,South East'

    with pytest.raises(ReadError, match="row 3, column Values"):
        back_data("KS2,,2023,Sample City,54,999.0,South East", row)


def test_every_sign_of_the_file_is_counted_and_kept(reading):
    assert reading.codes == {"-": 5, "c": 1, "..": 1, "x": 1, "z": 1}
    assert "blank cells, kept as missing: 1." in reading.notes
    missing = reading.figures[reading.figures["value"].isna()]
    assert missing["raw"].tolist() == ["-", "-", "-", "-", "-", "c", "..", "x", "z", ""]


def test_nought_is_a_figure(reading):
    last = reading.figures[reading.figures["measure"] == "AVG_Prog8_Score"].iloc[-1]

    assert (last["raw"], last["value"], last["code"]) == ("0", 0, "")


def test_a_figure_keeps_its_row_its_year_as_printed_and_its_status(reading):
    provisional = reading.figures[reading.figures["status"] == "provisional"]

    assert provisional["row"].tolist() == [12, 13, 14]
    assert set(provisional["year_as_published"]) == {"2025 (prov)"}


def test_areas_are_known_by_number_and_the_region_na_is_kept(reading):
    assert reading.areas[999] == ("Sample City", "South East")
    assert reading.areas[103] == ("Cobble, City of", "Inner London")
    assert (reading.areas[970], reading.areas[989]) == (("England", "NA"), ("South East", "NA"))


def test_what_a_measure_is_called_is_said_once(reading):
    assert reading.items["KS2RWM_Expected_STD"] == "Attainment at the end of key stage 2"
    # The row that names it was cut away; the name above belongs to another measure.
    assert reading.items["AVG_Prog8_Score"] == ""


def test_a_row_of_the_year_0_without_a_figure_is_left_out_and_named(reading):
    assert "left out as without year or figure: 1 (CINPermExclusion)." in reading.notes
    assert "CINPermExclusion" not in set(reading.figures["measure"])


def test_a_figure_of_the_year_0_stops_the_file():
    with pytest.raises(ReadError, match="row 2, column Years: “5” is a figure of the year 0"):
        back_data("KS2,,0,Sample City,5,999.0,South East")


def test_the_same_row_twice_counts_once(reading):
    assert reading.duplicates == 1
    assert (len(reading.figures), reading.rows) == (28, 30)


@pytest.mark.parametrize("second", ["2024,Sample City,55", "2023/24,Sample City,54"])
def test_two_figures_of_one_thing_stop_the_file(second):
    with pytest.raises(ReadError, match=r"row 3, column Values: KS2 .* in row 2\."):
        back_data("KS2,,2024,Sample City,54,999,S", f"KS2,,{second},999,S")


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("KS2,,2024,Sample City,54,E06000044,S", "row 2, column LA Number"),
        ("KS2,,2024,Sample City,54,,S", "row 2, column LA Number"),
        ("KS2,,2024,Sample City,54,999.5,S", "row 2, column LA Number"),
        ("KS2,,2024,Sample City,54,975.0,S", "975 is not a number that the publisher gives"),
        ("KS2,,2024,Sample City,54,012.0,S", "12 is not a number"),
        ("KS2,,soon,Sample City,54,999.0,S", "row 2, column Years: “soon” is not a year"),
        (",,2024,Sample City,54,999.0,S", "row 2, column Short Desc: the row names no measure"),
        (f"{'K' * 41},,2024,Sample City,54,999.0,S", "longer than any measure's code"),
        ("KS2,,2024,Portsmouth,54,970.0,NA", "970 is England, and the file calls it “Portsmouth”"),
        ("KS2,,2024,City, of,54,999.0,S", "more cells than the header"),
    ],
)
def test_what_is_wrong_is_named(row, where):
    with pytest.raises(ReadError, match=where):
        back_data(row)


def test_a_column_that_is_missing_is_named():
    with pytest.raises(ReadError, match="no column LA NUMBER, REGION, which the tool's back data"):
        lait.read(
            sheet_of("Short Desc,Data item,Years,LA and Regions,Values\nK,,2024,E,1", "YEARS")
        )


def test_the_dictionary_says_which_end_is_good(dictionary):
    assert {code: told.polarity for code, told in dictionary.items()} == {
        "KS2RWM_Expected_STD": "high", "AVG_Prog8_Score": "high", "TotFixedEx": "low",
        "LACFinance": "none", "ReOffend": "none", "LAC_Over_Abs": "low",
    }  # fmt: skip


def test_the_dictionary_says_how_a_measure_is_called_and_shown(dictionary):
    rwm, reoffending = dictionary["KS2RWM_Expected_STD"], dictionary["ReOffend"]

    assert rwm.name.startswith("Pupils meeting the expected standard in reading,")
    assert (rwm.decimal_places, rwm.has_quarters, rwm.row) == (None, True, 2)
    assert (dictionary["LACFinance"].decimal_places, dictionary["LACFinance"].row) == (0, 6)
    assert (reoffending.name, reoffending.has_quarters) == ("ReOffend", False)


def test_a_measure_under_two_topics_is_one(dictionary):
    told = dictionary["LAC_Over_Abs"]

    assert (told.topic, told.decimal_places, told.row) == ("Children Looked After", 2, 8)


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("T,Name,KS2,Up,%,1,A", "row 2, column Polarity: “Up” is neither High, Low, - nor NA"),
        ("T,Name,KS2,High,%,one,A", "row 2, column dps: “one” is not a number of decimal places"),
        ("T,Name,KS2,High,%,9,A", "row 2, column dps"),
        ("T,Name,,High,%,1,A", "row 2, column Measure_short"),
        ("T,Name,KS2,High,%,1,A\nU,Name,KS2,Low,%,1,A", "row 3, column Polarity: KS2 is said"),
    ],
)
def test_what_is_wrong_in_the_dictionary_is_named(row, where):
    with pytest.raises(ReadError, match=where):
        lait.read_dictionary(sheet_of(DICTIONARY + row + "\n", "POLARITY"))


def test_an_older_dictionary_does_not_speak_of_quartiles():
    read = lait.read_dictionary(sheet_of(f"{DICTIONARY}T,Name,KS2,High,%,1,A\n", "POLARITY"))

    assert read.measures["KS2"].has_quarters


@pytest.mark.skipif(not REAL.exists(), reason="../shared/published-data is not here")
@pytest.mark.parametrize(
    ("name", "rows", "measures", "areas", "signs"),
    [
        ("bds_long_851", 3771, 434, 1, 439),
        ("bds_long_all_selected_measures", 38930, 24, 170, 5129),
        ("bds_long_england_south_east_selection", 18855, 434, 5, 1638),
    ],
)
def test_the_publishers_own_files_are_read_whole(name, rows, measures, areas, signs):
    found = lait.read(sheet(REAL / "la" / f"{name}.csv", "YEARS"))

    assert (found.rows, len(found.items), len(found.areas)) == (rows, measures, areas)
    assert (found.codes, found.duplicates) == ({"-": signs}, 0)


@pytest.mark.skipif(not REAL.exists(), reason="../shared/published-data is not here")
def test_the_publishers_own_dictionary_is_read_whole():
    found = lait.read_dictionary(sheet(REAL / "la" / "lait_data_dictionary.csv", "POLARITY"))

    assert (found.rows, len(found.measures)) == (448, 434)
    told = found.measures["TotPerAbNew"]
    assert (told.polarity, told.decimal_places, told.year_type) == ("low", 2, "Academic Year")
