"""How are the schools of this trust doing? Side by side, for those who lead them."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.permissions import (
    NotPermittedError,
    Permission,
    audience,
    permissions_of,
    roles_in,
)
from core.access import opened
from core.models import AccessEvent
from dashboard.explanations import DISCLAIMER
from dashboard.measures import MEASURES
from dashboard.models import Benchmark, Observation, Rating
from dashboard.questions import HEADLINES
from dashboard.results import Book, Cell, Series, shown, surroundings
from schools.models import Trust

NOTHING = "\u2013"


def trust_detail(request, uid):
    trust = get_object_or_404(Trust, pk=uid)
    roles = roles_in(request.user, trust)
    if Permission.TRUST_VIEW not in permissions_of(roles):
        raise NotPermittedError(Permission.TRUST_VIEW)

    schools = list(trust.schools.open().order_by("name"))
    ratings = _newest_ratings(request.user, schools)
    opened(
        AccessEvent.Page.TRUST,
        by=request.user,
        post=", ".join(audience(Permission.TRUST_VIEW, among=roles)),
        at=timezone.now(),
        urns=ratings,
    )
    years = _newest_years(schools)
    figures = _figures(schools, years)
    measures = [key for key in HEADLINES if any((school.urn, key) in figures for school in schools)]
    return render(
        request,
        "dashboard/trust_detail.html",
        {
            "trust": trust,
            "columns": [(MEASURES[key].label, years[key]) for key in measures],
            "rows": [
                {
                    "school": school,
                    "rating": ratings.get(school.urn),
                    "cells": [
                        (MEASURES[key].label, _words(figures.get((school.urn, key))))
                        for key in measures
                    ],
                }
                for school in schools
            ],
            "audience": audience(Permission.TRUST_VIEW),
            "disclaimer": DISCLAIMER,
        },
    )


def _newest_ratings(user, schools):
    """Each school's newest rating this person may see. One query."""
    ratings = (
        Rating.objects.visible_to(user)
        .filter(school__in=schools)
        .select_related("round")
        .defer("explanation")
        .newest_first()
    )
    newest = {}
    for rating in ratings:
        newest.setdefault(rating.school_id, rating)
    return newest


def _newest_years(schools):
    """For each headline the newest year England has, so that all schools are of one year."""
    la_code = schools[0].la_code if schools else None
    england = Benchmark.objects.fit_for(la_code).filter(
        measure__in=HEADLINES, area=Benchmark.Area.ENGLAND, pupil_group="all"
    )
    return dict(england.order_by("academic_year").values_list("measure", "academic_year"))


def _figures(schools, years):
    """The newest year's headlines of each school, of the highest status.

    A school that has none of its own under its present number has its predecessor's.
    """
    chains = _chains(schools)
    book = Book()
    cells = Observation.objects.filter(
        urn__in={urn for chain in chains.values() for urn in chain},
        measure__in=years,
        academic_year__in=set(years.values()),
        pupil_group="all",
    ).cells()
    for urn, measure, group, year, *rest in cells:
        book.add(Series(urn, measure, group), year, Cell(*rest))
    figures = {}
    for school, chain in chains.items():
        for measure, year in years.items():
            of_year = (book.years(urn, measure).get(year) for urn in chain)
            if cell := next(filter(None, of_year), None):
                figures[school, measure] = shown(cell, measure, "all")
    return figures


def _chains(schools):
    """For each school its number and those its results follow it from, newest first."""
    chains = {}
    for la_code in {school.la_code for school in schools}:
        local = [school for school in schools if school.la_code == la_code]
        around = surroundings(local[0])
        chains |= {school.urn: around.chain(school.urn) for school in local}
    return chains


def _words(figure):
    return figure.text if figure else NOTHING
