"""One search over everything a reader may see."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.search import SEARCHERS, Query, search
from website.forms.readers import SearchForm
from website.views.limits import asks_too_fast

MOST_A_MINUTE = 60
MOST_OF_EACH = 5


@login_not_required
@require_safe
def site_search(request):
    """What is found, by kind; one kind in full, or the first few of each."""
    form = SearchForm(request.GET)
    form.is_valid()
    query = Query.read(form.cleaned_data.get("q", ""))
    if query and asks_too_fast(request, "search", most=MOST_A_MINUTE):
        return render(request, "429.html", status=429)
    groups = search(query, user=request.user, on=timezone.localdate())
    kind = request.GET.get("kind", "")
    shown = [group for group in groups if group.searcher.key == kind] or groups
    is_one = len(shown) == 1
    return render(
        request,
        "website/search.html",
        {
            "form": form,
            "query": query,
            "facets": [
                (group.searcher.key, group.searcher.label, len(group.found), group in shown)
                for group in groups
            ],
            "kind": kind if kind in SEARCHERS else "",
            "shown": [
                (group.searcher, group.found if is_one else group.found[:MOST_OF_EACH])
                for group in shown
            ],
            "is_one": is_one,
        },
    )
