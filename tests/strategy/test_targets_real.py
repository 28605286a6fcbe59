"""The success measures of 2016 on the publisher's own figures, quarters recomputed by hand."""

import csv
from datetime import date

import pytest
from django.db import transaction

from dashboard.ingest import ingest
from strategy.models import Edition, Target
from strategy.sample.load import load
from strategy.targets import measures_of, read_targets
from strategy.trajectory import Verdict
from tests.published import REAL

LA = REAL / "la"
FILES = [
    "lait_data_dictionary.csv",
    "bds_long_all_selected_measures.csv",
    "bds_long_england_south_east_selection.csv",
    "bds_long_851.csv",
    "sn_may_2025.xlsx",
]
PORTSMOUTH = "851.0"

pytestmark = pytest.mark.skipif(
    not LA.exists(), reason="the publishers' files are not beside the project"
)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The plan of 2016 on the real files, and two of its targets as if due later; once for all."""
    with django_db_blocker.unblock(), transaction.atomic():
        ingest([str(LA / name) for name in FILES], log=lambda line: None)
        load(on=date(2026, 11, 2), by=None, log=lambda line: None)
        plan = Edition.objects.get(slug="action-plan-2016")
        found = {}
        for measures in measures_of(plan.objectives.select_related("edition")).values():
            for measure in measures:
                for reading in measure.readings:
                    found.setdefault(reading.target.measure, reading)
        progress, reading = (
            Target.objects.get(measure=code, success_measure__objective__edition=plan)
            for code in ("AVG_Prog8_Score", "KS2R_Prog_VA")
        )
        progress.baseline_year, progress.due_year, reading.due_year = 2022, 2028, 2028
        later = read_targets([progress, reading])
        transaction.set_rollback(True)
    return found, later


@pytest.fixture
def readings(told):
    """Every target of the plan of 2016, by its measure; of two on one measure the first."""
    return told[0]


def said(reading):
    return reading.course.sentence.replace("\u00a0", " ")


def by_hand(measure, year):
    """Portsmouth's figure, and those of all authorities, straight from the publisher's rows."""
    with (LA / "bds_long_all_selected_measures.csv").open(encoding="utf-8-sig") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["Short Desc"] == measure and row["Years"] == str(year) and row["Values"] != "-"
        ]
    values = {
        row["LA Number"]: float(row["Values"])
        for row in rows
        if not 970 <= float(row["LA Number"]) <= 990
    }
    return values[PORTSMOUTH], sorted(values.values())


@pytest.mark.parametrize(
    ("measure", "year", "low_is_best"),
    [
        ("KS2RWM_Expected_STD", 2018, False),
        ("AVG_Attain8_Score", 2025, False),
        ("TotPerAbNew", 2025, True),
    ],
)
def test_rank_and_quarter_are_those_counted_by_hand(readings, measure, year, low_is_best):
    own, values = by_hand(measure, year)
    better = [value for value in values if (value < own if low_is_best else value > own)]
    place, count = len(better) + 1, len(values)
    # A quarter ends where a quarter of the authorities has been passed.
    quarter = next(q for q in (1, 2, 3, 4) if place <= q * count / 4)

    facts = readings[measure].facts.years[year]

    assert count > 140
    assert (facts.rank.place, facts.rank.of, facts.quarter) == (place, count, quarter)
    best_first = values if low_is_best else values[::-1]
    assert facts.bars[2] == best_first[count // 2 - 1]
    assert facts.bars[1] == best_first[count // 4 - 1]


def test_the_plan_of_2016_is_told_as_it_went(readings):
    told = {
        code: reading.course.sentence.replace("\u00a0", " ") for code, reading in readings.items()
    }

    assert told["KS2RWM_Expected_STD"] == (
        "Missed: 147th of 150 authorities in 2018, with 56 %; the top half ends at the 75th."
    )
    assert told["DAP_NEW_KS2_RWM"] == (
        "Missed: a gap of 23 points in 2018; the target was 10.5 points or fewer,"
        " half the gap of 2016."
    )
    assert told["TotAbs"] == "Missed: 5.46 % in 2018; England had 4.81 %, and lower is better."
    assert told["16-17Ed&Training"] == (
        "Missed: 91.50 % in 2018; the target was 96.40 %, 5.00 points above the 91.40 % of 2017."
    )
    assert told["L2Age19_E&M_not16"].startswith("Met: a gap of 0.65 points in 2018")


def test_every_target_of_the_plan_has_a_figure_or_says_why_it_has_no_verdict(readings):
    assert len(readings) == 25
    for reading in readings.values():
        assert reading.facts is not None, reading.target.measure
        assert (reading.course.verdict is Verdict.UNKNOWN) is bool(reading.course.why)


def test_a_measure_of_few_authorities_has_no_rank(readings):
    assert "no rank is to be had" in readings["KS1W_Greater_Depth"].course.sentence
    assert not readings["KS1W_Greater_Depth"].facts.has_ranks


def test_a_year_without_figures_stays_without_any(readings):
    years = readings["KS2RWM_Expected_STD"].facts.years

    assert [year for year in years if years[year].point.value is None] == [2020, 2021]
    assert years[2020].point.reason.startswith("not published for any authority")
    assert (years[2020].rank, years[2020].neighbours, years[2020].bars[2]) == (None, None, None)


def test_a_target_still_to_come_goes_by_the_newest_year_there_is(told):
    progress, _ = told[1]

    assert said(progress) == (
        "Off track: \u22120.43 in 2024; the path to the top half needs \u22120.25."
    )


def test_a_measure_that_ended_years_ago_keeps_its_target(told):
    _, reading = told[1]

    assert said(reading) == "Cannot be told: nothing has been published since 2023."
