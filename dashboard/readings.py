"""Numbers to the words beside them: figures as shown, and the sentences under a chart.

Everything here starts from figures rounded as the page shows them, so that a reader can
check each sentence with the numbers in front of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.engine.points import HAIR
from dashboard.measures import CODES, SMALL_CODES

NBSP = "\u00a0"
MINUS = "\u2212"

FEWEST_PUPILS_SHOWN = 6


@dataclass(frozen=True)
class Figure:
    """One figure as a page shows it: a number rounded once, or the words for having none."""

    value: float | None
    text: str
    cohort: int | None = None
    note: str = ""
    ci_low: float | None = None
    ci_high: float | None = None


@dataclass(frozen=True)
class YearFigures:
    """A results year of one measure: the school's figure and the one it is compared with."""

    year: int
    school: Figure | None
    england: Figure | None


@dataclass(frozen=True)
class Wording:
    """How a measure is spoken of: its unit, its decimals and the phrase of its sentence.

    `did` completes "49 % of 60 pupils …"; `subject` begins "… was 38.2". A progress measure
    is read against 0, the average of pupils with the same starting points.
    """

    unit: str
    decimals: int
    did: str = ""
    subject: str = ""
    is_progress: bool = False
    higher_is_better: bool = True
    pupils: str = "pupils"


def rounded(value: float, decimals: int) -> float:
    """A number rounded as shown, halves up, so that 12.5 reads 13 and -12.5 reads -12."""
    scale = 10.0**decimals
    # The engine's own rule: binary fractions fall a hair short of the decimals they stand for.
    # Adding 0.0 turns a minus zero into zero.
    return math.floor(value * scale + 0.5 + HAIR) / scale + 0.0


def number(value: float, decimals: int, *, signed: bool = False) -> str:
    """A rounded number with a true minus sign, and a plus sign where the sign is the point."""
    shown = rounded(value, decimals)
    sign = MINUS if shown < 0 else "+" if signed and shown > 0 else ""
    return f"{sign}{abs(shown):,.{decimals}f}"


def with_unit(value: float, unit: str, decimals: int) -> str:
    """A figure with its unit: percentages and rates carry the sign, scores stand alone."""
    return number(value, decimals) + (f"{NBSP}%" if unit in ("percent", "rate") else "")


def words_for(code: str) -> str:
    """Why a cell holds no number, in words; the code itself if nobody has explained it."""
    return CODES.get(code, f"not published (code {code})")


def figure(
    value: float | None,
    code: str,
    *,
    unit: str,
    decimals: int,
    cohort: int | None = None,
    note: str = "",
    ci_low: float | None = None,
    ci_high: float | None = None,
    is_group: bool = False,
) -> Figure:
    """A published cell as the page shows it; a suppressed one never as a number.

    A pupil group of five or fewer is withheld even where the publisher shows it.
    """
    if is_group and cohort is not None and cohort < FEWEST_PUPILS_SHOWN:
        return Figure(None, "not shown: 5 or fewer pupils", note=note)
    if value is None:
        return Figure(None, words_for(code), cohort, note)
    if code in SMALL_CODES:
        return Figure(rounded(value, decimals), CODES[code], cohort, note)
    low, high = (None if end is None else rounded(end, decimals) for end in (ci_low, ci_high))
    text = with_unit(value, unit, decimals)
    return Figure(rounded(value, decimals), text, cohort, note, low, high)


def difference(school: Figure, england: Figure, decimals: int) -> float | None:
    """School minus England, of the two figures as shown."""
    if school.value is None or england.value is None:
        return None
    return rounded(school.value - england.value, decimals)


def counted(count: int, singular: str) -> str:
    return f"{count:,} {singular}" if count == 1 else f"{count:,} {singular}s"


def points(size: float, decimals: int) -> str:
    """A distance in points, without a sign: "1 point", "13 points", "0.5 points"."""
    shown = number(size, decimals)
    return f"{shown} point{'' if shown == '1' else 's'}"


def verdict(gap: float, decimals: int, against: str = "England") -> str:
    """Where a figure stands, from the difference as shown."""
    if gap == 0:
        return f"the same as {against}"
    return f"{points(abs(gap), decimals)} {'above' if gap > 0 else 'below'} {against}"


def about_pupils(gap: float, cohort: int | None) -> str:
    """What a difference in percentage points means in pupils of this cohort."""
    if not cohort or gap == 0:
        return ""
    pupils = int(rounded(abs(gap) * cohort / 100, 0))
    return f"about {counted(pupils, 'pupil')}" if pupils else "less than one pupil"


def _position(year: int, school: Figure, england: Figure | None, wording: Wording) -> str:
    """Where the school stands in one year, and what that means in pupils."""
    if wording.did:
        who = f"of {school.cohort:,} {wording.pupils}" if school.cohort else f"of {wording.pupils}"
        said = f"In {year}, {school.text} {who} {wording.did}"
    else:
        of = f" of {school.cohort:,} {wording.pupils}" if school.cohort else ""
        said = f"In {year}, {wording.subject}{of} was {school.text}"
    if wording.is_progress:
        return f"{said}{_interval(school, wording.decimals)}."
    gap = None if england is None else difference(school, england, wording.decimals)
    if gap is None:
        return f"{said}; no figure for England was published to compare it with."
    pupils = about_pupils(gap, school.cohort) if wording.did else ""
    return f"{said}, {verdict(gap, wording.decimals)}{': ' if pupils else ''}{pupils}."


def _interval(school: Figure, decimals: int) -> str:
    """Progress against 0, the average of pupils who started from the same point."""
    against = "the average of pupils with the same starting points"
    if school.ci_low is None or school.ci_high is None:
        return f", {verdict(school.value or 0, decimals, against)}"
    span = f"{number(school.ci_low, decimals)} to {number(school.ci_high, decimals)}"
    if school.ci_high < 0:
        meaning = f"below {against}"
    elif school.ci_low > 0:
        meaning = f"above {against}"
    else:
        meaning = f"not clearly different from {against}"
    return f" (95{NBSP}% interval {span}), {meaning}"


def _movement(years: Sequence[YearFigures], wording: Wording) -> str:
    """How the distance to England has changed, over years that follow one another."""
    gaps = [] if wording.is_progress else _run_of_gaps(years, wording)
    if len(gaps) < 2:
        return ""
    (_, before), (_, now) = gaps[-2:]
    previous_year = gaps[-2][0]
    if before * now <= 0 and before != now:
        return f"In {previous_year} it was {verdict(before, wording.decimals)}."
    if before == now:
        return f"The difference is the same as in {previous_year}."
    narrower = abs(now) < abs(before)
    count = 0
    for (_, earlier), (_, later) in zip(reversed(gaps[:-1]), reversed(gaps[1:]), strict=True):
        if earlier * later <= 0 or earlier == later:
            break
        if (abs(later) < abs(earlier)) != narrower:
            break
        count += 1
    spoken = {1: "one year", 2: "two years", 3: "three years", 4: "four years"}
    length = spoken.get(count, f"{count} years")
    noun = "gap" if (now < 0) == wording.higher_is_better else "difference"
    if count == 1:
        return f"The {noun} is {'smaller' if narrower else 'larger'} than in {previous_year}."
    return f"The {noun} has {'narrowed' if narrower else 'widened'} for {length}."


def _run_of_gaps(years: Sequence[YearFigures], wording: Wording) -> list[tuple[int, float]]:
    """The latest unbroken run of years in which both figures were published."""
    run: list[tuple[int, float]] = []
    for year in sorted(years, key=lambda one: one.year):
        gap = (
            difference(year.school, year.england, wording.decimals)
            if year.school and year.england
            else None
        )
        if gap is None:
            run = []
        elif run and run[-1][0] != year.year - 1:
            run = [(year.year, gap)]
        else:
            run.append((year.year, gap))
    return run


def reading(wording: Wording, years: Sequence[YearFigures], reasons: Mapping[int, str]) -> str:
    """Two sentences on a school's trend, from the rounded numbers of the chart above them.

    The first speaks of the latest year the publisher had anything for; a figure of an earlier
    year is given only as what it is, without a verdict on today.
    """
    newest = max([*(year.year for year in years), *reasons], default=0)
    listed = {year.year: (year.school, year.england) for year in years if year.school}
    if not listed:
        return "Nothing has been published on this for this school."
    school, england = listed.get(newest, (None, None))
    if school and school.value is not None:
        now = _position(newest, school, england, wording)
        return f"{now} {_movement(years, wording)}".strip()
    told = school.text if school else "nothing was published for this school"
    why = reasons.get(newest, told)
    first = f"No figure for {newest}: {why}."
    known = {
        year: past.text for year, (past, _) in listed.items() if past and past.value is not None
    }
    if not known:
        return first
    last = max(known)
    return f"{first} The latest figure is {known[last]}, of {last}."


MOST_REASONS = 3


def strongest_reasons(indicators: Sequence[Mapping[str, Any]]) -> list[str]:
    """The indicators that add most to a score, strongest first, in words with their figures.

    A measure is named once: three years together say again what its latest year said.
    """
    adding = [one for one in indicators if one["contribution"]]
    adding.sort(key=lambda one: -one["contribution"])
    named: dict[tuple[str, str], Mapping[str, Any]] = {}
    for one in adding:
        named.setdefault((one.get("measure") or one["label"], one.get("pupil_group", "")), one)
    return [_reason(one) for one in list(named.values())[:MOST_REASONS]]


def _reason(indicator: Mapping[str, Any]) -> str:
    label = indicator["short"][:1].upper() + indicator["short"][1:]
    unit, decimals = indicator["unit"], indicator["decimals"]
    value, gap = indicator["value"], indicator["gap"]
    if indicator["parts"]:
        parts = [part for part in indicator["parts"] if part["points"]]
        return f"{label}: " + ", ".join(
            f"{part['label'].removeprefix('Progress in ')} {number(part['value'], decimals)}"
            for part in parts
        )
    if unit == "rate" and gap is not None:
        return f"{label} {times(gap)} the national rate"
    if unit == "grade" or value is None:
        return f"{label}: {value}" if value else label
    if unit == "score" or gap is None:
        return f"{label} {number(value, decimals)}"
    against = "England" if indicator["pupil_group"] == "all" else "other pupils in England"
    return f"{label} {verdict(gap, decimals, against)}"


def times(ratio: float) -> str:
    """A ratio to a national rate: "2.1 ×", "1.05 ×"."""
    return f"{rounded(ratio, 2):.2f}".removesuffix("0") + f"{NBSP}\u00d7"
