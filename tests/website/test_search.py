"""One search: typing errors forgiven, hostile questions cheap, and nothing private found."""

import datetime

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core.search import MOST_WORDS, SEARCHERS, Query, alike, rows_matching, search
from schools.models import School
from strategy.models import Edition
from tests.factories.schools import SchoolFactory
from tests.factories.strategy import DraftEditionFactory, EditionFactory, ObjectiveFactory
from tests.factories.website import (
    BookingFactory,
    BulletinItemFactory,
    EventPageFactory,
    FeedbackFactory,
    IssueFactory,
    NewsPageFactory,
    ResourcePageFactory,
    StandardPageFactory,
    SubscriptionFactory,
    VacancyPageFactory,
)

TODAY = datetime.date(2026, 11, 28)
# Stands in everything that a stranger may not know.
PRIVATE = "quibblewort"


def test_a_question_is_cut_to_a_few_plain_words():
    assert Query.read("  St. Mary’s\x00 % _ (reading) ").words == ("St.", "Mary’s", "reading")
    assert len(Query.read("a " * 10_000).words) == MOST_WORDS
    assert not Query.read("% * ()") and not Query.read("")


@settings(max_examples=30)
@given(st.text(max_size=300))
def test_any_question_is_read(typed):
    query = Query.read(typed)

    assert len(query.words) <= MOST_WORDS and len(query.text) <= 100
    assert 0 <= alike(query, "Wharf Lane Junior School") <= 1


def test_a_word_is_found_with_a_letter_wrong_and_another_is_not():
    assert alike(Query.read("Wharff Lane"), "Wharf Lane Junior School") > 0.6
    assert alike(Query.read("attendence"), "Attendance plan") > 0.4
    assert alike(Query.read("microscope"), "Wharf Lane Junior School") < 0.4


@pytest.mark.django_db
def test_rows_with_every_word_come_before_those_nearly_so():
    SchoolFactory(name="Wharf Lane Junior School")
    SchoolFactory(name="Beacon Hill Primary School")

    def found(words):
        rows = rows_matching(School.objects.all(), Query.read(words), title="name")
        return [(school.name, score) for school, score in rows]

    assert found("wharf lane") == [("Wharf Lane Junior School", 1.0)]
    [(name, score)] = found("wharff lane")
    assert name == "Wharf Lane Junior School" and score < 1
    assert found("zzzz") == []


@pytest.fixture
def city(db):
    """Something public of each kind, all about boats."""
    SchoolFactory(name="Boat Street School")
    StandardPageFactory(title="About boats", slug="about-boats")
    NewsPageFactory(title="Boats race", introduction="A race.")
    EventPageFactory(title="Boat evening")
    VacancyPageFactory(title="Boat teacher")
    ResourcePageFactory(title="Boat songs")
    sent = IssueFactory(state="sent")
    BulletinItemFactory(title="Boats wanted", issue=sent, state="taken")
    ObjectiveFactory(short_name="More boats", edition=EditionFactory())


def test_every_kind_is_found_and_counted(client, city):
    page = client.get(reverse("search"), {"q": "boat"})

    assert {key for key, _, _, _ in page.context["facets"]} == {
        "schools", "pages", "news", "events", "vacancies", "resources", "bulletins", "strategy",
    }  # fmt: skip
    one = client.get(reverse("search"), {"q": "boat", "kind": "news"})
    assert [searcher.key for searcher, _ in one.context["shown"]] == ["news"]


def test_a_typing_error_still_finds(client, city):
    page = client.get(reverse("search"), {"q": "evning"})

    assert "Boat evening" in page.text


def test_nothing_found_says_what_to_do(client, city):
    page = client.get(reverse("search"), {"q": "xylophone"})

    assert "Nothing was found" in page.text and reverse("schools:school-list") in page.text
    assert "Nothing was found" not in client.get(reverse("search")).text


def test_no_private_word_is_found_by_a_stranger(client, stranger):
    StandardPageFactory(title=PRIVATE, slug="draft", live=False)
    page = StandardPageFactory(title="Public", slug="public")
    page.introduction = PRIVATE  # written since, and not reviewed
    page.save_revision()
    NewsPageFactory(title=PRIVATE, live=False)
    BulletinItemFactory(title=PRIVATE)
    BulletinItemFactory(title=PRIVATE, issue=IssueFactory(), state="taken")
    ObjectiveFactory(short_name=PRIVATE, edition=DraftEditionFactory())
    DraftEditionFactory(title=PRIVATE)
    BookingFactory(name=PRIVATE, needs=PRIVATE, event=EventPageFactory(joining=PRIVATE))
    FeedbackFactory(wrong=PRIVATE)
    SubscriptionFactory(email=f"{PRIVATE}@example.org")
    VacancyPageFactory(title=PRIVATE, closes_on=TODAY - datetime.timedelta(days=400))

    for client_ in (client, stranger):
        for kind in ("", *SEARCHERS):
            found = client_.get(reverse("search"), {"q": PRIVATE, "kind": kind})
            assert not found.context["facets"], kind
    assert not search(Query.read(PRIVATE), user=stranger.user, on=TODAY)


def test_who_writes_the_strategy_finds_its_draft(officer):
    ObjectiveFactory(short_name=PRIVATE, edition=DraftEditionFactory())
    assert Edition.objects.visible_to(officer.user).exists()

    assert PRIVATE in officer.get(reverse("search"), {"q": PRIVATE}).context["shown"][0][1][0].title


@pytest.mark.parametrize(
    "typed", ["%" * 90, "a b c d e f g h i j", "'; drop table--", "\\" * 50, "(" * 99, "\x00boat"]
)
def test_a_hostile_question_costs_no_more_than_another(
    client, city, typed, django_assert_max_num_queries
):
    client.get(reverse("search"), {"q": "boat"})

    with django_assert_max_num_queries(12):
        assert client.get(reverse("search"), {"q": typed}).status_code == 200


@pytest.mark.django_db
def test_who_asks_without_end_is_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr("website.views.search.MOST_A_MINUTE", 2)

    answers = [client.get(reverse("search"), {"q": "boat"}).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
