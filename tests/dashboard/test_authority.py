"""An authority's figures over the years, and where it stands among its own world."""

import csv

import pytest
from django.db import transaction

from dashboard import authority
from dashboard.authority import UnknownMeasureError, Why
from dashboard.engine.standing import Rank, Side
from dashboard.ingest import ingest
from schools.models import Release
from tests.factories.dashboard import (
    AreaFactory,
    AuthorityFigureFactory,
    AuthorityMeasureFactory,
    NeighbourFactory,
)
from tests.factories.schools import ReleaseFactory
from tests.published import REAL

RWM = "KS2RWM_Expected_STD"
CITY = 999

pytestmark = pytest.mark.django_db


@pytest.fixture
def lait():
    return ReleaseFactory(kind="lait", academic_year=None)


def told(lait, year=2025, **by_area):
    """Figures of a year: `a999=54, a970=None` makes a figure and a dash."""
    for name, value in by_area.items():
        code = "" if value is not None else "-"
        AuthorityFigureFactory(
            release=lait, area__code=int(name[1:]), year=year, value=value, code=code
        )


def test_a_year_has_its_figure_and_the_cell_it_came_from(lait):
    AuthorityFigureFactory(
        release=lait, value=54.0, year_as_published="2025 (prov)", row=7,
        status=Release.Status.PROVISIONAL,
    )  # fmt: skip

    point = authority.series(RWM, CITY).latest

    assert (point.value, point.text, point.year_as_published) == (54, "54\u00a0%", "2025 (prov)")
    assert point.is_provisional
    assert (point.release_id, point.row) == (lait.pk, 7)


def test_a_year_without_a_figure_says_why(lait):
    told(lait, 2019, a999=58, a970=65)
    told(lait, 2020, a999=None, a970=None)
    told(lait, 2022, a999=None, a970=59)
    told(lait, 2023, a970=60)

    series = authority.series(RWM, CITY)

    assert [(point.year, point.why) for point in series.points] == [
        (2019, None), (2020, Why.NOT_PUBLISHED), (2021, Why.NOT_LOADED), (2022, Why.MISSING),
        (2023, Why.NOT_LOADED),
    ]  # fmt: skip
    assert [point.value for point in series.gaps] == [None] * 4
    assert series.at(2022).reason.startswith("published, but not for Area 999: missing, withheld")
    assert series.at(2023).reason == "no file that is loaded has Area 999 in this year"
    assert series.latest.year == 2019
    assert series.at(1999) is None


def test_a_year_nobody_has_says_what_happened_where_that_is_known(lait):
    told(lait, 2020, a999=None, a970=None)
    told(lait, 2016, a999=None, a970=None)

    reasons = {point.year: point.reason for point in authority.series(RWM, CITY).points}

    assert reasons[2016] == "not published for any authority"
    assert reasons[2020] == (
        "not published for any authority: no tests were held because of the pandemic"
    )


def test_a_blank_cell_says_so(lait):
    told(lait, 2024, a970=61)
    AuthorityFigureFactory(release=lait, year=2024, value=None, code="", raw="")

    assert authority.series(RWM, CITY).at(2024).reason == (
        "published, but not for Area 999: the cell is blank"
    )


def test_standing_ranks_authorities_alone(lait):
    told(lait, a999=54, a101=60, a102=54, a103=50, a104=None, a970=99, a989=98)

    found = authority.standing(RWM, CITY)

    assert found.rank == Rank(2, 4, 2)
    assert found.rank_in_words == "joint 2nd of 4 authorities"
    assert found.quarter_in_words == "second quarter of 4 authorities"
    assert found.top_quarter_from == 60


def test_a_low_measure_is_ranked_the_other_way(lait):
    AuthorityMeasureFactory(code=RWM, polarity="low")
    told(lait, a999=54, a101=60, a102=70, a103=50)

    assert authority.standing(RWM, CITY).rank.place == 2


def test_a_measure_of_no_direction_has_no_rank(lait):
    AuthorityMeasureFactory(code=RWM, polarity="none")
    told(lait, a999=54, a101=60, a102=70, a103=50)

    found = authority.standing(RWM, CITY)

    assert (found.rank, found.quarter, found.top_quarter_from) == (None, None, None)
    assert (found.rank_in_words, found.quarter_in_words) == ("", "")


def test_where_the_publisher_gives_no_quartiles_there_are_none(lait):
    AuthorityMeasureFactory(code=RWM, has_quarters=False)
    told(lait, a999=54, a101=60, a102=70, a103=50)

    found = authority.standing(RWM, CITY)

    assert found.rank.place == 3
    assert (found.quarter, found.top_quarter_from) == (None, None)


def test_england_and_the_region_stand_beside_it(lait):
    told(lait, a999=54, a970=63, a989=62)

    found = authority.standing(RWM, CITY)

    assert (found.england.text, found.region.name, found.region_point.text) == (
        "63\u00a0%", "South East", "62\u00a0%",
    )  # fmt: skip
    assert (found.against_england.side, found.against_england.is_better) == (Side.BELOW, False)
    assert found.against_england.difference == -9


def test_a_missing_figure_is_compared_with_nothing(lait):
    told(lait, a999=None, a970=63)

    found = authority.standing(RWM, CITY)

    assert (found.rank, found.against_england, found.neighbour_rank) == (None, None, None)
    assert (found.point.text, found.neighbours_in_words) == ("no figure", "")


def test_neighbours_are_in_their_order_and_the_city_is_ranked_among_them(lait):
    told(lait, a999=54, a101=60, a102=None, a103=50)
    model = ReleaseFactory(kind="neighbours", academic_year=None, as_at="2025-05-01")
    for place, code in enumerate([103, 101, 102], start=1):
        NeighbourFactory(release=model, neighbour=code, place=place)

    found = authority.standing(RWM, CITY)

    assert [(one.area.code, one.point.value) for one in found.neighbours] == [
        (103, 50), (101, 60), (102, None),
    ]  # fmt: skip
    assert found.neighbours_in_words == "2nd of 3: itself and 2 statistical neighbours"


def test_the_newest_model_that_names_an_authority_is_in_force(lait):
    told(lait, a999=54, a101=60, a102=61)
    newer = ReleaseFactory(kind="neighbours", academic_year=None, as_at="2025-05-01")
    older = ReleaseFactory(kind="neighbours", academic_year=None, as_at="2021-04-01")
    NeighbourFactory(release=newer, neighbour=101)
    NeighbourFactory(release=older, neighbour=102)

    assert [one.area.code for one in authority.standing(RWM, CITY).neighbours] == [101]


def test_the_highest_status_is_in_force_whichever_came_first(lait):
    for status, value in [("final", 54), ("provisional", 52), ("revised", 53)]:
        AuthorityFigureFactory(release=lait, status=status, value=value)

    assert authority.series(RWM, CITY).latest.value == 54


def test_the_sample_city_stands_in_a_world_of_its_own(lait):
    told(lait, a999=54, a970=63)
    AuthorityFigureFactory(release=lait, area__code=970, value=61, is_sample=False)
    AuthorityFigureFactory(release=lait, area__code=851, value=52, is_sample=False)

    assert authority.standing(RWM, CITY).england.value == 63
    portsmouth = authority.standing(RWM, 851)
    assert (portsmouth.england.value, portsmouth.rank) == (61, Rank(1, 1, 1))


def test_an_unknown_measure_is_an_error_in_words():
    with pytest.raises(UnknownMeasureError, match="knows the measure “nonsense”"):
        authority.series("nonsense", CITY)


def test_a_measure_without_figures_has_no_standing_and_an_empty_series():
    AuthorityMeasureFactory()

    assert authority.series(RWM, CITY).points == ()
    assert authority.series(RWM, CITY).latest is None
    assert not authority.book([RWM], of=CITY).has(RWM)
    with pytest.raises(UnknownMeasureError, match="has figures of"):
        authority.standing(RWM, CITY)


def test_one_neighbour_is_one(lait):
    told(lait, a999=54, a101=60)
    NeighbourFactory()

    found = authority.standing(RWM, CITY)

    assert found.neighbours_in_words == "2nd of 2: itself and 1 statistical neighbour"
    assert found.neighbour_rank == Rank(2, 2, 1)


@pytest.mark.parametrize("count", [1, 10])
def test_a_book_of_many_measures_takes_as_many_queries_as_one(
    lait, count, django_assert_num_queries
):
    codes = [f"measure_{number}" for number in range(count)]
    for code in codes:
        AuthorityFigureFactory(release=lait, measure__code=code)

    with django_assert_num_queries(4):
        book = authority.book(codes, of=CITY)
        found = [book.standing(code, CITY) for code in codes]

    assert len(found) == count


@pytest.mark.parametrize(
    ("places", "unit", "value", "text"),
    [
        (0, "% of pupils", 53.5, "54\u00a0%"),
        (2, "Score per pupil", -0.43, "\u22120.43"),
        (0, "Spend", 5372963, "5,372,963"),
        (None, "Average Score", 40.799999999999997, "40.8"),
    ],
)
def test_figures_are_shown_by_the_dictionary(lait, places, unit, value, text):
    AuthorityMeasureFactory(code=RWM, unit=unit, decimal_places=places, has_fractions=True)
    told(lait, a999=value)

    assert authority.series(RWM, CITY).latest.text == text


def test_a_place_nobody_has_named_is_called_by_its_number(lait):
    told(lait, a999=54)

    found = authority.standing(RWM, 198)

    assert (found.area.name, found.region, found.point.value) == ("198", None, None)


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (121, "121st")],
)
def test_ordinals(number, words):
    assert authority.ordinal(number) == words


def test_models_say_what_they_are(lait):
    figure = AuthorityFigureFactory.build(measure_id=1, area_id=999, release=lait)

    assert str(figure) == "1 of 999 in 2025: 54"
    assert str(AreaFactory(code=101)) == "Area 101"
    assert str(AuthorityMeasureFactory()).startswith("Pupils meeting")
    assert str(NeighbourFactory.build()) == "101 is neighbour 1 of 999"


needs_real = pytest.mark.skipif(not REAL.exists(), reason="../shared/published-data is not here")


@pytest.fixture(scope="module")
def england(django_db_setup, django_db_blocker):
    """The publisher's own files, loaded once for the tests below, and taken away again."""
    with django_db_blocker.unblock(), transaction.atomic():
        ingest([REAL / "la"])
        yield
        transaction.set_rollback(True)


def by_hand(measure, year, *, high):
    """Value, place, number of authorities and quarter of Portsmouth, straight from the file."""
    with (REAL / "la" / "bds_long_all_selected_measures.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Short Desc"] == measure]
    figures = {
        row["LA Number"]: float(row["Values"])
        for row in rows
        if row["Years"] == year and row["Values"] != "-" and float(row["LA Number"]) < 970
    }
    own = figures["851.0"]
    better = [value for value in figures.values() if (value > own if high else value < own)]
    share = (len(better) + 1) / len(figures)
    quarter = 1 if share <= 0.25 else 2 if share <= 0.5 else 3 if share <= 0.75 else 4
    return own, len(better) + 1, len(figures), quarter


@needs_real
@pytest.mark.parametrize(
    ("measure", "printed", "year", "high", "known"),
    [
        ("KS2RWM_Expected_STD", "2025", 2025, True, (54, 149, 151, 4)),
        ("KS1P_all", "2025 (prov)", 2025, True, (78, 107, 151, 3)),
        ("KS1P_all", "2016", 2016, True, (81, 58, 150, 2)),
        ("PriTotAbs", "2024", 2024, False, (5.43, 65, 152, 2)),
        ("TotFixedEx", "2023/24", 2024, False, (17.00418, 130, 153, 4)),
        ("TotPerAbNew", "2025", 2025, False, (19.74, 119, 153, 4)),
        ("FSP_NEW_GOODDEV", "2016", 2016, True, (69.6, 70, 151, 2)),
    ],
)
def test_portsmouths_quarters_are_those_worked_out_by_hand(
    england, measure, printed, year, high, known
):
    found = authority.standing(measure, 851, year)

    hand = by_hand(measure, printed, high=high)
    assert (found.point.value, found.rank.place, found.rank.of, found.quarter) == pytest.approx(
        hand
    )
    assert hand == known


@needs_real
@pytest.mark.parametrize(
    ("measure", "values"),
    [
        ("KS2RWM_Expected_STD", [48, 57, 56, 58, None, None, 49, 49, 52, 54]),
        ("AVG_Attain8_Score", [46.3, 42.4, 41, 40.8, 45.7, 46.3, 43.4, 38.4, 39.5, 39.5]),
        ("AVG_Prog8_Score", [-0.17, -0.13, -0.34, -0.42, None, None, -0.35, -0.46, -0.43]),
    ],
)
def test_portsmouths_series_are_the_publishers(england, measure, values):
    assert [point.value for point in authority.series(measure, 851).points] == values


@needs_real
def test_portsmouth_stands_beside_england_its_region_and_ten_neighbours(england):
    found = authority.standing("AVG_Prog8_Score", 851)

    assert (found.year, found.point.text, found.england.text) == (2024, "−0.43", "−0.03")
    assert (found.region.name, found.region_point.text) == ("South East", "−0.02")
    assert [near.area.code for near in found.neighbours] == [
        373, 383, 382, 355, 852, 882, 879, 831, 390, 357,
    ]  # fmt: skip
    assert found.neighbours_in_words == "11th of 11: itself and 10 statistical neighbours"


@needs_real
def test_authorities_since_reorganised_count_for_their_time(england):
    book = authority.book(["KS2RWM_Expected_STD"], of=851)

    before, after = (set(book.figures("KS2RWM_Expected_STD", year)) for year in (2018, 2019))
    assert {835, 836, 837} <= before - after
    assert {838, 839} <= after - before
    assert not {970, 989} & (before | after)
