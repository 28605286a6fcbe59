"""Support beside the rating: who could help with what is weak, on the list and on the page."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.permissions import Permission, permissions_of
from dashboard.beside import COLUMNS, PARTS, Column, Reader, Tab, add_tab
from dashboard.models import Rating, RatingRound
from schools.models import School
from support_directory.candidates import pool_on
from support_directory.matching import (
    FAR_UNKNOWN,
    Match,
    Suggestion,
    Why,
    match,
    who_could_help,
)
from support_directory.models import SupportRequest
from support_directory.needs import needs_of

MOST_PEOPLE, MOST_OFFERS = 4, 3
NBSP = "\u00a0"
ANCHOR = "what-could-help"

TAB = Tab("Support", "support_directory:school-support", frozenset({Permission.SUPPORT_VIEW}))


@dataclass(frozen=True)
class Helper:
    """One person or offer beside an indicator, as far as its reader is told."""

    entry: int
    name: str
    reasons: list[str]
    score: int | None


@dataclass(frozen=True)
class Help:
    """One weak indicator with who could help, what was asked for already, and who is kept out."""

    match: Match
    people: list[Helper]
    offers: list[Helper]
    more: int
    asked: SupportRequest | None

    @property
    def need(self):
        return self.match.need


def what_could_help(school: School, rating: Rating, reader: Reader) -> SafeString | str:
    """The part of a rating's page: people and offers for each weak indicator."""
    if not school.is_open:
        return ""
    needs = needs_of(rating, school)
    may = permissions_of(reader.roles)
    brokers = Permission.SUPPORT_BROKER in may
    pool = pool_on(reader.on) if needs else None
    asked = _asked(school, reader.user) if needs else {}
    return render_to_string(
        "support_directory/_what_could_help.html",
        {
            "school": school,
            "anchor": ANCHOR,
            "helps": [
                help_with(match(need, pool), asked.get(need.indicator), in_full=brokers)
                for need in needs
                if pool is not None
            ],
            "brokers": brokers,
            "may_ask": Permission.SUPPORT_REQUEST in may,
        },
    )


def _asked(school: School, user) -> dict[str, SupportRequest]:
    """The newest open request for each indicator of a school. One query."""
    requests = SupportRequest.objects.visible_to(user).open().of_school([school.pk])
    return {
        request.indicator: request
        for request in requests.exclude(indicator="").order_by("created_at", "pk")
    }


def help_with(found: Match, asked: SupportRequest | None, *, in_full: bool) -> Help:
    people, offers = found.people[:MOST_PEOPLE], found.offers[:MOST_OFFERS]
    return Help(
        match=found,
        people=[helper_of(one, in_full=in_full) for one in people],
        offers=[helper_of(one, in_full=in_full) for one in offers],
        more=len(found.people) - len(people) + len(found.offers) - len(offers),
        asked=asked,
    )


def helper_of(one: Suggestion, *, in_full: bool) -> Helper:
    """What schools said of somebody, and the points, are for brokers.

    A school is not told in every line that a distance is not known: brokers alone need it for
    the sum.
    """
    reasons = [
        f"{reason.words} ({reason.points})" if in_full else reason.words
        for reason in one.reasons
        if in_full or (reason.why != Why.FEEDBACK and reason.words != FAR_UNKNOWN)
    ]
    return Helper(
        entry=one.candidate.entry,
        name=one.candidate.name,
        reasons=reasons,
        score=one.score if in_full else None,
    )


def _cells(round_: RatingRound, on: date) -> dict[int, SafeString]:
    """Of each school of a round how many people and offers could help it, as a way there."""
    ratings = (
        Rating.objects.in_round(round_)
        .exclude(school=None)
        .select_related("school")
        .only("urn", "current_urn", "explanation", *(f"school__{name}" for name in OF_SCHOOL))
    )
    needs = {rating: needs_of(rating, rating.school) for rating in ratings if rating.school.is_open}
    pool = pool_on(on)
    before, after = reverse("dashboard:school-rating", args=[0]).split("0")
    return {
        rating.current_urn or rating.urn: format_html(
            '<a class="govuk-link" href="{}{}{}?round={}#{}">{}'
            '<span class="govuk-visually-hidden"> for {}</span></a>',
            before,
            rating.current_urn or rating.urn,
            after,
            round_.pk,
            ANCHOR,
            in_words(*who_could_help(weak, pool)),
            rating.school.name,
        )
        for rating, weak in needs.items()
        if weak
    }


OF_SCHOOL = ("urn", "name", "status", "type_code", "phase", "trust_id", "easting", "northing")


def in_words(people: int, offers: int) -> str:
    """How many could help, no number parted from its noun: "3 people, 1 offer"."""
    if not people and not offers:
        return "nobody yet"
    counted = (
        (people, "person" if people == 1 else "people"),
        (offers, "offer" if offers == 1 else "offers"),
    )
    return ", ".join(f"{count}{NBSP}{noun}" for count, noun in counted if count)


COULD_HELP = Column("Could help", _cells)


def join() -> None:
    """Stand beside ratings: the tab of a school, the part of its rating, the list's column."""
    add_tab(TAB)
    PARTS.append(what_could_help)
    COLUMNS.append(COULD_HELP)
