"""The results page put together: for each question its chart, comparison and what lies beneath."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import charts
from dashboard.charts import AUTHORITY, ENGLAND, SCHOOL, SIMILAR, Bar, Chart, Line
from dashboard.measures import MEASURES, PUPIL_GROUPS, availability
from dashboard.questions import SECTIONS, Question
from dashboard.readings import Figure, YearFigures, figure, reading
from dashboard.results import Results

FEWEST_SIMILAR = 3
# Two groups that together are all pupils: one withheld can be told from the other.
PARTNERS = {
    "boys": "girls",
    "girls": "boys",
    "disadvantaged": "not_disadvantaged",
    "not_disadvantaged": "disadvantaged",
}
NOT_LISTED = Figure(None, "not published")


@dataclass(frozen=True)
class Beneath:
    """A line beneath a chart: a subject or a group of pupils, in the card's year."""

    label: str
    school: Figure
    england: Figure


@dataclass(frozen=True)
class Card:
    """One question with everything that answers it."""

    key: str
    chart: Chart
    year: int
    bars: Sequence[Bar]
    groups: Sequence[Beneath]
    subjects: Sequence[Beneath]
    notes: Sequence[str]


@dataclass(frozen=True)
class CardSection:
    """The cards of one publication under its heading."""

    key: str
    title: str
    cards: Sequence[Card]


def sections_of(results: Results, url: Callable[[int], str]) -> list[CardSection]:
    """Every question that the publishers have said something about for this school."""
    sections = []
    for section in SECTIONS:
        newest = results.newest.get(section.key, 0)
        cards = [
            _card(results, question, newest, url)
            for question in section.questions
            if results.school_years(question.measure)
        ]
        if cards:
            sections.append(CardSection(section.key, section.title, cards))
    return sections


def headline(results: Results, question: Question) -> str:
    """The two sentences of one measure alone, for the overview; empty if never published."""
    if not results.school_years(question.measure):
        return ""
    return _reading(results, question, results.newest.get(MEASURES[question.measure].kind, 0))


def _reading(results: Results, question: Question, newest: int) -> str:
    own = results.school_years(question.measure)
    england = results.area_years("england", question.measure)
    years = [
        YearFigures(year, own.get(year), england.get(year)) for year in sorted({*own, *england})
    ]
    return reading(question.wording, years, _reasons(question.measure, own, england, newest))


def _reasons(
    measure: str, own: Mapping[int, Figure], england: Mapping[int, Figure], newest: int
) -> dict[int, str]:
    """The years for which nothing was published by school, and why."""
    years = {*own, *england}
    reasons = {}
    for year in range(min(years, default=newest), max([*years, newest]) + 1):
        known = availability(measure, year)
        if known and not known.is_published and (year not in own or own[year].value is None):
            reasons[year] = known.reason
    return reasons


def _card(results: Results, question: Question, newest: int, url: Callable[[int], str]) -> Card:
    measure = question.measure
    own = results.school_years(measure)
    england = results.area_years("england", measure)
    lines = [
        Line("This school", SCHOOL, own),
        Line("England", ENGLAND, england),
        Line(results.around.school.la_name, AUTHORITY, results.area_years("authority", measure)),
    ]
    if alike := similar_line(results, measure):
        lines.append(alike)
    reasons = _reasons(measure, own, england, newest)
    # Years before the school's first figure say nothing about it.
    first = min(own)
    chart = charts.trend(
        question.title,
        _reading(results, question, newest),
        [Line(line.name, line.kind, _since(first, line.figures)) for line in lines],
        axis=question.axis,
        reasons=_since(first, reasons),
    )
    # The newest year that was published at all; others would compare words with words.
    year = max((one for one in own if one not in reasons), default=max(own))
    return Card(
        key=measure,
        chart=chart,
        year=year,
        bars=_bars(results, question, year, url),
        groups=_groups(results, measure, year),
        subjects=_subjects(results, question, year),
        notes=_notes(results, measure, own),
    )


def _since(first: int, years: Mapping[int, Any]) -> dict[int, Any]:
    return {year: value for year, value in years.items() if year >= first}


def similar_line(results: Results, measure: str) -> Line | None:
    """The plain mean of the similar schools with a figure, year by year, of three at least."""
    by_year: dict[int, list[float]] = {}
    for urn in results.similar:
        for year, one in results.years_of(urn, measure).items():
            if one.value is not None:
                by_year.setdefault(year, []).append(one.value)
    unit, decimals = MEASURES[measure].unit.key, MEASURES[measure].decimals
    means = {
        year: figure(sum(values) / len(values), "", unit=unit, decimals=decimals)
        for year, values in by_year.items()
        if len(values) >= FEWEST_SIMILAR
    }
    return Line("Similar schools", SIMILAR, means) if means else None


def _bars(results: Results, question: Question, year: int, url: Callable[[int], str]) -> list[Bar]:
    """The school itself first, the areas, then its like; all of the same year."""
    school, measure = results.around.school, question.measure
    bars = [
        Bar(school.name, SCHOOL, results.school_years(measure)[year]),
        Bar("England", ENGLAND, results.area_years("england", measure).get(year, NOT_LISTED)),
        Bar(
            school.la_name,
            AUTHORITY,
            results.area_years("authority", measure).get(year, NOT_LISTED),
        ),
    ]
    bars += [
        Bar(
            results.around.name_of(urn),
            SIMILAR,
            results.years_of(urn, measure).get(year, NOT_LISTED),
            url=url(urn),
        )
        for urn in results.similar
    ]
    return charts.comparison(bars, axis=question.axis)


def _groups(results: Results, measure: str, year: int) -> list[Beneath]:
    """Groups of pupils; a group told by its partner is withheld with it."""
    shown = {
        group: figures[year]
        for group in PUPIL_GROUPS
        if group != "all" and (figures := results.school_years(measure, group)) and year in figures
    }
    lines = []
    for group, one in shown.items():
        partner = shown.get(PARTNERS.get(group, ""))
        if partner and _is_withheld_here(partner) and one.value is not None:
            one = Figure(None, "not shown: it would reveal a group of 5 or fewer pupils")
        england = results.area_years("england", measure, group).get(year, NOT_LISTED)
        lines.append(Beneath(PUPIL_GROUPS[group], one, england))
    return lines


def _is_withheld_here(one: Figure) -> bool:
    """Whether this portal withholds it, rather than its publisher."""
    return one.value is None and one.text.startswith("not shown: 5 or fewer")


def _subjects(results: Results, question: Question, year: int) -> list[Beneath]:
    return [
        Beneath(
            MEASURES[subject].label,
            own[year],
            results.area_years("england", subject).get(year, NOT_LISTED),
        )
        for subject in question.subjects
        if year in (own := results.school_years(subject))
    ]


def _spans(years: Sequence[int]) -> str:
    """Years in order as few words: "2016 to 2018, 2023"."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(
        f"{span[0]} to {span[-1]}" if len(span) > 1 else str(span[0]) for span in spans
    )


def _notes(results: Results, measure: str, own: Mapping[int, Figure]) -> list[str]:
    """What must be known of single years: a predecessor's, or not to be compared."""
    noted: dict[str, list[int]] = defaultdict(list)
    for year in sorted(own):
        if own[year].note:
            noted[own[year].note].append(year)
    notes = [f"{_spans(years)}: {note}." for note, years in noted.items()]
    for year in sorted(own):
        known = availability(measure, year)
        if known and known.status == "not_comparable":
            notes.append(f"{year}: {known.reason}, so compare it with other years with care.")
    return notes
