"""Pictures as visitors get them."""

import mimetypes

from csp.constants import NONE
from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

KINDS = {"image/jpeg", "image/png", "image/webp"}
A_YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_safe
@csp({"default-src": [NONE], "frame-ancestors": [NONE]})
def picture(request, name):
    """A picture cut to size. Its name changes with what it shows, so browsers may keep it."""
    pictures = storages["pictures"]
    kind, _ = mimetypes.guess_type(name)
    if kind not in KINDS or not pictures.exists(name):
        raise Http404("There is no such picture.")
    with pictures.open(name) as file:
        response = HttpResponse(file.read(), content_type=kind)
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
