"""What public pages say, as words to search: gathered once after each publication."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.utils.html import strip_tags
from django.utils.text import normalize_newlines
from django.utils.timezone import localdate

from core.search import ALIKE, MOST_OF_A_ROOM, Found, alike
from website import public_cache
from website.models import (
    ContactsPage,
    CoursePage,
    EventPage,
    NewsPage,
    ResourcePage,
    StandardPage,
    VacancyPage,
)

KINDS = {
    "pages": [StandardPage, ContactsPage],
    "news": [NewsPage],
    "events": [EventPage, CoursePage],
    "vacancies": [VacancyPage],
    "resources": [ResourcePage],
}
# Of each page: enough to find it by, little enough to keep a city's pages in mind.
LONGEST_TEXT = 6_000
# A word of the title counts for more than one of the text.
IN_TITLE, IN_TEXT = 1.0, 0.8


@dataclass(frozen=True)
class Entry:
    """A public page as search knows it."""

    kind: str
    title: str
    summary: str
    words: str
    url: str
    on: date | None
    until: date | None


def find(kind, query, on):
    """Pages of a kind that have every word, then those whose title is nearly so."""
    wanted = [word.lower() for word in query.words]
    found = []
    for entry in entries():
        if entry.kind != kind or (entry.until and entry.until < on):
            continue
        title = entry.title.lower()
        if all(word in title for word in wanted):
            score = IN_TITLE
        elif all(word in title or word in entry.words for word in wanted):
            score = IN_TEXT
        else:
            like = alike(query, entry.title)
            if like < ALIKE:
                continue
            score = like / 2
        found.append(Found(entry.title, entry.url, entry.summary, entry.on, score))
    found.sort(key=lambda one: -one.score)
    return found[:MOST_OF_A_ROOM]


def entries():
    key = f"page-index-{public_cache.word_in_force()}"
    return caches["process"].get_or_set(key, gathered)


def gathered():
    """Every public page, read from what is live. One query a kind of page."""
    return [
        _entry(kind, page)
        for kind, models in KINDS.items()
        for model in models
        for page in model.objects.live().order_by("-pk")
    ]


def _entry(kind, page):
    said = page.body.stream_block.get_searchable_content(page.body) if page.body else []
    more = [getattr(page, name, "") for name in ("introduction", "venue", "provider", "employer")]
    words = strip_tags(normalize_newlines(" ".join([*more, *map(str, said)])))
    on = getattr(page, "on", None)
    if isinstance(page, EventPage):
        on = localdate(page.starts_at)
    return Entry(
        kind=kind,
        title=page.title,
        summary=strip_tags(page.introduction)[:200],
        words=words.lower()[:LONGEST_TEXT],
        url=page.get_url() or "",
        on=on,
        until=getattr(page, "closes_on", None),
    )
