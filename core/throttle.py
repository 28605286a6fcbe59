"""How often something may be done: counted in the cache that all processes share."""

from django.core.cache import cache


def is_allowed(what, who, *, most, seconds):
    """Count one more, and say whether it is still within `most` in so many seconds."""
    key = f"throttle-{what}-{who}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two lines
        return True
