"""What happens when and where: events, and courses with their sessions."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from accounts.permissions import Permission, can
from website import structured
from website.blocks import BodyBlock
from website.models.base import PicturedPage, PortalPage, Topic

MOST_PLACES = 5_000


class EventQuerySet(PageQuerySet):
    def to_come(self, at):
        """Those that have not ended, the next first."""
        return self.filter(ends_at__gte=at).order_by("starts_at", "pk")

    def over(self, at):
        return self.filter(ends_at__lt=at).order_by("-starts_at", "-pk")


class EventIndexPage(PortalPage):
    """What is on: events and sessions of courses by month."""

    introduction = models.TextField(max_length=400, blank=True)

    template = "website/event_index_page.html"
    content_panels = [*Page.content_panels, "introduction"]
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.EventPage"]
    max_count = 1

    class Meta:
        verbose_name = "list of events"

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        months: dict[str, list[EventPage]] = {}
        for event in EventPage.objects.live().to_come(now)[:200]:
            months.setdefault(f"{timezone.localtime(event.starts_at):%B %Y}", []).append(event)
        return {
            **super().get_context(request, *args, **kwargs),
            "months": list(months.items()),
            "over": EventPage.objects.live().over(now)[:10],
        }


class TrainingIndexPage(PortalPage):
    """Courses that staff of schools can book."""

    introduction = models.TextField(max_length=400, blank=True)

    template = "website/training_index_page.html"
    content_panels = [*Page.content_panels, "introduction"]
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = "list of training"

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        sessions: dict[str, list[EventPage]] = {}
        for session in EventPage.objects.live().descendant_of(self).to_come(now):
            sessions.setdefault(session.path[: -session.steplen], []).append(session)
        courses = CoursePage.objects.live().order_by("title")
        return {
            **super().get_context(request, *args, **kwargs),
            "courses": [(course, sessions.get(course.path, [])) for course in courses],
        }


class CoursePage(PicturedPage):
    """A course: what it is for, who gives it and what it costs; its sessions are pages below."""

    introduction = models.TextField("summary", max_length=300)
    topic = models.CharField(max_length=20, choices=Topic, default=Topic.CURRICULUM)
    provider = models.CharField(max_length=120)
    audience = models.CharField("for whom", max_length=200)
    price = models.CharField(max_length=120, help_text="For example “£95 a person” or “Free”.")
    body = StreamField(BodyBlock(), blank=True)

    template = "website/course_page.html"
    content_panels = [
        *Page.content_panels,
        "introduction",
        MultiFieldPanel(
            [FieldPanel(name) for name in ("topic", "provider", "audience", "price")], "Facts"
        ),
        PicturedPage.picture_panel,
        "body",
    ]
    parent_page_types = ["website.TrainingIndexPage"]
    subpage_types = ["website.EventPage"]

    class Meta:
        verbose_name = "course"

    def get_context(self, request, *args, **kwargs):
        sessions = EventPage.objects.live().child_of(self).to_come(timezone.now())
        facts = [("From", self.provider), ("For", self.audience), ("Price", self.price)]
        return {
            **super().get_context(request, *args, **kwargs),
            "sessions": list(sessions),
            "facts": facts,
        }


class EventPage(PicturedPage):
    """An event, or one session of the course it stands below. One booking for both."""

    introduction = models.TextField("summary", max_length=300)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)
    venue = models.CharField(max_length=200, help_text="For example “Central Library” or “Online”.")
    address = models.CharField(max_length=200, blank=True)
    access_notes = models.TextField(
        max_length=1_000,
        blank=True,
        help_text="Steps, lift, parking, hearing loop, toilets: what people need to know to come.",
    )
    audience = models.CharField("for whom", max_length=200, blank=True)
    price = models.CharField(max_length=120, blank=True)
    places = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Leave empty if nobody has to book."
    )
    most_in_one_booking = models.PositiveSmallIntegerField("most people in one booking", default=5)
    booking_closes_at = models.DateTimeField(
        null=True, blank=True, help_text="Leave empty to take bookings until it begins."
    )
    joining = models.TextField(
        "how to join",
        max_length=500,
        blank=True,
        help_text="A link or a room: told only to those who have a place.",
    )
    body = StreamField(BodyBlock(), blank=True)

    objects = PageManager.from_queryset(EventQuerySet)()

    template = "website/event_page.html"
    content_panels = [
        *Page.content_panels,
        "introduction",
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("starts_at", "ends_at", "venue", "address", "access_notes")
            ],
            "When and where",
        ),
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("price")], "Facts"),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("places", "most_in_one_booking", "booking_closes_at", "joining")
            ],
            "Booking",
        ),
        PicturedPage.picture_panel,
        "body",
    ]
    parent_page_types = ["website.EventIndexPage", "website.CoursePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "event"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(places=None) | Q(places__lte=MOST_PLACES), name="event_places_in_reason"
            ),
        ]

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "It has to end after it starts."})

    @property
    def last_booking_at(self):
        return self.booking_closes_at or self.starts_at

    def takes_bookings(self, at):
        return self.live and self.places is not None and at < self.last_booking_at

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        left = None if self.places is None else self.bookings.places_left(self)
        return {
            **super().get_context(request, *args, **kwargs),
            "takes_bookings": self.takes_bookings(now),
            "left": left,
            "is_over": self.ends_at < now,
            "facts": self.facts(),
            "data": structured.of_event(self),
            "may_run": can(request.user, Permission.EVENTS_RUN),
        }

    def facts(self):
        """When, where, for whom and at what price, as far as it is known."""
        starts, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        until = f"{ends:%H:%M}" if starts.date() == ends.date() else f"{ends:%A %-d %B %Y, %H:%M}"
        return [
            ("When", f"{starts:%A %-d %B %Y, %H:%M} to {until}"),
            ("Where", ", ".join(filter(None, [self.venue, self.address]))),
            *(
                (key, said)
                for key, said in (
                    ("Getting in", self.access_notes),
                    ("For", self.audience),
                    ("Price", self.price),
                )
                if said
            ),
        ]
