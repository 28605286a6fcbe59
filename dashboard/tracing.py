"""One published figure followed to the very cell of the publisher's file."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dashboard.measures import CODES, MEASURES, PUPIL_GROUPS, Published, availability
from dashboard.models import AuthorityFigure, AuthorityMeasure, Entry, Observation
from dashboard.published import absence, ks2, ks4, lait
from schools.models import RANK, Release, School, SchoolLink
from schools.sources import archive
from schools.sources.sheets import Header, Sheet, headers

# The highest status is the one in force.
STATUSES = [Release.Status.FINAL, Release.Status.REVISED, Release.Status.PROVISIONAL]
COLUMNS = {"ks2": ks2.COLUMNS, "ks4": ks4.COLUMNS, "absence": absence.COLUMNS}


class NotFoundError(Exception):
    """Why no figure can be shown, in words."""


@dataclass(frozen=True)
class Trace:
    """A figure and where it stands."""

    urn: int
    school: str
    measure: str
    label: str
    academic_year: int
    pupil_group: str
    value: float | None
    raw: str
    code: str
    cohort: int | None
    ci_low: float | None
    ci_high: float | None
    status: str
    publisher: str
    file: str
    row: int
    column: str
    sha256: str
    taken_in: str
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> list[str]:
        """One name and value a line."""
        meaning = f" ({CODES[self.code]})" if self.code else ""
        said = {
            "urn": self.urn,
            "school": self.school,
            "measure": self.measure,
            "label": self.label,
            "academic year": self.academic_year,
            "pupil group": self.pupil_group,
            "value": _number(self.value),
            "raw": self.raw or "blank",
            "code": f"{self.code}{meaning}" if self.code else "none",
            "cohort": _number(self.cohort),
            "interval": f"{_number(self.ci_low)} to {_number(self.ci_high)}"
            if self.ci_low is not None
            else "none",
            "status": self.status,
            "publisher": self.publisher,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "sha256": self.sha256,
            "taken in": self.taken_in,
        }
        return [f"{name}: {value}" for name, value in said.items()] + [
            f"note: {note}" for note in self.notes
        ]


@dataclass(frozen=True)
class AreaTrace:
    """An authority's, a region's or England's figure, and where it stands."""

    area: int
    name: str
    measure: str
    label: str
    year: int
    year_as_published: str
    value: float | None
    raw: str
    code: str
    status: str
    publisher: str
    file: str
    row: int
    column: str
    sha256: str
    taken_in: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> list[str]:
        """One name and value a line."""
        meaning = f" ({lait.CODES[self.code]})" if self.code else ""
        said = self.as_json() | {
            "value": _number(self.value),
            "raw": self.raw or "blank",
            "code": f"{self.code}{meaning}" if self.code else "none",
        }
        return [f"{name.replace('_', ' ')}: {value}" for name, value in said.items()]


def trace_area(area: int, measure: str, year: int) -> AreaTrace:
    """The figure in force of an area, by the publisher's code of the measure."""
    cells = AuthorityFigure.objects.in_world_of(area).filter(
        area=area, measure__code=measure, year=year
    )
    found = max(
        cells.select_related("release", "measure", "area"),
        key=lambda cell: RANK[cell.status],
        default=None,
    )
    if found is None:
        if not AuthorityMeasure.objects.filter(code=measure).exists():
            raise NotFoundError(f"No file that was taken in has the measure “{measure}”.")
        raise NotFoundError(f"Nothing that was taken in has {measure} of area {area} for {year}.")
    release = found.release
    return AreaTrace(
        area=area,
        name=found.area.name,
        measure=measure,
        label=found.measure.name,
        year=found.year,
        year_as_published=found.year_as_published,
        value=found.value,
        raw=found.raw,
        code=found.code,
        status=found.status,
        publisher=release.publisher,
        file=release.file_name,
        row=found.row,
        column=found.COLUMN,
        sha256=release.sha256,
        taken_in=f"{release.imported_at:%-d %B %Y}",
    )


def _number(value: float | None) -> str:
    if value is None:
        return "none"
    return str(int(value)) if value == int(value) else str(value)


def trace(urn: int, measure: str, academic_year: int, pupil_group: str = "all") -> Trace:
    """The figure of a school, by the portal's name of a measure or the publisher's column.

    Looked for under the school's own number, then under those of its predecessors.
    """
    key, group = _measure(measure, pupil_group)
    if group not in PUPIL_GROUPS:
        raise NotFoundError(
            f"“{group}” is no group of pupils. Groups are: {', '.join(PUPIL_GROUPS)}."
        )
    kind = MEASURES[key].kind
    chain = predecessors(urn)
    blanks = [
        blank
        for number in chain
        if (blank := _left_blank(number, kind, key, academic_year, group, []))
    ]
    for number in chain:
        notes = _steps(urn, number, blanks)
        if found := _observed(number, key, academic_year, group, notes):
            return found
    if blanks:
        first = blanks[0]
        return replace(first, notes=[*_steps(urn, first.urn, []), *first.notes])
    if not _is_known(chain):
        raise NotFoundError(f"No school with URN {urn} is known here.")
    known = availability(key, academic_year)
    if known and known.status == Published.NO:
        raise NotFoundError(f"{MEASURES[key].label} was not published for {academic_year}:"
                       f" {known.reason}.")  # fmt: skip
    raise NotFoundError(
        f"Nothing that was taken in lists URN {urn} or a predecessor with"
        f" {MEASURES[key].label.lower()} for {academic_year}."
    )


def _steps(urn: int, number: int, blanks: list[Trace]) -> list[str]:
    """How a figure of another number comes to be shown for a school."""
    if number == urn:
        return []
    own = [f"{urn} has a blank cell in row {blank.row} of {blank.file}."
           for blank in blanks if blank.urn == urn]  # fmt: skip
    return [
        *(own or [f"{urn} has no row that year."]),
        f"The figure is that of its predecessor {number}.",
    ]


def _is_known(urns: list[int]) -> bool:
    return (
        School.objects.filter(urn__in=urns).exists() or Entry.objects.filter(urn__in=urns).exists()
    )


def _measure(said: str, group: str) -> tuple[str, str]:
    """Our key of a measure; a publisher's column names its pupil group as well."""
    if said.lower() in MEASURES:
        return said.lower(), group
    for columns in COLUMNS.values():
        for column in columns:
            if column.name == said.upper():
                return column.measure, column.pupil_group
    raise NotFoundError(
        f"“{said}” is neither a measure nor a column that is read."
        f" Measures are: {', '.join(MEASURES)}."
    )


def predecessors(urn: int) -> list[int]:
    """A school and those it followed, nearest first."""
    chain = [urn]
    for current in chain:
        before = SchoolLink.objects.filter(urn=current, kind=SchoolLink.Kind.PREDECESSOR)
        after = SchoolLink.objects.filter(link_urn=current, kind=SchoolLink.Kind.SUCCESSOR)
        numbers = {*before.values_list("link_urn", flat=True), *after.values_list("urn", flat=True)}
        chain += sorted(numbers - set(chain))
    return chain


def _observed(
    urn: int, measure: str, academic_year: int, group: str, notes: list[str]
) -> Trace | None:
    rows = {
        row.status: row
        for row in Observation.objects.filter(
            urn=urn, measure=measure, academic_year=academic_year, pupil_group=group
        ).select_related("release")
    }
    statuses = [status for status in STATUSES if status in rows]
    if not statuses:
        return None
    first, *others = [rows[status] for status in statuses]
    return Trace(
        urn=urn,
        school=_name(urn, first.release),
        measure=measure,
        label=MEASURES[measure].label,
        academic_year=academic_year,
        pupil_group=group,
        value=first.value,
        raw=first.raw,
        code=first.code,
        cohort=first.cohort,
        ci_low=first.ci_low,
        ci_high=first.ci_high,
        row=first.row,
        column=first.column,
        **_from_release(first.release),
        notes=[
            *notes,
            *(
                f"the {other.status} figure is {other.raw}"
                f" ({other.release.file_name}, row {other.row})."
                for other in others
            ),
        ],
    )


def _left_blank(
    urn: int, kind: str, measure: str, academic_year: int, group: str, notes: list[str]
) -> Trace | None:
    """The cell of a school that is listed and has nothing in it."""
    entries = {
        entry.status: entry
        for entry in Entry.objects.filter(
            urn=urn, kind=kind, academic_year=academic_year
        ).select_related("release")
    }
    for status in STATUSES:
        if status not in entries:
            continue
        entry = entries[status]
        column = _column(entry.release, measure, group)
        words = (
            f"the publisher left the cell blank in row {entry.row}."
            if column
            else f"the file has no column of it; the school is in row {entry.row}."
        )
        return Trace(
            urn=urn,
            school=_name(urn, entry.release),
            measure=measure,
            label=MEASURES[measure].label,
            academic_year=academic_year,
            pupil_group=group,
            value=None,
            raw="",
            code="",
            cohort=None,
            ci_low=None,
            ci_high=None,
            row=entry.row,
            column=column or "none",
            **_from_release(entry.release),
            notes=[*notes, words],
        )
    return None


def _from_release(release: Release) -> dict[str, Any]:
    return {
        "status": str(release.status),
        "publisher": release.publisher,
        "file": release.file_name,
        "sha256": release.sha256,
        "taken_in": f"{release.imported_at:%d %B %Y}",
    }


def _name(urn: int, release: Release) -> str:
    """The name in the file, else in the register."""
    entry = Entry.objects.filter(release=release, urn=urn).exclude(name="").first()
    if entry:
        return entry.name
    school = School.objects.filter(urn=urn).first()
    return school.name if school else "not in the register"


def _column(release: Release, measure: str, group: str) -> str:
    """How a kept file spells the column of a measure; blank if it has none."""
    place = archive.kept_at(release.sha256)
    names = [
        column.name
        for column in COLUMNS[release.kind]
        if (column.measure, column.pupil_group) == (measure, group)
    ]
    if not place.exists():
        return names[0] if names else ""
    sheet = Sheet(release.file_name, b"", _header(place.read_bytes(), names))
    return next((sheet.printed(name) for name in names if sheet.has(name)), "")


def _header(data: bytes, names: list[str]) -> Header:
    """The header of a kept file: the first row with the schools' numbers in it."""
    rows = headers(data)
    return next((row for row in rows if "URN" in row.columns), rows[0])
