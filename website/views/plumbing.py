"""What a website has behind its pages: statements, sitemap, robots, old addresses, files."""

import mimetypes
from datetime import timedelta
from pathlib import PurePath
from xml.sax.saxutils import escape

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found
from wagtail.models import Page, Site

from accounts.permissions import Permission, audience, authorise
from core.uploads import attachment
from notifications.letters import absolute
from schools.models import School
from strategy.models import Edition
from website.links import broken_links
from website.models import BulletinIssue, ResourcePage
from website.public_cache import keeps

# Where pages of the website before this one have gone, by the first words of their address.
MOVED = {
    "school-improvement": "/strategy/",
    "curriculum": "/resources/?topic=curriculum",
    "early-years-education": "/resources/?topic=early-years",
    "special-education-needs-and-disabilities": "/resources/?topic=inclusion",
    "governor-services": "/resources/?topic=governors",
    "training": "/training/",
    "vacancies": "/vacancies/",
}
OLD_TOPICS = {"leadership-recruitment-retention": "leadership"}
ROBOTS = """User-agent: *
Disallow: /account/
Disallow: /cms/
Disallow: /django-admin/
Disallow: /my/
Disallow: /search/
Disallow: /book/
Sitemap: {sitemap}
"""


@login_not_required
@require_safe
@keeps
def statement(request, name):
    """Accessibility, privacy, cookies, and how to take the data away."""
    return render(request, f"website/statements/{name}.html")


@login_not_required
@require_safe
def old_service(request, rest):
    """An address of the website before this one: to what took its place, else to search."""
    first = rest.strip("/").split("/")[0]
    if first in MOVED:
        return redirect(MOVED[first], permanent=True)
    return redirect(f"{reverse('search')}?q={slugify(first).replace('-', '+')}")


@login_not_required
@require_safe
def old_category(request, rest):
    """News by category, as the website before this one had it."""
    topic = OLD_TOPICS.get(rest.strip("/").split("/")[0])
    return redirect(f"/news/?topic={topic}" if topic else "/news/", permanent=True)


@login_not_required
@require_safe
def old_news_page(request, number):
    return redirect(f"/news/?page={number}", permanent=True)


@login_not_required
@require_safe
@keeps
def robots(request):
    words = ROBOTS.format(sitemap=absolute(reverse("sitemap")))
    return HttpResponse(words, content_type="text/plain")


@login_not_required
@require_safe
@keeps
def security_txt(request):
    """Where to report a weakness (RFC 9116)."""
    # A whole month, so that the words are the same all month long.
    month = timezone.localdate().replace(day=1)
    lines = [
        f"Contact: {absolute(reverse('feedback'))}",
        f"Expires: {month + timedelta(days=180)}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {absolute(reverse('security-txt'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@keeps
def sitemap(request):
    """Every public page that has an address of its own."""
    told = [
        (absolute(page.get_url()), page.last_published_at)
        for page in Page.objects.live().public().filter(depth__gte=2).order_by("pk")
        if page.get_url()
    ]
    names = ("schools:school-list", "strategy:overview", "city", "bulletin-list")
    told += [(absolute(reverse(name)), None) for name in names]
    told += [
        (absolute(one.get_absolute_url()), None)
        for rows in (
            School.objects.local().open().order_by("urn"),
            Edition.objects.visible_to(request.user).newest_first(),
            BulletinIssue.objects.visible_to(request.user).newest_first(),
        )
        for one in rows
    ]
    entries = "".join(
        f"<url><loc>{escape(address)}</loc>"
        + (f"<lastmod>{moment:%Y-%m-%d}</lastmod>" if moment else "")
        + "</url>"
        for address, moment in told
    )
    return HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>',
        content_type="application/xml",
    )


@login_not_required
@require_safe
def resource_file(request, pk, number):
    """A version of a public resource, counted from the newest; to save, never to run here."""
    page = get_object_or_404(ResourcePage.objects.live(), id=pk)
    versions = list(page.versions)
    if not 1 <= number <= len(versions):
        raise Http404("There is no such version.")
    version = versions[number - 1].value
    if version["file"] is None:
        raise Http404("The file of this version is not here any more.")
    file = version["file"].file
    kind = PurePath(file.name).suffix.lower()
    response = attachment(file, name=f"{slugify(page.title)}-{slugify(version['label'])}{kind}")
    response["Content-Type"] = mimetypes.guess_type(f"x{kind}")[0] or "application/octet-stream"
    return response


def broken_link_list(request):
    """Which links lead nowhere? Of public pages, to pages, parts and schools of the portal."""
    authorise(request.user, Permission.WEBSITE_EDIT)
    return render(
        request,
        "website/broken_links.html",
        {"rows": broken_links(), "audience": audience(Permission.WEBSITE_EDIT)},
    )


def is_gone(path):
    """Whether a page that is not public any more stood at an address: it had its day."""
    parts = [part for part in path.split("/") if part]
    # No page has such a letter in its address, and PostgreSQL takes none.
    if not parts or "\0" in path:
        return False
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return False
    was_public = Page.objects.filter(live=False, first_published_at__isnull=False)
    return was_public.filter(url_path=f"{site.root_page.url_path}{'/'.join(parts)}/").exists()


def not_found(request, exception):
    """Nothing is here; of a page that was once, that it had its day (410)."""
    if not is_gone(request.path):
        return page_not_found(request, exception)
    words = request.path.strip("/").split("/")[-1].replace("-", " ")
    return render(request, "410.html", {"words": words}, status=410)
