"""Absence in the performance tables."""

import pytest

from dashboard.published import absence
from schools.sources.sheets import ReadError
from tests.published import sheet, sheet_of


def test_rates_have_no_sign_and_keep_their_decimal():
    reading = absence.read(sheet("2018-19/999_abs.csv", "URN"))

    rates = reading.observations.set_index(["urn", "measure"])["raw"].to_dict()

    assert rates[900001, "overall_absence"] == "3.6"
    assert rates[900002, "persistent_absence"] == "SUPP"
    assert reading.codes == {"SUPP": 1}


def test_national_rows_are_by_phase():
    reading = absence.read(sheet("2018-19/999_abs.csv", "URN"))

    overall = reading.benchmarks[reading.benchmarks["measure"] == "overall_absence"]

    assert overall.set_index("population")["value"].to_dict() == {
        "primary": 4, "secondary": 5.5, "special": 10.1,
    }  # fmt: skip
    assert overall["row"].tolist() == [5, 6, 7]


def test_persistent_absence_at_15_per_cent_is_another_measure():
    reading = absence.read(sheet("2014-15/999_abs.csv", "URN"))

    assert set(reading.observations["measure"]) == {"overall_absence", "persistent_absence_15"}


HEADER = "LA,ESTAB,URN,PERCTOT,PPERSABS10"


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("NAT,ALL,,4,8", "row 3, column ESTAB"),
        ("NAT,PRI,,4,8\nNAT,PRI,,4,8", "row 4, column ESTAB"),
        ("999,2002,900002,4,106.9", "row 3, column PPERSABS10"),
        ("XYZ,2002,900002,4,6.9", "row 3, column LA"),
    ],
)
def test_what_is_wrong_is_named(row, where):
    with pytest.raises(ReadError, match=where):
        absence.read(sheet_of(f"{HEADER}\n999,2001,900001,3.6,6.9\n{row}\n"))
