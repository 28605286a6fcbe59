"""Who comes to what: bookings, the people in them, and what they thought of it."""

from django.db import models
from django.db.models import Q


class BookingQuerySet(models.QuerySet):
    def with_a_place(self):
        return self.filter(state=Booking.State.BOOKED)

    def waiting(self):
        """The waiting list, first come first."""
        return self.filter(state=Booking.State.WAITING).order_by("made_at", "pk")

    def in_order(self):
        return self.order_by("state", "made_at", "pk")

    def places_taken(self, event):
        return Attendee.objects.filter(
            booking__event=event, booking__state=Booking.State.BOOKED
        ).count()

    def places_left(self, event):
        """How many places are free; none where more are taken than there are."""
        return max(event.places - self.places_taken(event), 0)

    def to_remind(self, *, after, until):
        """Places at events that start within a time and were not reminded of yet."""
        return self.with_a_place().filter(
            reminded_at=None, event__live=True, event__starts_at__gt=after,
            event__starts_at__lte=until,
        )  # fmt: skip

    def to_ask(self, *, since, until):
        """Places at events that ended within a time, whose people were not asked yet."""
        return self.with_a_place().filter(
            asked_at=None, event__ends_at__gt=since, event__ends_at__lte=until
        )


class Booking(models.Model):
    """Places at an event, booked by one person for one or several."""

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        WAITING = "waiting", "On the waiting list"
        CANCELLED = "cancelled", "Cancelled"

    NEXT = {
        State.WAITING: {State.BOOKED, State.CANCELLED},
        State.BOOKED: {State.CANCELLED},
        State.CANCELLED: set(),
    }

    event = models.ForeignKey(
        "website.EventPage", on_delete=models.CASCADE, related_name="bookings"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField()
    organisation = models.CharField(max_length=160, blank=True)
    needs = models.TextField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State)
    once = models.UUIDField(unique=True, help_text="sent twice, counted once")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["event", "state", "made_at"])]

    def __str__(self):
        return f"Booking {self.pk}"

    def can_become(self, state):
        return state in self.NEXT[self.State(self.state)]


class Attendee(models.Model):
    """One of the people a booking is for."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="attendees")
    name = models.CharField(max_length=120)
    came = models.BooleanField(null=True, help_text="none until somebody said so")

    def __str__(self):
        return f"A place in {self.booking_id}"


class Evaluation(models.Model):
    """What somebody thought of it, without their name; one for each booking."""

    class Useful(models.IntegerChoices):
        VERY = 4, "Very useful"
        QUITE = 3, "Quite useful"
        LITTLE = 2, "A little useful"
        NOT = 1, "Not useful"

    event = models.ForeignKey(
        "website.EventPage", on_delete=models.CASCADE, related_name="evaluations"
    )
    # Kept apart from the booking: a number that only the link of the letter makes.
    key = models.CharField(max_length=40, unique=True)
    useful = models.PositiveSmallIntegerField(choices=Useful)
    words = models.TextField(max_length=2_000, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(useful__gte=1, useful__lte=4), name="evaluation_on_its_scale"
            )
        ]

    def __str__(self):
        return f"Evaluation {self.pk}"
