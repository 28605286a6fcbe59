"""Which pages wait for a second reader, and who should read them by when?"""

from django.shortcuts import render
from django.utils import timezone

from accounts.permissions import Permission, audience, authorise
from website.models import submitted_by, waiting_for
from website.reviews import WORKING_DAYS, in_review


def review_list(request):
    """What waits for the reader, the most urgent first, and what they wait for themselves."""
    authorise(request.user, Permission.WEBSITE_EDIT)
    today = timezone.localdate()
    return render(
        request,
        "website/review_list.html",
        {
            "to_read": _with_lateness(waiting_for(request.user), today),
            "own": _with_lateness(submitted_by(request.user), today),
            "days": WORKING_DAYS,
            "audience": audience(Permission.WEBSITE_EDIT),
        },
    )


def _with_lateness(states, today):
    return [(one, one.is_late(today)) for one in in_review(states)]
