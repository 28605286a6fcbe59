"""What the one search finds of the support directory: entries, as far as a reader may see them."""

from datetime import date
from typing import Any

from core.search import Found, Query, Searcher, rows_matching
from support_directory.models import Entry


def find_entries(query: Query, user: Any, on: date) -> list[Found]:
    """People and offers by name, and by the public words for what they do."""
    entries = Entry.objects.visible_to(user).order_by("name", "pk")
    found = rows_matching(entries, query, title="name", fields=["headline", "summary"])
    return [
        Found(entry.name, entry.get_absolute_url(), entry.headline, score=score)
        for entry, score in found
    ]


SEARCHER = Searcher("directory", "People and offers who can help", find_entries)
