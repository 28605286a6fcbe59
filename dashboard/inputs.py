"""What a round is computed from, gathered from the database: who is rated, and their figures.

Which URN stands for a school, whose results follow it and which inspections count is decided
here; the engine only does arithmetic. The rules are step 1 and step 6 of the method.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from django.db.models import Q

from dashboard.engine.assemble import Inputs
from dashboard.engine.inspections import Inspection as Graded
from dashboard.measures import MEASURES, Published, availability
from dashboard.models import Benchmark, Entry, Inspection, Observation
from schools.history import Establishment, History, successions
from schools.models import Phase, School, SchoolLink
from schools.types import Category, category, is_sponsor_led

# What the engine reads; the many other measures are for the pages.
RATED_MEASURES = [
    "rwm_expected",
    "reading_progress",
    "writing_progress",
    "maths_progress",
    "reading_progress_band",
    "writing_progress_band",
    "maths_progress_band",
    "attainment8",
    "english_maths_5",
    "progress8",
    "progress8_band",
    "overall_absence",
    "persistent_absence",
    "suspension_rate",
]
GROUPS = ["all", "disadvantaged", "not_disadvantaged"]
STATUS_RANK = {"final": 3, "revised": 2, "provisional": 1}
POOLED_YEARS = 3
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
        """Primary, junior, infant, first, middle, secondary, all_through, post_16 or other."""
        by_register = self.school.phase if self.school else None
        low, high = self.low_age, self.high_age
        if by_register == Phase.SIXTEEN_PLUS or (low or 0) >= 16:
            return "post_16"
        if by_register == Phase.NURSERY or (high or 99) <= 5:
            return "nursery"
        if by_register in (Phase.MIDDLE_PRIMARY, Phase.MIDDLE_SECONDARY):
            return "middle"
        if high and high <= 7:
            return "infant"
        if high and high <= 10:
            return "first"
        if high and low is not None and low <= 10 and high >= 16:
            return "all_through"
        if by_register == Phase.ALL_THROUGH:
            return "all_through"
        if low is not None and high and low >= 7 and high <= 12:
            return "junior"
        if high and high <= 13:
            return "primary" if (low or 0) < 9 else "middle"
        if (high and high >= 14) or by_register == Phase.SECONDARY:
            return "secondary"
        if by_register == Phase.PRIMARY or "ks2" in self.listed_in:
            return "primary"
        return "secondary" if "ks4" in self.listed_in else "other"


def gather(*, academic_year: int, cut_off: date, la_code: int | None) -> Inputs:
    """Everything the engine needs for a round of one authority, or of England (None)."""
    schools = {school.urn: school for school in _in_area(School.objects.all(), la_code)}
    entries = _best_entries(academic_year, la_code)
    history = _history(schools, entries)
    places = _places(schools, entries, history, academic_year, cut_off)
    listing = _Listing(entries, places, history, academic_year, cut_off)
    figures = listing.figures()
    frame = _schools_frame(places, figures, history, entries, academic_year, cut_off)
    return Inputs(
        year=academic_year,
        cut_off=cut_off,
        schools=frame,
        figures=figures,
        england=_england(academic_year),
        inspections=_inspections(places, history, cut_off),
        unpublished=_unpublished(academic_year, figures),
        listed={number: place.listed_in for number, place in enumerate(places)},
    )


def _in_area(rows, la_code):
    return rows if la_code is None else rows.filter(la_code=la_code)


# --- Who is in the round ----------------------------------------------------------------


def _best_entries(academic_year: int, la_code: int | None) -> pd.DataFrame:
    """Each school's row in each of the files of the three years, the latest status of each."""
    years = range(academic_year - POOLED_YEARS + 1, academic_year + 1)
    columns = [
        "kind", "academic_year", "status", "urn", "name", "record_type", "school_type",
        "low_age", "high_age", "row",
    ]  # fmt: skip
    rows = _in_area(Entry.objects.filter(academic_year__in=years), la_code)
    frame = pd.DataFrame.from_records(rows.values_list(*columns), columns=columns)
    frame["rank"] = frame["status"].map(STATUS_RANK)
    frame = frame.sort_values(["rank", "urn"], kind="stable")
    return frame.drop_duplicates(["kind", "academic_year", "urn"], keep="last")


def _history(schools: dict[int, School], entries: pd.DataFrame) -> History:
    """The links of every URN that the register or a file of these years names."""
    known = {*schools, *(int(urn) for urn in entries["urn"].unique())}
    links = [
        link
        for link in SchoolLink.objects.order_by("pk").iterator(chunk_size=5000)
        if link.urn in known or link.link_urn in known
    ]
    establishments = {
        urn: Establishment(urn, school.status, school.opened_on, school.closed_on)
        for urn, school in schools.items()
    }
    return History(establishments, successions(links))


def _places(
    schools: dict[int, School],
    entries: pd.DataFrame,
    history: History,
    academic_year: int,
    cut_off: date,
) -> list[Place]:
    """Schools open at the cut-off or listed in the year's files, a chain of URNs once."""
    this_year = entries[entries["academic_year"] == academic_year]
    rows_of: dict[int, list] = defaultdict(list)
    for row in this_year.itertuples():
        heir = history.heir_on(int(row.urn), cut_off)
        rows_of[heir if heir is not None else int(row.urn)].append(row)
    urns = {urn for urn in schools if history.is_open_on(urn, cut_off)} | set(rows_of)
    has_results = _urns_with_results(academic_year)
    return [
        _place(urn, schools.get(urn), rows_of.get(urn, []), has_results) for urn in sorted(urns)
    ]


def _urns_with_results(academic_year: int) -> set[int]:
    """URNs with at least one number in a key stage file of the year."""
    return set(
        Observation.objects.filter(
            academic_year=academic_year, measure__in=RATED_MEASURES, value__isnull=False
        )
        .exclude(measure__endswith="absence")
        .values_list("urn", flat=True)
    )


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


def _schools_frame(
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
    for column in ("urn_in_file", "current_urn"):
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
    stage = recent["measure"].map(lambda key: MEASURES[key].kind if key in MEASURES else "")
    return recent.groupby("school").apply(lambda lines: set(stage[lines.index])).to_dict()


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


def _years_of_results(figures: pd.DataFrame, entries: pd.DataFrame) -> tuple[dict[int, int], dict]:
    """How many years of results each school has, and how many are loaded for each key stage."""
    results = figures[figures["value"].notna() & figures["measure"].isin(RATED_MEASURES)]
    results = results[~results["measure"].str.endswith(("absence", "_band"))]
    loaded = entries[entries["kind"] != "absence"].groupby("kind")["academic_year"].nunique()
    return results.groupby("school")["academic_year"].nunique().to_dict(), loaded.to_dict()


def _is_new(
    place: Place,
    number: int,
    phase: str,
    history: History,
    years_of_results: tuple[dict[int, int], dict],
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


# --- Their figures ----------------------------------------------------------------------


class _Listing:
    """Finds, for each school and year, whose row carries its figures."""

    def __init__(self, entries, places, history, academic_year, cut_off):
        self.places = places
        self.history = history
        self.academic_year = academic_year
        self.cut_off = cut_off
        self.years = range(academic_year - POOLED_YEARS + 1, academic_year + 1)
        self.status = {
            (row.kind, int(row.academic_year), int(row.urn)): row.status
            for row in entries.itertuples()
        }
        self.observations = self._observations(entries)
        numbers = self.observations[self.observations["value"].notna()]
        self.with_numbers = {*zip(numbers["kind"], numbers["academic_year"], numbers["urn"])}  # noqa: B905

    def _observations(self, entries: pd.DataFrame) -> pd.DataFrame:
        """Figures of the best status of each file, with the publication they come from."""
        columns = [
            "urn", "measure", "academic_year", "pupil_group", "status", "value", "code",
            "cohort", "ci_low", "ci_high",
        ]  # fmt: skip
        rows = Observation.objects.filter(
            academic_year__in=self.years, measure__in=RATED_MEASURES, pupil_group__in=GROUPS
        )
        urns = {int(urn) for urn in entries["urn"].unique()}
        if len(urns) < 500:
            rows = rows.filter(urn__in=urns)
        frame = pd.DataFrame.from_records(rows.values_list(*columns), columns=columns)
        for column in ("value", "cohort", "ci_low", "ci_high"):
            frame[column] = frame[column].astype(float)
        frame["kind"] = frame["measure"].map(
            lambda key: MEASURES[key].kind if key in MEASURES else "suspensions"
        )
        best = pd.DataFrame(
            [(*key, status) for key, status in self.status.items()],
            columns=["kind", "academic_year", "urn", "status"],
        )
        return frame.merge(best, on=["kind", "academic_year", "urn", "status"])

    def figures(self) -> pd.DataFrame:
        """Every school's figures under its number in the round."""
        single, pooled = [], []
        for number, place in enumerate(self.places):
            for kind in ("ks2", "ks4", "absence"):
                for year in self.years:
                    urns = self._carriers(kind, year, place.urn)
                    if len(urns) == 1:
                        single.append((number, kind, year, urns[0]))
                    elif urns:
                        pooled.append((number, kind, year, urns))
        carriers = pd.DataFrame(single, columns=["school", "kind", "academic_year", "urn"])
        figures = self.observations.merge(carriers, on=["kind", "academic_year", "urn"])
        together = [self._pooled(*line) for line in pooled]
        figures = pd.concat([figures, *together], ignore_index=True) if together else figures
        return figures.sort_values(
            ["school", "measure", "academic_year", "pupil_group"], kind="stable"
        ).reset_index(drop=True)

    def _carriers(self, kind: str, year: int, urn: int) -> list[int]:
        """Whose row counts for a school in a year: its own, or that of its predecessors.

        Predecessors that were amalgamated are pooled, and only if each was published; one that
        merged into a school already there left that school's own results as they were.
        """
        own = (kind, year, urn) in self.status
        before = self.history.predecessors(urn, self.cut_off)
        if kind == "absence" and own:
            return [self._longest_open(year, urn, before)]
        if own and (kind, year, urn) in self.with_numbers:
            return [urn]
        lines = [self._carriers(kind, year, link.old) for link in before if not link.is_merger]
        if lines and all(lines):
            carriers = [carrier for line in lines for carrier in line]
            has_numbers = any((kind, year, carrier) in self.with_numbers for carrier in carriers)
            if has_numbers or not own:
                return carriers
        return [urn] if own else []

    def _longest_open(self, year: int, urn: int, before: list) -> int:
        """Of two rows of one school in one year, that of the URN open for more of it.

        The tables do not print possible sessions; days open stand in for them.
        """
        rows = [urn] + [
            link.old
            for link in before
            if not link.is_merger and ("absence", year, link.old) in self.status
        ]
        first, last = date(year - 1, 9, 1), date(year, 7, 31)
        return max(rows, key=lambda row: (self.history.days_open(row, first, last), row == urn))

    def _pooled(self, number: int, kind: str, year: int, urns: list[int]) -> pd.DataFrame:
        """Amalgamated schools' figures, weighted by cohort; only where each has both."""
        rows = self.observations
        rows = rows[
            (rows["kind"] == kind) & (rows["academic_year"] == year) & rows["urn"].isin(urns)
        ]
        rows = rows[~rows["measure"].str.endswith("_band")]
        lines = []
        for (measure, group), part in rows.groupby(["measure", "pupil_group"]):
            complete = part["value"].notna() & (part["cohort"] > 0)
            if complete.sum() == len(urns):
                cohort = part["cohort"].sum()
                lines.append(
                    {
                        "school": number,
                        "kind": kind,
                        "academic_year": year,
                        "measure": measure,
                        "pupil_group": group,
                        "value": float((part["value"] * part["cohort"]).sum() / cohort),
                        "code": "",
                        "cohort": float(cohort),
                        "ci_low": np.nan,
                        "ci_high": np.nan,
                        "urn": urns[0],
                    }
                )
        return pd.DataFrame(lines, columns=[*rows.columns, "school"])


def _england(academic_year: int) -> dict[tuple[str, int, str, str], float]:
    """England's figures of the three years: state-funded schools, or the phase for absence."""
    years = range(academic_year - POOLED_YEARS + 1, academic_year + 1)
    rows = Benchmark.objects.filter(
        area=Benchmark.Area.ENGLAND,
        academic_year__in=years,
        measure__in=RATED_MEASURES,
        value__isnull=False,
    ).exclude(population="all")
    figures: dict[tuple[str, int, str, str], float] = {}
    ranked = sorted(
        rows.values_list(
            "status", "measure", "academic_year", "pupil_group", "population", "value"
        ),
        key=lambda row: (STATUS_RANK[row[0]], row),
    )
    for _, measure, year, group, population, value in ranked:
        figures[measure, year, group, population] = value
    return figures


def _unpublished(academic_year: int, figures: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Measures that no school has for the year, with the reason, from the table of availability.

    For a year the table does not know, a measure without a single number was not published.
    """
    has_numbers = {
        *zip(  # noqa: B905
            figures["measure"][figures["value"].notna()],
            figures["academic_year"][figures["value"].notna()],
        )
    }
    loaded = {
        *zip(figures["kind"], figures["academic_year"])  # noqa: B905
    }
    unpublished = {}
    for measure in RATED_MEASURES:
        if measure not in MEASURES:
            continue
        known = availability(measure, academic_year)
        is_loaded = (MEASURES[measure].kind, academic_year) in loaded
        if known and known.status == Published.NO:
            unpublished[measure, academic_year] = known.reason
        elif known is None and is_loaded and (measure, academic_year) not in has_numbers:
            unpublished[measure, academic_year] = (
                f"not published by the Department for Education for {academic_year}"
            )
    return unpublished


# --- Their inspections ------------------------------------------------------------------


def _inspections(places: list[Place], history: History, cut_off: date) -> dict[int, list[Graded]]:
    """Graded inspections known by the cut-off that count for each school, newest first."""
    by_urn = _known_inspections(cut_off)
    inspections = {}
    for number, place in enumerate(places):
        own = by_urn.get(place.urn, [])
        inspections[number] = own or _of_predecessor(place, history, by_urn, cut_off)
    return inspections


def _of_predecessor(place, history, by_urn, cut_off) -> list[Graded]:
    """A converter keeps its predecessor's inspections until its own first; others start anew."""
    code = place.school.type_code if place.school else None
    if is_sponsor_led(register_code=code, table_code=place.table_code):
        return []
    before = [link for link in history.predecessors(place.urn, cut_off) if not link.is_merger]
    if len(before) != 1:
        return []
    return by_urn.get(before[0].old, [])


def _known_inspections(cut_off: date) -> dict[int, list[Graded]]:
    """Graded inspections published by a day, by the URN inspected, each once, newest first.

    One without any date counts from the day of the file that tells of it.
    """
    rows = (
        Inspection.objects.exclude(framework=Inspection.Framework.UNGRADED)
        .filter(
            Q(published_on__lte=cut_off)
            | Q(published_on=None, inspected_on__lte=cut_off)
            | Q(published_on=None, inspected_on=None, release__as_at__lte=cut_off)
        )
        .select_related("release")
        .order_by("release__as_at", "release_id", "row", "position")
    )
    latest: dict[tuple, tuple[date, Graded]] = {}
    for row in rows.iterator(chunk_size=5000):
        graded = Graded(
            urn=row.urn,
            framework=row.framework,
            on=row.inspected_on,
            overall=row.overall,
            grades=row.grades,
            category_of_concern=row.category_of_concern,
            safeguarding_met=row.safeguarding_met,
        )
        if graded.overall is None and not graded.grades and graded.safeguarding_met is None:
            continue
        day = row.inspected_on or row.published_on or row.release.as_at or date.min
        latest[row.urn, row.framework, row.inspected_on] = (day, graded)
    by_urn: dict[int, list[tuple[date, Graded]]] = defaultdict(list)
    for (urn, _, _), dated in latest.items():
        by_urn[urn].append(dated)
    return {
        urn: [graded for _, graded in sorted(dated, key=lambda item: item[0], reverse=True)]
        for urn, dated in by_urn.items()
    }
