"""The golden thread complete: what groups agreed, the support it led to, and who may know of it."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.permissions import Role
from accounts.services import RefusedError
from core.models import AuditEvent
from core.search import Query
from strategy.models import SuccessMeasure
from subgroups.searchers import find_minutes
from subgroups.services import actions
from support_directory.models import Deployment
from tests.conftest import signed_in
from tests.factories.accounts import CityPostFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory
from tests.factories.strategy import ObjectiveFactory
from tests.factories.subgroups import ActionFactory, ReportCallFactory, publish
from tests.factories.support_directory import DeploymentFactory
from tests.subgroups.conftest import NOW, TODAY, sitting

LENT = "Barnacle Bright"


@pytest.fixture
def objective(group):
    objective = ObjectiveFactory()
    SuccessMeasure.objects.create(objective=objective, number=1, words="Top half by 2020.")
    group.objectives.add(objective)
    return objective


@pytest.fixture
def deployment(objective):
    return DeploymentFactory(
        entry__name=LENT,
        host_school__name="Limpet Lane Infant School",
        state=Deployment.State.ACTIVE,
        strategy_objective=objective,
    )


@pytest.fixture
def action(meeting, objective, deployment):
    return ActionFactory(
        meeting=meeting,
        text="Ask how the lessons go.",
        objective=objective,
        school=deployment.host_school,
        deployment=deployment,
    )


@pytest.fixture
def head_and_chair(group, deployment):
    """Leads the group and the school that is supported."""
    client = sitting(group, Role.GROUP_VICE)
    SchoolPostFactory(user=client.seat.user, school=deployment.host_school)
    return client


def page_of(deployment):
    return reverse("deployments:objectives", args=[deployment.pk])


def places(objective, deployment, action):
    """Where each thing of the thread is read."""
    return {
        "objective": objective.get_absolute_url(),
        "measure": objective.measures.get().get_absolute_url(),
        "action": action.get_absolute_url(),
        "meeting": action.meeting.get_absolute_url(),
        "deployment": page_of(deployment),
    }


def test_each_thing_of_the_thread_is_one_click_from_the_others(
    officer, objective, deployment, action
):
    at = places(objective, deployment, action)
    to = {**at, "deployment": deployment.get_absolute_url()}

    missing = {
        (here, there)
        for here, address in at.items()
        for there in to
        if there != here and f'href="{to[there]}"' not in officer.get(address).text
    }

    assert missing == set()


def test_an_objective_of_the_action_alone_is_on_the_thread_as_well(
    officer, objective, deployment, action
):
    deployment.strategy_objective = None
    deployment.save()
    at = places(objective, deployment, action)

    there = officer.get(at["deployment"]).text

    assert f'href="{at["objective"]}"' in there and f'href="{at["measure"]}"' in there
    assert LENT in officer.get(at["objective"]).text


def test_a_deployment_about_which_nobody_agreed_anything_shows_no_thread(officer):
    lonely = DeploymentFactory(state=Deployment.State.ACTIVE)

    assert "How it hangs together" not in officer.get(page_of(lonely)).text


@pytest.mark.parametrize("who", ["visitor", "stranger", "observer", "member", "chair", "board"])
def test_who_may_not_see_a_deployment_learns_of_it_nowhere(
    client, stranger, observer, member, chair, board_chair, objective, deployment, action, who
):
    publish(action.meeting)
    reader = {
        "visitor": client,
        "stranger": stranger,
        "observer": observer,
        "member": member,
        "chair": chair,
        "board": board_chair,
    }[who]
    call = ReportCallFactory(board=action.group.parent)
    meeting = action.meeting
    urls = [
        *places(objective, deployment, action).values(),
        action.group.get_absolute_url(),
        reverse("subgroups:action-list", args=[action.group.slug]),
        reverse("subgroups:action-give", args=[action.group.slug, action.pk]),
        reverse("subgroups:group-feed", args=[action.group.slug]),
        meeting.minutes_url,
        meeting.page("minutes-version", number=1),
        call.get_absolute_url(),
        call.page("pack"),
        reverse("landing"),
    ]

    told = " ".join(reader.get(url).content.decode() for url in urls)

    assert LENT not in told and f"/deployments/{deployment.pk}/" not in told


def test_a_broker_outside_the_group_reads_no_action_of_it(deployment, action):
    broker = signed_in(CityPostFactory(role=Role.BROKER).user)

    there = broker.get(page_of(deployment))

    assert there.status_code == 200
    assert action.text not in there.text and action.reference not in there.text


def test_the_public_reads_neither_the_action_nor_its_school(client, deployment, action):
    meeting = publish(action.meeting)

    assert client.get(action.get_absolute_url()).status_code == 404
    told = client.get(meeting.minutes_url).text + client.get(meeting.get_absolute_url()).text
    assert action.text not in told and str(deployment.host_school) not in told
    assert find_minutes(Query.read("lessons go"), None, TODAY) == []


def test_the_database_lets_no_action_of_a_deployment_be_public(action):
    action.school = None

    with pytest.raises(IntegrityError), transaction.atomic():
        action.save()


# --- Saying which deployment it is --------------------------------------------------------------


def asked(action, **changes):
    return {
        "owner": "",
        "owner_post": "Harbour master",
        "due_on-day": "1",
        "due_on-month": "6",
        "due_on-year": "2026",
        "objective": "",
        "school": action.school_id or "",
        **changes,
    }


def give(client, action, **changes):
    url = reverse("subgroups:action-give", args=[action.group.slug, action.pk])
    answer = client.post(url, asked(action, **changes))
    action.refresh_from_db()
    return answer


@pytest.fixture
def plain(meeting):
    return ActionFactory(meeting=meeting, text="Ask how the lessons go.")


def test_whoever_may_see_a_deployment_says_that_an_action_concerns_it(
    head_and_chair, deployment, plain
):
    give(head_and_chair, plain, deployment=deployment.pk)

    assert (plain.deployment, plain.school) == (deployment, deployment.host_school)
    assert deployment.get_absolute_url() in head_and_chair.get(plain.get_absolute_url()).text
    told = AuditEvent.objects.values_list("subject_label", "after", "before")
    assert LENT not in str(list(told))


def test_nobody_else_is_asked_which_deployment_or_can_guess_one(chair, deployment, plain):
    url = reverse("subgroups:action-give", args=["inclusion", plain.pk])
    page = chair.get(url).text

    give(chair, plain, deployment=deployment.pk)

    assert "support from school to school" not in page
    assert plain.deployment is None


def test_another_school_than_the_supported_one_is_refused(head_and_chair, deployment, plain):
    other = SchoolFactory()
    answer = give(head_and_chair, plain, deployment=deployment.pk, school=other.pk)

    assert "Choose Limpet Lane Infant School, which is supported, or none" in answer.text
    with pytest.raises(RefusedError, match="does not concern"):
        actions.give(
            action=plain,
            owner=None,
            owner_post="Harbour master",
            due_on=TODAY,
            objective=None,
            school=other,
            deployment=deployment,
            by=head_and_chair.user,
            at=NOW,
        )


def test_who_may_not_see_the_deployment_keeps_the_link_by_giving_the_action(
    chair, deployment, action
):
    give(chair, action)

    assert action.deployment == deployment


def test_the_link_goes_with_the_school(chair, action):
    give(chair, action, school="")

    assert (action.deployment, action.school) == (None, None)


def test_a_closed_school_stays_with_the_action(chair, action):
    type(action.school).objects.filter(pk=action.school_id).update(
        closed_on=TODAY - datetime.timedelta(days=1)
    )

    give(chair, action)

    assert action.school_id is not None and action.deployment_id is not None


# --- Query counts -------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_thread_takes_as_many_queries_whatever_hangs_on_it(
    officer, meeting, objective, deployment, count, django_assert_max_num_queries
):
    for _ in range(count):
        ActionFactory(
            meeting=meeting,
            objective=objective,
            school=deployment.host_school,
            deployment=deployment,
        )
        one = DeploymentFactory(strategy_objective=objective, state=Deployment.State.ACTIVE)
        ActionFactory(meeting=meeting, objective=objective, school=one.host_school, deployment=one)
    action = meeting.actions.first()
    officer.get(meeting.get_absolute_url())

    for place, most in (("objective", 22), ("measure", 22), ("action", 17), ("meeting", 17)):
        with django_assert_max_num_queries(most):
            officer.get(places(objective, deployment, action)[place])
    with django_assert_max_num_queries(22):
        officer.get(page_of(deployment))
