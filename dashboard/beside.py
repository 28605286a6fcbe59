"""What stands beside ratings: tabs of a school, parts of its rating, columns of the list.

Rooms above this one add theirs in `AppConfig.ready`. Whatever they add is drawn for people who
have been let in to the page it stands on, and has no reader but them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.permissions import Permission, Role
from dashboard.models import Rating, RatingRound
from schools.models import School

# What lets a person open a school's rating.
RATING = frozenset({Permission.RATINGS_VIEW_ALL, Permission.RATING_VIEW})


@dataclass(frozen=True)
class Tab:
    """A page of a school, by the name of its address, for those with any of some permissions."""

    text: str
    url_name: str
    permissions: frozenset[Permission] | None = None

    def is_open_to(self, may: set[Permission]) -> bool:
        return self.permissions is None or bool(may & self.permissions)


@dataclass(frozen=True)
class Reader:
    """Who reads a rating, with the roles they hold there, on which day."""

    user: Any
    roles: frozenset[Role]
    on: date


# A part of a rating's page as HTML, after why it is what it is; nothing where it has no say.
Part = Callable[[School, Rating, Reader], SafeString | str]


@dataclass(frozen=True)
class Column:
    """A column of the list of all ratings: its cells as HTML by the school's URN today.

    The list is kept for a minute for everybody who may see it, and so are its cells.
    """

    heading: str
    cells: Callable[[RatingRound, date], Mapping[int, SafeString | str]]


TABS: list[Tab] = [
    Tab("Overview", "dashboard:school-overview"),
    Tab("Results", "dashboard:school-results"),
    Tab("Rating", "dashboard:school-rating", RATING),
    Tab("Who has opened it", "dashboard:school-access", frozenset({Permission.ACCESS_VIEW})),
]
PARTS: list[Part] = []
COLUMNS: list[Column] = []


def add_tab(tab: Tab) -> None:
    """Put a tab of a room above before the last one, which is about the rating's readers."""
    TABS.insert(len(TABS) - 1, tab)


def tabs_of(school: School, may: Iterable[Permission]) -> list[tuple[str, str]]:
    """The pages of a school that a person may open, each with its address."""
    allowed = {*may}
    return [
        (tab.text, reverse(tab.url_name, args=[school.urn]))
        for tab in TABS
        if tab.is_open_to(allowed)
    ]
