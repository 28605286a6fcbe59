"""Whom a notice about schools goes to: those who hold the post on a day with an open account."""

from collections import defaultdict
from datetime import date

from accounts.models import User
from schools.models import SchoolPost, SchoolQuerySet, TrustPost


def leaders_of(schools: SchoolQuerySet, *, on: date) -> dict[int, list[User]]:
    """Headteacher and chair of governors of each school, by URN. One query.

    A school that has nobody is left out.
    """
    leaders = defaultdict(list)
    for post in SchoolPost.objects.leading(on).filter(school__in=schools).select_related("user"):
        leaders[post.school_id].append(post.user)
    return dict(leaders)


def trust_leads_of(schools: SchoolQuerySet, *, on: date) -> dict[int, list[User]]:
    """Trust leads of the trusts the schools belong to, by the trust's UID. One query."""
    leads = defaultdict(list)
    posts = TrustPost.objects.held_on(on).filter(user__is_active=True, trust__schools__in=schools)
    for post in posts.select_related("user").distinct():
        leads[post.trust_id].append(post.user)
    return dict(leads)
