"""Pages of editors, as the public gets them."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from wagtail.models import Site
from wagtail.views import serve

from website.public_cache import SEEN, keeps


@login_not_required
@keeps
def page(request, path):
    """Whatever page of editors stands at an address."""
    # Wagtail would ask for the site in every request, in a tenth of the time of a whole page.
    request._wagtail_site = caches["process"].get_or_set(
        f"site-{SEEN.word}-{request.get_host()}", lambda: Site.find_for_request(request)
    )
    return serve(request, path)
