"""A digest brings what came since the last, once a day at most, and only when it is worth it."""

import datetime
import re
from contextlib import suppress

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.models import AuditEvent
from notifications import digests, services, tasks
from notifications.kinds import DIGEST, KINDS, Way
from notifications.kinds.ratings import RATING_SHARED, ROUND_SHARED
from notifications.kinds.strategy import UPDATE_SIGNED_OFF
from notifications.letters import digest_letter, read_token, unsubscribe_token
from notifications.models import Delivery, Digest, Notice, Preference
from notifications.sending import attempt, message_of
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NoticeFactory
from tests.notifications.letters import EXAMPLES, words_of

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 3, 2)
SEVEN = datetime.datetime(2026, 3, 2, 7, 0, tzinfo=datetime.UTC)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def reader():
    """Somebody who wants what leaves a choice in a digest."""
    person = UserFactory()
    services.choose_ways(ways=dict.fromkeys(KINDS, Way.DIGEST), by=person)
    return person


def tell(person, key, kind=ROUND_SHARED):
    [notice] = services.notify(
        kind=kind, to=[person], context=EXAMPLES[kind.key], link="/schools/", key=key
    )
    return notice


def gather(person, days=0):
    return digests.gather(user_id=person.pk, on=MONDAY + days * A_DAY, at=SEVEN + days * A_DAY)


def told(delivery):
    return list(delivery.digest.notices.order_by("pk")) if delivery else None


def test_what_is_wanted_in_a_digest_waits_and_is_in_the_inbox_at_once(reader):
    notice = tell(reader, "one")

    assert notice.awaits_digest
    assert list(Notice.objects.visible_to(reader).unread()) == [notice]
    assert not Delivery.objects.exists()


def test_a_digest_brings_everything_since_the_last_in_one_mail(reader):
    notices = [tell(reader, "one"), tell(reader, "two")]
    first = gather(reader)
    third = tell(reader, "three")

    second = gather(reader, days=1)

    assert (told(first), told(second)) == (notices, [third])
    attempt(first.pk, at=SEVEN)
    [message] = mail.outbox
    assert message.to == [reader.email]
    assert message.subject == "2 notices from the portal"
    assert [f"/notices/{notice.pk}/" in message.body for notice in notices] == [True, True]


def test_nothing_new_is_no_mail(reader):
    tell(reader, "one")
    gather(reader)

    assert gather(reader, days=1) is None
    assert Digest.objects.count() == 1


def test_what_was_read_in_the_portal_is_no_reason_for_a_mail(reader):
    services.read(notice=tell(reader, "one"), by=reader)

    assert gather(reader) is None


def test_what_is_not_significant_waits_for_something_that_is(reader):
    minor = tell(reader, "minor", kind=UPDATE_SIGNED_OFF)
    alone = gather(reader)
    major = tell(reader, "major")

    assert alone is None
    assert told(gather(reader, days=1)) == [minor, major]


def test_a_person_gets_one_digest_a_day_and_the_rest_the_next(reader):
    tell(reader, "one")
    gather(reader)
    late = tell(reader, "late")

    again = gather(reader)

    assert again is None
    assert told(gather(reader, days=1)) == [late]


def test_the_database_holds_a_person_to_one_digest_a_day(reader):
    tell(reader, "one")
    digest = gather(reader).digest

    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(user=reader, day=digest.day, subject="Two", made_at=SEVEN)


def test_the_database_lets_no_notice_wait_that_is_in_a_digest(reader):
    notice = tell(reader, "one")
    gather(reader)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(awaits_digest=True)


def test_the_database_wants_each_e_mail_to_bring_something():
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create()


def test_a_worker_killed_half_way_leaves_everything_waiting(reader, monkeypatch):
    notice = tell(reader, "one")

    def killed(**fields):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Delivery.objects, "create", killed)
        with pytest.raises(KeyboardInterrupt):
            gather(reader)

    assert not Digest.objects.exists()
    assert told(gather(reader)) == [notice]


def test_a_worker_killed_after_it_gathered_leaves_the_mail_to_the_round_of_the_minute(
    reader, monkeypatch
):
    tell(reader, "one")

    def killed(**fields):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(tasks.send, "delay", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.send_digest(user_id=reader.pk)
    before = len(mail.outbox)
    tasks.send_digest(user_id=reader.pk)
    tasks.send_waiting()
    tasks.send_waiting()

    assert (before, len(mail.outbox)) == (0, 1)


def test_the_round_of_the_morning_reaches_everybody_who_waits_once(reader):
    other, closed = UserFactory(), UserFactory()
    for person in (other, closed):
        services.choose_ways(ways={ROUND_SHARED.key: Way.DIGEST}, by=person)
    for person in (reader, other, closed):
        tell(person, "one")
    closed.is_active = False
    closed.save()
    tell(UserFactory(), "one")
    mail.outbox.clear()

    for _ in range(2):
        tasks.send_digests()

    assert sorted(message.to for message in mail.outbox) == [[reader.email], [other.email]]


def test_the_command_sends_what_the_morning_would(reader, capsys):
    tell(reader, "one")

    call_command("send_digests")

    assert [message.to for message in mail.outbox] == [[reader.email]]
    assert capsys.readouterr().out == "1/1 looked at\n"


# --- The letter -------------------------------------------------------------------------


@pytest.fixture
def letter(reader):
    for key in ("one", "two"):
        NoticeFactory(user=reader, key=key, subject=f"{key} & <b>", awaits_digest=True)
    return digest_letter(gather(reader).digest)


def test_plain_text_and_html_say_the_same(letter):
    assert words_of(letter.html) == re.sub(r"\s+", " ", letter.text).strip()
    assert "one & <b>:" in letter.text


def test_a_digest_says_why_it_comes_and_for_which_kinds(letter):
    assert f"You get this because {DIGEST.why}, at most once a day:" in letter.text
    assert ROUND_SHARED.label in letter.text
    assert f"{settings.SITE_URL}/notices/preferences/" in letter.text


def test_a_digest_carries_the_way_to_stop_it(letter, reader):
    message = message_of(Delivery.objects.get())

    [token] = re.findall(r"/notices/unsubscribe/(\S+)/", letter.text)
    assert read_token(token) == (reader.pk, DIGEST)
    assert token in message.extra_headers["List-Unsubscribe"]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_notice_of_a_kind_since_forgotten_stays_in_its_digest(reader):
    tell(reader, "one")
    NoticeFactory(user=reader, kind="forgotten", subject="From before", awaits_digest=True)

    delivery = gather(reader)

    assert "From before" in message_of(delivery).body


def test_every_attempt_says_the_same_under_the_same_message_id(reader):
    notice = tell(reader, "one")
    delivery = gather(reader)
    before = message_of(delivery)

    services.read(notice=notice, by=reader)
    services.choose_ways(ways={ROUND_SHARED.key: Way.PORTAL}, by=reader)

    after = message_of(delivery)
    assert (before.subject, before.body, before.extra_headers["Message-ID"]) == (
        after.subject,
        after.body,
        after.extra_headers["Message-ID"],
    )


# --- Choosing, stopping, sending again --------------------------------------------------


@pytest.mark.parametrize("stop", ["digest", "kind", "choice"])
def test_who_stops_it_is_sent_nothing_of_what_waited(reader, stop):
    notice = tell(reader, "one")

    if stop == "choice":
        services.choose_ways(ways={ROUND_SHARED.key: Way.PORTAL}, by=reader)
    else:
        kind = DIGEST if stop == "digest" else ROUND_SHARED
        address = reverse("notifications:unsubscribe", args=[unsubscribe_token(reader.pk, kind)])
        Client().post(address)

    notice.refresh_from_db()
    assert not notice.awaits_digest
    assert gather(reader) is None
    assert Preference.objects.ways_of(reader)[ROUND_SHARED.key] == Way.PORTAL


def test_stopping_the_digest_leaves_what_comes_as_it_happens(reader):
    services.choose_ways(ways={ROUND_SHARED.key: Way.AT_ONCE}, by=reader)

    services.unsubscribe(user_id=reader.pk, kind=DIGEST)

    ways = Preference.objects.ways_of(reader)
    assert ways[ROUND_SHARED.key] == ways[RATING_SHARED.key] == Way.AT_ONCE
    assert ways[UPDATE_SIGNED_OFF.key] == Way.PORTAL


def test_who_wants_e_mail_at_once_from_now_on_still_gets_what_waited(reader):
    waited = tell(reader, "waited")
    services.choose_ways(ways={ROUND_SHARED.key: Way.AT_ONCE}, by=reader)

    tell(reader, "at once")

    assert told(gather(reader)) == [waited]
    assert Delivery.objects.filter(digest=None).get().notice.key == "at once"


def test_a_digest_that_did_not_arrive_is_listed_and_sent_again(
    reader, officer, django_capture_on_commit_callbacks
):
    tell(reader, "one")
    delivery = gather(reader)
    Delivery.objects.update(state=Delivery.State.FAILED, error="550 no such mailbox")
    page = officer.get(reverse("notifications:delivery-list"))

    with django_capture_on_commit_callbacks(execute=True):
        officer.post(reverse("notifications:delivery-list"), {"delivery": delivery.pk})

    assert reader.email in page.text and "1 notice from the portal" in page.text
    assert [message.to for message in mail.outbox] == [[reader.email]]
    event = AuditEvent.objects.get(action="e-mail sent again")
    assert (event.about, event.subject_label) == (reader, "1 notice from the portal")


# --- At most once, whatever happens in between ------------------------------------------


def failing(fault):
    def send_messages(self, messages):
        raise fault

    return send_messages


class Telling(RuleBasedStateMachine):
    """Notices, choices, digests, attempts and faults in any order."""

    @initialize()
    def begin(self):
        # Every run is in the one transaction of the test.
        for model in (Notice, Digest, Delivery, Preference):
            model.objects.all().delete()
        mail.outbox.clear()
        self.day = 0
        self.person = UserFactory()

    @rule(key=st.integers(0, 5), kind=st.sampled_from([ROUND_SHARED, UPDATE_SIGNED_OFF]))
    def tell(self, key, kind):
        services.notify(
            kind=kind,
            to=[self.person],
            context=EXAMPLES[kind.key],
            link="/schools/",
            key=f"{kind.key} {key}",
        )

    @rule(way=st.sampled_from(Way), kind=st.sampled_from([ROUND_SHARED, UPDATE_SIGNED_OFF]))
    def choose(self, way, kind):
        services.choose_ways(ways={kind.key: way}, by=self.person)

    @rule(kind=st.sampled_from([ROUND_SHARED, DIGEST]))
    def stop(self, kind):
        services.unsubscribe(user_id=self.person.pk, kind=kind)

    @rule()
    def read(self):
        services.read_all(by=self.person)

    @rule()
    def morning(self):
        gather(self.person, days=self.day)

    @rule()
    def night(self):
        self.day += 1

    @rule(fault=st.sampled_from([None, ConnectionRefusedError, KeyboardInterrupt]))
    def attempts(self, fault):
        for pk in Delivery.objects.values_list("pk", flat=True):
            with pytest.MonkeyPatch.context() as patched, suppress(KeyboardInterrupt):
                if fault:
                    patched.setattr(EmailBackend, "send_messages", failing(fault))
                attempt(pk, at=self.far_ahead())

    @rule()
    def again(self):
        deliveries = Delivery.objects.values_list("pk", flat=True)
        services.send_again(delivery_ids=deliveries, at=self.far_ahead(), by=self.person)

    def far_ahead(self):
        """When whatever was made by the clock, and tried in vain before, is due."""
        self.day += 1
        return timezone.now() + self.day * A_DAY

    @invariant()
    def nothing_is_mailed_twice(self):
        sent = [
            number
            for message in mail.outbox
            for number in re.findall(r"/notices/(\d+)/", message.body)
        ]
        assert sorted(sent) == sorted(set(sent))

    @invariant()
    def a_notice_has_one_way_out(self):
        for notice in Notice.objects.all():
            ways = [notice.awaits_digest, notice.digest_id is not None]
            ways.append(Delivery.objects.filter(notice=notice).exists())
            assert sum(ways) <= 1

    @invariant()
    def no_two_digests_a_day(self):
        days = list(Digest.objects.values_list("user", "day"))
        assert len(days) == len(set(days))


def test_every_notice_is_mailed_at_most_once_in_whatever_order_things_happen():
    some = hypothesis_settings(max_examples=60, stateful_step_count=25, deadline=None)

    run_state_machine_as_test(Telling, settings=some)
