"""Who gives and gets support across the city: for everybody, as a page, CSV and JSON."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can
from core.disclosure import in_words
from dashboard.exports import csv_response
from strategy.models.progress import Term
from strategy.terms import SchoolTerm
from support_directory import city_data
from support_directory.city_data import (
    CSV_HEAD,
    FOOTNOTES,
    csv_rows,
    days_in_words,
    record_of,
    years_in_words,
)

# For those who arrange support, and the boards: pages that no visitor opens.
WAYS_ON = [
    (Permission.IMPACT_VIEW, ("support_directory:impact", "Did support work?")),
    (Permission.PEER_REVIEW_RUN, ("support_directory:peer-review-list", "Peer reviews")),
]


@login_not_required
def city_support(request):
    """Who gives and gets? The table first, the picture second, then terms and years."""
    told = _told()
    return render(
        request,
        "support_directory/city_support.html",
        {
            "until": told.until,
            "table": told.table and _words(told.table),
            "picture": told.picture,
            "terms": [term.label.capitalize() for term in Term],
            "periods": _periods(told.over_time) if told.over_time else [],
            "total": told.over_time and in_words(told.over_time.total),
            "footnotes": FOOTNOTES,
            "ways_on": [way for permission, way in WAYS_ON if can(request.user, permission)],
        },
    )


def _words(table):
    return {
        "getters": table.getters,
        "lines": [
            (
                line.name,
                [
                    (in_words(count), name)
                    for count, name in zip(line.counts, table.getters, strict=True)
                ],
                in_words(line.total),
            )
            for line in table.lines
        ],
        "got": [
            (in_words(count), name) for count, name in zip(table.got, table.getters, strict=True)
        ],
        "total": in_words(table.total),
    }


def _periods(over_time):
    return [
        {
            "years": years_in_words(period),
            "terms": [
                (term.label.capitalize(), in_words(count), days_in_words(days))
                for term, count, days in zip(Term, period.counts, period.days, strict=True)
            ],
            "total": in_words(period.total),
        }
        for period in over_time.periods
    ]


@login_not_required
@require_safe
def city_support_csv(request):
    told = _told()
    notes = [f"Up to and with the {told.until}.", *FOOTNOTES]
    return csv_response("support-in-the-city", CSV_HEAD, csv_rows(told), notes)


@login_not_required
@require_safe
def city_support_json(request):
    return JsonResponse(record_of(_told()), json_dumps_params={"indent": 1, "ensure_ascii": False})


def _told():
    return city_data.city_support(SchoolTerm.of(timezone.localdate()))
