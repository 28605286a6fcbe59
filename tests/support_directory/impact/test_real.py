"""An invented programme planted in England's own figures is found, and one that did nothing is not.

The key stage 2 files of 2017 and 2019 have progress for all England, and attainment of four
years for two authorities; those of key stage 4 have Attainment 8 for all England.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from support_directory.impact import Panel, Support, Verdict, estimate
from tests.published import REAL
from tests.support_directory.impact.panels import shifted

PLANTED, SCHOOLS, PROGRAMMES = 3, 20, 20
KS2 = "ks2/{}/england_ks2final.csv"

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="../shared/published-data is not here")


@dataclass(frozen=True)
class Given:
    """Columns of a file by the results year they tell of, and the measure's own reach."""

    files: dict[str, dict[str, int]]
    reach: float
    ages: str = "AGERANGE"


MEASURES = {
    "progress in maths, all England": Given(
        {KS2.format("2016-17"): {"MATPROG": 2017}, KS2.format("2018-19"): {"MATPROG": 2019}}, 1
    ),
    "Attainment 8, all England": Given(
        {
            "ks4/2016-17/england_ks4final.csv": {"ATT8SCR": 2017},
            "ks4/2018-19/england_ks4provisional.csv": {"ATT8SCR": 2019},
        },
        4,
        ages="RECTYPE",
    ),
    "reading, writing and maths, two authorities": Given(
        {
            KS2.format("2016-17"): {"PTRWM_EXP_16": 2016, "PTRWM_EXP": 2017},
            KS2.format("2018-19"): {"PTRWM_EXP_18": 2018, "PTRWM_EXP": 2019},
        },
        8,
    ),
}


def read(given):
    """A panel of the mainstream schools, whatever is no number being missing."""
    columns, groups = [], []
    for name, years in given.files.items():
        table = pd.read_csv(REAL / name, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        table = table[(table["RECTYPE"] == "1") & table["URN"].str.isdigit()]
        table = table.set_index(table["URN"].astype(int)).groupby(level=0).first()
        groups.append(table[given.ages])
        columns += [
            pd.to_numeric(table[column].str.rstrip("%"), errors="coerce").rename(year)
            for column, year in years.items()
        ]
    figures = pd.concat(columns, axis=1).sort_index().sort_index(axis=1)
    return Panel(figures, groups[0].combine_first(groups[-1]), given.reach)


@pytest.fixture(scope="module", params=MEASURES)
def england(request):
    return read(MEASURES[request.param])


def programmes(panel, *, among=None):
    """Twenty programmes of twenty schools each, drawn from those with results throughout."""
    whole = panel.figures.dropna().index if among is None else among
    for seed in range(PROGRAMMES):
        schools = np.random.default_rng(seed).choice(whole, SCHOOLS, replace=False)
        yield [Support(int(school), 2019, 2019) for school in schools]


def test_three_points_planted_on_twenty_schools_are_found_within_the_interval(england):
    found = 0
    for supports in programmes(england):
        schools = [one.school for one in supports]
        told = estimate(shifted(england, PLANTED, schools=schools, years=[2019]), supports)
        found += told.interval.low <= PLANTED <= told.interval.high

    # Of intervals of 95 % one in twenty misses; three in twenty would be chance still.
    assert found >= PROGRAMMES - 3


def test_a_programme_that_did_nothing_is_reported_as_none(england):
    verdicts = [estimate(england, supports).verdict for supports in programmes(england)]

    assert verdicts.count(Verdict.NONE_SEEN) >= PROGRAMMES - 3
    assert verdicts[0] is Verdict.NONE_SEEN


def test_schools_chosen_for_low_results_are_not_credited_with_their_rise(england):
    results = england.figures.dropna()
    lowest = results[max(year for year in england.years if year < 2019)].nsmallest(
        len(results) // 4
    )

    told = [estimate(england, supports) for supports in programmes(england, among=lowest.index)]

    assert sum(one.expected for one in told) > 0
    assert [one.verdict for one in told].count(Verdict.NONE_SEEN) >= PROGRAMMES - 3
