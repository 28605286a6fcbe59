"""The term for elected members: what is signed off, what is missing, and what moved."""

import datetime
import io
import re
import time

import pikepdf
import pytest
import time_machine
from django.urls import reverse

from core import pdf
from strategy.board import changes_between
from strategy.models import ProgressUpdate, StrategicAction
from strategy.models.progress import Term
from tests.factories.strategy import (
    DraftEditionFactory,
    EditionFactory,
    LeadBodyFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ProgressUpdateFactory,
    SignedOffFactory,
    StrategicActionFactory,
    TargetFactory,
    UpdateRequestFactory,
)

State = ProgressUpdate.State
Rag = ProgressUpdate.Rag
Status = StrategicAction.Status


@pytest.fixture(autouse=True)
def late_in_the_term():
    """The tenth of December 2025: answers were due on the fifth and are taken until the 19th."""
    with time_machine.travel("2025-12-10T10:00Z", tick=False):
        yield


@pytest.fixture
def request_(db):
    return UpdateRequestFactory(edition=EditionFactory(slug="harbour-plan"))


@pytest.fixture
def before(request_):
    """The term before."""
    return UpdateRequestFactory(edition=request_.edition, academic_year=2025, term=Term.SUMMER)


def objective_in(request_, number, **fields):
    return ObjectiveFactory(edition=request_.edition, number=number, **fields)


def read(client, request_):
    page = client.get(request_.board_url()).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def test_the_page_counts_what_is_signed_off_and_names_what_is_missing(client, request_):
    first, second, third = (objective_in(request_, number) for number in (1, 2, 3))
    SignedOffFactory(objective=first, request=request_, rag=Rag.GREEN)
    SignedOffFactory(
        objective=second,
        request=request_,
        state=State.SUBMITTED,
        signed_off_at=None,
        signed_off_by=None,
        reason="Not for the public yet.",
    )
    ProgressUpdateFactory(objective=third, request=request_)

    page = read(client, request_)

    assert "Signed off for 1 of 3 objectives: 1 green." in page
    assert f"Late: {third}." in page
    assert "Reported; not signed off by a second person yet." in page
    assert "Late: it was due on 5 December 2025." in page
    assert "Not for the public yet." not in page


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-12-05", "Not reported yet; it is due on 5 December 2025."),
        ("2025-12-06", "Late: it was due on 5 December 2025."),
        ("2025-12-20", "Not reported. The term closed on 19 December 2025."),
    ],
)
def test_an_objective_without_an_update_says_how_it_stands_with_it(client, request_, day, words):
    ProgressUpdateFactory(objective=objective_in(request_, 1), request=request_)

    with time_machine.travel(f"{day}T10:00Z", tick=False):
        page = read(client, request_)

    assert words in page
    assert "The progress of no objective is signed off for this term yet." in page


def test_what_moved_since_the_term_before_is_listed(client, request_, before):
    objective = objective_in(request_, 1)
    action = StrategicActionFactory(objective=objective, number="1.1", text="Lend a lead.")
    milestone = MilestoneFactory(action=action, text="Ten schools.")
    SignedOffFactory(objective=objective, request=before, rag=Rag.GREEN)
    now = SignedOffFactory(objective=objective, request=request_, rag=Rag.RED)
    now.actions.create(action=action, status=Status.DONE)
    now.milestones.create(milestone=milestone, met_on=datetime.date(2025, 11, 3))

    page = read(client, request_)

    assert "Red, was green in the summer term 2024/25." in page
    assert "Action 1.1 done: Lend a lead." in page
    assert "Milestone of 1.1 met on 3 November 2025: Ten schools." in page


def test_what_was_done_before_has_not_changed_since(request_, before):
    objective = objective_in(request_, 1)
    action = StrategicActionFactory(objective=objective)
    updates = [
        SignedOffFactory(objective=objective, request=request) for request in (before, request_)
    ]
    for update in updates:
        update.actions.create(action=action, status=Status.DONE)

    assert changes_between(*updates) == []


def test_the_first_term_has_nothing_to_compare_with(request_):
    update = SignedOffFactory(objective=objective_in(request_, 1), request=request_)

    assert changes_between(None, update) == []


def test_a_term_left_out_is_skipped_in_the_comparison(client, request_, before):
    objective = objective_in(request_, 1)
    spring = UpdateRequestFactory(edition=request_.edition, academic_year=2025, term=Term.SPRING)
    SignedOffFactory(objective=objective, request=spring, rag=Rag.GREEN)
    ProgressUpdateFactory(objective=objective, request=before)
    SignedOffFactory(objective=objective, request=request_, rag=Rag.AMBER)

    assert "Amber, was green in the spring term 2024/25." in read(client, request_)


def test_who_leads_is_a_body_and_a_post_of_that_time(client, request_):
    objective = objective_in(request_, 1)
    ProgressUpdateFactory(objective=objective, request=request_)
    LeadBodyFactory(objective=objective, body="Harbour Board", post="its chair")
    LeadBodyFactory(objective=objective, body="Old Board", ends_on=datetime.date(2025, 8, 31))

    page = read(client, request_)

    assert "Led by Harbour Board, its chair." in page
    assert "Old Board" not in page


def test_each_target_stands_with_its_verdict_beside_the_progress(client, request_):
    objective = objective_in(request_, 1)
    ProgressUpdateFactory(objective=objective, request=request_)
    TargetFactory(success_measure__objective=objective, success_measure__words="Reading at eleven.")

    page = read(client, request_)

    assert "Reading at eleven." in page
    assert "Cannot be told." in page


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_asks_as_many_questions_of_one_objective_as_of_ten(
    client, request_, before, django_assert_num_queries, count
):
    for number in range(1, count + 1):
        objective = objective_in(request_, number)
        action = StrategicActionFactory(objective=objective)
        LeadBodyFactory(objective=objective)
        for request in (before, request_):
            update = SignedOffFactory(objective=objective, request=request)
            update.actions.create(action=action, status=Status.DONE)
            update.milestones.create(
                milestone=MilestoneFactory(action=action), met_on=datetime.date(2025, 11, 3)
            )
    client.get(reverse("schools:school-list"))

    with django_assert_num_queries(15):
        response = client.get(request_.board_url())

    assert len(response.context["board"].lines) == count


def test_the_term_of_a_draft_and_a_term_nobody_asked_for_are_unknown(client, request_):
    hidden = UpdateRequestFactory(edition=DraftEditionFactory())

    assert client.get(hidden.board_url()).status_code == 404
    assert client.get(request_.board_url("strategy:board-pdf")).status_code == 200
    for term in ("2026-spring", "2026-winter", "1-autumn"):
        assert client.get(f"/strategy/harbour-plan/board/{term}/").status_code == 404
        assert client.get(f"/strategy/harbour-plan/board/{term}.pdf").status_code == 404


def test_the_page_leads_to_the_councils_record_and_the_other_terms(client, request_, before):
    request_.council_record = "https://council.example/meeting/7"
    request_.save()

    page = client.get(request_.board_url()).content.decode()

    assert 'href="https://council.example/meeting/7"' in page
    assert f'href="{before.board_url()}"' in page
    assert f'href="{request_.board_url()}"' in client.get(before.board_url()).content.decode()


# --- The same as a PDF ------------------------------------------------------------------


@pytest.fixture
def full(request_, before):
    """Ten objectives with progress in both terms."""
    for number in range(1, 11):
        objective = objective_in(request_, number)
        for request in (before, request_):
            SignedOffFactory(objective=objective, request=request)
    return request_


def test_the_pdf_is_tagged_named_and_quick(client, full):
    client.get(full.board_url("strategy:board-pdf"))  # weasyprint is loaded once a process
    started = time.perf_counter()
    pdf_of_another_day = full.board_url("strategy:board-pdf")
    with time_machine.travel("2025-12-11T10:00Z", tick=True):
        started = time.perf_counter()
        response = client.get(pdf_of_another_day)
        taken = time.perf_counter() - started

    document = pikepdf.open(io.BytesIO(response.content))
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="harbour-plan-board-2026-autumn.pdf"'
    )
    assert document.Root.MarkInfo.Marked
    assert "Autumn term 2025/26" in str(document.docinfo.Title)
    assert taken < 5


def test_html_in_a_reason_is_text_in_the_pdf_too(client, request_):
    reason = '<img src="file:///etc/hostname"><script>alert(1)</script>'
    SignedOffFactory(objective=objective_in(request_, 1), request=request_, reason=reason)

    response = client.get(request_.board_url("strategy:board-pdf"))

    assert response.status_code == 200
    assert "&lt;script&gt;" in client.get(request_.board_url()).content.decode()


def test_where_no_pdf_can_be_made_the_page_says_so_and_prints(client, request_, monkeypatch):
    def refuse(html):
        raise pdf.NotPossibleError("This server cannot make PDFs.")

    monkeypatch.setattr("strategy.views.board.pdf_of", refuse)

    response = client.get(request_.board_url("strategy:board-pdf"))

    assert response.status_code == 503
    assert "Print this page instead" in response.content.decode()
