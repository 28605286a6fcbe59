"""Actions, escalations and highlight reports: who owes what to whom, and the clocks."""

import datetime

import pytest
from django.urls import reverse

from accounts.permissions import Role
from accounts.services import RefusedError
from notifications.models import Notice
from subgroups import tasks
from subgroups.models import Action, Escalation, HighlightReport
from subgroups.services import actions, escalations, reports
from subgroups.services.reports import ReportChangedError
from tests.factories.accounts import CityPostFactory
from tests.factories.schools import SchoolFactory
from tests.factories.strategy import ObjectiveFactory
from tests.factories.subgroups import (
    ActionFactory,
    EscalationFactory,
    GroupFactory,
    MeetingFactory,
    ReportCallFactory,
    ReportFactory,
    publish,
)
from tests.subgroups.conftest import NOW, TODAY, sitting, text_of
from tests.subgroups.test_meetings import plan

State = Escalation.State
Report = HighlightReport.State


def days(number):
    return datetime.timedelta(days=number)


# --- Actions ------------------------------------------------------------------------------------


@pytest.fixture
def overdue(meeting):
    return ActionFactory(meeting=meeting, due_on=TODAY - days(1))


@pytest.mark.parametrize("state", Action.State)
def test_an_action_moves_by_the_table_alone(state):
    moved = {other for other in Action.State if Action(state=state).can_become(other)}

    assert moved == Action.NEXT[state]


def test_overdue_actions_of_my_group_stand_on_the_landing_page(chair, overdue):
    page = text_of(chair.get("/my/"))

    assert f"1 action is overdue in the Inclusion Group: {overdue.reference}." in page


def test_my_own_overdue_action_stands_there_first(member, overdue):
    overdue.owner = member.user
    overdue.save()

    rows = member.get("/my/").context["rows"]

    assert rows[0].question == "Which of my actions are overdue?"
    assert rows[0].url == overdue.get_absolute_url()


def test_an_action_is_not_given_to_somebody_who_left(chair, member, overdue):
    member.seat.ends_on = TODAY - days(1)
    member.seat.save()

    with pytest.raises(RefusedError, match="has left the group"):
        actions.give(
            action=overdue,
            owner=member.user,
            owner_post="",
            due_on=TODAY,
            objective=None,
            school=None,
            by=chair.user,
            at=NOW,
        )


def test_an_action_whose_owner_left_is_named_to_the_group(chair, member, overdue):
    overdue.owner = member.user
    overdue.save()
    member.seat.ends_on = TODAY - days(1)
    member.seat.save()

    page = text_of(chair.get(reverse("subgroups:action-list", args=["inclusion"])))

    assert "1 open action is with somebody who has left." in page


def test_an_owner_who_left_the_group_still_says_how_it_stands(member, overdue):
    overdue.owner = member.user
    overdue.save()
    member.seat.delete()

    member.post(overdue.get_absolute_url(), {"state": "done", "note": "Mended."})

    overdue.refresh_from_db()
    assert (overdue.state, overdue.closed_on) == ("done", TODAY)


def test_a_note_sent_twice_is_kept_once(member, overdue):
    for _ in range(2):
        actions.report(action=overdue, state="under_way", note="Began.", by=member.user, at=NOW)

    assert overdue.notes.count() == 1


def test_an_action_is_dropped_only_with_a_reason(member, overdue):
    with pytest.raises(RefusedError, match="Say why it is dropped"):
        actions.report(action=overdue, state="dropped", note="", by=member.user, at=NOW)


def test_owners_hear_once_that_an_action_is_overdue(member, overdue):
    overdue.owner = member.user
    overdue.save()

    tasks.remind()
    tasks.remind()

    notice = Notice.objects.get(user=member.user, kind="action_overdue")
    assert notice.context["action"] == overdue.reference


def test_nobody_outside_knows_of_an_action_in_draft_minutes(client, stranger, overdue):
    answers = [one.get(overdue.get_absolute_url()).status_code for one in (client, stranger)]

    assert answers == [404, 404]


def test_the_thread_leads_from_objective_to_action_to_meeting_and_back(client, group, meeting):
    objective = ObjectiveFactory()
    action = ActionFactory(meeting=meeting, objective=objective)
    publish(meeting)

    there = client.get(objective.get_absolute_url()).content.decode()
    here = client.get(action.get_absolute_url()).content.decode()

    assert action.get_absolute_url() in there and meeting.get_absolute_url() in there
    assert objective.get_absolute_url() in here and meeting.get_absolute_url() in here


@pytest.mark.parametrize("count", [1, 10])
def test_lists_of_actions_take_as_many_queries_whatever_their_length(
    chair, meeting, count, django_assert_max_num_queries
):
    ActionFactory.create_batch(count, meeting=meeting, owner=chair.user)

    with django_assert_max_num_queries(11):
        chair.get(reverse("subgroups:action-list", args=["inclusion"]))
    with django_assert_max_num_queries(6):
        chair.get(reverse("subgroups:my-actions"))


# --- Escalations --------------------------------------------------------------------------------

ASKED = {
    "title": "The sea wall",
    "issue": "It leaks.",
    "why_not_alone": "The group has no stone.",
    "ask": "resource",
    "asked": "Ten tons of stone.",
    "urgency": "now",
    "evidence": "",
    "de_escalation": "When it is dry.",
    "once": "abc",
}


@pytest.mark.parametrize("state", State)
def test_an_escalation_moves_by_the_table_alone(state):
    moved = {other for other in State if Escalation(state=state).can_become(other)}

    assert moved == Escalation.NEXT.get(state, set())


def test_a_chair_escalates_from_the_landing_page_in_four_clicks(chair, group, board_chair):
    url = reverse("subgroups:escalation-new", args=[group.slug])
    assert group.get_absolute_url() in chair.get("/my/").content.decode()  # 1
    assert url in chair.get(group.get_absolute_url()).content.decode()  # 2
    check = chair.post(url, {**ASKED, "check": "yes"})  # 3
    chair.post(url, {**ASKED, "confirm": "yes"})  # 4
    chair.post(url, {**ASKED, "confirm": "yes"})  # back, and once more

    assert "Check before you escalate" in text_of(check)
    raised = Escalation.objects.get()
    assert (raised.reference, raised.due_on) == ("INC-2026-E1", TODAY + days(14))
    assert Notice.objects.filter(user=board_chair.user, kind="escalation_raised").count() == 1


def take(escalation, state, *, by, words="Because."):
    return escalations.take_step(
        escalation=escalation, state=state, words=words, by=by.user, at=NOW
    )


def test_an_escalation_goes_its_whole_way_and_back_to_the_group(group, board, chair, board_chair):
    MeetingFactory(group=board, day=TODAY + days(7), state="planned")
    escalation = EscalationFactory(group=group, board=board)

    for state in ("accepted", "discussed", "deferred", "discussed", "decided", "actioned"):
        take(escalation, state, by=board_chair)
    take(escalation, "reported_back", by=board_chair)
    closed = take(escalation, "closed", by=chair)

    assert closed.closed_on == TODAY
    assert escalation.agenda_items.count() == 1
    assert [step.state for step in escalation.steps.order_by("pk")][-2:] == [
        "reported_back",
        "closed",
    ]


@pytest.mark.parametrize("state", ["returned", "decided", "reported_back"])
def test_some_steps_have_to_say_why(group, board, board_chair, state):
    before = {"returned": "raised", "decided": "discussed", "reported_back": "actioned"}[state]
    escalation = EscalationFactory(group=group, board=board, state=before)

    with pytest.raises(RefusedError, match="Say"):
        take(escalation, state, by=board_chair, words=" ")


def test_the_clock_stands_still_only_with_a_reason_and_shifts_the_day(group, board, chair):
    escalation = EscalationFactory(
        group=group, board=board, raised_on=TODAY - days(20), due_on=TODAY - days(1)
    )
    assert escalation.is_overdue(TODAY)
    with pytest.raises(RefusedError):
        escalations.pause(escalation=escalation, reason=" ", by=chair.user, at=NOW)

    escalations.pause(
        escalation=escalation, reason="Waits for the engineer.", by=chair.user, at=NOW - days(10)
    )
    escalations.resume(escalation=escalation, by=chair.user, at=NOW)

    escalation = Escalation.objects.get(pk=escalation.pk)
    assert (escalation.age(TODAY), escalation.due(TODAY)) == (10, TODAY + days(9))
    assert not escalation.is_overdue(TODAY)


def test_overdue_escalations_lead_the_page_of_the_board(group, board, board_chair):
    EscalationFactory(group=group, board=board, title="Young", due_on=TODAY + days(5))
    EscalationFactory(group=group, board=board, title="Old", due_on=TODAY - days(5))

    page = text_of(board_chair.get(reverse("subgroups:board-page", args=[board.slug])))

    assert page.index("Old") < page.index("Young")
    assert "Overdue" in page


def test_an_overdue_escalation_leads_the_agenda_of_the_board(group, board, board_chair):
    (meeting,) = plan(board, TODAY + days(7))
    young = EscalationFactory(group=group, board=board, due_on=TODAY + days(9))
    old = EscalationFactory(group=group, board=board, due_on=TODAY - days(1))
    for escalation in (young, old):
        take(escalation, "accepted", by=board_chair)

    tasks.remind()

    kinds = [item.escalation for item in meeting.items.order_by("number")]
    assert kinds == [None, None, None, old, None, young, None]


def test_what_names_a_school_is_confidential_and_stays_with_few(
    group, board, chair, member, observer, board_chair, stranger, officer
):
    unsaved = Escalation(group=group, school=SchoolFactory(), **{**ASKED, "title": "One school"})
    raised = escalations.escalate(escalation=unsaved, by=chair.user, at=NOW)
    watcher = sitting(board, Role.GROUP_OBSERVER)

    assert raised.is_confidential
    opened = {
        name
        for name, one in {
            "chair": chair,
            "member": member,
            "observer": observer,
            "board chair": board_chair,
            "board observer": watcher,
            "stranger": stranger,
            "officer": officer,
        }.items()
        if one.get(raised.get_absolute_url()).status_code == 200
    }
    assert opened == {"chair", "board chair", "officer"}


def test_what_is_escalated_from_an_action_names_its_school(chair, group, meeting):
    action = ActionFactory(meeting=meeting, school=SchoolFactory(la_code=851))
    url = reverse("subgroups:escalation-new", args=[group.slug])

    form = chair.get(url, {"action": action.pk}).context["form"]

    assert (form["issue"].value(), form["school"].value()) == (action.text, action.school_id)


def test_what_comes_from_an_action_that_names_a_school_is_confidential(chair, group, meeting):
    action = ActionFactory(meeting=meeting, school=SchoolFactory(la_code=851))
    url = f"{reverse('subgroups:escalation-new', args=[group.slug])}?action={action.pk}"
    asked = {**ASKED, "once": "a1", "school": "", "action": action.pk}

    check = text_of(chair.post(url, asked))
    chair.post(url, {**asked, "confirm": ""})

    raised = Escalation.objects.get()
    assert (raised.action, raised.school) == (action, None)
    assert raised.is_confidential
    assert "the board Yes" in check


def test_what_was_escalated_of_an_action_goes_with_the_school_it_is_given(
    chair, group, board, meeting
):
    action = ActionFactory(meeting=meeting)
    raised = EscalationFactory(group=group, board=board, action=action)

    actions.give(
        action=action,
        owner=None,
        owner_post="Harbour master",
        due_on=TODAY,
        objective=None,
        school=SchoolFactory(),
        by=chair.user,
        at=NOW,
    )

    raised.refresh_from_db()
    assert raised.is_confidential


def test_who_left_the_group_reads_no_confidential_word_they_raised(group, board, clerk):
    seat = clerk.seat
    raised = EscalationFactory(group=group, board=board, is_confidential=True, raised_by=clerk.user)
    url = raised.get_absolute_url()
    seat.role = Role.GROUP_MEMBER
    seat.save()
    assert clerk.get(url).status_code == 200

    seat.ends_on = TODAY - days(1)
    seat.save()

    assert clerk.get(url).status_code == 404


def test_a_confidential_one_is_exempt_on_the_agenda_of_the_board(group, board, board_chair):
    MeetingFactory(group=board, day=TODAY + days(7), state="planned")
    escalation = EscalationFactory(group=group, board=board, is_confidential=True)

    take(escalation, "accepted", by=board_chair)

    item = escalation.agenda_items.get()
    assert item.is_exempt and item.exempt_reason == "2"


def test_a_chair_of_another_group_takes_no_step_for_the_board(group, board):
    escalation = EscalationFactory(group=group, board=board)
    other = sitting(GroupFactory(parent=board), Role.GROUP_CHAIR)
    step = escalation.page("escalation-step", state="accepted")

    assert other.post(step, {"words": "Yes."}).status_code == 404


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_of_the_board_takes_as_many_queries_whatever_is_before_it(
    group, board, board_chair, count, django_assert_max_num_queries
):
    EscalationFactory.create_batch(count, group=group, board=board)
    call = ReportCallFactory(board=board)
    for _ in range(count):
        ReportFactory(
            call=call,
            group=GroupFactory(parent=board),
            state=Report.SUBMITTED,
            submitted_at=NOW,
        )

    with django_assert_max_num_queries(18):
        board_chair.get(reverse("subgroups:board-page", args=[board.slug]))


# --- Highlight reports --------------------------------------------------------------------------


@pytest.fixture
def call(board):
    return ReportCallFactory(board=board)


def parts(**words):
    return {**dict.fromkeys(HighlightReport.PARTS, ""), "done": "Measured.", **words}


def test_a_report_is_drafted_edited_and_submitted_in_three_clicks(chair, group, call, meeting):
    ActionFactory(
        meeting=meeting, text="Mend it.", state="done", closed_on=datetime.date(2026, 3, 10)
    )
    write = HighlightReport(group=group, call=call).page("report-write")
    assert write in chair.get("/my/").content.decode()

    drafted = chair.get(write).content.decode()
    chair.post(write, {**parts(), "seen": "0", "submit": "yes"})

    assert "finished 1 action" in drafted and "Mend it." in drafted
    assert group.reports.get().state == Report.SUBMITTED


def test_the_board_sees_every_group_on_one_page_and_late_ones_by_name(board_chair, call, group):
    late = GroupFactory(parent=call.board, name="Late Group")
    ReportFactory(call=call, group=group, state=Report.SUBMITTED, submitted_at=NOW)

    page = text_of(board_chair.get(call.get_absolute_url()))

    assert "The wall was measured." in page
    assert f"Late: {late}." in page


def test_a_report_is_public_when_the_board_says(client, board_chair, call, group):
    report = ReportFactory(call=call, group=group, state=Report.SUBMITTED, submitted_at=NOW)
    before = client.get(report.get_absolute_url()).status_code

    board_chair.post(call.page("report-publish"))

    after = client.get(report.get_absolute_url())
    assert (before, after.status_code) == (404, 200)
    assert "The wall was measured." in text_of(client.get(call.page("pack")))


def test_of_two_who_write_a_report_the_second_is_told(chair, call, group):
    reports.save(call=call, group=group, parts=parts(), seen=0, by=chair.user)

    with pytest.raises(ReportChangedError, match="Somebody else has saved this report"):
        reports.save(call=call, group=group, parts=parts(done="Mine."), seen=0, by=chair.user)


def test_a_report_sent_twice_is_submitted_once(chair, call, group):
    for _ in range(2):
        report = reports.submit(
            call=call, group=group, parts=parts(), seen=0, by=chair.user, at=NOW
        )

    assert report.version == 1


def test_those_who_lead_a_late_group_hear_of_it_once(chair, call):
    tasks.remind()
    tasks.remind()

    assert Notice.objects.filter(user=chair.user, kind="report_late").count() == 1


def test_a_returned_report_can_be_submitted_again(chair, board_chair, call, group):
    report = reports.submit(call=call, group=group, parts=parts(), seen=0, by=chair.user, at=NOW)
    returned = reports.give_back(report=report, question="How deep?", by=board_chair.user)

    again = reports.submit(
        call=call,
        group=group,
        parts=parts(done="Two feet."),
        seen=returned.version,
        by=chair.user,
        at=NOW,
    )

    assert (again.state, again.done) == (Report.SUBMITTED, "Two feet.")


def test_an_officer_calls_for_reports_and_each_group_is_told(officer, chair, board):
    CityPostFactory()
    asked = {
        "term": "2026-2",
        "due_on-day": "24",
        "due_on-month": "4",
        "due_on-year": "2026",
    }

    officer.post(reverse("subgroups:report-call", args=[board.slug]), asked)

    assert Notice.objects.filter(user=chair.user, kind="report_called").count() == 1
