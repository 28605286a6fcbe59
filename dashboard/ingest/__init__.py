"""Taking in publishers' files: found, recognised, checked, and only then made live."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone

from core import audit
from dashboard.ingest import authorities, figures, inspections, kinds, register
from dashboard.ingest.files import Found, date_in, find, year_in
from dashboard.ingest.kinds import Kind
from dashboard.ingest.report import (
    REFUSED,
    FileReport,
    IngestReport,
    Log,
    Outcome,
    year_in_words,
)
from dashboard.ingest.store import plain
from dashboard.models import (
    AuthorityFigure,
    AuthorityMeasure,
    Benchmark,
    Entry,
    Inspection,
    Neighbour,
    Observation,
)
from dashboard.published.tables import year_told
from schools.models import Release
from schools.sources import archive
from schools.sources.gias import date_of
from schools.sources.sheets import Header, ReadError, Sheet, as_lines, normalised, text

__all__ = ["FileReport", "IngestReport", "Outcome", "ingest"]

REGISTER_LOADS: dict[str, Callable[[Release, Any, FileReport], bool]] = {
    "register": register.load_schools,
    "trusts": register.load_trusts,
    "group_links": register.load_group_links,
    "links": register.load_links,
}
OFSTED = ("ofsted", "ofsted_year")
# Where a kind's figures are; a release with none of them has been replaced.
LIVE_IN: dict[str, list[Any]] = {
    **{kind: [Inspection] for kind in OFSTED},
    "lait_dictionary": [AuthorityMeasure],
    "lait": [AuthorityFigure],
    "neighbours": [Neighbour],
}
OF_PERFORMANCE_TABLES = [Entry, Observation, Benchmark]
# From the tables of 2022/23 on, the publisher's download (a folder named by two whole years)
# holds the absence of the year before; that of 2018/19 held its own.
ABSENCE_LAGS_FROM = 2023
EARLIEST_YEAR, LATEST_YEAR = 2005, 2100


@dataclass
class _Job:
    """A file that was recognised, and what is known of it before it is read."""

    found: Found
    kind: Kind
    header: Header
    report: FileReport


@dataclass
class _Run:
    """What is asked for, and the register as it stands while files go in one after another."""

    year: int | None
    status: str | None
    dry_run: bool
    again: bool
    by: Any
    log: Log
    schools: dict[int, int | None] = field(default_factory=dict)
    schools_known: bool = False

    def register(self) -> dict[int, int | None]:
        if not self.schools_known:
            self.schools, self.schools_known = register.known_schools(), True
        return self.schools


def ingest(
    paths: Iterable[str | Path],
    *,
    year: int | None = None,
    status: str | None = None,
    dry_run: bool = False,
    again: bool = False,
    by: Any = None,
    log: Log = lambda line: None,
) -> IngestReport:
    """Take in every publication below the paths: each file whole, or not at all.

    The order is the same whatever the order of the paths: the register and what belongs to it
    first, then figures; within a kind the largest file first, so that a file of one authority
    has its say after that of all England.
    """
    run = _Run(year, status, dry_run, again, by, log)
    result = IngestReport()
    jobs = []
    for found in find(paths):
        report = FileReport(path=found.path, file_name=found.name)
        result.files.append(report)
        if job := _recognised(found, report):
            jobs.append(job)
        else:
            _tell(run, report)
    jobs.sort(key=_order)
    for number, job in enumerate(jobs, start=1):
        log(f"[{number}/{len(jobs)}] Reading {job.report.path} as {job.kind.title} …")
        began = time.monotonic()
        _one(run, job)
        job.report.seconds = round(time.monotonic() - began, 2)
        _tell(run, job.report)
    log(result.summary())
    return result


def _tell(run: _Run, report: FileReport) -> None:
    """Say what became of a file; that one was refused is written down, for it leaves no row."""
    for line in report.lines():
        run.log(line)
    if report.outcome == Outcome.FAILED and not run.dry_run:
        audit.record(
            REFUSED,
            subject=Release(file_name=report.file_name[:255]),
            by=run.by,
            after={"file": report.file_name, "error": report.error},
        )


def _order(job: _Job) -> tuple[int, str, int, str]:
    place = next(n for n, kind in enumerate(kinds.KINDS) if kind.key == job.kind.key)
    # A newer register comes first: an older one then knows what not to overwrite.
    return place, str(date_in(job.found.name) or ""), -job.found.size, job.found.path


def _recognised(found: Found, report: FileReport) -> _Job | None:
    """What a file is; a file that is not read is passed over, or fails if it was asked for."""
    match = kinds.recognise(found.candidates) if found.may_be_read else None
    if match and not found.problem:
        kind, header = match
        report.kind, report.title = kind.key, kind.title
        return _Job(found, kind, header, report)
    what = kinds.known_but_not_read(found.candidates) if found.is_csv else ""
    if problem := found.problem or _not_as_expected(found, what):
        _failed(report, problem)
    else:
        report.outcome = Outcome.PASSED_OVER
        report.error = what or ("no header that is known" if found.is_csv else "not a CSV file")
    return None


def _not_as_expected(found: Found, what: str) -> str:
    """Why a file that is not recognised should have been; blank for one to pass over."""
    first = ", ".join(found.candidates[0].names[:4])[:80] if found.candidates else ""
    claimed = "" if what else kinds.claimed_by_name(found.name)
    if claimed and found.is_csv:
        return (
            f"by its name it is {claimed}, but its header is not: it begins “{first}”."
            " Take the publisher's own file."
        )
    if not found.explicit:
        return ""
    said = what or (f"its header begins “{first}”" if found.is_csv else "it is not a CSV file")
    read = "; ".join(kind.title for kind in kinds.KINDS)
    return f"it is not of a kind that is read ({said}). Read are: {read}."


def _failed(report: FileReport, problem: str) -> None:
    report.outcome, report.error = Outcome.FAILED, problem


def _one(run: _Run, job: _Job) -> None:
    """One file, in one transaction: whatever stops it leaves the data as it was."""
    try:
        with transaction.atomic():
            _take_in(run, job)
            if run.dry_run:
                transaction.set_rollback(True)
    except ReadError as problem:
        _failed(job.report, f"{job.found.name}, {problem}")
    except DatabaseError as problem:
        first = str(problem).splitlines()[0]
        _failed(job.report, f"{job.found.name}: the database refused it ({first}).")


def _take_in(run: _Run, job: _Job) -> None:
    report = job.report
    data = job.found.read()
    report.sha256 = archive.sha256_of(data)
    sheet = Sheet(job.found.name, as_lines(job.found.rows_of(data)), job.header)
    if sheet.is_empty:
        _without_rows(job)
        return
    if sheet.may_be_cut_off:
        report.notes.append("the last line is short and not ended: is the file cut off?")
    release = _release(run, job, sheet)
    known = _same_file(release, job.kind)
    if not run.again and (before := _still_live(job.kind, known)):
        report.outcome = Outcome.UNCHANGED
        report.as_at = str(before.as_at or "")
        report.notes.append(
            f"the same file was taken in on {before.imported_at:%d %B %Y}; its figures are live."
        )
        return
    is_new = _loaded_by(job.kind)(run, job, release, job.kind.read(sheet))
    if run.dry_run:
        report.outcome = Outcome.CHECKED
        return
    report.outcome = Outcome.TAKEN_IN if is_new else Outcome.UNCHANGED
    if not is_new:
        report.notes.append("everything in it is live already.")
    if is_new or not known:
        archive.keep(data, release.sha256)
        release.row_count = report.rows
        release.report = report.as_json()
        release.save()
        audit.record(
            "published file taken in",
            subject=release,
            by=run.by,
            after={"sha256": release.sha256, "rows": release.row_count},
        )


def _release(run: _Run, job: _Job, sheet: Sheet) -> Release:
    """The file as it will be known: its year or day, and its status."""
    report = job.report
    release = Release(
        kind=job.kind.key,
        publisher=job.kind.publisher,
        title=job.kind.title[:1].upper() + job.kind.title[1:],
        file_name=job.found.name[:255],
        sha256=report.sha256,
        row_count=0,
        imported_by=run.by,
        status=_status(run, job),
    )
    report.status = release.status
    if job.kind.has_year:
        release.academic_year = report.academic_year = _year(run, job)
    else:
        release.as_at = date_in(job.found.name) or _newest_change(sheet)
    return release


def _same_file(release: Release, kind: Kind) -> list[Release]:
    """Earlier releases of the same bytes, of the same year and status."""
    same = Release.objects.filter(
        kind=release.kind, sha256=release.sha256, academic_year=release.academic_year
    )
    return list(same.filter(status=release.status) if kind.has_year else same)


def _loaded_by(kind: Kind) -> Callable[[_Run, _Job, Release, Any], bool]:
    if kind.key in REGISTER_LOADS:
        return _register
    if kind.key in AUTHORITY_LOADS:
        return AUTHORITY_LOADS[kind.key]
    return _inspections if kind.key in OFSTED else _figures


def _without_rows(job: _Job) -> None:
    """A header alone changes nothing; asked for by name, that is worth an error."""
    if job.found.explicit:
        raise ReadError("there is a header and no row below it.", remedy="Take the file again.")
    job.report.outcome = Outcome.PASSED_OVER
    job.report.error = "a header without rows"


def _status(run: _Run, job: _Job) -> str:
    if run.status:
        return run.status
    name = job.found.name.lower()
    for status in Release.Status.values:
        if status in name:
            return str(status)
    return str(Release.Status.FINAL)


def _year(run: _Run, job: _Job) -> int:
    """The file's own word, else the nearest folder's, else what was asked for."""
    told = year_told(job.header, job.kind.family) if job.kind.family else None
    folder, named = year_in(job.found)
    if job.kind.key == "absence" and folder and _is_download(named, folder):
        folder = run.year or folder - 1
        job.report.notes.append(
            f"the publisher's download {named} holds the absence of the year before: taken as"
            f" {year_in_words(folder)}. Say --year if it is of another."
        )
    for other, said in ((folder, f"“{named}”"), (run.year, "--year")):
        taken = told or folder
        if taken and other and other != taken:
            job.report.notes.append(
                f"{said} says {year_in_words(other)}, the {'file' if told else 'folder'}"
                f" {year_in_words(taken)}: taken as {year_in_words(taken)}."
            )
    year = told or folder or run.year
    if year is None:
        raise ReadError(
            "neither the file nor a folder says of which academic year it is.",
            remedy="Put it into a folder named like 2018-19, or say --year 2019.",
        )
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ReadError(f"{year} is not an academic year.", remedy="Say --year 2019 for 2018/19.")
    return year


def _is_download(folder: str, year: int) -> bool:
    return year >= ABSENCE_LAGS_FROM and folder == f"{year - 1}-{year}"


def _newest_change(sheet: Sheet) -> date | None:
    """The newest day on which an entry of the register was changed."""
    column = normalised("LastChangedDate")
    if not sheet.has(column):
        return None
    days = []
    for cell in text(sheet.cells(["URN", column])[column]).unique():
        try:
            days.append(date_of(cell))
        except ValueError:
            # The portal keeps nothing of this column; a slip in it stops nothing.
            continue
    return max((day for day in days if day), default=None)


def _still_live(kind: Kind, releases: list[Release]) -> Release | None:
    """A release of the same bytes that the portal still goes by, at least in part."""
    if kind.key == "group_links":
        # Schools that the register has learnt of since may be among them.
        return None
    if kind.key == "register":
        return releases[0] if releases else None
    if kind.key in REGISTER_LOADS:
        newest = Release.objects.filter(kind=kind.key).aggregate(newest=Max("pk"))["newest"]
        return next((release for release in releases if release.pk == newest), None)
    models = LIVE_IN.get(kind.key, OF_PERFORMANCE_TABLES)
    for release in releases:
        if any(model._default_manager.filter(release=release).exists() for model in models):
            return release
    return None


def _register(run: _Run, job: _Job, release: Release, table: Any) -> bool:
    report = job.report
    release.as_at = release.as_at or timezone.localdate()
    report.as_at, report.rows = str(release.as_at), len(table)
    if job.kind.key == "register":
        release.authorities = sorted(int(code) for code in table["la_code"].dropna().unique())
        known = run.register()
        report.schools_matched = sum(urn in known for urn in table["urn"])
        report.schools_not_matched = len(table) - report.schools_matched
        report.notes.append("a school not matched is new to the register here.")
        # Files read after it find its schools, though a dry run takes them away again.
        known.update(zip(*(plain(table[name]) for name in ("urn", "la_code")), strict=True))
    elif "urn" in table:
        known = run.register()
        strange = sorted({int(urn) for urn in table["urn"]} - set(known))
        report.schools_matched = table["urn"].nunique() - len(strange)
        report.schools_not_matched, report.not_matched = len(strange), strange[:10]
    release.save()
    is_new = REGISTER_LOADS[job.kind.key](release, table, report)
    if not is_new:
        # Nothing refers to it; it is kept anew only if the file was never taken in.
        release.delete()
    return is_new


def _figures(run: _Run, job: _Job, release: Release, reading: Any) -> bool:
    report = job.report
    report.rows = reading.rows
    live = list(Release.objects.filter(kind=release.kind, academic_year=release.academic_year))
    is_new = figures.take_in(release, reading, run.register(), live, report)
    release.authorities = reading.authorities
    if is_new and not run.dry_run:
        release.save()
        figures.replace(release, reading, [one for one in live if one.status == release.status])
    return is_new


def _inspections(run: _Run, job: _Job, release: Release, reading: Any) -> bool:
    report = job.report
    report.rows = reading.rows
    release.as_at = release.as_at or reading.newest or timezone.localdate()
    report.as_at = str(release.as_at)
    placed = inspections.place(reading, run.register(), report)
    release.authorities = sorted({one.la_code for one in placed})
    same = list(Release.objects.filter(kind=release.kind, as_at=release.as_at))
    is_new = inspections.take_in(release, placed, release.authorities, same, report)
    if is_new and not run.dry_run:
        release.save()
        inspections.replace(release, placed, release.authorities, same)
    return is_new


def _dictionary(run: _Run, job: _Job, release: Release, reading: Any) -> bool:
    job.report.rows = reading.rows
    return authorities.take_in_dictionary(release, reading, job.report, dry_run=run.dry_run)


def _series(run: _Run, job: _Job, release: Release, reading: Any) -> bool:
    job.report.rows = reading.rows
    return authorities.take_in_figures(
        release, reading, job.report, put_back=run.again, dry_run=run.dry_run
    )


def _neighbours(run: _Run, job: _Job, release: Release, reading: Any) -> bool:
    job.report.rows = reading.rows
    return authorities.take_in_neighbours(release, reading, job.report, dry_run=run.dry_run)


AUTHORITY_LOADS: dict[str, Callable[[_Run, _Job, Release, Any], bool]] = {
    "lait_dictionary": _dictionary,
    "lait": _series,
    "neighbours": _neighbours,
}
