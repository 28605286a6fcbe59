"""Is the strategy working? The edition in force, and every other that can be read."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.permissions import Permission, can
from strategy.models import Consultation, Edition
from strategy.readings import facts_of, over_since, rows_of


@login_not_required
def overview(request):
    editions = list(Edition.objects.visible_to(request.user).newest_first())
    edition = next((one for one in editions if one.state == Edition.State.PUBLISHED), None)
    return render(
        request,
        "strategy/overview.html",
        {
            "edition": edition,
            "others": [one for one in editions if one != edition],
            "may_begin": can(request.user, Permission.STRATEGY_DRAFT),
            "consultations": list(Consultation.objects.open(timezone.localdate()).newest_first()),
            **(_standing(edition) if edition else {}),
        },
    )


@login_not_required
def edition_detail(request, slug):
    visible = Edition.objects.visible_to(request.user)
    edition = get_object_or_404(visible.select_related("refreshes"), slug=slug)
    return render(
        request,
        "strategy/edition_detail.html",
        {
            "edition": edition,
            "facts": facts_of(edition),
            "may_write": can(request.user, Permission.STRATEGY_DRAFT)
            or can(request.user, Permission.STRATEGY_APPROVE),
            "others": list(visible.exclude(pk=edition.pk).newest_first()),
            "consultations": list(
                edition.consultations.visible_to(
                    request.user, on=timezone.localdate()
                ).newest_first()
            ),
            **_standing(edition),
        },
    )


def _standing(edition):
    today = timezone.localdate()
    objectives = edition.objectives.in_order().with_milestones().select_related("edition")
    return {"rows": rows_of(objectives, on=today), "over_since": over_since(edition, on=today)}
