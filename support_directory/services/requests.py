"""A request for support: asked, shortlisted, proposed, answered, withdrawn."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError
from core import audit
from schools.models import School
from strategy.models import Objective
from support_directory import request_notices, working_days
from support_directory.candidates import pool_on
from support_directory.matching import Exclusion, Match, Need, Suggestion, match
from support_directory.models import Deployment, Entry, Shortlisting, SupportRequest
from support_directory.needs import ALSO, need_for
from support_directory.services import deployments

State = SupportRequest.State

# What a broker promises: a shortlist in two working days, and somebody in touch in a week.
SHORTLIST_WITHIN = 2
CONTACT_WITHIN = timedelta(days=7)


class ExcludedError(RefusedError):
    """Matching keeps this person out; a broker may say why all the same."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for."""

    need: str
    specialism: str = ""
    stage: str = ""
    expected_outcomes: str = ""
    days: Decimal | None = None
    own_trust: bool = False
    funding: str = ""
    indicator: str = ""
    indicator_label: str = ""
    objective: Objective | None = None


# --- Asking -----------------------------------------------------------------------------


@transaction.atomic
def ask(
    *, school: School, wanted: Wanted, once: UUID, post: str, by: User, at: datetime
) -> tuple[SupportRequest, bool]:
    """Ask for support for a school, and start the clock of the brokers.

    Gives the request and whether it is new: a form sent twice makes one.
    """
    # Two at once wait for each other here, and the second finds the first one's request.
    school = School.objects.select_for_update().get(pk=school.pk)
    if earlier := SupportRequest.objects.filter(once=once).first():
        return earlier, False
    if not school.is_open:
        raise RefusedError(
            f"{school} is closed. Ask for support for the school that continues its work."
        )
    on = timezone.localdate(at)
    request = SupportRequest.objects.create(
        school=school,
        once=once,
        requested_by=by,
        raised_for=post[:60],
        created_at=at,
        shortlist_due_on=working_days.after(on, SHORTLIST_WITHIN),
        **vars(wanted),
    )
    # What it is about may name a weak indicator, and more people read the audit than ratings.
    audit.record("support asked for", subject=request, by=by)
    request_notices.tell_brokers(request, on=on, by=by)
    return request, True


@transaction.atomic
def end(*, request: SupportRequest, why: str, state: str, by: User, at: datetime) -> SupportRequest:
    """Withdraw a request, or close it as a broker, and say why.

    Offers that nobody has answered yet are called off, and their days are free again.
    """
    now = _locked(request)
    if now.state == state:
        return now
    if not why.strip():
        raise RefusedError("Say why, so that whoever reads the request later knows.")
    _refuse_unless(now, state)
    for offered in now.deployments.filter(state=Deployment.State.OFFERED):
        deployments.cancel(deployment=offered, reason=why, by=by, at=at)
    before = now.get_state_display()
    now.state, now.ended_at, now.ended_by, now.ended_why = state, at, by, why
    now.save(update_fields=["state", "ended_at", "ended_by", "ended_why"])
    audit.record(
        f"request for support {now.get_state_display()}",
        subject=now,
        by=by,
        before={"state": before},
        after={"state": now.get_state_display()},
    )
    request_notices.tell_that_ended(now, on=timezone.localdate(at), by=by)
    return now


# --- Matching ---------------------------------------------------------------------------


def need_of(request: SupportRequest) -> Need:
    """What a request asks for, as matching takes it: its specialism before what fits as well."""
    also = ALSO.get(request.indicator, ())
    return need_for(
        request.school,
        indicator=request.indicator,
        label=request.about,
        codes=dict.fromkeys(filter(None, [request.specialism, *also])),
        stage=request.stage or None,
        own_trust=request.own_trust,
    )


def match_for(request: SupportRequest, *, at: datetime) -> Match:
    """Who could help with a request on a day. Three queries."""
    return match(need_of(request), pool_on(timezone.localdate(at)))


def _found(found: Match, entry: Entry) -> Suggestion | Exclusion | None:
    every: list[Suggestion | Exclusion] = [*found.people, *found.offers, *found.exclusions]
    return next((one for one in every if one.candidate.entry == entry.pk), None)


@transaction.atomic
def shortlist(
    *, request: SupportRequest, entry: Entry, override_why: str = "", by: User, at: datetime
) -> Shortlisting:
    """Put somebody on the shortlist as matching sees them now; the school is told of the first.

    Raises ExcludedError for whom matching keeps out, unless the broker says why all the same.
    """
    now = _locked(request)
    if not now.is_open:
        raise RefusedError(f"This request is {now.get_state_display()}. Nothing was changed.")
    if chosen := now.shortlistings.filter(entry=entry).first():
        return chosen
    found = _found(match_for(now, at=at), entry)
    excluded_for = _excluded_for(entry, found, override_why)
    chosen = Shortlisting.objects.create(
        request=now,
        entry=entry,
        score=found.score if isinstance(found, Suggestion) else None,
        reasons=(
            [[one.why, one.words, one.points] for one in found.reasons]
            if isinstance(found, Suggestion)
            else []
        ),
        excluded_for=excluded_for,
        override_why=override_why.strip() if excluded_for else "",
        chosen_at=at,
        chosen_by=by,
    )
    if now.waits:
        now.state, now.shortlisted_at = State.SHORTLISTED, at
        now.save(update_fields=["state", "shortlisted_at"])
    audit.record(
        "put on a shortlist",
        subject=now,
        by=by,
        # What is against somebody, and why it is done all the same, brokers and officers read.
        after={"entry": str(entry), **({"all the same": True} if excluded_for else {})},
    )
    request_notices.tell_that_shortlisted(now, on=timezone.localdate(at), by=by)
    return chosen


def _excluded_for(entry, found, override_why):
    """What matching has against somebody, in words; nothing for whom it suggests."""
    if isinstance(found, Suggestion):
        return ""
    words = found.words if found else "No specialism that fits"
    if found and found.is_final:
        raise RefusedError(f"{entry} cannot be chosen: {_lower(words)}.")
    if not override_why.strip():
        raise ExcludedError(
            f"Matching leaves {entry} out: {_lower(words)}. Say why it should be so all the same."
        )
    return words


def _lower(words):
    return words[:1].lower() + words[1:]


@transaction.atomic
def propose(
    *,
    request: SupportRequest,
    entry: Entry,
    days: Decimal,
    override_why: str = "",
    by: User,
    at: datetime,
) -> Deployment:
    """Ask somebody to help with a request; whoever is not on the shortlist is put there first.

    Two brokers may want the same person's last days: the second is refused in words.
    """
    now = _locked(request)
    offered = now.deployments.filter(entry=entry, state=Deployment.State.OFFERED).first()
    if offered:
        # The same button pressed twice.
        return offered
    shortlist(request=now, entry=entry, override_why=override_why, by=by, at=at)
    deployment = deployments.offer(request=now, entry=entry, days=days, by=by, at=at)
    now.refresh_from_db()
    if now.state != State.OFFERED:
        _refuse_unless(now, State.OFFERED)
        now.state = State.OFFERED
        now.contact_due_on = timezone.localdate(at) + CONTACT_WITHIN
        now.save(update_fields=["state", "contact_due_on"])
    audit.record("support proposed", subject=now, by=by, after={"entry": str(entry), "days": days})
    return deployment


@transaction.atomic
def ask_and_propose(
    *,
    school: School,
    wanted: Wanted,
    once: UUID,
    entry: Entry,
    days: Decimal,
    override_why: str,
    post: str,
    by: User,
    at: datetime,
) -> Deployment:
    """What a broker does from a weak indicator: a request for the school, and somebody for it."""
    request, _ = ask(school=school, wanted=wanted, once=once, post=post, by=by, at=at)
    return propose(request=request, entry=entry, days=days, override_why=override_why, by=by, at=at)


# --- What comes of it -------------------------------------------------------------------


@transaction.atomic
def note_contact(*, request: SupportRequest, by: User, at: datetime) -> SupportRequest:
    """Note that whoever was asked has been in touch with the school; the clock stops."""
    now = _locked(request)
    if now.contacted_on is None:
        if now.state not in SupportRequest.ASKED:
            raise RefusedError("Nobody has been asked for this yet, so nobody can be in touch.")
        now.contacted_on = timezone.localdate(at)
        now.save(update_fields=["contacted_on"])
        audit.record("in touch with the school", subject=now, by=by)
    return now


def _locked(request: SupportRequest) -> SupportRequest:
    """The request as it stands, held until the end of the transaction."""
    return (
        SupportRequest.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=request.pk)
    )


def _refuse_unless(request: SupportRequest, state: str) -> None:
    if not request.can_become(state):
        raise RefusedError(f"This request is {request.get_state_display()}. Nothing was changed.")
