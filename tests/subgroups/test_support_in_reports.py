"""Support and budget in a highlight report: counted by the term, and never of a few schools."""

import datetime
from decimal import Decimal

import pytest

from subgroups.highlights import draft_of
from support_directory.models import Deployment, Visit
from tests.factories.schools import SchoolFactory
from tests.factories.strategy import ObjectiveFactory
from tests.factories.subgroups import ActionFactory, ReportCallFactory
from tests.factories.support_directory import DeploymentFactory
from tests.subgroups.conftest import NOW, TODAY


@pytest.fixture
def objective(group):
    objective = ObjectiveFactory()
    group.objectives.add(objective)
    return objective


def support(objective, *, schools, on=datetime.date(2026, 3, 2), **fields):
    """So many schools were helped for two half days, at 350 pounds a day."""
    for _ in range(schools):
        one = DeploymentFactory(
            strategy_objective=objective,
            state=Deployment.State.ACTIVE,
            day_rate=Decimal(350),
            **fields,
        )
        for day in range(2):
            Visit.objects.create(
                deployment=one,
                held_on=on + datetime.timedelta(days=day),
                half_days=1,
                recorded_at=NOW,
                record="Read together.",
            )


def work_of(group):
    call = ReportCallFactory(board=group.parent)
    return draft_of(group, call.school_term, on=TODAY).work


def test_a_report_counts_support_and_what_it_cost(group, objective):
    support(objective, schools=5)

    assert work_of(group) == (
        "- 5 deployments gave 5 schools 5 days of support for the group’s objectives and"
        " actions.\n- These days cost £1,750.00, whoever pays."
    )


@pytest.mark.parametrize("schools", [0, 1, 4])
def test_a_report_says_the_same_of_nought_and_of_few(group, objective, schools):
    support(objective, schools=schools)

    assert work_of(group) == ""


def test_many_deployments_in_few_schools_are_not_counted_either(group, objective):
    support(objective, schools=6, host_school=SchoolFactory())

    assert work_of(group) == ""


def test_other_terms_and_other_groups_are_left_out(group, objective):
    support(ObjectiveFactory(), schools=6)
    support(objective, schools=6, on=datetime.date(2025, 11, 3))

    assert work_of(group) == ""


def test_support_that_an_action_concerns_counts_once(group, objective, meeting):
    support(objective, schools=5)
    for one in Deployment.objects.all():
        ActionFactory.create_batch(2, meeting=meeting, school=one.host_school, deployment=one)

    assert work_of(group).startswith("- 5 deployments gave 5 schools 5 days")


@pytest.mark.parametrize("count", [5, 10])
def test_drafting_takes_as_many_queries_however_much_support_there_was(
    group, objective, count, django_assert_max_num_queries
):
    support(objective, schools=count)
    call = ReportCallFactory(board=group.parent)

    with django_assert_max_num_queries(10):
        draft_of(group, call.school_term, on=TODAY)
