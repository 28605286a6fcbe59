"""Taking in what is published of whole authorities: the series, the dictionary of its
measures, and the statistical neighbours."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboard.ingest import store
from dashboard.ingest.report import EXAMPLES, NAMED, FileReport
from dashboard.models import Area, AuthorityFigure, AuthorityMeasure, Neighbour
from dashboard.models.authorities import ENGLAND, is_sample_area
from dashboard.published.lait import Described, DictionaryReading, LaitReading
from dashboard.published.neighbours import NeighbourReading, month_in
from schools.models import Release
from schools.sources.sheets import ReadError

KEY = ["measure", "area", "year", "status"]
SAID = ["value", "code", "year_as_published"]
FIGURE_FIELDS = (
    "measure_id", "area_id", "year", "year_as_published", "status", "raw", "value", "code", "row",
)  # fmt: skip
DESCRIBED = (
    "name", "topic", "polarity", "unit", "decimal_places", "year_type", "has_quarters",
)  # fmt: skip
NEIGHBOUR_FIELDS = ("authority", "neighbour", "place", "closeness", "row", "column")
# A count of all England is the sum of its authorities; rounding moves it by less than this.
SUM_CLOSE = 0.02


def _is_sample(areas: Mapping[int, Any], release: Release) -> bool:
    """Whether a file is the sample city's: one of real and invented authorities is refused."""
    authorities = [code for code in areas if Area.kind_of(code) == Area.Kind.AUTHORITY]
    invented = [code for code in authorities if is_sample_area(code)]
    if invented and len(invented) < len(authorities):
        raise ReadError(
            f"area {invented[0]} is invented, and others in the file are not.",
            remedy="Keep the sample city's file apart from the publisher's.",
        )
    release.authorities = sorted(authorities)
    return bool(invented)


def _add_areas(areas: Mapping[int, tuple[str, str]], *, is_sample: bool) -> None:
    """Bring areas up to date; the sample city never names what belongs to all."""
    known = set(Area.objects.values_list("code", flat=True)) if is_sample else set()
    rows = [
        (code, name, region, str(Area.kind_of(code)))
        for code, (name, region) in areas.items()
        if is_sample_area(code) or code not in known
    ]
    store.upsert(Area, ["code"], ["code", "name", "region", "kind"], rows)


# The series


def take_in_figures(
    release: Release, reading: LaitReading, report: FileReport, *, put_back: bool, dry_run: bool
) -> bool:
    """Check the series of a file and, where they say otherwise than what is live, go by them.

    A file speaks for the years, first to last, that it gives of each measure and area. Years
    before and after stay; so does what is said with another status of a year, for the highest
    status counts. Read again by name (`put_back`), it also takes away what later files added.
    """
    figures = reading.figures
    is_sample = _is_sample(reading.areas, release)
    report.figures, report.areas = len(figures), len(reading.areas)
    report.authorities = len(release.authorities)
    report.codes, report.duplicates = dict(reading.codes), reading.duplicates
    report.notes += reading.notes
    report.totals = [_england_among_authorities(figures)]
    live = _live(figures, is_sample=is_sample)
    new, gone = _differences(figures, live, report, put_back=put_back)
    report.notes += _undescribed(reading)
    if new.empty and gone.empty:
        return False
    if not dry_run:
        release.save()
        _add_areas(reading.areas, is_sample=is_sample)
        for part in store.in_parts(gone["pk"].tolist()):
            AuthorityFigure.objects.filter(pk__in=part)._raw_delete("default")
        _insert(release, reading, new, is_sample=is_sample)
    return True


def _live(figures: pd.DataFrame, *, is_sample: bool) -> pd.DataFrame:
    """What is live of the measures and areas of a file."""
    measures, areas = figures["measure"].unique(), figures["area"].unique().tolist()
    rows = AuthorityFigure.objects.filter(
        measure__code__in=list(measures), area__in=areas, is_sample=is_sample
    ).values_list(
        "pk", "measure__code", "area", "year", "status", *SAID, "raw", "release__file_name"
    )  # fmt: skip
    columns = ["pk", *KEY, *SAID, "raw", "file"]
    table = pd.DataFrame(list(rows), columns=columns, dtype=object)
    return table.astype(dict.fromkeys(["pk", "area", "year"], "int64") | {"value": float})


def _differences(
    figures: pd.DataFrame, live: pd.DataFrame, report: FileReport, *, put_back: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of a file that say something new, and the live rows that give way."""
    both = live.merge(figures, on=KEY, how="outer", suffixes=("_live", ""), indicator="side")
    in_both = (both["side"] == "both").to_numpy()
    same_value = (both["value_live"] == both["value"]) | (
        both["value_live"].isna() & both["value"].isna()
    )
    differs = ~(
        same_value
        & (both["code_live"] == both["code"])
        & (both["year_as_published_live"] == both["year_as_published"])
    ).to_numpy()
    changed = in_both & differs
    added = (both["side"] == "right_only").to_numpy()
    gone = (both["side"] == "left_only").to_numpy() & _spoken_for(both, figures, put_back=put_back)
    report.difference.added = int(added.sum())
    report.difference.changed = int(changed.sum())
    report.difference.removed = int(gone.sum())
    shown = [*np.flatnonzero(changed), *np.flatnonzero(gone)][:EXAMPLES]
    names = dict(Area.objects.values_list("code", "name"))
    for row in both.iloc[shown].to_dict("records"):
        where = f"{names.get(row['area'], row['area'])}, {row['measure']}"
        before = f"{_printed(row['raw_live'])} ({row['year_as_published_live']}) in {row['file']}"
        after = (
            f"{_printed(row['raw'])} ({row['year_as_published']}; row {row['row']:.0f})"
            if row["side"] == "both"
            else "no longer there"
        )
        report.difference.examples.append(f"{where}: {before} → {after}")
    new = both[added | changed].astype({"row": "int64"})
    old = both[changed | gone].astype({"pk": "int64"})
    return new, old


def _printed(raw: str) -> str:
    return raw or "blank"


def _spoken_for(both: pd.DataFrame, figures: pd.DataFrame, *, put_back: bool) -> np.ndarray:
    """Live rows of years that a file speaks for, and says nothing of."""
    series = figures.groupby(["measure", "area"])["year"].agg(["min", "max"])
    spans = both[["measure", "area"]].merge(
        series, left_on=["measure", "area"], right_index=True, how="left"
    )
    years = both["year"].to_numpy()
    begun = years >= spans["min"].to_numpy()
    if put_back:
        return begun
    told = pd.MultiIndex.from_frame(figures[["measure", "area", "year"]])
    is_told = pd.MultiIndex.from_frame(both[["measure", "area", "year"]]).isin(told)
    return begun & (years <= spans["max"].to_numpy()) & ~is_told


def _insert(release: Release, reading: LaitReading, new: pd.DataFrame, *, is_sample: bool) -> None:
    measures = _measures(reading)
    table = new.assign(measure_id=new["measure"].map(measures).astype("int64"), area_id=new["area"])
    store.insert(
        AuthorityFigure,
        {name: store.plain(table[name]) for name in FIGURE_FIELDS},
        {"release_id": release.pk, "is_sample": is_sample},
    )


def _measures(reading: LaitReading) -> dict[str, int]:
    """The number of each measure of a file, those new to the portal among them."""
    figures = reading.figures
    fractions = set(figures["measure"][figures["value"].notna() & (figures["value"] % 1 != 0)])
    known = {m.code: m for m in AuthorityMeasure.objects.filter(code__in=list(reading.items))}
    for code, item in reading.items.items():
        measure = known.setdefault(code, AuthorityMeasure(code=code, name=code))
        name = measure.name if measure.release_id or not item else item
        has_fractions = measure.has_fractions or code in fractions
        if not measure.pk or (name, has_fractions) != (measure.name, measure.has_fractions):
            measure.name, measure.has_fractions = name, has_fractions
            measure.save()
    return {code: measure.pk for code, measure in known.items()}


def _undescribed(reading: LaitReading) -> list[str]:
    """Measures without a direction have no rank: say which are waiting for the dictionary."""
    described = set(
        AuthorityMeasure.objects.filter(code__in=list(reading.items))
        .exclude(release=None)
        .values_list("code", flat=True)
    )
    waiting = [code for code in reading.items if code not in described]
    if not waiting:
        return []
    more = ", …" if len(waiting) > NAMED else ""
    return [
        f"no dictionary that is loaded describes {len(waiting)} of the"
        f" {len(reading.items)} measures ({', '.join(waiting[:NAMED])}{more}): they have no rank."
    ]


def _england_among_authorities(figures: pd.DataFrame) -> str:
    """England's rate lies between the lowest and the highest authority, or its number is their
    sum: how often that holds."""
    key = ["measure", "year", "status"]
    is_authority = figures["area"].map(Area.kind_of) == Area.Kind.AUTHORITY
    authorities = figures[is_authority & figures["value"].notna()]
    ranges = authorities.groupby(key)["value"].agg(["min", "max", "sum", "count"])
    england = figures[(figures["area"] == ENGLAND) & figures["value"].notna()]
    both = england.merge(ranges[ranges["count"] > NAMED], left_on=key, right_index=True)
    if both.empty:
        return (
            "there are not England and enough authorities in the file to hold one against the other"
        )
    value = both["value"]
    among = (value >= both["min"]) & (value <= both["max"])
    is_sum = (value - both["sum"]).abs() <= SUM_CLOSE * both["sum"].abs()
    apart = both[~(among | is_sum)]
    line = (
        f"England lies among its authorities, or is their sum, in {len(both) - len(apart)} of"
        f" {len(both)} measures and years"
    )
    named = [f"{row['measure']} {row['year_as_published']}" for row in apart.to_dict("records")]
    return f"{line}; not in {', '.join(named[:NAMED])}" if named else line


# The dictionary


def take_in_dictionary(
    release: Release, reading: DictionaryReading, report: FileReport, *, dry_run: bool
) -> bool:
    """Describe the measures of a dictionary, those without figures too."""
    report.figures = len(reading.measures)
    known = {measure.code: measure for measure in AuthorityMeasure.objects.all()}
    changed = []
    for code, told in reading.measures.items():
        measure = known.get(code) or AuthorityMeasure(code=code)
        if _describe(measure, told, report):
            measure.release, measure.row = release, told.row
            changed.append(measure)
    if changed and not dry_run:
        release.save()
        for measure in changed:
            measure.release_id = release.pk
        described = [measure for measure in changed if measure.pk]
        AuthorityMeasure.objects.bulk_create([m for m in changed if not m.pk])
        AuthorityMeasure.objects.bulk_update(
            described, [*DESCRIBED, "release", "row"], batch_size=100
        )
    return bool(changed)


def _describe(measure: AuthorityMeasure, told: Described, report: FileReport) -> bool:
    """Whether a description says something new of a measure; note what."""
    before = {name: getattr(measure, name) for name in DESCRIBED}
    for name in DESCRIBED:
        setattr(measure, name, getattr(told, name))
    if measure.release_id is None:
        report.difference.added += 1
        return True
    said = [
        f"{told.code}, {name.replace('_', ' ')}: {before[name]} → {getattr(told, name)}"
        f" (row {told.row})"
        for name in DESCRIBED
        if before[name] != getattr(told, name)
    ]
    report.difference.changed += bool(said)
    report.difference.examples += said[: max(0, EXAMPLES - len(report.difference.examples))]
    return bool(said)


# The neighbours


def take_in_neighbours(
    release: Release, reading: NeighbourReading, report: FileReport, *, dry_run: bool
) -> bool:
    """Take in a model of neighbours; models of different months stand beside one another."""
    release.as_at = month_in(release.file_name)
    if release.as_at is None:
        raise ReadError(
            "the file's name does not say of which month the model is.",
            remedy="Name it as the publisher does: sn_may_2025.xlsx.",
        )
    report.as_at = str(release.as_at)
    is_sample = _is_sample(reading.areas, release)
    report.figures = len(reading.neighbours)
    report.areas = report.authorities = len(release.authorities)
    report.notes += reading.notes
    same = Neighbour.objects.filter(
        release__kind=release.kind,
        release__as_at=release.as_at,
        authority__in=release.authorities,
    )
    told = ("neighbour", "closeness")
    live = {
        (row[0], row[1]): row[2:] for row in same.values_list("authority", "place", *told)
    }  # fmt: skip
    changed = []
    for row in store.rows_of(reading.neighbours, ("authority", "place", *told, "row")):
        authority, place, neighbour, closeness, line = row
        before = live.pop((authority, place), None)
        if before is None:
            report.difference.added += 1
        elif before != (neighbour, closeness):
            changed.append(
                f"neighbour {place} of {authority}: {before[0]} ({before[1]}) →"
                f" {neighbour} ({closeness}; row {line})"
            )
    report.difference.changed, report.difference.removed = len(changed), len(live)
    report.difference.examples = changed[:EXAMPLES]
    if report.difference.is_none:
        return False
    if not dry_run:
        same.delete()
        release.save()
        # The series name regions in the publisher's newer words: they have the last say.
        known = set(Area.objects.values_list("code", flat=True))
        new = {code: said for code, said in reading.areas.items() if code not in known}
        _add_areas(new, is_sample=is_sample)
        store.insert(
            Neighbour,
            {name: store.plain(reading.neighbours[name]) for name in NEIGHBOUR_FIELDS},
            {"release_id": release.pk},
        )
    return True
