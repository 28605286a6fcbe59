"""What support has this school asked for, and what does it have?"""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from accounts.permissions import Permission, audience, permissions_of, roles_in
from dashboard import beside
from schools.models import School
from support_directory.models import Deployment, SupportRequest


def school_support(request, urn):
    """For whoever leads the school, and brokers; unknown to everybody else."""
    school = get_object_or_404(School.objects.select_related("trust"), pk=urn)
    may = permissions_of(roles_in(request.user, school))
    if Permission.SUPPORT_VIEW not in may:
        raise Http404
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
            "may_ask": Permission.SUPPORT_REQUEST in may and school.is_open,
            "audience": audience(Permission.SUPPORT_VIEW),
        },
    )
