"""How do the measures of the strategy stand? A page for each, and an edition as data."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from dashboard.exports import csv_response
from strategy.charts import chart_of
from strategy.data import CSV_HEAD, cite_measure, notes_of, record_of, releases_of, rows_of
from strategy.models import Edition, SuccessMeasure
from strategy.sources import cells_of
from strategy.targets import read_measure
from strategy.thread import thread_of


@login_not_required
def measure_detail(request, slug, code, number):
    """How does this measure stand? Sentence, chart and figures of each of its targets."""
    measure = get_object_or_404(
        SuccessMeasure.objects.visible_to(request.user)
        .select_related("objective__edition")
        .with_ordered_targets(),
        objective__edition__slug=slug,
        objective__code__iexact=code,
        number=number,
    )
    if measure.objective.code != code:
        return redirect(measure, permanent=True)

    told = read_measure(measure)
    releases = releases_of(told.readings)
    return render(
        request,
        "strategy/measure_detail.html",
        {
            "measure": measure,
            "objective": measure.objective,
            "edition": measure.objective.edition,
            "told": told,
            "targets": [
                (reading, chart_of(reading), cells_of(reading, releases))
                for reading in told.readings
            ],
            "releases": releases.values(),
            "cite": cite_measure(told, releases),
            "thread": thread_of(measure, user=request.user),
        },
    )


@login_not_required
@require_safe
def edition_csv(request, slug):
    record = record_of(_edition(request, slug))
    name = f"strategy-{slugify(slug)}"
    response = csv_response(name, CSV_HEAD, rows_of(record), notes_of(record))
    return _unless_known(request, response, f"{record['version']}-csv")


@login_not_required
@require_safe
def edition_json(request, slug):
    record = record_of(_edition(request, slug))
    response = JsonResponse(record, json_dumps_params={"indent": 1, "ensure_ascii": False})
    return _unless_known(request, response, f"{record['version']}-json")


def _edition(request, slug):
    return get_object_or_404(Edition.objects.visible_to(request.user), slug=slug)


def _unless_known(request, response, version):
    """The data under its version, or only the word that the reader has it already."""
    response["ETag"] = f'"{version}"'
    response["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response)
