"""Evaluation by a signed link: three screens, once, in one browser; reviews before it."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.services import RefusedError
from support_directory.models import Evaluation, Review
from support_directory.services import evaluations, reviews
from support_directory.services.deployments import MovedSinceError
from tests.support_directory.deploying import NOW, State, cast, days_later

pytestmark = pytest.mark.django_db
SCREENS = [
    {"useful": "very", "useful_why": "She knew our books."},
    {"changed": "Every class is read to.", "lasts": "yes"},
    {"again": "yes", "better": ""},
]


@pytest.fixture(autouse=True)
def in_the_autumn():
    with time_machine.travel(days_later(15), tick=False):
        yield


@pytest.fixture
def people(db):
    return cast()


@pytest.fixture
def asked(people, django_capture_on_commit_callbacks):
    """The deployment completed; two letters are out."""
    with django_capture_on_commit_callbacks(execute=True):
        people.completed()
    return Evaluation.objects.get(part="host")


def link_in(message):
    return re.search(r"https?://[^/]+(/support/evaluations/\S+)", message.body)[1]


def open_(client, evaluation):
    return client.get(reverse("deployments:evaluation", args=[evaluation.link]), follow=True)


def send(client, evaluation, screen, answers=None):
    url = reverse("deployments:evaluation-screen", args=[evaluation.link, screen])
    return client.post(url, SCREENS[screen - 1] if answers is None else answers)


# --- Reviews ----------------------------------------------------------------------------


def test_every_objective_is_reviewed_and_the_mid_review_comes_first(people):
    one = people.active()
    whole = dict.fromkeys((1, 2, 3), ("met", "Seen."))

    def final(objectives):
        return reviews.review(
            deployment=one,
            kind="final",
            held_on=NOW.date(),
            objectives=objectives,
            by=people.leader,
            at=NOW,
        )

    with pytest.raises(MovedSinceError, match="mid review comes before"):
        final(whole)
    one = people.reviewed(one)
    with pytest.raises(MovedSinceError, match="objectives were changed"):
        final({1: ("met", "Seen.")})
    with pytest.raises(RefusedError, match="what shows"):
        final({**whole, 2: ("met", " ")})
    assert final(whole) == final(whole)
    one.refresh_from_db()
    assert (one.state, one.days_planned) == (State.COMPLETED, 1)


def test_a_review_is_due_at_half_of_days_or_time_and_at_the_end(people):
    one = people.active()

    half, end = days_later(30).date(), days_later(60).date()

    assert reviews.due_kind(one, on=NOW.date()) == ""
    assert reviews.due_kind(one, on=half) == Review.Kind.MID
    people.visited(one, day=1)
    assert reviews.due_kind(one, on=NOW.date()) == Review.Kind.MID
    one = people.reviewed(one)
    assert reviews.due_kind(one, on=NOW.date()) == ""
    assert reviews.due_kind(one, on=end) == Review.Kind.FINAL


def test_support_of_two_days_is_reviewed_once(people):
    one = people.active("2.0")

    assert reviews.why_not(one, "final") == ""
    assert reviews.due_kind(one, on=days_later(30).date()) == ""


# --- The link ---------------------------------------------------------------------------


def test_three_screens_without_a_sign_in_end_in_thanks_and_both_sides_end_it(people, asked):
    letters = {
        message.to[0]: link_in(message)
        for message in mail.outbox
        if "/support/evaluations/" in message.body
    }
    assert set(letters) == {people.host_head.email, people.leader.email}
    client = Client(enforce_csrf_checks=False)

    first = client.get(letters[people.host_head.email], follow=True)
    answers = [send(client, asked, screen) for screen in (1, 2, 3)]

    assert "Question 1 of 3" in first.text
    assert [answer.status_code for answer in answers] == [302, 302, 200]
    assert "Your answers are sent" in answers[-1].text
    asked.refresh_from_db()
    assert asked.answered_at and asked.changed == "Every class is read to."
    assert asked.deployment.state == State.COMPLETED
    other, leader = Client(), Evaluation.objects.get(part="leader")
    for screen in (1, 2, 3):
        send(other, leader, screen)
    leader.refresh_from_db()
    assert leader.deployment.state == State.EVALUATED


def test_a_replayed_link_says_so_and_changes_nothing(asked):
    client = Client()
    for screen in (1, 2, 3):
        send(client, asked, screen)
    before = Evaluation.objects.values().get(pk=asked.pk)

    pages = [open_(client, asked), send(client, asked, 1, {"useful": "not"})]
    pages += [open_(Client(), asked)]

    assert {page.status_code for page in pages} == {410}
    assert all("answered already" in page.text for page in pages)
    assert Evaluation.objects.values().get(pk=asked.pk) == before


def test_a_forwarded_link_opens_nothing_once_its_owner_has_begun(asked):
    owner, other = Client(), Client()
    send(owner, asked, 1)

    page, sent = open_(other, asked), send(other, asked, 1, {"useful": "not"})

    assert page.status_code == sent.status_code == 409
    assert "begun to answer in another browser" in page.text
    asked.refresh_from_db()
    assert asked.useful == "very"
    assert "Question 2 of 3" in open_(owner, asked).text


def test_a_new_link_goes_to_the_address_asked_and_closes_the_old_one(
    asked, django_capture_on_commit_callbacks
):
    send(Client(), asked, 1)
    again = reverse("deployments:evaluation-again", args=[asked.link])
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            Client().post(again)

    assert {message.to[0] for message in mail.outbox} == {asked.email}
    assert len(mail.outbox) == 3  # a mailbox is not filled
    assert "A newer link was sent" in open_(Client(), asked).text
    asked.refresh_from_db()
    assert "Question 2 of 3" in open_(Client(), asked).text  # what was said is kept


@pytest.mark.parametrize(
    ("link", "status", "words"),
    [("7-1:altered", 404, "not whole"), ("nonsense", 404, "not whole")],
)
def test_a_link_that_is_not_whole_is_told_so(link, status, words):
    page = Client().get(reverse("deployments:evaluation", args=[link]))

    assert page.status_code == status
    assert words in page.text


def test_a_link_expires_and_screens_come_in_order(asked):
    assert (
        "Question 1 of 3"
        in Client()
        .get(reverse("deployments:evaluation-screen", args=[asked.link, 3]), follow=True)
        .text
    )
    with time_machine.travel(asked.expires_at):
        assert "expired" in open_(Client(), asked).text


def test_a_screen_says_what_is_missing(asked):
    page = send(Client(), asked, 1, {"useful": ""})

    assert "Choose how useful it was" in page.text
    assert "Error:" in page.text


def test_whoever_has_not_answered_is_reminded_each_week_while_it_is_open(
    asked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        counts = [
            evaluations.remind(
                on=(asked.asked_at + datetime.timedelta(days=days)).date(),
                at=asked.asked_at + datetime.timedelta(days=days),
            )
            for days in (6, 7, 8, 14, 40)
        ]

    assert counts == [0, 2, 0, 2, 0]


def test_an_address_is_forgotten_after_a_year_and_what_was_said_stays(asked):
    send(Client(), asked, 1)

    counts = [
        evaluations.let_go(at=asked.asked_at + datetime.timedelta(days=days))
        for days in (364, 366, 367)
    ]

    asked.refresh_from_db()
    assert counts == [0, 2, 0]
    assert (asked.email, asked.useful) == ("", "very")


def test_brokers_read_how_many_answer(people, asked, sign_in):
    client = Client()
    for screen in (1, 2, 3):
        send(client, asked, screen)

    page = sign_in(people.broker).get(reverse("deployments:response-rate"))

    rates = {rate.part: (rate.asked, rate.answered, rate.share) for rate in page.context["rates"]}
    assert rates == {
        "The supported school": (1, 1, "100 %"),
        "Whoever was lent": (1, 0, "0 %"),
    }
