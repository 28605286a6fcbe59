"""What every page of a deployment needs: the row its reader may see, its header and its tabs."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.permissions import NotPermittedError, Permission
from support_directory.invoicing import in_days
from support_directory.models import Deployment
from support_directory.parts import part_of, who_sees
from support_directory.services import deployments

TABS = [
    ("Tasks", "deployment-detail"),
    ("Objectives and reviews", "objectives"),
    ("Visits", "visits"),
    ("Days and money", "days"),
    ("Documents", "documents"),
    ("Notes", "notes"),
    ("Timeline", "timeline"),
]
COLOURS = {
    "offered": "yellow",
    "accepted": "yellow",
    "released": "yellow",
    "agreed": "blue",
    "active": "blue",
    "mid_review": "blue",
    "paused": "orange",
    "unreleased": "red",
    "stopped": "red",
    "completed": "teal",
    "evaluated": "teal",
    "closed": "green",
}


def seen(request, pk):
    """A deployment its reader may know of, and their part in it."""
    related = Deployment.objects.visible_to(request.user).select_related(
        "host_school__trust",
        "home_school",
        "entry",
        "project",
        "request",
        "strategy_objective__edition",
    )
    deployment = get_object_or_404(related.with_days_used(), pk=pk)
    return deployment, part_of(request.user, deployment)


def concerned(request, pk):
    """The same for pages that are not for the home school."""
    deployment, part = seen(request, pk)
    if not part.is_concerned:
        raise PermissionDenied(
            "The home school reads the tasks and the agreement of a deployment. The rest is for"
            " the host school, for whoever is lent, and for brokers."
        )
    return deployment, part


def refuse_unless(may, permission):
    """A deed that a person's part in this deployment does not include."""
    if not may:
        raise NotPermittedError(Permission(permission))


def page(deployment, part, *, home=False):
    """The context of every page: header, tabs, who can see it."""
    host = deployment.host_school
    is_adrift = not host.is_open and not deployment.is_over
    tabs = TABS if part.is_concerned else TABS[:1]
    return {
        "deployment": deployment,
        "part": part,
        "colour": COLOURS.get(deployment.state, "grey"),
        "used": in_days(Decimal(deployment.half_days_used) / 2),
        "planned": in_days(deployment.days_planned),
        "tabs": [
            (words, reverse(f"deployments:{name}", args=[deployment.pk])) for words, name in tabs
        ],
        "audience": who_sees(deployment, home=home),
        "successor": deployments.successor_of(host) if is_adrift else None,
        "is_adrift": is_adrift,
    }


def visit_of(deployment, pk):
    visit = deployment.visits.filter(pk=pk).first()
    if visit is None:
        raise Http404
    return visit
