"""Whose level of support was read: an entitlement tells it too, so both are noted like a rating."""

from django.utils import timezone

from accounts.permissions import Permission, audience
from core import access
from core.models import AccessEvent
from dashboard.beside import RATING


def note_level(request, urn, *, roles):
    """One school's, by somebody who holds these roles there."""
    _note(request, AccessEvent.Page.RATING, audience(*RATING, among=roles), [urn])


def note_levels(request, urns):
    """Those of a list of the whole city."""
    among = request.user.roles
    _note(request, AccessEvent.Page.LIST, audience(Permission.RATINGS_VIEW_ALL, among=among), urns)


def _note(request, page, posts, urns):
    access.opened(page, by=request.user, post=", ".join(posts), at=timezone.now(), urns=urns)
