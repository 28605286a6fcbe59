"""One objective: what we said, what we are doing, and how far it has come."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from strategy.models import Objective
from strategy.readings import rows_of


@login_not_required
def objective_detail(request, slug, code):
    objective = get_object_or_404(
        Objective.objects.visible_to(request.user).with_milestones().select_related("edition"),
        edition__slug=slug,
        code__iexact=code,
    )
    if objective.code != code:
        return redirect(objective, permanent=True)
    (row,) = rows_of([objective], on=timezone.localdate())
    return render(
        request,
        "strategy/objective_detail.html",
        {"objective": objective, "edition": objective.edition, "row": row},
    )
