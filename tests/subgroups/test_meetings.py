"""Meetings and agendas: series, numbers, papers, one click that sends the agenda out."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.permissions import Role
from accounts.services import RefusedError
from notifications.models import Notice
from subgroups.models import AgendaItem, Meeting, Paper
from subgroups.services import meetings
from tests.factories.subgroups import ActionFactory, ItemFactory, MeetingFactory, MembershipFactory
from tests.subgroups.conftest import NOW, text_of

HOUR = datetime.time(16)


def plan(group, *days, by=None):
    return meetings.plan(
        group=group,
        days=days,
        starts=HOUR,
        ends=None,
        place="Harbour office",
        link="",
        quorum=3,
        by=by,
    )


MAY, JUNE, JULY = (datetime.date(2026, month, 5) for month in (5, 6, 7))


def test_a_series_is_numbered_through_the_year_and_planned_once(group):
    first = plan(group, MAY, JUNE)
    again = plan(group, MAY, JUNE, JULY)

    assert [one.reference for one in first + again] == ["INC-2026-01", "INC-2026-02", "INC-2026-03"]


def test_the_number_of_a_deleted_meeting_is_not_given_again(group, clerk):
    (mistaken,) = plan(group, MAY)
    meetings.delete(meeting=mistaken, by=clerk.user)

    (meeting,) = plan(group, JUNE)

    assert meeting.reference == "INC-2026-02"


def test_the_next_agenda_holds_matters_arising_until_they_are_done(member, group, meeting):
    ActionFactory(meeting=meeting, text="Mend the sea wall.")
    ActionFactory(
        meeting=meeting, text="Paint it.", state="done", closed_on=datetime.date(2026, 4, 1)
    )
    (second,) = plan(group, MAY)
    (third,) = plan(group, JUNE)

    for later in (second, third):
        page = text_of(member.get(later.get_absolute_url()))
        assert "Mend the sea wall." in page and "Paint it." not in page


def test_items_stand_before_any_other_business_and_move(group, clerk):
    (meeting,) = plan(group, MAY)
    item = meetings.add_item(item=AgendaItem(meeting=meeting, title="Tides"), by=clerk.user)
    order = [one.title for one in meeting.items.order_by("number")]
    assert order[-2:] == ["Tides", "Any other business"]

    meetings.move_item(item=item, places=-5, by=clerk.user)

    assert meeting.items.get(number=1).title == "Tides"
    assert [one.number for one in meeting.items.order_by("number")] == list(range(1, 7))


def test_an_agenda_goes_out_by_one_click_and_once(clerk, member, group):
    (meeting,) = plan(group, MAY)
    url = meeting.page("agenda-publish")

    clerk.post(url)
    clerk.post(url)

    notice = Notice.objects.get(user=member.user)
    assert (notice.kind, notice.context["day"]) == ("agenda_sent", "5 May 2026")
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.AGENDA


def test_an_exempt_item_names_its_statute_before_the_agenda_goes_out(clerk, group):
    (meeting,) = plan(group, MAY)
    AgendaItem.objects.create(meeting=meeting, number=9, title="Tides", is_exempt=True)

    with pytest.raises(RefusedError, match="no statutory reason is given"):
        meetings.publish_agenda(meeting=meeting, by=clerk.user, at=NOW)


@pytest.mark.parametrize(("day", "late"), [(19, False), (18, True)])
def test_a_paper_within_five_days_is_late(clerk, group, day, late):
    # Today is the 14th of April.
    meeting = MeetingFactory(group=group, day=datetime.date(2026, 4, day))
    paper = Paper(item=ItemFactory(meeting=meeting), title="Tides")
    paper.file.save("tides.pdf", ContentFile(b"%PDF-1.7"), save=False)

    assert meetings.add_paper(paper=paper, by=clerk.user, at=NOW).is_late == late


def test_members_who_had_the_agenda_hear_of_another_place_and_of_cancelling(clerk, member, group):
    meeting = MeetingFactory(group=group, day=MAY)
    wanted = {"starts": HOUR, "ends": None, "place": "The pier", "link": "", "quorum": None}

    meetings.change(meeting=meeting, by=clerk.user, **wanted)
    meetings.cancel(meeting=meeting, why="Storm.", by=clerk.user)

    kinds = Notice.objects.filter(user=member.user).values_list("kind", flat=True)
    assert sorted(kinds) == ["meeting_cancelled", "meeting_changed"]


def test_a_meeting_is_planned_from_the_page_on_several_days(clerk, group):
    url = reverse("subgroups:meeting-plan", args=[group.slug])
    asked = {"days": "5 5 2026\n9 6 2026", "starts": "16:00", "place": "Harbour office"}

    refused = clerk.post(url, {**asked, "days": "31 2 2026"})
    clerk.post(url, asked)

    assert "“31 2 2026” is no day" in text_of(refused)
    assert list(group.meetings.order_by("day").values_list("day", flat=True)) == [
        MAY,
        datetime.date(2026, 6, 9),
    ]


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_of_a_meeting_takes_as_many_queries_whatever_is_on_it(
    member, meeting, count, django_assert_max_num_queries
):
    for _ in range(count):
        item = ItemFactory(meeting=meeting)
        ActionFactory(meeting=meeting, item=item)
        Paper.objects.create(item=item, title="Tides", file="x.pdf", added_at=NOW)
        MembershipFactory(group=meeting.group, role=Role.GROUP_MEMBER)

    with django_assert_max_num_queries(16):
        member.get(meeting.get_absolute_url())
