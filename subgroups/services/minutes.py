"""Minutes are written, sent to the chair, checked, approved, published, and put right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError
from core import audit, history
from subgroups import notices
from subgroups.models import (
    Action,
    Attendance,
    Decision,
    Declaration,
    Meeting,
    Minute,
    MinutesFile,
    MinutesVersion,
)
from subgroups.record import words_of
from subgroups.writing import tidy

State = Meeting.State
# How long after a meeting its clerk is reminded, once of each.
REMIND_AFTER = (timedelta(days=3), timedelta(days=7))


class ChangedSinceError(RefusedError):
    """Somebody else saved since the page was opened; `kept` is the meeting as it stands now."""

    def __init__(self, words: str, kept: Meeting) -> None:
        super().__init__(words)
        self.kept = kept


@dataclass(frozen=True)
class ItemSaid:
    """What the minutes say under one item."""

    text: str = ""
    decision: str = ""
    is_exempt: bool = False
    exempt_reason: str = ""


@dataclass(frozen=True)
class ActionSaid:
    """One action as a row of the page has it; `once` is the row's own, the same at each save."""

    item: int
    once: str
    text: str
    owner: int | None = None
    owner_post: str = ""
    due_on: date | None = None
    objective: int | None = None
    school: int | None = None


@dataclass(frozen=True)
class DeclarationSaid:
    membership: int
    interest: str
    deed: str
    once: str
    item: int | None = None


@dataclass(frozen=True)
class Said:
    """Everything one page of minutes says."""

    items: Mapping[int, ItemSaid] = field(default_factory=dict)
    actions: tuple[ActionSaid, ...] = ()
    attendance: Mapping[int, str] = field(default_factory=dict)
    declarations: tuple[DeclarationSaid, ...] = ()
    also_present: str = ""


@dataclass(frozen=True)
class Saved:
    """The meeting after a save, and what was left out of what had been pasted."""

    meeting: Meeting
    left_out: list[str]


@transaction.atomic
def save(*, meeting: Meeting, said: Said, seen: int, by: User, at: datetime) -> Saved:
    """Keep the minutes as a draft. Numbers are given here, once each, and never given again.

    Raises ChangedSinceError where somebody else saved after `seen`; nothing is written then.
    """
    now = _locked(meeting)
    if not now.can_be_written:
        raise ChangedSinceError(f"The minutes cannot be written: {now.get_state_display()}.", now)
    if now.version != seen:
        who = now.saved_by or "Somebody else"
        raise ChangedSinceError(f"{who} has saved these minutes since you opened the page.", now)
    left_out: set[str] = set()
    items = {item.pk: item for item in now.items.select_related("minute", "decision")}
    for pk, words in said.items.items():
        if pk in items:
            left_out |= {*_write_item(now, items[pk], words)}
    _write_actions(now, items, said.actions, by=by)
    _write_attendance(now, said.attendance)
    _write_declarations(now, items, said.declarations)
    now.also_present = said.also_present
    now.state = State.DRAFT
    now.version += 1
    now.saved_at, now.saved_by = at, by
    now.save()
    audit.record("minutes saved", subject=now, by=by, after={"version": now.version})
    return Saved(now, sorted(left_out))


def _write_item(meeting, item, words):
    text, decision = tidy(words.text), tidy(words.decision)
    Minute.objects.update_or_create(item=item, defaults={"text": text.text})
    kept = getattr(item, "decision", None)
    if decision.text and kept:
        kept.text = decision.text
        kept.save(update_fields=["text"])
    elif decision.text:
        meeting.last_decision += 1
        Decision.objects.create(
            meeting=meeting, item=item, number=meeting.last_decision, text=decision.text
        )
    elif kept:
        kept.delete()
    reason = words.exempt_reason if words.is_exempt else ""
    if (item.is_exempt, item.exempt_reason) != (words.is_exempt, reason):
        item.is_exempt, item.exempt_reason = words.is_exempt, reason
        item.save(update_fields=["is_exempt", "exempt_reason"])
    return [*text.left_out, *decision.left_out]


def _write_actions(meeting, items, said, *, by):
    known = {action.once: action for action in meeting.actions.all()}
    for row in said:
        action = known.get(row.once)
        text = tidy(row.text).text
        if row.item not in items or (action is None and not text):
            continue
        if action is not None and not text:
            _withdraw(action)
            continue
        wanted = {
            "item_id": row.item,
            "text": text,
            "owner_id": row.owner,
            "owner_post": row.owner_post,
            "due_on": row.due_on,
            "objective_id": row.objective,
            "school_id": row.school,
        }
        if action is None:
            meeting.last_action += 1
            action = Action(
                group=meeting.group, meeting=meeting, number=meeting.last_action, once=row.once
            )
        elif all(getattr(action, name) == value for name, value in wanted.items()):
            continue
        for name, value in wanted.items():
            setattr(action, name, value)
        history.save(action, by=by)
        known[row.once] = action


def _withdraw(action):
    """Take an action out of a draft; one that the public knows, or somebody worked on, stays."""
    is_known = action.meeting.published_version_id or action.notes.exists()
    if is_known or action.escalations.exists() or not action.is_open:
        raise RefusedError(
            f"{action.reference} is known already, so it stays. Drop it on its own page instead."
        )
    action.delete()


def _write_attendance(meeting, attendance):
    seats = set(meeting.group.memberships.values_list("pk", flat=True))
    for seat, status in attendance.items():
        if seat not in seats:
            continue
        if status:
            Attendance.objects.update_or_create(
                meeting=meeting, membership_id=seat, defaults={"status": status}
            )
        else:
            meeting.attendances.filter(membership=seat).delete()


def _write_declarations(meeting, items, said):
    known = {each.once: each for each in meeting.declarations.all()}
    for row in said:
        each = known.get(row.once)
        if not row.interest.strip():
            if each:
                each.delete()
            continue
        each = each or Declaration(meeting=meeting, once=row.once)
        each.membership_id, each.interest = row.membership, row.interest.strip()
        each.deed, each.item_id = row.deed, row.item if row.item in items else None
        each.save()


# --- To the public ----------------------------------------------------------------------


@transaction.atomic
def send_to_chair(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Hand the draft to the chair; every action has to say who and by when."""
    now = _locked(meeting)
    if now.state == State.WITH_CHAIR and now.sent_by_id == by.pk:
        return now
    _refuse_unless(now, State.WITH_CHAIR)
    for action in now.actions.filter(owner=None, owner_post="").order_by("number"):
        raise RefusedError(f"Say who does {action.reference}.")
    for action in now.actions.filter(due_on=None).order_by("number"):
        raise RefusedError(f"Say by when {action.reference} is done.")
    now.state, now.sent_at, now.sent_by, now.returned_why = State.WITH_CHAIR, at, by, ""
    now.checked_at = now.checked_by = None
    now.save()
    _keep(now, "sent to the chair", by=by, at=at)
    notices.tell_that_minutes_wait(now, on=timezone.localdate(at), by=by)
    return now


@transaction.atomic
def give_back(*, meeting: Meeting, why: str, by: User, at: datetime) -> Meeting:
    """Return minutes to be put right: by the chair, or by the meeting that was to approve them."""
    now = _locked(meeting)
    if now.state not in (State.WITH_CHAIR, State.CHECKED, State.APPROVED):
        raise RefusedError(f"These minutes cannot be returned: {now.get_state_display()}.")
    now.state, now.returned_why = State.DRAFT, why
    now.approved_at_meeting = now.approved_by = None
    now.version += 1
    now.save()
    audit.record("minutes returned", subject=now, by=by)
    notices.tell_of_return(now, on=timezone.localdate(at), by=by)
    return now


@transaction.atomic
def check(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """The chair has read the draft and finds it right; whoever sent it does not check it.

    Owners hear of their actions now: they are not to wait until the next meeting approves them.
    """
    now = _locked(meeting)
    if now.state == State.CHECKED:
        return now
    _refuse_unless(now, State.CHECKED)
    _refuse_own(now, by, "check")
    now.state, now.checked_at, now.checked_by = State.CHECKED, at, by
    now.save()
    _keep(now, "checked by the chair", by=by, at=at)
    mine = now.actions.filter(state__in=Action.OPEN, owner__is_active=True).order_by("number")
    for action in mine.select_related("meeting__group", "owner"):
        notices.tell_owner(action, by=by)
    return now


@transaction.atomic
def approve(*, meeting: Meeting, at_meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Note that a later meeting of the group approved the minutes."""
    now = _locked(meeting)
    if now.state == State.APPROVED and now.approved_at_meeting_id == at_meeting.pk:
        return now
    _refuse_unless(now, State.APPROVED)
    _refuse_own(now, by, "approve")
    if at_meeting.group_id != now.group_id or at_meeting.day <= now.day:
        raise RefusedError("Minutes are approved at a later meeting of the same group.")
    if at_meeting.is_cancelled or at_meeting.day > timezone.localdate(at):
        raise RefusedError("That meeting has not taken place yet.")
    now.state, now.approved_at_meeting, now.approved_by = State.APPROVED, at_meeting, by
    now.save()
    _keep(now, "approved", by=by, at=at)
    return now


@transaction.atomic
def publish(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Let anybody read the minutes, but for what is exempt. Each exempt item names its statute."""
    now = _locked(meeting)
    if now.state == State.PUBLISHED:
        return now
    _refuse_unless(now, State.PUBLISHED)
    for item in now.items.filter(is_exempt=True, exempt_reason="").order_by("number"):
        raise RefusedError(
            f"Item {item.number} is exempt and names no statutory reason, so the minutes cannot be"
            " published. Return them, and give the reason or lift the exemption."
        )
    now.state = State.PUBLISHED
    now.published_version = _keep(now, "published", by=by, at=at, is_published=True)
    now.save()
    notices.tell_of_minutes(now, on=timezone.localdate(at), by=by)
    return now


@transaction.atomic
def reopen(*, meeting: Meeting, why: str, by: User, at: datetime) -> Meeting:
    """Put published minutes right. Until they are published anew the public reads what it had."""
    now = _locked(meeting)
    if now.state != State.PUBLISHED:
        raise RefusedError("Only published minutes are opened again.")
    now.state, now.returned_why = State.DRAFT, why
    now.version += 1
    now.save()
    _keep(now, "opened to be put right", by=by, at=at, why=why)
    return now


@transaction.atomic
def add_file(*, file: MinutesFile, by: User, at: datetime) -> MinutesFile:
    """Put a PDF of the minutes beside those written here."""
    now = _locked(file.meeting)
    if now.is_cancelled or now.state == State.PLANNED:
        raise RefusedError("This meeting has no minutes.")
    if file.is_public and (why := why_for_members(now)):
        raise RefusedError(f"{why}, so a PDF of the whole minutes is for members alone.")
    file.added_at, file.added_by = at, by
    file.save()
    audit.record("minutes added as a PDF", subject=now, by=by)
    return file


def why_for_members(meeting: Meeting) -> str:
    """Why the whole minutes of a meeting are for members alone; nothing where anybody may read."""
    if meeting.items.filter(is_exempt=True).exists():
        return "An item of this meeting is exempt"
    if meeting.actions.exclude(school=None).exists():
        return "An action of this meeting names a school"
    return ""


def remind(*, on: date) -> None:
    """Tell clerks of meetings 3 and 7 days ago whose minutes nobody has sent to the chair."""
    longest = max(REMIND_AFTER) * 4
    waiting = Meeting.objects.without_minutes(on).filter(day__gte=on - longest)
    for meeting in waiting.select_related("group"):
        past = [after.days for after in REMIND_AFTER if meeting.day + after <= on]
        if past:
            notices.tell_that_minutes_are_due(meeting, days=past[-1], on=on)


# --- What all of them share -------------------------------------------------------------


def _locked(meeting):
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("group", "saved_by")
    return rows.get(pk=meeting.pk)


def _keep(meeting, step, *, by, at, why="", is_published=False):
    """The minutes as they stand, kept for ever."""
    number = meeting.versions.count() + 1
    audit.record(f"minutes {step}", subject=meeting, by=by, after={"version": number})
    return MinutesVersion.objects.create(
        meeting=meeting,
        number=number,
        step=step,
        why=why,
        words=words_of(meeting),
        is_published=is_published,
        made_at=at,
        made_by=by,
    )


def _refuse_unless(now, state):
    if not now.can_become(state):
        raise RefusedError(
            f"Nothing was changed: the meeting stands at “{now.get_state_display()}”."
        )


def _refuse_own(now, by, deed):
    if now.sent_by_id == by.pk:
        raise RefusedError(f"You sent these minutes yourself. Another person has to {deed} them.")
