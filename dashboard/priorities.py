"""The list "Which schools need most support?": its rows, filters, order and movement. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashboard.models import Rating, RatingRound
from schools.models import local_authorities

NONE = "none"
# The columns in the order printed: what they are called, and which way they run.
SORTS = {
    "name": ("School", "ascending"),
    "priority": ("Level of support", "ascending"),
    "score": ("Score", "descending"),
    "movement": ("Since the round before", "ascending"),
}


@dataclass(frozen=True)
class Movement:
    """Where a school stood in the round before, as words; `order` puts growing concern first."""

    words: str
    arrow: str
    order: int


@dataclass(frozen=True)
class Option:
    """One box of the filter: its value, its words, and how many schools it holds."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """One group of the filter."""

    name: str
    legend: str
    options: Sequence[Option]


def first_shown(rounds: Sequence[RatingRound]) -> RatingRound | None:
    """Of rounds newest first, the one to show unless another is asked for.

    The newest that stands of the home authority, else of all England, else of the sample city.
    """
    home, sample = local_authorities()
    for la_code in (home, None, sample):
        for round_ in rounds:
            if round_.la_code == la_code and round_.state != RatingRound.State.SUPERSEDED:
                return round_
    return None


def movement(now: int | None, before: int | None, *, is_new: bool) -> Movement:
    """How the level of support has changed since the round before, never as an arrow alone."""
    if is_new:
        return Movement("New in this round", "", 2)
    if now == before:
        return Movement("No change", "", 2)
    if before is None:
        return Movement("Not rated before", "", 2)
    if now is None:
        return Movement(f"Was Priority {before}", "", 2)
    if now < before:
        return Movement(f"More support: from Priority {before}", "\u25b2", now - before)
    return Movement(f"Less support: from Priority {before}", "\u25bc", 2 + now - before)


def rows_of(
    ratings: Iterable[Mapping[str, Any]],
    previous: Mapping[int, int | None] | None,
    url: Callable[[int], str],
) -> list[dict[str, Any]]:
    """The ratings of a round as lines of the list, each cell ready to print.

    Plain dictionaries: a template looks them up in one step, and this page prints a whole city.
    `previous` is the round before by current URN, None where there was none.
    """
    priorities, statuses = dict(Rating.Priority.choices), dict(Rating.Status.choices)
    rows = []
    for rating in ratings:
        urn = rating["current_urn"] or rating["urn"]
        priority = rating["computed_priority"]
        moved = (
            None
            if previous is None
            else movement(priority, previous.get(urn), is_new=urn not in previous)
        )
        rows.append(
            {
                "urn": urn,
                "name": rating["name"],
                "url": url(urn),
                "priority": priority,
                "words": priorities.get(priority) or statuses[rating["status"]],
                "score": _score(rating),
                "moved": moved.words if moved else "",
                "arrow": moved.arrow if moved else "",
                "order": moved.order if moved else 2,
                "reasons": " \u00b7 ".join(rating["reasons"]),
                "phase": rating["phase"].replace("_", "-").capitalize(),
                "trust": rating["school__trust__name"] or "",
                "trust_uid": rating["school__trust"],
                "status": rating["status"],
                "data": statuses[rating["status"]],
                "coverage": rating["coverage"],
            }
        )
    return rows


def _score(rating: Mapping[str, Any]) -> str:
    """The score as printed; none where too little is published for it to mean anything."""
    if rating["score"] is None or rating["status"] == Rating.Status.INSUFFICIENT:
        return ""
    return f"{rating['score']:.1f}"


def counted(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """How many schools stand at each status; the counts add up to the schools of the round."""
    counts = Counter(row["status"] for row in rows)
    return [(label, counts[value]) for value, label in Rating.Status.choices if counts[value]]


VALUES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "priority": lambda row: str(row["priority"] or NONE),
    "phase": lambda row: row["phase"],
    "trust": lambda row: str(row["trust_uid"] or NONE),
    "data": lambda row: row["status"],
}


def facets(rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, Sequence[str]]) -> list[Facet]:
    """The filter's groups with the schools of the whole round counted in each."""
    labels: dict[str, tuple[str, dict[str, str]]] = {
        "priority": (
            "Priority",
            {str(value): label for value, label in Rating.Priority.choices} | {NONE: "No priority"},
        ),
        "phase": ("Phase", {row["phase"]: row["phase"] for row in rows}),
        "trust": (
            "Trust",
            {str(row["trust_uid"]): row["trust"] for row in rows if row["trust_uid"]}
            | {NONE: "No trust"},
        ),
        "data": ("Data", dict(Rating.Status.choices)),
    }
    groups = []
    for name, (legend, words) in labels.items():
        counts = Counter(VALUES[name](row) for row in rows)
        values = (
            list(words)
            if name in ("priority", "data")
            else sorted(words, key=lambda value: words[value])
        )
        groups.append(
            Facet(
                name,
                legend,
                [
                    Option(value, words[value], counts[value], value in chosen[name])
                    for value in values
                    if counts[value]
                ],
            )
        )
    return groups


def filtered(
    rows: Sequence[dict[str, Any]], chosen: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """The rows that fit every group; within a group any of the boxes chosen will do."""
    return [
        row
        for row in rows
        if all(not chosen[name] or of(row) in chosen[name] for name, of in VALUES.items())
    ]


def ordered(rows: Sequence[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """Most support first, unless asked otherwise; schools without a score come last."""

    def score(row: Mapping[str, Any]) -> Decimal:
        return -Decimal(row["score"] or "-1")

    keys: dict[str, Callable[[Mapping[str, Any]], tuple[Any, ...]]] = {
        "priority": lambda row: (row["priority"] or 9, score(row), row["name"]),
        "score": lambda row: (score(row), row["name"]),
        "name": lambda row: (row["name"],),
        "movement": lambda row: (row["order"], row["priority"] or 9, score(row), row["name"]),
    }
    return sorted(rows, key=keys[sort])
