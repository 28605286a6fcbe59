"""Taking in Ofsted's files: a snapshot is kept beside those of other days."""

from typing import Any

from dashboard.ingest.report import EXAMPLES, NAMED, FileReport
from dashboard.models import Inspection
from dashboard.published.ofsted import InspectionReading
from schools.models import Release, School

FIELDS = (
    "listed_urn", "urn", "position", "framework", "number", "event_type", "inspected_on",
    "published_on", "overall", "grades", "outcome", "category_of_concern", "safeguarding_met",
    "column",
)  # fmt: skip


def authorities_of(reading: InspectionReading, register: dict[int, int | None]) -> dict[int, int]:
    """The authority of each school listed: the file has its name but no code.

    By the register's entry of the school, else the first three figures of its LAESTAB, else
    the authority's name in the register.
    """
    names = {
        name.upper(): code
        for name, code in School.objects.exclude(la_code=None)
        .values_list("la_name", "la_code")
        .distinct()
    }
    found = {}
    for school in reading.schools.to_dict("records"):
        code = register.get(school["urn"])
        laestab = school["laestab"]
        if not code and laestab.isdecimal() and len(laestab) == 7:
            code = int(laestab) // 10_000
        code = code or names.get(school["la_name"].upper())
        if code:
            found[school["urn"]] = code
    return found


def place(
    reading: InspectionReading, register: dict[int, int | None], report: FileReport
) -> list[Inspection]:
    """The inspections of schools that can be placed; the others are named and passed over."""
    placed = authorities_of(reading, register)
    urns = set(reading.schools["urn"])
    unknown = sorted(urns - set(register))
    report.schools_matched = len(urns) - len(unknown)
    report.schools_not_matched = len(unknown)
    report.not_matched = unknown[:NAMED]
    report.authorities = len(set(placed.values()))
    if lost := len(urns - set(placed)):
        report.notes.append(
            f"{lost} schools have no authority that can be told; their rows are passed over."
        )
    report.figures = len(reading.inspections)
    return [
        Inspection(row=one["row"], la_code=placed[one["listed_urn"]], **_said(one))
        for one in reading.inspections
        if one["listed_urn"] in placed
    ]


def _said(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in FIELDS}


def take_in(
    release: Release,
    inspections: list[Inspection],
    authorities: list[int],
    same: list[Release],
    report: FileReport,
) -> bool:
    """Note what the file says otherwise than what is live of the same day; whether anything."""
    live = {
        (one.listed_urn, one.position): one
        for one in Inspection.objects.filter(release__in=same, la_code__in=authorities)
    }
    difference = report.difference
    for new in inspections:
        before = live.pop((new.listed_urn, new.position), None)
        if before is None:
            difference.added += 1
            continue
        changed = [
            f"URN {new.listed_urn}, {new.position} inspection, {name.replace('_', ' ')}:"
            f" {getattr(before, name)} → {getattr(new, name)}"
            for name in FIELDS
            if getattr(before, name) != getattr(new, name)
        ]
        difference.changed += bool(changed)
        difference.examples += changed[: max(0, EXAMPLES - len(difference.examples))]
    difference.removed += len(live)
    return not (same and difference.is_none)


def replace(
    release: Release,
    inspections: list[Inspection],
    authorities: list[int],
    same: list[Release],
) -> None:
    """Put the inspections in place of what was known of that day for these authorities."""
    Inspection.objects.filter(release__in=same, la_code__in=authorities).delete()
    for one in inspections:
        one.release = release
    Inspection.objects.bulk_create(inspections, batch_size=500)
