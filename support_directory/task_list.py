"""The task list of a deployment: every step by phase, with its state, its date, or why it waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from support_directory.invoicing import in_days
from support_directory.models import Deployment, Evaluation, Review, Visit
from support_directory.parts import Part
from support_directory.services import reviews
from support_directory.services.agreements import signing_parts
from support_directory.services.visits import record_due_on

State = Deployment.State
DONE, TO_DO, WAITS, LATE = "Done", "To do", "Waiting", "Late"
COLOURS = {DONE: "green", TO_DO: "blue", WAITS: "grey", LATE: "red"}
LOCKED = "Cannot start yet"


@dataclass(frozen=True)
class Task:
    """One step: what it is, how it stands, where it is done, and a date or reason."""

    title: str
    status: str
    hint: str = ""
    href: str = ""

    @property
    def colour(self) -> str:
        return COLOURS.get(self.status, "")

    @property
    def cannot_start(self) -> bool:
        return self.status == LOCKED


@dataclass(frozen=True)
class Phase:
    title: str
    tasks: list[Task]


@dataclass(frozen=True)
class Facts:
    """All that a task list is made from, fetched beforehand."""

    deployment: Deployment
    part: Part
    on: date
    moved: Mapping[str, datetime]
    signed: Mapping[str, datetime]
    visits: list[Visit]
    reviewed: Mapping[str, date]
    evaluations: Mapping[str, Evaluation]


def facts_of(deployment: Deployment, *, part: Part, on: date) -> Facts:
    """Five queries."""
    moves = deployment.moves.order_by("at", "pk").values_list("after", "at")
    signed = deployment.signatures.filter(agreement_version=deployment.agreement_version)
    return Facts(
        deployment=deployment,
        part=part,
        on=on,
        moved=dict(moves),
        signed=dict(signed.values_list("part", "signed_at")),
        visits=list(deployment.visits.in_order()),
        reviewed=dict(deployment.reviews.values_list("kind", "held_on")),
        evaluations={each.part: each for each in deployment.evaluations.all()},
    )


def phases(facts: Facts) -> list[Phase]:
    return [
        Phase("Request and match", _match(facts)),
        Phase("Agree", _agree(facts)),
        Phase("Visits", _visits(facts)),
        Phase("Reviews", [_review(facts, kind) for kind in Review.Kind]),
        Phase("Evaluation", [_evaluation(facts, part) for part in Evaluation.Part]),
        Phase("Close", [_close(facts)]),
    ]


def _match(facts):
    deployment, moved = facts.deployment, facts.moved
    request = deployment.request
    asked = f"Asked for on {_day(request.created_at)}" if request else "Arranged without a request"
    reads = request and (facts.part.arranges or facts.part.follows)
    tasks = [
        Task("Request", DONE, asked, request.get_absolute_url() if reads else ""),
        Task("Offer", DONE, f"Offered on {_day(deployment.created_at)}"),
    ]
    if deployment.state == State.OFFERED:
        href = _to(facts, "answer") if facts.part.delivers else ""
        tasks.append(
            Task("Answer to the offer", TO_DO if href else WAITS, f"By {deployment.entry}", href)
        )
    elif State.DECLINED in moved:
        tasks.append(Task("Answer to the offer", "Declined", _on(moved, State.DECLINED)))
    elif State.ACCEPTED in moved:
        tasks.append(Task("Answer to the offer", DONE, _on(moved, State.ACCEPTED)))
    else:
        tasks.append(_never("Answer to the offer", facts))
    return tasks


def _agree(facts):
    deployment, moved, part = facts.deployment, facts.moved, facts.part
    tasks = [_conflict(facts), _release(facts)]
    is_agreeing = deployment.state in (State.ACCEPTED, State.RELEASED)
    agreement = _to(facts, "agreement")
    if deployment.agreement_version:
        tasks.append(Task("Agreement written", DONE, "", agreement))
    elif is_agreeing:
        href = _to(facts, "agreement-write") if part.arranges else ""
        tasks.append(Task("Agreement written", TO_DO if href else WAITS, "By a broker", href))
    else:
        tasks.append(_never("Agreement written", facts, "Somebody has to accept first."))
    for one in signing_parts(deployment):
        title = f"Signed by the {_small(one.label)}"
        if one in facts.signed:
            tasks.append(Task(title, DONE, f"On {_day(facts.signed[one])}", agreement))
        elif deployment.state == State.RELEASED and deployment.agreement_version:
            mine = one in part.signs
            tasks.append(Task(title, TO_DO if mine else WAITS, "", agreement))
        elif State.RELEASED not in moved:
            tasks.append(_never(title, facts, "The home school has to release first."))
        else:
            tasks.append(_never(title, facts, "The agreement has to be written first."))
    return tasks


def _small(label):
    return label[:1].lower() + label[1:]


def _conflict(facts):
    deployment = facts.deployment
    if not deployment.conflict:
        return _never(
            "Conflict of interest declared", facts, "Told by whoever accepts, with the answer."
        )
    return Task(
        "Conflict of interest declared",
        DONE,
        deployment.get_conflict_display(),
        _to(facts, "agreement"),
    )


def _release(facts):
    deployment, moved, part = facts.deployment, facts.moved, facts.part
    title = f"Release by {deployment.home_school}" if deployment.home_school else "Release"
    href = _to(facts, "release") if part.releases else ""
    if deployment.state == State.ACCEPTED:
        return Task(title, TO_DO if href else WAITS, "By the head of the home school", href)
    if State.UNRELEASED in moved:
        return Task(title, "Withdrawn", _on(moved, State.UNRELEASED))
    if State.REFUSED in moved:
        return Task(title, "Refused", _on(moved, State.REFUSED))
    if State.RELEASED in moved:
        return Task(
            title, DONE, _on(moved, State.RELEASED), href if deployment.is_under_way else ""
        )
    return _never(title, facts, "Somebody has to accept first.")


def _visits(facts):
    deployment, part = facts.deployment, facts.part
    if State.AGREED not in facts.moved:
        why = "All who are bound have to sign the agreement first."
        return [_never("Visits", facts, why), _never("Records of visits", facts, why)]
    href = _to(facts, "visits") if part.is_concerned else ""
    recorded = [visit for visit in facts.visits if visit.recorded_at]
    used = sum(visit.days for visit in recorded)
    is_whole = used >= deployment.days_planned or not deployment.takes_visits
    tasks = [
        Task(
            "Visits",
            DONE if is_whole else "Under way" if recorded else TO_DO,
            f"{in_days(used)} used of {in_days(deployment.days_planned)} planned",
            href,
        )
    ]
    owed = [v for v in facts.visits if not v.recorded_at and v.held_on <= facts.on]
    late = [visit for visit in owed if record_due_on(visit) < facts.on]
    if owed:
        due = min(record_due_on(visit) for visit in owed)
        hint = f"{len(owed)} owed, due by {due:%-d %B %Y}"
        tasks.append(Task("Records of visits", LATE if late else TO_DO, hint, href))
    else:
        tasks.append(
            Task("Records of visits", DONE if recorded else LOCKED, _recorded(recorded), href)
        )
    disputed = sum(visit.is_accurate is False for visit in recorded)
    unanswered = sum(visit.is_accurate is None for visit in recorded)
    if disputed:
        tasks.append(Task("Records found accurate", "Disputed", f"{disputed} not accurate", href))
    elif unanswered:
        status = TO_DO if part.hosts else WAITS
        hint = f"{unanswered} to be answered by the head of the host school"
        tasks.append(Task("Records found accurate", status, hint, href))
    elif recorded:
        tasks.append(Task("Records found accurate", DONE, "", href))
    return tasks


def _recorded(recorded):
    if not recorded:
        return "No visit has been yet."
    return "1 visit recorded" if len(recorded) == 1 else f"{len(recorded)} visits recorded"


def _review(facts, kind):
    deployment = facts.deployment
    if kind in facts.reviewed:
        return Task(
            kind.label,
            DONE,
            f"On {facts.reviewed[kind]:%-d %B %Y}",
            _to(facts, "objectives") if facts.part.is_concerned else "",
        )
    is_short = deployment.days_planned <= reviews.NEEDS_NO_MID_REVIEW
    if kind == Review.Kind.MID and (is_short or State.COMPLETED in facts.moved):
        return Task(kind.label, "Not needed", "Short support is reviewed once, at its end.")
    if not deployment.is_under_way:
        return _never(kind.label, facts, "Written while the visits are under way.")
    if kind == Review.Kind.FINAL and deployment.state == State.ACTIVE and not is_short:
        return _never(kind.label, facts, "The mid review comes first.")
    if kind == Review.Kind.FINAL and any(not visit.recorded_at for visit in facts.visits):
        return _never(kind.label, facts, "Every visit has to be recorded or taken out first.")
    writes = facts.part.arranges or facts.part.delivers
    href = reverse("deployments:review", args=[deployment.pk, kind.value]) if writes else ""
    return Task(kind.label, TO_DO if writes else WAITS, "Every objective on one page", href)


def _evaluation(facts, part):
    title = f"Evaluation by {_small(part.label)}"
    one = facts.evaluations.get(part)
    if one and one.answered_at:
        href = _to(facts, "objectives") if facts.part.is_concerned else ""
        return Task(title, DONE, f"On {_day(one.answered_at)}", href)
    if one:
        return Task(title, WAITS, f"Asked by mail on {_day(one.asked_at)}")
    if State.COMPLETED in facts.moved:
        return Task(title, "Not asked", "There was nobody with an e-mail address to ask.")
    return _never(title, facts, "Asked for with the final review.")


def _close(facts):
    deployment = facts.deployment
    if deployment.state == State.CLOSED:
        return Task("Close", DONE, _on(facts.moved, State.CLOSED))
    if deployment.can_become(State.CLOSED):
        href = (
            reverse("deployments:step", args=[deployment.pk, "close"])
            if facts.part.arranges
            else ""
        )
        return Task("Close", TO_DO if href else WAITS, "By a broker", href)
    return _never("Close", facts, "The evaluation comes first.")


def _never(title, facts, why="") -> Task:
    """A step that waits for another, or will not come any more."""
    deployment = facts.deployment
    if deployment.is_over or deployment.state in (State.UNRELEASED, State.STOPPED):
        return Task(
            title, "Not done", f"The deployment stands at “{deployment.get_state_display()}”."
        )
    return Task(title, LOCKED, why)


def _to(facts, name: str) -> Any:
    return reverse(f"deployments:{name}", args=[facts.deployment.pk])


def _on(moved, state):
    return f"On {_day(moved[state])}" if state in moved else ""


def _day(moment):
    return f"{timezone.localtime(moment):%-d %B %Y}"
