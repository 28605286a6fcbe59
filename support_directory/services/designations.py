"""The way through a designation: each step a service, the two-person decisions among them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from accounts.permissions import Role
from accounts.services import RefusedError, day
from core import audit
from schools.models import School
from support_directory import notices
from support_directory.models import Designation, DesignationStep, Entry, EntryPost
from support_directory.services import entries

State = Designation.State
Decision = Designation.Decision

# Reviews come once a year; after a move to another school within eighteen months.
REVIEWED_AFTER = timedelta(days=365)
REVIEWED_AFTER_A_MOVE = timedelta(days=548)
# How long before a review whoever is reviewed is told of it.
SOON = timedelta(days=30)
# Endings after which a person is not in the directory any more.
GONE = (Designation.EndedBecause.LEFT, Designation.EndedBecause.CONDUCT)


class ProposedAnewError(RefusedError):
    """Something else is proposed than whoever agrees had read."""


@transaction.atomic
def apply(
    *, entry: Entry, type: str, body: str, statement: str, by: User, at: datetime
) -> Designation:
    """Ask for a title, for oneself or for somebody else; asking twice is asking once."""
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if not entry.is_person or type in Entry.OFFER_TYPES:
        raise RefusedError("Only a person can be designated.")
    if entry.state == Entry.State.ENDED:
        raise RefusedError("This entry has ended. Enter the person anew first.")
    asked = Designation.objects.filter(entry=entry, type=type)
    over = (State.DECLINED, State.ENDED, State.WITHDRAWN)
    if (there := asked.exclude(state__in=over).first()) is not None:
        if there.state == State.APPLIED and there.applied_by_id == by.pk:
            return there
        raise RefusedError(
            f"There is a designation of this kind already: it is {there.get_state_display()}."
        )
    designation = Designation.objects.create(
        entry=entry,
        type=type,
        body=body,
        statement=statement,
        applied_on=timezone.localdate(at),
        applied_by=by,
    )
    _note(designation, before="", by=by, at=at, why=statement)
    notices.tell_heads_of_reference(designation, on=timezone.localdate(at), by=by)
    return designation


@transaction.atomic
def refer(
    *,
    designation: Designation,
    supports: bool,
    reference: str,
    release_days: Decimal | None,
    by: User,
    at: datetime,
) -> Designation:
    """The head's word: with it the application goes to a panel, without it it is declined."""
    now = _locked(designation)
    if now.entry.owner_id == by.pk:
        raise RefusedError("Nobody writes their own reference. Ask the chair of governors.")
    if supports and not release_days:
        raise RefusedError("Say how many days a year the school would release this person.")
    now.reference, now.release_days = reference, release_days
    now.referred_on, now.referred_by = timezone.localdate(at), by
    if supports:
        return _move(now, State.REFERRED, by=by, at=at)
    now.decided_on = timezone.localdate(at)
    # The reference itself is for the panel; a person who is declined may ask and appeal.
    why = "The head of the home school does not support the application."
    return _move(now, State.DECLINED, by=by, at=at, why=why)


@transaction.atomic
def call_panel(*, designation: Designation, panel_on: date, by: User, at: datetime) -> Designation:
    """Set the day on which a panel looks into an application."""
    now = _locked(designation)
    now.panel_on = panel_on
    return _move(now, State.PANEL, by=by, at=at, why=f"The panel meets on {day(panel_on)}.")


@transaction.atomic
def propose(
    *, designation: Designation, decision: str, why: str, by: User, at: datetime
) -> Designation:
    """The first of two says how a panel or an appeal is to be decided; nothing changes yet."""
    now = _locked(designation)
    _refuse_who_may_not_decide(now, by)
    if now.state not in (State.PANEL, State.APPEALED):
        raise RefusedError(f"There is nothing to decide: it is {now.get_state_display()}.")
    now.decision, now.decision_why = decision, why
    now.decided_by, now.seconded_by, now.decided_on = by, None, None
    now.save()
    words = f"Proposed {now.get_decision_display()}: {why}"
    _note(now, before=now.state, by=by, at=at, why=words)
    return now


@transaction.atomic
def second(*, designation: Designation, seen: str, by: User, at: datetime) -> Designation:
    """The second of two agrees with what the first proposed, and it is decided.

    `seen` is the `proposal` they read: nobody agrees to another that came meanwhile.
    """
    now = _locked(designation)
    if now.seconded_by_id == by.pk:
        return now
    _refuse_who_may_not_decide(now, by)
    if now.decided_by_id is None or not now.decision:
        raise RefusedError("Nobody has proposed a decision yet.")
    if now.decided_by_id == by.pk:
        raise RefusedError("You proposed this yourself. Another person has to agree.")
    if now.proposal != seen:
        raise ProposedAnewError(
            f"{now.decided_by or 'Somebody'} has proposed something else since you opened the"
            " page. Nothing was decided: read it below."
        )
    today = timezone.localdate(at)
    now.seconded_by, now.decided_on = by, today
    granted = now.decision == Decision.GRANTED
    if now.state == State.PANEL or now.starts_on is None:
        to = State.DESIGNATED if granted else State.DECLINED
    else:
        to = State.ACTIVE if granted else State.ENDED
        if granted:
            now.ends_on, now.ended_because = None, ""
            now.review_due_on = today + REVIEWED_AFTER
    now = _move(now, to, by=by, at=at, why=now.decision_why)
    if to == State.ACTIVE:
        _let_keep(now, by=by, on=today)
    return now


def _refuse_who_may_not_decide(designation: Designation, by: User) -> None:
    if by.pk in (designation.entry.owner_id, designation.referred_by_id):
        raise RefusedError("Nobody decides on themselves, or on whom they gave a reference for.")
    if designation.state != State.APPEALED:
        return
    earlier = designation.steps.filter(
        at__lt=_appealed_at(designation), before__in=[State.PANEL, State.ACTIVE, State.REVIEW_DUE]
    )
    if earlier.filter(by=by).exists():
        raise RefusedError("You took part in the decision that is appealed. Others decide now.")


def _appealed_at(designation: Designation) -> datetime:
    steps = designation.steps.filter(after=State.APPEALED)
    return steps.exclude(before=State.APPEALED).latest("at").at


@transaction.atomic
def begin(
    *, designation: Designation, starts_on: date, by: User | None, at: datetime
) -> Designation:
    """The title counts from a day on; its person may keep the entry from now on."""
    now = _locked(designation)
    now.starts_on, now.review_due_on = starts_on, starts_on + REVIEWED_AFTER
    now = _move(now, State.ACTIVE, by=by, at=at)
    _let_keep(now, by=by, on=timezone.localdate(at))
    return now


@transaction.atomic
def renew(*, designation: Designation, why: str, by: User, at: datetime) -> Designation:
    """A review that went well: the title stands for another year, at a school moved to as well."""
    now = _locked(designation)
    if now.entry.owner_id == by.pk:
        raise RefusedError("Nobody reviews themselves. Ask a colleague to do it.")
    if now.state == State.ACTIVE:
        return now
    now.review_due_on = timezone.localdate(at) + REVIEWED_AFTER
    now.moved_on = now.moved_to = None
    return _move(now, State.ACTIVE, by=by, at=at, why=why)


@transaction.atomic
def pause(*, designation: Designation, why: str, by: User, at: datetime) -> Designation:
    return _move(_locked(designation), State.PAUSED, by=by, at=at, why=why)


@transaction.atomic
def move_school(
    *, designation: Designation, to: School, moved_on: date, by: User, at: datetime
) -> Designation:
    """The leader works at another school: the title stands until a review within 18 months."""
    now = _locked(designation)
    if to.pk == now.entry.school_id:
        raise RefusedError(f"{to} is the home school already.")
    now.moved_on, now.moved_to = moved_on, to
    now.review_due_on = moved_on + REVIEWED_AFTER_A_MOVE
    now = _move(now, State.MOVED, by=by, at=at, why=f"Moved to {to} on {day(moved_on)}.")
    entry = now.entry
    entry.school, entry.trust, entry.organisation = to, None, ""
    entries.write(entry=entry, codes=entry.specialism_codes, by=by, at=at)
    return now


@transaction.atomic
def end(*, designation: Designation, because: str, why: str, by: User, at: datetime) -> Designation:
    """End a title today; with the last of them its person keeps the entry no longer.

    The entry of somebody who has left ends, that of others is hidden until a broker lists it.
    """
    now = _locked(designation)
    if now.state == State.ENDED:
        return now
    today = timezone.localdate(at)
    now.ends_on = max(today, now.starts_on or today)
    now.ended_because = because
    now = _move(now, State.ENDED, by=by, at=at, why=why)
    others = now.entry.designations.exclude(pk=now.pk)
    if others.current().exists():
        return now
    entries.end_keeping(entry=now.entry, by=by, at=at)
    to = Entry.State.ENDED if because in GONE else Entry.State.HIDDEN
    if now.entry.can_become(to):
        entries.move(entry=now.entry, to=to, because=Entry.Because.KEEPER, by=by, at=at)
    return now


@transaction.atomic
def withdraw(*, designation: Designation, why: str, by: User, at: datetime) -> Designation:
    return _move(_locked(designation), State.WITHDRAWN, by=by, at=at, why=why)


@transaction.atomic
def appeal(*, designation: Designation, why: str, by: User, at: datetime) -> Designation:
    """Ask once for two others to decide again."""
    now = _locked(designation)
    if now.state == State.APPEALED:
        return now
    if now.appealed_on:
        raise RefusedError("This has been appealed before. What was decided then stands.")
    now.appealed_on, now.appeal_why = timezone.localdate(at), why
    now.decision, now.decision_why = "", ""
    now.decided_by = now.seconded_by = now.decided_on = None
    return _move(now, State.APPEALED, by=by, at=at, why=why)


def remind_of_reviews(*, on: date, at: datetime) -> None:
    """Tell whose review comes within a month, once; mark those whose day has come."""
    coming = Designation.objects.current().filter(review_due_on__lte=on + SOON)
    for designation in coming.select_related("entry__owner"):
        notices.tell_of_review(designation, on=on)
    due = Designation.objects.filter(state=State.ACTIVE, review_due_on__lte=on)
    for designation in due:
        with transaction.atomic():
            now = _locked(designation)
            if now.state == State.ACTIVE:
                _move(now, State.REVIEW_DUE, by=None, at=at)


def _let_keep(designation: Designation, *, by: User | None, on: date) -> None:
    """Whoever is designated keeps the own entry, if they have an account."""
    entry = designation.entry
    owner = entry.owner
    if owner is None:
        return
    held = entry.posts.filter(user=owner)
    if held.filter(ends_on=None).exists():
        return
    # A post that ended today counts until midnight, and the next begins after it.
    last = held.filter(ends_on__gte=on).aggregate(last=Max("ends_on"))["last"]
    starts_on = last + timedelta(days=1) if last else on
    giver = None if by is None or by.pk == owner.pk else by
    post = EntryPost(user=owner, entry=entry, role=Role.SYSTEM_LEADER, starts_on=starts_on)
    accounts.appoint(post=post, by=giver)


def _locked(designation: Designation) -> Designation:
    related = Designation.objects.select_related("entry__owner", "entry__school")
    return related.select_for_update(of=("self",)).get(pk=designation.pk)


def _move(
    designation: Designation, to: str, *, by: User | None, at: datetime, why: str = ""
) -> Designation:
    """One allowed step, written down with its reason; what is there already is left as it is."""
    before = designation.state
    if before == to:
        return designation
    if not designation.can_become(to):
        raise RefusedError(
            f"This designation is {designation.get_state_display()}, so it cannot become"
            f" {State(to).label}."
        )
    designation.state = to
    try:
        with transaction.atomic():
            designation.save()
    except IntegrityError:
        raise RefusedError("Another designation of this kind is open for this person.") from None
    _note(designation, before=before, by=by, at=at, why=why)
    notices.tell_of_step(designation, on=timezone.localdate(at), by=by)
    return designation


def _note(
    designation: Designation, *, before: str, by: User | None, at: datetime, why: str
) -> None:
    DesignationStep.objects.create(
        designation=designation, before=before, after=designation.state, at=at, by=by, why=why
    )
    told: dict[str, Any] = {"state": designation.get_state_display()}
    audit.record(
        "designation taken further",
        subject=designation,
        by=by,
        school=designation.entry.school_id,
        before={"state": State(before).label} if before else None,
        after=told,
    )
