"""Pages of editors below the home page, and pictures."""

import datetime
import uuid
from io import BytesIO

import factory
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import storages
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from website.models import (
    Attendee,
    Booking,
    BulletinIssue,
    BulletinItem,
    CoursePage,
    EventIndexPage,
    EventPage,
    Feedback,
    HomePage,
    NewsIndexPage,
    NewsPage,
    Picture,
    ResourceIndexPage,
    ResourcePage,
    StandardPage,
    Subscription,
    TrainingIndexPage,
    VacancyIndexPage,
    VacancyPage,
)


def drawn(kind="PNG", size=(60, 40), **options):
    """The bytes of a plain picture."""
    kept = BytesIO()
    Image.new("RGB", size, "teal").save(kept, kind, **options)
    return kept.getvalue()


def public_picture(name):
    """A picture in the public folder, which no transaction empties."""
    if not storages["pictures"].exists(name):
        storages["pictures"].save(name, ContentFile(drawn()))


class StandardPageFactory(DjangoModelFactory):
    """Public, right below the home page unless `parent` says otherwise."""

    class Meta:
        model = StandardPage

    parent = None
    title = factory.Sequence("Page {}".format)
    introduction = "What this page is about."
    live = True

    @classmethod
    def _create(cls, model, *args, parent, **fields):
        page = model(**fields)
        (parent or HomePage.objects.get()).add_child(instance=page)
        if page.live:
            page.save_revision().publish()
            page.refresh_from_db()
        return page


class PictureFactory(DjangoModelFactory):
    class Meta:
        model = Picture

    title = factory.Sequence("Picture {}".format)
    file = factory.LazyFunction(lambda: ImageFile(BytesIO(drawn()), name="harbour.png"))


class NewsPageFactory(StandardPageFactory):
    parent = factory.LazyFunction(lambda: NewsIndexPage.objects.get())

    class Meta:
        model = NewsPage

    title = factory.Sequence("News {}".format)
    on = datetime.date(2026, 11, 20)


class EventPageFactory(StandardPageFactory):
    """In three days, with two places."""

    parent = factory.LazyFunction(lambda: EventIndexPage.objects.get())

    class Meta:
        model = EventPage

    title = factory.Sequence("Event {}".format)
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=3))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + datetime.timedelta(hours=2))
    venue = "Old Customs House"
    places = 2


class CoursePageFactory(StandardPageFactory):
    parent = factory.LazyFunction(lambda: TrainingIndexPage.objects.get())

    class Meta:
        model = CoursePage

    title = factory.Sequence("Course {}".format)
    provider = "Harbour Teaching Alliance"
    audience = "teachers"
    price = "Free"


class VacancyPageFactory(StandardPageFactory):
    """Open for ten days."""

    parent = factory.LazyFunction(lambda: VacancyIndexPage.objects.get())

    class Meta:
        model = VacancyPage

    title = factory.Sequence("Vacancy {}".format)
    employer = "A partner"
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10))
    salary = "£30,000"
    apply_at = "https://example.org/apply"


class ResourcePageFactory(StandardPageFactory):
    parent = factory.LazyFunction(lambda: ResourceIndexPage.objects.get())

    class Meta:
        model = ResourcePage

    title = factory.Sequence("Resource {}".format)


class BookingFactory(DjangoModelFactory):
    """One person with a place."""

    class Meta:
        model = Booking
        skip_postgeneration_save = True

    event = factory.SubFactory(EventPageFactory)
    name = "Ada Quay"
    email = "ada@example.org"
    state = Booking.State.BOOKED
    once = factory.LazyFunction(uuid.uuid4)
    made_at = factory.LazyFunction(timezone.now)
    changed_at = factory.LazyFunction(timezone.now)
    person = factory.RelatedFactory(
        "tests.factories.website.AttendeeFactory", factory_related_name="booking"
    )


class AttendeeFactory(DjangoModelFactory):
    class Meta:
        model = Attendee

    name = "Ada Quay"


class SubscriptionFactory(DjangoModelFactory):
    """Confirmed, every topic."""

    class Meta:
        model = Subscription

    email = factory.Sequence("reader{}@example.org".format)
    asked_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.LazyFunction(timezone.now)


class IssueFactory(DjangoModelFactory):
    class Meta:
        model = BulletinIssue

    on = factory.Sequence(lambda n: datetime.date(2026, 1, 1) + datetime.timedelta(days=7 * n))


class BulletinItemFactory(DjangoModelFactory):
    """Sent in, and not decided."""

    class Meta:
        model = BulletinItem

    title = factory.Sequence("Item {}".format)
    text = "Come and sing."
    topic = "partnership"
    organisation = "Wharf Lane"
    sender = "Office"
    email = "office@example.org"
    sent_at = factory.LazyFunction(timezone.now)
    once = factory.LazyFunction(uuid.uuid4)


class FeedbackFactory(DjangoModelFactory):
    class Meta:
        model = Feedback

    wrong = "A link is broken."
    once = factory.LazyFunction(uuid.uuid4)
    made_at = factory.LazyFunction(timezone.now)
