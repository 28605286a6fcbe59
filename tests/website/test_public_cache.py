"""Pages kept whole: the same for every visitor, new as soon as they change, nobody's own."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from tests.factories.website import EventPageFactory, NewsPageFactory, StandardPageFactory
from website import public_cache
from website.models import HomePage

pytestmark = pytest.mark.django_db


def test_a_page_that_is_kept_asks_the_database_nothing(client, django_assert_num_queries):
    first = client.get("/")

    with django_assert_num_queries(0):
        again = client.get("/")

    assert again.content == first.content and again["ETag"] == first["ETag"]
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert again["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_whoever_has_the_page_is_told_so_and_sent_nothing(client):
    etag = client.get("/")["ETag"]

    known = client.get("/", headers={"If-None-Match": etag})

    assert known.status_code == 304 and not known.content
    assert client.head("/")["ETag"] == etag


def test_publishing_moving_and_taking_down_make_every_page_anew(client):
    page = StandardPageFactory(slug="about-us", introduction="First words.")
    client.get("/about-us/"), client.get("/")
    page.introduction = "Second words."
    page.save_revision().publish()
    assert "Second words." in client.get("/about-us/").text

    NewsPageFactory(title="Just out")
    assert "Just out" in client.get("/").text
    page.unpublish()
    assert client.get("/about-us/").status_code == 410
    page.delete()
    assert client.get("/about-us/").status_code == 404


def test_nothing_personal_is_kept_or_given(client, stranger):
    EventPageFactory(slug="breakfast")
    for path in ("/", "/events/breakfast/", reverse("search")):
        client.get(path)
        own = stranger.get(path)
        assert stranger.user.full_name in own.text
        assert own["Cache-Control"] == "private, no-store"
        assert stranger.user.full_name not in client.get(path).text
    kept = str(caches["process"]._cache)
    assert stranger.user.email not in kept and stranger.user.full_name not in kept


def test_only_visitors_without_a_session_and_plain_addresses_are_answered_so(rf):
    plain = rf.get("/news/?page=2")
    assert public_cache.key_of(plain)
    with_session = rf.get("/")
    with_session.COOKIES["sessionid"] = "x"
    for other in (
        with_session,
        rf.post("/"),
        rf.get("/?utm=1"),
        rf.get("/", {"page": "1" * 80}),
        rf.get("/", headers={"Authorization": "Basic x"}),
    ):
        assert public_cache.key_of(other) is None
    assert public_cache.key_of(rf.get("/", headers={"Accept-Encoding": "gzip"})) != (
        public_cache.key_of(rf.get("/"))
    )


@pytest.mark.parametrize("path", ["/feedback/", "/bulletin/subscribe/", "/schools/", "/my/"])
def test_what_has_a_form_or_is_not_marked_is_made_each_time(client, path):
    assert "ETag" not in client.get(path)


def test_a_page_of_another_host_is_refused_and_not_kept():
    assert Client(headers={"Host": "evil.example"}).get("/").status_code == 400


def test_other_processes_hear_of_it_within_a_second(monkeypatch):
    monkeypatch.setattr(public_cache, "SEEN", public_cache.Seen())
    public_cache.purge()
    mine = public_cache.word_in_force()
    caches["default"].set(public_cache.WORD, "said-elsewhere", None)

    assert public_cache.word_in_force() == mine
    monkeypatch.setattr(public_cache.SEEN, "at", float("-inf"))
    assert public_cache.word_in_force() == "said-elsewhere"
    caches["default"].clear()
    monkeypatch.setattr(public_cache.SEEN, "at", float("-inf"))
    assert public_cache.word_in_force() == "said-elsewhere"
    assert caches["default"].get(public_cache.WORD) == "said-elsewhere"


def test_addresses_as_long_as_one_likes_are_told_apart(rf):
    long = "/about/" + "a" * 400

    assert public_cache.key_of(rf.get(f"{long}1/")) != public_cache.key_of(rf.get(f"{long}2/"))
    assert " " not in public_cache.key_of(rf.get("/a b\u2019/"))


def test_a_first_visit_to_the_home_page_is_small(client):
    home = HomePage.objects.get()

    page = client.get(home.get_url(), headers={"Accept-Encoding": "gzip"})

    assert page["Content-Encoding"] == "gzip" and len(page.content) < 6_000
