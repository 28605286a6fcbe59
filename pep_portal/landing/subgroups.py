"""What groups ask of a person: overdue actions first, then minutes, reports and escalations."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from pep_portal.landing.row import Row
from subgroups.models import (
    Action,
    Escalation,
    Group,
    HighlightReport,
    Meeting,
    Membership,
    ReportCall,
)

MOST_NAMED = 3
LEAD = {Role.GROUP_CHAIR, Role.GROUP_VICE, Role.GROUP_CLERK}
CHECK = {Role.GROUP_CHAIR, Role.GROUP_VICE}
DECIDE = LEAD | {Role.GROUP_MEMBER}
STATE = Meeting.State


def group_rows(user, *, on):
    """One query for whoever sits on no group and owns no open action; fourteen at most."""
    seats = Membership.objects.held_on(on).filter(user=user)
    owned = Action.objects.owned_by(user).open()
    if not User.objects.filter(Exists(seats) | Exists(owned), pk=user.pk).exists():
        return []
    held = list(seats.select_related("group").order_by("pk"))
    rows = action_rows(user, held, on=on)
    if held:
        rows += minutes_rows(user, held, on=on)
        rows += report_rows(held, on=on)
        rows += escalation_rows(user, held, on=on)
        rows += meeting_rows(held, on=on)
    return rows


def _groups(seats, roles):
    return [seat.group_id for seat in seats if Role(seat.role) in roles]


def action_rows(user, seats, *, on):
    """My overdue actions, and those of the groups I lead, each group a row. Two queries."""
    mine = list(
        Action.objects.owned_by(user).open().select_related("meeting__group").late_first()[:50]
    )
    overdue = [action for action in mine if action.is_overdue(on)]
    rows = []
    if overdue:
        rows.append(
            Row(
                question="Which of my actions are overdue?",
                url=reverse("subgroups:my-actions")
                if len(overdue) > 1
                else overdue[0].get_absolute_url(),
                sentence=f"{_counted(len(overdue), 'action')} overdue:"
                f" {_some(action.reference for action in overdue)}.",
            )
        )
    elif mine:
        rows.append(
            Row(
                question="What have I to do for groups?",
                url=reverse("subgroups:my-actions"),
                sentence=f"{_counted(len(mine), 'action')} open"
                + (f", the next due on {mine[0].due_on:%-d %B %Y}." if mine[0].due_on else "."),
            )
        )
    led = _groups(seats, LEAD)
    if led:
        late = (
            Action.objects.overdue(on)
            .filter(group__in=led)
            .select_related("group", "meeting__group")
        )
        rows += _overdue_of_groups(list(late.late_first()))
    return rows


def _overdue_of_groups(late):
    by_group = {}
    for action in late:
        by_group.setdefault(action.group, []).append(action)
    return [
        Row(
            question=f"What is overdue in {group.in_words}?",
            url=reverse("subgroups:action-list", args=[group.slug]),
            sentence=f"{_counted(len(actions), 'action')} overdue in {group.in_words}:"
            f" {_some(action.reference for action in actions)}.",
        )
        for group, actions in by_group.items()
    ]


def minutes_rows(user, seats, *, on):
    """Minutes to check, to approve, to publish or to write. One query."""
    checks, writes = _groups(seats, CHECK), _groups(seats, LEAD)
    if not writes:
        return []
    waiting = Meeting.objects.filter(
        group__in=writes,
        state__in=[
            STATE.AGENDA,
            STATE.HELD,
            STATE.DRAFT,
            STATE.WITH_CHAIR,
            STATE.CHECKED,
            STATE.APPROVED,
        ],
        day__lt=on,
    ).exclude(group__kind=Group.Kind.NETWORK)
    followed = Meeting.objects.not_cancelled().filter(
        group=OuterRef("group"), day__gt=OuterRef("day"), day__lte=on
    )
    waiting = waiting.annotate(is_followed=Exists(followed))
    rows = []
    for meeting in waiting.select_related("group").order_by("day"):
        chairs = meeting.group_id in checks and meeting.sent_by_id != user.pk
        asked = _asked(meeting, chairs=chairs)
        if asked:
            words, url, sentence = asked
            question = f"{words} the minutes of {meeting.group}, {meeting.day:%-d %B %Y}?"
            rows.append(Row(question=question, url=url, sentence=sentence))
    return rows


def _asked(meeting, *, chairs):
    """What minutes ask of one who leads their group: a verb, a page and a sentence; or nothing."""
    if meeting.can_be_written:
        met = f"It met on {meeting.day:%-d %B %Y}; the minutes are not with the chair yet."
        return "Write", meeting.page("minutes-write"), met
    if not chairs:
        return None
    if meeting.state == STATE.WITH_CHAIR:
        return "Check", meeting.minutes_url, "The clerk has sent them to you."
    if meeting.state == STATE.APPROVED:
        return "Publish", meeting.minutes_url, "They are approved."
    if meeting.is_followed:
        met = "The group has met since. Approved there, they can be published."
        return "Approve", meeting.minutes_url, met
    return None


def report_rows(seats, *, on):
    """Highlight reports that my groups owe. Two queries."""
    led = {seat.group_id: seat.group for seat in seats if Role(seat.role) in LEAD}
    boards = {group.parent_id for group in led.values() if group.parent_id}
    if not boards:
        return []
    calls = list(ReportCall.objects.filter(board__in=boards).order_by("-academic_year", "-term"))
    newest = {}
    for call in calls:
        newest.setdefault(call.board_id, call)
    sent = set(
        HighlightReport.objects.filter(call__in=newest.values(), group__in=led)
        .exclude(state=HighlightReport.State.DRAFT)
        .values_list("group", flat=True)
    )
    rows = []
    for group in led.values():
        call = newest.get(group.parent_id)
        if call is None or group.pk in sent or group.is_network:
            continue
        late = call.is_late(on)
        rows.append(
            Row(
                question=f"What did {group.in_words} do this term?",
                url=HighlightReport(group=group, call=call).page("report-write"),
                sentence=f"The highlight report for the {str(call).lower()} is"
                f" {'late: it was ' if late else ''}due on {call.due_on:%-d %B %Y}.",
            )
        )
    return rows


def escalation_rows(user, seats, *, on):
    """What a board of mine has before it, and what comes back to a group I lead. Two queries."""
    boards = [seat.group for seat in seats if seat.group.is_board and Role(seat.role) in DECIDE]
    rows = []
    if boards:
        seen = (
            Escalation.objects.visible_to(user)
            .with_the_board()
            .filter(board__in=[board.pk for board in boards])
        )
        waiting = list(seen.prefetch_related("pauses"))
        for board in boards:
            rows += _before(board, [one for one in waiting if one.board_id == board.pk], on=on)
    led = _groups(seats, LEAD)
    if led:
        back = Escalation.objects.filter(
            group__in=led,
            state__in=[Escalation.State.RETURNED, Escalation.State.REPORTED_BACK],
        )
        rows += [
            Row(
                question=f"What did the board say to {one.reference}?",
                url=one.get_absolute_url(),
                sentence=f"{one.get_state_display().capitalize()}.",
            )
            for one in back.select_related("group").order_by("pk")
        ]
    return rows


def _before(board, waiting, *, on):
    overdue = [one for one in waiting if one.is_overdue(on)]
    sentence = f"{_counted(len(waiting), 'escalation')} before it"
    sentence += f", {len(overdue)} overdue." if overdue else "."
    return [
        Row(
            question=f"What is before {board.in_words}?",
            url=reverse("subgroups:board-page", args=[board.slug]),
            sentence=sentence if waiting else "Nothing is escalated to it.",
        )
    ]


def meeting_rows(seats, *, on):
    """The next meeting of each of my groups, and the groups I lead. One query."""
    groups = {seat.group_id: seat.group for seat in seats}
    lead = set(_groups(seats, LEAD))
    next_of = {}
    for meeting in Meeting.objects.to_come(on).filter(group__in=groups):
        next_of.setdefault(meeting.group_id, meeting)
    rows = []
    for pk, group in sorted(groups.items(), key=lambda one: one[1].name):
        meeting = next_of.get(pk)
        if meeting is None and pk not in lead:
            continue
        if meeting:
            meeting.group = group
        rows.append(
            Row(
                question=f"What is {group.in_words} doing?",
                url=group.get_absolute_url(),
                sentence=f"It meets next on {meeting.day:%-d %B %Y}, {meeting.starts:%H:%M}."
                if meeting
                else "No meeting is planned.",
            )
        )
    return rows


def _counted(count, word):
    return f"1 {word} is" if count == 1 else f"{count} {word}s are"


def _some(names):
    names = list(names)
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
