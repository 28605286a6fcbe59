"""Whom a shared round is told to. What is told never holds a rating: mail is read by others."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.urls import reverse

from accounts.models import CityPost, User
from accounts.permissions import GRANTS, Permission
from dashboard.models import RatingRound
from notifications.kinds.ratings import RATING_SHARED, ROUND_SHARED, TRUST_RATINGS_SHARED
from notifications.services import notify
from schools.leaders import leaders_of, trust_leads_of
from schools.models import School


@transaction.atomic
def tell_of_round(round: RatingRound, *, on: date) -> None:
    """Tell the leaders of each school in a shared round, and those who see every rating.

    Whoever was told of this round before is not told again.
    """
    schools = School.objects.filter(pk__in=round.ratings.values("school"))
    leaders = leaders_of(schools, on=on)
    leads = trust_leads_of(schools, on=on)
    named = list(schools.order_by("name", "urn").select_related("trust"))
    for school in named:
        if school.urn in leaders:
            _tell_school(round, school, leaders[school.urn])
    for trust, theirs in _by_trust(named):
        for lead in leads.get(trust.uid, ()):
            # Who leads a school of the trust as well has heard of that one by itself.
            others = [each for each in theirs if lead not in leaders.get(each.urn, ())]
            if others:
                _tell_trust_lead(round, trust, others, lead)
    told = sum(school.urn in leaders or school.trust_id in leads for school in named)
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


def _tell_school(round, school, leaders):
    notify(
        kind=RATING_SHARED,
        to=leaders,
        context={"school": school.name, "year": round.academic_year},
        link=reverse("dashboard:school-rating", args=[school.urn]),
        key=f"{RATING_SHARED.key} {round.pk} {school.urn}",
        about_school_urn=school.urn,
    )


def _tell_trust_lead(round, trust, schools, lead):
    """One notice for all schools of a trust, however many they are."""
    notify(
        kind=TRUST_RATINGS_SHARED,
        to=[lead],
        context={
            "trust": trust.name,
            "year": round.academic_year,
            "count": len(schools),
            "schools": "\n".join(school.name for school in schools),
        },
        link=reverse("dashboard:trust-detail", args=[trust.uid]),
        key=f"{TRUST_RATINGS_SHARED.key} {round.pk} {trust.uid}",
    )


def _by_trust(schools):
    """Each trust with its schools, in the order given."""
    trusts = defaultdict(list)
    for school in schools:
        if school.trust:
            trusts[school.trust].append(school)
    return trusts.items()


def _who_see_every_rating(on):
    roles = [role for role, may in GRANTS.items() if Permission.RATINGS_VIEW_ALL in may]
    posts = CityPost.objects.held_on(on).filter(role__in=roles)
    return User.objects.filter(pk__in=posts.values("user"))


def _area(round, schools):
    """The area of a round in words, from the schools in it."""
    if round.la_code is None:
        return "England"
    return next((school.la_name for school in schools if school.la_name), "The area")
