"""Who could help a school with a weak indicator: points by reason, each reason in words. Pure.

Points are whole numbers, so that the reasons shown add up to the score shown. They order what a
broker reads first and decide nothing: the broker does, and an override keeps its reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import hypot
from typing import NamedTuple

# --- What a reason can be worth: a hundred points together ------------------------------

# The specialism an indicator asks for first, second, and any later one.
SPECIALISM = (35, 25, 15)
PHASE = 10
PHASE_IN_PART = 5
# A day left is worth three points, up to five days: what a first piece of support takes.
DAY, DAYS_THAT_COUNT = 3, 5
OTHER_TRUST = 10
# Load is spread: each deployment already carried costs as much as two days.
NO_LOAD, A_DEPLOYMENT = 15, 6
# Feedback runs from 1, of no use, to 4, very useful. Few answers say more of chance than of the
# support.
FEEDBACK, FEWEST_ANSWERS, NEUTRAL = 10, 3, 5
BEST_MARK, WORST_MARK = 4, 1
NEAR = 5
# In metres, the unit of the National Grid: a point less for each two kilometres.
KILOMETRE, FAR_BY = 1000, 2
FAR_UNKNOWN = "Distance not known"
# Whoever runs this many deployments is not asked for another.
MOST_RUNNING = 3


class Why(StrEnum):
    """What a reason is about."""

    SPECIALISM = "specialism"
    PHASE = "phase"
    DAYS = "days"
    TRUST = "trust"
    LOAD = "load"
    FEEDBACK = "feedback"
    DISTANCE = "distance"


class Bar(StrEnum):
    """What keeps somebody out whose specialism would fit."""

    PAUSED = "paused"
    OWN_SCHOOL = "own_school"
    OWN_TRUST = "own_trust"
    CONFLICT = "conflict"
    PHASE = "phase"
    SECTOR = "sector"
    NO_DAYS = "no_days"
    TOO_MUCH = "too_much"


# Days that nobody has offered cannot be given away, a pause is the person's own word, and what
# somebody does at their own school is no deployment.
CANNOT_BE_OVERRIDDEN = frozenset({Bar.PAUSED, Bar.NO_DAYS, Bar.OWN_SCHOOL})


@dataclass(frozen=True)
class Fit:
    """A specialism that helps with an indicator."""

    key: str
    words: str


@dataclass(frozen=True)
class Need:
    """One thing a school is weak in, and what would help with it, what fits best first.

    A need without an indicator is a request in somebody's own words.
    """

    urn: int
    phases: frozenset[str]
    trust: int | None
    indicator: str
    label: str
    fits: tuple[Fit, ...]
    sector: str = ""
    easting: int | None = None
    northing: int | None = None
    # Whether the school asks for people of its own trust as well.
    own_trust: bool = False


@dataclass(frozen=True)
class Candidate:
    """A person or an offer of the directory, as far as matching needs to know it.

    An entry without `offered` days has no limit, as most programmes have none.
    """

    entry: int
    name: str
    is_person: bool
    specialisms: frozenset[str]
    phases: frozenset[str]
    home: int | None = None
    trust: int | None = None
    sectors: frozenset[str] = frozenset()
    offered: float | None = None
    booked: float = 0
    running: int = 0
    conflicts: frozenset[int] = frozenset()
    is_paused: bool = False
    feedback: float | None = None
    answers: int = 0
    easting: int | None = None
    northing: int | None = None

    @property
    def left(self) -> float | None:
        """Days still free this term; none where there is no limit."""
        return None if self.offered is None else max(0, self.offered - self.booked)


class Reason(NamedTuple):
    """One reason for somebody, and what it adds to the score; made by the thousand."""

    why: Why
    words: str
    points: int


@dataclass(frozen=True)
class Suggestion:
    """Somebody who could help, and every reason with its points."""

    candidate: Candidate
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True)
class Exclusion:
    """Somebody whose specialism fits and who is not suggested all the same, and why."""

    candidate: Candidate
    bars: tuple[tuple[Bar, str], ...]

    @property
    def words(self) -> str:
        return "; ".join(words for _, words in self.bars)

    @property
    def is_final(self) -> bool:
        """Whether not even a broker's reason helps."""
        return any(bar in CANNOT_BE_OVERRIDDEN for bar, _ in self.bars)


@dataclass(frozen=True)
class Match:
    """Everybody whose specialism fits a need: suggested, the best first, or excluded."""

    need: Need
    people: tuple[Suggestion, ...]
    offers: tuple[Suggestion, ...]
    exclusions: tuple[Exclusion, ...]


class Pool:
    """The directory sorted by specialism, so that a need meets only those it could concern."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        by_specialism: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            for specialism in candidate.specialisms:
                by_specialism[specialism].append(candidate)
        self._by_specialism: Mapping[str, Sequence[Candidate]] = dict(by_specialism)

    def fitting(self, need: Need) -> list[Candidate]:
        """Those with a specialism that helps with the need, each once."""
        found = {
            candidate.entry: candidate
            for fit in need.fits
            for candidate in self._by_specialism.get(fit.key, ())
        }
        return list(found.values())


def match(need: Need, pool: Pool) -> Match:
    """Everybody who could help with a need, the best first, and whoever could not and why."""
    suggestions, exclusions = [], []
    for candidate in pool.fitting(need):
        if is_barred(need, candidate):
            exclusions.append(Exclusion(candidate, bars_of(need, candidate)))
        else:
            suggestions.append(Suggestion(candidate, reasons_of(need, candidate)))
    suggestions.sort(key=_best_first)
    return Match(
        need=need,
        people=tuple(one for one in suggestions if one.candidate.is_person),
        offers=tuple(one for one in suggestions if not one.candidate.is_person),
        exclusions=tuple(
            sorted(exclusions, key=lambda one: (one.candidate.name, one.candidate.entry))
        ),
    )


def who_could_help(needs: Iterable[Need], pool: Pool) -> tuple[int, int]:
    """How many people and how many offers could help with any of a school's needs."""
    helpers = {
        candidate.entry: candidate.is_person
        for need in needs
        for candidate in pool.fitting(need)
        if not is_barred(need, candidate)
    }
    people = sum(helpers.values())
    return people, len(helpers) - people


def _best_first(one: Suggestion) -> tuple[int, int, str, int]:
    """By score; a tie goes to whoever carries fewest deployments."""
    candidate = one.candidate
    return (-one.score, candidate.running, candidate.name, candidate.entry)


# --- What keeps somebody out ------------------------------------------------------------


def bars_of(need: Need, candidate: Candidate) -> tuple[tuple[Bar, str], ...]:
    """Everything that keeps a candidate from a need, in words."""
    held = (
        (Bar.PAUSED, candidate.is_paused, "Paused at present"),
        (Bar.OWN_SCHOOL, _is_own_school(need, candidate), "Works at this school"),
        (Bar.OWN_TRUST, _is_own_trust(need, candidate), "Works in the school’s own trust"),
        (Bar.CONFLICT, need.urn in candidate.conflicts, "Has declared a conflict of interest"),
        (Bar.PHASE, _is_other_phase(need, candidate), "Does not work in this phase"),
        (Bar.SECTOR, _is_other_sector(need, candidate), "Does not work with this kind of school"),
        (Bar.NO_DAYS, _has_no_days(candidate), "No days left this term"),
        (Bar.TOO_MUCH, _carries_too_much(candidate), f"Runs {candidate.running} deployments"),
    )
    return tuple((bar, words) for bar, is_so, words in held if is_so)


def is_barred(need: Need, candidate: Candidate) -> bool:
    """Whether anything keeps a candidate from a need."""
    return (
        candidate.is_paused
        or _has_no_days(candidate)
        or _carries_too_much(candidate)
        or _is_own_school(need, candidate)
        or _is_own_trust(need, candidate)
        or _is_other_phase(need, candidate)
        or _is_other_sector(need, candidate)
        or need.urn in candidate.conflicts
    )


def _is_own_school(need: Need, candidate: Candidate) -> bool:
    return candidate.home == need.urn


def _is_own_trust(need: Need, candidate: Candidate) -> bool:
    return need.trust is not None and candidate.trust == need.trust and not need.own_trust


def _is_other_phase(need: Need, candidate: Candidate) -> bool:
    return not candidate.phases & need.phases


def _is_other_sector(need: Need, candidate: Candidate) -> bool:
    return bool(candidate.sectors and need.sector) and need.sector not in candidate.sectors


def _has_no_days(candidate: Candidate) -> bool:
    return candidate.left == 0


def _carries_too_much(candidate: Candidate) -> bool:
    return candidate.is_person and candidate.running >= MOST_RUNNING


# --- What speaks for somebody -----------------------------------------------------------


def reasons_of(need: Need, candidate: Candidate) -> tuple[Reason, ...]:
    """Every reason for a candidate whom nothing keeps out; their points are the score."""
    return (
        _specialism(need, candidate),
        _phase(need, candidate),
        _days(candidate),
        _trust(need, candidate),
        _load(candidate),
        _feedback(candidate),
        _distance(need, candidate),
    )


def _specialism(need: Need, candidate: Candidate) -> Reason:
    """The best of the candidate's specialisms for this need."""
    place, fit = next(
        (place, fit) for place, fit in enumerate(need.fits) if fit.key in candidate.specialisms
    )
    points = SPECIALISM[min(place, len(SPECIALISM) - 1)]
    return Reason(Why.SPECIALISM, f"Specialism: {fit.words}", points)


def _phase(need: Need, candidate: Candidate) -> Reason:
    if need.phases <= candidate.phases:
        return Reason(Why.PHASE, "Works in this phase", PHASE)
    return Reason(Why.PHASE, "Works in one phase of this school", PHASE_IN_PART)


def _days(candidate: Candidate) -> Reason:
    left = candidate.left
    if left is None:
        return Reason(Why.DAYS, "No limit of days", DAY * DAYS_THAT_COUNT)
    words = "1 day left this term" if left == 1 else f"{left:g} days left this term"
    return Reason(Why.DAYS, words, DAY * int(min(left, DAYS_THAT_COUNT)))


def _trust(need: Need, candidate: Candidate) -> Reason:
    if need.trust is not None and candidate.trust == need.trust:
        return Reason(Why.TRUST, "From the school’s own trust, as asked for", 0)
    if need.trust is None:
        return Reason(Why.TRUST, "From outside the school", OTHER_TRUST)
    if candidate.trust is not None:
        return Reason(Why.TRUST, "From another trust", OTHER_TRUST)
    return Reason(Why.TRUST, "From outside the school’s trust", OTHER_TRUST)


def _load(candidate: Candidate) -> Reason:
    running = candidate.running
    if not running:
        return Reason(Why.LOAD, "No deployment at present", NO_LOAD)
    words = "Runs 1 deployment" if running == 1 else f"Runs {running} deployments"
    return Reason(Why.LOAD, words, max(0, NO_LOAD - A_DEPLOYMENT * running))


def _feedback(candidate: Candidate) -> Reason:
    mean, answers = candidate.feedback, candidate.answers
    if mean is None or not answers:
        return Reason(Why.FEEDBACK, "No feedback yet", NEUTRAL)
    if answers < FEWEST_ANSWERS:
        return Reason(Why.FEEDBACK, "Too little feedback to go by", NEUTRAL)
    share = (mean - WORST_MARK) / (BEST_MARK - WORST_MARK)
    words = f"Found useful: {mean:.1f} of {BEST_MARK} by {answers} schools"
    return Reason(Why.FEEDBACK, words, round(FEEDBACK * share))


def _distance(need: Need, candidate: Candidate) -> Reason:
    east, north = need.easting, need.northing
    if east is None or north is None or candidate.easting is None or candidate.northing is None:
        return Reason(Why.DISTANCE, FAR_UNKNOWN, 0)
    kilometres = hypot(east - candidate.easting, north - candidate.northing) / KILOMETRE
    points = max(0, NEAR - int(kilometres / FAR_BY))
    return Reason(Why.DISTANCE, f"{kilometres:.1f} km away", points)
