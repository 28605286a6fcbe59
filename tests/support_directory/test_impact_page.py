"""Whether support worked, as those read it who may see every school's support."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from schools.history import Succession
from support_directory.impact import Support
from support_directory.impact_inputs import AIMS, heirs_of, inputs_for
from tests.conftest import holder_of, signed_in
from tests.factories.dashboard import ObservationFactory
from tests.factories.impact import GivenFactory
from tests.factories.schools import SchoolFactory, SchoolLinkFactory, SchoolPostFactory
from tests.factories.support_directory import SupportRequestFactory

PAGE = reverse("support_directory:impact")
TODAY = datetime.date(2025, 12, 1)
RWM = AIMS["rwm_expected"]


@pytest.fixture(autouse=True)
def in_december():
    with time_machine.travel(TODAY, tick=False):
        yield


def school_with(*figures, **fields):
    """A primary school with its results of 2023 and the years after."""
    school = SchoolFactory(low_age=4, high_age=11, **fields)
    for year, value in enumerate(figures, start=2023):
        if value is not None:
            ObservationFactory(urn=school.urn, measure="rwm_expected", academic_year=year,
                               value=value, raw=f"{value}%")  # fmt: skip
    return school


def support(school, **fields):
    return GivenFactory(
        host_school=school,
        **{
            "state": "closed",
            "academic_year": 2025,
            "starts_on": datetime.date(2024, 10, 1),
            "ends_on": datetime.date(2025, 2, 1),
            **fields,
        },
    )


@pytest.fixture
def city(db):
    """Six free schools that rose by about four points, and five supported ones by about twelve."""
    for rise in (2, 3, 4, 4, 5, 6):
        school_with(50, 50, 50 + rise)
    return [support(school_with(50, 50, 50 + rise)) for rise in (11, 12, 12, 12, 13)]


def words(response):
    return response.content.decode().replace("\u00a0", " ")


def test_the_page_says_how_much_more_supported_schools_improved(officer, city):
    page = words(officer.get(PAGE))

    assert "Supported schools did better. The 5 supported schools improved 8 points more" in page
    assert "Supported schools rose by 12 points." in page
    assert "rose by 4 points by themselves" in page
    assert city[0].host_school.name in page
    assert "rose by 11 points. 6 comparable schools rose by 4 points by themselves" in page


def test_the_strategic_board_reads_the_whole_and_no_school(city):
    page = words(holder_of(Role.BOARD_MEMBER).get(PAGE))

    assert "Supported schools did better." in page
    assert not any(one.host_school.name in page for one in city)


def test_before_any_support_the_page_says_what_will_appear(officer):
    assert "No school with results of this measure has been supported yet." in words(
        officer.get(PAGE)
    )


def test_support_that_runs_is_too_early(officer, db):
    autumn, spring = datetime.date(2025, 10, 1), datetime.date(2026, 3, 1)
    running = support(school_with(50, 50, 60), state="active", starts_on=autumn, ends_on=spring)

    page = words(officer.get(PAGE))

    assert "It is too early to say" in page
    assert running.host_school.name in page


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_asks_as_many_questions_of_one_school_as_of_ten(
    officer, db, django_assert_num_queries, count
):
    for rise in range(6):
        school_with(50, 50, 50 + rise)
    for _ in range(count):
        support(school_with(50, 50, 60))
    officer.get(reverse("schools:school-list"))

    with django_assert_num_queries(9):
        response = officer.get(PAGE)

    assert len(response.context["lines"]) == count


def test_a_school_that_converted_is_followed_under_both_numbers(db):
    new = school_with(None, None, 60)
    old = SchoolFactory(status=2, low_age=4, high_age=11)
    SchoolLinkFactory(urn=new.urn, link_urn=old.urn, kind="predecessor", link_type="Predecessor")
    ObservationFactory(urn=old.urn, measure="rwm_expected", academic_year=2024, value=50, raw="50%")
    support(old)

    given = inputs_for(RWM, on=TODAY)

    assert given.supports == (Support(new.urn, 2025, 2025),)
    assert given.panel.figures.loc[new.urn].to_dict() == {2024: 50, 2025: 60}


def test_support_for_something_else_neither_counts_nor_stands_in_comparison(db):
    maths, french = school_with(50, 50, 60), school_with(50, 50, 60)
    for school in (maths, french):
        ObservationFactory(urn=school.urn, measure="maths_expected", academic_year=2024, value=50,
                           raw="50%")  # fmt: skip
    support(maths, request=SupportRequestFactory(school=maths, specialism="maths"))
    support(french, request=SupportRequestFactory(school=french, specialism="languages"))

    given = inputs_for(AIMS["maths_expected"], on=TODAY)

    assert [one.school for one in given.supports] == [maths.urn]
    assert french.urn not in given.panel.figures.index


def test_numbers_are_one_school_only_where_one_followed_one():
    def follow(old, new, *, is_merger=False):
        return Succession(old, new, None, is_merger)

    links = [follow(1, 2), follow(2, 3), follow(4, 6), follow(5, 6), follow(7, 8, is_merger=True)]

    assert heirs_of(links) == {1: 3, 2: 3}


def test_a_head_sees_the_own_schools_line_and_no_other_school(city):
    school = city[0].host_school
    head = signed_in(SchoolPostFactory(school=school).user, second_factor=False)

    page = words(head.get(reverse("support_directory:school-impact", args=[school.urn])))

    assert "rose by 11 points. 6 comparable schools rose by 4 points by themselves" in page
    assert not any(one.host_school.name in page for one in city[1:])
    other = reverse("support_directory:school-impact", args=[city[1].host_school_id])
    assert head.get(other).status_code == 404


def test_a_school_without_support_reads_what_will_appear(head, school):
    page = words(head.get(reverse("support_directory:school-impact", args=[school.urn])))

    assert "There is nothing to compare yet." in page


def test_the_board_reads_no_mean_and_no_count_of_a_few(city):
    member = holder_of(Role.BOARD_MEMBER)
    early = support(school_with(50, 50, None), ends_on=datetime.date(2026, 3, 1))
    page = words(member.get(PAGE))
    assert ("Schools supported and compared", 5) in member.get(PAGE).context["facts"]
    assert ("Too early: results not published yet", "withheld") in member.get(PAGE).context["facts"]

    city[0].delete()
    few = words(member.get(PAGE))

    assert "Supported schools rose by 12 points." in page
    assert early.host_school.name not in page
    assert "Too few schools to say: fewer than 5 can be compared" in few
    assert "Supported schools rose" not in few and "4 schools" not in few


@pytest.mark.parametrize("supported", [0, 1, 4])
def test_the_board_reads_the_same_of_four_schools_and_of_none(db, supported):
    for rise in (2, 3, 4, 4, 5, 6):
        school_with(50, 50, 50 + rise)
    for _ in range(supported):
        support(school_with(50, 50, 63))

    page = words(holder_of(Role.BOARD_CHAIR).get(PAGE))

    assert "Too few schools with results of this measure have been supported" in page
    assert "13 points" not in page
