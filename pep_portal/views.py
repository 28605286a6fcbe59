"""The two pages above every room: the public home page and what needs me now."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone

from accounts.posts import posts_of
from pep_portal.landing import rows_for


@login_not_required
def home(request):
    return render(request, "pep_portal/home.html")


def landing(request):
    rows = rows_for(request.user, on=timezone.localdate())
    return render(request, "pep_portal/landing.html", {"rows": rows})


def forbidden(request, exception):
    """Why a page is refused: what it takes, and the posts the reader holds today."""
    user, today = request.user, timezone.localdate()
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
