"""Is the strategy working?"""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from strategy.models import Edition
from tests.factories.strategy import (
    DraftEditionFactory,
    EditionFactory,
    LeadBodyFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ProgressUpdateFactory,
    SignedOffFactory,
    UpdateRequestFactory,
)

OVERVIEW = reverse("strategy:overview")


def texts(response, css):
    page = BeautifulSoup(response.text, "html.parser")
    return [" ".join(found.text.split()) for found in page.select(css)]


@pytest.mark.parametrize("count", [1, 10])
def test_ten_objectives_are_listed_by_as_many_queries_as_one(
    client, db, django_assert_num_queries, count
):
    edition = EditionFactory()
    for objective in ObjectiveFactory.create_batch(count, edition=edition):
        LeadBodyFactory(objective=objective)
        MilestoneFactory(action__objective=objective)
        for term in "123":
            request = UpdateRequestFactory._meta.model.objects.filter(term=term).first()
            request = request or UpdateRequestFactory(edition=edition, term=term)
            SignedOffFactory(objective=objective, request=request)
    client.get(OVERVIEW)

    with django_assert_num_queries(6):
        response = client.get(OVERVIEW)

    assert len(response.context["rows"]) == count


def test_an_objective_says_progress_milestones_and_who_leads(client, db):
    objective = ObjectiveFactory(short_name="Fair winds", code="SO1")
    MilestoneFactory(action__objective=objective, met_on=datetime.date(2026, 1, 5))
    MilestoneFactory(action__objective=objective)
    LeadBodyFactory(objective=objective, body="Harbour Board", post="its chair")
    SignedOffFactory(objective=objective)

    (item,) = texts(client.get(OVERVIEW), ".pep-objective")

    assert item == (
        "SO1 Fair winds Amber some of it is at risk, improving (Autumn term 2025/26)"
        " 1 of 2 milestones met · led by Harbour Board, its chair"
    )


def test_only_the_newest_signed_off_update_counts(client, db):
    objective = ObjectiveFactory()
    for term, rag in (("1", "red"), ("2", "green")):
        SignedOffFactory(
            objective=objective, rag=rag, request__term=term, request__edition=objective.edition
        )
    ProgressUpdateFactory(
        objective=objective, request__term="3", request__edition=objective.edition
    )

    assert texts(client.get(OVERVIEW), ".pep-objective .govuk-tag") == ["Green"]


def test_an_objective_nobody_has_reported_on_says_so(client, db):
    ObjectiveFactory()

    assert "No progress reported yet" in client.get(OVERVIEW).text


def test_who_led_before_is_not_named_as_leading(client, db):
    LeadBodyFactory(body="Old Board", ends_on=datetime.date(2025, 1, 1))

    assert "Old Board" not in client.get(OVERVIEW).text


def test_without_an_edition_in_force_the_page_says_what_will_appear(client, db):
    assert "No edition of the strategy is in force" in client.get(OVERVIEW).text


def test_other_editions_are_listed_with_years_and_state_but_no_drafts(client, officer):
    EditionFactory(title="Now")
    EditionFactory(
        title="Before",
        state=Edition.State.ARCHIVED,
        archived_on=datetime.date(2024, 9, 1),
        starts_on=datetime.date(2021, 9, 1),
        ends_on=datetime.date(2024, 8, 31),
    )
    DraftEditionFactory(title="Next")

    assert texts(client.get(OVERVIEW), "main ul li") == ["Before, 2021–24: archived"]
    assert "Next, 2024–27: draft" in texts(officer.get(OVERVIEW), "main ul li")


def test_an_edition_whose_years_have_run_out_says_so(client, db):
    EditionFactory(starts_on=datetime.date(2017, 9, 1), ends_on=datetime.date(2020, 8, 31))

    assert "Its last day was 31 August 2020" in client.get(OVERVIEW).text


def test_a_draft_is_unknown_to_the_public_and_open_to_who_writes_it(client, officer):
    objective = ObjectiveFactory(edition=DraftEditionFactory())
    pages = [objective.edition.get_absolute_url(), objective.get_absolute_url()]

    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert [officer.get(page).status_code for page in pages] == [200, 200]


def test_a_code_in_small_letters_leads_to_the_objective(client, db):
    objective = ObjectiveFactory(code="SO1")

    response = client.get(objective.get_absolute_url().lower())

    assert (response.status_code, response.url) == (301, objective.get_absolute_url())


def test_the_objectives_are_one_click_from_home(client, db):
    assert OVERVIEW in [
        link["href"] for link in BeautifulSoup(client.get("/").text, "html.parser").select("main a")
    ]
