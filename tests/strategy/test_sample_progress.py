"""The sample's progress: four years of terms, and one that is open as a term really is."""

from datetime import date

import pytest

from strategy.models import Edition, Objective, ProgressUpdate
from strategy.sample.load import load
from strategy.terms import SchoolTerm
from tests.factories.accounts import UserFactory

State = ProgressUpdate.State
ON = date(2026, 2, 10)


@pytest.fixture
def edition(db):
    load(on=ON, by=UserFactory(), log=print)
    return Edition.objects.get(slug="pulling-together-2017-20")


def test_four_years_and_the_last_term_are_signed_off(edition):
    requests = list(edition.requests.newest_first())
    past = ProgressUpdate.objects.filter(request__in=requests[1:])

    assert len(requests) == 14
    assert {update.state for update in past} == {State.SIGNED_OFF}
    assert past.count() == 13 * 10
    assert str(requests[1]) == str(SchoolTerm.of(ON).later(-1))
    assert set(past.values_list("rag", flat=True)) == {"red", "amber", "green"}
    assert set(past.values_list("direction", flat=True)) == {"better", "same", "worse"}


def test_every_reason_is_its_own(edition):
    reasons = ProgressUpdate.objects.exclude(reason="").values_list("objective", "reason")

    assert len(set(reasons)) >= 0.9 * len(reasons)


def test_the_open_term_has_late_returned_waiting_and_signed_ones(edition):
    request = edition.requests.newest_first().first()

    found = {
        state: list(
            request.updates.filter(state=state)
            .order_by("objective__number")
            .values_list("objective__code", flat=True)
        )
        for state in State
    }

    assert request.is_late(ON)
    assert not request.is_closed(ON)
    assert found[State.REQUESTED] == ["SO3", "SO7"]
    assert found[State.RETURNED] == ["SO8"]
    assert found[State.SUBMITTED] == ["SO5"]
    assert len(found[State.SIGNED_OFF]) == 6


def test_one_objective_is_led_by_nobody(edition):
    nobody = Objective.objects.filter(edition=edition).led_by_nobody(ON)

    assert [objective.code for objective in nobody] == ["SO7"]


def test_what_was_reported_comes_to_where_the_plan_stands(edition):
    last = ProgressUpdate.objects.filter(request__edition=edition).signed_off()

    for objective in edition.objectives.all():
        update = last.filter(objective=objective).newest_first().first()
        for said in update.actions.select_related("action"):
            assert said.status == said.action.status


def test_each_milestone_that_was_met_is_reported_once(edition):
    for objective in edition.objectives.all():
        for action in objective.actions.prefetch_related("milestones__progress"):
            for milestone in action.milestones.all():
                days = [met.met_on for met in milestone.progress.all()]
                assert days == ([milestone.met_on] if milestone.met_on else [])


def test_loading_again_makes_nothing(edition):
    by = UserFactory()

    assert load(on=date(2026, 9, 10), by=by, log=print) == 0
