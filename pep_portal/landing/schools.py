"""The schools and trusts that a person leads."""

from django.urls import reverse

from accounts.permissions import Permission, Role, audience
from dashboard.explanations import DISCLAIMER
from dashboard.models import Rating, RatingRound
from pep_portal.landing.row import Row
from schools.models import SchoolPost, Trust, TrustPost


def trust_rows(user, *, on):
    posts = TrustPost.objects.held_on(on).filter(user=user)
    return [
        Row(
            question=f"How are the schools of {trust} doing?",
            url=reverse("dashboard:trust-detail", args=[trust.uid]),
            sentence="Every school of the trust side by side.",
        )
        for trust in Trust.objects.filter(posts__in=posts).order_by("name")
    ]


def school_rows(user, *, on):
    posts = SchoolPost.objects.held_on(on).filter(user=user).select_related("school")
    posts = list(posts.order_by("school__name", "pk"))
    schools = {post.school_id: post.school for post in posts}
    ratings = latest_shared_ratings(user, schools) if schools else {}
    return [
        *(
            school_row(school, ratings.get(urn), post=_posts_at(urn, posts, user))
            for urn, school in schools.items()
        ),
        *(deputies_row(post.school) for post in posts if post.role == Role.HEAD),
    ]


def _posts_at(urn, posts, user):
    """Those of a person's posts that show them the rating of one school, as words."""
    held = {Role(post.role) for post in posts if post.school_id == urn}
    see_it = (Permission.RATINGS_VIEW_ALL, Permission.RATING_VIEW)
    return ", ".join(audience(*see_it, among=held | user.roles))


def deputies_row(school):
    return Row(
        question=f"Who may act for me at {school}?",
        url=reverse("schools:deputy-list", args=[school.urn]),
        sentence="Name a deputy until a day, or end a delegation early.",
    )


def latest_shared_ratings(user, urns):
    """Of what a person may see, each school's rating in the newest shared round. One query."""
    shared = (
        Rating.objects.visible_to(user)
        .filter(school__in=list(urns), round__state=RatingRound.State.SHARED)
        .order_by("round__academic_year", "round__pk")
    )
    return {rating.school_id: rating for rating in shared.select_related("round")}


def school_row(school, rating, *, post):
    if rating is None:
        return Row(
            question=f"How is {school} doing?",
            url=reverse("dashboard:school-overview", args=[school.urn]),
            sentence="No rating has been shared with the school yet.",
        )
    return Row(
        question=f"How is {school} doing, and why?",
        url=reverse("dashboard:school-rating", args=[school.urn]),
        sentence=f"{rating.get_computed_priority_display() or rating.get_status_display()}.",
        note=f"Results of {rating.round.academic_year}. {DISCLAIMER}",
        rated=school.urn,
        post=post,
    )
