"""What support has this school asked for, and what does it have?"""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.permissions import Permission, audience, permissions_of, roles_in
from core.access import opened
from core.models import AccessEvent
from dashboard import beside
from schools.models import School
from strategy.terms import SchoolTerm
from support_directory import booking
from support_directory.invoicing import in_days
from support_directory.models import Deployment, SupportRequest


def school_support(request, urn):
    """For whoever leads the school, and brokers; unknown to everybody else."""
    school = get_object_or_404(School.objects.select_related("trust"), pk=urn)
    roles = roles_in(request.user, school)
    may = permissions_of(roles)
    if Permission.SUPPORT_VIEW not in may:
        raise Http404
    # What a school is entitled to tells its level of support.
    opened(
        AccessEvent.Page.RATING,
        by=request.user,
        post=", ".join(audience(*beside.RATING, among=roles)),
        at=timezone.now(),
        urns=[urn],
    )
    requests = SupportRequest.objects.visible_to(request.user).of_school([urn]).for_list()
    deployments = Deployment.objects.filter(host_school=school).select_related("entry")
    return render(
        request,
        "support_directory/school_support.html",
        {
            "school": school,
            "tabs": beside.tabs_of(school, may),
            "requests": requests.newest_first(),
            "deployments": deployments.holding_days().order_by("-created_at", "-pk"),
            "account": _account(school, SchoolTerm.of(timezone.localdate()).academic_year),
            "may_ask": Permission.SUPPORT_REQUEST in may and school.is_open,
            "audience": audience(Permission.SUPPORT_VIEW),
        },
    )


def _account(school, year):
    """The school's account with the council for a school year, as lines; none where none is set."""
    account = booking.account_of(school, academic_year=year)
    if account.entitled is None:
        return []
    return [
        (f"Entitled to in {year - 1}/{year % 100:02}", in_days(account.entitled)),
        ("Planned", in_days(account.planned)),
        ("Used so far", in_days(account.used)),
        ("Left to plan", in_days(account.left)),
    ]
