"""A deployment's way: offered, answered, released, and every way it may end."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError
from core import audit, history
from schools.models import School, SchoolLink
from strategy.models.progress import Term
from strategy.terms import SchoolTerm
from support_directory import booking, deployment_notices
from support_directory.invoicing import in_days
from support_directory.models import (
    Deployment,
    DeploymentObjective,
    Entry,
    Move,
    Project,
    Rate,
    Review,
    SupportRequest,
)
from support_directory.services import answers

State = Deployment.State
HALF = Decimal("0.5")


class OverBookedError(RefusedError):
    """More days than there are; a broker may do it all the same and says why."""


class MovedSinceError(RefusedError):
    """Somebody else did something first, and this cannot be done any more."""


# --- Offering ---------------------------------------------------------------------------


@transaction.atomic
def offer(
    *,
    request: SupportRequest | None,
    entry: Entry,
    days: Decimal,
    by: User | None,
    at: datetime,
    purpose: str = "",
    host: School | None = None,
    academic_year: int | None = None,
    term: str | None = None,
    funder: str = "",
    project: Project | None = None,
    over_why: str = "",
    succeeds: Deployment | None = None,
) -> Deployment:
    """Ask somebody of the directory to go to a school; the days are held until the answer.

    Two brokers at once wait for each other at the entry, and the second finds what is left.
    Raises OverBookedError for more days than the person has, unless it says why. Who pays is
    settled with the agreement, and with it whether the school is entitled to the days.
    """
    on = timezone.localdate(at)
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    host = host or (request.school if request else None)
    if host is None:
        raise RefusedError("Name the school that needs support, or the request it asked with.")
    _refuse_strange_days(days)
    if entry.state != Entry.State.LISTED:
        raise RefusedError(f"{entry} is not listed in the directory at present.")
    if entry.school_id == host.pk:
        raise RefusedError(f"{entry} works at {host}. Choose somebody from another school.")
    if not host.is_open:
        raise RefusedError(f"{host} is closed. Offer the support to the school that followed it.")
    same = Deployment.objects.live().filter(entry=entry, host_school=host)
    if request and (earlier := same.filter(request=request, state=State.OFFERED).first()):
        # The same button pressed twice.
        return earlier
    now = SchoolTerm.of(on)
    deployment = Deployment(
        request=request,
        entry=entry,
        host_school=host,
        home_school_id=entry.school_id,
        succeeds=succeeds,
        purpose=(purpose or (request.need if request else "")).strip().split("\n")[0][:200],
        academic_year=academic_year or now.academic_year,
        term=term or now.term.value,
        days_planned=days,
        funder=funder or _funder(request),
        project=project,
        over_why=over_why,
        strategy_objective=request.objective if request else None,
        created_at=at,
        created_by=by,
    )
    deployment.day_rate, deployment.home_share = _rate(entry, on)
    refuse_overbooking(deployment)
    history.save(deployment, by=by)
    _note_move(deployment, "", by=by, at=at)
    audit.record(
        "support offered",
        subject=deployment,
        school=host,
        by=by,
        after={"days": days},
    )
    deployment_notices.tell_of_offer(deployment, on=on)
    return deployment


def refuse_overbooking(deployment: Deployment) -> None:
    """Hold a plan to the days the person has left, unless it says why it goes beyond.

    The caller holds the entry, so that nobody else books it meanwhile. A programme that names
    no days has as many as it is asked for.
    """
    if deployment.over_why.strip():
        return
    left = booking.days_left(
        deployment.entry,
        academic_year=deployment.academic_year,
        term=deployment.term,
        besides=deployment if deployment.pk else None,
    )
    if left is not None and deployment.days_planned > left:
        term = SchoolTerm(deployment.academic_year, Term(deployment.term))
        has = in_days(left) if left > 0 else "no days"
        raise OverBookedError(
            f"{deployment.entry} has {has} left in the {_lower(term)}, and this takes"
            f" {in_days(deployment.days_planned)}. Take fewer days or another person, or say why"
            " it should be done all the same."
        )


def refuse_beyond_entitlement(deployment: Deployment) -> None:
    """Hold days the council pays for to what the school has left, unless it says why not."""
    if deployment.over_why.strip() or deployment.funder != Deployment.Funder.COUNCIL:
        return
    account = booking.account_of(
        deployment.host_school, academic_year=deployment.academic_year, besides=deployment
    )
    if account.left is None:
        raise OverBookedError(
            f"No days paid for by the council are set for {deployment.host_school} in this school"
            " year. Choose another funder, or say why the council should pay all the same."
        )
    if deployment.days_planned > account.left:
        raise OverBookedError(
            f"{deployment.host_school} has {in_days(max(account.left, booking.NONE))} left of the"
            f" {in_days(account.entitled or booking.NONE)} the council pays for in this school"
            f" year, and this takes {in_days(deployment.days_planned)}. Take fewer days or another"
            " funder, or say why it should be done all the same."
        )


def _refuse_strange_days(days):
    if days <= 0 or days % HALF:
        raise RefusedError("Enter the days in whole and half days, such as 4 or 2.5.")


def _rate(entry, on):
    """The entry's own rate, else the partnership's of the day; nothing where none is set.

    Of an own rate the partnership keeps the same brokerage in pounds, as far as it goes.
    """
    rate = Rate.objects.on(on)
    if entry.day_rate is not None:
        brokerage = min(rate.brokerage if rate else booking.NONE, entry.day_rate)
        return entry.day_rate, entry.day_rate - brokerage
    return (rate.day_rate, rate.home_share) if rate else (booking.NONE, booking.NONE)


def _funder(request):
    """Who would pay by the request; the host school where nobody knows yet."""
    funding = SupportRequest.Funding
    told = {
        funding.ENTITLEMENT: Deployment.Funder.COUNCIL,
        funding.TRUST: Deployment.Funder.TRUST,
    }
    return told.get(request.funding if request else "", Deployment.Funder.SCHOOL)


def _lower(term):
    words = str(term)
    return words[:1].lower() + words[1:]


# --- Answers ----------------------------------------------------------------------------


@transaction.atomic
def accept(
    *, deployment: Deployment, conflict: str, conflict_how: str = "", by: User, at: datetime
) -> Deployment:
    """Say yes to an offer, and whether a conflict of interest is known.

    The home school's head is asked next; where nobody has to release, that step is done.
    """
    now = locked(deployment)
    if now.state == State.ACCEPTED:
        return now
    if conflict == Deployment.Conflict.MANAGED and not conflict_how.strip():
        raise RefusedError("Say what the conflict of interest is and how it is dealt with.")
    if conflict == Deployment.Conflict.NONE and is_same_trust(now):
        raise RefusedError(
            "Both schools belong to the same trust. Say how that is dealt with, so that all who"
            " sign can judge it."
        )
    now.conflict, now.conflict_how = conflict, conflict_how
    move(now, State.ACCEPTED, by=by, at=at)
    if now.home_school_id is None:
        move(now, State.RELEASED, by=by, at=at, reason="Works in no school: nobody releases.")
    else:
        deployment_notices.ask_for_release(now, on=timezone.localdate(at))
    return now


def is_same_trust(deployment: Deployment) -> bool:
    """Whether host and home school belong to one trust."""
    host, home = deployment.host_school, deployment.home_school
    return bool(host.trust_id and home and home.trust_id == host.trust_id)


@transaction.atomic
def decline(*, deployment: Deployment, reason: str, by: User, at: datetime) -> Deployment:
    """Say no to an offer; the days are free again."""
    return _move_once(deployment, State.DECLINED, by=by, at=at, reason=reason)


@transaction.atomic
def release(*, deployment: Deployment, by: User, at: datetime) -> Deployment:
    """The home school's head lets the person go; the agreement is written next."""
    return _move_once(deployment, State.RELEASED, by=by, at=at)


@transaction.atomic
def refuse_release(*, deployment: Deployment, reason: str, by: User, at: datetime) -> Deployment:
    """The home school's head keeps the person; the days are free again."""
    return _move_once(deployment, State.REFUSED, by=by, at=at, reason=reason)


@transaction.atomic
def withdraw_release(*, deployment: Deployment, reason: str, by: User, at: datetime) -> Deployment:
    """The home school's head calls the person back; a broker hands over or stops it."""
    now = _move_once(deployment, State.UNRELEASED, by=by, at=at, reason=reason)
    deployment_notices.tell_that_it_needs_a_broker(
        now,
        "the home school has withdrawn its release",
        key="unreleased",
        on=timezone.localdate(at),
    )
    return now


# --- On the way -------------------------------------------------------------------------


@transaction.atomic
def pause(*, deployment: Deployment, reason: str, by: User, at: datetime) -> Deployment:
    """Nothing is due until it goes on."""
    return _move_once(deployment, State.PAUSED, by=by, at=at, reason=reason)


@transaction.atomic
def resume(*, deployment: Deployment, by: User, at: datetime) -> Deployment:
    """Go on where it was paused: before or after its mid review."""
    now = locked(deployment)
    if now.is_under_way:
        return now
    reviewed = now.reviews.filter(kind=Review.Kind.MID).exists()
    return move(now, State.MID_REVIEW if reviewed else State.ACTIVE, by=by, at=at)


@transaction.atomic
def cancel(*, deployment: Deployment, reason: str, by: User, at: datetime) -> Deployment:
    """Call it off before it began; the days are free again."""
    return _move_once(deployment, State.WITHDRAWN, by=by, at=at, reason=reason)


@transaction.atomic
def stop(*, deployment: Deployment, reason: str, by: User, at: datetime) -> Deployment:
    """End it early; days that were not used are free again."""
    now = locked(deployment)
    if now.state == State.STOPPED:
        return now
    free_unused_days(now)
    return move(now, State.STOPPED, by=by, at=at, reason=reason)


@transaction.atomic
def close(*, deployment: Deployment, reason: str = "", by: User, at: datetime) -> Deployment:
    """Put it away: after its evaluation, or without one if a broker says why."""
    now = locked(deployment)
    if now.state == State.CLOSED:
        return now
    if now.state == State.COMPLETED and not reason.strip():
        raise RefusedError(
            "Not everybody asked has evaluated it yet. Say why it is closed all the same."
        )
    if owed := now.visits.owed(timezone.localdate(at)).count():
        raise RefusedError(_owed_words(owed))
    return move(now, State.CLOSED, by=by, at=at, reason=reason)


def _owed_words(owed):
    visits = "1 visit has" if owed == 1 else f"{owed} visits have"
    return f"{visits} no record yet. Every visit is recorded or taken out before it is closed."


@transaction.atomic
def hand_over(
    *,
    deployment: Deployment,
    entry: Entry,
    reason: str,
    by: User,
    at: datetime,
    over_why: str = "",
) -> Deployment:
    """Let another person go on with the days that are left; gives the new deployment, offered.

    It takes the objectives along and is agreed anew, for another home school signs.
    """
    now = locked(deployment)
    if now.state == State.HANDED_OVER:
        return now.successor
    if entry.pk == now.entry_id:
        raise RefusedError("Choose another person: this one has the deployment now.")
    left = now.days_planned - used_days(now)
    if left <= 0:
        raise RefusedError("All its days are used, so there is nothing to hand over. Review it.")
    free_unused_days(now)
    move(now, State.HANDED_OVER, by=by, at=at, reason=reason)
    on = timezone.localdate(at)
    is_later = SchoolTerm.of(on) > SchoolTerm(now.academic_year, Term(now.term))
    follower = offer(
        request=now.request,
        entry=entry,
        days=left,
        by=by,
        at=at,
        purpose=now.purpose,
        host=now.host_school,
        academic_year=None if is_later else now.academic_year,
        term=None if is_later else now.term,
        funder=now.funder,
        project=now.project,
        over_why=over_why,
        succeeds=now,
    )
    DeploymentObjective.objects.bulk_create(
        DeploymentObjective(
            deployment=follower, number=each.number, text=each.text, measure=each.measure
        )
        for each in now.objectives.all()
    )
    return follower


def free_unused_days(deployment: Deployment) -> None:
    """Plan no more than was used; the deployment is saved by the move that follows."""
    deployment.days_planned = min(used_days(deployment), deployment.days_planned)


def used_days(deployment: Deployment) -> Decimal:
    """Days of the visits that are recorded."""
    half_days = deployment.visits.recorded().aggregate(sum=Sum("half_days"))["sum"]
    return Decimal(half_days or 0) / 2


# --- When the host school is no more ----------------------------------------------------


def successor_of(school: School) -> School | None:
    """The open school that followed a closed one by the register's links, through several steps."""
    seen = {school.pk}
    while not school.is_open:
        links = SchoolLink.objects.filter(urn=school.pk, kind=SchoolLink.Kind.SUCCESSOR)
        followers = School.objects.filter(pk__in=links.values("link_urn")).exclude(pk__in=seen)
        if len(found := list(followers[:2])) != 1:
            # A school that was split has no one successor: a person decides.
            return None
        school = found[0]
        seen.add(school.pk)
    return school


@transaction.atomic
def follow_host(*, deployment: Deployment, by: User | None, at: datetime) -> Deployment:
    """Take a deployment along to the school that followed its host, with all that hangs on it."""
    now = locked(deployment)
    if now.host_school.is_open:
        return now
    successor = successor_of(now.host_school)
    if successor is None:
        raise RefusedError(
            f"The register names no single school that followed {now.host_school}. Stop the"
            " deployment, and offer the support anew to the school that needs it."
        )
    before = now.host_school
    now.host_school = successor
    history.save(now, by=by, update_fields=["host_school"])
    Move.objects.create(
        deployment=now,
        before=now.state,
        after=now.state,
        reason=f"{before} closed. {successor} followed it and is the host school now.",
        at=at,
        by=by,
    )
    audit.record(
        "deployment taken to the successor school",
        subject=now,
        school=successor,
        by=by,
        before={"host school": before.pk},
        after={"host school": successor.pk},
    )
    return now


# --- What all of them share -------------------------------------------------------------


def locked(deployment: Deployment) -> Deployment:
    """The deployment as it stands, held until the end of the transaction."""
    related = Deployment.objects.select_related("host_school", "home_school", "entry", "created_by")
    return related.select_for_update(of=("self",)).get(pk=deployment.pk)


def _move_once(deployment, state, *, by, at, reason=""):
    """A move that changes nothing if it was made already."""
    now = locked(deployment)
    return now if now.state == state else move(now, state, by=by, at=at, reason=reason)


def move(
    now: Deployment, state: str, *, by: User | None, at: datetime, reason: str = ""
) -> Deployment:
    """Take a locked deployment one step on, write it down, and tell those concerned."""
    state = State(state)
    before = now.state
    if not now.can_become(state):
        raise MovedSinceError(
            f"This cannot be done now: the deployment stands at “{now.get_state_display()}”."
        )
    if state in Move.NEEDS_REASON and not reason.strip():
        raise RefusedError("Say why. Those concerned read it on the timeline.")
    now.state = state
    if state == State.COMPLETED:
        now.completed_on = timezone.localdate(at)
    history.save(now, by=by)
    _note_move(now, before, by=by, at=at, reason=reason)
    audit.record(
        f"deployment {state.label.split(',')[0]}",
        subject=now,
        school=now.host_school_id,
        by=by,
        before={"state": State(before).label},
        after={"state": state.label},
    )
    deployment_notices.tell_of_move(now, by=by, on=timezone.localdate(at))
    answers.follow(now, by=by, at=at)
    return now


def _note_move(now, before, *, by, at, reason=""):
    Move.objects.create(
        deployment=now, before=before, after=now.state, reason=reason.strip(), at=at, by=by
    )


def watch(*, on: date) -> Iterable[Deployment]:
    """Tell brokers of deployments that lost their person or their host school; once of each."""
    needing: list[Deployment] = []
    live = Deployment.objects.needing_a_person().select_related(
        "host_school", "entry", "created_by"
    )
    led = deployment_notices.leaders_of({one.entry_id for one in live}, on=on)
    for one in live:
        if not one.host_school.is_open:
            why, key = "its host school has closed", f"closed {one.host_school_id}"
        elif one.entry_id not in led:
            why, key = "whoever is lent has no open account or post any more", "unled"
        else:
            continue
        deployment_notices.tell_that_it_needs_a_broker(one, why, key=key, on=on)
        needing.append(one)
    return needing
