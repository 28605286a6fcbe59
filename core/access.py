"""Who opened whose rating, and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.cache import caches

from core.models import AccessEvent


def opened(
    page: AccessEvent.Page,
    *,
    by: Any,
    post: str,
    at: datetime,
    urns: Iterable[int] = (),
    round_id: int | None = None,
) -> None:
    """Note that a person opens the ratings of some schools, or of a round, before they are shown.

    One statement, and none at all for what this process has noted within the hour.
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    scopes = [(AccessEvent.Scope.SCHOOL, urn) for urn in urns]
    if round_id is not None:
        scopes.append((AccessEvent.Scope.ROUND, round_id))
    noted = {
        (scope, number): f"opened-{by.pk}-{page}-{scope}-{number}-{hour:%Y%m%d%H}"
        for scope, number in scopes
    }
    known = caches["process"].get_many(noted.values())
    new = [scope for scope in scopes if noted[scope] not in known]
    AccessEvent.objects.bulk_create(
        [
            AccessEvent(
                at=at,
                hour=hour,
                person=by,
                person_name=str(by)[:200],
                post=post,
                page=page,
                scope=scope,
                number=number,
            )
            for scope, number in new
        ],
        ignore_conflicts=True,
    )
    caches["process"].set_many({noted[scope]: True for scope in new})
