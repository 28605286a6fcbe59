"""Meetings as calendars for phones and offices: days, hours and places, never what is discussed."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from icalendar import Calendar, Event

from subgroups.models import CalendarKey, Meeting

SIGNER = signing.Signer(salt="subgroups.calendar")


def token_of(key: CalendarKey) -> str:
    """What makes the private address of somebody's calendar."""
    return SIGNER.sign(f"{key.user_id}.{key.key}").replace(":", "~")


def key_of(token: str) -> CalendarKey | None:
    """Whose calendar an address opens; none for one that was made up, changed or given up."""
    try:
        user_id, _, key = SIGNER.unsign(token.replace("~", ":")).partition(".")
    except signing.BadSignature:
        return None
    found = CalendarKey.objects.filter(user=int(user_id), key=key, user__is_active=True)
    return found.select_related("user").first()


def calendar_of(
    meetings: Iterable[Meeting], *, title: str, with_links: bool, at: datetime
) -> bytes:
    """Meetings as iCalendar (RFC 5545). Links to join are for those who may come.

    No item of any agenda is in it, and so nothing exempt.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Portsmouth Education Partnership//Groups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for meeting in meetings:
        calendar.add_component(_event(meeting, with_links=with_links, at=at))
    return calendar.to_ical()


def _event(meeting, *, with_links, at):
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", meeting.begins_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", f"{meeting.group.name} ({meeting.reference})")
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    if meeting.place:
        event.add("location", meeting.place)
    page = f"{settings.SITE_URL}{meeting.get_absolute_url()}"
    event.add("url", page)
    told = [f"Agenda and minutes: {page}"]
    if with_links and meeting.link:
        told.insert(0, f"Join: {meeting.link}")
    event.add("description", "\n".join(told))
    return event
