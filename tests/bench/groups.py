"""Twelve groups of full size: five years of six meetings with fifteen actions each.

The queries of their pages for anybody, for a member and for a chair. Prints JSON.
"""

import json
import sys

import django

django.setup()

from datetime import UTC, date, datetime, time, timedelta  # noqa: E402
from itertools import pairwise  # noqa: E402

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from core import history  # noqa: E402
from subgroups.models import (  # noqa: E402
    Action,
    AgendaItem,
    Escalation,
    Group,
    GroupName,
    Meeting,
    Membership,
    MinutesVersion,
)
from subgroups.record import words_of  # noqa: E402

GROUPS, YEARS, MEETINGS, ACTIONS = 12, 5, 6, 15
LETTERS = "ABCDEFGHIJKL"
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


def main():
    board = Group.objects.filter(code="FULL").first() or make()
    group = board.children.order_by("pk")[0]
    seats = {seat.role: seat.user for seat in group.memberships.select_related("user")}
    member, chair = seats[Role.GROUP_MEMBER], seats[Role.GROUP_CHAIR]
    meeting = group.meetings.published().select_related("group").newest_first()[0]
    near = group.meetings.select_related("group").to_come(timezone.localdate())[0]
    listed = reverse("subgroups:action-list", args=[group.slug])
    return {
        "queries": {
            "the list of groups": queries(reverse("subgroups:group-list")),
            "a group": queries(group.get_absolute_url()),
            "its meetings": queries(reverse("subgroups:meeting-list", args=[group.slug])),
            "published minutes": queries(meeting.minutes_url),
            "its calendar": queries(reverse("subgroups:group-feed", args=[group.slug])),
            "its actions, for a member": queries(listed, member),
            "the next meeting, for a member": queries(near.get_absolute_url(), member),
            "the landing page of a chair": queries(reverse("landing"), chair),
            "the board's page, for a member": queries(
                reverse("subgroups:board-page", args=[board.slug]), member
            ),
        }
    }


def queries(path, user=None):
    client = Client()
    if user:
        client.force_login(user)
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def make():
    """A board and its groups; made once."""
    board = begin("FULL", "Board of full size", Group.Kind.BOARD, None)
    people = {
        role: User.objects.create_user(f"{role}@bench.pep.example", full_name=role.label)
        for role in (Role.GROUP_CHAIR, Role.GROUP_CLERK, Role.GROUP_MEMBER)
    }
    sit(board, people)
    for number in range(GROUPS):
        group = begin(f"FG{LETTERS[number]}", f"Full group {number + 1}", Group.Kind.GROUP, board)
        sit(group, people)
        fill(group, people[Role.GROUP_MEMBER])
    return board


def begin(code, name, kind, parent):
    group = Group(
        code=code,
        slug=name.lower().replace(" ", "-"),
        name=name,
        kind=kind,
        parent=parent,
        remit="Keeps the harbour in good repair.",
        starts_on=date(2020, 9, 1),
    )
    history.save(group, by=None)
    GroupName.objects.create(group=group, name=name, starts_on=group.starts_on)
    return group


def sit(group, people):
    for role, user in people.items():
        history.save(
            Membership(user=user, group=group, role=role, starts_on=date(2020, 9, 1)), by=None
        )


def fill(group, owner):
    today = timezone.localdate()
    days = [today - timedelta(days=60 * number) for number in range(1, YEARS * MEETINGS + 1)]
    planned = [today + timedelta(days=20), *days]
    meetings = Meeting.objects.bulk_create(
        Meeting(
            group=group,
            year=day.year,
            number=number,
            day=day,
            starts=time(16),
            place="Harbour office",
            state=Meeting.State.AGENDA,
        )
        for number, day in enumerate(planned, start=1)
    )
    items = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, number=1, title="The sea wall") for meeting in meetings
    )
    # Their versions are of no matter here, and so they are made at once.
    Action._base_manager.bulk_create(
        Action(
            group=group,
            meeting=item.meeting,
            item=item,
            number=number,
            text=f"Mend the {number}th part of the wall.",
            owner=owner,
            due_on=item.meeting.day + timedelta(days=30),
            state=Action.State.TO_DO if number == 1 else Action.State.DONE,
            closed_on=None if number == 1 else item.meeting.day + timedelta(days=20),
            once=f"row{number}",
        )
        for item in items[1:]
        for number in range(1, ACTIONS + 1)
    )
    Escalation.objects.create(
        group=group,
        board=group.parent,
        year=today.year,
        number=1,
        title="The sea wall",
        issue="It leaks.",
        why_not_alone="The group has no stone.",
        ask=Escalation.Ask.DECIDE,
        asked="Stone.",
        urgency=Escalation.Urgency.NOW,
        de_escalation="When it is dry.",
        due_on=today,
        raised_on=today,
        once=f"bench {group.code}",
    )
    publish(meetings[1:])


def publish(meetings):
    for later, meeting in pairwise(meetings):
        meeting.approved_at_meeting, meeting.state = later, Meeting.State.PUBLISHED
        meeting.published_version = MinutesVersion.objects.create(
            meeting=meeting,
            number=1,
            step="published",
            words=words_of(meeting),
            is_published=True,
            made_at=AT,
        )
        meeting.save()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
