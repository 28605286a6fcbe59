"""What rooms above add to pages about ratings."""

import pytest
from django.urls import reverse
from django.utils.html import format_html

from accounts.permissions import Permission, Role
from dashboard import beside
from tests.factories.dashboard import RatingFactory, RatingRoundFactory


@pytest.fixture
def rating(school):
    return RatingFactory(school=school, round=RatingRoundFactory())


def page_of(school):
    return reverse("dashboard:school-rating", args=[school.urn])


def test_a_part_stands_on_the_rating_and_knows_its_reader(head, school, rating, monkeypatch):
    asked = []

    def part(of, about, reader):
        asked.append((of, about, reader.user, reader.roles))
        return format_html("<h3>{}</h3>", "What <could> help")

    monkeypatch.setattr(beside, "PARTS", [part])

    page = head.get(page_of(school)).content.decode()

    assert "<h3>What &lt;could&gt; help</h3>" in page
    assert asked == [(school, rating, head.user, frozenset({Role.HEAD}))]


def test_a_column_stands_in_the_list_with_a_cell_for_each_school(officer, rating, monkeypatch):
    column = beside.Column("Could help", lambda round_, on: {rating.urn: "3 people"})
    monkeypatch.setattr(beside, "COLUMNS", [column])

    page = officer.get(reverse("dashboard:priority-list")).content.decode()

    assert '<th scope="col" class="govuk-table__header">Could help</th>' in page
    assert 'data-label="Could help">3 people</td>' in page


@pytest.mark.parametrize(("may", "is_there"), [({Permission.ACCESS_VIEW}, True), (set(), False)])
def test_a_tab_is_there_for_those_who_may_open_it(school, monkeypatch, may, is_there):
    monkeypatch.setattr(beside, "TABS", [*beside.TABS])
    beside.add_tab(
        beside.Tab("Files", "dashboard:school-access", frozenset({Permission.ACCESS_VIEW}))
    )

    texts = [text for text, _ in beside.tabs_of(school, may)]

    assert ("Files" in texts) == is_there
    assert texts[:2] == ["Overview", "Results"]
    assert texts[2:] == (["Files", "Who has opened it"] if is_there else [])
