"""Find a school, by its name, postcode, town or ward."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render

from schools.forms import SchoolSearchForm
from schools.models import School, SchoolLink
from schools.plan import plan_of

MOST_ON_A_PAGE = 100


@login_not_required
def school_list(request):
    form = SchoolSearchForm(request.GET)
    form.is_valid()
    words = form.cleaned_data.get("q", "")
    schools = (
        School.objects.local()
        .matching(words)
        .of_phases(form.cleaned_data.get("phase", []))
        .select_related("trust")
        .open_first(words)
    )
    page = Paginator(schools, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    _name_successors(page)
    return render(
        request,
        "schools/school_list.html",
        {
            "form": form,
            "page": page,
            "is_search": any(form.cleaned_data.values()),
            "plan": plan_of(school for school in page if school.is_open),
        },
    )


def _name_successors(page):
    """Names the school that took the place of each closed one. Two queries."""
    closed = [school.urn for school in page if not school.is_open]
    links = dict(
        SchoolLink.objects.filter(urn__in=closed, kind=SchoolLink.Kind.SUCCESSOR)
        .order_by("linked_on")
        .values_list("urn", "link_urn")
    )
    names = School.objects.in_bulk(set(links.values()))
    for school in page:
        school.successor = names.get(links.get(school.urn))
