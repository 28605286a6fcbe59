"""What a round is computed from, gathered from the database: schools, figures, inspections.

Whose results follow a school and which inspections count is decided here, by step 6 of the
method; the engine only does arithmetic.
"""

from collections import defaultdict
from datetime import date

import numpy as np
import pandas as pd
from django.db.models import Q

from dashboard.engine.assemble import Inputs
from dashboard.engine.inspections import Inspection as Graded
from dashboard.measures import MEASURES, Published, availability
from dashboard.models import Benchmark, Entry, Inspection, Observation
from dashboard.places import Place, places_of, schools_frame
from schools.history import Establishment, History, successions
from schools.models import RANK, School, SchoolLink
from schools.types import is_sponsor_led

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
POOLED_YEARS = 3
# So many schools can be named in a query; for more, the whole year is read.
FEW = 500


def gather(*, academic_year: int, cut_off: date, la_code: int | None) -> Inputs:
    """Everything the engine needs for a round of one authority, or of England (None)."""
    schools = {school.urn: school for school in _in_area(School.objects.all(), la_code)}
    entries = _best_entries(academic_year, la_code)
    history = _history(schools, entries)
    has_results = _urns_with_results(academic_year)
    places = places_of(schools, entries, history, has_results, academic_year, cut_off)
    listing = _Listing(entries, places, history, academic_year, cut_off)
    figures = listing.figures()
    frame = schools_frame(places, figures, history, entries, academic_year, cut_off)
    return Inputs(
        year=academic_year,
        cut_off=cut_off,
        schools=frame,
        figures=figures,
        england=_england(academic_year, la_code),
        inspections=_inspections(places, history, cut_off),
        unpublished=_unpublished(academic_year, figures),
        listed={number: place.listed_in for number, place in enumerate(places)},
    )


def _in_area(rows, la_code):
    return rows if la_code is None else rows.filter(la_code=la_code)


# --- What the files and the register say ------------------------------------------------


def _best_entries(academic_year: int, la_code: int | None) -> pd.DataFrame:
    """Each school's row in each of the files of the three years, the latest status of each."""
    years = range(academic_year - POOLED_YEARS + 1, academic_year + 1)
    columns = [
        "kind", "academic_year", "status", "urn", "name", "record_type", "school_type",
        "low_age", "high_age", "row",
    ]  # fmt: skip
    rows = _in_area(Entry.objects.filter(academic_year__in=years), la_code)
    frame = pd.DataFrame.from_records(rows.values_list(*columns), columns=columns)
    frame["rank"] = frame["status"].map(RANK)
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


def _urns_with_results(academic_year: int) -> set[int]:
    """URNs with at least one number in a key stage file of the year."""
    return set(
        Observation.objects.filter(
            academic_year=academic_year, measure__in=RATED_MEASURES, value__isnull=False
        )
        .exclude(measure__endswith="absence")
        .values_list("urn", flat=True)
    )


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
        if len(urns) <= FEW:
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
        together = [table for table in (self._pooled(*line) for line in pooled) if not table.empty]
        figures = pd.concat([figures, *together], ignore_index=True) if together else figures
        figures = figures.astype({"school": int, "urn": int, "academic_year": int})
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


def _england(academic_year: int, la_code: int | None) -> dict[tuple[str, int, str, str], float]:
    """England's figures of the three years: state-funded schools, or the phase for absence."""
    years = range(academic_year - POOLED_YEARS + 1, academic_year + 1)
    rows = (
        Benchmark.objects.fit_for(la_code)
        .filter(
            area=Benchmark.Area.ENGLAND,
            academic_year__in=years,
            measure__in=RATED_MEASURES,
        )
        .exclude(population="all")
    )
    figures: dict[tuple[str, int, str, str], float] = {}
    ranked = sorted(
        rows.values_list(
            "status", "measure", "academic_year", "pupil_group", "population", "value"
        ),
        key=lambda row: RANK[row[0]],
    )
    for _, measure, year, group, population, value in ranked:
        if value is not None:
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
            grades=_judgements(row.grades),
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


def _judgements(grades: dict[str, int | str]) -> dict[str, int | str]:
    """Areas and grades as the engine names them: "leadership_and_management", "needs attention"."""
    return {
        area.lower().removeprefix("effectiveness of ").replace(" ", "_"): (
            grade.lower() if isinstance(grade, str) else grade
        )
        for area, grade in grades.items()
    }
