"""What support has this school asked for, and what does it have?"""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.permissions import Permission, audience, permissions_of, roles_in
from dashboard import beside
from schools.models import School
from strategy.terms import SchoolTerm
from support_directory.ledger import account_lines
from support_directory.models import Deployment, SupportRequest
from support_directory.views.noting import note_level


def school_support(request, urn):
    """For whoever leads the school, and brokers; unknown to everybody else."""
    school = get_object_or_404(School.objects.select_related("trust"), pk=urn)
    roles = roles_in(request.user, school)
    may = permissions_of(roles)
    if Permission.SUPPORT_VIEW not in may:
        raise Http404
    # What a school is entitled to tells its level of support.
    note_level(request, urn, roles=roles)
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
            "account": account_lines(school, SchoolTerm.of(timezone.localdate()).academic_year),
            "may_ask": Permission.SUPPORT_REQUEST in may and school.is_open,
            "audience": audience(Permission.SUPPORT_VIEW),
        },
    )
