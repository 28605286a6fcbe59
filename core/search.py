"""One search over every room: each adds what it has, and shows a reader only what they may see.

A room registers a `Searcher` in `AppConfig.ready`. Its `find` gets the question, the reader and
the day, and starts from the room's own `visible_to`; `rows_matching` does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import F, Q, Value

# A question longer than this is cut: nobody types more, and each word costs a comparison.
LONGEST, MOST_WORDS = 100, 6
# Of each room; the page says "50 or more".
MOST_OF_A_ROOM = 50
# Below so many rows that have every word, rows whose title is nearly so are looked for too.
FEW = 3
# How much of two words' triples of letters must be shared for one to be taken for the other.
ALIKE = 0.4
# Titles compared one by one where the database cannot.
MOST_TITLES = 3_000
NO_WORD = re.compile(r"[^\w’'&.-]+")


@dataclass(frozen=True)
class Query:
    """What somebody looks for: a few plain words, whatever was typed."""

    text: str
    words: tuple[str, ...]

    @classmethod
    def read(cls, typed: str) -> Query:
        """Made from anything: control characters, wildcards and brackets are only spaces."""
        words = NO_WORD.sub(" ", typed[:LONGEST]).split()
        kept = tuple(word for word in words if any(letter.isalnum() for letter in word))
        return cls(" ".join(kept[:MOST_WORDS]), kept[:MOST_WORDS])

    def __bool__(self) -> bool:
        return bool(self.words)

    def within(self, *fields: str) -> Q:
        """Rows in which every word stands somewhere in these fields."""
        every = Q()
        for word in self.words:
            some = Q()
            for field in fields:
                some |= Q(**{f"{field}__icontains": word})
            every &= some
        return every


@dataclass(frozen=True)
class Found:
    """One thing a reader may open, and how well it fits: 3 at best, under 1 for a near miss."""

    title: str
    url: str
    text: str = ""
    on: date | None = None
    score: float = 1.0


Find = Callable[[Query, Any, date], Iterable[Found]]


@dataclass(frozen=True)
class Searcher:
    """What a room lets people find: a word for addresses, a word for people, and how."""

    key: str
    label: str
    find: Find


SEARCHERS: dict[str, Searcher] = {}


def add_searcher(searcher: Searcher) -> None:
    """Let one more kind of thing be found; the same key again takes the place of the first."""
    SEARCHERS[searcher.key] = searcher


@dataclass(frozen=True)
class Group:
    """What one searcher found, the best first."""

    searcher: Searcher
    found: tuple[Found, ...]


def search(query: Query, *, user: Any, on: date) -> list[Group]:
    """What a reader may see of what they look for, by room, rooms without anything left out."""
    if not query:
        return []
    groups = []
    for searcher in SEARCHERS.values():
        found = [scored(one, query) for one in searcher.find(query, user, on)]
        if found:
            found.sort(key=lambda one: -one.score)
            groups.append(Group(searcher, tuple(found[:MOST_OF_A_ROOM])))
    return groups


def scored(found: Found, query: Query) -> Found:
    """Better where the title is what was typed, then where it begins so, then where it has it."""
    title, text = found.title.lower(), query.text.lower()
    if title == text:
        gain = 2.0
    elif title.startswith(text):
        gain = 1.5
    elif all(word.lower() in title for word in query.words):
        gain = 1.0
    else:
        gain = 0.0
    return replace(found, score=found.score + gain)


# --- Rows of a room ---------------------------------------------------------------------


def rows_matching(
    rows: models.QuerySet, query: Query, *, title: str, fields: Iterable[str] = ()
) -> list[tuple[Any, float]]:
    """Rows that have every word in the title or the fields, then those whose title is nearly so.

    Two queries at most on PostgreSQL, three elsewhere. Each row comes with its score.
    """
    exact = list(rows.filter(query.within(title, *fields))[:MOST_OF_A_ROOM])
    found = [(row, 1.0) for row in exact]
    if len(exact) < FEW:
        known = {row.pk for row in exact}
        found += [pair for pair in _nearly(rows, query, title) if pair[0].pk not in known]
    return found


def _nearly(rows, query, title):
    if connection.vendor == "postgresql":
        return _nearly_by_trigrams(rows, query, title)
    likeness = {
        pk: alike(query, words)
        for pk, words in rows.order_by().values_list("pk", title)[:MOST_TITLES]
    }
    near = sorted((pk for pk, like in likeness.items() if like >= ALIKE), key=likeness.get)
    best = near[-MOST_OF_A_ROOM:]
    return [(row, likeness[row.pk]) for row in rows.filter(pk__in=best)] if best else []


def _nearly_by_trigrams(rows, query, title):
    """The same by the database's own extension, which `website` asks for."""
    from django.contrib.postgres.search import TrigramWordSimilarity

    like = TrigramWordSimilarity(Value(query.text), F(title))
    near = rows.annotate(likeness=like).filter(likeness__gte=ALIKE).order_by("-likeness")
    return [(row, row.likeness) for row in near[:MOST_OF_A_ROOM]]


def alike(query: Query, title: str) -> float:
    """How near a title comes to the words: the mean over them of the nearest word in it."""
    known = [trigrams(word) for word in NO_WORD.sub(" ", title).split()]
    if not known or not query:
        return 0.0
    best = [max(_shared(trigrams(word), other) for other in known) for word in query.words]
    return sum(best) / len(best)


def trigrams(word: str) -> set[str]:
    """Its runs of three letters, padded as PostgreSQL's pg_trgm pads them."""
    padded = f"  {word.lower()} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def _shared(first: set[str], second: set[str]) -> float:
    return len(first & second) / len(first | second)
