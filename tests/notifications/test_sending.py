"""An e-mail is tried again after a fault, sent once, and given up in the end."""

import datetime
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from notifications import tasks
from notifications.models import Delivery
from notifications.sending import CUT_OFF, MOST_ATTEMPTS, WAITS, attempt, message_of
from tests.factories.accounts import UserFactory
from tests.factories.notifications import DeliveryFactory, NoticeFactory
from tests.notifications.letters import words_of

pytestmark = pytest.mark.django_db

State = Delivery.State
NOW = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
LATER = datetime.timedelta(days=1)


@pytest.fixture
def delivery():
    return DeliveryFactory(due_at=NOW)


@pytest.fixture
def fault(monkeypatch):
    """`fault(error)` makes the mail server fail with it, `fault(None)` well again."""

    def make(error):
        def send_messages(self, messages):
            if error:
                raise error
            return sent(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)

    sent = EmailBackend.send_messages
    return make


def tried(delivery, *, at):
    attempt(delivery.pk, at=at)
    delivery.refresh_from_db()
    return delivery


def test_a_waiting_e_mail_is_sent(delivery):
    tried(delivery, at=NOW)

    assert (delivery.state, delivery.sent_at, delivery.attempts) == (State.SENT, NOW, 1)
    assert mail.outbox[0].to == [delivery.notice.user.email]


def test_a_sent_e_mail_is_never_sent_twice(delivery):
    for day in range(3):
        tried(delivery, at=NOW + day * LATER)

    assert len(mail.outbox) == 1


def test_an_attempt_under_way_is_left_to_whoever_began_it(delivery, fault, monkeypatch):
    meanwhile = []

    def send_messages(self, messages):
        attempt(delivery.pk, at=NOW)
        meanwhile.append(len(messages))
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    tried(delivery, at=NOW)

    assert meanwhile == [1]
    assert delivery.state == State.SENT


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("refused"),
        TimeoutError("timed out"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPRecipientsRefused({"a@b.example": (451, b"try later")}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_fault_leaves_it_waiting_until_a_later_attempt(delivery, fault, error):
    fault(error)
    tried(delivery, at=NOW)
    after_the_fault = (delivery.state, delivery.due_at, delivery.attempts)
    said = delivery.error
    fault(None)
    tried(delivery, at=NOW + WAITS[0] - datetime.timedelta(seconds=1))
    too_early = delivery.state
    tried(delivery, at=NOW + WAITS[0])

    assert after_the_fault == (State.WAITING, NOW + WAITS[0], 1)
    assert type(error).__name__ in said
    assert (too_early, delivery.state, delivery.attempts) == (State.WAITING, State.SENT, 2)
    assert delivery.error == ""


def test_it_is_given_up_after_the_last_attempt_with_what_the_server_said(delivery, fault):
    fault(ConnectionRefusedError("nobody listens"))
    moment, waits = NOW, []

    for _ in range(MOST_ATTEMPTS):
        tried(delivery, at=moment)
        waits.append(delivery.due_at - moment)
        moment = delivery.due_at

    assert waits[: len(WAITS)] == WAITS == sorted(WAITS)
    assert (delivery.state, delivery.attempts) == (State.FAILED, MOST_ATTEMPTS)
    assert delivery.error == "ConnectionRefusedError: nobody listens"


def test_a_mailbox_that_does_not_exist_is_given_up_at_once(delivery, fault):
    fault(smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no such mailbox")}))

    tried(delivery, at=NOW)

    assert (delivery.state, delivery.attempts) == (State.FAILED, 1)
    assert "no such mailbox" in delivery.error


def test_a_killed_worker_leaves_it_waiting_for_the_next_round(delivery, fault):
    fault(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        attempt(delivery.pk, at=NOW)
    delivery.refresh_from_db()
    left = (delivery.state, delivery.attempts)
    fault(None)
    before_its_time = list(Delivery.objects.due(NOW))
    due = list(Delivery.objects.due(NOW + WAITS[0]))
    tried(delivery, at=NOW + WAITS[0])

    assert left == (State.WAITING, 1)
    assert (before_its_time, due) == ([], [delivery])
    assert (delivery.state, len(mail.outbox)) == (State.SENT, 1)


def test_an_e_mail_that_kills_every_worker_is_given_up():
    delivery = DeliveryFactory(due_at=NOW, attempts=MOST_ATTEMPTS)

    tried(delivery, at=NOW)

    assert (delivery.state, delivery.error, mail.outbox) == (State.FAILED, CUT_OFF, [])


def test_the_round_of_the_minute_sends_what_is_due_and_nothing_else():
    due = DeliveryFactory(due_at=NOW)
    DeliveryFactory(state=State.FAILED, due_at=NOW)
    DeliveryFactory(state=State.SENT, sent_at=NOW, due_at=NOW)
    DeliveryFactory(due_at=datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC))

    tasks.send_waiting()

    assert [message.to for message in mail.outbox] == [[due.notice.user.email]]


def test_an_account_closed_meanwhile_gets_no_mail():
    delivery = DeliveryFactory(due_at=NOW, notice__user__is_active=False)

    tried(delivery, at=NOW)

    assert (delivery.state, mail.outbox) == (State.FAILED, [])


def test_a_kind_no_longer_declared_is_not_sent():
    delivery = DeliveryFactory(due_at=NOW, notice__kind="forgotten")

    tried(delivery, at=NOW)

    assert (delivery.state, mail.outbox) == (State.FAILED, [])


def test_an_address_with_a_line_break_adds_no_header():
    person = UserFactory(email="a@example.org\nBcc: all@example.org")
    delivery = DeliveryFactory(due_at=NOW, notice__user=person)

    tried(delivery, at=NOW)

    assert (delivery.state, mail.outbox) == (State.FAILED, [])


def test_a_name_with_a_line_break_adds_no_header():
    notice = NoticeFactory(
        context={"year": 2025, "area": "Port\r\nBcc: all@example.org", "told": 1, "untold": 0}
    )

    message = message_of(DeliveryFactory(notice=notice)).message()

    assert message["Bcc"] is None
    assert message["Subject"].startswith("Port Bcc: all@example.org: the round")


def test_a_message_has_both_forms_and_says_who_sends_it(delivery, settings):
    settings.DEFAULT_FROM_EMAIL = "PEP <pep@example.org>"
    settings.REPLY_TO_EMAIL = "office@example.org"

    message = message_of(delivery)

    html = message.alternatives[0]
    assert html.mimetype == "text/html"
    assert words_of(html.content) == " ".join(message.body.split())
    assert (message.from_email, message.reply_to) == (
        "PEP <pep@example.org>",
        ["office@example.org"],
    )
    assert message.message()["Auto-Submitted"] == "auto-generated"


def test_without_an_address_for_answers_there_is_no_such_header(delivery, settings):
    settings.REPLY_TO_EMAIL = ""

    assert message_of(delivery).message()["Reply-To"] is None


def test_every_attempt_has_the_same_message_id_and_every_mail_its_own(delivery):
    ids = [
        message_of(each).message()["Message-ID"] for each in (delivery, delivery, DeliveryFactory())
    ]

    assert ids[0] == ids[1] != ids[2]


def test_a_mail_program_is_given_the_way_to_unsubscribe(delivery):
    message = message_of(delivery).message()

    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/notices/unsubscribe/" in message["List-Unsubscribe"]


def test_what_is_always_sent_offers_no_way_to_unsubscribe():
    notice = NoticeFactory(kind="rating_shared", context={"school": "Wharf Lane", "year": 2025})

    message = message_of(DeliveryFactory(notice=notice)).message()

    assert message["List-Unsubscribe"] is None
