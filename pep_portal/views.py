"""What needs me now, and why a page is refused."""

from collections import defaultdict
from datetime import UTC, datetime

from django.shortcuts import render
from django.utils import timezone

from accounts.permissions import NotPermittedError
from accounts.posts import posts_of
from core import refusals
from core.access import opened
from core.models import AccessEvent
from notifications.services import look
from pep_portal.landing import awaited_by, changes_for, rows_for

LOOKED = "looked"
NOTED_EVERY = 10 * 60


def landing(request):
    now = timezone.now()
    today = timezone.localdate(now)
    rows = rows_for(request.user, on=today, at=now)
    _note_ratings(request.user, rows)
    changes = changes_for(request.user, since=_looked_before(request))
    return render(
        request,
        "pep_portal/landing.html",
        {"rows": rows, "awaited": awaited_by(request.user, on=today), "changes": changes},
    )


def _note_ratings(user, rows):
    """Note whose ratings the rows tell, before they are shown. One query a post at most."""
    told = defaultdict(list)
    for row in rows:
        if row.rated is not None:
            told[row.post].append(row.rated)
    for post, urns in told.items():
        opened(AccessEvent.Page.LANDING, by=user, post=post, at=timezone.now(), urns=urns)


def _looked_before(request):
    """When the reader last looked before this sign-in, so that reading on loses nothing.

    The session keeps it; that they look is noted every ten minutes.
    """
    # By person: who previews looks through the eyes of another in the same session.
    kept = f"{LOOKED}-{request.user.pk}"
    now = timezone.now().timestamp()
    before, noted = request.session.get(kept, (None, None))
    if noted is None or now - noted > NOTED_EVERY:
        earlier = look(by=request.user, at=timezone.now())
        if noted is None and earlier:
            before = earlier.timestamp()
        request.session[kept] = (before, now)
    return before and datetime.fromtimestamp(before, UTC)


def forbidden(request, exception):
    """Why a page is refused: what it takes, and the posts the reader holds today.

    That it was is counted, unless somebody looks through the eyes of another, who tried nothing.
    """
    user, today = request.user, timezone.localdate()
    is_preview = hasattr(request, "preview")
    if isinstance(exception, NotPermittedError) and user.is_authenticated and not is_preview:
        asked = exception.permission.label
        refusals.note(asked=asked, address=request.path, by=user, on=today)
    posts = posts_of([user.pk])[user.pk] if user.is_authenticated else []
    return render(
        request,
        "403.html",
        {
            "exception": str(exception),
            "posts": [post for post in posts if post.is_held_on(today)],
        },
        status=403,
    )
