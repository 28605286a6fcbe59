"""Deployments: all that a person may see, and the tabs of one."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission, audience, can, roles_in
from strategy.thread import leading_on, thread_of
from support_directory import task_list
from support_directory.events import events_of
from support_directory.invoicing import in_days, in_pounds
from support_directory.ledger import account_lines, line_of, payer_of
from support_directory.models import Deployment, Entry
from support_directory.parts import leaders_of
from support_directory.views.deployment_pages import concerned, page, seen
from support_directory.views.noting import note_level

MOST_ON_A_PAGE = 100
OWN_PAGES = {"hand-over", "withdraw-release", "days-change"}
SHOWN = {"live": "under way or waiting", "over": "over", "all": "all"}


def deployment_list(request):
    """Which support goes from school to school, as far as its reader is part of it."""
    user, today = request.user, timezone.localdate()
    arranges = can(user, Permission.DEPLOYMENT_ARRANGE)
    rows = Deployment.objects.visible_to(user)
    if not arranges and not rows.exists() and not Entry.objects.kept_by(user, today).exists():
        raise PermissionDenied(
            "Deployments are for those who arrange them, who are lent, and who lead the schools"
            " concerned. None of them concerns you at present."
        )
    shown = request.GET.get("show", "live")
    if shown == "over":
        rows = rows.over()
    elif shown != "all":
        shown, rows = "live", rows.live()
    found = Paginator(rows.for_list().newest_first(), MOST_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "deployments/deployment_list.html",
        {
            "page": found,
            "rows": [
                (each, in_days(Decimal(each.half_days_used) / 2), in_days(each.days_planned))
                for each in found
            ],
            "shown": [(label, key, key == shown) for key, label in SHOWN.items()],
            "audience": [
                *audience(Permission.DEPLOYMENT_ARRANGE),
                "Whoever is lent",
                *leaders_of("the schools concerned"),
            ],
        },
    )


def deployment_detail(request, pk):
    """The tasks: what is done, what is next, and why the rest waits."""
    deployment, part = seen(request, pk)
    facts = task_list.facts_of(deployment, part=part, on=timezone.localdate())
    return render(
        request,
        "deployments/tasks.html",
        {
            **page(deployment, part, home=True),
            "phases": task_list.phases(facts),
            "steps": _steps(deployment, part),
            "contacts": list(deployment.contacts.order_by("name")) if part.is_concerned else [],
        },
    )


def _steps(deployment, part):
    """What else may be done about the deployment as it stands, as words and their pages."""
    state = Deployment.State
    words = []
    if part.arranges:
        words = [
            ("Pause", "pause", state.PAUSED),
            ("Stop early", "stop", state.STOPPED),
            ("Hand over to another person", "hand-over", state.HANDED_OVER),
            ("Cancel", "cancel", state.WITHDRAWN),
        ]
    if part.releases:
        words.append(("Withdraw the release", "withdraw-release", state.UNRELEASED))
    steps = [(label, name) for label, name, after in words if deployment.can_become(after)]
    if part.arranges and deployment.state == state.PAUSED:
        steps.insert(0, ("Go on", "resume"))
    if part.arranges and (deployment.takes_visits or deployment.state == state.PAUSED):
        steps.append(("Agree more or fewer days", "days-change"))
    return [(label, _page_of(deployment, name)) for label, name in steps]


def _page_of(deployment, name):
    """Some steps have an address of their own."""
    if name in OWN_PAGES:
        return reverse(f"deployments:{name}", args=[deployment.pk])
    return reverse("deployments:step", args=[deployment.pk, name])


def objectives(request, pk):
    """What was agreed, how far it was at each review, and what both sides say at the end."""
    deployment, part = concerned(request, pk)
    reviews = {review.kind: review for review in deployment.reviews.all()}
    said = {}
    for review in reviews.values():
        for each in review.objectives.all():
            said[each.objective_id, review.kind] = each
    rows = [
        (each, said.get((each.pk, "mid")), said.get((each.pk, "final")))
        for each in deployment.objectives.order_by("number")
    ]
    return render(
        request,
        "deployments/objectives.html",
        {
            **page(deployment, part),
            "rows": rows,
            "thread": leading_on(thread_of(deployment, user=request.user)),
            "mid": reviews.get("mid"),
            "final": reviews.get("final"),
            "evaluations": list(deployment.evaluations.answered().order_by("part")),
            "may_review": (part.arranges or part.delivers) and deployment.is_under_way,
        },
    )


def days(request, pk):
    """Days planned, used and left, and what they cost, for whoever pays or bills."""
    deployment, part = concerned(request, pk)
    visits = list(deployment.visits.recorded().in_order())
    lines = [(visit, line_of(visit, deployment)) for visit in visits]
    used = sum((visit.days for visit in visits), Decimal(0))
    facts = [
        ("Days planned", in_days(deployment.days_planned)),
        ("Days used", in_days(used)),
        ("Days left", in_days(deployment.days_planned - used)),
    ]
    account = []
    if part.sees_money:
        facts += [
            ("A day costs", in_pounds(deployment.day_rate)),
            ("Of it to the home school", in_pounds(deployment.home_share)),
            ("Brokerage", in_pounds(deployment.day_rate - deployment.home_share)),
            ("Who pays", payer_of(deployment)),
        ]
        account = account_lines(deployment.host_school, deployment.academic_year)
        if account:
            host = deployment.host_school
            note_level(request, host.pk, roles=roles_in(request.user, host))
    return render(
        request,
        "deployments/days.html",
        {
            **page(deployment, part),
            "facts": facts,
            "lines": [
                (visit, in_days(line.days), in_pounds(line.to_pay), _billed(visit))
                for visit, line in lines
            ],
            "total": in_pounds(sum((line.to_pay for _, line in lines), Decimal(0))),
            "account": account,
            "over_why": deployment.over_why if part.arranges else "",
        },
    )


def _billed(visit):
    if visit.invoiced_on:
        return f"billed on {visit.invoiced_on:%-d %B %Y}"
    return "disputed: not billed" if visit.is_accurate is False else "to be billed"


def timeline(request, pk):
    """Everything that happened, the newest first."""
    deployment, part = concerned(request, pk)
    return render(
        request,
        "deployments/timeline.html",
        {**page(deployment, part), "events": events_of(deployment, part=part)},
    )
