"""Posts of every kind, whichever room confers them."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q

from accounts.models import HeldPost

# How long before its last day a post is said to end soon: time to find whoever follows.
SOON = timedelta(days=30)


def kinds() -> dict[str, Any]:
    """Every kind of post, by its word in an address, the lowest room's first."""
    return {model.KIND: model for model in apps.get_models() if issubclass(model, HeldPost)}


def posts_of(users) -> dict[int, list[HeldPost]]:
    """The posts of some people, past, present and to come, newest first. A query a kind."""
    posts = defaultdict(list)
    for model in kinds().values():
        related = ["user", "appointed_by", "ended_by", *([model.SCOPE] if model.SCOPE else [])]
        for post in model.objects.filter(user__in=users).select_related(*related):
            posts[post.user_id].append(post)
    for held in posts.values():
        held.sort(key=lambda post: post.starts_on, reverse=True)
    return posts


def holders(*, on, role="") -> Q:
    """Whoever holds a post on a day, of one role if it is named."""
    every = Q()
    for model in kinds().values():
        held = model.objects.held_on(on)
        every |= Q(pk__in=(held.filter(role=role) if role else held).values("user"))
    return every


def ending(*, on: date, by: date) -> Q:
    """Whoever holds a post on a day that ends by another."""
    every = Q()
    for model in kinds().values():
        every |= Q(pk__in=model.objects.held_on(on).filter(ends_on__lte=by).values("user"))
    return every
