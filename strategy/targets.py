"""What was published of the measures that targets name, and where each target stands by it.

What is read from published files is kept while the same files are loaded; targets themselves
are read anew each time, so that a corrected one shows at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from django.conf import settings
from django.db.models import Max, Prefetch, prefetch_related_objects

from dashboard import authority
from dashboard.authority import Book, Measure, Place, Point
from dashboard.engine import standing as arithmetic
from dashboard.engine.standing import Rank
from dashboard.fragments import kept
from dashboard.models import Area, AuthorityFigure
from dashboard.models.authorities import ENGLAND, is_sample_area
from schools.models import SAMPLE_AUTHORITY_CODE
from strategy.models import Objective, SuccessMeasure, Target
from strategy.trajectory import NBSP, Course, Kind, Verdict, Year, assess, in_words

COLOURS = {
    Verdict.MET: "green",
    Verdict.ON_TRACK: "green",
    Verdict.OFF_TRACK: "orange",
    Verdict.MISSED: "red",
    Verdict.UNKNOWN: "grey",
}
# A rank among fewer than half of the authorities would say nothing of the country.
PART_THAT_RANKS = 2
# Likewise a median of fewer than half of the neighbours.
FEWEST_NEIGHBOURS = 5


@dataclass(frozen=True)
class YearFacts:
    """All that a target may ask of one measure in one year."""

    point: Point
    england: Point
    rank: Rank | None
    quarter: int | None
    bars: Mapping[int, float | None]
    neighbours: float | None
    neighbour_rank: Rank | None


@dataclass(frozen=True)
class Facts:
    """A published measure of the authority, year by year."""

    measure: Measure
    years: Mapping[int, YearFacts]
    has_ranks: bool
    neighbour_names: Sequence[str]

    @property
    def sign(self) -> str:
        return f"{NBSP}%" if self.measure.is_percent else ""


@dataclass(frozen=True)
class Library:
    """What is published of some measures, for the authority this portal is about.

    `newest` is the newest year in which anything of it was published, by the kind of year: a
    financial year is named before a school year of the same number has any results.
    """

    area: Place
    newest: Mapping[str, int]
    facts: Mapping[str, Facts]


def library(codes: Iterable[str]) -> Library:
    """What is published of these measures. One query while it is remembered, else five more."""
    wanted = sorted(set(codes))
    return kept(f"targets {' '.join(wanted)}", partial(_gather, wanted))


def _gather(codes: Sequence[str]) -> Library:
    area, newest = _area()
    book = authority.book(codes, of=area)
    facts = {code: _facts(book, code, area) for code in codes if book.has(code)}
    return Library(book.place(area), newest, facts)


def _area() -> tuple[int, dict[str, int]]:
    """The authority of this portal, and the newest year of it by the kind of year.

    Where nothing is loaded of it, the sample city.
    """
    areas = [settings.AUTHORITY_CODE, SAMPLE_AUTHORITY_CODE]
    newest: dict[int, dict[str, int]] = {}
    for area, kind, year in (
        AuthorityFigure.objects.filter(area__in=areas, value__isnull=False)
        .values_list("area", "measure__year_type")
        .annotate(newest=Max("year"))
    ):
        newest.setdefault(area, {})[kind] = year
    area = next((area for area in areas if area in newest), areas[0])
    return area, newest.get(area, {})


def _facts(book: Book, code: str, area: int) -> Facts:
    measure = book.measure(code)
    authorities = sum(
        kind == Area.Kind.AUTHORITY and is_sample_area(number) is book.is_sample
        for number, (_, _, kind) in book.areas.items()
    )
    years = {year: _year_facts(book, code, area, year, authorities) for year in book.years(code)}
    return Facts(
        measure=measure,
        years=years,
        has_ranks=any(facts.rank for facts in years.values()),
        neighbour_names=[book.place(number).name for number, _, _ in book.neighbours(area)],
    )


def _year_facts(book: Book, code: str, area: int, year: int, authorities: int) -> YearFacts:
    standing = book.standing(code, area, year)
    figures = book.figures(code, year)
    ranks = len(figures) * PART_THAT_RANKS >= authorities
    beside = [near.point.value for near in standing.neighbours if near.point.value is not None]
    polarity = standing.measure.polarity
    return YearFacts(
        point=standing.point,
        england=book.point(code, ENGLAND, year),
        rank=standing.rank if ranks else None,
        quarter=standing.quarter if ranks else None,
        bars={
            part: arithmetic.needed(list(figures.values()), polarity, part) if ranks else None
            for part in Target.Part.values
        },
        neighbours=median(beside) if len(beside) >= FEWEST_NEIGHBOURS else None,
        neighbour_rank=standing.neighbour_rank,
    )


# --- A target by what is published ------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """Where one target stands, and what of the published figures says so."""

    target: Target
    course: Course
    area: Place
    facts: Facts | None
    other: Facts | None
    years: Mapping[int, Year]

    @property
    def colour(self) -> str:
        return COLOURS[self.course.verdict]

    @property
    def verdict(self) -> str:
        return self.course.verdict.capitalize()

    @property
    def words(self) -> str:
        """The sentence without its verdict, for where a tag has said that."""
        said = self.course.sentence.removeprefix(f"{self.verdict}: ")
        return said[:1].upper() + said[1:]

    @property
    def key(self) -> str:
        return str(self.target.number)

    @property
    def asked(self) -> str:
        """What the target asks for, of whom, by when, and where it began."""
        target, course = self.target, self.course
        told = f"{asked_in_words(target, self.facts)} by {target.due_year}: {target.population}."
        if course.baseline is None:
            why = target.baseline_why or (
                self.years[target.baseline_year].reason
                if target.baseline_year in self.years
                else "no file that is loaded has the year"
            )
            return f"{told} No baseline of {target.baseline_year}: {why}."
        aim = target.aim(sign=self.facts.sign if self.facts else "")
        return f"{told} Baseline: {in_words(aim, course.baseline)} in {target.baseline_year}."

    @property
    def how(self) -> str:
        """How the path of this kind of target is drawn, and how its verdict is reached."""
        return HOW[Kind(self.target.kind)]


HOW = {
    Kind.REACH: (
        "The path is a straight line from the baseline to the figure to reach. Each year is held"
        " against it as both are shown, and the due year against the target itself."
    ),
    Kind.GAIN: (
        "The path is a straight line from the baseline to that many points better. Each year is"
        " held against it as both are shown, and the due year against the target itself."
    ),
    Kind.HALVE: (
        "The gap is the difference of the two figures as shown. The path is a straight line from"
        " the gap of the baseline to half of it."
    ),
    Kind.WITHIN: (
        "A rank has no path in points. The line of each year runs from the baseline to the figure"
        " that was just within that part of the authorities in the same year; years still to come"
        " take the newest authorities there are. In the due year the rank itself decides. A rank"
        " counts the authorities that have a figure; equal figures share the best place."
    ),
    Kind.BETTER: (
        "The line of each year runs from the baseline to England’s figure of the same year; years"
        " still to come take the newest. In the due year the figure must be better than"
        " England’s: level is not better."
    ),
}


def asked_in_words(target: Target, facts: Facts | None) -> str:
    """What a target asks for, without its year: "Within the top half of authorities"."""
    value = "" if target.value is None else f"{target.value:g}"
    if facts and target.value is not None and target.kind == Kind.REACH:
        value = facts.measure.in_words(target.value)
    return {
        Kind.REACH: f"Reach {value}",
        Kind.GAIN: f"Gain {value} points",
        Kind.HALVE: f"Halve the gap to {target.other}",
        Kind.WITHIN: f"Be within the {target.get_part_display()} of authorities",
        Kind.BETTER: "Be better than England",
    }[Kind(target.kind)]


@dataclass(frozen=True)
class MeasureReading:
    """A success measure with each of its targets."""

    measure: SuccessMeasure
    readings: Sequence[Reading]

    @property
    def url(self) -> str:
        return self.measure.get_absolute_url()

    @property
    def count(self) -> str:
        return counted(self.readings)


def read_targets(targets: Iterable[Target]) -> list[Reading]:
    """Where each target stands, whatever objective it belongs to."""
    targets = list(targets)
    if not targets:
        return []
    known = library(code for target in targets for code in target.codes)
    return [_read(target, known) for target in targets]


def _read(target: Target, known: Library) -> Reading:
    facts = known.facts.get(target.measure)
    other = known.facts.get(target.against) if target.against else None
    if facts is None:
        course = Course(
            Verdict.UNKNOWN,
            f"Cannot be told: no file that is loaded has the measure “{target.measure}”.",
            why=f"no file that is loaded has the measure “{target.measure}”",
        )
        return Reading(target, course, known.area, None, other, {})
    aim = target.aim(polarity=facts.measure.polarity, places=facts.measure.places, sign=facts.sign)
    years = {year: _year(target, of_year, other) for year, of_year in facts.years.items()}
    newest = known.newest.get(facts.measure.year_type, 0)
    return Reading(target, assess(aim, years, newest), known.area, facts, other, years)


def _year(target: Target, of_year: YearFacts, other: Facts | None) -> Year:
    """One year as the arithmetic takes it: with what this target is held against."""
    against: Point | None = of_year.england
    if target.comparator == Target.Comparator.PUPILS:
        theirs = other.years.get(of_year.point.year) if other else None
        against = theirs.point if theirs else None
    reason = of_year.point.reason
    if not reason and target.kind == Kind.HALVE and (against is None or against.value is None):
        reason = f"not published for {target.other}"
    return Year(
        value=of_year.point.value,
        reason=reason,
        against=against.value if against else None,
        rank=of_year.rank,
        bar=of_year.bars[target.part or Target.Part.HALF],
    )


# --- Objectives and measures ------------------------------------------------------------


@dataclass(frozen=True)
class Headline:
    """What the targets of one objective come to, for a list of objectives.

    The one told is the first whose year is still to come; where all are over, the first.
    """

    measures: Sequence[MeasureReading]

    @classmethod
    def of(cls, measures: Sequence[MeasureReading]) -> Headline | None:
        """None for an objective without a single target."""
        told = [measure for measure in measures if measure.readings]
        return cls(told) if told else None

    @property
    def _told(self) -> tuple[MeasureReading, Reading]:
        pairs = [(measure, reading) for measure in self.measures for reading in measure.readings]
        return next((pair for pair in pairs if not pair[1].course.is_final), pairs[0])

    @property
    def reading(self) -> Reading:
        return self._told[1]

    @property
    def url(self) -> str:
        return self._told[0].url

    @property
    def count(self) -> str:
        """How many targets there are and how they stand; blank where one says it all."""
        readings = [reading for measure in self.measures for reading in measure.readings]
        return counted(readings) if len(readings) > 1 else ""


def counted(readings: Sequence[Reading]) -> str:
    """Targets by verdict: "8 targets: 1 met, 6 missed, 1 cannot be told"."""
    found = Counter(reading.course.verdict for reading in readings)
    parts = ", ".join(f"{found[verdict]} {verdict}" for verdict in COLOURS if verdict in found)
    return f"{len(readings)} target{'' if len(readings) == 1 else 's'}: {parts}"


def read_measure(measure: SuccessMeasure) -> MeasureReading:
    """One success measure, fetched with its targets, read."""
    return MeasureReading(measure, read_targets(measure.targets.all()))


def measures_of(objectives: Iterable[Objective]) -> dict[int, list[MeasureReading]]:
    """Every success measure of these objectives, read. Three queries, and what is published.

    Objectives without any are left out.
    """
    objectives = list(objectives)
    ordered = SuccessMeasure.objects.order_by("number").with_ordered_targets()
    # They stay with their objectives, for whoever asks after this.
    prefetch_related_objects(objectives, Prefetch("measures", queryset=ordered))
    readings = {
        reading.target.pk: reading
        for reading in read_targets(
            target
            for objective in objectives
            for measure in objective.measures.all()
            for target in measure.targets.all()
        )
    }
    return {
        objective.pk: [
            MeasureReading(measure, [readings[target.pk] for target in measure.targets.all()])
            for measure in objective.measures.all()
        ]
        for objective in objectives
        if objective.measures.all()
    }


def headlines(objectives: Iterable[Objective]) -> dict[int, Headline]:
    """What the targets of each objective come to, by its key; none for one without targets.

    The objectives come with their edition. The queries are as many however many there are.
    """
    found = {pk: Headline.of(measures) for pk, measures in measures_of(objectives).items()}
    return {pk: headline for pk, headline in found.items() if headline}
