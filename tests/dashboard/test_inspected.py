"""What Ofsted found, counted: a school once, in the framework of its latest graded inspection."""

import datetime

import pytest
from django.core.cache import caches

from dashboard.inspected import inspected
from dashboard.models import Inspection
from schools.models import SAMPLE_AUTHORITY_CODE as CITY
from tests.factories.dashboard import InspectionFactory
from tests.factories.schools import ReleaseFactory, SchoolFactory

pytestmark = pytest.mark.django_db
OVERALL, SUB_GRADES, REPORT_CARD, UNGRADED = Inspection.Framework


def newest():
    return ReleaseFactory(kind="ofsted", as_at=datetime.date(2025, 12, 31))


def found(release, urn, framework=OVERALL, *, on=datetime.date(2023, 3, 14), **more):
    more = {"overall": None, **more}
    return InspectionFactory(
        release=release, listed_urn=urn, framework=framework, inspected_on=on, **more
    )


def counted(framework):
    """For each area, how many schools have each grade, the best first."""
    return [(area, [count for _, count in counts]) for area, counts in framework.rows]


def schools(count, **more):
    return [SchoolFactory(**more).urn for _ in range(count)]


def test_each_school_counts_once_in_the_framework_of_its_latest_graded_inspection():
    release, (first, second, third) = newest(), schools(3)
    found(release, first, overall=2)
    found(release, second, position="oeif", overall=4)
    found(
        release, second, REPORT_CARD, on=datetime.date(2025, 11, 26), safeguarding_met=True,
        grades={"Inclusion": "Strong standard", "Achievement": "Needs attention"},
    )  # fmt: skip
    found(
        release, third, SUB_GRADES, on=datetime.date(2025, 1, 9),
        grades={"Quality of education": 3, "Personal development": 2},
    )  # fmt: skip
    found(release, third, UNGRADED, position="ungraded", on=datetime.date(2025, 6, 1))

    told = inspected(CITY)

    assert [framework.key for framework in told.frameworks] == [
        "report_card",
        "sub_grades",
        "overall",
    ]
    card, judgements, overall = told.frameworks
    assert counted(card) == [("Inclusion", [0, 1, 0, 0, 0]), ("Achievement", [0, 0, 0, 1, 0])]
    assert (card.safe, card.heading) == (1, "Report card (from November 2025): 1 school")
    assert counted(judgements) == [
        ("Quality of education", [0, 0, 1, 0]),
        ("Personal development", [0, 1, 0, 0]),
    ]
    assert counted(overall) == [("Overall effectiveness", [0, 1, 0, 0])] and overall.safe is None
    assert (told.schools, told.without) == (3, 0)
    assert told.without_in_words == "Every open school has a graded inspection."


def test_only_the_newest_list_and_open_state_funded_schools_of_the_city_count():
    old, release = ReleaseFactory(kind="ofsted", as_at=datetime.date(2023, 12, 31)), newest()
    [one] = schools(1)
    [closed] = schools(1, status=2)
    [independent] = schools(1, type_code=11)
    found(old, one, overall=4)
    for urn in (one, closed, independent):
        found(release, urn, overall=1)
    found(release, 100_001, overall=3, la_code=850)
    schools(1)

    told = inspected(CITY)

    [overall] = told.frameworks
    assert counted(overall) == [("Overall effectiveness", [1, 0, 0, 0])]
    assert told.release == release
    assert told.without_in_words == "1 open school has no graded inspection yet."


def test_a_visit_without_any_judgement_is_no_graded_inspection():
    release, [one] = newest(), schools(1)
    found(release, one)
    found(release, one, UNGRADED, position="ungraded")

    told = inspected(CITY)

    assert (told.graded, told.without, told.frameworks) == (0, 1, [])


def test_where_no_list_is_loaded_nothing_is_told():
    assert inspected(CITY) is None


@pytest.mark.parametrize("count", [1, 10])
def test_counting_takes_as_many_queries_however_many_schools(count, django_assert_num_queries):
    release = newest()
    for urn in schools(count):
        found(release, urn, overall=2)
    caches["process"].clear()

    with django_assert_num_queries(5):
        inspected(CITY)
    with django_assert_num_queries(1):
        inspected(CITY)
