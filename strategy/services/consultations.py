"""A consultation from its draft to what changed for it, and each response on the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError, day
from accounts.tasks import send_letter
from core import audit
from notifications.kinds.strategy import CONSULTATION_OPENED
from notifications.letters import absolute
from notifications.services import notify
from strategy.models import Answer, Consultation, Question, Response, Theme

# Signs the number of a response, so that no link can be made or altered elsewhere.
LINKS = signing.TimestampSigner(salt="strategy.response")
LINK_LASTS_DAYS = 7
A_DAY = 24 * 60 * 60


class ClosedError(RefusedError):
    """The consultation takes no answers; what was typed is for copying."""


@dataclass(frozen=True)
class Given:
    """One answer as it was given: words, or what was chosen among the answers offered."""

    text: str = ""
    chosen: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.chosen)


# --- Running one ------------------------------------------------------------------------


@transaction.atomic
def extend(
    *, consultation: Consultation, closes_on: date, why: str, by: User, at: datetime
) -> Consultation:
    """Give people longer to answer, and say why; a consultation is never cut short."""
    now = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if now.withdrawn_at:
        raise RefusedError("The consultation has been withdrawn. Nothing was changed.")
    if now.summarised_at:
        raise RefusedError("What changed has been published, so nobody can be asked any more.")
    if closes_on < timezone.localdate(at):
        raise RefusedError("The new last day has passed. Choose today or later.")
    if closes_on <= now.closes_on:
        raise RefusedError(
            f"A consultation is never cut short: choose a day after {day(now.closes_on)}."
        )
    before = {"last day": now.closes_on}
    now.closes_on, now.extended_why = closes_on, why
    now.save(update_fields=["closes_on", "extended_why"])
    audit.record(
        "consultation extended",
        subject=now,
        by=by,
        before=before,
        after={"last day": closes_on, "why": why},
    )
    return now


@transaction.atomic
def withdraw(*, consultation: Consultation, by: User, at: datetime) -> Consultation:
    """Take back a consultation that has not opened yet."""
    now = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if now.withdrawn_at:
        return now
    if now.opens_on <= timezone.localdate(at):
        raise RefusedError("The consultation has opened and cannot be withdrawn any more.")
    now.withdrawn_at, now.withdrawn_by = at, by
    now.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record("consultation withdrawn", subject=now, by=by)
    return now


@transaction.atomic
def save_question(*, question: Question, by: User) -> Question:
    """Add or change a question, as long as nobody has answered the consultation."""
    consultation = Consultation.objects.select_for_update().get(pk=question.consultation_id)
    _refuse_once_answered(consultation)
    if not question.number:
        last = consultation.questions.order_by("-number").values_list("number", flat=True).first()
        question.number = (last or 0) + 1
    question.save()
    audit.record("question of a consultation saved", subject=question, by=by)
    return question


@transaction.atomic
def remove_question(*, question: Question, by: User) -> None:
    """Take a question out, and let the ones after it move up."""
    consultation = Consultation.objects.select_for_update().get(pk=question.consultation_id)
    _refuse_once_answered(consultation)
    audit.record("question of a consultation removed", subject=question, by=by)
    question.delete()
    for number, left in enumerate(consultation.questions.order_by("number"), start=1):
        Question.objects.filter(pk=left.pk).update(number=number)


def _refuse_once_answered(consultation):
    if consultation.responses.exists():
        raise RefusedError(
            "Somebody has answered already, so the questions stay as they are. Nothing was changed."
        )


@transaction.atomic
def tell_of_opened(*, on: date, members: Iterable[User], at: datetime) -> None:
    """Tell the members of the partnership of each consultation that has opened, once."""
    for consultation in Consultation.objects.open(on).filter(told_at=None).select_for_update():
        notify(
            kind=CONSULTATION_OPENED,
            to=members,
            context={"title": consultation.title, "closes": day(consultation.closes_on)},
            link=consultation.get_absolute_url(),
            key=f"consultation opened {consultation.pk}",
        )
        consultation.told_at = at
        consultation.save(update_fields=["told_at"])


# --- Answering --------------------------------------------------------------------------


@transaction.atomic
def respond(
    *,
    consultation: Consultation,
    answers: Mapping[int, Given],
    once: UUID,
    at: datetime,
    email: str = "",
    member: User | None = None,
    organisation: str = "",
    may_publish: str = Response.MayPublish.NO,
) -> Response:
    """Take somebody's answers: a member's count at once, others' once the address is confirmed."""
    now = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not now.is_open(timezone.localdate(at)):
        raise ClosedError(
            f"This consultation closed on {day(now.closes_on)}, so your answers were not sent."
            " They are still below for you to copy."
        )
    sent_already = Response.objects.filter(once=once).first()
    if sent_already:
        return sent_already
    response = Response.objects.create(
        consultation=now,
        email="" if member else email.lower(),
        member=member,
        organisation=" ".join(organisation.split()),
        may_publish=may_publish,
        once=once,
        made_at=at,
    )
    Answer.objects.bulk_create(
        [
            Answer(
                response=response,
                question_id=question,
                text=given.text,
                chosen=list(given.chosen),
            )
            for question, given in answers.items()
            if given
        ]
    )
    if member:
        _count(response, at=at)
    else:
        _ask_to_confirm(response)
    return response


def _ask_to_confirm(response):
    """Write to the address given with a response, whose owner alone can let it count."""
    told = {
        "response": response,
        "url": absolute(reverse("strategy:response-confirm", args=[link_of(response)])),
        "days": LINK_LASTS_DAYS,
        "site": settings.SITE_URL,
    }
    letter = partial(
        send_letter.delay,
        subject="Please confirm your answers to a consultation",
        body=render_to_string("strategy/letters/confirm_response.txt", told),
        to=[response.email],
    )
    transaction.on_commit(letter)


def link_of(response: Response) -> str:
    """What stands at the end of the address that confirms a response."""
    return LINKS.sign(str(response.pk))


def unsigned(link: str) -> int:
    """The number of the response. Raises signing.SignatureExpired or signing.BadSignature."""
    return int(LINKS.unsign(link, max_age=LINK_LASTS_DAYS * A_DAY))


@transaction.atomic
def confirm(*, response: Response, at: datetime) -> tuple[Response, bool]:
    """Let a response count, and whether it was this that did it; a second time changes nothing.

    An answer sent before the consultation closed counts although it is confirmed after.
    """
    Consultation.objects.select_for_update().get(pk=response.consultation_id)
    now = Response.objects.select_for_update().get(pk=response.pk)
    if now.confirmed_at:
        return now, False
    _count(now, at=at)
    return now, True


def _count(response, *, at):
    """The newest answers of a person replace those before, whichever was confirmed first."""
    same = Response.objects.counted().of_same_person(response)
    if same.filter(made_at__gt=response.made_at).exists():
        response.replaced_at = at
    else:
        Response.objects.filter(pk__in=[earlier.pk for earlier in same]).update(replaced_at=at)
    response.confirmed_at = at
    response.save(update_fields=["confirmed_at", "replaced_at"])


@transaction.atomic
def let_go(*, at: datetime) -> None:
    """Delete what nobody confirmed, and the addresses of those who answered long ago.

    An answer still counts without its address; who gave it cannot be found any more.
    """
    forgotten = at - timedelta(days=2 * LINK_LASTS_DAYS)
    Response.objects.filter(confirmed_at=None, made_at__lt=forgotten).delete()
    closed = timezone.localdate(at) - timedelta(days=settings.RETENTION_OF_RESPONDENTS)
    Response.objects.filter(consultation__closes_on__lt=closed).exclude(email="").update(email="")


# --- Reading and answering back -----------------------------------------------------------


@transaction.atomic
def moderate(
    *,
    response: Response,
    verdict: str,
    by: User,
    at: datetime,
    withheld_for: str = "",
    shown: Mapping[int, str] | None = None,
) -> Response:
    """Decide whether a response is published; `shown` stands in for answers that name somebody."""
    now = Response.objects.select_for_update().get(pk=response.pk)
    before: dict[str, Any] = {"moderation": now.moderation}
    now.moderation = verdict
    now.withheld_for = withheld_for if verdict == Response.Moderation.WITHHELD else ""
    now.moderated_at = None if verdict == Response.Moderation.WAITING else at
    now.moderated_by = None if verdict == Response.Moderation.WAITING else by
    now.save(update_fields=["moderation", "withheld_for", "moderated_at", "moderated_by"])
    for answer in now.answers.all():
        words = (shown or {}).get(answer.pk, answer.shown)
        if words != answer.shown:
            answer.shown = words
            answer.save(update_fields=["shown"])
    audit.record(
        "response to a consultation read",
        subject=now,
        by=by,
        before=before,
        after={"moderation": verdict, "withheld for": now.withheld_for},
    )
    return now


@transaction.atomic
def summarise(
    *, consultation: Consultation, summary: str, themes: Iterable[Theme], by: User, at: datetime
) -> Consultation:
    """Publish what people said and what changed for it; may be written again, never taken back."""
    now = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not now.is_closed(timezone.localdate(at)):
        raise RefusedError(
            f"The consultation is open until {day(now.closes_on)}. What changed can be published"
            " from the day after."
        )
    now.summary, now.summarised_at, now.summarised_by = summary, at, by
    now.save(update_fields=["summary", "summarised_at", "summarised_by"])
    now.themes.all().delete()
    for number, theme in enumerate(themes, start=1):
        theme.consultation, theme.number = now, number
        theme.save()
    audit.record(
        "what changed after a consultation published",
        subject=now,
        by=by,
        after={"summary": summary, "themes": now.themes.count()},
    )
    return now
