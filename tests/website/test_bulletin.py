"""The bulletin: sent in until Tuesday noon, read by two people, sent to each once."""

import datetime
import io
import smtplib
import zoneinfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.signing import BadSignature
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from accounts.services import RefusedError
from core.models import AuditEvent
from tests.conftest import holder_of
from tests.factories.website import BulletinItemFactory, IssueFactory, SubscriptionFactory
from website import tasks
from website.models import BulletinCopy, BulletinIssue, BulletinItem, Subscription
from website.models.bulletin import deadline_of, issue_day
from website.services import bulletin

pytestmark = pytest.mark.django_db
LONDON = zoneinfo.ZoneInfo("Europe/London")
THURSDAY = datetime.date(2026, 11, 26)


@pytest.fixture
def read(monkeypatch):
    """Forms are sent faster here than anybody reads them."""
    monkeypatch.setattr("core.traps.FASTEST", datetime.timedelta(0))


@pytest.fixture
def editor(db):
    return holder_of(Role.EDITOR)


@pytest.fixture
def publisher(db):
    return holder_of(Role.ADMINISTRATOR)


def filled(client, url, **more):
    form = client.get(url).context["form"]
    return {**{name: form[name].value() for name in ("once", "opened")}, **more}


# --- When -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-11-23 09:00", 26),  # Monday
        ("2026-11-24 12:00", 26),  # Tuesday noon itself
        ("2026-11-24 12:01", 3),
        ("2026-11-26 08:00", 3),
        ("2026-11-29 23:59", 3),
    ],
)
def test_what_comes_until_tuesday_noon_is_for_this_thursday(sent, day):
    at = datetime.datetime.fromisoformat(sent).replace(tzinfo=LONDON)

    assert issue_day(at).day == day


def test_noon_is_noon_in_summer_too():
    assert deadline_of(datetime.date(2026, 7, 2)).hour == 12
    assert deadline_of(datetime.date(2026, 7, 2)).utcoffset() == datetime.timedelta(hours=1)


# --- Subscribing ------------------------------------------------------------------------


def link_in(letter, word):
    return next(line for line in letter.body.splitlines() if word in line).split("//", 1)[1]


def path_in(letter, word):
    return f"/{link_in(letter, word).split('/', 1)[1]}"


def test_three_clicks_subscribe_and_one_stops(client, read, django_capture_on_commit_callbacks):
    url = reverse("bulletin-subscribe")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, filled(client, url, email="Ada@example.org", topics=["governors"]))
    confirm = path_in(mail.outbox[0], "/bulletin/subscribe/")

    assert "Yes, send it to me" in client.get(confirm).text
    assert not Subscription.objects.running().exists()
    assert "You get the bulletin" in client.post(confirm).text
    subscription = Subscription.objects.running().get()
    assert (subscription.email, subscription.topics) == ("ada@example.org", ["governors"])
    stop = reverse("bulletin-stop", args=[bulletin.stop_link(subscription)])
    assert "Stop it" in client.get(stop).text
    assert "stopped" in client.post(stop).text
    assert not Subscription.objects.running().exists()
    assert "stopped" in client.get(stop).text


def test_the_button_of_a_mail_program_needs_no_cookie_and_no_page():
    subscription = SubscriptionFactory()
    stop = reverse("bulletin-stop", args=[bulletin.stop_link(subscription)])

    answer = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200 and not Subscription.objects.running().exists()


def test_nobody_changes_the_topics_of_another_or_learns_that_they_subscribe(client, read):
    SubscriptionFactory(email="ada@example.org", topics=["governors"])
    url = reverse("bulletin-subscribe")

    known = client.post(url, filled(client, url, email="ada@example.org", topics=["attendance"]))
    unknown = client.post(url, filled(client, url, email="bob@example.org"))

    assert known.text.replace("ada", "bob") == unknown.text
    assert Subscription.objects.get(email="ada@example.org").topics == ["governors"]


def test_a_mailbox_is_not_bombed(client, read, django_capture_on_commit_callbacks):
    url = reverse("bulletin-subscribe")
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            last = client.post(url, filled(client, url, email="ada@example.org"))

    assert len(mail.outbox) == 3 and "Too many letters" in last.text


@pytest.mark.parametrize(("later", "status"), [(0, 200), (8, 410)])
def test_a_link_works_for_a_week(client, later, status, django_capture_on_commit_callbacks):
    import time_machine

    with django_capture_on_commit_callbacks(execute=True):
        bulletin.ask_to_subscribe(email="a@example.org", topics=[], at=timezone.now())
    link = path_in(mail.outbox[0], "/bulletin/subscribe/")

    with time_machine.travel(timezone.now() + datetime.timedelta(days=later)):
        assert client.get(link).status_code == status
    assert client.get(f"{link[:-3]}/").status_code == 404


def test_addresses_that_never_said_yes_are_forgotten():
    now = timezone.now()
    old = now - datetime.timedelta(days=15)
    SubscriptionFactory(email="never@example.org", asked_at=old, confirmed_at=None)
    SubscriptionFactory(email="still@example.org", asked_at=old)
    SubscriptionFactory(
        email="long@example.org", ended_at=now - datetime.timedelta(days=366), ended_for="asked"
    )

    bulletin.let_go(at=now)

    assert Subscription.objects.get().email == "still@example.org"


def test_mail_that_comes_back_ends_a_subscription_at_once_or_the_third_time():
    for email in ("gone@example.org", "full@example.org"):
        SubscriptionFactory(email=email)

    bulletin.bounced(email="GONE@example.org", is_for_good=True, at=timezone.now())
    for _ in range(3):
        assert Subscription.objects.running().filter(email="full@example.org").exists()
        bulletin.bounced(email="full@example.org", is_for_good=False, at=timezone.now())

    assert not Subscription.objects.running().exists()
    bulletin.bounced(email="nobody@example.org", is_for_good=True, at=timezone.now())


# --- From sent in to sent ---------------------------------------------------------------


def test_every_move_of_items_and_issues_is_in_their_tables():
    for model in (BulletinItem, BulletinIssue):
        for state in model.State:
            for other in model.State:
                assert model(state=state).can_become(other) == (other in model.NEXT[state])


def test_a_bulletin_is_sent_in_arranged_read_by_another_and_sent(
    client, read, editor, publisher, django_capture_on_commit_callbacks
):
    SubscriptionFactory(email="all@example.org")
    SubscriptionFactory(email="gov@example.org", topics=["governors"])
    SubscriptionFactory(email="none@example.org", topics=["inclusion"])
    url = reverse("bulletin-send-in")
    told = {"text": "Sing.", "organisation": "Wharf", "sender": "Office", "email": "o@example.org"}
    for title, topic in (("Choir", "partnership"), ("Briefing", "governors")):
        sent = client.post(
            url, filled(client, url, title=title, topic=topic, link="/events/", **told)
        )
        assert "Thank you, it has arrived" in sent.text

    issue = editor.post(reverse("bulletin-issue-begin"), follow=True).context["issue"]
    page = reverse("bulletin-issue-edit", args=[issue.pk])
    for item in BulletinItem.objects.waiting():
        editor.post(reverse("bulletin-item-step", args=[item.pk, "take"]), {"issue": issue.pk})
    last = BulletinItem.objects.get(title="Briefing")
    editor.post(reverse("bulletin-item-step", args=[last.pk, "up"]))
    assert [item.title for item in editor.get(page).context["items"]] == ["Briefing", "Choir"]
    assert "Sing." in editor.get(reverse("bulletin-issue-preview", args=[issue.pk])).text
    editor.post(page, {"introduction": "Short."})
    send = reverse("bulletin-issue-step", args=[issue.pk, "send"])
    assert editor.post(send).status_code == 403
    seen = {"seen": publisher.get(page).context["seen"]}
    with django_capture_on_commit_callbacks(execute=True):
        publisher.post(send, seen)

    assert {letter.to[0]: "Choir" in letter.body for letter in mail.outbox} == {
        "all@example.org": True,
        "gov@example.org": False,
    }
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/bulletin/stop/" in headers["List-Unsubscribe"]
    assert client.get(issue.get_absolute_url()).context["issue"].introduction == "Short."
    assert AuditEvent.objects.filter(action="bulletin issue sent").count() == 1


def test_an_issue_in_the_making_is_nobodys_to_read(client):
    issue = IssueFactory(on=THURSDAY)
    BulletinItemFactory(issue=issue, state="taken")

    assert client.get(issue.get_absolute_url()).status_code == 404
    assert client.get("/bulletin/2026-99-99/").status_code == 404
    assert client.get("/bulletin/word/").status_code == 404


def test_whoever_made_it_ready_does_not_send_it(publisher):
    issue = IssueFactory()
    BulletinItemFactory(issue=issue, state="taken")
    bulletin.make_ready(issue=issue, introduction="", by=publisher.user)

    with pytest.raises(RefusedError, match="somebody else"):
        bulletin.approve(issue=issue, by=publisher.user, at=timezone.now())


@pytest.mark.parametrize("what", ["item", "introduction"])
def test_nobody_sends_words_they_have_not_read(editor, publisher, what):
    issue = IssueFactory()
    item = BulletinItemFactory(issue=issue, state="taken")
    bulletin.make_ready(issue=issue, introduction="", by=editor.user)
    page = reverse("bulletin-issue-edit", args=[issue.pk])
    send = reverse("bulletin-issue-step", args=[issue.pk, "send"])
    seen = {"seen": publisher.get(page).context["seen"]}
    bulletin.open_again(issue=issue, by=editor.user)
    if what == "item":
        item = BulletinItem.objects.get(pk=item.pk)
        item.text = "Zanzibar."
        bulletin.write(item=item, by=editor.user)
    bulletin.make_ready(
        issue=issue, introduction="" if what == "item" else "Zanzibar.", by=editor.user
    )

    answers = [publisher.post(send, told, follow=True).text for told in (seen, {})]

    issue.refresh_from_db()
    assert issue.state == "ready"
    assert all("The issue was changed after you opened it." in told for told in answers)
    publisher.post(send, {"seen": publisher.get(page).context["seen"]})
    issue.refresh_from_db()
    assert issue.state in ("sending", "sent")


def test_a_closed_issue_is_opened_again_before_it_is_changed(editor):
    issue = IssueFactory()
    item = BulletinItemFactory(issue=issue, state="taken")
    with pytest.raises(RefusedError, match="nothing in the issue"):
        bulletin.make_ready(issue=IssueFactory(), introduction="", by=editor.user)
    bulletin.make_ready(issue=issue, introduction="", by=editor.user)

    with pytest.raises(RefusedError, match="closed for changes"):
        bulletin.put_back(item=item, by=editor.user)
    editor.post(reverse("bulletin-issue-step", args=[issue.pk, "open"]))
    editor.post(reverse("bulletin-item-step", args=[item.pk, "back"]))
    editor.post(reverse("bulletin-item-step", args=[item.pk, "decline"]))

    item.refresh_from_db()
    assert (item.state, item.issue) == (BulletinItem.State.DECLINED, None)


# --- On its way -------------------------------------------------------------------------


@pytest.fixture
def on_its_way(db):
    """An issue that is being sent to three people."""
    issue = IssueFactory(state="sending")
    BulletinItemFactory(issue=issue, state="taken")
    for _ in range(3):
        BulletinCopy.objects.create(issue=issue, subscription=SubscriptionFactory())
    return issue


def states(issue):
    return sorted(issue.copies.values_list("state", flat=True))


def test_nobody_gets_it_twice_however_often_it_is_resumed(on_its_way):
    for _ in range(3):
        tasks.send_bulletin_batch(issue_id=on_its_way.pk)
        tasks.resume_bulletins()

    on_its_way.refresh_from_db()
    assert len(mail.outbox) == 3 and on_its_way.state == "sent"


def test_a_copy_that_was_cut_off_is_not_sent_again(on_its_way):
    first = on_its_way.copies.order_by("pk").first()
    first.state, first.taken_at = "taken", timezone.now() - datetime.timedelta(minutes=11)
    first.save()

    tasks.resume_bulletins()

    assert len(mail.outbox) == 2 and states(on_its_way) == ["failed", "sent", "sent"]


@pytest.mark.parametrize(
    ("fault", "left", "running"),
    [
        (ConnectionRefusedError(), ["waiting"] * 3, 3),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"gone")}), ["failed"] * 3, 0),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"full")}), ["failed"] * 3, 3),
        (smtplib.SMTPDataError(554, b"no"), ["failed"] * 3, 3),
    ],
)
def test_what_a_mail_server_says_decides(on_its_way, monkeypatch, fault, left, running):
    def refuse(self, *args, **kwargs):
        raise fault

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)

    tasks.send_bulletin_batch(issue_id=on_its_way.pk)

    assert states(on_its_way) == left and Subscription.objects.running().count() == running


def test_a_batch_is_small_and_the_next_goes_on(on_its_way, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)

    tasks.send_bulletin_batch(issue_id=on_its_way.pk)
    half = len(mail.outbox)
    tasks.send_bulletin_batch(issue_id=on_its_way.pk)

    assert (half, len(mail.outbox)) == (2, 3)


def test_who_stopped_meanwhile_gets_no_copy(on_its_way):
    subscription = on_its_way.copies.first().subscription

    bulletin.stop(subscription=subscription, at=timezone.now())
    tasks.send_bulletin_batch(issue_id=on_its_way.pk)

    assert len(mail.outbox) == 2


@pytest.mark.parametrize("count", [1, 10])
def test_the_desk_takes_as_many_queries_however_much_waits(
    editor, count, django_assert_num_queries
):
    BulletinItemFactory.create_batch(count)
    url = reverse("bulletin-desk")
    editor.get(url)

    with django_assert_num_queries(7):
        page = editor.get(url)

    assert len(page.context["waiting"]) == count


def test_an_altered_link_is_nobodys():
    with pytest.raises(BadSignature):
        bulletin.subscription_of("1:altered")


REPORT = b"""From: MAILER-DAEMON@example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

It came back.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; gone@example.org
Action: failed
Status: 5.1.1

--x--
"""


def test_a_letter_that_came_back_is_read_from_the_mail_server(monkeypatch, capsys):
    SubscriptionFactory(email="gone@example.org")
    for letter in (REPORT, b"Subject: hello\n\nNo report at all."):
        stream = io.TextIOWrapper(io.BytesIO(letter))
        monkeypatch.setattr("sys.stdin", stream)
        call_command("note_bounce")

    assert "1 address noted." in capsys.readouterr().out
    assert not Subscription.objects.running().exists()
