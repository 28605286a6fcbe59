"""E-mail that did not arrive: seen by those who look after it, and sent again."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from notifications.models import HELD_UP_AFTER, Delivery
from tests.factories.notifications import DeliveryFactory

UNDELIVERED = reverse("notifications:delivery-list")
State = Delivery.State


def failed(**fields):
    return DeliveryFactory(state=State.FAILED, attempts=6, error="550 no such mailbox", **fields)


@pytest.mark.parametrize("count", [1, 10])
def test_ten_e_mails_are_listed_by_as_many_queries_as_one(
    officer, django_assert_num_queries, count
):
    for _ in range(count):
        failed()
    officer.get(UNDELIVERED)

    with django_assert_num_queries(5):
        response = officer.get(UNDELIVERED)

    assert len(response.context["page"]) == count


def test_it_shows_to_whom_and_what_the_server_said(administrator):
    delivery = failed()

    page = administrator.get(UNDELIVERED).text

    assert delivery.notice.user.email in page
    assert delivery.notice.subject in page
    assert "550 no such mailbox" in page


def test_it_lists_what_did_not_arrive_and_nothing_else(officer):
    now = timezone.now()
    given_up = failed()
    in_vain = DeliveryFactory(attempts=1, error="timed out", due_at=now + HELD_UP_AFTER)
    held_up = DeliveryFactory(due_at=now - 2 * HELD_UP_AFTER)
    DeliveryFactory()
    DeliveryFactory(attempts=1, due_at=now + datetime.timedelta(minutes=5))
    DeliveryFactory(state=State.SENT, sent_at=now)

    listed = officer.get(UNDELIVERED).context["page"]

    assert set(listed) == {given_up, in_vain, held_up}


def test_all_arrived_is_said_in_words(officer):
    assert "Every e-mail was taken by the mail server" in officer.get(UNDELIVERED).text


def test_one_is_sent_again(officer, django_capture_on_commit_callbacks):
    one, other = failed(), failed()

    with django_capture_on_commit_callbacks(execute=True):
        response = officer.post(UNDELIVERED, {"delivery": one.pk}, follow=True)

    assert [message.to for message in mail.outbox] == [[one.notice.user.email]]
    assert "1 e-mail handed to the mail server again" in response.text
    assert list(response.context["page"]) == [other]


def test_all_are_sent_again(officer, django_capture_on_commit_callbacks):
    failed(), failed()

    with django_capture_on_commit_callbacks(execute=True):
        response = officer.post(UNDELIVERED, {"all": "yes"}, follow=True)

    assert len(mail.outbox) == 2
    assert "2 e-mails handed" in response.text


@pytest.mark.parametrize("asked", ["", "x", "-1", "9" * 30])
def test_what_is_not_there_to_send_is_said_and_sent_nowhere(officer, asked):
    failed()

    response = officer.post(UNDELIVERED, {"delivery": asked}, follow=True)

    assert "Nothing was sent" in response.text
    assert mail.outbox == []


def test_a_double_press_sends_once(officer, django_capture_on_commit_callbacks):
    delivery = failed()

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            officer.post(UNDELIVERED, {"delivery": delivery.pk})

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("who", ["moderator", "head", "chair", "trust_lead", "stranger"])
def test_others_neither_see_nor_send_it(request, who):
    client = request.getfixturevalue(who)
    delivery = failed()

    answers = [
        client.get(UNDELIVERED).status_code,
        client.post(UNDELIVERED, {"delivery": delivery.pk}).status_code,
    ]

    assert (answers, mail.outbox) == ([403, 403], [])


def test_the_inbox_leads_those_who_may_to_it(officer, head):
    inbox = reverse("notifications:notice-list")

    assert UNDELIVERED in officer.get(inbox).text
    assert UNDELIVERED not in head.get(inbox).text
