"""The way of an escalation, from a group to its board and back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError, day
from core import audit
from subgroups import notices
from subgroups.models import (
    AgendaItem,
    Escalation,
    EscalationPause,
    EscalationStep,
    ExemptReason,
    Group,
    Meeting,
    Numbering,
)
from subgroups.services import meetings

State = Escalation.State
# How long an escalation is given on an agenda, until somebody changes it.
MINUTES = 10


@transaction.atomic
def escalate(*, escalation: Escalation, by: User, at: datetime) -> Escalation:
    """Ask the board for what a group cannot do alone; sent twice, it is raised once.

    One that names a school, or comes from an action that does, is confidential, whatever was
    ticked.
    """
    group = Group.objects.select_for_update().get(pk=escalation.group_id)
    raised = Escalation.objects.filter(once=escalation.once).first()
    if raised:
        return raised
    if group.parent_id is None:
        raise RefusedError(f"{group} reports to no board, so there is nobody to escalate to.")
    on = timezone.localdate(at)
    board: Group = group.parent  # type: ignore[assignment]
    escalation.board = board
    of_school = escalation.school_id or (escalation.action and escalation.action.school_id)
    escalation.is_confidential = escalation.is_confidential or of_school is not None
    escalation.year = on.year
    escalation.number = Numbering.next(group=group, kind="escalation", year=on.year)
    escalation.raised_on, escalation.raised_by = on, by
    escalation.due_meeting = board.meetings.to_come(on).first()
    escalation.due_on = due_day(escalation.urgency, meeting=escalation.due_meeting, on=on)
    escalation.save()
    _step(escalation, State.RAISED, "", by=by, at=at)
    notices.tell_board(escalation, on=on, by=by)
    return escalation


def due_day(urgency: str, *, meeting: Meeting | None, on: date) -> date:
    """By when an answer is due: the board's next meeting, unless it is urgent or far away."""
    latest = on + timedelta(days=Escalation.WITHIN[Escalation.Urgency(urgency)])
    if urgency == Escalation.Urgency.NEXT and meeting:
        return meeting.day
    return latest


@transaction.atomic
def take_step(
    *,
    escalation: Escalation,
    state: str,
    words: str,
    by: User,
    at: datetime,
    meeting: Meeting | None = None,
) -> Escalation:
    """Move an escalation one step on; the same step twice changes nothing."""
    now = _locked(escalation)
    if now.state == state:
        return now
    if not now.can_become(state):
        raise RefusedError(
            f"{now.reference} is {now.get_state_display()}; that step does not follow."
        )
    if not words.strip() and state in NEEDS_WORDS:
        raise RefusedError(NEEDS_WORDS[State(state)])
    on = timezone.localdate(at)
    now.state = state
    if state == State.ACCEPTED:
        meeting = meeting or now.board.meetings.to_come(on).first()
        _put_on_agenda(now, meeting, by=by)
    if state == State.DEFERRED:
        meeting = meeting or now.board.meetings.to_come(on + timedelta(days=1)).first()
        _put_on_agenda(now, meeting, by=by)
    if state == State.CLOSED:
        now.closed_on = on
        _end_pause(now, on=on)
    now.save()
    _step(now, state, words, by=by, at=at, meeting=meeting)
    if state in Escalation.BY_BOARD:
        notices.tell_group(now, on=on, by=by)
    elif state == State.RAISED:
        notices.tell_board(now, on=on, by=by, again=str(now.steps.count()))
    return now


# Steps that have to say something, and what is asked where they do not.
NEEDS_WORDS = {
    State.RETURNED: "Say why it is returned, and what would help.",
    State.DEFERRED: "Say why it is put off.",
    State.DECIDED: "Say what was decided.",
    State.ACTIONED: "Say what was done.",
    State.REPORTED_BACK: "Say what the group is told.",
}


def _put_on_agenda(now, meeting, *, by):
    if meeting is None:
        raise RefusedError("The board has no meeting to come. Plan one first.")
    if meeting.group_id != now.board_id:
        raise RefusedError("It goes onto the agenda of its board.")
    now.due_meeting = meeting
    now.save(update_fields=["due_meeting"])
    if meeting.items.filter(escalation=now).exists():
        return
    secret = now.is_confidential
    meetings.add_item(
        item=AgendaItem(
            meeting=meeting,
            kind=AgendaItem.Kind.ESCALATION,
            # What is asked stands on its own page: agendas are public.
            title=f"What {now.group} escalates ({now.reference})",
            purpose=(
                AgendaItem.Purpose.NOTE
                if now.ask == Escalation.Ask.NOTE
                else AgendaItem.Purpose.DECIDE
            ),
            presenter=f"Chair, {now.group}",
            is_exempt=secret,
            exempt_reason=ExemptReason.IDENTITY if secret else "",
            minutes=MINUTES,
            escalation=now,
        ),
        by=by,
    )


def put_overdue_first(*, on: date) -> None:
    """Let what is overdue lead the agendas to come, right after the minutes of the last meeting."""
    overdue: dict[int, set[int]] = {}
    waiting = Escalation.objects.with_the_board().filter(due_meeting__day__gte=on)
    for one in waiting.prefetch_related("pauses"):
        if one.is_overdue(on) and one.due_meeting_id:
            overdue.setdefault(one.due_meeting_id, set()).add(one.pk)
    for meeting in Meeting.objects.filter(pk__in=overdue):
        meetings.lead_with(meeting=meeting, escalations=overdue[meeting.pk])


@transaction.atomic
def pause(*, escalation: Escalation, reason: str, by: User, at: datetime) -> Escalation:
    """Stop the clock, saying why."""
    now = _locked(escalation)
    if not reason.strip():
        raise RefusedError("Say why the clock stands still.")
    if now.is_over or now.is_paused:
        raise RefusedError("The clock stands still already.")
    EscalationPause.objects.create(
        escalation=now, from_on=timezone.localdate(at), reason=reason.strip(), made_by=by
    )
    _record("clock of an escalation stopped", now, by=by)
    return now


@transaction.atomic
def resume(*, escalation: Escalation, by: User, at: datetime) -> Escalation:
    """Let the clock run on."""
    now = _locked(escalation)
    if not _end_pause(now, on=timezone.localdate(at)):
        raise RefusedError("The clock is running.")
    _record("clock of an escalation runs on", now, by=by)
    return now


def _end_pause(now, *, on):
    return now.pauses.filter(until_on=None).update(until_on=on)


def _locked(escalation):
    rows = Escalation.objects.select_for_update(of=("self",)).select_related("group", "board")
    return rows.get(pk=escalation.pk)


def _step(escalation, state, words, *, by, at, meeting=None):
    EscalationStep.objects.create(
        escalation=escalation,
        state=state,
        words=words.strip(),
        meeting=meeting,
        made_at=at,
        made_by=by,
    )
    _record(f"escalation {State(state).label}", escalation, by=by, due=day(escalation.due_on))


def _record(words, escalation, *, by, **after):
    """By its number, under its group: what it says may be confidential."""
    audit.record(
        words,
        subject=escalation.group,
        by=by,
        after={"escalation": escalation.reference, **after},
    )
