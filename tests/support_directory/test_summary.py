"""Who has support and who has none: what the summary says, what it leaves out, who reads it."""

import pytest
from django.urls import reverse

from accounts.permissions import GRANTS, Permission, Role
from core.models import AccessEvent
from pep_portal.landing.deployments import summary_rows
from support_directory import summary
from tests.factories.accounts import CityPostFactory
from tests.factories.dashboard import DraftRoundFactory, RatingFactory, RatingRoundFactory
from tests.factories.schools import SchoolFactory
from tests.factories.support_directory import DeploymentFactory, SupportRequestFactory
from tests.support_directory.deploying import cast, days_later

pytestmark = pytest.mark.django_db
URL = reverse("deployments:summary")


def rated(*priorities, made=RatingRoundFactory):
    """Schools with a rating each, of one round."""
    round_ = made()
    schools = SchoolFactory.create_batch(len(priorities))
    for school, priority in zip(schools, priorities, strict=True):
        RatingFactory(
            round=round_, urn=school.pk, current_urn=school.pk, computed_priority=priority
        )
    return schools


def test_schools_in_need_come_first_and_those_without_need_or_support_not_at_all():
    third, second, first, supported = rated(3, 2, 1, 3)
    DeploymentFactory(host_school=supported, state="active")
    asking = SupportRequestFactory().school

    found = summary.of_city()

    assert [(one.school, one.priority) for one in found] == [
        (first, 1),
        (second, 2),
        (supported, 3),
        (asking, None),
    ]
    assert [(len(one.deployments), one.requests) for one in found] == [
        (0, 0),
        (0, 0),
        (1, 0),
        (0, 1),
    ]
    assert third not in [one.school for one in found]


@pytest.mark.parametrize("state", ["closed", "declined", "withdrawn", "refused"])
def test_what_is_over_is_no_support(state):
    [school] = rated(1)
    DeploymentFactory(host_school=school, state=state)

    [one] = summary.of_city()

    assert one.deployments == ()


def test_a_rating_that_was_not_shared_is_not_told():
    rated(1, made=DraftRoundFactory)

    assert summary.of_city() == []


def test_the_moderator_reads_progress_in_words_and_neither_names_nor_sums(sign_in):
    people = cast()
    people.reviewed(people.active(), "mid")
    moderator = CityPostFactory(role=Role.MODERATOR).user

    page = sign_in(moderator).get(URL).content.decode()

    assert "Reading at 11." in page and "1 day of 3 days" in page
    assert f"Mid review on {days_later(7):%-d %B %Y}: 3 on track" in page
    assert "£" not in page and str(people.entry) not in page
    assert "Books of six pupils" not in page


def test_whose_level_of_support_was_read_is_noted(sign_in):
    [school] = rated(1)
    moderator = CityPostFactory(role=Role.MODERATOR).user

    sign_in(moderator).get(URL)

    event = AccessEvent.objects.get(person=moderator.pk)
    assert event.number == school.pk


def test_only_who_may_see_every_rating_reads_the_levels_of_support_in_it():
    told = {role for role, may in GRANTS.items() if Permission.DEPLOYMENT_SUMMARY in may}

    assert told
    assert all(Permission.RATINGS_VIEW_ALL in GRANTS[role] for role in told)


@pytest.mark.parametrize("count", [1, 10])
def test_the_queries_are_as_many_for_ten_schools_as_for_one(count, django_assert_num_queries):
    for school in rated(*[1] * count):
        DeploymentFactory(host_school=school, state="active")

    with django_assert_num_queries(5):
        assert len(summary.of_city()) == count


def test_the_row_counts_what_is_arranged():
    host = DeploymentFactory(state="active").host_school
    DeploymentFactory(host_school=host, state="agreed")
    DeploymentFactory(state="closed")

    [row] = summary_rows(CityPostFactory(role=Role.DATA_OFFICER).user)

    assert row.sentence == "2 deployments are under way or arranged, at 1 school."
