"""The pages of a term of progress: asking, reporting, signing, and who may open which."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from strategy.models import ProgressUpdate, StrategicAction, UpdateRequest
from strategy.models.progress import Term
from strategy.services import progress
from strategy.services.progress import Answers
from tests.conftest import holder_of, signed_in
from tests.factories.strategy import (
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
LIST = reverse("strategy:update-list")
ASK = reverse("strategy:request-new")
TYPED = {"rag": "amber", "direction": "same", "reason": "Four schools of ten.", "seen": "0"}


@pytest.fixture(autouse=True)
def in_the_term():
    """The first of December 2025: answers are due on the fifth, taken until the nineteenth."""
    with time_machine.travel("2025-12-01T10:00Z", tick=False):
        yield


@pytest.fixture
def edition(db):
    return EditionFactory(slug="harbour-plan")


@pytest.fixture
def objective(edition):
    return ObjectiveFactory(edition=edition, number=1)


@pytest.fixture
def update(objective):
    return ProgressUpdateFactory(objective=objective)


@pytest.fixture
def lead(objective):
    return signed_in(ObjectivePostFactory(objective=objective).user, second_factor=False)


@pytest.fixture
def board_chair(db):
    return holder_of(Role.BOARD_CHAIR)


@pytest.fixture
def sent(update, lead):
    """The update, sent by the lead."""
    answers = Answers(rag="amber", direction="same", reason="Four schools of ten.")
    at = datetime.datetime(2025, 12, 1, 9, tzinfo=datetime.UTC)
    return progress.submit(update=update, answers=answers, seen=0, by=lead.user, at=at)


def edit(update):
    return reverse("strategy:update-edit", args=[update.pk])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- The list ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_asks_as_many_questions_of_one_update_as_of_ten(
    officer, edition, django_assert_num_queries, count
):
    request = UpdateRequestFactory(edition=edition)
    late = UpdateRequestFactory(
        edition=edition, term=Term.SPRING, due_on=datetime.date(2025, 11, 20)
    )
    for number in range(count):
        objective = ObjectiveFactory(edition=edition, number=number + 1)
        ObjectivePostFactory(objective=objective)
        ProgressUpdateFactory(objective=objective, request=request)
        ProgressUpdateFactory(objective=objective, request=late)
    officer.get(reverse("schools:school-list"))

    with django_assert_num_queries(8):
        response = officer.get(LIST)

    assert len(response.context["due"]) == len(response.context["late"]) == count


def test_late_ones_come_first_then_due_then_waiting(officer, edition, sent):
    late = UpdateRequestFactory(
        edition=edition, term=Term.SPRING, due_on=datetime.date(2025, 11, 20)
    )
    ProgressUpdateFactory(objective=ObjectiveFactory(edition=edition), request=late)
    ProgressUpdateFactory(objective=ObjectiveFactory(edition=edition), request=sent.request)

    captions = re.findall(r"<caption[^>]*>([^<]+)", officer.get(LIST).content.decode())

    assert captions == ["Late", "Due", "Waiting for a second person"]


def test_a_lead_finds_own_objectives_alone(lead, update):
    elsewhere = ObjectiveFactory(edition=update.objective.edition)
    ProgressUpdateFactory(objective=elsewhere, request=update.request)

    response = lead.get(LIST)

    assert [row[0] for row in response.context["due"]] == [update]
    assert "Who can see this" in text_of(response)
    assert "objective lead" in text_of(response)


def test_who_neither_reports_nor_signs_is_told_what_it_takes(stranger, update):
    response = stranger.get(LIST)

    assert response.status_code == 403
    assert "Objective lead" in text_of(response)


def test_an_objective_nobody_leads_stands_out_for_the_officer(officer, update):
    ObjectivePostFactory(objective=update.objective, ends_on=datetime.date(2025, 11, 30))

    assert "Nobody" in text_of(officer.get(LIST))
    assert "Nobody" in text_of(officer.get(update.request.get_absolute_url()))


def test_an_empty_list_says_what_will_appear(officer):
    assert "Nothing is due" in text_of(officer.get(LIST))


# --- Asking -----------------------------------------------------------------------------

ASKED = {
    "term": "2026-1",
    "due_on-day": "5",
    "due_on-month": "12",
    "due_on-year": "2025",
    "closes_on-day": "19",
    "closes_on-month": "12",
    "closes_on-year": "2025",
}


def test_an_officer_checks_who_will_be_told_before_asking(officer, objective, lead):
    empty = ObjectiveFactory(edition=objective.edition)

    page = officer.post(ASK, {**ASKED, "edition": objective.edition.pk})

    assert page.context["objectives"] == [(objective, [lead.user]), (empty, [])]
    assert "Autumn term 2025/26" in text_of(page)
    assert not UpdateRequest.objects.exists()


def test_an_officer_asks_once_however_often_the_button_is_pressed(officer, objective):
    answers = {**ASKED, "edition": objective.edition.pk, "confirm": "yes"}

    first = officer.post(ASK, answers, follow=True)
    second = officer.post(ASK, answers, follow=True)

    assert UpdateRequest.objects.count() == ProgressUpdate.objects.count() == 1
    assert "Answers are due on 5 December 2025" in text_of(first)
    assert "had been asked for already" in text_of(second)


def test_a_day_that_has_passed_is_an_error_beside_its_field(officer, objective):
    page = officer.post(ASK, {**ASKED, "edition": objective.edition.pk, "due_on-month": "11"})

    assert page.context["form"].errors["due_on"] == [
        "The day answers are due must be today or later"
    ]
    assert 'href="#id_due_on_day"' in page.content.decode()


def test_without_an_edition_in_force_there_is_nothing_to_ask(officer):
    assert "No edition of the strategy is in force" in text_of(officer.get(ASK))


def test_an_officer_gives_a_term_later_days_and_links_the_councils_record(officer, update):
    request = update.request
    days = {**ASKED, "closes_on-day": "31", "council_record": "https://council.example/meeting/7"}

    page = officer.post(request.get_absolute_url(), days, follow=True)

    request.refresh_from_db()
    assert request.closes_on == datetime.date(2025, 12, 31)
    assert request.council_record == "https://council.example/meeting/7"
    assert "Saved." in text_of(page)


def test_days_in_the_wrong_order_leave_a_term_as_it_was(officer, update):
    page = officer.post(update.request.get_absolute_url(), {**ASKED, "closes_on-day": "1"})

    assert "closes_on" in page.context["form"].errors
    assert "late ones are taken until 19 December 2025" in text_of(page)


@pytest.mark.parametrize("count", [1, 10])
def test_a_term_asks_as_many_questions_of_one_objective_as_of_ten(
    officer, edition, django_assert_num_queries, count
):
    request = UpdateRequestFactory(edition=edition)
    for number in range(count):
        objective = ObjectiveFactory(edition=edition, number=number + 1)
        ProgressUpdateFactory(objective=objective, request=request)
    officer.get(reverse("schools:school-list"))

    with django_assert_num_queries(7):
        response = officer.get(request.get_absolute_url())

    assert len(response.context["rows"]) == count


# --- Reporting --------------------------------------------------------------------------


def test_a_draft_is_kept_as_far_as_it_goes(lead, update):
    page = lead.post(edit(update), {"reason": "So far.", "seen": "0", "save": "yes"}, follow=True)

    update.refresh_from_db()
    assert (update.state, update.reason) == (State.REQUESTED, "So far.")
    assert "You can come back to it" in text_of(page)
    assert "So far.</textarea>" in page.content.decode()


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(lead, update):
    page = lead.post(edit(update), {"reason": "Some words.", "seen": "0", "send": "yes"})

    assert page.context["form"].errors == {
        "rag": ["Choose red, amber or green"],
        "direction": ["Choose a direction"],
    }
    assert "Some words.</textarea>" in page.content.decode()
    assert 'href="#id_rag_0"' in page.content.decode()


def test_one_form_takes_every_action_and_milestone(lead, update):
    action = StrategicActionFactory(objective=update.objective)
    milestone = MilestoneFactory(action=action)
    met = MilestoneFactory(action=action, text="Long met.", met_on=datetime.date(2025, 9, 9))
    typed = {
        **TYPED,
        f"status_{action.pk}": "under_way",
        f"note_{action.pk}": "Six schools.\r\nMore in spring.",
        f"met_{milestone.pk}-day": "3",
        f"met_{milestone.pk}-month": "11",
        f"met_{milestone.pk}-year": "2025",
        "send": "yes",
    }
    page = lead.get(edit(update))

    lead.post(edit(update), typed)

    update.refresh_from_db()
    assert update.state == State.SUBMITTED
    said = update.actions.get()
    assert (said.status, said.note) == ("under_way", "Six schools.\nMore in spring.")
    assert update.milestones.get().met_on == datetime.date(2025, 11, 3)
    assert "Long met." in text_of(page)
    assert f"met_{met.pk}-day" not in page.content.decode()


def test_a_milestone_is_not_met_on_a_day_to_come(lead, update):
    milestone = MilestoneFactory(action=StrategicActionFactory(objective=update.objective))
    name = f"met_{milestone.pk}"
    day = {f"{name}-day": "2", f"{name}-month": "12", f"{name}-year": "2025"}
    action = {f"status_{milestone.action_id}": "under_way"}

    page = lead.post(edit(update), {**TYPED, **day, **action, "save": "yes"})

    assert page.context["form"].errors[name] == ["The day it was met cannot be to come"]


def test_sending_twice_is_harmless(lead, update):
    for _ in range(2):
        page = lead.post(edit(update), {**TYPED, "send": "yes"}, follow=True)

    update.refresh_from_db()
    assert (update.state, update.version) == (State.SUBMITTED, 1)
    assert "Sent for signing off." in text_of(page)


def test_a_closed_term_is_refused_and_what_was_typed_stays_on_the_page(lead, update):
    last = datetime.date(2025, 11, 30)
    UpdateRequest.objects.update(due_on=last, closes_on=last)

    page = lead.post(edit(update), {**TYPED, "reason": "Hours of work.", "send": "yes"})

    assert page.status_code == 200
    assert "closed on 30 November 2025" in text_of(page)
    assert "Hours of work.</textarea>" in page.content.decode()
    update.refresh_from_db()
    assert update.state == State.REQUESTED


def test_two_who_write_at_once_see_both_texts_and_the_second_may_send_hers_again(
    lead, update, officer
):
    lead.post(edit(update), {**TYPED, "reason": "The lead wrote this.", "save": "yes"})
    typed = {**TYPED, "reason": "The officer wrote that.", "save": "yes"}

    page = officer.post(edit(update), typed)
    words = text_of(page)
    again = officer.post(edit(update), {**typed, "seen": page.context["form"].data["seen"]})

    assert "Somebody else has saved this update" in words
    assert "The lead wrote this." in words
    assert "The officer wrote that." in words
    assert again.status_code == 302
    update.refresh_from_db()
    assert update.reason == "The officer wrote that."


def test_last_terms_update_stands_beside_the_form(lead, update):
    summer = UpdateRequestFactory(
        edition=update.objective.edition, academic_year=2025, term=Term.SUMMER
    )
    SignedOffFactory(objective=update.objective, request=summer, reason="Last term’s reason.")

    page = text_of(lead.get(edit(update)))

    assert "Summer term 2024/25" in page
    assert "Last term’s reason." in page


def test_a_lead_writes_own_objectives_alone(lead, update, board_chair):
    same = {"objective__edition": update.objective.edition, "request": update.request}
    other, public = ProgressUpdateFactory(**same), SignedOffFactory(**same)

    assert lead.get(edit(other)).status_code == 404
    assert lead.get(edit(public)).status_code == 403
    assert lead.post(edit(other), {**TYPED, "save": "yes"}).status_code == 404
    assert board_chair.post(edit(update), {**TYPED, "save": "yes"}).status_code == 403


def test_a_lead_whose_post_ended_yesterday_writes_no_more(update):
    post = ObjectivePostFactory(objective=update.objective, ends_on=datetime.date(2025, 11, 30))
    left = signed_in(post.user, second_factor=False)

    assert left.get(edit(update)).status_code == 404


def test_html_in_a_reason_is_text(lead, update, board_chair):
    lead.post(edit(update), {**TYPED, "reason": "<script>alert(1)</script>", "send": "yes"})

    page = board_chair.get(update.get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("count", [1, 10])
def test_the_form_asks_as_many_questions_of_one_action_as_of_ten(
    lead, update, django_assert_num_queries, count
):
    for action in StrategicActionFactory.create_batch(count, objective=update.objective):
        MilestoneFactory(action=action)
    lead.get(reverse("schools:school-list"))

    with django_assert_num_queries(10):
        response = lead.get(edit(update))

    assert len(list(response.context["form"].parts)) == count


# --- Signing ----------------------------------------------------------------------------


def test_a_second_person_sees_what_would_change_and_signs(board_chair, sent):
    action = StrategicActionFactory(objective=sent.objective, text="Lend a lead.")
    sent.actions.create(action=action, status=StrategicAction.Status.DONE)
    address = sent.get_absolute_url()

    before = text_of(board_chair.get(address))
    page = board_chair.post(address, {"seen": sent.version, "sign_off": "yes"}, follow=True)

    assert "What signing off changes" in before
    assert "Lend a lead. Not started Done" in before
    assert "Signed off." in text_of(page)
    action.refresh_from_db()
    assert action.status == StrategicAction.Status.DONE


def test_whoever_sent_it_finds_no_button_and_is_refused(officer, update):
    officer.post(edit(update), {**TYPED, "send": "yes"})
    address = update.get_absolute_url()

    page = officer.get(address)
    refused = officer.post(address, {"seen": "1", "sign_off": "yes"})

    assert 'name="sign_off"' not in page.content.decode()
    assert "Another person has to sign it off" in text_of(page)
    assert "You sent this update yourself" in text_of(refused)
    update.refresh_from_db()
    assert update.state == State.SUBMITTED


def test_a_question_is_mandatory_when_giving_back(board_chair, sent):
    page = board_chair.post(sent.get_absolute_url(), {"seen": "1", "give_back": "yes"})

    assert page.context["form"].errors == {"question": ["Enter your question"]}
    assert 'href="#id_question"' in page.content.decode()


def test_a_question_reaches_the_page_of_the_lead(board_chair, lead, sent):
    board_chair.post(
        sent.get_absolute_url(), {"seen": "1", "give_back": "yes", "question": "Which four?"}
    )

    assert "Which four?" in text_of(lead.get(edit(sent)))
    assert "Returned with a question" in text_of(lead.get(LIST))


def test_a_lead_does_not_sign(lead, sent):
    assert lead.post(sent.get_absolute_url(), {"seen": "1", "sign_off": "yes"}).status_code == 403


def test_names_and_questions_are_for_colleagues(stranger, board_chair, lead, sent):
    board_chair.post(sent.get_absolute_url(), {"seen": "1", "sign_off": "yes"})

    page = text_of(stranger.get(sent.get_absolute_url()))

    assert "Four schools of ten." in page
    assert str(lead.user) not in page
    assert str(board_chair.user) not in page


def test_an_update_that_is_not_signed_off_is_unknown_to_others(stranger, sent):
    assert stranger.get(sent.get_absolute_url()).status_code == 404


# --- History ----------------------------------------------------------------------------


def test_the_history_shows_every_change_newest_first(lead, board_chair, update):
    lead.post(edit(update), {**TYPED, "reason": "First.", "save": "yes"})
    lead.post(edit(update), {**TYPED, "reason": "Second.", "seen": "1", "send": "yes"})
    board_chair.post(update.get_absolute_url(), {"seen": "2", "sign_off": "yes"})
    address = reverse("strategy:update-history", args=[update.pk])

    page = text_of(lead.get(address))

    assert re.findall("Progress (saved as a draft|sent for signing off|signed off)", page) == [
        "signed off",
        "sent for signing off",
        "saved as a draft",
    ]
    assert "Second. (before: First.)" in page
    assert str(lead.user) in page


def test_the_history_is_for_those_who_report_or_sign(stranger, update):
    public = SignedOffFactory(objective=update.objective, request__term=Term.SPRING)
    address = reverse("strategy:update-history", args=[public.pk])

    assert stranger.get(address).status_code == 403
    assert stranger.get(reverse("strategy:update-history", args=[update.pk])).status_code == 404
