"""Support on the golden thread: from an objective to what was asked for it, and asking for more."""

from typing import Any

from django.urls import reverse

from accounts.permissions import Permission, can
from schools.models import School
from strategy.models import Objective
from strategy.thread import Link, Place, Way, add_way
from support_directory.models import SupportRequest


def join() -> None:
    """Let objectives lead on to what was asked for with them, and to asking for more."""
    add_way(Objective, Way(Place.BEYOND, "Requests for support", support_for))


def support_for(objective: Objective, user: Any) -> list[Link]:
    """The requests a person may see that came from an objective, and the way to ask.

    Nothing for visitors, and no query; two for whoever is signed in.
    """
    if not user.is_authenticated:
        return []
    asked = SupportRequest.objects.visible_to(user).filter(objective=objective)
    links = [
        Link(str(request), request.get_absolute_url(), request.get_state_display())
        for request in asked.select_related("school").newest_first()
    ]
    may_ask = can(user, Permission.SUPPORT_REQUEST) or School.objects.led_by(user).exists()
    if may_ask:
        url = f"{reverse('support_directory:request-new')}?objective={objective.pk}"
        links.append(Link("Ask for support with this objective", url))
    return links
