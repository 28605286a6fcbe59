"""What only the portal itself can tell: a session of an officer, and the queries of a page.

Prints JSON. Queries are counted with nothing remembered from earlier requests.
"""

import json
import sys

import django

django.setup()

from django.core.cache import caches  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import CityPost  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from dashboard.models import Rating, RatingRound  # noqa: E402
from tests.conftest import signed_in  # noqa: E402


def main():
    client = signed_in(CityPost.objects.filter(role=Role.OFFICER).first().user)
    newest = RatingRound.objects.latest_first().first()
    urn = newest.ratings.filter(computed_priority=Rating.Priority.ONE).first().current_urn
    pages = {
        "the list": reverse("dashboard:priority-list"),
        "a school's rating": reverse("dashboard:school-rating", args=[urn]),
        "a school's results": reverse("dashboard:school-results", args=[urn]),
    }
    return {
        "cookie": f"sessionid={client.session.session_key}",
        "pages": pages,
        "queries": {name: queries(client, path) for name, path in pages.items()},
    }


def queries(client, path):
    client.get(path)
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
