"""Performance tables of key stages 2 and 4, as their layouts changed from year to year."""

import pytest

from dashboard.published import ks2, ks4
from dashboard.published.tables import year_told
from schools.sources.sheets import Header, ReadError
from tests.published import REAL, sheet, sheet_of


def figure(table, measure, group="all", **where):
    """The one row of a figure."""
    rows = table[(table["measure"] == measure) & (table["pupil_group"] == group)]
    for name, value in where.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.fixture
def primary():
    return ks2.read(sheet("2018-19/999_ks2final.csv", "RECTYPE"))


@pytest.fixture
def secondary():
    return ks4.read(sheet("2018-19/999_ks4provisional.csv", "RECTYPE"))


def test_a_figure_keeps_its_raw_text_row_column_and_cohort(primary):
    found = figure(primary.observations, "rwm_expected", urn=900001)

    assert (found["raw"], found["value"], found["row"]) == ("63%", 63, 2)
    assert (found["column"], found["cohort"]) == ("PTRWM_EXP", 60)


def test_a_pupil_group_keeps_the_publishers_spelling_and_its_own_cohort(primary):
    found = figure(primary.observations, "rwm_expected", "not_disadvantaged", urn=900001)

    assert (found["raw"], found["cohort"]) == ("64%", 42)
    assert found["column"] == "PTRWM_EXP_NotFSM6CLA1A"


def test_progress_carries_its_interval_by_group(primary):
    everyone = figure(primary.observations, "reading_progress", urn=900001)
    disadvantaged = figure(primary.observations, "reading_progress", "disadvantaged", urn=900001)

    assert (everyone["value"], everyone["ci_low"], everyone["ci_high"]) == (-1.9, -3.4, -0.3)
    assert (disadvantaged["ci_low"], disadvantaged["ci_high"]) == (-4, 1.7)


def test_figures_of_earlier_years_are_not_taken_for_this_years(primary):
    assert figure(primary.observations, "rwm_expected", urn=900001)["raw"] == "63%"
    assert not primary.observations["column"].str.contains("_18").any()


def test_a_suppressed_figure_never_becomes_nought(primary):
    suppressed = primary.observations[primary.observations["code"] == "SUPP"]

    assert len(suppressed) == 9
    assert suppressed["value"].isna().all()


def test_every_code_is_counted(primary):
    assert set(primary.codes) == {
        "SUPP", "LOWCOV", "NA", "NE", "NP", "SP", "RE", "DNS", "LOW", "NEW",
    }  # fmt: skip


def test_zero_and_minus_sixteen_of_a_special_school_are_real_numbers(primary):
    assert figure(primary.observations, "rwm_expected", urn=900005)["value"] == 0
    assert figure(primary.observations, "reading_progress", urn=900005)["value"] == -16.7


def test_a_blank_cell_makes_no_figure_but_the_school_is_listed(primary):
    listed = primary.entries.set_index("urn")

    own = primary.observations[primary.observations["urn"] == 900004]
    assert set(own["measure"]) == {"ks2_roll", "ks2_pupils"}
    assert listed.loc[900004, "row"] == 6
    assert listed.loc[900001, ["low_age", "high_age"]].tolist() == [7, 11]
    assert listed.loc[900002, "school_type"] == "ACC"
    assert listed.loc[900004, "closed"] == ""


def test_the_authority_may_stand_anywhere_among_the_schools(primary):
    found = figure(primary.benchmarks, "rwm_expected", area="authority")

    assert (found["row"], found["la_code"], found["value"]) == (4, 999, 63)
    assert found["population"] == "state_funded"


def test_national_rows_are_told_by_record_type_not_by_place():
    reading = ks2.read(sheet("2016-17/999_ks2final.csv", "RECTYPE"))
    england = reading.benchmarks[reading.benchmarks["area"] == "england"]

    pupils = england[(england["measure"] == "ks2_pupils") & (england["pupil_group"] == "all")]

    assert pupils.set_index("population")["row"].to_dict() == {"state_funded": 5, "all": 6}


def test_record_type_4_is_england_at_key_stage_2_and_an_authority_at_key_stage_4(
    primary, secondary
):
    of_england = figure(primary.benchmarks, "ks2_pupils", population="all")
    of_authority = figure(secondary.benchmarks, "attainment8", area="authority")

    assert (of_england["area"], of_england["value"]) == ("england", 648515)
    assert (of_authority["la_code"], of_authority["value"]) == (999, 40.2)


def test_state_funded_england_is_record_type_7_at_key_stage_4(secondary):
    found = figure(secondary.benchmarks, "attainment8", population="state_funded", area="england")

    assert (found["value"], found["row"]) == (46.5, 8)


def test_a_progress_score_of_one_is_printed_two_ways():
    assert (
        figure(
            ks2.read(sheet("2016-17/999_ks2final.csv", "RECTYPE")).observations,
            "reading_progress",
            urn=900001,
        )["raw"]
        == "1.0"
    )


def test_progress_8_is_of_the_pupils_it_covers(secondary):
    found = figure(secondary.observations, "progress8", urn=900101)

    assert (found["value"], found["cohort"]) == (-0.1, 182)
    assert (found["ci_low"], found["ci_high"]) == (-0.29, 0.09)


def test_a_technical_college_has_a_score_and_a_suppressed_band(secondary):
    assert figure(secondary.observations, "progress8", urn=900103)["value"] == -1.1
    assert figure(secondary.observations, "progress8_band", urn=900103)["code"] == "SUPP"


def test_an_independent_school_has_codes_throughout(secondary):
    own = secondary.observations[secondary.observations["urn"] == 900102]

    assert set(own["code"]) == {"NA"} and own["value"].isna().all()


def test_the_full_layout_of_2023_names_groups_in_its_own_ways():
    reading = ks4.read(sheet("2022-2023/999_ks4final.csv", "RECTYPE"))

    assert figure(reading.observations, "english_maths_5", "disadvantaged")["raw"] == "21%"
    assert figure(reading.observations, "attainment8", "not_disadvantaged")["value"] == 48.6
    assert figure(reading.observations, "attainment8", "middle_prior")["cohort"] == 112
    assert figure(reading.observations, "ks4_roll")["value"] == 1217
    assert figure(reading.observations, "ks4_sen_support_share")["column"] == "PSENK4"


def test_a_band_in_words_is_read_as_its_number():
    reading = ks4.read(sheet("2022-2023/999_ks4final.csv", "RECTYPE"))

    found = figure(reading.observations, "progress8_band", urn=900101)

    assert (found["raw"], found["value"]) == ("Below average", 4)


def test_tables_without_progress_leave_it_absent():
    reading = ks2.read(sheet("2023-2024/999_ks2revised.csv", "RECTYPE"))

    assert figure(reading.observations, "reading_progress", urn=900001)["code"] == "NP"
    assert "writing_progress" not in set(reading.observations["measure"])
    assert figure(reading.observations, "rwm_expected", urn=900001)["value"] == 49


def told(*names, family="ks2_attainment"):
    return year_told(Header(1, names, {name: place for place, name in enumerate(names)}), family)


def test_the_newest_year_looked_back_on_tells_the_files_own():
    assert told("READPROG_18", "READPROG_17", "PTRWM_EXP_3YR") == 2019
    assert told("PTRWM_EXP_24", "PTRWM_EXP_23") == 2025


def test_a_file_that_looks_back_across_years_without_tables_is_of_the_next_with_them():
    assert told("READPROG_19") == 2023


def test_grades_9_to_4_are_not_years():
    assert told("PTEBACC_94", "PTL2BASICS_95", family="ks4_attainment") is None
    assert told("PTEBACC_94_21", "ATT8SCR_22", family="ks4_attainment") == 2023


@pytest.mark.skipif(not REAL.exists(), reason="the publishers' files are not beside the project")
@pytest.mark.parametrize(
    ("name", "family", "year"),
    [
        ("ks2final_2016-17_header.csv", "ks2_attainment", 2017),
        ("ks2final_2017-18_header.csv", "ks2_attainment", 2018),
        ("ks2final_2018-19_header.csv", "ks2_attainment", 2019),
        ("england_ks4final_2022-23_header_515.csv", "ks4_attainment", 2023),
    ],
)
def test_the_publishers_headers_tell_their_years(name, family, year):
    names = (REAL / "headers" / name).read_text(encoding="utf-8-sig").strip().split(",")

    assert told(*[each.upper() for each in names], family=family) == year


KS2 = "RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,ICLOSE,AGERANGE,TELIG,PTRWM_EXP,PTRWM_HIGH,READPROG"
GOOD = "1,999,2001,900001,Wharf Lane,CY,0,7-11,60,63%,5%,-1"


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("1,999,2002,900002,B,CY,0,7-11,60,ZZZ,5%,-1", "row 3, column PTRWM_EXP"),
        ("1,999,2002,900002,B,CY,0,7-11,60,163%,5%,-1", "row 3, column PTRWM_EXP"),
        ("1,999,2002,900002,B,CY,0,7-11,60,63%,5%,low score", "row 3, column READPROG"),
        ("1,999,2002,900001,B,CY,0,7-11,60,63%,5%,-1", "rows 2, 3"),
        ("1,999,2002,,B,CY,0,7-11,60,63%,5%,-1", "row 3, column URN: the row has no"),
        ("1,999,2002,2002,B,CY,0,7-11,60,63%,5%,-1", "row 3, column URN: “2002”"),
        ("7,,,,,,,,60,63%,5%,-1", "row 3, column RECTYPE: record type “7”"),
        ("3,,,,Sampleport,,,,60,63%,5%,-1", "row 3, column LEA"),
        ("1,8512,2002,900002,B,CY,0,7-11,60,63%,5%,-1", "row 3, column LEA: 8512"),
        ("5,,,,,,,,60,63%,5%,-1\n5,,,,,,,,60,64%,5%,-1", "row 4, column RECTYPE"),
        ("1,999,2002,900002,St Mary's, Quay,CY,0,7-11,60,63%,5%,-1", "row 3: the row has more"),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column(row, where):
    with pytest.raises(ReadError, match=where):
        ks2.read(sheet_of(f"{KS2}\n{GOOD}\n{row}\n"))


def test_a_column_the_tables_always_have_is_missed_by_name():
    with pytest.raises(ReadError, match="row 1, column TELIG: the header has no column TELIG"):
        ks2.read(sheet_of(f"{KS2.replace('TELIG', 'PUPILS')}\n{GOOD}\n"))


def test_percentages_saved_as_fractions_by_a_spreadsheet_are_refused():
    rows = GOOD.replace("63%", "0.63") + "\n" + GOOD.replace("63%", "0.7").replace("0001", "0002")

    with pytest.raises(ReadError, match="column PTRWM_EXP: every percentage lies between 0 and 1"):
        ks2.read(sheet_of(f"{KS2}\n{rows}\n"))


def test_a_percentage_without_its_sign_is_taken_as_it_stands():
    reading = ks2.read(sheet_of(f"{KS2}\n{GOOD.replace('63%', '63')}\n"))

    assert figure(reading.observations, "rwm_expected")["value"] == 63


def test_ages_are_written_in_two_ways():
    reading = ks2.read(sheet_of(f"{KS2}\n{GOOD.replace('7-11', '7 to 11')}\n"))

    assert reading.entries[["low_age", "high_age"]].iloc[0].tolist() == [7, 11]
