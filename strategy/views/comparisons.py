"""What is different between two editions?"""

from collections import Counter

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render

from strategy.comparison import Kind, Part, compare
from strategy.forms.comparisons import PairForm
from strategy.models import Edition, Objective


@login_not_required
def compare_pick(request):
    editions = Edition.objects.visible_to(request.user).newest_first()
    form = PairForm(request.GET or None, editions=editions)
    if form.is_valid():
        return redirect(
            "strategy:edition-compare",
            form.cleaned_data["earlier"].slug,
            form.cleaned_data["later"].slug,
        )
    return render(request, "strategy/compare_pick.html", {"form": form})


@login_not_required
def edition_compare(request, earlier, later):
    visible = Edition.objects.visible_to(request.user)
    before = get_object_or_404(visible, slug=earlier)
    after = get_object_or_404(visible, slug=later)
    if (before.starts_on, before.pk) > (after.starts_on, after.pk):
        return redirect("strategy:edition-compare", later, earlier)
    changes = compare(_parts(before), _parts(after), _continues())
    counts = Counter(change.kind for change in changes)
    return render(
        request,
        "strategy/edition_compare.html",
        {
            "before": before,
            "after": after,
            "changes": changes,
            "counts": [(kind.value, counts[kind]) for kind in Kind if counts[kind]],
        },
    )


def _parts(edition):
    return [
        Part(objective.pk, objective.code, objective.short_name, objective.text)
        for objective in edition.objectives.in_order()
    ]


def _continues():
    links = {}
    through = Objective.continues.through.objects
    for later, earlier in through.values_list("from_objective", "to_objective"):
        links.setdefault(later, []).append(earlier)
    return links
