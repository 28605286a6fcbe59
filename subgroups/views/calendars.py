"""Calendars to subscribe to: of a group for anybody, of a person at a private address."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from subgroups.calendars import calendar_of, key_of, token_of
from subgroups.models import CalendarKey, Group, Meeting
from subgroups.models.groups import new_key
from subgroups.views.finding import of_group

KEPT_FOR = timedelta(days=365)


@login_not_required
@of_group
def group_feed(request, group, reader):
    """The meetings of a group, for anybody: no links to join, nothing of their agendas."""
    now = timezone.now()
    meetings = group.meetings.filter(day__gte=timezone.localdate(now) - KEPT_FOR)
    return _feed(
        calendar_of(
            meetings.select_related("group").order_by("day"),
            title=group.name,
            with_links=False,
            at=now,
        ),
        name=f"{group.slug}.ics",
    )


def my_calendar(request):
    """The private address of somebody's meetings; made when they first ask for it, and anew."""
    key = CalendarKey.objects.filter(user=request.user).first()
    if request.method == "POST":
        CalendarKey.objects.update_or_create(user=request.user, defaults={"key": new_key()})
        messages.success(request, "The address is new. Any earlier one has stopped working.")
        return redirect("subgroups:my-calendar")
    address = reverse("subgroups:my-feed", args=[token_of(key)]) if key else ""
    today = timezone.localdate()
    return render(
        request,
        "subgroups/my_calendar.html",
        {
            "address": f"{settings.SITE_URL}{address}" if key else "",
            "meetings": list(
                _of(request.user, today).filter(day__gte=today).select_related("group")[:10]
            ),
        },
    )


@login_not_required
def my_feed(request, token):
    """Somebody's meetings, to whoever holds the address."""
    key = key_of(token)
    if key is None:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    meetings = _of(key.user, today).filter(day__gte=today - KEPT_FOR).select_related("group")
    answer = _feed(
        calendar_of(meetings, title="My PEP meetings", with_links=True, at=now), name="pep.ics"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _of(user, today):
    """Meetings of the groups a person sits on today."""
    return Meeting.objects.filter(group__in=Group.objects.sat_on_by(user, on=today)).order_by("day")


def _feed(made, *, name):
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
