"""How is Portsmouth doing? The published figures of the whole authority, as sentences, charts,
and data to take away. One record feeds the page, the CSV, the JSON and the public API.

Only what publishers give for whole authorities is told here, never anything of one school. What
they withheld stays withheld: a figure is missing with its reason, never nought. What Ofsted found
is counted from its list, school by school as it stands there: see `dashboard/inspected.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from dashboard.authority import QUARTER_WORDS, ordinal
from dashboard.charts import Chart
from dashboard.inspected import Inspected, inspected
from schools.models import Release
from strategy.charts import chart_of_measure
from strategy.targets import Facts, Library, YearFacts, library

# By stage, in the order of a child's life. Codes are the publisher's own.
STAGES: dict[str, list[str]] = {
    "Early years": ["FSP_NEW_GOODDEV"],
    "First years of school": ["KS1P_all"],
    "End of primary school": [
        "KS2RWM_Expected_STD",
        "KS2RWM_Higher_STD",
        "DAP_NEW_KS2_RWM",
    ],
    "GCSEs": ["AVG_Attain8_Score", "AVG_Prog8_Score", "DAP_KS4_ATT8"],
    "After 16": ["Level2Age19", "Level3Age19", "APSE_Best_3ALevels", "16-17_not known_NEET"],
    "Attendance and suspensions": ["TotAbs", "TotPerAbNew", "TotFixedEx"],
}
CODES = {slugify(code): code for codes in STAGES.values() for code in codes}
PUBLISHER = "Portsmouth Education Partnership"
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
FOOTNOTES = [
    "A figure that was not published is empty, never nought; the reason stands beside it.",
    "A rank counts the authorities that have a figure of the same year. Equal figures share the"
    " best place. It is given only where at least half of all authorities have a figure.",
    "Years are those in which a school year ends. Years without a break in the method alone may be"
    " compared; the publisher names breaks in its own notes.",
    "Figures: Department for Education, Local Authority Interactive Tool, under the Open"
    " Government Licence v3.0.",
]
CSV_HEAD = [
    "measure", "name", "unit", "year", "year as published", "area", "figure", "England",
    "rank", "authorities", "quarter", "neighbours' median", "release status", "reason",
    "file", "row",
]  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One measure of the city, in its newest year with a figure."""

    slug: str
    area: str
    facts: Facts
    newest: YearFacts | None

    @property
    def name(self) -> str:
        return self.facts.measure.name

    @property
    def url(self) -> str:
        return reverse("city-measure", args=[self.slug])

    @property
    def value(self) -> str:
        if self.newest is None or self.newest.point.value is None:
            return "no figure"
        return self.facts.measure.in_words(self.newest.point.value)

    @property
    def year(self) -> str:
        """As "2025", or "2025 (provisional)" where the publisher writes "2025 (prov)"."""
        if self.newest is None:
            return ""
        said, of_a_status, _ = self.newest.point.year_as_published.partition(" (")
        return f"{said} ({self.newest.point.status})" if of_a_status else said

    @property
    def quarter(self) -> str:
        """As "third quarter of 151 authorities"; blank without one."""
        if self.newest is None or self.newest.quarter is None or self.newest.rank is None:
            return ""
        return f"{QUARTER_WORDS[self.newest.quarter]} quarter of {self.newest.rank.of} authorities"

    @property
    def rank(self) -> str:
        if self.newest is None or self.newest.rank is None:
            return ""
        joint = "joint " if self.newest.rank.sharing > 1 else ""
        return f"{joint}{ordinal(self.newest.rank.place)} of {self.newest.rank.of}"

    @property
    def sentence(self) -> str:
        """As "In 2025: 63 %; England 62 %. Second quarter of 151 authorities."."""
        if self.newest is None:
            return "No figure is loaded for any year."
        england = self.newest.england.value
        said = f"In {self.year}: {self.value}"
        if england is not None:
            said = f"{said}; England {self.facts.measure.in_words(england)}"
        quarter = self.quarter
        return f"{said}. {quarter[:1].upper()}{quarter[1:]}." if quarter else f"{said}."

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """The years without a figure, each with its reason."""
        return [
            (str(year), of_year.point.reason)
            for year, of_year in sorted(self.facts.years.items())
            if of_year.point.value is None
        ]

    def chart(self) -> Chart:
        return chart_of_measure(self.facts, area=self.area, sentence=self.sentence)


def _library() -> Library:
    return library(CODES.values())


def readings() -> list[tuple[str, list[Reading]]]:
    """Every stage with the measures of it that any file has."""
    known = _library()
    told = [
        (stage, [_reading(known, code) for code in codes if code in known.facts])
        for stage, codes in STAGES.items()
    ]
    return [(stage, found) for stage, found in told if found]


def inspections() -> Inspected | None:
    """How Ofsted found the schools of the city; none where no list of it is loaded."""
    return inspected(_library().area.code)


def reading_of(word: str) -> Reading | None:
    """One measure, by its address or by the publisher's code; none where nothing is loaded."""
    code = CODES.get(slugify(word), "")
    known = _library()
    return _reading(known, code) if code in known.facts else None


def is_measure(word: str) -> bool:
    return reading_of(word) is not None


def _reading(known: Library, code: str) -> Reading:
    facts = known.facts[code]
    years = sorted(facts.years, reverse=True)
    newest = next((facts.years[y] for y in years if facts.years[y].point.value is not None), None)
    return Reading(slugify(code), known.area.name, facts, newest)


def releases_of(found: Iterable[Reading]) -> dict[int, Release]:
    """The published files that readings draw on, by key. One query."""
    wanted = {
        point.release_id
        for reading in found
        for of_year in reading.facts.years.values()
        for point in (of_year.point, of_year.england)
        if point.release_id
    }
    return Release.objects.in_bulk(wanted)


# --- As data ----------------------------------------------------------------------------


def record_of(found: Iterable[Reading], told: Inspected | None = None) -> dict[str, Any]:
    """Measures and inspections as plain values, with version, citation and footnotes."""
    found = list(found)
    releases = releases_of(found)
    if told:
        releases[told.release.pk] = told.release
    days = [timezone.localdate(release.imported_at) for release in releases.values()]
    record: dict[str, Any] = {
        "area": found[0].area if found else "",
        "as_of": max(days).isoformat() if days else None,
        "measures": [measure_record(one, releases) for one in found],
        "releases": [
            {
                "publisher": release.publisher,
                "title": release.title,
                "status": release.status,
                "file": release.file_name,
                "taken_in_on": timezone.localdate(release.imported_at).isoformat(),
            }
            for release in releases.values()
        ],
        "licence": LICENCE,
        "footnotes": FOOTNOTES,
    }
    if told:
        record["inspections"] = inspections_record(told)
    version = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:12]
    return {"version": version, "cite": _cite(found, record["as_of"], version), **record}


def inspections_record(told: Inspected) -> dict[str, Any]:
    """Schools by the grade of their latest graded inspection, each in its own framework."""
    return {
        "as_at": told.release.as_at.isoformat() if told.release.as_at else None,
        "file": told.release.file_name,
        "schools": told.schools,
        "schools_without_a_graded_inspection": told.without,
        "frameworks": [
            {
                "framework": framework.key,
                "name": framework.title,
                "schools": framework.schools,
                "safeguarding_met": framework.safe,
                "areas": {area: dict(counts) for area, counts in framework.rows},
            }
            for framework in told.frameworks
        ],
    }


def _cite(found: list[Reading], as_of: str | None, version: str) -> str:
    what = found[0].name if len(found) == 1 else "How is Portsmouth doing?"
    url = found[0].url if len(found) == 1 else reverse("city")
    stop = "" if what.endswith("?") else "."
    return f"{PUBLISHER}: {what}{stop} As of {as_of}, version {version}. {settings.SITE_URL}{url}"


def measure_record(reading: Reading, releases: dict[int, Release]) -> dict[str, Any]:
    measure = reading.facts.measure
    return {
        "id": reading.slug,
        "publisher_code": measure.code,
        "name": measure.name,
        "unit": measure.unit,
        "better": str(measure.polarity),
        "address": f"{settings.SITE_URL}{reading.url}",
        "sentence": reading.sentence,
        "figures": [
            figure_record(of_year, releases) for _, of_year in sorted(reading.facts.years.items())
        ],
    }


def figure_record(of_year: YearFacts, releases: dict[int, Release]) -> dict[str, Any]:
    point = of_year.point
    release = releases.get(point.release_id) if point.release_id else None
    return {
        "year": point.year,
        "year_as_published": point.year_as_published,
        "value": point.value,
        "england": of_year.england.value,
        "rank": of_year.rank.place if of_year.rank else None,
        "authorities": of_year.rank.of if of_year.rank else None,
        "quarter": of_year.quarter,
        "neighbours_median": of_year.neighbours,
        "status": point.status,
        "reason": point.reason,
        "file": release.file_name if release else None,
        "row": point.row,
    }


def rows_of(record: dict[str, Any]) -> list[list[Any]]:
    """The record as one table, a row for each year of each measure."""
    return [
        [
            measure["publisher_code"], measure["name"], measure["unit"], figure["year"],
            figure["year_as_published"], record["area"], figure["value"], figure["england"],
            figure["rank"], figure["authorities"], figure["quarter"],
            figure["neighbours_median"], figure["status"], figure["reason"], figure["file"],
            figure["row"],
        ]
        for measure in record["measures"]
        for figure in measure["figures"]
    ]  # fmt: skip
