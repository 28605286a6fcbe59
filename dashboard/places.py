"""Who is in a round: each school once, under the URN it had at the cut-off."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.measures import MEASURES
from schools.history import History
from schools.models import Phase, School
from schools.types import Category, category

PHASE_WHATEVER_AGE: dict[int | None, str] = {
    Phase.SIXTEEN_PLUS: "post_16",
    Phase.NURSERY: "nursery",
    Phase.MIDDLE_PRIMARY: "middle",
    Phase.MIDDLE_SECONDARY: "middle",
}
# Name, lowest age at least, highest age at most; the first that fits.
PHASE_BY_AGE = [
    ("post_16", 16, 99),
    ("nursery", 0, 5),
    ("infant", 0, 7),
    ("first", 0, 10),
    ("junior", 7, 12),
    ("primary", 0, 12),
    ("middle", 8, 14),
    ("primary", 0, 13),
    ("secondary", 11, 99),
    ("all_through", 0, 99),
]
PHASE_WITHOUT_AGE: dict[int | None, str] = {
    Phase.PRIMARY: "primary",
    Phase.SECONDARY: "secondary",
    Phase.ALL_THROUGH: "all_through",
}
THURSDAY = 3


@dataclass(frozen=True)
class Place:
    """One school of a round: the URN it had at the cut-off and how the year's files list it."""

    urn: int
    urn_in_file: int | None
    name: str
    school: School | None
    table_code: str
    record_type: str
    listed_in: frozenset[str]
    low_age: int | None
    high_age: int | None

    @property
    def category(self) -> Category:
        return category(
            register_code=self.school.type_code if self.school else None,
            table_code=self.table_code,
            record_type=self.record_type,
        )

    @property
    def phase(self) -> str:
        """Infant, first, junior, primary, middle, secondary, all_through or a phase not rated.

        Ages decide where the register or the file gives them: the register calls infant and
        junior schools primary.
        """
        by_register = self.school.phase if self.school else None
        if by_register in PHASE_WHATEVER_AGE:
            return PHASE_WHATEVER_AGE[by_register]
        if self.high_age:
            return next(
                name
                for name, lowest, highest in PHASE_BY_AGE
                if (self.low_age or 0) >= lowest and self.high_age <= highest
            )
        if by_register in PHASE_WITHOUT_AGE:
            return PHASE_WITHOUT_AGE[by_register]
        if "ks2" in self.listed_in:
            return "primary"
        return "secondary" if "ks4" in self.listed_in else "other"


def places_of(
    schools: dict[int, School],
    entries: pd.DataFrame,
    history: History,
    has_results: set[int],
    academic_year: int,
    cut_off: date,
) -> list[Place]:
    """Schools open at the cut-off or listed in the year's files, a chain of URNs once."""
    this_year = entries[entries["academic_year"] == academic_year]
    rows_of: dict[int, list] = defaultdict(list)
    for urn, row in zip(this_year["urn"], this_year.itertuples(), strict=True):
        heir = history.heir_on(urn, cut_off)
        rows_of[urn if heir is None else heir].append(row)
    urns = {urn for urn in schools if history.is_open_on(urn, cut_off)} | set(rows_of)
    return [
        _place(urn, schools.get(urn), rows_of.get(urn, []), has_results) for urn in sorted(urns)
    ]


def _place(urn: int, school: School | None, rows: list, has_results: set[int]) -> Place:
    """One school from its line of the register and its rows in the year's files."""

    def weight(row):
        """Rows with results first, then key stages before absence, then the cut-off's own URN."""
        return (int(row.urn) in has_results, row.kind != "absence", int(row.urn) == urn)

    ordered = sorted(rows, key=weight, reverse=True)
    typed = next((row for row in ordered if row.school_type), None)
    recorded = next((row for row in ordered if row.record_type), None)
    aged = next((row for row in ordered if not np.isnan(row.high_age or np.nan)), None)
    low, high = (school.low_age, school.high_age) if school else (None, None)
    if high is None and aged is not None:
        low, high = int(aged.low_age), int(aged.high_age)
    return Place(
        urn=urn,
        urn_in_file=int(ordered[0].urn) if ordered else None,
        name=school.name if school else (ordered[0].name or str(urn)),
        school=school,
        table_code=typed.school_type if typed else "",
        record_type=recorded.record_type if recorded else "",
        listed_in=frozenset(row.kind for row in rows),
        low_age=low,
        high_age=high,
    )


def schools_frame(
    places: list[Place],
    figures: pd.DataFrame,
    history: History,
    entries: pd.DataFrame,
    academic_year: int,
    cut_off: date,
) -> pd.DataFrame:
    """A line for each school, as the engine wants it."""
    census = census_day(academic_year)
    results = _stages_with_results(figures, academic_year)
    years_of_results = _years_of_results(figures, entries)
    lines = []
    for number, place in enumerate(places):
        status, reason = _verdict(place, history, census)
        phase = place.phase
        primary, secondary = _stages(phase, place, results.get(number, set()))
        lines.append(
            {
                "urn": place.urn,
                "urn_in_file": place.urn_in_file,
                "current_urn": history.current(place.urn),
                "name": place.name,
                "phase": phase,
                "status": status,
                "status_reason": reason,
                "has_primary": primary,
                "has_secondary": secondary,
                "is_infant": phase in ("infant", "first"),
                "is_utc": place.category == Category.TECHNICAL,
                "is_new": _is_new(place, number, phase, history, years_of_results, academic_year),
                "absence_phase": "secondary" if secondary else "primary",
                "flags": _flags(place, history, academic_year),
            }
        )
    frame = pd.DataFrame(lines)
    for column in ("urn_in_file", "current_urn") if lines else ():
        frame[column] = frame[column].astype(object).where(frame[column].notna(), None)
    return frame


def census_day(academic_year: int) -> date:
    """The school census: the third Thursday of January of the results year."""
    first = date(academic_year, 1, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 14)


def _verdict(place: Place, history: History, census: date) -> tuple[str, str]:
    """Status and reason of a school that is not scored; empty for one that is."""
    closed = history.closed_on(place.urn)
    if closed and closed < census:
        return "not_rated", f"Closed on {closed:%-d %B %Y}, before the school census."
    kind = place.category
    if kind in (Category.SPECIAL, Category.ALTERNATIVE):
        return (
            "individual_review",
            "Special schools and alternative provision are not scored: measures made for"
            " mainstream schools would mislead. The board reviews each by itself.",
        )
    if kind == Category.INDEPENDENT:
        return "not_rated", "Independent schools are never rated."
    if kind == Category.POST_16 or place.phase == "post_16":
        return "not_rated", "Colleges for pupils over 16 are shown for information only."
    if kind == Category.NURSERY or place.phase == "nursery":
        return "not_rated", "Nursery schools have no pupils of statutory school age."
    if kind == Category.OTHER:
        return "not_rated", "Not known to be a state-funded mainstream school."
    return "", ""


def _stages_with_results(figures: pd.DataFrame, academic_year: int) -> dict[int, set[str]]:
    """For each school the key stages it has any number of in the year."""
    recent = figures[
        (figures["academic_year"] == academic_year)
        & figures["value"].notna()
        & ~figures["measure"].str.endswith(("absence", "_band"))
    ]
    stages: dict[int, set[str]] = defaultdict(set)
    for number, measure in zip(recent["school"], recent["measure"], strict=True):
        if measure in MEASURES:
            stages[number].add(MEASURES[measure].kind)
    return stages


def _stages(phase: str, place: Place, results: set[str]) -> tuple[bool, bool]:
    """Whether a school is scored on key stage 2 (or as an infant school) and on key stage 4.

    All-through and middle schools are scored on the stages that they have results of.
    """
    if phase == "all_through":
        return "ks2" in results, "ks4" in results or "ks2" not in results
    if phase == "middle":
        is_secondary = "ks4" in results and "ks2" not in results
        return not is_secondary, is_secondary
    return phase != "secondary", phase == "secondary"


def _years_of_results(figures: pd.DataFrame, entries: pd.DataFrame) -> tuple[dict, dict]:
    """How many years of results each school has, and how many are loaded for each key stage."""
    is_result = figures["value"].notna() & ~figures["measure"].str.endswith(("absence", "_band"))
    results = figures[is_result]
    loaded = entries[entries["kind"] != "absence"].groupby("kind")["academic_year"].nunique()
    return results.groupby("school")["academic_year"].nunique().to_dict(), loaded.to_dict()


def _is_new(
    place: Place,
    number: int,
    phase: str,
    history: History,
    years_of_results: tuple[dict, dict],
    academic_year: int,
) -> bool:
    """Fewer than two years of results: told by the files if two are loaded, and by the opening.

    An infant school never has results, so it is never new in this sense.
    """
    if phase in ("infant", "first"):
        return False
    opened = _first_opening(place.urn, history, history.opened_on(place.urn))
    if opened and opened > date(academic_year - 2, 9, 30):
        return True
    have, loaded = years_of_results
    kind = "ks4" if phase == "secondary" else "ks2"
    return loaded.get(kind, 0) >= 2 and have.get(number, 0) == 1


def _first_opening(urn: int, history: History, opened: date | None) -> date | None:
    """When the school first opened, under whatever number."""
    for link in history.predecessors(urn, date.max):
        if not link.is_merger:
            earlier = history.opened_on(link.old)
            return _first_opening(link.old, history, earlier) if link.old != urn else earlier
    return opened


def _flags(place: Place, history: History, academic_year: int) -> list[str]:
    """A conversion or merger in the school year: told, never scored."""
    first, last = date(academic_year - 1, 9, 1), date(academic_year, 8, 31)
    flags = []
    for link in history.predecessors(place.urn, last):
        if link.on and first <= link.on <= last:
            what = "Merged with" if link.is_merger else "Took over from"
            flags.append(f"{what} URN {link.old} in the school year.")
    return flags
