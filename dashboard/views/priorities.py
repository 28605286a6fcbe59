"""Which schools need most support? The list, what can be taken away of it, and sharing it."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission, audience, authorise, can, roles_in
from core.access import opened
from core.models import AccessEvent
from dashboard import beside, priorities, services
from dashboard.explanations import DISCLAIMER
from dashboard.exports import csv_response, xlsx_response
from dashboard.forms import PriorityFilterForm
from dashboard.fragments import kept
from dashboard.models import Rating, RatingRound
from schools.models import SAMPLE_AUTHORITY_CODE

EXPORT_HEAD = [
    "URN",
    "School",
    "Phase",
    "Trust",
    "Level of support",
    "Score out of 100",
    "Since the round before",
    "Strongest reasons",
    "Data",
    "Indicators present, % of weight",
    "Results year",
    "Round",
    "Method",
    "Method SHA-256",
]


def priority_list(request):
    authorise(request.user, Permission.RATINGS_VIEW_ALL)
    rounds = list(RatingRound.objects.of_home().select_related("method").latest_first())
    form = _form(request)
    round_ = _chosen_round(rounds, form.cleaned_data.get("round"))
    if round_ is None:
        return render(request, "dashboard/priority_list_empty.html")

    _note(request, AccessEvent.Page.LIST, round_)
    earlier = _round_before(round_, rounds)
    # A round is never altered, so its list changes only with the register; what stands beside it
    # may be a minute old.
    name = f"list {round_.pk} after {earlier and earlier.pk} {request.GET.urlencode()}"
    today = timezone.localdate()
    listing = kept(name, partial(_listing, request.GET, form, round_, earlier, today))
    return render(
        request,
        "dashboard/priority_list.html",
        {
            **listing,
            "round": round_,
            "rounds": rounds,
            "sample_code": SAMPLE_AUTHORITY_CODE,
            "query": request.GET.urlencode(),
            "disclaimer": DISCLAIMER,
            "audience": audience(Permission.RATINGS_VIEW_ALL),
            "may_share": round_.can_become(RatingRound.State.SHARED)
            and can(request.user, Permission.ROUND_RUN),
        },
    )


def priority_csv(request):
    return _export(request, csv_response)


def priority_xlsx(request):
    return _export(request, xlsx_response)


def round_share(request, pk):
    """Asks once, then lets the schools of a draft round see their own ratings."""
    authorise(request.user, Permission.ROUND_RUN)
    round_ = get_object_or_404(RatingRound.objects.of_home().select_related("method"), pk=pk)
    if not round_.can_become(RatingRound.State.SHARED):
        raise Http404

    if request.method == "POST":
        try:
            services.share_round(round=round_, by=request.user)
        except services.AlreadyDecidedError:
            raise Http404 from None
        messages.success(request, "Shared. Each school now sees its own rating.")
        return redirect(round_)
    return render(
        request,
        "dashboard/round_share.html",
        {
            "round": round_,
            "counts": priorities.counted(_rows(round_, None)),
            "audience": audience(Permission.RATINGS_VIEW_ALL, Permission.RATING_VIEW),
        },
    )


def _note(request, page, round_):
    """However the list is filtered, the rest of its round is one press away."""
    post = ", ".join(audience(Permission.RATINGS_VIEW_ALL, among=roles_in(request.user)))
    opened(page, by=request.user, post=post, at=timezone.now(), round_id=round_.pk)


def _form(request):
    form = PriorityFilterForm(request.GET)
    form.is_valid()
    return form


def _chosen_round(rounds, pk):
    """The round asked for, or the one that is shown first."""
    if pk is not None:
        for round_ in rounds:
            if round_.pk == pk:
                return round_
        raise Http404
    return priorities.first_shown(rounds)


def _round_before(round_, rounds):
    """The newest round of the same area and an earlier results year that still stands."""
    for other in rounds:
        if (
            other.la_code == round_.la_code
            and other.academic_year < round_.academic_year
            and other.state != RatingRound.State.SUPERSEDED
        ):
            return other
    return None


def _listing(asked, form, round_, earlier, on):
    """The filter and the table as printed, and how many schools stand at each status."""
    rows = _rows(round_, earlier)
    shown = priorities.ordered(priorities.filtered(rows, form.chosen), form.order)
    facets = priorities.facets(rows, form.chosen)
    has_movement = earlier is not None
    for heading, cells in _beside(round_, on):
        for row in shown:
            row.setdefault("beside", []).append((heading, cells.get(row["urn"], "")))
    body = render_to_string(
        "dashboard/_priority_table.html",
        {
            "round": round_,
            "rows": shown,
            "total": len(rows),
            "caption": f"{len(shown)} of {len(rows)} schools shown",
            "has_movement": has_movement,
            "columns": [column.heading for column in beside.COLUMNS],
            "facets": facets,
            "tags": _tags(asked, facets),
            "clear_href": f"?round={round_.pk}&sort={form.order}",
            "sorts": _sorts(asked, form.order, has_movement=has_movement),
            "sort": form.order,
        },
    )
    return {"counts": priorities.counted(rows), "body": body}


def _beside(round_, on):
    """What rooms above say of each school of a round, by column."""
    return [(column.heading, column.cells(round_, on)) for column in beside.COLUMNS]


def _rows(round_, earlier):
    """The round's schools as lines of the list, with what has moved since the round before."""
    previous = None
    if earlier is not None:
        previous = {
            current or urn: priority
            for urn, current, priority in Rating.objects.in_round(earlier).values_list(
                "urn", "current_urn", "computed_priority"
            )
        }
    # One look-up of the address for the whole city.
    before, after = reverse("dashboard:school-rating", args=[0]).split("0")
    return priorities.rows_of(
        Rating.objects.in_round(round_).for_list(),
        previous,
        lambda urn: f"{before}{urn}{after}?round={round_.pk}",
    )


def _tags(asked, facets):
    """The boxes ticked by group, each with the address that unticks it."""
    return [
        (
            facet.legend,
            [(option.label, _without(asked, facet.name, option.value)) for option in on],
        )
        for facet in facets
        if (on := [option for option in facet.options if option.is_chosen])
    ]


def _without(asked, name, value):
    query = asked.copy()
    query.setlist(name, [other for other in query.getlist(name) if other != value])
    return f"?{query.urlencode()}"


def _sorts(asked, order, *, has_movement):
    """Each column that can be sorted by: its words, its address, and how it is sorted now."""
    sorts = []
    for key, (label, direction) in priorities.SORTS.items():
        if key == "movement" and not has_movement:
            continue
        query = asked.copy()
        query["sort"] = key
        sorts.append(
            {
                "label": label,
                "url": f"?{query.urlencode()}",
                "direction": direction if key == order else "",
            }
        )
    return sorts


def _export(request, make):
    authorise(request.user, Permission.RATINGS_VIEW_ALL)
    rounds = list(RatingRound.objects.of_home().select_related("method").latest_first())
    form = _form(request)
    round_ = _chosen_round(rounds, form.cleaned_data.get("round"))
    if round_ is None:
        raise Http404

    _note(request, AccessEvent.Page.FILE, round_)
    rows = priorities.filtered(_rows(round_, _round_before(round_, rounds)), form.chosen)
    table = [
        [
            row["urn"],
            row["name"],
            row["phase"],
            row["trust"],
            row["words"],
            float(row["score"]) if row["score"] else "",
            row["moved"],
            row["reasons"],
            row["data"],
            row["coverage"],
            round_.academic_year,
            f"{round_.pk} ({round_.get_state_display()})",
            round_.method.key,
            round_.method.sha256,
        ]
        for row in priorities.ordered(rows, form.order)
    ]
    notes = [
        DISCLAIMER,
        f"Who can see this: {', '.join(audience(Permission.RATINGS_VIEW_ALL))}.",
        f"Schools and inspections as known on {round_.cut_off:%-d %B %Y}."
        f" Method {round_.method.key}, SHA-256 {round_.method.sha256}.",
    ]
    return make(f"priorities-{round_.academic_year}-round-{round_.pk}", EXPORT_HEAD, table, notes)
