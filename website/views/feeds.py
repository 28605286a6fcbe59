"""News and events for programs that read them: RSS, Atom and iCalendar."""

from datetime import datetime, time

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from icalendar import Calendar, Event

from notifications.letters import absolute
from website.models import EventPage, NewsPage
from website.public_cache import keeps

MOST = 30
MOST_EVENTS = 200


class NewsFeed(Feed):
    """The newest items of news."""

    title = "News of the Portsmouth Education Partnership"
    description = "What is new in the schools of the city."
    link = "/news/"

    def items(self):
        return NewsPage.objects.live().newest_first()[:MOST]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.introduction

    def item_link(self, item):
        return absolute(item.get_url())

    def item_pubdate(self, item):
        return timezone.make_aware(datetime.combine(item.on, time(9)))

    def item_updateddate(self, item):
        return item.last_published_at or self.item_pubdate(item)

    def item_categories(self, item):
        return [item.get_topic_display()]


class AtomNewsFeed(NewsFeed):
    feed_type = Atom1Feed
    subtitle = NewsFeed.description


@login_not_required
@keeps
def news_rss(request):
    return NewsFeed()(request)


@login_not_required
@keeps
def news_atom(request):
    return AtomNewsFeed()(request)


@login_not_required
@keeps
def events_ics(request):
    """Everything to come, for a calendar that subscribes to it."""
    return _calendar(EventPage.objects.live().to_come(timezone.now())[:MOST_EVENTS], "events")


@login_not_required
@keeps
def event_ics(request, pk):
    """One event, to put into a calendar."""
    event = get_object_or_404(EventPage.objects.live(), id=pk)
    return _calendar([event], event.slug)


def _calendar(events, name):
    calendar = Calendar()
    calendar.add("prodid", "-//Portsmouth Education Partnership//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Portsmouth Education Partnership")
    for event in events:
        calendar.add_component(_entry(event))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


def _entry(event):
    entry = Event()
    entry.add("uid", f"event-{event.pk}@portsmouth-education-partnership")
    entry.add("dtstamp", event.last_published_at or event.starts_at)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title)
    entry.add("location", ", ".join(filter(None, [event.venue, event.address])))
    entry.add("description", event.introduction)
    entry.add("url", absolute(event.get_url()))
    return entry
