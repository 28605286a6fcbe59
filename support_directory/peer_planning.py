"""Who reviews whom: teams from other schools, never of one's own school or trust.

Pure: reviewers and schools in, a plan out. Filling teams is a flow problem: each visit wants so
many reviewers, at most one from any one school, and each reviewer goes to at most so many visits.
Augmenting paths (Ford and Fulkerson 1956) fill as many places as can be filled at all.
"""

import itertools
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5

Node = tuple[str, Hashable]
SOURCE: Node = ("source", 0)
SINK: Node = ("sink", 0)


@dataclass(frozen=True)
class Place:
    """A school and its trust, if it is in one; 0 for a trust as a whole."""

    school: int
    trust: int | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who reviews, and the school they come from; `leads` if they may lead a team.

    `ties` are other schools and trusts where they hold a post, such as a second governing body.
    """

    key: int
    place: Place
    leads: bool = False
    ties: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class Team:
    """Who goes to one school, whoever leads first, and how many places nobody can fill."""

    school: int
    people: tuple[int, ...]
    missing: int


def may_review(person: Person, host: Place) -> bool:
    """Nobody reviews their own school, nor another of their own trust."""
    return not any(
        place.school == host.school or (host.trust is not None and place.trust == host.trust)
        for place in (person.place, *person.ties)
    )


def plan(hosts: Iterable[Place], people: Iterable[Person], *, size: int, most: int) -> list[Team]:
    """A team of so many for each school, nobody in more than `most`; the same for the same names.

    Those that few may visit are filled first; a place that stays empty is said, not forced.
    """
    hosts = sorted(hosts, key=lambda host: host.school)
    people = sorted(people, key=lambda person: (not person.leads, person.key))
    flow = _Flow()
    for host in hosts:
        flow.join(SOURCE, ("host", host.school), size)
    for person in people:
        flow.join(("person", person.key), SINK, most)
    for host in hosts:
        for person in people:
            if may_review(person, host):
                pair: Node = ("pair", (host.school, person.place.school))
                flow.join(("host", host.school), pair, 1)
                flow.join(pair, ("person", person.key), 1)
    flow.fill()
    by_key = {person.key: person for person in people}
    teams = []
    for host in hosts:
        chosen = [
            by_key[key]
            for pair in flow.onward(("host", host.school))
            for kind, key in flow.onward(pair)
            if isinstance(key, int)
        ]
        chosen.sort(key=lambda person: (not person.leads, person.key))
        teams.append(Team(host.school, tuple(person.key for person in chosen), size - len(chosen)))
    return teams


class _Flow:
    """What can still be sent along each edge; an edge back takes away what was sent."""

    def __init__(self) -> None:
        self.left: dict[Node, dict[Node, int]] = defaultdict(dict)
        self.edges: set[tuple[Node, Node]] = set()

    def join(self, start: Node, end: Node, most: int) -> None:
        self.edges.add((start, end))
        self.left[start][end] = most
        self.left[end].setdefault(start, 0)

    def fill(self) -> None:
        while path := self._path():
            for start, end in itertools.pairwise(path):
                self.left[start][end] -= 1
                self.left[end][start] += 1

    def _path(self) -> Sequence[Node]:
        """The shortest way from the source to the sink on which one more can be sent."""
        came: dict[Node, Node] = {SOURCE: SOURCE}
        waiting = deque([SOURCE])
        while waiting and SINK not in came:
            node = waiting.popleft()
            for following, left in self.left[node].items():
                if left > 0 and following not in came:
                    came[following] = node
                    waiting.append(following)
        if SINK not in came:
            return []
        path = [SINK]
        while path[-1] != SOURCE:
            path.append(came[path[-1]])
        return path[::-1]

    def onward(self, node: Node) -> list[Node]:
        """Where something was sent from a place."""
        return [
            end for end in self.left[node] if (node, end) in self.edges and self.left[end][node] > 0
        ]


def days_for(count: int, *, first: date, last: date) -> list[date]:
    """A day for each visit, spread evenly over the weekdays from one to another.

    Days are proposed in order; more visits than days share some.
    """
    weekdays = [
        day
        for number in range((last - first).days + 1)
        if (day := first + timedelta(days=number)).weekday() < SATURDAY
    ]
    if not weekdays:
        return [first] * count
    return [weekdays[number * len(weekdays) // count] for number in range(count)]
