"""How is this school doing? Overview and results for everyone, the rating for those it concerns."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import URLValidator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.permissions import (
    NotPermittedError,
    Permission,
    audience,
    permissions_of,
    roles_in,
)
from core.access import opened
from core.models import AccessEvent
from dashboard import beside, cards, explanations
from dashboard.beside import RATING
from dashboard.fragments import kept
from dashboard.models import Rating, RatingRound
from dashboard.questions import HEADLINES, PAGE_MEASURES, SECTIONS
from dashboard.results import neighbours_of, results_of, similar_urns
from dashboard.sources import sources_of
from schools.models import School

SIMILAR_ON_RATING = 3
SIMILAR_ON_RESULTS = 10
MOST_ON_A_PAGE = 100
UK_DIGITS = 11


@login_not_required
def school_overview(request, urn):
    school = _school(urn)
    body = kept(f"overview {urn}", partial(_overview, school))
    return render(
        request, "dashboard/school_overview.html", {**_frame(request, school), "body": body}
    )


@login_not_required
def school_results(request, urn):
    school = _school(urn)
    body = kept(f"results {urn}", partial(_results, school))
    return render(
        request, "dashboard/school_results.html", {**_frame(request, school), "body": body}
    )


def school_rating(request, urn):
    """Its own rating, why, and what would change it; unknown to everybody else."""
    school = _school(urn)
    roles = _roles(request.user, school)
    if not permissions_of(roles) & RATING:
        raise Http404
    ratings = Rating.objects.visible_to(request.user).of_school(urn)
    ratings = list(ratings.select_related("round__method").newest_first())
    rating = _chosen(ratings, request.GET.get("round"))
    if rating is None:
        return render(request, "dashboard/school_rating_none.html", _frame(request, school, roles))

    opened(
        AccessEvent.Page.RATING,
        by=request.user,
        post=", ".join(audience(*RATING, among=roles)),
        at=timezone.now(),
        urns=[urn],
    )
    # A rating is never altered; what stands on the page changes with its round's state alone.
    name = f"rating {rating.pk} {rating.round.state} {urn}"
    return render(
        request,
        "dashboard/school_rating.html",
        {
            **_frame(request, school, roles),
            "kept": kept(name, partial(_rating, school, rating)),
            "parts": _parts(request.user, school, rating, roles),
            "others": [other for other in ratings if other.pk != rating.pk],
            "round": rating.round,
            "audience": _audience(rating.round),
        },
    )


def school_access(request, urn):
    """Who has opened this school's rating? For those who lead it, and those who audit."""
    school = _school(urn)
    roles = _roles(request.user, school)
    if Permission.ACCESS_VIEW not in permissions_of(roles):
        raise NotPermittedError(Permission.ACCESS_VIEW)

    rounds = Rating.objects.of_school(urn).values("round")
    events = AccessEvent.objects.of_school(urn, rounds=rounds).newest_first()
    return render(
        request,
        "dashboard/school_access.html",
        {
            **_frame(request, school, roles),
            "page": Paginator(events, MOST_ON_A_PAGE).get_page(request.GET.get("page")),
            "audience": audience(Permission.ACCESS_VIEW),
        },
    )


def _overview(school):
    """The public part of the overview: headlines and the register's profile."""
    results = results_of(school, HEADLINES, similar_count=0)
    return render_to_string(
        "dashboard/_overview.html",
        {
            "school": school,
            "profile": _profile(school),
            "website": _website(school),
            "headlines": [
                (question.title, sentence)
                for section in SECTIONS
                for question in section.questions
                if question.measure in HEADLINES and (sentence := cards.headline(results, question))
            ],
            "before": _linked(results, results.around.before(school.urn)),
            "after": _linked(results, results.around.after(school.urn)),
            "releases": [*filter(None, [school.release]), *results.releases(HEADLINES)],
        },
    )


def _results(school):
    """The published figures, every one; the same for whoever reads them."""
    results = results_of(school, PAGE_MEASURES, similar_count=SIMILAR_ON_RESULTS)
    return render_to_string(
        "dashboard/_results.html",
        {
            "school": school,
            "sections": cards.sections_of(results, _overview_url),
            "similar_count": len(results.similar),
            "releases": results.releases(PAGE_MEASURES),
        },
    )


def _rating(school, rating):
    """A rating with every step that leads to it, and where each of its figures came from."""
    told = rating.explanation
    neighbours = neighbours_of(school)
    similar = [
        (neighbours[peer].name, reverse("dashboard:school-results", args=[peer]))
        for peer in similar_urns(neighbours, school.urn, SIMILAR_ON_RATING)
    ]
    body = render_to_string(
        "dashboard/_rating.html",
        {
            "school": school,
            "rating": rating,
            "round": rating.round,
            "told": told,
            "has_score": rating.status in (Rating.Status.RATED, Rating.Status.LIMITED),
            "lines": explanations.lines_of(told),
            "limit": explanations.limit_beside_coverage(told),
            "missing": explanations.missing(told),
            "one_pupil": explanations.one_pupil(told),
            "similar": similar,
            "disclaimer": explanations.DISCLAIMER,
        },
    )
    sources = render_to_string("dashboard/_sources.html", {"sources": sources_of(told)})
    return {"body": body, "sources": sources}


def _parts(user, school, rating, roles):
    """What rooms above say beside this rating, to this reader."""
    reader = beside.Reader(user, frozenset(roles), timezone.localdate())
    return [part(school, rating, reader) for part in beside.PARTS]


def _school(urn):
    schools = School.objects.select_related("trust", "release")
    return get_object_or_404(schools.defer("release__report", "release__authorities"), pk=urn)


def _roles(user, school):
    """The roles a person has here; the school's own are not asked for where the city's do."""
    across_the_city = roles_in(user)
    if {Permission.RATINGS_VIEW_ALL, Permission.ACCESS_VIEW} <= permissions_of(across_the_city):
        return across_the_city
    return roles_in(user, school)


def _frame(request, school, roles=None):
    """What every page of a school shows round its own part: name, state and tabs."""
    may = permissions_of(_roles(request.user, school) if roles is None else roles)
    return {"school": school, "tabs": beside.tabs_of(school, may)}


def _overview_url(urn):
    return reverse("dashboard:school-overview", args=[urn])


def _chosen(ratings, pk):
    """The rating of the round asked for, else the newest."""
    if pk is None:
        return ratings[0] if ratings else None
    for rating in ratings:
        if str(rating.round_id) == pk:
            return rating
    raise Http404


def _audience(round_):
    """Who can see this rating now, from the table that guards it."""
    if round_.state == RatingRound.State.SHARED:
        return audience(Permission.RATINGS_VIEW_ALL, Permission.RATING_VIEW)
    return audience(Permission.RATINGS_VIEW_ALL)


def _linked(results, urns):
    """Schools before or after this one: name and address, or the number alone."""
    return [
        (
            results.around.name_of(urn),
            _overview_url(urn) if urn in results.around.neighbours else "",
        )
        for urn in urns
    ]


def _website(school):
    """The school's address on the web, only if it is one: the register has all sorts."""
    address = school.website.strip()
    if not address:
        return ""
    if not address.lower().startswith(("http://", "https://")):
        address = f"https://{address}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return ""
    return address


def _telephone(number):
    """A number to press on a phone, in groups that can be read out: 023 9282 1234, 01632 960021."""
    digits = number.replace(" ", "")
    if not (digits.isdecimal() and len(digits) == UK_DIGITS and digits.startswith("0")):
        return number
    cuts = (3, 7) if digits.startswith("02") else (5, UK_DIGITS)
    groups = (digits[: cuts[0]], digits[cuts[0] : cuts[1]], digits[cuts[1] :])
    return format_html(
        '<a class="govuk-link" href="tel:+44{}">{}</a>', digits[1:], " ".join(filter(None, groups))
    )


def _profile(school):
    """What the register says, line by line; what it leaves blank is left out."""
    ages = f"{school.low_age} to {school.high_age}" if school.high_age else ""
    pupils = school.number_of_pupils
    roll = "" if pupils is None else f"{pupils:,}"
    if roll and school.capacity:
        roll += f" (places for {school.capacity:,})"
    address = [school.street, school.locality, school.town, school.postcode]
    lines = [
        ("Type", school.type_name),
        ("Phase", school.get_phase_display()),
        ("Ages", ages),
        ("Pupils", roll),
        (
            "Pupils eligible for free school meals",
            "" if school.percentage_fsm is None else f"{school.percentage_fsm:g}\u00a0%",
        ),
        ("Gender of pupils", school.gender),
        ("Religious character", school.religious_character),
        ("Local authority", school.la_name),
        ("Opened", "" if school.opened_on is None else f"{school.opened_on:%-d %B %Y}"),
        ("Closed", "" if school.closed_on is None else f"{school.closed_on:%-d %B %Y}"),
        ("Address", ", ".join(filter(None, address))),
        ("Telephone", _telephone(school.telephone)),
        ("Ward", school.ward),
        ("Reference number (URN)", str(school.urn)),
    ]
    return [(key, value) for key, value in lines if value]
