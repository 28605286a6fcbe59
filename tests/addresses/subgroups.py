"""Who may open the addresses of groups and boards. Nobody here sits on one."""

import datetime

from subgroups.calendars import token_of
from subgroups.models import CalendarKey, HighlightReport, Resource
from tests.addresses.audiences import EVERYONE, NOBODY, SIGNED_IN, Address
from tests.factories.subgroups import (
    ActionFactory,
    BoardFactory,
    EscalationFactory,
    GroupFactory,
    ItemFactory,
    MeetingFactory,
    MembershipFactory,
    ReportCallFactory,
    ReportFactory,
    TermsFactory,
    publish,
)

GROUP = {"slug": "harbour-group"}
BOARD = {"slug": "harbour-board"}
MEETING = {**GROUP, "day": datetime.date(2026, 3, 3)}
PART = {**MEETING, "pk": 777}
OF_GROUP = {**GROUP, "pk": 777}
ESCALATION = {**GROUP, "year": 2026, "number": 1}
TERM = {"academic_year": 2026, "term": "spring"}
FEED = {"user_id": 80_777, "key": "harbour"}

OFFICER = frozenset({"officer"})
READS = frozenset({"officer", "board_member", "board_chair"})
CALLS = frozenset({"officer", "board_chair"})
SETTLES = frozenset({"board_chair"})

ADDRESSES = {
    "subgroups:group-list": Address(EVERYONE),
    "subgroups:group-new": Address(OFFICER),
    "subgroups:my-actions": Address(SIGNED_IN),
    "subgroups:my-calendar": Address(SIGNED_IN),
    # Whoever holds the private address.
    "subgroups:my-feed": Address(EVERYONE, {"token": token_of(CalendarKey(**FEED))}),
    "subgroups:group-detail": Address(EVERYONE, GROUP),
    "subgroups:group-feed": Address(EVERYONE, GROUP),
    "subgroups:group-edit": Address(OFFICER, GROUP),
    "subgroups:group-rename": Address(OFFICER, GROUP),
    "subgroups:group-end": Address(OFFICER, GROUP),
    "subgroups:group-history": Address(READS, GROUP),
    "subgroups:terms-new": Address(OFFICER, GROUP),
    "subgroups:terms-detail": Address(EVERYONE, {**GROUP, "number": 1}),
    "subgroups:resource-new": Address(OFFICER, GROUP),
    # A page elsewhere: there is no file.
    "subgroups:resource-file": Address(NOBODY, OF_GROUP),
    "subgroups:resource-remove": Address(OFFICER, OF_GROUP),
    "subgroups:member-list": Address(READS, GROUP),
    "subgroups:member-add": Address(OFFICER, GROUP),
    "subgroups:member-end": Address(OFFICER, OF_GROUP),
    # Deeds: they take a post alone.
    "subgroups:network-join": Address(NOBODY, GROUP),
    "subgroups:network-leave": Address(NOBODY, GROUP),
    "subgroups:action-list": Address(READS, GROUP),
    # Of published minutes.
    "subgroups:action-detail": Address(EVERYONE, OF_GROUP),
    "subgroups:action-give": Address(OFFICER, OF_GROUP),
    "subgroups:meeting-list": Address(EVERYONE, GROUP),
    "subgroups:meeting-plan": Address(OFFICER, GROUP),
    "subgroups:meeting-detail": Address(EVERYONE, MEETING),
    "subgroups:meeting-edit": Address(OFFICER, MEETING),
    "subgroups:meeting-cancel": Address(OFFICER, MEETING),
    "subgroups:meeting-delete": Address(OFFICER, MEETING),
    "subgroups:agenda-build": Address(OFFICER, MEETING),
    "subgroups:agenda-publish": Address(NOBODY, MEETING),
    "subgroups:item-edit": Address(OFFICER, PART),
    "subgroups:item-move": Address(NOBODY, PART),
    "subgroups:item-remove": Address(OFFICER, PART),
    "subgroups:paper-add": Address(OFFICER, PART),
    "subgroups:paper-file": Address(NOBODY, PART),
    "subgroups:paper-remove": Address(NOBODY, PART),
    "subgroups:minutes-detail": Address(EVERYONE, MEETING),
    "subgroups:minutes-pdf": Address(EVERYONE, MEETING),
    # Published: whoever may write is led to them.
    "subgroups:minutes-write": Address(OFFICER, MEETING),
    "subgroups:minutes-send": Address(NOBODY, MEETING),
    "subgroups:minutes-check": Address(NOBODY, MEETING),
    "subgroups:minutes-return": Address(NOBODY, MEETING),
    "subgroups:minutes-approve": Address(NOBODY, MEETING),
    "subgroups:minutes-publish": Address(NOBODY, MEETING),
    "subgroups:minutes-file-add": Address(OFFICER, MEETING),
    "subgroups:minutes-file": Address(NOBODY, PART),
    "subgroups:minutes-versions": Address(EVERYONE, MEETING),
    "subgroups:minutes-version": Address(EVERYONE, {**MEETING, "number": 1}),
    "subgroups:escalation-list": Address(READS, GROUP),
    "subgroups:escalation-new": Address(NOBODY, GROUP),
    "subgroups:escalation-detail": Address(READS, ESCALATION),
    "subgroups:escalation-step": Address(SETTLES, {**ESCALATION, "state": "accepted"}),
    "subgroups:escalation-clock": Address(SETTLES, ESCALATION),
    "subgroups:board-page": Address(READS, BOARD),
    "subgroups:report-call": Address(CALLS, BOARD),
    "subgroups:report-board": Address(READS, {**BOARD, **TERM}),
    "subgroups:report-publish": Address(NOBODY, {**BOARD, **TERM}),
    "subgroups:report-detail": Address(EVERYONE, {**GROUP, **TERM}),
    "subgroups:report-write": Address(NOBODY, {**GROUP, **TERM}),
    "subgroups:report-return": Address(CALLS, {**GROUP, **TERM}),
    "subgroups:pack": Address(EVERYONE, {**BOARD, **TERM}),
    "subgroups:pack-pdf": Address(EVERYONE, {**BOARD, **TERM}),
}


def furnish(people):
    """A group of a board with published minutes, an escalation and a published report."""
    board = BoardFactory(**BOARD)
    group = GroupFactory(**GROUP, parent=board)
    TermsFactory(group=group)
    seat = MembershipFactory(pk=777, group=group, user__pk=FEED["user_id"])
    CalendarKey.objects.create(user=seat.user, key=FEED["key"])
    now = datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.UTC)
    Resource.objects.create(
        pk=777, group=group, title="Tides", url="https://harbour.example/", added_at=now
    )
    meeting = MeetingFactory(group=group, day=MEETING["day"])
    item = ItemFactory(pk=777, meeting=meeting)
    ActionFactory(pk=777, meeting=meeting, item=item)
    publish(meeting)
    EscalationFactory(board=board, group=group, number=1)
    ReportFactory(
        call=ReportCallFactory(board=board),
        group=group,
        state=HighlightReport.State.PUBLISHED,
        submitted_at=now,
        published_at=now,
    )
