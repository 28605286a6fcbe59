"""How far a target has come: the path it needs, where it stands, and the verdict in one sentence.

Arithmetic alone. Every figure is rounded as it is shown before anything is compared, so that a
reader reaches each verdict with the numbers beside it. A year without a figure stays without
one: it is a gap in the path of the figures, never a nought.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from dashboard.engine.standing import QUARTERS, Polarity, Rank, rounded

MINUS = "\u2212"
NBSP = "\u00a0"
# A figure comes out a year after another at most; longer, and the measure has stopped.
LONGEST_WAIT = 1


class Kind(StrEnum):
    """What a target asks for."""

    REACH = "reach"  # a figure
    GAIN = "gain"  # so many points better than the baseline
    HALVE = "halve"  # half the gap of the baseline
    WITHIN = "within"  # a place within the best half or quarter of authorities
    BETTER = "better"  # better than another's figure of the same year


class Verdict(StrEnum):
    ON_TRACK = "on track"
    OFF_TRACK = "off track"
    MET = "met"
    MISSED = "missed"
    UNKNOWN = "cannot be told"


@dataclass(frozen=True)
class Year:
    """What was published of one year: the place's figure, and what it is held against.

    `against` is the figure of England or of other pupils, for a gap or a comparison; `bar` is
    the least good figure still within the half or quarter asked for.
    """

    value: float | None = None
    reason: str = ""
    against: float | None = None
    rank: Rank | None = None
    bar: float | None = None


@dataclass(frozen=True)
class Aim:
    """A target in numbers: from which year, to which, and what it asks for by then.

    `baseline` is the plan's own figure; without one the published figure of the baseline year
    stands. `goal` is the figure to reach or the points to gain; `quarters` is 2 for the best
    half and 1 for the best quarter. `without_baseline` says why there is none to start from.
    """

    kind: Kind
    polarity: Polarity
    places: int
    baseline_year: int
    due_year: int
    baseline: float | None = None
    goal: float | None = None
    quarters: int = 2
    against: str = "England"
    sign: str = ""
    without_baseline: str = ""

    @property
    def part(self) -> str:
        return "half" if self.quarters == QUARTERS // 2 else "quarter"

    @property
    def is_lower_better(self) -> bool:
        """A gap is better the smaller it is, whichever way its measure runs."""
        return self.kind is Kind.HALVE or self.polarity is Polarity.LOW

    @property
    def is_moving(self) -> bool:
        """Whether what it asks for is set anew by the figures of each year."""
        return self.kind in (Kind.WITHIN, Kind.BETTER)

    @property
    def path_places(self) -> int:
        """Decimals of the path: half of a gap may need one more than the gap itself."""
        return self.places + 1 if self.kind is Kind.HALVE else self.places


@dataclass(frozen=True)
class Course:
    """Where a target stands, in one sentence, with the figures that the sentence rests on.

    `figures` are those followed, a gap where the target is about a gap; `path` is what each
    year needs, None where nothing was published to draw it by.
    """

    verdict: Verdict
    sentence: str
    year: int | None = None
    latest: Decimal | None = None
    needed: Decimal | None = None
    baseline: Decimal | None = None
    figures: Mapping[int, Decimal | None] = field(default_factory=dict)
    path: Mapping[int, Decimal | None] = field(default_factory=dict)
    is_final: bool = False
    why: str = ""


@dataclass(frozen=True)
class _Drawn:
    """A target with everything that was published of it, ready to be judged."""

    aim: Aim
    years: Mapping[int, Year]
    figures: Mapping[int, Decimal | None]
    baseline: Decimal | None
    path: Mapping[int, Decimal | None]

    def course(
        self, verdict: Verdict, words: str, year: int | None = None, *, final: bool = False
    ) -> Course:
        return Course(
            verdict,
            f"{verdict.capitalize()}: {words}.",
            year,
            None if year is None else self.figures.get(year),
            None if year is None else self.path.get(year),
            self.baseline,
            self.figures,
            self.path,
            final,
            words if verdict is Verdict.UNKNOWN else "",
        )

    def unknown(self, words: str, *, final: bool = False) -> Course:
        return self.course(Verdict.UNKNOWN, words, final=final)

    def goal(self, year: int) -> Decimal | None:
        return _goal(self.aim, self.years.get(year), self.baseline)

    def reason(self, year: int) -> str:
        """Why a year has no figure, to stand after "nothing was published for …"."""
        known = self.years.get(year)
        reason = known.reason if known else ""
        return f" ({reason})" if reason else ""


def assess(aim: Aim, years: Mapping[int, Year], newest: int) -> Course:
    """Where a target stands by what was published up to `newest`, the newest year of anything.

    Until the due year the latest figure is held against the path; from then on the verdict is
    that of the due year alone, and does not change with later years.
    """
    figures = {year: _followed(aim, known) for year, known in sorted(years.items())}
    baseline = _baseline(aim, figures)
    drawn = _Drawn(aim, years, figures, baseline, _path(aim, years, baseline))
    newest = max([newest, *(year for year, figure in figures.items() if figure is not None)])
    if aim.polarity is Polarity.NONE:
        return drawn.unknown("the publisher does not say whether higher or lower is better")
    if aim.kind is Kind.HALVE and baseline is not None and baseline <= 0:
        return drawn.unknown(f"in {aim.baseline_year} there was no gap to {aim.against} to halve")
    if newest >= aim.due_year:
        return _final(drawn)
    return _interim(drawn, newest)


def _followed(aim: Aim, known: Year) -> Decimal | None:
    """The figure a target follows: the published one as shown, or the gap of two as shown.

    A gap is counted in the direction of the worse: positive where the place is behind.
    """
    if known.value is None:
        return None
    value = rounded(known.value, aim.places)
    if aim.kind is not Kind.HALVE:
        return value
    if known.against is None:
        return None
    against = rounded(known.against, aim.places)
    return value - against if aim.polarity is Polarity.LOW else against - value


def _baseline(aim: Aim, figures: Mapping[int, Decimal | None]) -> Decimal | None:
    if aim.without_baseline:
        return None
    if aim.baseline is not None:
        return rounded(aim.baseline, aim.places)
    return figures.get(aim.baseline_year)


def _goal(aim: Aim, known: Year | None, baseline: Decimal | None) -> Decimal | None:
    """What the target asks for; by the authorities of one year where it depends on them."""
    match aim.kind:
        case Kind.REACH:
            return _shown(aim, aim.goal)
        case Kind.GAIN:
            points = _shown(aim, aim.goal)
            if points is None or baseline is None:
                return None
            return baseline - points if aim.is_lower_better else baseline + points
        case Kind.HALVE:
            return None if baseline is None else baseline / 2
        case _:
            return _shown(aim, _set_by(aim, known))


def _set_by(aim: Aim, known: Year | None) -> float | None:
    """What one year's authorities, or England, set as the goal."""
    if known is None:
        return None
    return known.bar if aim.kind is Kind.WITHIN else known.against


def _shown(aim: Aim, value: float | None) -> Decimal | None:
    return None if value is None else rounded(value, aim.places)


def _path(
    aim: Aim, years: Mapping[int, Year], baseline: Decimal | None
) -> dict[int, Decimal | None]:
    """What each year needs: a straight line from the baseline to the goal in the due year.

    Where the goal is a place among authorities or another's figure, it moves: the line of each
    year runs to what that year's authorities set, and years not yet published take the newest.
    Whoever was past such a goal at the start needs no more than to stay past it.
    """
    if baseline is None:
        return {}
    setting = [year for year, known in years.items() if _goal(aim, known, baseline) is not None]
    last = max(setting, default=aim.due_year)
    path: dict[int, Decimal | None] = {}
    for year in range(aim.baseline_year, aim.due_year + 1):
        goal = _goal(aim, years.get(min(year, last)), baseline)
        path[year] = None if goal is None else _on_the_line(aim, baseline, goal, year)
    path[aim.baseline_year] = baseline
    return path


def _on_the_line(aim: Aim, baseline: Decimal, goal: Decimal, year: int) -> Decimal:
    """The baseline, and the part of the way that should be behind by now, rounded as shown."""
    if year == aim.due_year or (aim.is_moving and reaches(aim, baseline, goal)):
        return goal
    part = Decimal(year - aim.baseline_year) / (aim.due_year - aim.baseline_year)
    exact = abs(goal - baseline) * part
    step = exact.quantize(Decimal(1).scaleb(-aim.path_places), ROUND_HALF_UP)
    return baseline + step if goal > baseline else baseline - step


def reaches(aim: Aim, figure: Decimal, needed: Decimal) -> bool:
    """Whether one shown figure is as good as another or better."""
    return figure <= needed if aim.is_lower_better else figure >= needed


def passes(aim: Aim, figure: Decimal, other: Decimal) -> bool:
    """Whether one shown figure is better than another: level is not better."""
    return reaches(aim, figure, other) and figure != other


def is_within(rank: Rank, quarters: int) -> bool:
    """Whether a place belongs to the best half (2 quarters) or quarter (1) of those counted."""
    return QUARTERS * rank.place <= quarters * rank.of


# --- After the due year -----------------------------------------------------------------


def _final(drawn: _Drawn) -> Course:
    aim, due = drawn.aim, drawn.aim.due_year
    figure = drawn.figures.get(due)
    if figure is None:
        return drawn.unknown(
            f"nothing was published for {due}, the year it was due{drawn.reason(due)}", final=True
        )
    if aim.kind is Kind.WITHIN:
        return _final_place(drawn, figure)
    goal = drawn.goal(due)
    if goal is None:
        return drawn.unknown(_without_goal(drawn, due), final=True)
    is_met = (passes if aim.kind is Kind.BETTER else reaches)(aim, figure, goal)
    return drawn.course(
        Verdict.MET if is_met else Verdict.MISSED,
        f"{in_words(aim, figure)} in {due}; {_asked(drawn, goal)}",
        due,
        final=True,
    )


def _final_place(drawn: _Drawn, figure: Decimal) -> Course:
    aim, due = drawn.aim, drawn.aim.due_year
    rank = drawn.years[due].rank
    if rank is None:
        return drawn.unknown(
            f"{in_words(aim, figure)} in {due}, but the figures of other authorities are not"
            " published with it, so that no rank is to be had",
            final=True,
        )
    words = (
        f"{place_in_words(rank)} in {due}, with {in_words(aim, figure)}; "
        f"the top {aim.part} ends at the {ordinal(aim.quarters * rank.of // QUARTERS)}"
    )
    is_met = is_within(rank, aim.quarters)
    if not is_met and figure == drawn.goal(due):
        words += ", whose figure looks the same only because both are rounded"
    return drawn.course(Verdict.MET if is_met else Verdict.MISSED, words, due, final=True)


def _asked(drawn: _Drawn, goal: Decimal) -> str:
    """What the target asked for, to stand after the figure of the due year."""
    aim = drawn.aim
    if aim.kind is Kind.BETTER:
        better = "lower" if aim.is_lower_better else "higher"
        return f"{aim.against} had {in_words(aim, goal)}, and {better} is better"
    asked = f"the target was {_at_most(aim, goal)}"
    if aim.kind is Kind.HALVE and drawn.baseline is not None:
        return f"{asked}, half the gap of {aim.baseline_year}"
    if aim.kind is Kind.GAIN and drawn.baseline is not None:
        points = points_in_words(abs(goal - drawn.baseline))
        side = "below" if goal < drawn.baseline else "above"
        before = in_words(aim, drawn.baseline)
        return f"{asked}, {points} {side} the {before} of {aim.baseline_year}"
    return asked


def _without_goal(drawn: _Drawn, year: int) -> str:
    """Why there is nothing to hold a figure against."""
    aim = drawn.aim
    if aim.kind is Kind.BETTER:
        return f"nothing was published for {aim.against} in {year}"
    if drawn.baseline is None:
        return without_baseline(drawn.aim, drawn.years)
    return "the figure to reach is not known"


# --- Until the due year -----------------------------------------------------------------


def _interim(drawn: _Drawn, newest: int) -> Course:
    aim = drawn.aim
    if drawn.baseline is None:
        return drawn.unknown(without_baseline(aim, drawn.years))
    known = [year for year, figure in drawn.figures.items() if figure is not None]
    latest = max(known, default=None)
    if latest is None:
        return drawn.unknown("nothing has been published")
    if newest - latest > LONGEST_WAIT:
        return drawn.unknown(f"nothing has been published since {latest}")
    if latest <= aim.baseline_year:
        return drawn.unknown(
            f"nothing newer than the baseline of {aim.baseline_year} has been published"
        )
    figure, needed = drawn.figures[latest], drawn.path.get(latest)
    if figure is None or needed is None:
        return drawn.unknown(_without_path(drawn, latest))
    is_strict = aim.kind is Kind.BETTER and needed == drawn.goal(latest)
    is_on = (passes if is_strict else reaches)(aim, figure, needed)
    to = {
        Kind.WITHIN: f" to the top {aim.part}",
        Kind.BETTER: f" to the figure of {aim.against}",
    }.get(aim.kind, "")
    return drawn.course(
        Verdict.ON_TRACK if is_on else Verdict.OFF_TRACK,
        f"{in_words(aim, figure)} in {latest}; the path{to} needs "
        f"{f'better than {in_words(aim, needed)}' if is_strict else _at_most(aim, needed)}",
        latest,
    )


def without_baseline(aim: Aim, years: Mapping[int, Year]) -> str:
    """Why there is nothing to start from."""
    known = years.get(aim.baseline_year)
    reason = aim.without_baseline or (known.reason if known else "")
    return f"there is no baseline of {aim.baseline_year}{f' ({reason})' if reason else ''}"


def _without_path(drawn: _Drawn, year: int) -> str:
    aim = drawn.aim
    if aim.kind is Kind.WITHIN:
        return (
            "the figures of other authorities are not published with it, so that no rank is to"
            " be had"
        )
    return _without_goal(drawn, year)


# --- Words ------------------------------------------------------------------------------


def _at_most(aim: Aim, figure: Decimal) -> str:
    """A figure to reach; said which way where lower is better."""
    if aim.kind is Kind.HALVE:
        return f"{points_in_words(figure)} or fewer"
    return f"{in_words(aim, figure)} or lower" if aim.is_lower_better else in_words(aim, figure)


def in_words(aim: Aim, figure: Decimal) -> str:
    """A figure that is followed, as a page shows it: "54 %", or "a gap of 21 points"."""
    if aim.kind is not Kind.HALVE:
        return f"{number_in_words(figure)}{aim.sign}"
    if figure == 0:
        return "no gap"
    if figure < 0:
        return f"{points_in_words(-figure)} ahead of {aim.against}"
    return f"a gap of {points_in_words(figure)}"


def number_in_words(figure: Decimal) -> str:
    return f"{figure:,}".replace("-", MINUS)


def points_in_words(figure: Decimal) -> str:
    shown = number_in_words(figure)
    return f"{shown} point{'' if shown == '1' else 's'}"


def place_in_words(rank: Rank) -> str:
    joint = "joint " if rank.sharing > 1 else ""
    return f"{joint}{ordinal(rank.place)} of {rank.of} authorities"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th …"""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
