"""Sampleport's directory: its spreadsheet taken in like any other, and what people did with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction

from accounts.models import User
from accounts.permissions import Role
from dashboard.sample.people import DOMAIN, SamplePerson
from strategy.terms import TERMS, SchoolTerm
from support_directory.models import (
    Designation,
    DesignationStep,
    Entry,
    EntryPost,
)
from support_directory.services import entries, imports

FILE = Path(__file__).with_name("entries.csv")
State = Designation.State
# Their posts hang on entries, which come later than the accounts: `load` starts them.
LEADERS = [SamplePerson("system_leader", "system.leader", "Sample System Leader", ())]
# How far back each was last confirmed, in days, where it is not recent: one is asked after, one
# has hidden itself.
CONFIRMED_BEFORE = {"SAMPLE-24": 340, "SAMPLE-25": 380}
# Shown to the public, besides every offer.
PUBLIC = {f"SAMPLE-{number:02}" for number in (1, 3, 5, 9, 16, 18, 26)}
ASSURED = {
    "SAMPLE-01": "Visit by two reviewers, feedback of three schools.",
    "SAMPLE-03": "Feedback of four schools.",
    "SAMPLE-05": "Visit by two reviewers.",
    "SAMPLE-18": "Inspection reports of two supported schools.",
    "SAMPLE-26": "Visit by two reviewers, feedback of two schools.",
    "SAMPLE-27": "Report of the hub’s own evaluation.",
}


@dataclass(frozen=True)
class Told:
    """A designation of the sample: whose, how it stands, and for how long in days."""

    reference: str
    state: str
    began: int = 0


DESIGNATIONS = [
    *(Told(f"SAMPLE-{number:02}", State.ACTIVE, 200) for number in range(1, 13)),
    Told("SAMPLE-13", State.REVIEW_DUE, 370),
    Told("SAMPLE-14", State.APPLIED),
    Told("SAMPLE-15", State.REFERRED),
    Told("SAMPLE-16", State.ACTIVE, 300),
    Told("SAMPLE-17", State.PAUSED, 250),
    Told("SAMPLE-18", State.ACTIVE, 320),
    Told("SAMPLE-19", State.ACTIVE, 150),
    Told("SAMPLE-25", State.DECLINED),
    Told("SAMPLE-26", State.ACTIVE, 240),
]


def load(*, on: date, by: User, log: Callable[[str], None]) -> int:
    """Enter the sample directory where it is missing; how many things were made."""
    if Entry.objects.filter(is_sample=True).exists():
        return 0
    at = datetime.combine(on, time(9), tzinfo=UTC)
    made = _take_in(on=on, by=by, at=at)
    people = {entry.reference: entry for entry in Entry.objects.filter(is_sample=True)}
    _confirm_and_show(people, on=on, at=at)
    for told in DESIGNATIONS:
        _designate(people[told.reference], told, on=on, by=by)
    _let_the_leader_keep(people["SAMPLE-26"], on=on)
    log(f"Support directory: {made} people and offers")
    return made + len(DESIGNATIONS)


@transaction.atomic
def _take_in(*, on, by, at):
    import_ = imports.look_into(
        data=FILE.read_bytes(),
        name=FILE.name,
        academic_year=SchoolTerm.of(on).academic_year,
        by=by,
        at=at,
    )
    taken = imports.take_in(import_=import_, by=by, at=at, is_sample=True)
    # The next school year already has the days of this one, for those who plan ahead.
    for entry in Entry.objects.filter(is_sample=True).prefetch_related("capacities"):
        days = {each.school_term.later(len(TERMS)): each.days for each in entry.capacities.all()}
        entries.offer_days(entry=entry, days=days, by=by, at=at)
    return taken.counts["new"]


def _confirm_and_show(people, *, on, at):
    """Days of confirmation, quality and consent, put straight into the rows: nobody did them."""
    for reference, entry in people.items():
        told = {"last_confirmed_on": on - timedelta(days=CONFIRMED_BEFORE.get(reference, 30))}
        if CONFIRMED_BEFORE.get(reference, 0) > 365:
            told |= {"state": Entry.State.HIDDEN, "hidden_because": Entry.Because.UNCONFIRMED}
        if not entry.is_person or reference in PUBLIC:
            told |= {"consent_public": True, "consent_changed_at": at}
        if reference in ASSURED:
            told |= {
                "quality_assured_on": on - timedelta(days=100),
                "quality_note": ASSURED[reference],
            }
        for name, value in told.items():
            setattr(entry, name, value)
        entry.save()


def _designate(entry, told, *, on, by):
    began = on - timedelta(days=told.began)
    applied = (began if told.began else on) - timedelta(days=60 if told.began else 10)
    begun = told.state in (State.ACTIVE, State.REVIEW_DUE, State.PAUSED)
    designation = Designation.objects.create(
        entry=entry,
        type=entry.type,
        body="Sampleport Education Partnership",
        state=told.state,
        statement="Five years in leadership, and asked by other schools for help since.",
        applied_on=applied,
        applied_by=by,
        reference="" if told.state == State.APPLIED else "We can spare them and are proud of them.",
        release_days=None if told.state == State.APPLIED else 15,
        starts_on=began if begun else None,
        review_due_on=began + timedelta(days=365) if begun else None,
    )
    DesignationStep.objects.create(
        designation=designation,
        after=told.state,
        at=datetime.combine(began if begun else applied, time(9), tzinfo=UTC),
        by=by,
    )


def _let_the_leader_keep(entry, *, on):
    leader = User.objects.filter(email=f"{LEADERS[0].mailbox}@{DOMAIN}").first()
    if leader is None:
        return
    entry.owner = leader
    entry.save()
    EntryPost.objects.create(
        user=leader, entry=entry, role=Role.SYSTEM_LEADER, starts_on=on - timedelta(days=240)
    )
