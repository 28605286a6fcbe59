"""What a file's figures are held against before they are live: the file's own totals, and
what is live already."""

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import Q

from dashboard.ingest.report import EXAMPLES, NAMED, Difference
from dashboard.ingest.store import in_parts
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
# What is said of each: the cell, then the numbers published beside it.
OF_SCHOOLS = ["raw", "cohort", "ci_low", "ci_high"]
OF_AREAS = ["raw", "cohort"]
AREA_KEY = ["area", "la_code", "population", "measure", "pupil_group"]
STRONGEST = {Release.Status.PROVISIONAL: 0, Release.Status.REVISED: 1, Release.Status.FINAL: 2}


def totals(kind: str, reading: Reading) -> list[str]:
    """How the schools' figures add up to the file's own rows of authorities and England."""
    if kind not in TOTALS:
        return [_phase_means(reading)]
    count, mean = TOTALS[kind]
    schools = _of_schools(reading, count, mean)
    told = _areas_told(reading, count, mean)
    is_one_of_few = reading.is_of_few_authorities
    england = _sums(schools.assign(la_code=0)) if not is_one_of_few else schools.iloc[:0]
    lines = _sentences(_compared(england, told[told.index == 0]), mean)
    authorities = _compared(_sums(schools), told[told.index > 0])
    if is_one_of_few:
        lines += _sentences(authorities, mean)
    elif len(authorities):
        apart = authorities[(authorities["pupils_agree"] == 0) | (authorities["mean_agrees"] == 0)]
        lines.append(f"{len(authorities)} rows of authorities checked, {len(apart)} differ")
        lines += [line for line in _sentences(apart, mean) if line.endswith("differs")][:NAMED]
    return lines or ["the file has no rows of its own to hold the schools' figures against"]


def _of_schools(reading: Reading, count: str, mean: str) -> pd.DataFrame:
    """Authority, pupils and the mean of each state-funded school."""
    figures = reading.observations
    of_all = (figures["pupil_group"] == "all").to_numpy() & figures["value"].notna().to_numpy()
    listed = reading.entries[~reading.entries["school_type"].str.startswith(INDEPENDENT)]
    schools = listed[["urn", "la_code"]].set_index("urn")
    for name, measure in (("pupils", count), ("mean", mean)):
        rows = figures[of_all & (figures["measure"] == measure).to_numpy()]
        schools[name] = rows.set_index("urn")["value"]
    return schools


def _areas_told(reading: Reading, count: str, mean: str) -> pd.DataFrame:
    """What the file's own rows say, by authority; 0 is state-funded England."""
    rows = reading.benchmarks[
        (reading.benchmarks["pupil_group"] == "all")
        & (reading.benchmarks["population"] == "state_funded")
    ]
    told = {
        name: rows[rows["measure"] == measure].set_index("la_code")["value"]
        for name, measure in (("pupils_told", count), ("mean_told", mean))
    }
    return pd.DataFrame(told).dropna(how="all")


def _sums(schools: pd.DataFrame) -> pd.DataFrame:
    """Pupils of each authority by its schools' rows, and the mean weighted by pupils."""
    has_both = schools["pupils"].notna() & schools["mean"].notna()
    weight = schools["pupils"].where(has_both, 0)
    sums = (
        pd.DataFrame(
            {
                "pupils": schools["pupils"],
                "weight": weight,
                "weighted": weight * schools["mean"].fillna(0),
            }
        )
        .groupby(schools["la_code"])
        .sum()
    )
    return sums.assign(mean=sums["weighted"] / sums["weight"])


def _compared(sums: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Both side by side, and whether they agree; missing where there is nothing to compare."""
    if sums.empty or told.empty:
        return told.iloc[:0]
    both = told.join(sums, how="inner")
    gap = (both["pupils"] - both["pupils_told"]).abs()
    can = both["pupils_told"].notna() & (both["pupils"] > 0)
    both["pupils_agree"] = (gap <= COUNT_CLOSE * both["pupils_told"]).where(can).astype(float)
    expected = both["pupils_told"].fillna(both["pupils"])
    can = both["mean_told"].notna() & (both["weight"] > 0)
    can &= both["weight"] >= ENOUGH_PUPILS * expected
    gap = (both["mean"] - both["mean_told"]).abs()
    both["mean_agrees"] = (gap <= CLOSE).where(can).astype(float)
    return both[both["pupils_agree"].notna() | both["mean_agrees"].notna()]


def _sentences(compared: pd.DataFrame, mean: str) -> list[str]:
    """Up to two sentences on each area: its pupils, and its mean."""
    lines = []
    for code, area in compared.to_dict("index").items():
        name = f"authority {code}" if code else "England"
        if not math.isnan(area["pupils_agree"]):
            lines.append(
                f"{name}: {area['pupils']:,.0f} pupils in the schools' rows,"
                f" {area['pupils_told']:,.0f} in its own row: {_verdict(area['pupils_agree'])}"
            )
        if not math.isnan(area["mean_agrees"]):
            lines.append(
                f"{name}: {MEASURES[mean].label} {area['mean']:.1f} by the schools' rows,"
                f" {area['mean_told']:g} in its own row: {_verdict(area['mean_agrees'])}"
            )
    return lines


def _verdict(agrees: float) -> str:
    return "agrees" if agrees else "differs"


def _phase_means(reading: Reading) -> str:
    figures = reading.observations
    values = figures[figures["measure"] == "overall_absence"]["value"]
    national = reading.benchmarks[reading.benchmarks["measure"] == "overall_absence"]
    rates = ", ".join(
        f"{row['population']} {row['value']:g}"
        for row in national.to_dict("records")
        if not math.isnan(row["value"])
    )
    mean = f"{values.mean():.1f}" if values.notna().any() else "none"
    return (
        f"the file has no numbers of pupils to weight by; overall absence: plain mean of the"
        f" schools {mean}, England {rates or 'not in the file'}"
    )


def _live(model: type[Any], key: list[str], said: list[str], among: Q) -> pd.DataFrame:
    fields = list(dict.fromkeys([*key, *said, "release_id", "la_code"]))
    rows = model.objects.filter(among).values_list(*fields)
    table = pd.DataFrame(list(rows), columns=fields, dtype=object)
    whole = [name for name in ("urn", "la_code", "release_id") if name in fields]
    return table.astype(dict.fromkeys(whole, "int64") | dict.fromkeys(said[1:], float))


def difference(release: Release, reading: Reading, live: list[Release]) -> Difference:
    """Figures that a file adds, changes and takes away, the first of them by name.

    Held against figures of the same status where there are some, else against the strongest
    status that is live.
    """
    same = [one for one in live if one.status == release.status]
    strongest = max((STRONGEST[Release.Status(one.status)] for one in live), default=0)
    against = same or [one for one in live if STRONGEST[Release.Status(one.status)] == strongest]
    found = Difference()
    if not against:
        found.added = len(reading.observations) + len(reading.benchmarks)
        return found
    names = {one.pk: one.file_name for one in against}
    schools = _live_observations(reading, list(names))
    _merge(found, schools, reading.observations, KEY, OF_SCHOOLS, names)
    areas = _live(Benchmark, AREA_KEY, OF_AREAS, Q(release__in=list(names)))
    areas = areas[replaced(reading, areas)]
    _merge(found, areas, reading.benchmarks, AREA_KEY, OF_AREAS, names)
    return found


def _live_observations(reading: Reading, releases: list[int]) -> pd.DataFrame:
    """Live figures of the authorities and schools that the file has rows of."""
    among = Q(release__in=releases)
    if not reading.is_of_few_authorities:
        return _live(Observation, KEY, OF_SCHOOLS, among)
    here = Q(la_code__in=reading.authorities_replaced)
    for part in in_parts(reading.entries["urn"].tolist()):
        here |= Q(urn__in=part)
    return _live(Observation, KEY, OF_SCHOOLS, among & here)


def replaced(reading: Reading, areas: pd.DataFrame) -> "pd.Series[bool]":
    """Which live rows of areas a file speaks for."""
    of_england = (areas["area"] == "england") & reading.covers_england
    return of_england | (
        (areas["area"] == "authority") & areas["la_code"].isin(reading.authorities_told)
    )


def _merge(
    found: Difference,
    live: pd.DataFrame,
    new: pd.DataFrame,
    key: list[str],
    said: list[str],
    names: dict[int, str],
) -> None:
    both = live[[*key, *said, "release_id"]].merge(
        new[[*key, *said, "row", "column"]], on=key, how="outer", suffixes=("_live", "_new")
    )
    gone, added = both["raw_new"].isna(), both["raw_live"].isna()
    differs = both["raw_new"] != both["raw_live"]
    for name in said[1:]:
        was, now = both[f"{name}_live"], both[f"{name}_new"]
        differs |= (was != now) & ~(was.isna() & now.isna())
    changed = ~gone & ~added & differs
    found.added += int(added.sum())
    found.removed += int(gone.sum())
    found.changed += int(changed.sum())
    shown = [*np.flatnonzero(changed), *np.flatnonzero(gone)]
    for row in both.iloc[shown[: EXAMPLES - len(found.examples)]].to_dict("records"):
        where = f"URN {row['urn']}" if "urn" in key else _area_in_words(row)
        is_gone = pd.isna(row["raw_new"])
        cell = "" if is_gone else f" (row {row['row']:.0f}, {row['column']})"
        after = "no longer there" if is_gone else _in_words(row, said, "new")
        found.examples.append(
            f"{where}, {MEASURES[row['measure']].label},"
            f" {PUPIL_GROUPS[row['pupil_group']].lower()}{cell}:"
            f" {_in_words(row, said, 'live')} in {names[row['release_id']]} → {after}"
        )


def _in_words(row: dict[Hashable, Any], said: list[str], which: str) -> str:
    """A figure, with its cohort and interval where they alone tell two apart."""
    raw = str(row[f"raw_{which}"])
    if row["raw_live"] != row["raw_new"]:
        return raw
    beside = [row[f"{name}_{which}"] for name in said[1:]]
    cohort, *interval = ["–" if math.isnan(number) else f"{number:g}" for number in beside]
    spans = f", interval {' to '.join(interval)}" if interval else ""
    return f"{raw} (of {cohort} pupils{spans})"


def _area_in_words(row: dict[Hashable, Any]) -> str:
    if row["area"] == "england":
        return f"England ({row['population'].replace('_', ' ')})"
    return f"authority {row['la_code']}"
