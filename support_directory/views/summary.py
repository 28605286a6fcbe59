"""Who has support and who has none, for those who moderate ratings or keep the data."""

from collections import Counter
from decimal import Decimal

from django.shortcuts import render

from accounts.permissions import Permission, audience, authorise
from dashboard.models import Rating
from support_directory import summary
from support_directory.invoicing import in_days
from support_directory.models import ObjectiveReview
from support_directory.views.noting import note_levels


def support_summary(request):
    """Schools in need with nothing arranged first, then what is arranged and how far it is.

    No note, sum or name of whoever is lent: for these a reader needs a part in the deployment.
    """
    authorise(request.user, Permission.DEPLOYMENT_SUMMARY)
    schools = summary.of_city()
    note_levels(request, [one.school.pk for one in schools if one.priority])
    return render(
        request,
        "deployments/summary.html",
        {
            "without": [_row(one) for one in schools if not one.deployments],
            "arranged": [_row(one) for one in schools if one.deployments],
            "audience": audience(Permission.DEPLOYMENT_SUMMARY),
        },
    )


def _row(one):
    return {
        "school": one.school,
        "priority": Rating.Priority(one.priority).label if one.priority else "Not rated",
        "requests": f"{one.requests} open" if one.requests else "None open",
        "deployments": [
            {
                "purpose": each.purpose or "Not said",
                "state": each.get_state_display(),
                "days": f"{in_days(Decimal(each.half_days_used) / 2)} of"
                f" {in_days(each.days_planned)}",
                "progress": _progress(each),
            }
            for each in one.deployments
        ],
    }


def _progress(deployment):
    """How the objectives were at the newest review, counted in words."""
    review = next(iter(deployment.reviews.all()), None)
    if review is None:
        return "Not reviewed yet"
    counts = Counter(each.progress for each in review.objectives.all())
    told = [
        f"{counts[value]} {label[0].lower()}{label[1:]}"
        for value, label in ObjectiveReview.Progress.choices
        if counts[value]
    ]
    return f"{review.get_kind_display()} on {review.held_on:%-d %B %Y}: {'; '.join(told)}"
