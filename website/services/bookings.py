"""Places at events: taken in turn, never more than there are, given on when somebody cancels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.services import RefusedError
from accounts.tasks import send_letter
from core import audit
from notifications.letters import absolute
from website.models import Attendee, Booking, Evaluation, EventPage

# Signs the number of a booking: whoever holds the letter may cancel, or say how it was.
LINKS = signing.Signer(salt="website.booking")
REMIND_BEFORE = timedelta(days=2)
ASK_WITHIN = timedelta(days=3)


@transaction.atomic
def book(
    *,
    event: EventPage,
    people: Sequence[str],
    name: str,
    email: str,
    once: UUID,
    at: datetime,
    organisation: str = "",
    needs: str = "",
) -> Booking:
    """Take places for some people together, or put them on the waiting list together.

    The event is locked first, so that of two who want the last place at once one waits.
    """
    now = EventPage.objects.select_for_update(of=("self",)).get(pk=event.pk)
    sent_already = Booking.objects.filter(once=once).first()
    if sent_already:
        return sent_already
    if now.places is None or not now.takes_bookings(at):
        raise RefusedError("Bookings for this event are closed. Nothing was booked.")
    if not 1 <= len(people) <= now.most_in_one_booking:
        raise RefusedError(f"Book for 1 to {now.most_in_one_booking} people at a time.")
    # Nobody overtakes those who wait already.
    is_free = not Booking.objects.filter(event=now).waiting().exists()
    has_room = is_free and Booking.objects.places_left(now) >= len(people)
    booking = Booking.objects.create(
        event=now,
        name=" ".join(name.split()),
        email=email.lower(),
        organisation=" ".join(organisation.split()),
        needs=needs,
        state=Booking.State.BOOKED if has_room else Booking.State.WAITING,
        once=once,
        made_at=at,
        changed_at=at,
    )
    Attendee.objects.bulk_create([Attendee(booking=booking, name=person) for person in people])
    audit.record("places booked", subject=booking, by=None, after={"people": len(people)})
    _write(booking, "booked" if has_room else "waiting")
    return booking


@transaction.atomic
def cancel(*, booking: Booking, at: datetime, by: Any = None) -> Booking:
    """Give places back; those who wait longest and fit in get them. A second time does nothing."""
    event = EventPage.objects.select_for_update(of=("self",)).get(pk=booking.event_id)
    now = Booking.objects.select_for_update().get(pk=booking.pk)
    if now.state == Booking.State.CANCELLED:
        return now
    if event.starts_at <= at:
        raise RefusedError("The event has begun, so there is nothing left to cancel.")
    _move(now, Booking.State.CANCELLED, at=at)
    audit.record("booking cancelled", subject=now, by=by)
    _write(now, "cancelled")
    _give_on(event, at=at)
    return now


def _give_on(event, *, at):
    """Offer free places along the waiting list; a group waits until it fits as a whole."""
    left = Booking.objects.places_left(event)
    for waiting in Booking.objects.filter(event=event).waiting().prefetch_related("attendees"):
        size = len(waiting.attendees.all())
        if size <= left:
            left -= size
            _move(waiting, Booking.State.BOOKED, at=at)
            audit.record("places given from the waiting list", subject=waiting, by=None)
            _write(waiting, "promoted")


def _move(booking, state, *, at):
    if not booking.can_become(state):
        raise RefusedError("The booking has changed meanwhile. Look at it again.")
    booking.state, booking.changed_at = state, at
    booking.save(update_fields=["state", "changed_at"])


@transaction.atomic
def mark_attendance(*, event: EventPage, came: Iterable[int], by: Any) -> None:
    """Note who of those with a place came, by the numbers of their places."""
    people = Attendee.objects.filter(booking__event=event, booking__state=Booking.State.BOOKED)
    came = set(came)
    people.filter(pk__in=came).update(came=True)
    people.exclude(pk__in=came).update(came=False)
    audit.record("attendance noted", subject=event, by=by, after={"came": len(came)})


@transaction.atomic
def evaluate(*, booking: Booking, useful: int, words: str, at: datetime) -> tuple[Evaluation, bool]:
    """Take what somebody thought, once for each booking and without their name."""
    return Evaluation.objects.get_or_create(
        key=key_of(booking),
        defaults={
            "event_id": booking.event_id,
            "useful": useful,
            "words": words,
            "made_at": timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0),
        },
    )


def key_of(booking: Booking) -> str:
    """Tells that a booking has been heard, and not which it was."""
    return salted_hmac("website.evaluation", str(booking.once), algorithm="sha256").hexdigest()[:40]


def remind(*, at: datetime) -> int:
    """Write once to everybody with a place at an event of the next two days."""
    due = Booking.objects.to_remind(after=at, until=at + REMIND_BEFORE)
    return _write_once(due, "reminder", "reminded_at", at=at)


def ask_how_it_was(*, at: datetime) -> int:
    """Ask once everybody who had a place, in the days after an event."""
    due = Booking.objects.to_ask(since=at - ASK_WITHIN, until=at)
    return _write_once(due, "how_was_it", "asked_at", at=at)


def _write_once(due, letter, column, *, at):
    """The mark is set in the same transaction that hands the letter over."""
    count = 0
    for booking in due.select_related("event").prefetch_related("attendees"):
        with transaction.atomic():
            unmarked = Booking.objects.filter(pk=booking.pk, **{column: None})
            if unmarked.update(**{column: at}):
                _write(booking, letter)
                count += 1
    return count


SUBJECTS = {
    "booked": "You have a place",
    "waiting": "You are on the waiting list",
    "promoted": "A place has become free for you",
    "cancelled": "Your booking is cancelled",
    "reminder": "Coming up",
    "how_was_it": "How was it?",
}


def _write(booking, letter):
    """Send one of the letters of a booking, once the transaction stands."""
    event = booking.event
    told = {
        "letter": letter,
        "booking": booking,
        "event": event,
        "people": [person.name for person in booking.attendees.all()],
        "event_url": absolute(event.get_url() or "/events/"),
        "cancel_url": absolute(reverse("booking-cancel", args=[link_of(booking)])),
        "evaluate_url": absolute(reverse("booking-evaluate", args=[link_of(booking)])),
    }
    transaction.on_commit(
        partial(
            send_letter.delay,
            subject=f"{SUBJECTS[letter]}: {event.title}",
            body=render_to_string("website/letters/booking.txt", told),
            to=[booking.email],
        )
    )


def link_of(booking: Booking) -> str:
    """What stands at the end of the addresses in a booking's letters."""
    return LINKS.sign(str(booking.pk))


def unsigned(link: str) -> int:
    """The number of the booking. Raises signing.BadSignature."""
    return int(LINKS.unsign(link))
