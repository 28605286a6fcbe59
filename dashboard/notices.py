"""Whom a shared round is told to. What is told never holds a rating: mail is read by others."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from accounts.models import CityPost, User
from accounts.permissions import GRANTS, Permission
from dashboard.models import RatingRound
from notifications.kinds import RATING_SHARED, ROUND_SHARED
from notifications.services import notify
from schools.leaders import leaders_of
from schools.models import School


@transaction.atomic
def tell_of_round(round: RatingRound, *, on: date) -> None:
    """Tell the leaders of each school in a shared round, and those who see every rating.

    Whoever was told of this round before is not told again.
    """
    schools = School.objects.filter(pk__in=round.ratings.values("school"))
    leaders = leaders_of(schools, on=on)
    named = list(schools.order_by("urn").only("urn", "name", "la_name"))
    for school in named:
        if school.urn in leaders:
            notify(
                kind=RATING_SHARED,
                to=leaders[school.urn],
                context={"school": school.name, "year": round.academic_year},
                link=reverse("dashboard:school-rating", args=[school.urn]),
                key=f"{RATING_SHARED.key} {round.pk} {school.urn}",
                about_school_urn=school.urn,
            )
    told = sum(school.urn in leaders for school in named)
    notify(
        kind=ROUND_SHARED,
        to=_who_see_every_rating(on).exclude(pk=round.shared_by_id),
        context={
            "year": round.academic_year,
            "area": _area(round, named),
            "told": told,
            "untold": len(named) - told,
        },
        link=round.get_absolute_url(),
        key=f"{ROUND_SHARED.key} {round.pk}",
    )


def _who_see_every_rating(on):
    roles = [role for role, may in GRANTS.items() if Permission.RATINGS_VIEW_ALL in may]
    posts = CityPost.objects.held_on(on).filter(role__in=roles)
    return User.objects.filter(pk__in=posts.values("user"))


def _area(round, schools):
    """The area of a round in words, from the schools in it."""
    if round.la_code is None:
        return "England"
    return next((school.la_name for school in schools if school.la_name), "The area")
