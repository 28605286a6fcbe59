"""Whom matching chooses among: everything listed in the directory, in three queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from strategy.terms import SchoolTerm
from support_directory.matching import Candidate, Pool
from support_directory.models import Deployment, Designation, Entry, Evaluation, Stage

# From the offer until the work is done somebody carries it.
CARRIED = frozenset(
    {"offered", "accepted", "released", "agreed", "active", "mid_review", "paused", "unreleased"}
)
# How useful a school found somebody, as a number.
MARKS = {
    Evaluation.Useful.VERY: 4,
    Evaluation.Useful.USEFUL: 3,
    Evaluation.Useful.LITTLE: 2,
    Evaluation.Useful.NOT: 1,
}


@dataclass
class Carries:
    """What one entry has to do with deployments, at present and before."""

    booked: Decimal = Decimal(0)
    running: int = 0
    conflicts: set[int] = field(default_factory=set)
    marks: list[int] = field(default_factory=list)


def pool_on(on: date) -> Pool:
    """The directory as matching finds it on a day."""
    return Pool(candidates_on(on))


def candidates_on(on: date) -> list[Candidate]:
    """Everything listed, with the days of the day's term and all that is carried."""
    term = SchoolTerm.of(on)
    carried = _carried(term)
    nothing = Carries()
    return [_candidate(entry, carried.get(entry.pk, nothing)) for entry in _listed(term)]


def _listed(term: SchoolTerm):
    """Entries with their home, specialisms, days offered in the term, and whether they pause."""
    designations = Designation.objects.filter(entry=OuterRef("pk"))
    return (
        Entry.objects.listed()
        .select_related("school")
        .prefetch_related("specialisms")
        .annotate(
            of_term=FilteredRelation(
                "capacities",
                condition=Q(
                    capacities__academic_year=term.academic_year, capacities__term=term.term
                ),
            ),
            offered=F("of_term__days"),
            is_paused=Exists(designations.filter(state=Designation.State.PAUSED))
            & ~Exists(designations.current()),
        )
        .defer("summary", "evidence", "search_text")
        .order_by("pk")
    )


def _carried(term: SchoolTerm) -> dict[int, Carries]:
    """What each entry carries, by its number."""
    carried: dict[int, Carries] = defaultdict(Carries)
    said = FilteredRelation(
        "evaluations",
        condition=Q(evaluations__part=Evaluation.Part.HOST, evaluations__answered_at__isnull=False),
    )
    rows = Deployment.objects.annotate(said=said).values_list(
        "entry",
        "state",
        "academic_year",
        "term",
        "days_planned",
        "host_school",
        "conflict",
        "said__useful",
    )
    for entry, state, year, of_term, days, host, conflict, useful in rows:
        one = carried[entry]
        one.running += state in CARRIED
        if state not in Deployment.FREE and (year, of_term) == (term.academic_year, term.term):
            one.booked += days
        if conflict == Deployment.Conflict.MANAGED:
            one.conflicts.add(host)
        if useful:
            one.marks.append(MARKS[useful])
    return dict(carried)


def _candidate(entry: Entry, carries: Carries) -> Candidate:
    offered = entry.offered  # type: ignore[attr-defined]
    if offered is None and entry.is_person:
        # Who said nothing about the term has promised no day of it.
        offered = Decimal(0)
    marks = carries.marks
    home = entry.school
    return Candidate(
        entry=entry.pk,
        name=entry.name,
        is_person=entry.is_person,
        specialisms=frozenset(entry.specialism_codes),
        phases=frozenset(str(stage) for stage in Stage if getattr(entry, f"for_{stage}")),
        home=entry.school_id,
        trust=entry.home_trust_id,
        sectors=(
            frozenset() if entry.sector == Entry.Sector.ANY else frozenset([str(entry.sector)])
        ),
        offered=None if offered is None else float(offered),
        booked=float(carries.booked),
        running=carries.running,
        conflicts=frozenset(carries.conflicts),
        is_paused=entry.is_paused,  # type: ignore[attr-defined]
        feedback=sum(marks) / len(marks) if marks else None,
        answers=len(marks),
        easting=home.easting if home else None,
        northing=home.northing if home else None,
    )
