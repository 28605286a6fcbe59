"""Schools for which a notice would reach nobody, so that somebody is found."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from accounts.permissions import Permission, audience, authorise
from schools.models import School

MOST_ON_A_PAGE = 100


def untold_list(request):
    authorise(request.user, Permission.MAIL_VIEW)
    schools = School.objects.local().open()
    untold = schools.without_leader(timezone.localdate()).select_related("trust")
    page = Paginator(untold.order_by("name", "urn"), MOST_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "schools/untold_list.html",
        {"page": page, "total": schools.count(), "audience": audience(Permission.MAIL_VIEW)},
    )
