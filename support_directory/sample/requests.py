"""Invented requests of Sampleport at every age: new, late, shortlisted, offered, ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from accounts.permissions import Role
from dashboard.sample.people import DOMAIN
from schools.models import FIRST_SAMPLE_URN, School
from support_directory.models import Entry, SupportRequest
from support_directory.services import requests
from support_directory.services.requests import Wanted

State = SupportRequest.State
Funding = SupportRequest.Funding


@dataclass(frozen=True)
class Told:
    """One request of the sample: of which school, how many days ago, and how far it came."""

    urn: int
    days_ago: int
    wanted: Wanted
    becomes: str = State.REQUESTED
    mailbox: str = ""
    why: str = ""


TOLD = [
    Told(
        900_002,
        1,
        Wanted(
            need="Overall absence: we would like somebody to look at our first-day calls with us.",
            specialism="attendance",
            indicator="F1",
            indicator_label="Overall absence",
            days=Decimal(2),
            funding=Funding.ENTITLEMENT,
        ),
        mailbox="infant.head",
    ),
    Told(
        900_031,
        8,
        Wanted(
            need="Our year 6 leaves with too little mathematics, and the subject lead is new.",
            specialism="maths",
            expected_outcomes="Lessons that build on each other, and a lead who can go on alone.",
            days=Decimal(5),
            funding=Funding.SCHOOL,
        ),
    ),
    Told(
        900_011,
        0,
        Wanted(
            need="A first look at how our middle leaders read books together.",
            specialism="cpd",
            days=Decimal(3),
            funding=Funding.UNKNOWN,
        ),
        mailbox="head",
    ),
    Told(
        900_025,
        4,
        Wanted(
            need="Phonics in reception and year 1: daily sessions and coaching of assistants.",
            specialism="phonics",
            days=Decimal(4),
            funding=Funding.TRUST,
        ),
        becomes=State.SHORTLISTED,
    ),
    Told(
        900_039,
        12,
        Wanted(
            need="Writing across the school; moderation with another school first.",
            specialism="english",
            days=Decimal(2),
            funding=Funding.ENTITLEMENT,
        ),
        becomes=State.OFFERED,
    ),
    Told(
        900_033,
        30,
        Wanted(need="Help with the timetable of a very small school.", specialism="curriculum"),
        becomes=State.WITHDRAWN,
        why="A neighbouring school has lent us theirs.",
    ),
]
ROLES = {"head": Role.HEAD, "infant.head": Role.HEAD}


def load(*, on: date, by: User, log: Callable[[str], None]) -> int:
    """Enter the sample requests where none is there; how many were made."""
    if SupportRequest.objects.filter(school__urn__gte=FIRST_SAMPLE_URN).exists():
        return 0
    people = {user.email: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    made = sum(_make(told, people, on=on, by=by) for told in TOLD)
    log(f"Support directory: {made} requests for support")
    return made


def _make(told, people, *, on, by):
    school = School.objects.filter(pk=told.urn).first()
    if school is None:
        return 0
    at = datetime.combine(on - timedelta(days=told.days_ago), time(10), tzinfo=UTC)
    asker = people.get(f"{told.mailbox}@{DOMAIN}", by)
    role = ROLES.get(told.mailbox, Role.OFFICER)
    request, _ = requests.ask(
        school=school,
        wanted=told.wanted,
        once=uuid5(NAMESPACE_URL, f"sample request of {told.urn}"),
        post=role.label,
        by=asker,
        at=at,
    )
    if told.becomes in (State.SHORTLISTED, State.OFFERED):
        _find_somebody(request, told, by=by, at=at + timedelta(days=1))
    if told.becomes == State.WITHDRAWN:
        later = at + timedelta(days=2)
        requests.end(request=request, why=told.why, state=told.becomes, by=asker, at=later)
    return 1


def _find_somebody(request, told, *, by, at):
    """The two whom matching puts first; the first of them is asked."""
    best = [one.candidate.entry for one in requests.match_for(request, at=at).people[:2]]
    entries = Entry.objects.in_bulk(best)
    for place, pk in enumerate(best):
        entry = entries[pk]
        if place == 0 and told.becomes == State.OFFERED:
            requests.propose(
                request=request, entry=entry, days=request.days or Decimal(2), by=by, at=at
            )
        else:
            requests.shortlist(request=request, entry=entry, by=by, at=at)
