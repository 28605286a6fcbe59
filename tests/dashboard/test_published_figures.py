"""Cells of published tables: a number or a code, never both."""

import pytest

from dashboard.measures import (
    BAND,
    CODES,
    KS2_PROGRESS,
    MEASURES,
    PERCENT,
    PUPILS,
    SCALED_SCORE,
    availability,
    is_published,
    published_years,
)
from dashboard.published import absence, ks2, ks4
from dashboard.published.figures import number_in, value_of
from schools.sources.sheets import ReadError


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("63%", PERCENT, 63),
        ("61.3%", PERCENT, 61.3),
        ("34.90%", PERCENT, 34.9),
        ("3.6", PERCENT, 3.6),
        ("0%", PERCENT, 0),
        ("0.67", PERCENT, 0.67),
        ("-16.7", KS2_PROGRESS, -16.7),
        ("1.0", KS2_PROGRESS, 1),
        ("1,217", PUPILS, 1217),
        ("605874", PUPILS, 605874),
        ("104", SCALED_SCORE, 104),
        ("3", BAND, 3),
        ("Well below average", BAND, 5),
    ],
)
def test_a_number_is_read_as_printed(cell, unit, value):
    assert value_of(cell, unit) == (value, "")


@pytest.mark.parametrize("code", sorted(set(CODES) - {"SP", "LOW", "low", "k"}))
def test_a_code_has_no_value(code):
    assert value_of(code, PERCENT) == (None, code)


@pytest.mark.parametrize("code", ["SP", "LOW", "low", "k"])
def test_a_small_percentage_counts_a_quarter_and_keeps_its_code(code):
    assert value_of(code, PERCENT) == (0.25, code)
    assert value_of(code, KS2_PROGRESS) == (None, code)


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("XYZ", PERCENT),
        ("supp", PERCENT),
        ("101%", PERCENT),
        ("-1%", PERCENT),
        ("12%", KS2_PROGRESS),
        ("#N/A", PERCENT),
        ("6", BAND),
        ("1,23", PUPILS),
        ("-", PERCENT),
        ("%", PERCENT),
        ("1" * 60, PUPILS),
        ("70", SCALED_SCORE),
    ],
)
def test_anything_else_stops_the_file(cell, unit):
    with pytest.raises(ReadError):
        value_of(cell, unit)


def test_a_number_may_begin_with_its_point():
    assert number_in("-.5") == -0.5
    assert number_in(".") is None


def test_every_column_that_is_read_belongs_to_a_measure_of_its_kind():
    kinds = {"ks2": ks2.COLUMNS, "ks4": ks4.COLUMNS, "absence": absence.COLUMNS}

    for kind, columns in kinds.items():
        assert {MEASURES[column.measure].kind for column in columns} == {kind}
        assert len({column.name for column in columns}) == len(columns)


def test_every_measure_has_a_column():
    columns = [*ks2.COLUMNS, *ks4.COLUMNS, *absence.COLUMNS]

    assert {column.measure for column in columns} == set(MEASURES)


def test_availability_is_a_table_with_reasons():
    assert is_published("reading_progress", 2023)
    assert not is_published("reading_progress", 2024)
    assert "Department for Education" in availability("progress8", 2025).reason
    assert not is_published("rwm_expected", 2022)
    assert is_published("attainment8", 2022)
    assert is_published("rwm_expected", 2031)
    assert published_years("ks2_attainment")[-1] == 2025
