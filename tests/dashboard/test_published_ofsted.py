"""Ofsted's files in their record shapes."""

from datetime import date

import pytest

from dashboard.published import ofsted
from dashboard.published.ofsted_layouts import is_latest, is_year
from schools.sources.sheets import ReadError, normalised
from tests.published import HERE, REAL, sheet, sheet_of

PREFIX = "ofsted/Management_information_-_state-funded_schools_-_"
UNTIL_2023 = PREFIX + "latest_inspections_as_at_31_December_2019.csv"
YEAR_2025 = PREFIX + "all_inspections_year_to_date_2024-25_as_at_31_August_2025.csv"
FROM_2025 = PREFIX + "latest_inspections_as_at_30_Apr_2026.csv"
IN_YEAR = PREFIX + "in_year_inspections_as_at_31_Mar_2026.csv"


def inspections(path):
    found = ofsted.read(sheet(path, "URN")).inspections
    return {(one["listed_urn"], one["position"]): one for one in found}


def test_the_layout_to_2023_has_the_latest_full_inspection_and_the_one_before():
    found = inspections(UNTIL_2023)

    latest, previous = found[900001, "latest"], found[900001, "previous"]
    assert (latest["framework"], latest["overall"]) == ("overall", 3)
    assert latest["inspected_on"] == date(2019, 3, 12)
    assert latest["published_on"] == date(2019, 4, 10)
    assert latest["grades"] == {"Effectiveness of leadership and management": 2}
    assert latest["safeguarding_met"] is True
    assert latest["column"] == "Overall effectiveness"
    assert (previous["overall"], previous["category_of_concern"]) == (4, "SM")
    assert previous["number"] == "10000000"


def test_a_section_8_inspection_is_ungraded():
    visit = inspections(UNTIL_2023)[900001, "ungraded"]

    assert (visit["framework"], visit["outcome"]) == ("ungraded", "School remains Good")
    assert visit["overall"] is None


def test_an_inspection_before_conversion_belongs_to_the_number_of_its_day():
    found = inspections(UNTIL_2023)[900002, "latest"]

    assert (found["listed_urn"], found["urn"]) == (900002, 900006)


def test_a_school_without_inspections_adds_none_and_is_listed():
    reading = ofsted.read(sheet(UNTIL_2023, "URN"))

    assert reading.rows == 3
    assert 900003 not in {one["listed_urn"] for one in reading.inspections}


def test_from_september_2024_there_are_judgements_without_an_overall_grade():
    earlier = inspections(YEAR_2025)[900001, "earlier 1"]

    assert (earlier["framework"], earlier["overall"]) == ("sub_grades", None)
    assert earlier["grades"] == {
        "Quality of education": 3,
        "Behaviour and attitudes": 2,
        "Personal development": 2,
        "Effectiveness of leadership and management": 3,
    }
    assert earlier["column"] == "Quality of education"


def test_the_newest_inspection_of_a_years_file_is_the_latest():
    found = inspections(YEAR_2025)

    assert found[900001, "latest"]["outcome"] == "Progress is being made"
    assert found[900001, "latest"]["framework"] == "ungraded"
    assert found[900001, "previous"]["number"] == "10000001"
    assert found[900002, "latest"]["outcome"] == "Standards maintained"


def test_a_report_card_keeps_its_words():
    card = inspections(FROM_2025)[900001, "latest"]

    assert card["framework"] == "report_card"
    assert card["grades"]["Achievement"] == "Needs attention"
    assert card["grades"]["Leadership and governance"] == "Urgent improvement"
    assert "Early years" not in card["grades"]
    assert card["safeguarding_met"] is False
    assert card["category_of_concern"] == "RSI"
    assert card["overall"] is None


def test_the_inspection_before_a_card_stands_beside_it_not_judged_overall():
    before = inspections(FROM_2025)[900001, "oeif"]

    assert (before["framework"], before["overall"]) == ("sub_grades", None)
    assert before["safeguarding_met"] is True


def test_a_grade_without_a_date_is_kept_undated():
    found = inspections(FROM_2025)[900002, "oeif"]

    assert (found["framework"], found["overall"]) == ("overall", 2)
    assert found["inspected_on"] is None
    assert found["column"] == "Latest OEIF overall effectiveness"


def test_the_header_is_found_below_two_rows_of_titles():
    assert sheet(FROM_2025, "URN").header.line == 3
    assert inspections(FROM_2025)[900001, "latest"]["row"] == 4


def test_cards_of_the_current_year_are_read():
    assert inspections(IN_YEAR)[900001, "latest"]["safeguarding_met"] is True


def changed(path, before, after):
    data = (HERE / path).read_bytes()
    assert before in data
    return sheet_of(data.replace(before, after, 1), name="file.csv")


def test_satisfactory_counts_as_the_third_grade():
    edited = changed(UNTIL_2023, b",1,NULL", b",Satisfactory,NULL")

    found = {one["listed_urn"]: one for one in ofsted.read(edited).inspections
             if one["position"] == "latest"}  # fmt: skip

    assert found[900002]["overall"] == 3


@pytest.mark.parametrize(
    ("path", "before", "after", "where"),
    [
        (FROM_2025, b"Needs attention", b"Needs love", "row 4, column Achievement"),
        (FROM_2025, b"13/01/2026", b"13/13/2026", "row 4, column Inspection start date"),
        (UNTIL_2023, b",900003,", b",900001,", "row 4, column URN: URN 900001 has more"),
        (UNTIL_2023, b",900003,", b",School,", "row 4, column URN: “School”"),
        (
            YEAR_2025,
            b"20000009",
            b"20000001",
            "column Inspection number: URN|same inspection twice",
        ),
    ],
)
def test_what_is_wrong_is_named(path, before, after, where):
    with pytest.raises(ReadError, match=where):
        ofsted.read(changed(path, before, after))


def columns(path):
    return {normalised(name) for name in sheet(path, "URN").header.names}


def test_record_shapes_are_told_apart_by_their_headers():
    assert is_latest(columns(UNTIL_2023)) and not is_year(columns(UNTIL_2023))
    assert is_latest(columns(FROM_2025)) and not is_year(columns(FROM_2025))
    assert is_year(columns(YEAR_2025)) and not is_latest(columns(YEAR_2025))
    assert is_year(columns(IN_YEAR)) and not is_latest(columns(IN_YEAR))


@pytest.mark.skipif(not REAL.exists(), reason="the publishers' files are not beside the project")
def test_the_double_space_in_the_publishers_header_is_found():
    header = (REAL / "headers/ofsted_mi_latest_inspections_2026_header.csv").read_text("cp1252")

    assert "Latest OEIF  safeguarding" in header
    assert "LATEST OEIF SAFEGUARDING IS EFFECTIVE?" in {
        normalised(name) for name in header.split(",")
    }
