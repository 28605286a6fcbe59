"""Support from school to school: what a person has to answer, write, sign or arrange."""

from django.urls import reverse

from accounts.permissions import Permission, can
from pep_portal.landing.row import Row
from schools.models import School
from support_directory.models import Deployment, Entry, Review, Visit
from support_directory.services.reviews import due_by
from support_directory.services.visits import record_due_on

State = Deployment.State
# What a row of somebody's own names.
MOST_ROWS = 6


def deployment_rows(user, *, on):
    """Rows of whoever is lent, of the two heads and of brokers. One query where none concerns one.

    Most urgent first: records owed, then what waits for an answer, then reviews.
    """
    arranges = can(user, Permission.DEPLOYMENT_ARRANGE)
    live = Deployment.objects.visible_to(user).live().for_list()
    found = list(live.prefetch_related("signatures").order_by("created_at", "pk"))
    if not found:
        return [nothing_row()] if arranges else []
    owed = list(Visit.objects.owed(on).filter(deployment__in=[each.pk for each in found]))
    if arranges:
        return broker_rows(found, owed, on=on)
    kept = set(Entry.objects.kept_by(user, on).values_list("pk", flat=True))
    led = set(School.objects.led_by(user).values_list("pk", flat=True))
    mine = [each for each in found if each.entry_id in kept]
    rows = [record_row(visit, mine, on=on) for visit in owed if visit.deployment_id in _pks(mine)]
    for each in mine:
        rows += leader_rows(each, on=on)
    unanswered = set(
        Visit.objects.unanswered()
        .filter(deployment__in=[each.pk for each in found if each.host_school_id in led])
        .values_list("deployment", flat=True)
    )
    for each in found:
        if each.home_school_id in led:
            rows += home_rows(each)
        if each.host_school_id in led:
            rows += host_rows(each, unanswered)
    return [*rows[:MOST_ROWS], overview_row(found)]


def summary_rows(user):
    """For those who read where support goes and arrange none. One query, none for others."""
    if can(user, Permission.DEPLOYMENT_ARRANGE) or not can(user, Permission.DEPLOYMENT_SUMMARY):
        return []
    hosts = list(Deployment.objects.live().values_list("host_school", flat=True))
    deployments = "1 deployment is" if len(hosts) == 1 else f"{len(hosts)} deployments are"
    schools = "1 school" if len(set(hosts)) == 1 else f"{len(set(hosts))} schools"
    return [
        Row(
            question="Who has support, and who has none?",
            url=reverse("deployments:summary"),
            sentence=f"{deployments} under way or arranged, at {schools}."
            if hosts
            else "Nothing is arranged at present.",
        )
    ]


def _pks(deployments):
    return {each.pk for each in deployments}


def record_row(visit, deployments, *, on):
    deployment = next(each for each in deployments if each.pk == visit.deployment_id)
    due = record_due_on(visit)
    is_late = due < on
    return Row(
        question=f"What was done at {deployment.host_school}?",
        url=reverse("deployments:visit-detail", args=[deployment.pk, visit.pk]),
        sentence=f"The record of {visit.held_on:%-d %B %Y}"
        f" {'is late: it was' if is_late else 'is'} due on {due:%-d %B %Y}.",
    )


def leader_rows(deployment, *, on):
    """An offer to answer, or a review that is due."""
    if deployment.state == State.OFFERED:
        return [
            Row(
                question=f"Could you support {deployment.host_school}?",
                url=reverse("deployments:answer", args=[deployment.pk]),
                sentence="A broker waits for your answer, and the days are held for you.",
            )
        ]
    if kind := review_due(deployment, on=on):
        return [review_row(deployment, kind)]
    if deployment.takes_visits:
        return [
            Row(
                question=f"Have you been at {deployment.host_school}?",
                url=reverse("deployments:visit-new", args=[deployment.pk]),
                sentence="Record a visit.",
            )
        ]
    return []


def review_due(deployment, *, on):
    """Which review of a deployment is due, from what was fetched with it."""
    if not deployment.is_under_way or not (deployment.starts_on and deployment.ends_on):
        return ""
    used = deployment.half_days_used / 2
    return due_by(deployment, used=used, planned=deployment.days_planned, on=on)


def review_row(deployment, kind):
    return Row(
        question=f"How far is the support at {deployment.host_school}?",
        url=reverse("deployments:review", args=[deployment.pk, kind]),
        sentence=f"The {Review.Kind(kind).label.lower()} is due.",
        note=f"{deployment.entry}.",
    )


def home_rows(deployment):
    if deployment.state == State.ACCEPTED:
        return [
            Row(
                question=f"Will you release {deployment.entry}?",
                url=reverse("deployments:release", args=[deployment.pk]),
                sentence=f"{deployment.host_school} would have their support.",
            )
        ]
    return _signing(deployment, "home")


def host_rows(deployment, unanswered):
    if deployment.pk in unanswered:
        return [
            Row(
                question=f"Are the records of {deployment.entry} accurate?",
                url=reverse("deployments:visits", args=[deployment.pk]),
                sentence="A recorded visit waits for your answer.",
            )
        ]
    return _signing(deployment, "host")


def _signing(deployment, part):
    if deployment.state != State.RELEASED or not deployment.agreement_version:
        return []
    signed = {
        each.part
        for each in deployment.signatures.all()
        if each.agreement_version == deployment.agreement_version
    }
    if part in signed:
        return []
    return [
        Row(
            question=f"Do you agree to the support of {deployment.entry}?",
            url=reverse("deployments:agreement", args=[deployment.pk]),
            sentence=f"The agreement for {deployment.host_school} waits for your signature.",
        )
    ]


def overview_row(deployments):
    count = len(deployments)
    return Row(
        question="Which support concerns me?",
        url=reverse("deployments:deployment-list"),
        sentence=f"{count} deployment{' is' if count == 1 else 's are'} under way or waiting.",
    )


# --- Brokers ----------------------------------------------------------------------------


def broker_rows(deployments, owed, *, on):
    """Reviews due one by one, then what waits as counts: a broker has many."""
    rows = [review_row(each, kind) for each in deployments if (kind := review_due(each, on=on))][
        :MOST_ROWS
    ]
    adrift = [
        each
        for each in deployments
        if each.state == State.UNRELEASED or not each.host_school.is_open
    ]
    to_write = [
        each for each in deployments if each.state == State.RELEASED and not each.agreement_version
    ]
    to_close = [each for each in deployments if each.state in (State.EVALUATED, State.STOPPED)]
    late = sum(record_due_on(visit) < on for visit in owed)
    rows = [
        *(_one(each, "needs a broker: hand it over, move it or stop it.") for each in adrift[:3]),
        *(
            Row(
                question=f"What is agreed for {each.host_school}?",
                url=reverse("deployments:agreement-write", args=[each.pk]),
                sentence=f"{each.entry} is released; the agreement is to be written.",
            )
            for each in to_write[:3]
        ),
        *rows,
    ]
    counts = [
        (len(deployments), "under way or waiting"),
        (late, "record late" if late == 1 else "records late"),
        (len(to_close), "to be closed"),
    ]
    rows.append(
        Row(
            question="Which support goes where?",
            url=reverse("deployments:deployment-list"),
            sentence=", ".join(f"{count} {word}" for count, word in counts if count) + ".",
        )
    )
    return rows


def _one(deployment, words):
    return Row(
        question=f"What becomes of {deployment}?",
        url=deployment.get_absolute_url(),
        sentence=f"It {words}",
    )


def nothing_row():
    return Row(
        question="Which support goes where?",
        url=reverse("deployments:deployment-list"),
        sentence="Nothing is under way. Deployments appear once somebody is offered.",
    )
