"""Booking an event or a session of a course, and everything the letters of it lead to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.permissions import Permission, audience, authorise
from accounts.services import RefusedError
from core import audit
from core.numbers import number_in
from dashboard.exports import csv_response
from website.forms.readers import BookingForm, EvaluationForm
from website.models import Attendee, Booking, Evaluation, EventPage
from website.services import bookings
from website.views.limits import within_limits

# An office books several courses for its school in a day; each booking is a letter and more later.
MOST_OF_ALL_EVENTS = 10
TOO_MANY = "Too many bookings came from here. Yours was not made: please try again later."


@never_cache
@login_not_required
def book(request, pk):
    """Places at an event for one person or several, or a place on its waiting list."""
    now = timezone.now()
    event = get_object_or_404(EventPage.objects.live(), id=pk)
    if event.places is None:
        raise Http404("Nobody has to book this event.")
    form = BookingForm(request.POST or None, event=event, initial=_known(request.user))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not _is_fair(request, event, given["email"]):
            form.add_error(None, TOO_MANY)
        else:
            try:
                booking = bookings.book(
                    event=event,
                    at=now,
                    **{
                        name: given[name]
                        for name in ("people", "name", "email", "once", "organisation", "needs")
                    },
                )
            except RefusedError as refused:
                form.add_error(None, str(refused))
            else:
                return render(request, "website/booked.html", _told(booking))
    return render(
        request,
        "website/book.html",
        {
            "event": event,
            "form": form,
            "takes_bookings": event.takes_bookings(now),
            "left": Booking.objects.places_left(event),
        },
    )


def _is_fair(request, event, email):
    """Few bookings of one event for one mailbox, and not many of all events together."""
    return within_limits(
        request, "booking", email=email, most_mails=MOST_OF_ALL_EVENTS
    ) and within_limits(request, f"booking-{event.pk}", email=email)


def _known(user):
    """Who is signed in need not type what the portal knows."""
    if not user.is_authenticated:
        return {}
    return {"name": user.full_name, "email": user.email, "people": user.full_name}


def _told(booking):
    return {
        "booking": booking,
        "event": booking.event,
        "has_a_place": booking.state == Booking.State.BOOKED,
        "people": [person.name for person in booking.attendees.order_by("pk")],
    }


@never_cache
@login_not_required
def booking_cancel(request, link):
    """What the link in a letter leads to: one button, so that no program cancels by looking."""
    booking = _booking(link)
    refused = ""
    if request.method == "POST":
        try:
            booking = bookings.cancel(booking=booking, at=timezone.now())
        except RefusedError as error:
            refused = str(error)
    return render(
        request,
        "website/booking_cancel.html",
        {
            **_told(booking),
            "is_cancelled": booking.state == Booking.State.CANCELLED,
            "refused": refused,
        },
    )


@never_cache
@login_not_required
def booking_evaluate(request, link):
    """How was it? Asked after an event of those who had a place; kept without their name."""
    booking = _booking(link)
    if booking.state != Booking.State.BOOKED or booking.event.ends_at > timezone.now():
        raise Http404("There is nothing to say yet.")
    is_done = Evaluation.objects.filter(key=bookings.key_of(booking)).exists()
    form = EvaluationForm(request.POST or None)
    if not is_done and form.is_valid():
        bookings.evaluate(booking=booking, at=timezone.now(), **form.cleaned_data)
        is_done = True
    return render(
        request,
        "website/booking_evaluate.html",
        {"event": booking.event, "form": form, "is_done": is_done},
    )


def _booking(link):
    try:
        number = bookings.unsigned(link)
    except (signing.BadSignature, ValueError):
        raise Http404("This link is not whole. Copy all of it from the letter.") from None
    return get_object_or_404(Booking.objects.select_related("event"), pk=number)


# --- For those who run events ---------------------------------------------------------------


@never_cache
def booking_list(request, pk):
    """Who comes to this event? Ticked off on the day, with the waiting list below."""
    event = _run(request, pk)
    if request.method == "POST":
        sent = map(number_in, request.POST.getlist("came"))
        came = [number for number in sent if number is not None]
        bookings.mark_attendance(event=event, came=came, by=request.user)
        messages.success(request, "Who came is noted.")
        return redirect("booking-list", event.pk)
    booked = event.bookings.in_order().prefetch_related("attendees")
    evaluations = list(event.evaluations.order_by("-useful", "pk"))
    return render(
        request,
        "website/booking_list.html",
        {
            "event": event,
            "booked": [one for one in booked if one.state == Booking.State.BOOKED],
            "waiting": [one for one in booked if one.state == Booking.State.WAITING],
            "left": Booking.objects.places_left(event) if event.places is not None else None,
            "evaluations": evaluations,
            "audience": audience(Permission.EVENTS_RUN),
        },
    )


def booking_csv(request, pk):
    """The same as a file to print or to take along."""
    event = _run(request, pk)
    people = (
        Attendee.objects.filter(booking__event=event, booking__state=Booking.State.BOOKED)
        .select_related("booking")
        .order_by("name", "pk")
    )
    audit.record("attendance list taken away", subject=event, by=request.user)
    return csv_response(
        f"attendance-{event.slug}",
        ["name", "school or organisation", "booked by", "to arrange", "came"],
        [
            [
                person.name,
                person.booking.organisation,
                person.booking.name,
                person.booking.needs,
                {True: "yes", False: "no", None: ""}[person.came],
            ]
            for person in people
        ],
        ["Personal data: delete this file when the event is over."],
    )


def _run(request, pk):
    authorise(request.user, Permission.EVENTS_RUN)
    return get_object_or_404(EventPage, id=pk)
