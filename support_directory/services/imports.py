"""Taking in a spreadsheet: looked into first, entered as a whole once somebody says so."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError
from core import audit
from schools.models import School
from strategy.models.progress import Term
from strategy.terms import SchoolTerm
from support_directory.models import DirectoryImport, Entry, Stage
from support_directory.rows import Draft, Known, Problem, check, words_for
from support_directory.search import folded
from support_directory.services import entries
from support_directory.spreadsheets import read

State = DirectoryImport.State
# How long rows about people wait for somebody to decide on them.
KEPT_FOR = timedelta(days=30)


@dataclass
class Plan:
    """What taking a file in would do: entries made, changed or left, and what stands in the way."""

    new: list[Draft] = field(default_factory=list)
    known: list[tuple[Draft, Entry]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def known_places() -> Known:
    """The schools and trusts that a row may name, and the words it may choose from."""
    open_here = School.objects.local().open()
    return Known(
        schools=frozenset(open_here.values_list("pk", flat=True)),
        trusts=frozenset(open_here.exclude(trust=None).values_list("trust", flat=True)),
        types=words_for(Entry.Type.choices),
        offers=frozenset(Entry.OFFER_TYPES),
        kinds=words_for(Entry.Organisation.choices),
        stages=words_for(Stage.choices),
        sectors=words_for(Entry.Sector.choices),
    )


@transaction.atomic
def look_into(
    *, data: bytes, name: str, academic_year: int, by: User | None, at: datetime
) -> DirectoryImport:
    """Keep a file's rows and what is wrong with them; raises UnreadableError for no spreadsheet.

    The very same file, not yet decided on, is not kept twice.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    there = DirectoryImport.objects.filter(
        sha256=sha256, academic_year=academic_year, state=State.CHECKED
    ).first()
    rows = read(data, name=name)
    plan = plan_of(rows)
    problems = [asdict(problem) for problem in plan.problems]
    if there:
        # The directory may have moved on since.
        there.problems = problems
        there.save(update_fields=["problems"])
        return there
    kept = DirectoryImport.objects.create(
        file_name=name[:255],
        sha256=sha256,
        academic_year=academic_year,
        rows=rows,
        problems=problems,
        uploaded_at=at,
        uploaded_by=by,
    )
    audit.record("spreadsheet of entries sent", subject=kept, by=by)
    return kept


def plan_of(rows: Iterable[dict[str, str]]) -> Plan:
    """What rows would do to the directory as it stands. Three queries."""
    drafts, problems = check(rows, known=known_places())
    plan = Plan(problems=problems)
    by_key: dict[tuple[str, ...], Entry] = {}
    there = Entry.objects.select_related("school", "trust").prefetch_related("specialisms")
    for entry in there.order_by("-pk"):
        for key in _keys_of(entry):
            by_key[key] = entry
    claimed: dict[int, int] = {}
    for draft in drafts:
        email = "" if draft.type in Entry.OFFER_TYPES else draft.email.lower()
        keys = [("reference", draft.reference), ("email", email)]
        wanted = [key for key in keys if key[1]] + [("name", *draft.person)]
        found = next((by_key[key] for key in wanted if key in by_key), None)
        if found is None:
            plan.new.append(draft)
        else:
            plan.known.append((draft, found))
            plan.problems += _in_the_way(draft, found, claimed)
    plan.problems.sort(key=lambda problem: problem.row)
    return plan


def _in_the_way(draft: Draft, entry: Entry, claimed: dict[int, int]) -> Iterable[Problem]:
    """Why a row cannot change the entry it is about; notes that it wants to."""
    first = claimed.setdefault(entry.pk, draft.row)
    if first != draft.row:
        words = f"This is {entry}, like row {first}. Keep one of the two rows."
        yield Problem(draft.row, "Name", words)
    elif entry.state == Entry.State.ENDED:
        words = f"{entry} has left the directory. Take the row out, or enter them by hand."
        yield Problem(draft.row, "Name", words)


def _keys_of(entry: Entry) -> Iterable[tuple[str, ...]]:
    if entry.reference:
        yield ("reference", entry.reference)
    if entry.email and entry.is_person:
        yield ("email", entry.email.lower())
    place = entry.school_id or entry.trust_id or folded(entry.organisation)
    yield ("name", folded(entry.name), str(place))


@transaction.atomic
def take_in(
    *, import_: DirectoryImport, by: User | None, at: datetime, is_sample: bool = False
) -> DirectoryImport:
    """Enter every row of a file without a problem; doing it twice changes nothing."""
    now = DirectoryImport.objects.select_for_update().get(pk=import_.pk)
    if now.state == State.TAKEN_IN:
        return now
    if now.state == State.DISCARDED:
        raise RefusedError("This file has been discarded. Send it again to take it in.")
    plan = plan_of(now.rows)
    if plan.problems:
        raise RefusedError(
            "The directory has changed since the file was checked, and it no longer fits."
            " Send it again and read the report."
        )
    counts = {"new": len(plan.new), "changed": 0, "same": 0}
    for draft in plan.new:
        _enter(Entry(), draft, now, by=by, at=at, is_sample=is_sample)
    for draft, entry in plan.known:
        changed = _enter(entry, draft, now, by=by, at=at)
        counts["changed" if changed else "same"] += 1
    now.counts = counts
    _decide(now, State.TAKEN_IN, by=by, at=at)
    audit.record("spreadsheet of entries taken in", subject=now, by=by, after=counts)
    return now


@transaction.atomic
def discard(*, import_: DirectoryImport, by: User | None, at: datetime) -> DirectoryImport:
    now = DirectoryImport.objects.select_for_update().get(pk=import_.pk)
    if now.state == State.DISCARDED:
        return now
    if not now.can_become(State.DISCARDED):
        raise RefusedError("This file has been taken in already.")
    _decide(now, State.DISCARDED, by=by, at=at)
    audit.record("spreadsheet of entries discarded", subject=now, by=by)
    return now


def let_go(*, at: datetime) -> int:
    """Discard files that nobody has decided on for a month; how many."""
    forgotten = DirectoryImport.objects.filter(state=State.CHECKED, uploaded_at__lt=at - KEPT_FOR)
    for import_ in forgotten:
        discard(import_=import_, by=None, at=at)
    return len(forgotten)


def _decide(import_: DirectoryImport, state: str, *, by: User | None, at: datetime) -> None:
    """Rows about people are not kept longer than somebody needs them to decide."""
    import_.state, import_.decided_at, import_.decided_by = state, at, by
    import_.rows, import_.problems = [], []
    import_.save()


def _enter(entry, draft, import_, *, by, at, is_sample=False):
    """One row, written as an entry with its days; whether anything changed."""
    before = _fingerprint(entry)
    entry.kind = Entry.Kind.OFFER if draft.type in Entry.OFFER_TYPES else Entry.Kind.PERSON
    for name in ("type", "name", "organisation", "organisation_kind", "sector"):
        setattr(entry, name, getattr(draft, name))
    # A cell left blank takes nothing away from what is known already.
    for name in ("reference", "headline", "summary", "email", "evidence", "cost", "travel"):
        setattr(entry, name, getattr(draft, name) or getattr(entry, name))
    entry.school_id, entry.trust_id = draft.school, draft.trust
    for stage in Stage:
        setattr(entry, f"for_{stage}", stage in draft.stages)
    if draft.day_rate is not None:
        entry.day_rate = draft.day_rate
    if entry.pk is None or (
        draft.confirmed_on and draft.confirmed_on > (entry.last_confirmed_on or draft.confirmed_on)
    ):
        entry.last_confirmed_on = draft.confirmed_on or timezone.localdate(at)
    if entry.state == Entry.State.DRAFT:
        entry.state = Entry.State.LISTED
    codes = draft.specialisms or (entry.specialism_codes if entry.pk else [])
    entries.write(entry=entry, codes=codes, by=by, at=at, is_sample=is_sample)
    days = {
        SchoolTerm(import_.academic_year, term): offered
        for term, offered in zip(Term, draft.days, strict=True)
        if offered is not None
    }
    had = {(each.academic_year, each.term): each.days for each in entry.capacities.all()}
    try:
        entries.offer_days(entry=entry, days=days, by=by, at=at)
    except RefusedError as refused:
        raise RefusedError(f"Row {draft.row}, {entry}: {refused}") from None
    moved = any(had.get((term.academic_year, term.term)) != each for term, each in days.items())
    return moved or before != _fingerprint(entry)


def _fingerprint(entry):
    """What an import can change of an entry."""
    if entry.pk is None:
        return None
    names = [field.attname for field in Entry._meta.fields if field.name != "search_text"]
    codes = sorted(entry.specialisms.values_list("code", flat=True))
    return [getattr(entry, name) for name in names], codes
