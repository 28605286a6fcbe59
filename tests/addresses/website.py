"""Who may open the addresses of the website."""

import datetime
import uuid

from django.core import signing
from django.utils import timezone

from tests.addresses.audiences import EVERYONE, NOBODY, Address
from tests.factories.website import (
    BookingFactory,
    BulletinItemFactory,
    EventPageFactory,
    FeedbackFactory,
    IssueFactory,
    StandardPageFactory,
    SubscriptionFactory,
    public_picture,
)
from website.models import Booking, Subscription
from website.services.bookings import link_of
from website.services.bulletin import CONFIRM, stop_link

EDITORS = frozenset({"editor", "administrator"})
RUNS_EVENTS = EDITORS | {"officer"}
PUBLISHES = frozenset({"administrator"})
EVENT, ISSUE, ITEM = {"pk": 90_777}, {"pk": 777}, {"pk": 777}
MEASURE = {"slug": "totabs"}

ADDRESSES = {
    "home": Address(EVERYONE),
    # Pages and pictures of editors; /cms/, where they are written, has one rule for all of it:
    # see tests/website/test_editor_door.py.
    "wagtail_serve": Address(EVERYONE, {"path": "about-us/"}),
    "picture": Address(EVERYONE, {"name": "harbour-777.png"}),
    "search": Address(EVERYONE),
    "news-rss": Address(EVERYONE),
    "news-atom": Address(EVERYONE),
    "old-news-page": Address(EVERYONE, {"number": 7}),
    "events-ics": Address(EVERYONE),
    "event-ics": Address(EVERYONE, EVENT),
    "book": Address(EVERYONE, EVENT),
    "booking-list": Address(RUNS_EVENTS, EVENT),
    "booking-csv": Address(RUNS_EVENTS, EVENT),
    # Whoever holds the letter opens its links.
    "booking-cancel": Address(EVERYONE, {"link": link_of(Booking(pk=777))}),
    # Asked once the event is over; that of the sample is still to come.
    "booking-evaluate": Address(NOBODY, {"link": link_of(Booking(pk=777))}),
    # The resource of the sample is not there.
    "resource-file": Address(NOBODY, {"pk": 777, "number": 1}),
    "bulletin-list": Address(EVERYONE),
    "bulletin-subscribe": Address(EVERYONE),
    "bulletin-confirm": Address(
        EVERYONE, {"link": signing.dumps({"pk": 777, "topics": []}, salt=CONFIRM)}
    ),
    "bulletin-stop": Address(EVERYONE, {"link": stop_link(Subscription(pk=777))}),
    "bulletin-send-in": Address(EVERYONE),
    "bulletin-issue": Address(EVERYONE, {"on": "2026-11-19"}),
    "bulletin-desk": Address(EDITORS),
    "bulletin-issue-edit": Address(EDITORS, ISSUE),
    "bulletin-issue-preview": Address(EDITORS, ISSUE),
    "bulletin-item-edit": Address(EDITORS, ITEM),
    # Deeds of editors: they take a post alone.
    "bulletin-issue-begin": Address(NOBODY),
    "bulletin-issue-step": Address(NOBODY, {**ISSUE, "step": "send"}),
    "bulletin-item-step": Address(NOBODY, {**ITEM, "step": "decline"}),
    "city": Address(EVERYONE),
    "city-csv": Address(EVERYONE),
    "city-json": Address(EVERYONE),
    # Nothing of the city is loaded in the sample.
    "city-measure": Address(NOBODY, MEASURE),
    "city-measure-csv": Address(NOBODY, MEASURE),
    "city-measure-json": Address(NOBODY, MEASURE),
    "api-description": Address(EVERYONE),
    "api-measure-list": Address(EVERYONE),
    "api-measure-detail": Address(NOBODY, MEASURE),
    "api-school-list": Address(EVERYONE),
    "api-school-detail": Address(EVERYONE, {"urn": 900_777}),
    "api-news-list": Address(EVERYONE),
    "api-event-list": Address(EVERYONE),
    "api-unknown": Address(NOBODY),
    "feedback": Address(EVERYONE),
    "feedback-list": Address(EDITORS),
    "feedback-detail": Address(EDITORS, {"pk": 777}),
    "banner-list": Address(PUBLISHES),
    "banner-remove": Address(NOBODY, {"pk": 777}),
    "review-list": Address(EDITORS),
    "broken-link-list": Address(EDITORS),
    "robots": Address(EVERYONE),
    "security-txt": Address(EVERYONE),
    "sitemap": Address(EVERYONE),
    "old-service": Address(EVERYONE, {"rest": "school-improvement/"}),
    "old-category": Address(EVERYONE, {"rest": "uncategorised/"}),
    "statement": Address(EVERYONE, {"name": "accessibility"}),
}


def furnish(people):
    """A page of editors and a picture shown on it, an event, and an issue of the bulletin."""
    StandardPageFactory(slug="about-us")
    public_picture("harbour-777.png")
    event = EventPageFactory(**EVENT)
    BookingFactory(pk=777, event=event)
    SubscriptionFactory(pk=777)
    issue = IssueFactory(**ISSUE, on=datetime.date(2026, 11, 19), state="sent")
    BulletinItemFactory(**ITEM, issue=issue, state="taken", once=uuid.uuid4())
    FeedbackFactory(pk=777, made_at=timezone.now())
