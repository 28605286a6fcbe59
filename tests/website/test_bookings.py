"""Places at events: never more than there are, and given on in turn."""

import datetime
import threading
import uuid

import pytest
from django.conf import settings as portal_settings
from django.core import mail
from django.db import close_old_connections, connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import Locale, Page

from accounts.personal_data import held_on
from accounts.services import RefusedError
from core.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.website import BookingFactory, EventPageFactory, SubscriptionFactory
from website import tasks
from website.models import Attendee, Booking, Evaluation, EventIndexPage
from website.services import bookings

BOOKED, WAITING, CANCELLED = Booking.State


def booked(event, people=1, *, at=None, email="ada@example.org", **more):
    return bookings.book(
        event=event,
        people=[f"Person {number}" for number in range(people)],
        name="Ada Quay",
        email=email,
        once=uuid.uuid4(),
        at=at or timezone.now(),
        **more,
    )


@pytest.fixture
def event(db):
    """Two places."""
    return EventPageFactory(title="Breakfast", joining="https://example.org/join")


def test_the_last_place_is_booked_and_the_next_waits(event, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = booked(event, 2), booked(event)

    assert (first.state, second.state) == (BOOKED, WAITING)
    assert [letter.subject for letter in mail.outbox] == [
        "You have a place: Breakfast",
        "You are on the waiting list: Breakfast",
    ]
    assert "example.org/join" in mail.outbox[0].body
    assert "example.org/join" not in mail.outbox[1].body


def test_the_same_form_sent_twice_books_once(event):
    once = uuid.uuid4()
    told = {"people": ["A"], "name": "A", "email": "a@example.org", "once": once}

    first = bookings.book(event=event, at=timezone.now(), **told)
    again = bookings.book(event=event, at=timezone.now(), **told)

    assert first == again and Attendee.objects.count() == 1


def test_nobody_overtakes_those_who_wait(event):
    booked(event)
    group = booked(event, 2)

    alone = booked(event)

    assert (group.state, alone.state) == (WAITING, WAITING)


def test_a_place_given_back_goes_to_those_who_wait_longest_and_fit(
    event, django_capture_on_commit_callbacks
):
    first, second = booked(event), booked(event)
    group, alone = booked(event, 2), booked(event, email="bo@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        bookings.cancel(booking=first, at=timezone.now())
        again = bookings.cancel(booking=first, at=timezone.now())

    states = [Booking.objects.get(pk=one.pk).state for one in (first, second, group, alone)]
    assert states == [CANCELLED, BOOKED, WAITING, BOOKED] and again.state == CANCELLED
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"], ["bo@example.org"]]
    assert AuditEvent.objects.filter(action="booking cancelled").count() == 1


def test_what_has_begun_takes_no_booking_and_gives_none_back(event):
    one = booked(event)
    later = event.starts_at

    with pytest.raises(RefusedError, match="closed"):
        booked(event, at=later)
    with pytest.raises(RefusedError, match="begun"):
        bookings.cancel(booking=one, at=later)
    with pytest.raises(RefusedError, match="1 to 5"):
        booked(event, 6)


def test_a_booking_moves_only_as_its_table_allows():
    for state in Booking.State:
        for other in Booking.State:
            assert Booking(state=state).can_become(other) == (other in Booking.NEXT[state])
    with pytest.raises(RefusedError):
        bookings._move(Booking(state=CANCELLED), BOOKED, at=None)


class NeverMoreThanThereAre(TestCase):
    """Whatever is booked and cancelled in whatever order."""

    @settings(max_examples=5, deadline=None)
    @given(st.lists(st.integers(min_value=-3, max_value=3), max_size=8))
    def test_places_taken_stay_within_places_there_are(self, deeds):
        event = EventPageFactory(places=4, slug=f"event-{uuid.uuid4().hex}")
        made = []
        for deed in deeds:
            if deed > 0:
                made.append(booked(event, deed))
            elif made:
                bookings.cancel(booking=made[-deed % len(made)], at=timezone.now())

        assert Booking.objects.places_taken(event) <= 4
        smallest = min(
            (one.attendees.count() for one in Booking.objects.filter(event=event).waiting()),
            default=99,
        )
        assert smallest > 0


def events_anew():
    """Where events stand; tests that empty the database take away what migrations made."""
    Locale.objects.get_or_create(language_code=portal_settings.LANGUAGE_CODE)
    if found := EventIndexPage.objects.first():
        return found
    root = Page.add_root(title="Root", slug="root")
    return root.add_child(instance=EventIndexPage(title="Events", slug="events"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time by itself")
def test_of_two_who_want_the_last_place_at_once_one_waits():
    event = EventPageFactory(places=1, parent=events_anew())
    start = threading.Barrier(2)

    def take():
        close_old_connections()
        start.wait()
        booked(event)
        connection.close()

    both = [threading.Thread(target=take) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(Booking.objects.values_list("state", flat=True)) == [BOOKED, WAITING]


# --- Letters by the clock -----------------------------------------------------------------


def test_a_reminder_and_a_question_go_out_once(event, django_capture_on_commit_callbacks):
    booking = booked(event)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            bookings.remind(at=event.starts_at - datetime.timedelta(hours=30))
            bookings.ask_how_it_was(at=event.ends_at + datetime.timedelta(hours=1))

    assert [letter.subject.split(":")[0] for letter in mail.outbox] == ["Coming up", "How was it?"]
    assert bookings.link_of(booking) in mail.outbox[1].body
    tasks.write_to_those_booked()
    assert len(mail.outbox) == 2


# --- In the browser -----------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch):
    """Forms are sent faster here than anybody reads them."""
    monkeypatch.setattr("core.traps.FASTEST", datetime.timedelta(0))


def filled(client, url, **more):
    form = client.get(url).context["form"]
    told = {name: form[name].value() for name in ("once", "opened")}
    return {**told, "name": "Ada", "email": "ada@example.org", "people": "Ada\nBo", **more}


def test_a_reader_books_and_cancels_by_the_link_of_the_letter(client, event, read):
    url = reverse("book", args=[event.pk])

    done = client.post(url, filled(client, url))

    assert "You have a place" in done.text and "Bo" in done.text
    link = reverse("booking-cancel", args=[bookings.link_of(Booking.objects.get())])
    assert Booking.objects.get().state == BOOKED and "Cancel this booking?" in client.get(link).text
    assert "Your booking is cancelled" in client.post(link).text
    assert client.get(link[:-2] + "x/").status_code == 404


def test_errors_stand_beside_their_fields_and_a_program_is_turned_away(client, event, read):
    url = reverse("book", args=[event.pk])

    many = client.post(url, filled(client, url, people="\n".join("ABCDEF")))
    trapped = client.post(url, filled(client, url, homepage="http://spam.example"))
    empty = client.post(url, filled(client, url, people=" \n "))

    assert "One booking takes 5 people at most" in many.text
    assert "faster than somebody can read" in trapped.text
    assert "Enter the name of at least one person" in empty.text
    assert not Booking.objects.exists()


def test_nobodys_mailbox_is_filled(client, event, read):
    url = reverse("book", args=[event.pk])
    for _ in range(3):
        client.post(url, filled(client, url, people="A"))

    refused = client.post(url, filled(client, url, people="A"))

    assert "Too many bookings came from here" in refused.text
    assert Booking.objects.count() == 3


def test_nobodys_mailbox_is_filled_by_booking_one_event_after_the_other(client, event, read):
    events = [event, *EventPageFactory.create_batch(10, places=5)]
    for each in events:
        url = reverse("book", args=[each.pk])
        answer = client.post(url, filled(client, url, people="A", email="Bo@Example.org "))

    assert "Too many bookings came from here" in answer.text
    assert Booking.objects.count() == 10


def test_an_answer_is_kept_without_a_name_and_once(client, event):
    booking = booked(event)
    event.starts_at -= datetime.timedelta(days=5)
    event.ends_at -= datetime.timedelta(days=5)
    event.save()
    url = reverse("booking-evaluate", args=[bookings.link_of(booking)])

    wrong = client.post(url, {"useful": ""})
    done = client.post(url, {"useful": "4", "words": "More tea."})
    client.post(url, {"useful": "1"})

    assert "Choose how useful it was" in wrong.text and "Thank you" in done.text
    assert [(one.useful, one.words) for one in Evaluation.objects.all()] == [(4, "More tea.")]


# --- Who runs it --------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_of_people_takes_as_many_queries_however_many_come(
    officer, event, count, django_assert_num_queries
):
    BookingFactory.create_batch(count, event=event)
    url = reverse("booking-list", args=[event.pk])
    officer.get(url)

    with django_assert_num_queries(8):
        page = officer.get(url)

    assert len(page.context["booked"]) == count
    assert "LA officer" in page.text


def test_who_came_is_ticked_and_taken_away_as_a_file(officer, event):
    came, absent = BookingFactory(event=event), BookingFactory(event=event, organisation="=cmd()")
    url = reverse("booking-list", args=[event.pk])

    officer.post(url, {"came": [came.attendees.get().pk, "x"]})

    assert came.attendees.get().came is True and absent.attendees.get().came is False
    file = officer.get(reverse("booking-csv", args=[event.pk]))
    assert "'=cmd()" in file.text and ",yes" in file.text


# --- What is held on a person -------------------------------------------------------------


def test_what_is_held_on_a_person_names_their_bookings_and_nobody_elses(db):
    person = UserFactory(email="ada.quay@example.org")
    own = BookingFactory(email="Ada.Quay@example.org", needs="A hearing loop")
    BookingFactory(email="bo.slip@example.org")
    SubscriptionFactory(email="ada.quay@example.org")

    told = held_on(person)

    [booking] = told["bookings: e-mail address"]
    assert (booking["event"], booking["needs"]) == (own.event_id, "A hearing loop")
    assert len(told["subscriptions: e-mail address"]) == 1
