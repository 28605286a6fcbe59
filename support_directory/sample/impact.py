"""Support of the three school years before this one, so that there is something to look back on.

About ninety deployments, three quarters of them from trusts, all closed. Everybody is invented,
and so is every pair: who went where is drawn from dice, never within a trust.
"""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from core import history
from dashboard.sample.standing import dice
from schools.models import School
from strategy.models.progress import Term
from strategy.terms import SchoolTerm
from support_directory.models import (
    Deployment,
    DeploymentObjective,
    Entry,
    EntrySpecialism,
    Move,
    Visit,
)

# Leaders who have since left the directory: name, home school, what they led.
PAST = [
    ("Alder Brent", 900_016, "maths"),
    ("Bay Knot", 900_025, "english"),
    ("Cove Dunlin", 900_032, "maths"),
    ("Delta Scoter", 900_047, "phonics"),
    ("Eddy Sanderling", 900_053, "attendance"),
    ("Fen Whimbrel", 900_056, "english"),
    ("Gale Shearwater", 900_013, "english"),
    ("Haven Garganey", 900_050, "behaviour"),
    ("Inlet Pochard", 900_039, "maths"),
    ("Jetty Merganser", 900_054, "gap"),
]
HOSTS = [
    900_011, 900_014, 900_018, 900_021, 900_022, 900_023, 900_024, 900_027, 900_031, 900_033,
    900_045, 900_049, 900_055, 900_042, 900_012, 900_037,
]  # fmt: skip
# How many deployments began in each of the three years, the longest ago first.
IN_YEAR = (26, 30, 34)
FIRST_DAYS = {Term.AUTUMN: (9, 28), Term.SPRING: (1, 18), Term.SUMMER: (4, 24)}
PURPOSES = {
    "maths": "Mathematics in years 5 and 6",
    "english": "Reading and writing in years 3 to 6",
    "phonics": "Daily phonics and keep-up sessions",
    "attendance": "Who misses one session in ten",
    "behaviour": "Routines and the return from suspension",
    "gap": "Progress of disadvantaged pupils",
}
REFERENCE = "SAMPLE-PAST-{:02}"
DAY_RATE, HOME_SHARE = Decimal("350.00"), Decimal("300.00")


@transaction.atomic
def load(*, on: date, by, log: Callable[[str], None]) -> int:
    """Enter the support of the three years before this one; how many deployments were made."""
    if Entry.objects.filter(reference=REFERENCE.format(1)).exists():
        return 0
    schools = School.objects.in_bulk([*HOSTS, *(urn for _, urn, _ in PAST)])
    givers = [
        _past_leader(number, *leader, on=on, by=by) for number, leader in enumerate(PAST, start=1)
    ]
    this_year = SchoolTerm.of(on).academic_year
    made = 0
    for year, count in zip(range(this_year - len(IN_YEAR), this_year), IN_YEAR, strict=True):
        for number in range(count):
            _given(year, number, givers, schools, by=by)
            made += 1
    log(f"Support directory: {made} deployments of earlier years")
    return made


def _past_leader(number, name, urn, code, *, on, by):
    entry = Entry(
        kind=Entry.Kind.PERSON,
        type=Entry.Type.SLE,
        name=name,
        headline="Has left the directory",
        reference=REFERENCE.format(number),
        school_id=urn,
        for_primary=urn < 900_048,
        for_secondary=urn >= 900_048,
        state=Entry.State.ENDED,
        is_sample=True,
    )
    history.save(entry, by=by)
    EntrySpecialism.objects.create(entry=entry, code=code)
    return entry, code


def _given(year, number, givers, schools, *, by):
    """One deployment with its visits, checked and billed: nothing is left to do about it."""
    throws = dice("support", year, number)
    host = schools[HOSTS[number % len(HOSTS)]]
    allowed = [
        (entry, code)
        for entry, code in givers
        if entry.school_id != host.pk and not _same_trust(schools[entry.school_id], host)
    ]
    entry, code = allowed[throws.randrange(len(allowed))]
    term = Term(str(throws.choice((1, 1, 2, 2, 3))))
    month, day = FIRST_DAYS[term]
    first = date(year - 1 if term == Term.AUTUMN else year, month, day)
    first += timedelta(days=throws.randrange(15))
    visits = throws.randrange(2, 7)
    last = first + timedelta(days=7 * visits)
    deployment = Deployment(
        entry=entry,
        host_school=host,
        home_school=schools[entry.school_id],
        state=Deployment.State.CLOSED,
        purpose=PURPOSES[code],
        academic_year=year,
        term=term,
        days_planned=Decimal(visits),
        day_rate=DAY_RATE,
        home_share=HOME_SHARE,
        starts_on=first,
        ends_on=last,
        completed_on=last,
        exit_plan="The subject leader goes on with what was agreed.",
        conflict=Deployment.Conflict.NONE,
        created_at=_at(first - timedelta(days=14)),
        created_by=by,
    )
    history.save(deployment, by=by)
    DeploymentObjective.objects.create(
        deployment=deployment, number=1, text=PURPOSES[code], measure="Pupils’ books and tests"
    )
    days = [first + timedelta(days=7 * week) for week in range(visits)]
    Visit.objects.bulk_create(
        Visit(
            deployment=deployment,
            held_on=day,
            half_days=2,
            record="Planning, a lesson together, and a look at books.",
            recorded_at=_at(day + timedelta(days=2)),
            is_accurate=True,
            answered_at=_at(day + timedelta(days=4)),
            invoiced_on=last + timedelta(days=14),
        )
        for day in days
    )
    for before, after in itertools.pairwise(
        ("", Deployment.State.OFFERED, Deployment.State.CLOSED)
    ):
        when = deployment.created_at if not before else _at(last + timedelta(days=21))
        Move.objects.create(deployment=deployment, before=before, after=after, at=when, by=by)


def _same_trust(one, other):
    return one.trust_id is not None and one.trust_id == other.trust_id


def _at(day):
    return datetime.combine(day, time(9), UTC)
