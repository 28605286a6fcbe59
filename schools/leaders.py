"""Whom a notice about a school goes to."""

from collections import defaultdict
from datetime import date

from accounts.models import User
from schools.models import School, SchoolPost, SchoolQuerySet, TrustPost


def leaders_of(schools: SchoolQuerySet, *, on: date) -> dict[int, list[User]]:
    """Headteacher, chair of governors and trust lead of each school, by URN. Three queries.

    Only those who hold the post on the day and whose account is open; a school that has
    nobody is left out.
    """
    leaders = defaultdict(list)
    for post in SchoolPost.objects.leading(on).filter(school__in=schools).select_related("user"):
        leaders[post.school_id].append(post.user)
    trusts = defaultdict(list)
    posts = TrustPost.objects.held_on(on).filter(user__is_active=True, trust__schools__in=schools)
    for post in posts.select_related("user").distinct():
        trusts[post.trust_id].append(post.user)
    led = School.objects.filter(pk__in=schools.values("pk"), trust__in=list(trusts))
    for urn, trust in led.values_list("urn", "trust"):
        leaders[urn] += trusts[trust]
    return dict(leaders)
