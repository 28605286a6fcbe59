"""An edition as data to take away: what it set out to do, how far it has come, and by what.

One record of everything feeds the JSON and the CSV, so that they never differ. Its version is
made from its content: the same version is the same data, whenever it was fetched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from schools.models import Release
from strategy.models import Edition, LeadBody, Milestone, Objective, ProgressUpdate
from strategy.models import StrategicAction as Action
from strategy.targets import MeasureReading, Reading, measures_of

PUBLISHER = "Portsmouth Education Partnership"
FOOTNOTES = [
    "Progress is what was signed off for a term by a second person; a term without progress was"
    " not reported or is not signed off.",
    "A figure that was not published is empty, never nought; the reason stands beside it.",
    "A rank counts the authorities that have a figure of the same year. Equal figures share the"
    " best place. It is given only where at least half of all authorities have a figure.",
    "The path of a target is a straight line from its baseline to its due year. Where a target is"
    " a place among authorities, or better than England, the line of each year runs to the figure"
    " that year's authorities, or England, set.",
    "Every figure is rounded as shown before it is compared. From the due year on the verdict is"
    " that of the due year.",
    "Figures of authorities: Department for Education, Local Authority Interactive Tool, under"
    " the Open Government Licence v3.0.",
]
CSV_HEAD = [
    "edition",
    "record",
    "objective",
    "number",
    "text",
    "who or whose",
    "due",
    "state or verdict",
    "day or year",
    "figure",
    "path needed",
    "England",
    "rank",
    "authorities",
    "release status",
    "words or reason",
    "file",
    "row",
]


def record_of(edition: Edition) -> dict[str, Any]:
    """All that is public of an edition, in plain values. Ten objectives take no more queries."""
    objectives = list(edition.objectives.in_order().with_milestones().select_related("edition"))
    measures = measures_of(objectives)
    releases = releases_of(reading for found in measures.values() for reading in _all(found))
    parts = _Parts(objectives, measures, releases)
    record: dict[str, Any] = {
        "edition": {
            "title": edition.title,
            "address": f"{settings.SITE_URL}{edition.get_absolute_url()}",
            "years": edition.years,
            "state": edition.get_state_display(),
            "starts_on": _iso(edition.starts_on),
            "ends_on": _iso(edition.ends_on),
            "approved_on": _iso(edition.approved_on),
            "published_on": _iso(edition.published_on),
            "archived_on": _iso(edition.archived_on),
        },
        "as_of": _iso(_newest(edition, parts)),
        "objectives": [parts.objective(objective) for objective in objectives],
        "releases": [_release(release) for release in releases.values()],
        "footnotes": FOOTNOTES,
    }
    version = _version(record)
    address = f"{record['edition']['address']}data.json"
    cite = _citation(f"{edition.title}, {edition.years}", _newest(edition, parts), version, address)
    return {"version": version, "cite": cite, **record}


def cite_measure(told: MeasureReading, releases: Mapping[int, Release]) -> str:
    """How to refer to the page of a success measure."""
    objective = told.measure.objective
    edition = objective.edition
    days = [edition.published_on, *(_day(release.imported_at) for release in releases.values())]
    return _citation(
        f"{edition.title}, {edition.years}, {objective.code}, success measure"
        f" {told.measure.number}",
        max((day for day in days if day), default=None),
        _version(_measure(told, releases)),
        f"{settings.SITE_URL}{told.url}",
    )


def _version(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:12]


def _citation(what: str, as_of: date | None, version: str, address: str) -> str:
    """So that a reader finds the same thing, and sees whether it is still the same."""
    day = f"As of {as_of:%-d %B %Y}, version" if as_of else "Version"
    return f"{PUBLISHER}: {what}. {day} {version}. {address}"


def releases_of(readings: Iterable[Reading]) -> dict[int, Release]:
    """The published files that targets are reckoned from, by key. One query, or none."""
    wanted = {
        point.release_id
        for reading in readings
        for facts in (reading.facts, reading.other)
        if facts
        for of_year in facts.years.values()
        for point in (of_year.point, of_year.england)
        if point.release_id
    }
    if not wanted:
        return {}
    found = Release.objects.filter(pk__in=wanted).order_by("pk")
    return {release.pk: release for release in found.defer("report", "authorities")}


def _all(measures: Iterable[MeasureReading]) -> Iterable[Reading]:
    return (reading for measure in measures for reading in measure.readings)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else timezone.localdate(moment)


def _newest(edition: Edition, parts: _Parts) -> date | None:
    """The day of the last change there is a day of."""
    days = [edition.approved_on, edition.published_on, edition.archived_on]
    days += [_day(update.signed_off_at) for update in parts.all_updates]
    days += [_day(release.imported_at) for release in parts.releases.values()]
    return max((day for day in days if day), default=None)


def _release(release: Release) -> dict[str, Any]:
    return {
        "publisher": release.publisher,
        "title": release.title,
        "status": release.status,
        "file": release.file_name,
        "taken_in_on": _iso(_day(release.imported_at)),
    }


class _Parts:
    """What hangs on the objectives, fetched once for all of them."""

    def __init__(
        self,
        objectives: Sequence[Objective],
        measures: dict[int, list[MeasureReading]],
        releases: dict[int, Release],
    ):
        self.measures, self.releases = measures, releases
        self.leads = _grouped(LeadBody.objects.filter(objective__in=objectives).order_by("pk"))
        self.actions = _grouped(Action.objects.filter(objective__in=objectives).in_order())
        milestones = Milestone.objects.filter(action__objective__in=objectives)
        self.milestones = _grouped(milestones.order_by("position", "pk"), "action_id")
        self.all_updates = list(
            ProgressUpdate.objects.signed_off()
            .filter(objective__in=objectives)
            .select_related("request")
            .order_by("request__academic_year", "request__term")
        )
        self.updates = _grouped(self.all_updates)

    def objective(self, objective: Objective) -> dict[str, Any]:
        return {
            "code": objective.code,
            "short_name": objective.short_name,
            "text": objective.text,
            "address": f"{settings.SITE_URL}{objective.get_absolute_url()}",
            "leads": [
                {
                    "body": lead.body,
                    "post": lead.post,
                    "from": _iso(lead.starts_on),
                    "until": _iso(lead.ends_on),
                }
                for lead in self.leads.get(objective.pk, [])
            ],
            "milestones_set": objective.milestones_set,
            "milestones_met": objective.milestones_met,
            "progress": [_progress(update) for update in self.updates.get(objective.pk, [])],
            "actions": [self._action(action) for action in self.actions.get(objective.pk, [])],
            "measures": [
                _measure(one, self.releases) for one in self.measures.get(objective.pk, [])
            ],
        }

    def _action(self, action: Action) -> dict[str, Any]:
        return {
            "number": action.number,
            "text": action.text,
            "owner": action.owner,
            "due_on": _iso(action.due_on),
            "due": action.due_words,
            "status": action.get_status_display(),
            "milestones": [
                {
                    "text": milestone.text,
                    "due_on": _iso(milestone.due_on),
                    "met_on": _iso(milestone.met_on),
                }
                for milestone in self.milestones.get(action.pk, [])
            ],
        }


def _measure(one: MeasureReading, releases: Mapping[int, Release]) -> dict[str, Any]:
    return {
        "number": one.measure.number,
        "words": one.measure.words,
        "note": one.measure.note,
        "address": f"{settings.SITE_URL}{one.url}",
        "targets": [_target(reading, releases) for reading in one.readings],
    }


def _target(reading: Reading, releases: Mapping[int, Release]) -> dict[str, Any]:
    target, course = reading.target, reading.course
    return {
        "number": target.number,
        "title": target.title,
        "population": target.population,
        "published_measure": target.measure,
        "published_name": reading.facts.measure.name if reading.facts else None,
        "published_unit": reading.facts.measure.unit if reading.facts else None,
        "asks": target.get_kind_display(),
        "value": target.value,
        "part": target.get_part_display() if target.part else None,
        "held_against": target.other if target.comparator else None,
        "baseline_year": target.baseline_year,
        "baseline": _number(course.baseline),
        "due_year": target.due_year,
        "verdict": str(course.verdict),
        "is_final": course.is_final,
        "sentence": course.sentence,
        "year": course.year,
        "latest": _number(course.latest),
        "needed": _number(course.needed),
        "note": target.note,
        "figures": [_figure(reading, year, releases) for year in _years(reading)],
    }


def _figure(reading: Reading, year: int, releases: Mapping[int, Release]) -> dict[str, Any]:
    of_year = reading.facts.years.get(year) if reading.facts else None
    point = of_year.point if of_year else None
    known = reading.years.get(year)
    release = releases.get(point.release_id) if point and point.release_id else None
    return {
        "year": year,
        "followed": _number(reading.course.figures.get(year)),
        "published": point.value if point else None,
        "as_published": point.raw if point else None,
        "england": of_year.england.value if of_year else None,
        "path": _number(reading.course.path.get(year)),
        "rank": of_year.rank.place if of_year and of_year.rank else None,
        "authorities": of_year.rank.of if of_year and of_year.rank else None,
        "status": point.status if point else "",
        "reason": known.reason if known else "not yet published",
        "file": release.file_name if release else None,
        "row": point.row if point else None,
    }


def _years(reading: Reading) -> list[int]:
    return sorted({*reading.years, *reading.course.path})


def _number(figure: Any) -> float | None:
    return None if figure is None else float(figure)


def _grouped(rows: Iterable[Any], by: str = "objective_id") -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, by), []).append(row)
    return found


def _progress(update: ProgressUpdate) -> dict[str, Any]:
    return {
        "academic_year": update.request.in_words,
        "term": update.request.get_term_display(),
        "progress": update.get_rag_display(),
        "direction": update.get_direction_display(),
        "reason": update.reason,
        "signed_off_on": _iso(_day(update.signed_off_at)),
    }


# --- As a table -------------------------------------------------------------------------


def rows_of(record: dict[str, Any]) -> list[list[Any]]:
    """The record as one table: a row for each thing, what it is in the second column."""
    title = record["edition"]["title"]
    rows = []
    for objective in record["objectives"]:
        for row in _objective_rows(objective):
            told = {"edition": title, "objective": objective["code"], **row}
            rows.append([told.get(name) for name in CSV_HEAD])
    return rows


def _objective_rows(objective: dict[str, Any]) -> Iterable[dict[str, Any]]:
    met, of = objective["milestones_met"], objective["milestones_set"]
    yield {
        "record": "objective",
        "text": f"{objective['short_name']}: {objective['text']}",
        "who or whose": "; ".join(
            ", ".join(filter(None, [lead["body"], lead["post"]])) for lead in objective["leads"]
        ),
        "state or verdict": f"{met} of {of} milestones met" if of else "no milestones set",
    }
    for progress in objective["progress"]:
        yield {
            "record": "progress",
            "text": f"{progress['term']} {progress['academic_year']}",
            "state or verdict": f"{progress['progress']}, {progress['direction']}",
            "day or year": progress["signed_off_on"],
            "words or reason": progress["reason"],
        }
    for action in objective["actions"]:
        yield {
            "record": "action",
            "number": action["number"],
            "text": action["text"],
            "who or whose": action["owner"],
            "due": action["due_on"] or action["due"],
            "state or verdict": action["status"],
        }
        for milestone in action["milestones"]:
            yield {
                "record": "milestone",
                "number": action["number"],
                "text": milestone["text"],
                "due": milestone["due_on"],
                "state or verdict": "met" if milestone["met_on"] else "not met",
                "day or year": milestone["met_on"],
            }
    for measure in objective["measures"]:
        yield from _measure_rows(measure)


def _measure_rows(measure: dict[str, Any]) -> Iterable[dict[str, Any]]:
    yield {
        "record": "success measure",
        "number": measure["number"],
        "text": measure["words"],
        "words or reason": measure["note"],
    }
    for target in measure["targets"]:
        number = f"{measure['number']}.{target['number']}"
        yield {
            "record": "target",
            "number": number,
            "text": f"{target['title']}: {target['asks']}",
            "who or whose": target["population"],
            "due": target["due_year"],
            "state or verdict": target["verdict"],
            "day or year": target["year"],
            "figure": target["latest"],
            "path needed": target["needed"],
            "words or reason": target["sentence"],
        }
        for figure in target["figures"]:
            yield {
                "record": "figure",
                "number": number,
                "text": target["published_measure"],
                "who or whose": target["population"],
                "day or year": figure["year"],
                "figure": figure["followed"],
                "path needed": figure["path"],
                "England": figure["england"],
                "rank": figure["rank"],
                "authorities": figure["authorities"],
                "release status": figure["status"],
                "words or reason": figure["reason"],
                "file": figure["file"],
                "row": figure["row"],
            }


def notes_of(record: dict[str, Any]) -> list[str]:
    """What stands below the table: version, files and footnotes."""
    edition = record["edition"]
    files = [
        f"File: {one['file']}, {one['title']}, {one['publisher']}, {one['status']} release,"
        f" taken in {one['taken_in_on']}"
        for one in record["releases"]
    ]
    return [
        f"{edition['title']}, {edition['years']}, {edition['state']}. {edition['address']}",
        f"Version {record['version']}, as of {record['as_of']}",
        f"Cite this: {record['cite']}",
        *files,
        *record["footnotes"],
    ]
