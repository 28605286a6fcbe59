"""Public pages kept whole, for readers who carry no session.

Each process keeps its own; one word in the shared cache says how old they may be. Whatever
changes what the public reads calls `purge`, which changes the word: the process that did it sees
that at once, the others within a second.
"""

import hashlib
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache, caches
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

WORD, LOOKED_EVERY = "public-pages", 1.0
# Pages also change by the clock: an event is over, a vacancy closes.
SECONDS = 60
# What a reader may ask of a page; with anything else in the address it is made anew.
ASKED = {"page", "topic", "year"}
LONGEST_QUERY = 60
LARGEST = 512 * 1024
# Whoever carries one of these may be somebody, or is about to be told something.
PERSONAL = ("sessionid", "messages")


@dataclass
class Seen:
    """The word as this process last read it, and when."""

    word: str = ""
    at: float = float("-inf")


SEEN = Seen()


def purge():
    """Make every public page anew."""
    word = uuid4().hex
    cache.set(WORD, word, None)
    SEEN.word, SEEN.at = word, time.monotonic()


def changed(**told):
    """Something that the public reads is other than it was: here at once, and for every process
    as the transaction stands. Also what Wagtail's signals call.
    """
    purge()
    transaction.on_commit(purge)


def word_in_force():
    now = time.monotonic()
    if now - SEEN.at > LOOKED_EVERY:
        word = cache.get(WORD)
        if word is None:  # the shared cache was emptied: what is kept here is as old as before
            word = SEEN.word or uuid4().hex
            # Of two processes one alone names it.
            word = word if cache.add(WORD, word, None) else cache.get(WORD)
        SEEN.word, SEEN.at = word, now
    return SEEN.word


def key_of_banners():
    """Where a process keeps what is announced on every page, until any public page changes.

    The word is the one read last: asking for it would cost every page of the portal a query.
    """
    return f"banners-{SEEN.word}"


def key_of(request):
    """Where the page of a request is kept; none where it may be anybody's own."""
    if request.method not in ("GET", "HEAD") or request.headers.get("Authorization"):
        return None
    if any(name in request.COOKIES for name in (settings.SESSION_COOKIE_NAME, *PERSONAL)):
        return None
    query = request.META.get("QUERY_STRING", "")
    if query and (
        len(query) > LONGEST_QUERY
        or {name for name, _ in parse_qsl(query, keep_blank_values=True)} - ASKED
    ):
        return None
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    asked = f"{request.get_host()} {request.path} {query} {zipped}"
    # Addresses hold any letter in any number; a key takes few.
    return f"page-{word_in_force()}-{hashlib.sha256(asked.encode()).hexdigest()}"


def keeps(view):
    """Mark a view whose page is the same for every visitor."""

    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.is_for_everybody = True
        return response

    marked.__name__, marked.__doc__ = view.__name__, view.__doc__
    marked.login_required = getattr(view, "login_required", True)
    return marked


class PublicCacheMiddleware:
    """Answers from what is kept, before anything else of the portal is asked.

    It stands outside the rest, so what is kept has its headers, compressed, and no cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            key = key_of(request)
        except DisallowedHost:  # said below, where every answer to it is made
            key = None
        if key is None:
            return self.get_response(request)
        kept = caches["process"].get(key)
        if kept is None:
            response = self.get_response(request)
            if not may_be_kept(request, response):
                return response
            kept = (response.status_code, dict(response.items()), response.content)
            kept[1].setdefault("ETag", quote_etag(uuid4().hex))
            kept[1]["Cache-Control"] = "public, max-age=0, must-revalidate"
            kept[1]["Vary"] = "Accept-Encoding, Cookie"
            caches["process"].set(key, kept, SECONDS)
        status, headers, content = kept
        response = HttpResponse(content, status=status, headers=headers)
        return get_conditional_response(request, etag=headers["ETag"], response=response)


def may_be_kept(request, response):
    """Only what a view marked, that sets no cookie, was made for nobody and fits."""
    user = getattr(request, "user", None)
    return (
        getattr(response, "is_for_everybody", False)
        and response.status_code in (200, 404, 410)
        and not response.streaming
        and not response.cookies
        and not (user is not None and user.is_authenticated)
        and b"csrfmiddlewaretoken" not in response.content
        and len(response.content) <= LARGEST
    )
