"""What needs me now, of the progress of the strategy."""

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from strategy.models import ProgressUpdate
from tests.conftest import holder_of, signed_in
from tests.factories.strategy import (
    ObjectivePostFactory,
    ProgressUpdateFactory,
    SignedOffFactory,
)

LANDING = reverse("landing")
State = ProgressUpdate.State
WAITING = {"state": State.SUBMITTED, "signed_off_at": None, "signed_off_by": None}


def on(day):
    return time_machine.travel(f"{day}T10:00Z", tick=False)


def rows(client):
    return [(row.question, row.sentence, row.url) for row in client.get(LANDING).context["rows"]]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2025-12-05", "It is due on 5 December 2025."),
        ("2025-12-06", "Late: it was due on 5 December 2025."),
    ],
)
def test_a_lead_is_one_click_from_the_update_that_is_owed(db, day, sentence):
    with on(day):
        post = ObjectivePostFactory()
        update = ProgressUpdateFactory(objective=post.objective)
        found = rows(signed_in(post.user, second_factor=False))

    address = reverse("strategy:update-edit", args=[update.pk])
    assert found == [(f"How is {post.objective} going?", sentence, address)]


def test_what_came_back_says_so(db):
    with on("2025-12-01"):
        post = ObjectivePostFactory()
        SignedOffFactory(objective=post.objective, **{**WAITING, "state": State.RETURNED})
        found = rows(signed_in(post.user, second_factor=False))

    assert [sentence for _, sentence, _ in found] == ["It came back with a question."]


def test_a_closed_term_needs_nobody(db):
    with on("2025-12-20"):
        post = ObjectivePostFactory()
        ProgressUpdateFactory(objective=post.objective)

        assert rows(signed_in(post.user, second_factor=False)) == []


def test_a_second_person_is_one_click_from_the_one_that_waits(db):
    update = SignedOffFactory(**WAITING)

    found = rows(holder_of(Role.BOARD_CHAIR))

    assert found == [
        (
            f"Sign off the progress of {update.objective}?",
            "It waits for a second person.",
            update.get_absolute_url(),
        )
    ]


def test_several_that_wait_are_one_row(db):
    for _ in range(3):
        SignedOffFactory(**WAITING)

    ((_, sentence, url),) = rows(holder_of(Role.BOARD_CHAIR))

    assert (sentence, url) == ("3 updates wait to be signed off.", reverse("strategy:update-list"))


def test_nobody_is_asked_to_sign_what_they_sent(db):
    chair = holder_of(Role.BOARD_CHAIR)
    SignedOffFactory(**WAITING, submitted_by=chair.user)

    assert rows(chair) == []


def test_an_officer_reads_how_many_are_late_and_due(db):
    with on("2025-12-06"):
        update = ProgressUpdateFactory()
        ProgressUpdateFactory(objective__edition=update.objective.edition, request=update.request)
        officer = holder_of(Role.OFFICER)
        found = {question: sentence for question, sentence, _ in rows(officer)}

    assert found["Which progress is due?"] == "2 late."


@pytest.mark.parametrize("count", [1, 10])
def test_ten_updates_take_as_many_queries_as_one(db, django_assert_num_queries, count):
    with on("2025-12-01"):
        user = ObjectivePostFactory().user
        for update in ProgressUpdateFactory.create_batch(count):
            ObjectivePostFactory(user=user, objective=update.objective)
        client = signed_in(user, second_factor=False)
        client.get(LANDING)

        with django_assert_num_queries(13):
            response = client.get(LANDING)

    assert len(response.context["rows"]) == count
