"""The two pages above every room: the public home page and what needs me now."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone

from pep_portal.landing import rows_for


@login_not_required
def home(request):
    return render(request, "pep_portal/home.html")


def landing(request):
    rows = rows_for(request.user, on=timezone.localdate())
    return render(request, "pep_portal/landing.html", {"rows": rows})
