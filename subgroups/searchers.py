"""What the one search finds of groups: their pages, and the public words of their minutes."""

from datetime import date
from typing import Any

from django.db.models import Q

from core.search import Found, Query, Searcher, rows_matching
from subgroups.models import Group, Meeting, MinutesVersion
from subgroups.record import NOTHING, Since, naming_a_school, public_part

# Versions looked into at most: the newest that have every plain word somewhere.
MOST_LOOKED_INTO = 200
LONGEST = 200


def find_groups(query: Query, user: Any, on: date) -> list[Found]:
    """Groups by any name they have had, and by what they are for."""
    groups = Group.objects.order_by("name")
    found = rows_matching(groups, query, title="name", fields=["remit", "responsibilities"])
    return [
        Found(group.name, group.get_absolute_url(), group.remit[:LONGEST], score=score)
        for group, score in found
    ]


def find_minutes(query: Query, user: Any, on: date) -> list[Found]:
    """Published minutes whose public words hold what is looked for; the same for every reader.

    The database looks through all that was said, to be quick; what is found counts only where
    the words stand in what anybody may read.
    """
    published = Meeting.objects.published().values("published_version")
    versions = MinutesVersion.objects.filter(_plain(query), pk__in=published)
    ordered = versions.select_related("meeting__group").order_by("-meeting__day", "-pk")
    newest = list(ordered[:MOST_LOOKED_INTO])
    groups = {version.meeting.group for version in newest}
    since = Since(actions=naming_a_school(groups)) if groups else NOTHING
    found = []
    for version in newest:
        words = public_words(version, since)
        if all(word.lower() in words.lower() for word in query.words):
            meeting = version.meeting
            found.append(
                Found(
                    f"Minutes of {version.words['group']}, {version.words['day']}",
                    meeting.minutes_url,
                    _around(words, query),
                    on=meeting.day,
                )
            )
    return found


def _plain(query):
    """Words that stand in the stored record as they are typed."""
    every = Q()
    for word in query.words:
        if word.isascii() and word.isalnum():
            every &= Q(words__icontains=word)
    return every


def public_words(version: MinutesVersion, since: Since = NOTHING) -> str:
    """Everything that anybody may read in a version, in one text."""
    words = public_part(version.words, since)
    parts = [words["group"]]
    for item in words["items"]:
        parts += [item["title"], item["text"]]
        parts += [item["decision"]["text"]] if item["decision"] else []
        parts += [action["text"] for action in item["actions"]]
    return " ".join(part for part in parts if part)


def _around(words, query):
    """The part of a text in which the first word stands."""
    at = max(words.lower().find(query.words[0].lower()) - LONGEST // 4, 0)
    return words[at : at + LONGEST]


SEARCHERS = [
    Searcher("groups", "Groups and boards", find_groups),
    Searcher("minutes", "Minutes", find_minutes),
]
