"""What the arithmetic of impact is given: published figures by school, and support by school.

A school that converted is one school: figures under its earlier number count for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd
from django.core.cache import caches

from dashboard.measures import MEASURES, Measure
from dashboard.models import Observation
from dashboard.places import Place
from schools.history import Succession, successions
from schools.models import FIRST_SAMPLE_URN, RANK, Release, School, SchoolLink
from schools.types import Category
from support_directory.given import begun
from support_directory.impact import Panel, Support, results_year

KEPT_FOR = 60 * 60
ENDED = ("completed", "evaluated", "closed", "stopped", "handed_over")
COMPARED = (Category.MAINSTREAM, Category.TECHNICAL)
COLUMNS = ["urn", "academic_year", "status", "value"]


@dataclass(frozen=True)
class Aim:
    """A measure that support may move: how near a comparable school's start must lie to it.

    With `specialisms`, only support that was asked for in one of these counts.
    """

    measure: Measure
    reach: float
    specialisms: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return self.measure.key


# A reach of about half the spread of schools in England (2019, all England where published).
AIMS = {
    key: Aim(MEASURES[key], reach, frozenset(specialisms))
    for key, reach, specialisms in (
        ("rwm_expected", 8, ()),
        ("reading_expected", 8, ("english", "phonics")),
        ("maths_expected", 8, ("maths",)),
        ("maths_progress", 1, ("maths",)),
        ("attainment8", 4, ()),
        ("english_maths_5", 8, ()),
        ("persistent_absence", 4, ("attendance", "behaviour")),
    )
}


@dataclass(frozen=True)
class Inputs:
    """A panel, the support that is judged on it, and today's number of each school."""

    aim: Aim
    panel: Panel
    supports: tuple[Support, ...]


def inputs_for(aim: Aim, *, on: date) -> Inputs:
    """Everything for one measure. Five queries; two while the same files are loaded."""
    given = list(
        begun(on=on).values_list(
            "host_school", "starts_on", "ends_on", "state", "request__specialism"
        )
    )
    is_sample = not any(urn < FIRST_SAMPLE_URN for urn, *_ in given)
    newest = Release.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"impact-{aim.key}-{is_sample}-{newest}"
    known = caches["process"].get(key)
    if known is None:
        known = published(aim, is_sample=is_sample)
        caches["process"].set(key, known, KEPT_FOR)
    panel, heirs = known
    supports, others = [], set()
    for urn, starts_on, ends_on, state, specialism in given:
        school = heirs.get(urn, urn)
        if aim.specialisms and specialism not in aim.specialisms:
            others.add(school)
            continue
        until = results_year(ends_on) if ends_on and state in ENDED else None
        supports.append(Support(school, results_year(starts_on), until))
    # Whoever had other support is no example of a school without any.
    others -= {one.school for one in supports}
    stands = panel.figures[~panel.figures.index.isin(list(others))]
    return Inputs(
        aim,
        Panel(stands, panel.phases, panel.reach, panel.higher_is_better),
        tuple(one for one in supports if one.school in panel.phases.index),
    )


def published(aim: Aim, *, is_sample: bool) -> tuple[Panel, dict[int, int]]:
    """Every mainstream school's figures of a measure, and which number each number became."""
    heirs = heirs_of(_links(is_sample=is_sample))
    observed = Observation.objects.filter(measure=aim.key, pupil_group="all", value__isnull=False)
    rows = pd.DataFrame.from_records(
        _in_world(observed, is_sample=is_sample).values_list(*COLUMNS), columns=COLUMNS
    )
    rows["rank"] = rows["status"].map(RANK)
    rows["school"] = rows["urn"].map(lambda urn: heirs.get(urn, urn))
    # Two numbers of one school in one year: the later one's figure, unless it has none.
    rows = rows.sort_values(["rank", "urn"], kind="stable")
    rows = rows.drop_duplicates(["school", "academic_year"], keep="last")
    figures = rows.pivot_table(index="school", columns="academic_year", values="value")
    phases = _phases(set(figures.index), aim)
    figures = figures[figures.index.isin(phases.index)].sort_index()
    better = aim.measure.higher_is_better is not False
    return Panel(figures, phases, aim.reach, better), heirs


def _in_world(rows, *, is_sample: bool):
    """The sample city stands among its own; no real school is held against it."""
    return (
        rows.filter(urn__gte=FIRST_SAMPLE_URN)
        if is_sample
        else rows.filter(urn__lt=FIRST_SAMPLE_URN)
    )


def _links(*, is_sample: bool) -> list[Succession]:
    links = SchoolLink.objects.order_by("pk")
    return successions(_in_world(links, is_sample=is_sample).iterator(chunk_size=5000))


def heirs_of(links: Iterable[Succession]) -> dict[int, int]:
    """The number that each earlier number of the very same school became.

    Only where one school followed one: what was merged or amalgamated is another school.
    """
    after: dict[int, int] = {}
    before: dict[int, int] = {}
    unlike: set[int] = set()
    for link in links:
        if link.is_merger or link.old in after or link.new in before:
            unlike |= {link.old, link.new}
        after[link.old], before[link.new] = link.new, link.old
    follows = {old: new for old, new in after.items() if old not in unlike and new not in unlike}
    return {old: _last(old, follows) for old in follows}


def _last(urn: int, follows: dict[int, int]) -> int:
    seen = {urn}
    while (urn := follows.get(urn, urn)) not in seen:
        seen.add(urn)
    return urn


def _phases(urns: set[int], aim: Aim) -> pd.Series:
    """The phase of each mainstream school, told by its ages."""
    fields = ("urn", "name", "phase", "type_code", "low_age", "high_age")
    phases = {}
    for school in School.objects.only(*fields).iterator(chunk_size=5000):
        if school.urn not in urns:
            continue
        place = Place(
            school.urn, school.urn, school.name, school, "", "",
            frozenset({aim.measure.kind}), school.low_age, school.high_age,
        )  # fmt: skip
        if place.category in COMPARED:
            phases[school.urn] = place.phase
    return pd.Series(phases, dtype=object)
