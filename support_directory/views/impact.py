"""Did support work? Overall for the boards, school by school for those who arrange it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.permissions import (
    Permission,
    audience,
    authorise,
    can,
    permissions_of,
    roles_in,
)
from core.disclosure import FEWEST, WITHHELD
from dashboard import beside
from schools.models import School
from support_directory.impact import estimate
from support_directory.impact.words import (
    placebo_in_words,
    regression_in_words,
    signed,
    verdict_in_words,
)
from support_directory.impact_charts import line_of
from support_directory.impact_inputs import AIMS, inputs_for


def impact_overview(request):
    """Did support work, by one measure: the effect, what would have been anyway, each school."""
    authorise(request.user, Permission.IMPACT_VIEW)
    aim = AIMS.get(request.GET.get("measure"), AIMS["rwm_expected"])
    given = inputs_for(aim, on=timezone.localdate())
    told = estimate(given.panel, given.supports)
    shows_schools = can(request.user, Permission.IMPACT_SCHOOLS_VIEW)
    named = {}
    if shows_schools:
        wanted = [one.school for one in told.compared] + [*told.too_early, *told.without_comparison]
        named = School.objects.in_bulk(wanted)
    return render(
        request,
        "support_directory/impact.html",
        {
            "aim": aim,
            "aims": AIMS.values(),
            "told": told,
            "is_told": _is_told(told, shows_schools=shows_schools),
            "verdict": verdict_in_words(told, counts_few=shows_schools),
            # The mean of a few is found again among published figures, and with it the schools.
            "regression": regression_in_words(told) if shows_schools or told.interval else "",
            "placebo": placebo_in_words(told),
            "facts": _facts(told, counts_few=shows_schools),
            "shows_schools": shows_schools,
            "lines": [
                line_of(given.panel, one, named[one.school], aim.measure)
                for one in told.compared
                if one.school in named
            ],
            "too_early": _names(told.too_early, named),
            "without_comparison": _names(told.without_comparison, named),
            "audience": audience(Permission.IMPACT_VIEW),
            "audience_of_schools": audience(Permission.IMPACT_SCHOOLS_VIEW),
        },
    )


def school_impact(request, urn):
    """Did support work at this school? Its own line over the schools that began alike."""
    school = get_object_or_404(School.objects.select_related("trust"), pk=urn)
    may = permissions_of(roles_in(request.user, school))
    if Permission.SUPPORT_VIEW not in may:
        raise Http404
    lines = []
    for aim in AIMS.values():
        given = inputs_for(aim, on=timezone.localdate())
        # All support is reckoned with: no supported school stands in a comparison.
        told = estimate(given.panel, given.supports)
        lines += [
            line_of(given.panel, one, school, aim.measure)
            for one in told.compared
            if one.school == urn
        ]
    return render(
        request,
        "support_directory/school_impact.html",
        {
            "school": school,
            "tabs": beside.tabs_of(school, may),
            "lines": lines,
            "audience": audience(Permission.SUPPORT_VIEW),
        },
    )


def _is_told(told, *, shows_schools):
    """Whether there is anything to tell; to who may not know the schools, not of fewer than five.

    They read the same of four and of none.
    """
    supported = len(told.compared) + len(told.too_early) + len(told.without_comparison)
    return supported >= (1 if shows_schools else FEWEST)


def _facts(told, *, counts_few):
    """The numbers of the sentences, so that anybody can follow them."""
    facts = [
        (words, len(schools) if counts_few or len(schools) >= FEWEST else WITHHELD)
        for words, schools in (
            ("Schools supported and compared", told.compared),
            ("Too early: results not published yet", told.too_early),
            ("Without comparison", told.without_comparison),
        )
    ]
    if told.interval:
        facts += [
            ("Change of supported schools, points", signed(told.change)),
            ("Change of comparable schools, points", signed(told.expected)),
            ("Effect, in the better direction, points", signed(told.interval.effect)),
            (
                "The effect lies between",
                f"{signed(told.interval.low)} and {signed(told.interval.high)}",
            ),
        ]
    return facts


def _names(urns, named):
    return sorted(named[urn].name for urn in urns if urn in named)
