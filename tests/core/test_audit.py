"""The audit trail: it says what was done, and nobody changes what it says."""

import datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from core import audit
from core.models import AppendOnlyError, AuditEvent
from tests.emptying import append_only_put_aside
from tests.factories.accounts import UserFactory
from tests.factories.schools import ReleaseFactory, SchoolPostFactory


@pytest.fixture
def robin(db):
    return UserFactory(full_name="Robin Smith", email="robin@example.org")


@pytest.fixture
def event(robin, school):
    return audit.record("file taken in", subject=ReleaseFactory(), by=robin, school=school)


def execute(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_event_says_who_did_what_to_what(robin, school):
    post = SchoolPostFactory(school=school, user__full_name="Alex Jones")

    event = audit.record(
        "post ended",
        subject=post,
        by=robin,
        before={"ends_on": None},
        after={"ends_on": datetime.date(2026, 8, 31)},
    )

    event.refresh_from_db()
    assert (event.actor, event.actor_name, event.action) == (robin, "Robin Smith", "post ended")
    assert (event.kind, event.subject_type) == ("school post", "schools.schoolpost")
    assert (event.subject_id, event.subject_label) == (str(post.pk), str(post))
    assert (event.about, event.about_name) == (post.user, "Alex Jones")
    assert event.school_urn == school.urn
    assert (event.before, event.after) == ({"ends_on": None}, {"ends_on": "2026-08-31"})


def test_an_event_outlives_what_it_is_about(robin):
    release = ReleaseFactory(file_name="england_ks2final.csv")
    event = audit.record("file taken in", subject=release, by=robin)

    release.delete()

    event.refresh_from_db()
    assert event.subject_label == "england_ks2final.csv (final)"


def test_what_a_command_does_is_the_portals_own_doing(db):
    event = audit.record("file taken in", subject=ReleaseFactory(), by=None)

    assert (event.actor, event.actor_name) == (None, "The portal itself")


def test_an_event_names_the_person_it_was_done_for(robin, school):
    head = UserFactory(full_name="Alex Jones")

    event = audit.record("rating opened", subject=school, by=robin, on_behalf_of=head)

    assert (event.on_behalf_of, event.on_behalf_of_name) == (head, "Alex Jones")


@pytest.mark.parametrize("given", ["school", "urn", "subject"])
def test_the_school_of_an_event_is_named_or_its_subjects(robin, school, given):
    named = {"school": school, "urn": school.urn, "subject": None}[given]

    event = audit.record("opened", subject=school, by=robin, school=named)

    assert event.school_urn == school.urn


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(action="nothing"),
        lambda event: AuditEvent.objects.all().delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["action"]),
    ],
)
def test_code_cannot_change_an_event(event, change):
    with pytest.raises(AppendOnlyError):
        change(event)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM core_auditevent",
        "UPDATE core_auditevent SET at = '2020-01-01'",
        "UPDATE core_auditevent SET action = 'nothing'",
        "UPDATE core_auditevent SET kind = 'nothing'",
        "UPDATE core_auditevent SET subject_type = 'nothing'",
        "UPDATE core_auditevent SET subject_id = '0'",
        "UPDATE core_auditevent SET subject_label = 'nothing'",
        "UPDATE core_auditevent SET school_urn = NULL",
        "UPDATE core_auditevent SET before = '{}'",
        "UPDATE core_auditevent SET after = '{}'",
        "UPDATE core_auditevent SET actor_name = 'Somebody Else'",
        "UPDATE core_auditevent SET actor_name = 'Deleted person 0'",
        "UPDATE core_auditevent SET about_name = 'Deleted person 1'",
        "UPDATE core_auditevent SET id = id + 1000",
    ],
)
def test_the_database_refuses_a_change_whoever_asks(event, statement):
    with pytest.raises(DatabaseError, match="append-only"):
        execute(statement)


def test_the_deed_cannot_be_put_on_somebody_else(event):
    other = UserFactory()

    with pytest.raises(DatabaseError, match="append-only"):
        execute("UPDATE core_auditevent SET actor_id = %s", other.pk)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a statement of SQLite's own")
def test_a_row_cannot_be_written_over(event):
    with pytest.raises(DatabaseError, match="append-only"):
        execute("INSERT OR REPLACE INTO core_auditevent SELECT * FROM core_auditevent")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a statement of PostgreSQL's own")
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("TRUNCATE core_auditevent", "the audit is append-only"),
        ("TRUNCATE core_accessevent", "the access log is append-only"),
        ("TRUNCATE core_accessevent, core_auditevent", "append-only"),
        ("TRUNCATE accounts_user CASCADE", "append-only"),
    ],
)
def test_the_database_refuses_to_empty_a_table_at_once(db, statement, words):
    with pytest.raises(DatabaseError, match=words):
        execute(statement)


@pytest.mark.django_db(transaction=True)
def test_what_a_test_committed_is_cleared_away_and_the_triggers_stand_again():
    audit.record("file taken in", subject=ReleaseFactory(), by=UserFactory())

    with append_only_put_aside():
        call_command("flush", interactive=False, verbosity=0)
    is_empty = not AuditEvent.objects.exists()
    audit.record("file taken in", subject=ReleaseFactory(), by=UserFactory())

    assert is_empty
    with pytest.raises(DatabaseError, match="append-only"):
        execute("DELETE FROM core_auditevent")
    # Left there: what clears this test away meets it too.
    assert AuditEvent.objects.count() == 1


def test_the_database_refuses_to_empty_what_was_done_to_a_thing(robin):
    audit.record("file taken in", subject=ReleaseFactory(), by=robin, after={"rows": 1})

    with pytest.raises(DatabaseError, match="append-only"):
        execute("UPDATE core_auditevent SET after = NULL")


def test_deleting_an_account_leaves_its_deeds(event, robin):
    robin.delete()

    event = AuditEvent.objects.get()
    assert (event.actor, event.actor_name) == (None, "Robin Smith")


def test_a_forgotten_person_is_a_number_in_what_they_did(event, robin):
    number = robin.pk
    audit.forget(robin)
    robin.delete()

    event = AuditEvent.objects.get()
    assert (event.actor, event.actor_name) == (None, f"Deleted person {number}")
    assert event.action == "file taken in"


def test_a_forgotten_person_is_a_number_in_what_was_done_to_them(robin, school):
    officer = UserFactory(full_name="Olu Officer")
    post = SchoolPostFactory(user=robin, school=school)
    audit.record("post started", subject=post, by=officer, after={"role": "head"})
    audit.record("name changed", subject=robin, by=officer, before={"full_name": "Robin Jones"})
    audit.record("opened", subject=school, by=officer, on_behalf_of=robin)
    absent = f"Deleted person {robin.pk}"

    audit.forget(robin)
    User.objects.filter(pk=robin.pk).delete()

    started, renamed, opened = AuditEvent.objects.order_by("pk")
    assert started.subject_label == f"{absent}: Headteacher, {school.name}"
    assert started.after == {"role": "head"}
    assert (renamed.subject_label, renamed.before, renamed.about_name) == (absent, None, absent)
    assert opened.on_behalf_of_name == absent
    everything = str(list(AuditEvent.objects.values()))
    assert "Robin" not in everything
    assert everything.count("Olu Officer") == 3


def test_forgetting_one_person_leaves_the_others(event, robin):
    other = audit.record("file taken in", subject=ReleaseFactory(), by=UserFactory())

    audit.forget(robin)

    other.refresh_from_db()
    assert other.actor_name == other.actor.full_name


def test_a_persons_events_are_what_they_did_and_what_was_done_to_them(event, robin, school):
    about = audit.record("name changed", subject=robin, by=UserFactory())
    in_their_name = audit.record("opened", subject=school, by=UserFactory(), on_behalf_of=robin)
    audit.record("opened", subject=school, by=UserFactory())

    events = AuditEvent.objects.of_person(robin.pk)

    assert set(events) == {event, about, in_their_name}
