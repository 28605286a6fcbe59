"""Meetings are planned, their agendas built, sent out, and now and then cancelled."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError, day
from core import audit
from subgroups import notices
from subgroups.models import AgendaItem, Group, Meeting, Numbering, Paper
from subgroups.models.meetings import PAPERS_DUE

State = Meeting.State
Kind = AgendaItem.Kind

# What every meeting of a board or group begins and ends with: kind, title, purpose, minutes.
STANDING = [
    (Kind.WELCOME, "Welcome and apologies", AgendaItem.Purpose.NOTE, 5),
    (Kind.DECLARATIONS, "Declarations of interest", AgendaItem.Purpose.NOTE, 5),
    (Kind.MINUTES, "Minutes of the last meeting", AgendaItem.Purpose.DECIDE, 5),
    (Kind.MATTERS, "Matters arising", AgendaItem.Purpose.DISCUSS, 15),
    (Kind.OTHER, "Any other business", AgendaItem.Purpose.DISCUSS, 5),
]
OPENING = (Kind.WELCOME, Kind.DECLARATIONS, Kind.MINUTES)


@transaction.atomic
def plan(
    *,
    group: Group,
    days: Iterable[date],
    starts: time,
    ends: time | None,
    place: str,
    link: str,
    quorum: int | None,
    by: User | None,
) -> list[Meeting]:
    """Plan a series of meetings, each with the items every meeting has.

    A day on which the group meets already is left as it is.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    days = sorted(set(days))
    for one in days:
        if not group.is_active_on(one):
            raise RefusedError(f"{group} is not at work on {day(one)}.")
    taken = set(group.meetings.filter(day__in=days).values_list("day", flat=True))
    made = []
    for one in days:
        if one in taken:
            continue
        number = Numbering.next(group=group, kind="meeting", year=one.year)
        meeting = Meeting.objects.create(
            group=group,
            year=one.year,
            number=number,
            day=one,
            starts=starts,
            ends=ends,
            place=place,
            link=link,
            quorum=quorum,
        )
        if not group.is_network:
            AgendaItem.objects.bulk_create(
                AgendaItem(
                    meeting=meeting,
                    number=place_,
                    kind=kind,
                    title=title,
                    purpose=purpose,
                    minutes=minutes,
                )
                for place_, (kind, title, purpose, minutes) in enumerate(STANDING, start=1)
            )
        audit.record("meeting planned", subject=meeting, by=by)
        made.append(meeting)
    return made


@transaction.atomic
def change(*, meeting: Meeting, by: User, **wanted) -> Meeting:
    """Give a meeting another hour, place, link or quorum, and tell members who know of it."""
    now = _locked(meeting)
    if now.is_cancelled:
        raise RefusedError("This meeting is cancelled.")
    before = {name: getattr(now, name) for name in wanted if getattr(now, name) != wanted[name]}
    if not before:
        return now
    for name in before:
        setattr(now, name, wanted[name])
    now.save(update_fields=list(before))
    audit.record(
        "meeting changed",
        subject=now,
        by=by,
        before=before,
        after={name: wanted[name] for name in before},
    )
    if now.state == State.AGENDA and before.keys() & {"starts", "place", "link"}:
        notices.tell_of_change(now, by=by)
    return now


@transaction.atomic
def cancel(*, meeting: Meeting, why: str, by: User) -> Meeting:
    """Cancel a meeting that has not taken place; it stays in the list with the reason."""
    now = _locked(meeting)
    if now.is_cancelled:
        return now
    if not now.can_become(State.CANCELLED):
        raise RefusedError(f"This meeting cannot be cancelled: {now.get_state_display()}.")
    knew = now.agenda_is_out
    now.state, now.cancelled_why = State.CANCELLED, why
    now.save(update_fields=["state", "cancelled_why"])
    audit.record("meeting cancelled", subject=now, by=by, after={"why": why})
    if knew:
        notices.tell_of_cancelling(now, by=by)
    return now


@transaction.atomic
def delete(*, meeting: Meeting, by: User) -> None:
    """Take away a meeting that was planned by mistake. One that left anything behind stays.

    Its number is not given again.
    """
    now = _locked(meeting)
    if now.actions.exists() or now.last_action:
        raise RefusedError(
            "This meeting has actions, so it cannot be deleted. Cancel it if it did not take place."
        )
    if now.state not in (State.PLANNED, State.CANCELLED) or now.versions.exists():
        raise RefusedError(
            "Members know of this meeting, so it cannot be deleted. Cancel it instead."
        )
    if now.approves.exists() or now.escalations_due.exists():
        raise RefusedError("Minutes or escalations name this meeting, so it cannot be deleted.")
    audit.record("meeting deleted", subject=now, by=by)
    now.delete()


# --- The agenda -------------------------------------------------------------------------


@transaction.atomic
def add_item(*, item: AgendaItem, by: User | None) -> AgendaItem:
    """Put an item before any other business; nothing is added once the minutes are written."""
    meeting = _locked(item.meeting)
    _refuse_closed(meeting)
    items = list(meeting.items.order_by("number"))
    last = items[-1] if items else None
    before_last = last is not None and last.kind == Kind.OTHER
    item.meeting, item.number = meeting, len(items) + (0 if before_last else 1)
    if before_last and last is not None:
        last.number = len(items) + 1
        last.save(update_fields=["number"])
    item.save()
    _record_agenda("agenda item added", meeting, by=by)
    return item


@transaction.atomic
def change_item(*, item: AgendaItem, by: User) -> AgendaItem:
    meeting = _locked(item.meeting)
    _refuse_closed(meeting)
    item.save()
    _record_agenda("agenda item changed", meeting, by=by, number=item.number)
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, places: int, by: User) -> None:
    """Move an item so many places down, or up where the number is negative."""
    meeting = _locked(item.meeting)
    _refuse_closed(meeting)
    items = list(meeting.items.order_by("number"))
    here = next(at for at, one in enumerate(items) if one.pk == item.pk)
    there = min(max(here + places, 0), len(items) - 1)
    items.insert(there, items.pop(here))
    _number(items)
    _record_agenda("agenda put in another order", meeting, by=by)


@transaction.atomic
def remove_item(*, item: AgendaItem, by: User) -> None:
    """Take an item off the agenda, with its papers; not once anything hangs on it."""
    meeting = _locked(item.meeting)
    _refuse_closed(meeting)
    if item.actions.exists() or hasattr(item, "decision"):
        raise RefusedError("Actions or a decision stand under this item, so it stays.")
    number = item.number
    item.delete()
    _number(list(meeting.items.order_by("number")))
    _record_agenda("agenda item removed", meeting, by=by, number=number)


@transaction.atomic
def lead_with(*, meeting: Meeting, escalations: Collection[int]) -> None:
    """Put the items of some escalations before every other but those a meeting opens with."""
    meeting = _locked(meeting)
    if meeting.state not in (State.PLANNED, State.AGENDA):
        return

    def place(item):
        if item.kind in OPENING:
            return 0
        return 1 if item.escalation_id in escalations else 2

    _number(sorted(meeting.items.order_by("number"), key=place))


def _number(items):
    for number, item in enumerate(items, start=1):
        if item.number != number:
            item.number = number
            item.save(update_fields=["number"])


@transaction.atomic
def add_paper(*, paper: Paper, by: User, at: datetime) -> Paper:
    """Put a paper under an item; one that comes within five days of the meeting is late."""
    meeting = _locked(paper.item.meeting)
    if meeting.is_cancelled:
        raise RefusedError("This meeting is cancelled.")
    paper.added_at, paper.added_by = at, by
    paper.is_late = timezone.localdate(at) > meeting.day - PAPERS_DUE
    paper.save()
    _record_agenda("paper added", meeting, by=by, late=paper.is_late)
    return paper


@transaction.atomic
def remove_paper(*, paper: Paper, by: User) -> None:
    meeting = _locked(paper.item.meeting)
    if meeting.published_version_id:
        raise RefusedError("The minutes are published, so their papers stay.")
    paper.delete()
    _record_agenda("paper removed", meeting, by=by)


@transaction.atomic
def publish_agenda(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Give the agenda to members, and write to each of them; pressing twice writes once.

    Anybody may read it then, but for what is exempt.
    """
    now = _locked(meeting)
    if now.agenda_is_out:
        return now
    if not now.can_become(State.AGENDA):
        raise RefusedError(f"The agenda cannot be sent out: {now.get_state_display()}.")
    _refuse_exempt_without_reason(now)
    now.state, now.agenda_published_at = State.AGENDA, at
    now.save(update_fields=["state", "agenda_published_at"])
    _record_agenda("agenda published", now, by=by)
    notices.tell_of_agenda(now, on=timezone.localdate(at))
    return now


def hold(*, on: date) -> int:
    """Note of every meeting whose day has passed that it was held."""
    return Meeting.objects.filter(state=State.AGENDA, day__lt=on).update(state=State.HELD)


# --- What all of them share -------------------------------------------------------------


def _locked(meeting):
    """The meeting as it stands, held until the end of the transaction."""
    return (
        Meeting.objects.select_for_update(of=("self",)).select_related("group").get(pk=meeting.pk)
    )


def _refuse_closed(meeting):
    if meeting.is_cancelled:
        raise RefusedError("This meeting is cancelled.")
    if meeting.state not in (State.PLANNED, State.AGENDA, State.HELD, State.DRAFT):
        raise RefusedError("The agenda stands as it was: the minutes are with the chair or beyond.")


def _refuse_exempt_without_reason(meeting):
    for item in meeting.items.filter(is_exempt=True, exempt_reason="").order_by("number"):
        raise RefusedError(f"Item {item.number} is exempt, and no statutory reason is given.")


def _record_agenda(action, meeting, *, by, **after):
    """Never what an item says: whoever reads the audit need not read what is exempt."""
    audit.record(action, subject=meeting, by=by, after=after or None)
