"""Which URN a school had when: openings, closures, conversions and mergers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from schools.models import SchoolLink, Status


@dataclass(frozen=True)
class Establishment:
    """What the register says of one URN that its history depends on."""

    urn: int
    status: int
    opened_on: date | None
    closed_on: date | None

    @property
    def is_open_today(self) -> bool:
        return self.status in (Status.OPEN, Status.CLOSING)


@dataclass(frozen=True)
class Succession:
    """One establishment followed another; merged into it if that one was there already."""

    old: int
    new: int
    on: date | None
    is_merger: bool


class History:
    """The register's links walked in time.

    The register leaves many dates blank; a date that can be told from the neighbour in the
    chain is: a school without a closing date closed the day before its successor opened.
    """

    def __init__(
        self, establishments: Mapping[int, Establishment], successions: Iterable[Succession]
    ):
        self.establishments = establishments
        self._before: dict[int, list[Succession]] = {}
        self._after: dict[int, list[Succession]] = {}
        for succession in sorted(successions, key=_in_time):
            # The register holds loops, two schools each said to follow the other: the later
            # word, which would close the loop, is left out.
            if not self._leads(succession.new, succession.old):
                self._before.setdefault(succession.new, []).append(succession)
                self._after.setdefault(succession.old, []).append(succession)

    def _leads(self, old: int, new: int) -> bool:
        """Whether one URN was followed, at any remove, by another; every URN by itself."""
        if old == new:
            return True
        return any(self._leads(link.new, new) for link in self._after.get(old, ()))

    def opened_on(self, urn: int) -> date | None:
        """The first day, None where it is not known and so long ago."""
        school = self.establishments.get(urn)
        if school and school.opened_on:
            return school.opened_on
        if school and school.status == Status.PROPOSED:
            return date.max
        return min(
            (link.on for link in self._before.get(urn, ()) if link.on and not link.is_merger),
            default=None,
        )

    def closed_on(self, urn: int) -> date | None:
        """The last day, None where it is open or where nothing tells when it closed."""
        school = self.establishments.get(urn)
        if school is None or school.is_open_today or school.status == Status.PROPOSED:
            return None
        if school.closed_on:
            return school.closed_on
        starts = []
        for link in self._after.get(urn, ()):
            successor = self.establishments.get(link.new)
            opened = successor.opened_on if successor and not link.is_merger else None
            if start := opened or link.on:
                starts.append(start)
        return min(starts) - timedelta(days=1) if starts else None

    def is_open_on(self, urn: int, day: date) -> bool:
        """Whether a school was open; one that closed nobody knows when is taken as closed."""
        school = self.establishments.get(urn)
        if school is None:
            return False
        opened, closed = self.opened_on(urn), self.closed_on(urn)
        if opened and opened > day:
            return False
        return school.is_open_today or bool(closed and closed >= day)

    def predecessors(self, urn: int, day: date) -> list[Succession]:
        """Direct predecessors that had ended by a day.

        The date of a link is often wrong, so it counts only for a merger, where nothing else
        tells when the older school came to an end.
        """
        return [
            link
            for link in self._before.get(urn, ())
            if not self.is_open_on(link.old, day)
            and not (link.is_merger and link.on and link.on > day)
        ]

    def heir_on(self, urn: int, day: date) -> int | None:
        """The URN that stood in a school's place on a day: itself if open, else its successor."""
        return self._heir(urn, lambda candidate: self.is_open_on(candidate, day))

    def current(self, urn: int) -> int | None:
        """The URN that stands in a school's place today; None where it closed for good."""
        return self._heir(
            urn,
            lambda candidate: (
                candidate in self.establishments and self.establishments[candidate].is_open_today
            ),
        )

    def _heir(self, urn: int, is_right: Callable[[int], bool]) -> int | None:
        if is_right(urn):
            return urn
        for link in reversed(self._after.get(urn, ())):
            if heir := self._heir(link.new, is_right):
                return heir
        return None

    def days_open(self, urn: int, first: date, last: date) -> int:
        """How many days of a period a school was open."""
        start = max(self.opened_on(urn) or first, first)
        end = min(self.closed_on(urn) or last, last)
        return max((end - start).days + 1, 0)


def _in_time(link: Succession) -> tuple[date, int, int]:
    return (link.on or date.min, link.old, link.new)


def successions(links: Iterable[SchoolLink]) -> list[Succession]:
    """The register's links, stated once each and always from old to new.

    A school that was split has no single heir, so splits lead nowhere.
    """
    pairs: dict[tuple[int, int], Succession] = {}
    for link in links:
        if link.kind == SchoolLink.Kind.OTHER or "Split" in link.link_type:
            continue
        is_predecessor = link.kind == SchoolLink.Kind.PREDECESSOR
        old, new = (link.link_urn, link.urn) if is_predecessor else (link.urn, link.link_urn)
        known = pairs.get((old, new))
        # The new school's own row dates the change by its first day, the old one's by its last.
        on = link.linked_on if is_predecessor or known is None else known.on
        is_merger = "merged" in link.link_type or bool(known and known.is_merger)
        pairs[old, new] = Succession(old, new, on or (known.on if known else None), is_merger)
    return list(pairs.values())
