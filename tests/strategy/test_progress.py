"""A term of progress: asked for, reported, signed off by another, and taken into the plan."""

import datetime
from dataclasses import replace

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Role
from accounts.services import RefusedError
from core.models import AuditEvent
from notifications.models import Notice
from strategy.models import Objective, ProgressUpdate, StrategicAction, UpdateRequest
from strategy.models.progress import Term
from strategy.services import progress
from strategy.services.progress import Answers, ChangedSinceError, ClosedError
from strategy.tasks import remind_of_updates
from strategy.terms import SchoolTerm
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.strategy import (
    DraftEditionFactory,
    EditionFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ObjectivePostFactory,
    ProgressUpdateFactory,
    SignedOffFactory,
    StrategicActionFactory,
    UpdateRequestFactory,
)

State = ProgressUpdate.State
Status = StrategicAction.Status
DUE = datetime.date(2025, 12, 5)
CLOSES = datetime.date(2025, 12, 19)
WHOLE = Answers(rag="green", direction="better", reason="Every school has a reading lead.")


def at(day):
    return datetime.datetime.combine(day, datetime.time(9), tzinfo=datetime.UTC)


IN_TIME = at(datetime.date(2025, 12, 1))


@pytest.fixture
def edition(db):
    return EditionFactory()


@pytest.fixture
def objective(edition):
    return ObjectiveFactory(edition=edition)


@pytest.fixture
def lead(objective):
    return ObjectivePostFactory(objective=objective).user


@pytest.fixture
def second(db):
    return CityPostFactory(role=Role.BOARD_CHAIR).user


@pytest.fixture
def update(objective):
    return ProgressUpdateFactory(objective=objective)


def ask(edition, **changes):
    asked = {
        "edition": edition,
        "academic_year": 2026,
        "term": Term.AUTUMN,
        "due_on": DUE,
        "closes_on": CLOSES,
        "by": None,
        "at": at(datetime.date(2025, 11, 10)),
    }
    return progress.ask(**{**asked, **changes})


def send(update, by, answers=WHOLE, when=IN_TIME, seen=None):
    update.refresh_from_db()
    seen = update.version if seen is None else seen
    return progress.submit(update=update, answers=answers, seen=seen, by=by, at=when)


def sign(update, by, when=IN_TIME, seen=None):
    update.refresh_from_db()
    seen = update.version if seen is None else seen
    return progress.sign_off(update=update, seen=seen, by=by, at=when)


def give_back(update, by, question="Which schools?", when=IN_TIME, seen=None):
    update.refresh_from_db()
    seen = update.version if seen is None else seen
    return progress.give_back(update=update, question=question, seen=seen, by=by, at=when)


# --- Asking -----------------------------------------------------------------------------


def test_each_objective_is_asked_once_and_its_lead_is_told(edition, objective, lead):
    ObjectiveFactory(edition=edition)

    request, is_new = ask(edition)

    assert is_new
    assert request.updates.filter(state=State.REQUESTED).count() == 2
    assert [notice.user for notice in Notice.objects.all()] == [lead]
    assert "5 December 2025" in Notice.objects.get().context["due"]


def test_asking_twice_changes_nothing(edition, objective, lead):
    first, _ = ask(edition)
    later = ask(edition, due_on=CLOSES, closes_on=CLOSES)

    assert later == (first, False)
    assert UpdateRequest.objects.get().due_on == DUE
    assert ProgressUpdate.objects.count() == 1
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_on": datetime.date(2025, 11, 9)}, "has passed"),
        ({"closes_on": datetime.date(2025, 12, 4)}, "cannot be before"),
    ],
)
def test_days_that_cannot_be_are_refused(edition, objective, changes, words):
    with pytest.raises(RefusedError, match=words):
        ask(edition, **changes)

    assert not UpdateRequest.objects.exists()


def test_only_an_edition_in_force_is_asked_of(objective):
    draft = DraftEditionFactory()
    ObjectiveFactory(edition=draft)

    with pytest.raises(RefusedError, match="this one is draft"):
        ask(draft)


def test_an_edition_without_objectives_has_nothing_to_report(edition):
    with pytest.raises(RefusedError, match="no objectives"):
        ask(edition)


def test_a_lead_whose_post_has_ended_is_not_told(edition, objective):
    ended = datetime.date(2025, 11, 9)
    ObjectivePostFactory(objective=objective, ends_on=ended)

    ask(edition)

    assert not Notice.objects.exists()
    assert list(Objective.objects.led_by_nobody(datetime.date(2025, 11, 10))) == [objective]


def test_an_objective_somebody_leads_is_not_among_those_led_by_nobody(objective, lead):
    assert not Objective.objects.led_by_nobody(DUE).exists()


def test_a_later_last_day_opens_a_closed_term_again(update, lead):
    later = datetime.date(2026, 1, 9)
    on = at(datetime.date(2026, 1, 5))

    progress.change_request(
        request=update.request, due_on=DUE, closes_on=later, council_record="", by=None, at=on
    )

    assert send(update, lead, when=on).state == State.SUBMITTED
    assert AuditEvent.objects.filter(action="term of progress changed").count() == 1


# --- Reminders --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        ("2025-11-27", []),
        ("2025-11-28", ["update_due_soon"]),
        ("2025-12-05", ["update_due_soon"]),
        ("2025-12-06", ["update_late"]),
        ("2025-12-19", ["update_late"]),
        ("2025-12-20", []),
    ],
)
def test_a_reminder_comes_within_a_week_before_the_day_and_while_late(update, lead, day, kinds):
    with time_machine.travel(f"{day}T07:00Z", tick=False):
        remind_of_updates()
        remind_of_updates()

    assert [notice.kind for notice in Notice.objects.filter(user=lead)] == kinds


def test_each_reminder_comes_once_however_many_mornings_pass(update, lead):
    for day in range(40):
        progress.remind(on=datetime.date(2025, 11, 20) + datetime.timedelta(days=day))

    assert sorted(notice.kind for notice in Notice.objects.filter(user=lead)) == [
        "update_due_soon",
        "update_late",
    ]


def test_nobody_is_reminded_of_what_was_sent(update, lead):
    send(update, lead)
    progress.remind(on=datetime.date(2025, 12, 6))

    assert not Notice.objects.filter(user=lead).exists()


# --- Reporting --------------------------------------------------------------------------


def test_a_draft_may_leave_out_what_it_must_say_in_the_end(update, lead):
    saved = progress.save_draft(
        update=update, answers=Answers(reason="So far:"), seen=0, by=lead, at=IN_TIME
    )

    assert (saved.state, saved.reason, saved.version) == (State.REQUESTED, "So far:", 1)


def test_a_draft_that_says_nothing_new_is_no_change(update, lead):
    answers = Answers(reason="So far:")
    for _ in range(2):
        update.refresh_from_db()
        progress.save_draft(
            update=update, answers=answers, seen=update.version, by=lead, at=IN_TIME
        )

    update.refresh_from_db()
    assert update.version == 1
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("missing", ["rag", "direction", "reason"])
def test_an_update_without_progress_direction_or_reason_is_not_sent(update, lead, missing):
    with pytest.raises(RefusedError, match="before you send it"):
        send(update, lead, replace(WHOLE, **{missing: ""}))


def test_sending_twice_changes_nothing(update, lead, second):
    send(update, lead)
    again = send(update, lead, seen=0)

    assert again.version == 1
    assert AuditEvent.objects.count() == 1
    assert [notice.kind for notice in Notice.objects.filter(user=second)] == ["update_waits"]


def test_a_closed_term_is_refused_in_plain_words(update, lead):
    with pytest.raises(ClosedError, match=r"autumn term 2025/26 closed on 19 December 2025"):
        send(update, lead, when=at(datetime.date(2025, 12, 20)))

    update.refresh_from_db()
    assert (update.state, update.reason) == (State.REQUESTED, "")


def test_a_late_answer_is_taken_on_the_last_day(update, lead):
    assert send(update, lead, when=at(CLOSES)).state == State.SUBMITTED


def test_nobody_overwrites_what_they_have_not_seen(update, lead):
    other = ObjectivePostFactory(objective=update.objective).user
    send_first = Answers(reason="The first text.")
    progress.save_draft(update=update, answers=send_first, seen=0, by=other, at=IN_TIME)

    with pytest.raises(ChangedSinceError) as refused:
        progress.save_draft(
            update=update, answers=Answers(reason="Mine."), seen=0, by=lead, at=IN_TIME
        )

    assert refused.value.kept.reason == "The first text."
    update.refresh_from_db()
    assert update.reason == "The first text."


def test_what_an_update_says_of_another_objectives_actions_is_left_out(update, lead):
    elsewhere = StrategicActionFactory()
    milestone = MilestoneFactory(action=elsewhere)
    answers = replace(
        WHOLE, actions={elsewhere.pk: (Status.DONE, "")}, milestones={milestone.pk: DUE}
    )

    send(update, lead, answers)

    assert not update.actions.exists()
    assert not update.milestones.exists()


def test_the_history_says_who_changed_what_from_what(update, lead):
    action = StrategicActionFactory(objective=update.objective, number="4.2")
    answers = replace(WHOLE, actions={action.pk: (Status.DONE, "At last.")})
    progress.save_draft(update=update, answers=Answers(reason="Old."), seen=0, by=lead, at=IN_TIME)

    send(update, lead, answers)

    event = AuditEvent.objects.newest_first().first()
    assert event.actor == lead
    assert event.before["why"] == "Old."
    assert event.after["why"] == WHOLE.reason
    assert event.after["action 4.2"] == "Done. At last."


# --- Signing ----------------------------------------------------------------------------


def test_whoever_sent_an_update_does_not_sign_it_off(update, second):
    send(update, second)

    with pytest.raises(RefusedError, match="Another person has to sign it off"):
        sign(update, second)

    update.refresh_from_db()
    assert update.state == State.SUBMITTED


def test_the_database_refuses_the_senders_own_signature(update, lead):
    send(update, lead)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressUpdate.objects.filter(pk=update.pk).update(
            state=State.SIGNED_OFF, signed_off_at=IN_TIME, signed_off_by=lead
        )


def test_signing_off_takes_actions_and_milestones_into_the_plan(update, lead, second):
    action = StrategicActionFactory(objective=update.objective)
    milestone = MilestoneFactory(action=action)
    answers = replace(
        WHOLE,
        actions={action.pk: (Status.DONE, "")},
        milestones={milestone.pk: datetime.date(2025, 11, 3)},
    )
    send(update, lead, answers)
    action.refresh_from_db()
    milestone.refresh_from_db()
    before = (action.status, milestone.met_on)

    sign(update, second)

    action.refresh_from_db()
    milestone.refresh_from_db()
    assert before == (Status.NOT_STARTED, None)
    assert (action.status, milestone.met_on) == (Status.DONE, datetime.date(2025, 11, 3))
    taken = AuditEvent.objects.filter(action="progress taken into the plan", actor=second)
    assert taken.count() == 2


def test_an_earlier_term_signed_late_does_not_undo_what_a_later_one_said(update, lead, second):
    action = StrategicActionFactory(objective=update.objective, status=Status.DONE)
    spring = UpdateRequestFactory(edition=update.request.edition, term=Term.SPRING)
    SignedOffFactory(objective=update.objective, request=spring)
    send(update, lead, replace(WHOLE, actions={action.pk: (Status.UNDER_WAY, "")}))

    sign(update, second)

    action.refresh_from_db()
    assert action.status == Status.DONE


def test_signing_twice_changes_nothing(update, lead, second):
    send(update, lead)
    sign(update, second)
    again = sign(update, second, seen=1)

    assert again.version == 2
    assert AuditEvent.objects.filter(action="progress signed off").count() == 1
    assert Notice.objects.filter(user=lead, kind="update_signed_off").count() == 1


def test_what_changed_since_it_was_read_is_not_signed(update, lead, second):
    send(update, lead)
    give_back(update, second)
    send(update, lead, replace(WHOLE, rag="red"))

    with pytest.raises(RefusedError, match="changed since you opened"):
        sign(update, second, seen=1)


def test_a_question_goes_to_those_who_report_and_the_answer_comes_back(update, lead, second):
    send(update, lead)
    returned = give_back(update, second)
    again = send(update, lead, replace(WHOLE, reason="In Kelp Street and Wharf Lane."))

    assert (returned.state, returned.returned_why) == (State.RETURNED, "Which schools?")
    assert again.state == State.SUBMITTED
    assert Notice.objects.filter(user=lead, kind="update_returned").count() == 1
    # It waits anew, so the second person is told anew.
    assert Notice.objects.filter(user=second, kind="update_waits").count() == 2


def test_nothing_is_given_back_after_the_term_has_closed(update, lead, second):
    send(update, lead)

    with pytest.raises(RefusedError, match="nobody could answer"):
        give_back(update, second, when=at(datetime.date(2025, 12, 20)))


def test_an_update_can_be_signed_after_the_term_has_closed(update, lead, second):
    send(update, lead)

    assert sign(update, second, when=at(datetime.date(2026, 1, 7))).state == State.SIGNED_OFF


def test_an_update_whose_sender_is_gone_can_be_signed(update, second):
    sender = UserFactory()
    send(update, sender)
    sender.delete()

    assert sign(update, second).state == State.SIGNED_OFF


# --- The life cycle, whole --------------------------------------------------------------

MOVES = {
    State.SUBMITTED: lambda update, lead, second: send(update, lead, replace(WHOLE, reason="New.")),
    State.RETURNED: lambda update, lead, second: give_back(update, second, question="New?"),
    State.SIGNED_OFF: lambda update, lead, second: sign(update, UserFactory()),
}
KEPT = {
    State.REQUESTED: {"state": State.REQUESTED, "signed_off_at": None, "signed_off_by": None},
    State.RETURNED: {"state": State.RETURNED, "signed_off_at": None, "signed_off_by": None},
    State.SUBMITTED: {"state": State.SUBMITTED, "signed_off_at": None, "signed_off_by": None},
    State.SIGNED_OFF: {},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", MOVES)
def test_the_services_move_an_update_as_the_table_says_and_no_other_way(
    objective, lead, second, state, move
):
    update = SignedOffFactory(objective=objective, **KEPT[state])
    allowed = update.can_become(move)

    try:
        MOVES[move](update, lead, second)
        moved = True
    except RefusedError:
        moved = False
    update.refresh_from_db()

    assert moved == allowed
    assert update.state == (move if allowed else state)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(["save", "send", "give_back", "sign"]), st.integers(0, 2)),
        max_size=8,
    )
)
def test_whatever_is_done_by_whom_an_update_stays_true(deeds):
    with transaction.atomic():
        update = ProgressUpdateFactory()
        people = UserFactory.create_batch(3)
        for deed, number in deeds:
            before, person = update.version, people[number]
            try:
                if deed == "save":
                    draft = Answers(reason=f"Draft {before}")
                    progress.save_draft(
                        update=update, answers=draft, seen=before, by=person, at=IN_TIME
                    )
                elif deed == "send":
                    send(update, person, replace(WHOLE, reason=f"Text {before}"))
                elif deed == "give_back":
                    give_back(update, person, question=f"Question {before}?")
                else:
                    sign(update, person)
            except RefusedError:
                update.refresh_from_db()
                assert update.version == before
            update.refresh_from_db()
            assert update.version - before in (0, 1)
            assert (update.state == State.SIGNED_OFF) == (update.signed_off_by is not None)
            assert update.signed_off_by is None or update.signed_off_by != update.submitted_by
        assert AuditEvent.objects.filter(subject_id=str(update.pk)).count() == update.version
        transaction.set_rollback(True)


# --- Terms ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-09-01", "Autumn term 2025/26"),
        ("2025-12-31", "Autumn term 2025/26"),
        ("2026-01-01", "Spring term 2025/26"),
        ("2026-04-01", "Summer term 2025/26"),
        ("2026-08-31", "Summer term 2025/26"),
        ("1999-12-31", "Autumn term 1999/00"),
    ],
)
def test_a_day_falls_in_a_term(day, words):
    assert str(SchoolTerm.of(datetime.date.fromisoformat(day))) == words


@given(st.dates(), st.integers(-40, 40), st.integers(-40, 40))
def test_terms_follow_one_another_without_a_gap(day, some, more):
    term = SchoolTerm.of(day)

    assert term.later(some).later(more) == term.later(some + more)
    assert (term.later(some) > term) == (some > 0)


# --- Who sees them ----------------------------------------------------------------------


def test_an_update_is_seen_by_its_lead_and_those_who_sign_until_it_is_signed_off(
    update, lead, second
):
    stranger = UserFactory()
    elsewhere = ObjectivePostFactory().user

    def readers():
        people = [lead, second, stranger, elsewhere]
        updates = ProgressUpdate.objects.filter(pk=update.pk)
        return [person for person in people if updates.visible_to(person).exists()]

    before = readers()
    send(update, lead)
    waiting = readers()
    sign(update, second)

    assert before == waiting == [lead, second]
    assert readers() == [lead, second, stranger, elsewhere]


def test_a_signed_off_update_of_an_edition_that_is_no_longer_public_is_not_shown(update, lead):
    SignedOffFactory(objective=ObjectiveFactory(edition=DraftEditionFactory()))

    seen = ProgressUpdate.objects.visible_to(UserFactory())

    assert not seen.exists()
