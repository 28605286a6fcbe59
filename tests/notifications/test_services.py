"""People are told once, at once in the inbox and by e-mail after the commit."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent
from notifications import services, tasks
from notifications.kinds import Way
from notifications.kinds.ratings import RATING_SHARED, ROUND_SHARED
from notifications.models import Delivery, Notice, Preference
from tests.factories.accounts import UserFactory
from tests.factories.notifications import DeliveryFactory, NoticeFactory
from tests.notifications.letters import EXAMPLES

pytestmark = pytest.mark.django_db

State = Delivery.State


def tell(*people, kind=ROUND_SHARED, key="round-1", link="/priorities/", **told):
    return services.notify(
        kind=kind, to=people, context=EXAMPLES[kind.key] | told, link=link, key=key
    )


def test_everyone_told_has_a_notice_and_an_e_mail(django_capture_on_commit_callbacks):
    people = UserFactory.create_batch(2)

    with django_capture_on_commit_callbacks(execute=True):
        notices = tell(*people)

    assert {notice.user for notice in notices} == set(people)
    assert {address for message in mail.outbox for address in message.to} == {
        person.email for person in people
    }
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}


def test_nothing_is_sent_before_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks():
        tell(UserFactory())

    assert mail.outbox == []
    assert Delivery.objects.get().state == State.WAITING


def test_what_is_rolled_back_is_told_to_nobody(django_capture_on_commit_callbacks):
    def fail():
        tell(UserFactory())
        raise LookupError

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(LookupError),
        transaction.atomic(),
    ):
        fail()

    assert (mail.outbox, Notice.objects.count()) == ([], 0)


def test_telling_twice_tells_once(django_capture_on_commit_callbacks):
    person, other = UserFactory.create_batch(2)

    with django_capture_on_commit_callbacks(execute=True):
        tell(person)
        second = tell(person, person, other)

    assert [notice.user for notice in second] == [other]
    assert Notice.objects.count() == len(mail.outbox) == 2


def test_another_key_is_another_notice():
    person = UserFactory()

    tell(person, key="round-1")
    tell(person, key="round-2")

    assert person.notices.count() == 2


def test_the_database_holds_a_person_to_one_notice_of_a_key():
    notice = NoticeFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeFactory(user=notice.user, key=notice.key)


def test_a_closed_account_is_told_nothing():
    assert tell(UserFactory(is_active=False)) == []
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "link",
    ["https://elsewhere.example/", "//elsewhere.example/", "schools/", "", "/\\elsewhere.example"],
)
def test_a_notice_leads_into_the_portal_alone(link):
    with pytest.raises(services.OutsideThePortalError):
        tell(UserFactory(), link=link)


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_the_database_takes_no_notice_that_leads_elsewhere(link):
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeFactory(link=link)


def test_a_switched_off_kind_stays_in_the_inbox_alone():
    person = UserFactory()
    services.choose_ways(ways={ROUND_SHARED.key: Way.PORTAL}, by=person)

    tell(person)

    assert person.notices.count() == 1
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("way", [Way.PORTAL, Way.DIGEST])
def test_a_kind_that_is_always_sent_cannot_be_switched_off_or_put_off(way):
    person = UserFactory()
    services.choose_ways(ways={RATING_SHARED.key: way}, by=person)

    tell(person, kind=RATING_SHARED)

    assert not Preference.objects.exists()
    assert Delivery.objects.count() == 1


def test_unsubscribing_stops_one_kind_for_one_person():
    person, other = UserFactory.create_batch(2)

    services.unsubscribe(user_id=person.pk, kind=ROUND_SHARED)
    services.unsubscribe(user_id=person.pk, kind=ROUND_SHARED)
    tell(person, other)

    assert [delivery.notice.user for delivery in Delivery.objects.all()] == [other]


def test_unsubscribing_an_account_that_is_gone_does_nothing():
    services.unsubscribe(user_id=999_999, kind=ROUND_SHARED)

    assert not Preference.objects.exists()


def test_a_queue_that_does_not_answer_leaves_the_mail_waiting(
    django_capture_on_commit_callbacks, monkeypatch, caplog
):
    def no_queue(**kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.send, "delay", no_queue)
    with django_capture_on_commit_callbacks(execute=True):
        tell(UserFactory())

    assert Delivery.objects.get().state == State.WAITING
    assert "no broker" in caplog.text


@pytest.mark.parametrize("count", [1, 10])
def test_ten_people_are_told_by_as_many_queries_as_one(django_assert_num_queries, count):
    people = UserFactory.create_batch(count)

    with django_assert_num_queries(8):
        assert len(tell(*people)) == count


def test_what_was_read_stays_read_from_the_first_time():
    notice = NoticeFactory()

    first = services.read(notice=notice, by=notice.user)
    read_at = Notice.objects.get().read_at
    services.read(notice=notice, by=notice.user)

    assert first == notice.link
    assert Notice.objects.get().read_at == read_at is not None


def test_reading_everything_leaves_other_peoples_notices_unread():
    mine, theirs = NoticeFactory(), NoticeFactory()

    assert services.read_all(by=mine.user) == 1
    assert list(Notice.objects.unread()) == [theirs]


def test_sending_again_begins_anew(django_capture_on_commit_callbacks):
    officer = UserFactory()
    failed = DeliveryFactory(state=State.FAILED, attempts=6, error="550 no such mailbox")

    with django_capture_on_commit_callbacks(execute=True):
        count = services.send_again(delivery_ids=[failed.pk], at=timezone.now(), by=officer)

    failed.refresh_from_db()
    assert (count, failed.state, failed.attempts, failed.error) == (1, State.SENT, 1, "")
    assert len(mail.outbox) == 1
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.about) == (
        "e-mail sent again",
        officer,
        failed.notice.user,
    )


def test_what_was_sent_or_is_being_sent_is_not_sent_again(django_capture_on_commit_callbacks):
    now, officer = timezone.now(), UserFactory()
    sent = DeliveryFactory(state=State.SENT, sent_at=now)
    in_hand = DeliveryFactory(attempts=1, due_at=now + datetime.timedelta(minutes=5))

    with django_capture_on_commit_callbacks(execute=True):
        count = services.send_again(delivery_ids=[sent.pk, in_hand.pk], at=now, by=officer)

    assert (count, mail.outbox) == (0, [])


def test_a_look_gives_the_look_before():
    person = UserFactory()
    monday, tuesday = (datetime.datetime(2026, 3, day, tzinfo=datetime.UTC) for day in (2, 3))

    assert services.look(by=person, at=monday) is None
    assert services.look(by=person, at=tuesday) == monday
