"""Who has support and who has none: every school by need, with what was arranged for it."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch

from dashboard.models import Rating
from schools.models import School
from support_directory import booking
from support_directory.models import Deployment, Review, SupportRequest

# Schools of Priority 1 and 2 are to have support; of the others those are listed that have some.
IN_NEED = frozenset({Rating.Priority.ONE, Rating.Priority.TWO})


@dataclass(frozen=True)
class Summary:
    """One school: its level of support, what was arranged, and how many requests are open."""

    school: School
    priority: int | None
    deployments: tuple[Deployment, ...]
    requests: int


def of_city() -> list[Summary]:
    """Every open school in need or with support, those in most need first. Six queries.

    The level of support is the one that was shared with the school.
    """
    arranged: dict[int, list[Deployment]] = defaultdict(list)
    reviews = Prefetch(
        "reviews", Review.objects.order_by("-held_on").prefetch_related("objectives")
    )
    live = Deployment.objects.live().with_days_used().prefetch_related(reviews)
    for one in live.order_by("created_at", "pk"):
        arranged[one.host_school_id].append(one)
    asked = Counter(SupportRequest.objects.open().values_list("school", flat=True))
    schools = list(School.objects.local().open().order_by("name", "urn"))
    priorities = booking.priorities_of([school.pk for school in schools])
    found = [
        Summary(
            school=school,
            priority=priorities.get(school.pk),
            deployments=tuple(arranged[school.pk]),
            requests=asked[school.pk],
        )
        for school in schools
        if priorities.get(school.pk) in IN_NEED or arranged[school.pk] or asked[school.pk]
    ]
    return sorted(found, key=lambda one: one.priority or max(Rating.Priority.values) + 1)
