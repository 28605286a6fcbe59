"""What both sides say at the end: asked by a signed link, answered once, on three screens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError
from accounts.tasks import send_letter
from core import audit
from notifications.letters import absolute
from support_directory import deployment_notices
from support_directory.models import Deployment, Evaluation
from support_directory.models.reviews import LINKS
from support_directory.services.deployments import State, locked, move

OPEN_FOR = timedelta(days=28)
REMINDED_EVERY = timedelta(days=7)
ADDRESS_KEPT = timedelta(days=365)
SCREENS: dict[int, tuple[str, ...]] = {
    1: ("useful", "useful_why"),
    2: ("changed", "lasts"),
    3: ("again", "better"),
}


class LinkClosedError(Exception):
    """A link that changes nothing; `why` is one word the page explains."""

    def __init__(self, why: str, evaluation: Evaluation | None = None) -> None:
        super().__init__(why)
        self.why, self.evaluation = why, evaluation


# --- Asking -----------------------------------------------------------------------------


def ask(*, deployment: Deployment, at: datetime) -> list[Evaluation]:
    """Ask the host school's head and whoever was lent; who has no address is left out."""
    on = timezone.localdate(at)
    heads = deployment_notices.heads_of(deployment.host_school_id, on=on)
    leaders = deployment_notices.leaders_of([deployment.entry_id], on=on)
    to = {
        Evaluation.Part.HOST: heads[0].email if heads else "",
        Evaluation.Part.LEADER: next(
            (user.email for user in leaders.get(deployment.entry_id, [])), deployment.entry.email
        ),
    }
    asked = []
    for part, email in to.items():
        if not email:
            continue
        evaluation, is_new = Evaluation.objects.get_or_create(
            deployment=deployment,
            part=part,
            defaults={"email": email, "asked_at": at, "expires_at": at + OPEN_FOR},
        )
        if is_new:
            _send(evaluation, "How was the support? Three short questions")
            asked.append(evaluation)
    return asked


def _send(evaluation, subject):
    told = {
        "evaluation": evaluation,
        "host": evaluation.deployment.host_school,
        "person": evaluation.deployment.entry,
        "url": absolute(reverse("deployments:evaluation", args=[evaluation.link])),
        "until": timezone.localtime(evaluation.expires_at),
        "site": settings.SITE_URL,
    }
    letter = partial(
        send_letter.delay,
        subject=subject,
        body=render_to_string("deployments/letters/evaluation.txt", told),
        to=[evaluation.email],
    )
    transaction.on_commit(letter)


@transaction.atomic
def send_again(*, evaluation: Evaluation, at: datetime, by: User | None) -> Evaluation:
    """Write a new link to the address asked first; the ones before it work no more.

    Whoever holds an old link can press for this, and gets nothing by it but a mail to its owner.
    What was answered so far is kept for the owner.
    """
    now = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if now.answered_at:
        raise RefusedError("The questions are answered already.")
    now.sending += 1
    now.browser = ""
    now.expires_at = max(now.expires_at, at + OPEN_FOR)
    now.save(update_fields=["sending", "browser", "expires_at"])
    audit.record(
        "evaluation link sent again", subject=now, school=now.deployment.host_school_id, by=by
    )
    _send(now, "Your new link: how was the support?")
    return now


def remind(*, on: date, at: datetime) -> int:
    """Ask again, each week while it is open, whoever has not answered; gives how many."""
    count = 0
    waiting = Evaluation.objects.open(at).filter(
        deployment__state__in=[State.COMPLETED, State.EVALUATED]
    )
    for one in waiting.select_related("deployment__host_school", "deployment__entry"):
        last = one.reminded_on or timezone.localdate(one.asked_at)
        if on - last < REMINDED_EVERY:
            continue
        # Of two workers one alone finds it as it was.
        mine = Evaluation.objects.filter(pk=one.pk, reminded_on=one.reminded_on)
        if mine.update(reminded_on=on):
            _send(one, "A reminder: how was the support?")
            count += 1
    return count


def let_go(*, at: datetime) -> int:
    """Forget the addresses of evaluations asked for a year ago; what was said stays."""
    old = Evaluation.objects.filter(asked_at__lt=at - ADDRESS_KEPT).exclude(email="")
    return old.update(email="")


# --- Answering --------------------------------------------------------------------------


def of_link(link: str, *, browser: str, at: datetime) -> Evaluation:
    """The evaluation a link opens in a browser. Raises LinkClosedError for any it does not.

    `browser` is the word that the browser kept since it began, if it did.
    """
    try:
        number, _, sending = LINKS.unsign(link).partition("-")
    except BadSignature:
        raise LinkClosedError("altered") from None
    evaluation = (
        Evaluation.objects.select_related("deployment__host_school", "deployment__entry")
        .filter(pk=number)
        .first()
    )
    if evaluation is None:
        raise LinkClosedError("gone")
    if evaluation.answered_at:
        raise LinkClosedError("answered", evaluation)
    if int(sending) != evaluation.sending:
        raise LinkClosedError("replaced", evaluation)
    if evaluation.expires_at <= at:
        raise LinkClosedError("expired", evaluation)
    if evaluation.browser and evaluation.browser != browser:
        raise LinkClosedError("elsewhere", evaluation)
    return evaluation


@dataclass(frozen=True)
class Answered:
    """What one screen's answers led to: the word the browser keeps, and whether all is said."""

    browser: str
    is_whole: bool


@transaction.atomic
def answer(
    *, evaluation: Evaluation, screen: int, answers: Mapping[str, Any], at: datetime
) -> Answered:
    """Keep the answers of one screen; with those of the last one the evaluation is given.

    From the first answer on the link works in this browser alone. Raises LinkClosedError where
    another was quicker.
    """
    now = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if now.answered_at:
        raise LinkClosedError("answered", now)
    if (now.sending, now.browser) != (evaluation.sending, evaluation.browser):
        raise LinkClosedError("elsewhere", now)
    now.browser = now.browser or token_hex(16)
    for name in SCREENS[screen]:
        setattr(now, name, answers[name])
    is_whole = screen == len(SCREENS) and all((now.useful, now.changed, now.lasts, now.again))
    if is_whole:
        now.answered_at = at
    now.save()
    if is_whole:
        audit.record(
            "support evaluated",
            subject=now,
            school=now.deployment.host_school_id,
            by=None,
            after={"by": now.get_part_display()},
        )
        _move_on(now.deployment, at=at)
    return Answered(now.browser, is_whole)


def _move_on(deployment, *, at):
    """Once all who were asked have answered, a broker may close it."""
    now = locked(deployment)
    waits = now.evaluations.filter(answered_at=None).exists()
    if now.state == State.COMPLETED and not waits:
        move(now, State.EVALUATED, by=None, at=at)


def next_screen(evaluation: Evaluation) -> int:
    """The first screen that is not answered."""
    if not evaluation.useful:
        return 1
    return 3 if evaluation.changed and evaluation.lasts else 2
