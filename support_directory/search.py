"""Finding words in the directory, also those that were typed wrongly."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import QuerySet

# How like a word of the directory a typed one must be: one slip in a word of five letters.
CLOSE = 0.75
# PostgreSQL counts shared groups of three letters, of which one slip costs three.
CLOSE_BY_TRIGRAMS = 0.45
SHORTEST = 4


def folded(text: str) -> str:
    """Text as it is compared: small letters without accents, words parted by single spaces."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", letters.lower()))


@dataclass(frozen=True)
class Found:
    """The entries that fit, and the words that were looked for if others had been typed."""

    entries: QuerySet[Any]
    instead: str = ""


def find(entries: QuerySet[Any], typed: str) -> Found:
    """Entries that have every word that was typed; if none has, those with words close to them.

    One query more for words nobody wrote so, two on SQLite; none for whoever typed nothing.
    """
    words = folded(typed).split()
    if not words:
        return Found(entries)
    exact = having(entries, words)
    if exact.exists():
        return Found(exact)
    if connection.vendor == "postgresql":
        return Found(_by_trigrams(entries, words), instead=typed)
    meant = nearest(words, vocabulary(entries.values_list("search_text", flat=True)))
    return (
        Found(having(entries, meant), instead=" ".join(meant)) if meant != words else Found(exact)
    )


def having(entries: QuerySet[Any], words: Iterable[str]) -> QuerySet[Any]:
    for word in words:
        entries = entries.filter(search_text__contains=word)
    return entries


def _by_trigrams(entries: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
    for place, word in enumerate(words):
        alike = {f"alike_{place}": TrigramWordSimilarity(word, "search_text")}
        entries = entries.annotate(**alike).filter(**{f"alike_{place}__gte": CLOSE_BY_TRIGRAMS})
    return entries


def vocabulary(texts: Iterable[str]) -> set[str]:
    """Every word of some folded texts that is long enough to be told from others."""
    return {word for word in {*" ".join({*texts}).split()} if len(word) >= SHORTEST}


def nearest(words: Iterable[str], known: Iterable[str]) -> list[str]:
    """Each word as it stands if anything known has it, else the one most like it, if any is."""
    known = sorted(known)
    meant = []
    for word in words:
        if len(word) < SHORTEST or any(word in other for other in known):
            meant.append(word)
        else:
            meant += get_close_matches(word, known, n=1, cutoff=CLOSE) or [word]
    return meant
