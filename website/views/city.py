"""How is Portsmouth doing? For people as pages, and to take away as CSV and JSON."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from dashboard.exports import csv_response
from website import city
from website.public_cache import keeps


@login_not_required
@require_safe
@keeps
def overview(request):
    stages = city.readings()
    found = [reading for _, readings in stages for reading in readings]
    inspections = city.inspections()
    record = city.record_of(found, inspections)
    releases = [*city.releases_of(found).values()]
    return render(
        request,
        "website/city.html",
        {
            "stages": stages,
            "inspections": inspections,
            "area": record["area"],
            "cite": record["cite"],
            "footnotes": city.FOOTNOTES,
            "releases": [*releases, inspections.release] if inspections else releases,
        },
    )


@login_not_required
@require_safe
@keeps
def measure(request, slug):
    reading = _reading(slug)
    record = city.record_of([reading])
    return render(
        request,
        "website/city_measure.html",
        {
            "reading": reading,
            "chart": reading.chart(),
            "cite": record["cite"],
            "footnotes": city.FOOTNOTES,
            "releases": city.releases_of([reading]).values(),
        },
    )


@login_not_required
@require_safe
@keeps
def data_csv(request, slug=None):
    record = _record(slug)
    notes = [
        f"Version {record['version']}, as of {record['as_of']}",
        f"Cite this: {record['cite']}",
        *record["footnotes"],
    ]
    name = f"portsmouth-{slug or 'figures'}"
    response = csv_response(name, city.CSV_HEAD, city.rows_of(record), notes)
    return _unless_known(request, response, f"{record['version']}-csv")


@login_not_required
@require_safe
@keeps
def data_json(request, slug=None):
    record = _record(slug)
    response = JsonResponse(record, json_dumps_params={"indent": 1, "ensure_ascii": False})
    return _unless_known(request, response, f"{record['version']}-json")


def _record(slug):
    if slug is not None:
        return city.record_of([_reading(slug)])
    found = [reading for _, readings in city.readings() for reading in readings]
    return city.record_of(found, city.inspections())


def _reading(slug):
    reading = city.reading_of(slug)
    if reading is None or reading.slug != slug:
        raise Http404("There is no such measure of the city.")
    return reading


def _unless_known(request, response, version):
    """The data under its version, or only the word that the reader has it already."""
    response["ETag"] = f'"{version}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)
