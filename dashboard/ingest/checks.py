"""What a file's figures are held against before they are live: the file's own totals, and
what is live already."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.ingest.report import NAMED, Difference, FileReport
from dashboard.measures import MEASURES, PUPIL_GROUPS
from dashboard.models import Benchmark, Observation
from dashboard.published.figures import Reading
from schools.models import Release

# The number of pupils, and the measure whose mean over schools is held against the area's.
TOTALS = {"ks2": ("ks2_pupils", "rwm_expected"), "ks4": ("ks4_pupils", "attainment8")}
# Rounding alone moves a weighted mean of whole percentages by up to half a point; pupils in
# schools whose figure is suppressed move it a little more.
CLOSE = 1.0
COUNT_CLOSE = 0.02
# Below this share of an area's pupils in the schools' rows a mean says nothing.
ENOUGH_PUPILS = 0.8
INDEPENDENT = "IND"

KEY = ["urn", "measure", "pupil_group"]
AREA_KEY = ["area", "la_code", "population", "measure", "pupil_group"]
STRONGEST = {Release.Status.PROVISIONAL: 0, Release.Status.REVISED: 1, Release.Status.FINAL: 2}


def totals(kind: str, reading: Reading) -> list[str]:
    """How the schools' figures add up to the file's own rows of authorities and England."""
    if kind not in TOTALS or reading.benchmarks.empty:
        return [_phase_means(reading)] if kind == "absence" else []
    count, mean = TOTALS[kind]
    schools = _of_schools(reading, count, mean)
    lines = []
    area = reading.benchmarks[
        reading.benchmarks["measure"].isin([count, mean])
        & (reading.benchmarks["pupil_group"] == "all")
    ]
    england = area[(area["area"] == "england") & (area["population"] == "state_funded")]
    if len(reading.authorities) > NAMED:
        lines += _against("England", schools, england, count, mean)
    checked, apart = 0, []
    for la_code, rows in area[area["area"] == "authority"].groupby("la_code"):
        within = schools[schools["la_code"] == la_code]
        told = _against(f"authority {la_code}", within, rows, count, mean)
        checked += bool(told)
        apart += [line for line in told if "differs" in line]
        if len(reading.authorities) <= NAMED:
            lines += told
    if checked and len(reading.authorities) > NAMED:
        lines.append(f"{checked} rows of authorities checked, {len(apart)} figures differ")
        lines += apart[:NAMED]
    return lines or ["the file has no rows of its own to hold the schools' figures against"]


def _of_schools(reading: Reading, count: str, mean: str) -> pd.DataFrame:
    """Pupils and the mean of each state-funded school."""
    figures = reading.observations[reading.observations["pupil_group"] == "all"]
    wide = {
        name: figures[(figures["measure"] == name) & figures["value"].notna()].set_index("urn")[
            "value"
        ]
        for name in (count, mean)
    }
    listed = reading.entries.set_index("urn")
    state_funded = listed[~listed["school_type"].str.startswith(INDEPENDENT)]
    return state_funded[["la_code"]].join(pd.DataFrame(wide))


def _against(
    area: str, schools: pd.DataFrame, rows: pd.DataFrame, count: str, mean: str
) -> list[str]:
    """Two sentences on one area: its pupils, and its mean weighted by pupils."""
    published = rows[rows["value"].notna()].set_index("measure")["value"].to_dict()
    lines = []
    pupils = schools[count].sum()
    if count in published and pupils:
        verdict = _verdict(abs(pupils - published[count]) <= COUNT_CLOSE * published[count])
        lines.append(
            f"{area}: {pupils:,.0f} pupils in the schools' rows, {published[count]:,.0f} in its"
            f" own row: {verdict}"
        )
    with_both = schools.dropna()
    weight = with_both[count].sum()
    expected = published.get(count, pupils)
    if mean in published and weight and weight >= ENOUGH_PUPILS * expected:
        found = float((with_both[count] * with_both[mean]).sum() / weight)
        verdict = _verdict(abs(found - published[mean]) <= CLOSE)
        lines.append(
            f"{area}: {MEASURES[mean].label} {found:.1f} by the schools' rows,"
            f" {published[mean]:g} in its own row: {verdict}"
        )
    return lines


def _verdict(agrees: bool) -> str:
    return "agrees" if agrees else "differs"


def _phase_means(reading: Reading) -> str:
    figures = reading.observations
    values = figures[figures["measure"] == "overall_absence"]["value"]
    national = reading.benchmarks[reading.benchmarks["measure"] == "overall_absence"]
    rates = ", ".join(
        f"{row.population} {row.value:g}" for row in national.itertuples() if row.value == row.value
    )
    mean = f"{values.mean():.1f}" if values.notna().any() else "none"
    return (
        f"the file has no numbers of pupils to weight by; overall absence: plain mean of the"
        f" schools {mean}, England {rates or 'not in the file'}"
    )


def _live(model: type[Any], key: list[str], releases: list[int], year: int) -> pd.DataFrame:
    fields = list(dict.fromkeys([*key, "raw", "release_id", "la_code"]))
    rows = model.objects.filter(release_id__in=releases, academic_year=year).values_list(*fields)
    table = pd.DataFrame(list(rows), columns=fields, dtype=object)
    numbers = [name for name in ("urn", "la_code", "release_id") if name in fields]
    return table.astype(dict.fromkeys(numbers, "int64"))


def difference(
    release: Release, reading: Reading, live: list[Release], report: FileReport
) -> Difference:
    """Figures that a file adds, changes and takes away, the first of them by name.

    Held against figures of the same status where there are some, else against the strongest
    status that is live.
    """
    same = [one for one in live if one.status == release.status]
    strongest = max((STRONGEST[Release.Status(one.status)] for one in live), default=0)
    against = same or [
        one for one in live if STRONGEST[Release.Status(one.status)] == strongest
    ]
    found = Difference()
    if not against:
        found.added = len(reading.observations) + len(reading.benchmarks)
        return found
    names = {one.pk: one.file_name for one in against}
    year = release.academic_year or 0
    observations = _live(Observation, KEY, list(names), year)
    covered = observations["la_code"].isin(reading.authorities) | observations["urn"].isin(
        reading.entries["urn"]
    )
    _merge(found, observations[covered], reading.observations, KEY, names)
    areas = _live(Benchmark, AREA_KEY, list(names), year)
    of_england = (areas["area"] == "england") & reading.covers_england
    of_authority = (areas["area"] == "authority") & areas["la_code"].isin(reading.authorities)
    _merge(found, areas[of_england | of_authority], reading.benchmarks, AREA_KEY, names)
    return found


def _merge(
    found: Difference,
    live: pd.DataFrame,
    new: pd.DataFrame,
    key: list[str],
    names: dict[int, str],
) -> None:
    both = live[[*key, "raw", "release_id"]].merge(
        new[[*key, "raw", "row", "column"]], on=key, how="outer", suffixes=("_live", "_new")
    )
    gone, added = both["raw_new"].isna(), both["raw_live"].isna()
    changed = ~gone & ~added & (both["raw_new"] != both["raw_live"])
    found.added += int(added.sum())
    found.removed += int(gone.sum())
    found.changed += int(changed.sum())
    room = max(0, NAMED - len(found.examples))
    shown = np.flatnonzero(changed | gone)[:room]
    for row in both.iloc[shown].itertuples():
        where = f"URN {row.urn}" if "urn" in key else _area_in_words(row)
        after = "no longer there" if pd.isna(row.raw_new) else row.raw_new
        found.examples.append(
            f"{where}, {MEASURES[row.measure].label},"
            f" {PUPIL_GROUPS[row.pupil_group].lower()}"
            + (f" (row {row.row:.0f}, {row.column})" if pd.notna(row.row) else "")
            + f": {row.raw_live} in {names[row.release_id]} → {after}"
        )


def _area_in_words(row: Any) -> str:
    if row.area == "england":
        return f"England ({row.population.replace('_', ' ')})"
    return f"authority {row.la_code}"
