"""The pages of an objective and of an action, and what leads from one to the other."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from strategy.models import ActionProgress, Correction, LinkedDocument, Objective, SuccessMeasure
from strategy.thread import _WAYS, Link, Place, Way, add_way, thread_of
from tests.factories.strategy import (
    DraftEditionFactory,
    EditionFactory,
    LeadBodyFactory,
    LinkedDocumentFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    SignedOffFactory,
    StrategicActionFactory,
    UpdateRequestFactory,
)
from tests.strategy.test_overview import texts

LONG_AGO = datetime.date(2024, 12, 1)


@pytest.fixture
def objective(db):
    return ObjectiveFactory(code="SO1", short_name="Fair winds")


def read(client, thing):
    response = client.get(thing.get_absolute_url())
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("count", [1, 10])
def test_ten_of_everything_take_as_many_queries_as_one(
    client, objective, django_assert_num_queries, count
):
    request = UpdateRequestFactory(edition=objective.edition)
    SignedOffFactory(objective=objective, request=request)
    for _ in range(count):
        priority = PriorityFactory(objective=objective)
        action = StrategicActionFactory(objective=objective, priority=priority)
        MilestoneFactory.create_batch(2, action=action)
        LeadBodyFactory(objective=objective)
        LinkedDocumentFactory(objective=objective)
        SuccessMeasure.objects.create(objective=objective, number=priority.number, words="Good.")
        objective.continues.add(ObjectiveFactory(edition__slug=f"older-{priority.pk}"))
    read(client, objective)

    with django_assert_num_queries(12):
        response = read(client, objective)

    assert len(response.context["plan"]) == count


def test_the_page_says_what_is_done_by_whom_until_when_and_how_far(client, objective):
    priority = PriorityFactory(objective=objective, text="Reading aloud")
    action = StrategicActionFactory(
        objective=objective,
        priority=priority,
        number="1.1",
        text="Lend a lead.",
        owner="The alliance",
        status="under_way",
        due_on=LONG_AGO,
        due_words="before Christmas",
    )
    MilestoneFactory(action=action, position=1, text="Five", met_on=LONG_AGO)
    MilestoneFactory(
        action=action, position=2, text="Six", due_on=LONG_AGO, met_on=datetime.date(2025, 1, 9)
    )
    MilestoneFactory(action=action, position=3, text="Ten", due_on=LONG_AGO)
    MilestoneFactory(action=action, position=4, text="All", due_on=datetime.date(2190, 7, 1))
    MilestoneFactory(action=action, position=5, text="More")
    StrategicActionFactory(objective=objective, number="1.2", due_on=None, due_words="each term")

    page = texts(read(client, objective), ".pep-action")

    assert page == [
        "1.1 Lend a lead. Under way The alliance, by 1 December 2024 (before Christmas), overdue"
        " Five: met on 1 December 2024 Six: met on 9 January 2025, due 1 December 2024"
        " Ten: not met, was due 1 December 2024 All: due 1 July 2190 More: not met",
        "1.2 Lend a reading lead to every school that asks. Not started"
        " Head of school improvement, each term",
    ]
    assert "Other actions" in texts(read(client, objective), "h3")


def test_the_page_shows_who_leads_and_who_led(client, objective):
    LeadBodyFactory(objective=objective, body="Harbour Board", post="", starts_on=LONG_AGO)
    LeadBodyFactory(
        objective=objective,
        body="Pier Board",
        starts_on=LONG_AGO,
        ends_on=datetime.date(2025, 1, 1),
    )
    LeadBodyFactory(objective=objective, body="Next Board", starts_on=datetime.date(2190, 1, 1))

    page = texts(read(client, objective), "main li")

    assert "Harbour Board, since 1 December 2024" in page
    assert "Pier Board, its chair, 1 December 2024 to 1 January 2025" in page
    assert not any("Next Board" in line for line in page)


def test_the_terms_stand_newest_first_and_only_signed_off(client, objective):
    for term, rag in (("1", "red"), ("2", "green")):
        SignedOffFactory(
            objective=objective,
            rag=rag,
            request__term=term,
            request__edition=objective.edition,
            reason=f"Because of {rag}.",
        )
    ProgressUpdateFactory(
        objective=objective,
        request__term="3",
        request__edition=objective.edition,
        reason="Not for the public.",
    )

    response = read(client, objective)

    assert texts(response, ".moj-timeline__title") == [
        "Spring term 2025/26: Green",
        "Autumn term 2025/26: Red",
    ]
    assert "Because of red." in response.text
    assert "Not for the public." not in response.text


def test_linked_strategies_documents_and_news_stand_apart(client, objective):
    for kind in LinkedDocument.Kind:
        LinkedDocumentFactory(objective=objective, kind=kind, title=f"A {kind}", url="")

    headings = texts(read(client, objective), "h2")

    assert [one for one in headings if one in ("Linked strategies", "Documents", "News about it")]


def test_words_before_a_correction_stay_on_the_page(client, objective):
    Correction.objects.create(
        objective=objective,
        short_name="Fare winds",
        text="With a slip.",
        reason="A slip of the pen.",
        made_at=datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC),
    )

    page = " ".join(texts(read(client, objective), "main"))

    assert "Corrected on 1 March 2025: A slip of the pen. Until then it read" in page
    assert "“Fare winds: With a slip.”" in page


def test_what_it_takes_up_is_linked_both_ways_but_no_draft(client, objective):
    older = ObjectiveFactory(edition=EditionFactory(title="Older plan"), code="P1")
    objective.continues.add(older)
    ObjectiveFactory(edition=DraftEditionFactory(title="Secret plan")).continues.add(objective)

    assert older.get_absolute_url() in read(client, objective).text
    assert objective.get_absolute_url() in read(client, older).text
    assert "Secret plan" not in read(client, objective).text


def test_free_text_is_text(client, objective):
    StrategicActionFactory(objective=objective, text="<script>alert(1)</script>")

    assert "<script>alert(1)" not in read(client, objective).text


def test_an_action_has_a_page_with_what_was_reported_of_it(client, objective):
    action = StrategicActionFactory(objective=objective, number="1.1")
    signed = SignedOffFactory(objective=objective)
    waiting = ProgressUpdateFactory(
        objective=objective, request__term="2", request__edition=objective.edition
    )
    ActionProgress.objects.create(
        update=signed, action=action, status="under_way", note="Six asked."
    )
    ActionProgress.objects.create(update=waiting, action=action, status="done", note="Hush.")

    page = " ".join(texts(read(client, action), "main"))

    assert "Autumn term 2025/26: under way. Six asked." in page
    assert "Hush." not in page


def test_an_action_of_a_draft_is_unknown_to_the_public(client, officer):
    action = StrategicActionFactory(objective__edition=DraftEditionFactory())

    assert client.get(action.get_absolute_url()).status_code == 404
    assert officer.get(action.get_absolute_url()).status_code == 200


def test_an_actions_address_in_small_letters_leads_to_it(client, objective):
    action = StrategicActionFactory(objective=objective, number="1.1")
    address = reverse("strategy:action-detail", args=[objective.edition.slug, "so1", "1.1"])

    assert client.get(address).url == action.get_absolute_url()


def test_from_each_thing_of_the_thread_the_others_are_one_click_away(client, objective):
    action = StrategicActionFactory(objective=objective, number="1.1")
    MilestoneFactory(action=action, position=1)
    measure = SuccessMeasure.objects.create(objective=objective, number=1, words="Top half.")
    of_objective, of_action, of_measure = (
        hrefs_of(thread_of(thing, user=AnonymousUser())) for thing in (objective, action, measure)
    )

    assert {"#actions", measure.get_absolute_url()} <= of_objective
    assert {
        objective.get_absolute_url(),
        "#milestone-1",
        measure.get_absolute_url(),
    } <= of_action
    assert {
        objective.get_absolute_url(),
        action.get_absolute_url(),
        f"{action.get_absolute_url()}#milestone-1",
    } <= of_measure


def hrefs_of(steps):
    return {link.href for step in steps for link in step.links if link.href}


def test_the_thing_being_read_is_named_and_no_link(client, objective):
    page = BeautifulSoup(read(client, objective).text, "html.parser")

    (here,) = page.select(".pep-thread [aria-current=page]")
    assert here.text == "SO1 Fair winds"
    assert [step.text for step in page.select(".pep-thread__title")] == [
        "Objective",
        "Actions",
        "Milestones",
        "Measures",
    ]


def test_a_room_above_hangs_its_own_onto_the_thread(client, objective, monkeypatch):
    monkeypatch.setitem(_WAYS, Objective, [*_WAYS[Objective]])
    meetings = Way(Place.BEYOND, "Meetings", lambda thing, user: [Link(f"On {thing.code}", "/m/")])
    add_way(Objective, meetings)
    add_way(Objective, Way(Place.BEYOND, "Deployments", lambda thing, user: []))

    links = texts(read(client, objective), ".pep-thread__step")

    assert links[-1] == "Meetings On SO1"


def test_the_edition_tells_its_days_and_offers_comparisons(client, objective):
    other = ObjectiveFactory(edition=EditionFactory(title="Older plan", slug="older")).edition

    response = client.get(objective.edition.get_absolute_url())

    assert "1 September 2024 to 31 August 2027" in response.text
    assert reverse("strategy:edition-compare", args=["older", objective.edition.slug]) in (
        response.text
    )
    assert other.title in response.text


def test_two_editions_are_compared_in_their_order(client, db):
    older = ObjectiveFactory(
        edition__slug="older",
        edition__starts_on=datetime.date(2020, 9, 1),
        text="All schools are good.",
    )
    newer = ObjectiveFactory(edition__slug="newer", text="All schools are better.")
    ObjectiveFactory(edition=newer.edition, number=99, text="Something else.")
    newer.short_name = older.short_name
    newer.save()
    newer.continues.add(older)
    forward = reverse("strategy:edition-compare", args=["older", "newer"])

    response = client.get(forward)

    assert client.get(reverse("strategy:edition-compare", args=["newer", "older"])).url == forward
    assert texts(response, "del") == ["Removed: good."]
    assert texts(response, "ins") == ["Added: better."]
    assert "1 reworded, 1 new." in " ".join(texts(response, ".pep-lede"))


def test_a_draft_is_compared_by_those_alone_who_write_it(client, officer):
    EditionFactory(slug="now")
    DraftEditionFactory(slug="next")
    address = reverse("strategy:edition-compare", args=["now", "next"])

    assert [client.get(address).status_code, officer.get(address).status_code] == [404, 200]


def test_the_pair_is_picked_from_what_one_may_read(client, db):
    EditionFactory(slug="now", title="Now")
    EditionFactory(slug="then", title="Then")
    DraftEditionFactory(slug="next", title="Next")
    pick = reverse("strategy:compare-pick")

    assert client.get(pick, {"earlier": "then", "later": "now"}).url == reverse(
        "strategy:edition-compare", args=["then", "now"]
    )
    assert (
        "Choose two different editions" in client.get(pick, {"earlier": "now", "later": "now"}).text
    )
    assert (
        "Choose an edition from the list"
        in client.get(pick, {"earlier": "next", "later": "now"}).text
    )
    assert "Next" not in client.get(pick).text


@pytest.mark.parametrize("count", [1, 10])
def test_editions_of_ten_objectives_are_compared_by_as_many_queries_as_of_one(
    client, db, django_assert_num_queries, count
):
    older, newer = EditionFactory(slug="older"), EditionFactory(slug="newer")
    for _ in range(count):
        ObjectiveFactory(edition=newer).continues.add(ObjectiveFactory(edition=older))
    address = reverse("strategy:edition-compare", args=["older", "newer"])
    client.get(address)

    with django_assert_num_queries(5):
        response = client.get(address)

    assert len(response.context["changes"]) == count
