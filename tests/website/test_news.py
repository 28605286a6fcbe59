"""News: what is listed, what is fed to programs, and what a picture needs."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from tests.factories.website import NewsPageFactory, PictureFactory
from website.models import NewsPage
from website.tasks import publish_scheduled

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_takes_as_many_queries_however_long_it_is(
    client, count, django_assert_num_queries
):
    NewsPageFactory.create_batch(count)
    client.get("/news/?page=1")

    with django_assert_num_queries(9):
        response = client.get("/news/?other=not-kept")

    assert len(response.context["listed"]) == count


def test_news_is_narrowed_by_topic_and_year_and_nonsense_is_neither(client):
    NewsPageFactory(title="Old", topic="governors", on=datetime.date(2024, 1, 2))
    NewsPageFactory(title="New", topic="governors", on=TODAY)
    NewsPageFactory(title="Else", topic="attendance", on=TODAY)
    NewsPageFactory(title="Draft", live=False)

    def titles(query):
        return [item.title for item in client.get(f"/news/{query}").context["listed"]]

    assert set(titles("")) == {"New", "Else", "Old"}
    assert titles("?topic=governors&year=2024") == ["Old"]
    assert len(titles("?topic=x&year=99999999999999999999&page=x")) == 3
    assert len(titles("?year=²")) == 3
    assert client.get("/news/?fresh").context["years"] == [(2026, False), (2024, False)]


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_the_feeds_hold_public_news_alone(client, name):
    NewsPageFactory(title="Out & about", introduction="Words <b>")
    NewsPageFactory(title="Draft", live=False)

    feed = client.get(f"/news/feed.{name}")

    assert "<title>Out &amp; about</title>" in feed.text and "Words &lt;b&gt;" in feed.text
    assert "Draft" not in feed.text and "http://" in feed.text


def test_a_picture_at_the_head_needs_words():
    page = NewsPage(
        title="x", slug="x", introduction="x", picture=PictureFactory(), path="x", depth=1
    )

    with pytest.raises(ValidationError) as refused:
        page.full_clean()

    assert "picture_alternative" in refused.value.message_dict


def test_an_item_tells_machines_what_it_is_and_cannot_end_their_element(client):
    page = NewsPageFactory(title="</script><b>Bold", slug="bold", picture_alternative="A harbour")
    page.picture = PictureFactory()
    page.save_revision().publish()

    shown = BeautifulSoup(client.get("/news/bold/").content, "html.parser")

    assert "<b>" not in shown.find("script", type="application/ld+json").string
    assert shown.find("link", rel="canonical")["href"].endswith("/news/bold/")
    assert shown.find("meta", property="og:image:alt")["content"] == "A harbour"
    assert "NewsArticle" in shown.find("script", type="application/ld+json").string


def test_news_comes_and_goes_by_the_clock(client):
    page = NewsPageFactory(slug="fleeting")
    page.expire_at = datetime.datetime(2026, 12, 2, 9, tzinfo=datetime.UTC)
    with time_machine.travel("2026-12-01 09:00", tick=True):
        page.save_revision().publish()
        assert client.get("/news/fleeting/").status_code == 200

    with time_machine.travel("2026-12-02 09:01", tick=True):
        publish_scheduled()

        gone = client.get("/news/fleeting/")

    assert gone.status_code == 410
    assert "had its day" in gone.text and 'action="/search/"' in gone.text
