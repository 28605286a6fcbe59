"""Taking in a file of figures: entries, observations and benchmarks, all or nothing."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from django.db.models import Q

from dashboard.ingest import checks, store
from dashboard.ingest.report import NAMED, FileReport
from dashboard.models import Benchmark, Entry, Observation
from dashboard.published.figures import Reading
from schools.models import SAMPLE_AUTHORITY_CODE, Release

ENTRY_FIELDS = (
    "row", "urn", "la_code", "name", "record_type", "school_type", "closed", "low_age", "high_age",
)  # fmt: skip
FIGURE_FIELDS = (
    "measure", "pupil_group", "raw", "value", "code", "cohort", "row", "column", "la_code",
)  # fmt: skip
OBSERVATION_FIELDS = (*FIGURE_FIELDS, "urn", "ci_low", "ci_high")
BENCHMARK_FIELDS = (*FIGURE_FIELDS, "area", "population")


def whole(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The same rows with these columns as whole numbers or nothing, as the database keeps them."""
    columns = {}
    for name in names:
        given = table[name].to_numpy(dtype=float)
        numbers = np.full(len(given), None, dtype=object)
        known = ~np.isnan(given)
        numbers[known] = given[known].astype(int)
        columns[name] = numbers
    return table.assign(**columns)


def place_schools(reading: Reading, register: dict[int, int | None], report: FileReport) -> None:
    """Say which schools the register knows, and place those whose authority the file leaves
    blank where the register has them."""
    urns = reading.entries["urn"]
    in_register = urns.isin(register)
    report.schools_matched = int(in_register.sum())
    report.schools_not_matched = int((~in_register).sum())
    report.not_matched = [int(urn) for urn in urns[~in_register].head(NAMED)]
    blank = reading.entries["la_code"] == 0
    if not blank.any():
        return
    found = {int(urn): register.get(int(urn)) or 0 for urn in urns[blank]}
    reading.entries.loc[blank, "la_code"] = urns[blank].map(found)
    blank = reading.observations["la_code"] == 0
    reading.observations.loc[blank, "la_code"] = reading.observations["urn"][blank].map(found)
    report.notes.append(
        f"{len(found)} schools have no authority in the file;"
        f" {sum(code > 0 for code in found.values())} were placed by the register."
    )


def replace(release: Release, reading: Reading, same: list[Release]) -> None:
    """Put a file's figures in place of what the same kind, year and status said before of the
    authorities it has schools of, and of England if it has national rows."""
    earlier = [one.pk for one in same]
    if earlier:
        _remove(reading, earlier)
    common = {
        "release_id": release.pk,
        "academic_year": release.academic_year,
        "status": release.status,
    }
    _insert(
        Entry,
        whole(reading.entries, "low_age", "high_age"),
        ENTRY_FIELDS,
        {**common, "kind": release.kind},
    )
    ordered = reading.observations.sort_values("urn", kind="stable")
    _insert(Observation, whole(ordered, "cohort"), OBSERVATION_FIELDS, common)
    _insert(Benchmark, whole(reading.benchmarks, "cohort"), BENCHMARK_FIELDS, common)


def _remove(reading: Reading, earlier: list[int]) -> None:
    """Take away what earlier releases of the same kind, year and status say of the same."""
    here = Q(release__in=earlier, la_code__in=reading.authorities_replaced)
    # A school that stood under another authority, or under none, counts once.
    elsewhere = set(
        Entry.objects.filter(release__in=earlier)
        .exclude(la_code__in=reading.authorities_replaced)
        .values_list("urn", flat=True)
    ) & set(reading.entries["urn"])
    for model in (Entry, Observation):
        model.objects.filter(here)._raw_delete("default")
        for part in store.in_parts(elsewhere):
            model.objects.filter(release__in=earlier, urn__in=part)._raw_delete("default")
    areas = Q(area=Benchmark.Area.AUTHORITY, la_code__in=reading.authorities_told)
    if reading.covers_england:
        areas |= Q(area=Benchmark.Area.ENGLAND)
    Benchmark.objects.filter(areas, release__in=earlier)._raw_delete("default")


def _insert(
    model: type[Entry | Observation | Benchmark],
    table: pd.DataFrame,
    fields: tuple[str, ...],
    common: Mapping[str, object],
) -> None:
    if not table.empty:
        store.insert(model, {name: store.plain(table[name]) for name in fields}, common)


def leave_england_to_its_publisher(
    reading: Reading, live: list[Release], report: FileReport
) -> None:
    """The sample city's rows on England are invented: they never replace published ones."""
    if reading.authorities != [SAMPLE_AUTHORITY_CODE]:
        return
    real = [one.pk for one in live if one.authorities != [SAMPLE_AUTHORITY_CODE]]
    if Benchmark.objects.filter(release__in=real, area=Benchmark.Area.ENGLAND).exists():
        reading.benchmarks = reading.benchmarks[reading.benchmarks["area"] == "authority"]
        report.notes.append("England's published figures are live; the sample's were left out.")


def take_in(
    release: Release,
    reading: Reading,
    register: dict[int, int | None],
    live: list[Release],
    report: FileReport,
) -> bool:
    """Check a file's figures and, where they differ from what is live, put them in its place."""
    place_schools(reading, register, report)
    leave_england_to_its_publisher(reading, live, report)
    report.figures = len(reading.observations) + len(reading.benchmarks)
    report.codes = dict(reading.codes)
    report.authorities = len(reading.authorities)
    report.totals = checks.totals(release.kind, reading)
    report.difference = checks.difference(release, reading, live)
    same = [one for one in live if one.status == release.status]
    if same:
        report.difference.listings = _listings_changed(reading, [one.pk for one in same])
    return not (same and report.difference.is_none)


def _listings_changed(reading: Reading, earlier: list[int]) -> int:
    """Schools that are listed otherwise than before: another name, type or authority, or
    listed at all."""
    described = ENTRY_FIELDS[1:]
    live = {
        row[0]: row
        for row in Entry.objects.filter(release__in=earlier).values_list(*described)
    }  # fmt: skip
    new = {row[0]: row for row in store.rows_of(reading.entries, described)}
    speaks_for = set(reading.authorities_replaced)
    gone = [urn for urn, row in live.items() if row[1] in speaks_for and urn not in new]
    return len(gone) + sum(live.get(urn) != row for urn, row in new.items())
