"""What every page knows: the way about the portal, what is announced on all of it, and whether
schools here are invented.
"""

from dataclasses import dataclass
from functools import cache, partial

from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.permissions import Permission, can
from notifications.unread import unread_count
from schools.models import FIRST_SAMPLE_URN, School
from website import public_cache
from website.models import Banner

SAMPLE_KEY = "sample-schools"


@dataclass(frozen=True)
class Link:
    """An entry of the navigation; `current` is the word for `aria-current`, if any."""

    text: str
    href: str
    current: str


@cache
def address(name, *args):
    """Addresses of the portal's own pages never change while it runs, and every page has twenty."""
    return reverse(name, args=args)


def portal(request):
    """Nothing here is worked out unless the template prints it."""
    return {
        "navigation": SimpleLazyObject(partial(navigation, request)),
        "own_navigation": SimpleLazyObject(partial(own_navigation, request)),
        "footer_links": SimpleLazyObject(partial(footer_links, request)),
        "has_sample_schools": SimpleLazyObject(has_sample_schools),
        "banners": SimpleLazyObject(banners),
    }


def navigation(request):
    """What everybody may open, most wanted first."""
    pages = [
        ("Find a school", address("schools:school-list")),
        ("How is Portsmouth doing?", address("city")),
        ("Is the strategy working?", address("strategy:overview")),
        ("Who can help?", address("support_directory:entry-list")),
        ("Groups and minutes", address("subgroups:group-list")),
        ("Search", address("search")),
    ]
    return [_link(text, url, request.path) for text, url in pages]


def own_navigation(request):
    """Beyond that, what the posts of a person let them open; nothing for a visitor."""
    user = request.user
    if not user.is_authenticated:
        return []
    own = [
        ("What needs me now", "landing", None),
        (notices_in_words(unread_count(request)), "notifications:notice-list", None),
        (
            "Which schools need most support?",
            "dashboard:priority-list",
            Permission.RATINGS_VIEW_ALL,
        ),
        ("Who waits for support?", "support_directory:request-list", Permission.SUPPORT_BROKER),
        ("Data", "dashboard:release-list", Permission.DATA_VIEW),
        ("Website", "wagtailadmin_home", Permission.WEBSITE_EDIT),
        ("People", "people:person-list", Permission.PEOPLE_MANAGE),
        ("What was done", "audit-list", Permission.AUDIT_VIEW),
    ]
    return [
        _link(text, address(name), request.path)
        for text, name, permission in own
        if permission is None or can(user, permission)
    ]


def notices_in_words(unread):
    return f"Notices ({unread} unread)" if unread else "Notices"


def footer_links(request):
    """What the law asks for, whom to ask, and how to say that something is wrong."""
    here = request.path
    links = [
        _link(text, address("statement", name), here)
        for text, name in (
            ("Accessibility", "accessibility"),
            ("Privacy", "privacy"),
            ("Cookies", "cookies"),
            ("Data", "data-and-api"),
        )
    ]
    links.append(_link("Contacts", "/contacts/", here))
    links.append(_link("Feedback", address("feedback"), here))
    if can(request.user, Permission.COMPONENTS_VIEW):
        links.append(_link("Page components", address("component-list"), here))
    return links


def _link(text, href, here):
    current = "page" if here == href else "true" if here.startswith(href) else ""
    return Link(text, href, current)


def has_sample_schools():
    """Whether a sample city is loaded; asked once a minute by each process."""
    return caches["process"].get_or_set(
        SAMPLE_KEY, lambda: School.objects.filter(urn__gte=FIRST_SAMPLE_URN).exists()
    )


def banners():
    """What is announced now; asked once a minute by each process, and at once where it changed."""
    return caches["process"].get_or_set(
        public_cache.key_of_banners(), lambda: list(Banner.objects.shown(timezone.now()))
    )
