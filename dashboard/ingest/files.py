"""Finding publishers' files: in folders, in zips (and zips within), gzipped or plain."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from dashboard.published import neighbours
from schools.sources import workbooks
from schools.sources.sheets import HEAD_BYTES, Header, ReadError, headers

# A zip may hold a zip (a year's download within all years'); more than that is a mistake.
DEEPEST_ZIP = 3
# Nothing published is a tenth of this; a larger one is not a publication.
LARGEST_BYTES = 1_000_000_000
# A workbook is opened whole to see what is in it; those that are read hold 40 kB.
LARGEST_WORKBOOK = 5_000_000
WORKBOOK_SHEETS = neighbours.SHEETS

YEARS = re.compile(r"(?<!\d)(20\d\d)(?:[-_](20\d\d|\d\d)|(\d\d))(?!\d)")
DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
DATE_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2})[ _-]([A-Za-z]{3,9})[ _-](20\d\d)(?!\d)")
# What a zip holds that is a spreadsheet or a document.
SPREADSHEET = {"[Content_Types].xml", "mimetype"}
MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


@dataclass
class Found:
    """A file that may be a publication: its name, where it lies, and its first bytes."""

    path: str
    folders: tuple[str, ...]
    size: int = 0
    explicit: bool = False
    problem: str = ""
    head: bytes = b""
    source: Path | None = None
    members: tuple[str, ...] = ()
    is_workbook: bool = False
    candidates: list[Header] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's own name, without the folders or the .gz."""
        return PurePosixPath(self.path).name.removesuffix(".gz")

    @property
    def is_csv(self) -> bool:
        """Publications come as .csv, packed or not."""
        return self.name.lower().endswith(".csv")

    @property
    def may_be_read(self) -> bool:
        """What a folder holds beside publications is passed over; what is asked for is not."""
        return self.is_csv or self.is_workbook or self.explicit

    def rows_of(self, data: bytes) -> bytes:
        """The file's bytes as rows and columns: a workbook's sheet, or the bytes themselves."""
        return workbooks.as_csv(data, WORKBOOK_SHEETS) or b"" if self.is_workbook else data

    def read(self) -> bytes:
        """Every byte of the file, unpacked."""
        try:
            return _unpacked(self.source or Path(self.path), self.members)
        except UNREADABLE as problem:
            raise ReadError(_cut_off(problem), remedy="Take it from the publisher again.") from None


def find(paths: Iterable[str | Path]) -> list[Found]:
    """Every file below the paths given, each once, in a fixed order."""
    found: dict[str, Found] = {}
    for path in sorted({Path(path).resolve() for path in paths}, key=str):
        for file in _walk(path):
            known = found.setdefault(file.path, file)
            known.explicit = known.explicit or file.explicit
    return [found[path] for path in sorted(found)]


def _walk(path: Path) -> Iterator[Found]:
    if path.is_dir():
        for inside in sorted(path.rglob("*")):
            if inside.is_file() and not any(
                part.startswith((".", "__MACOSX")) for part in inside.relative_to(path).parts
            ):
                yield from _opened(inside, explicit=False)
    elif path.exists():
        yield from _opened(path, explicit=True)
    else:
        yield Found(str(path), (), explicit=True, problem="there is no such file or folder.")


def _opened(path: Path, *, explicit: bool) -> Iterator[Found]:
    folders = path.parent.parts
    try:
        with path.open("rb") as file:
            begins = file.read(4)
        if begins.startswith(b"PK"):
            with zipfile.ZipFile(path) as archive:
                if SPREADSHEET & set(archive.namelist()):
                    yield _workbook(path, folders, explicit=explicit)
                    return
                yield from _members(archive, path, (), (*folders, path.stem))
        elif path.suffix.lower() == ".zip":
            yield _unreadable(str(path), folders, "it is not a zip file, or is cut off.")
        else:
            yield _plain(path, folders, explicit=explicit)
    except UNREADABLE as problem:
        yield _unreadable(str(path), folders, _cut_off(problem))


def _plain(path: Path, folders: tuple[str, ...], *, explicit: bool) -> Found:
    found = Found(str(path), folders, path.stat().st_size, explicit, source=path)
    with path.open("rb") as file:
        found.head = file.read(HEAD_BYTES)
    if found.head.startswith(b"\x1f\x8b"):
        with gzip.open(path) as unpacked:
            found.head = unpacked.read(HEAD_BYTES)
        # The last four bytes of a gzip hold the size of what is in it.
        found.size = int.from_bytes(path.read_bytes()[-4:], "little")
    found.candidates = headers(found.head)
    return found


def _workbook(path: Path, folders: tuple[str, ...], *, explicit: bool) -> Found:
    found = Found(str(path), folders, path.stat().st_size, explicit, source=path)
    if found.size <= LARGEST_WORKBOOK:
        _open_sheet(found, path.read_bytes())
    return found


def _open_sheet(found: Found, data: bytes) -> None:
    """Look into a workbook for a sheet that is published in no other form."""
    rows = workbooks.as_csv(data, WORKBOOK_SHEETS)
    found.is_workbook = rows is not None
    found.candidates = headers((rows or b"")[:HEAD_BYTES])


def _members(
    archive: zipfile.ZipFile, source: Path, above: tuple[str, ...], folders: tuple[str, ...]
) -> Iterator[Found]:
    for member in sorted(archive.infolist(), key=lambda member: member.filename):
        inside = PurePosixPath(member.filename)
        if member.is_dir() or any(part.startswith((".", "__MACOSX")) for part in inside.parts):
            continue
        path = "!".join([str(source), *above, member.filename])
        trail = (*folders, *inside.parent.parts)
        members = (*above, member.filename)
        if member.file_size > LARGEST_BYTES:
            yield _unreadable(path, trail, "it is larger than anything published.")
            continue
        try:
            with archive.open(member) as file:
                head = file.read(HEAD_BYTES)
            if head.startswith(b"PK") and inside.suffix.lower() == ".zip":
                if len(members) >= DEEPEST_ZIP:
                    yield _unreadable(path, trail, "zips lie too deep within one another.")
                    continue
                with zipfile.ZipFile(io.BytesIO(archive.read(member))) as inner:
                    yield from _members(inner, source, members, (*trail, inside.stem))
                continue
            if head.startswith(b"\x1f\x8b"):
                head = gzip.decompress(archive.read(member))[:HEAD_BYTES]
        except UNREADABLE as problem:
            yield _unreadable(path, trail, _cut_off(problem))
            continue
        found = Found(path, trail, member.file_size, head=head, source=source, members=members)
        if inside.suffix.lower() == ".xlsx" and member.file_size <= LARGEST_WORKBOOK:
            _open_sheet(found, archive.read(member))
        else:
            found.candidates = headers(head)
        yield found


def _unpacked(source: Path, members: tuple[str, ...]) -> bytes:
    data = source.read_bytes()
    for member in members:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(member)
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    return data


def _unreadable(path: str, folders: tuple[str, ...], problem: str) -> Found:
    return Found(path, folders, problem=f"{problem} Take it from the publisher again.")


def _cut_off(problem: Exception) -> str:
    return f"the file cannot be unpacked or read; it may be cut off ({problem})."


def year_of(folder: str) -> int | None:
    """The academic year in a folder's name: 2018-19, 2018-2019 and 201819 are 2019."""
    for match in YEARS.finditer(folder):
        begins = int(match[1])
        ends = int((match[2] or match[3])[-2:])
        if ends == (begins + 1) % 100:
            return begins + 1
    return None


def year_in(found: Found) -> tuple[int | None, str]:
    """The nearest folder that names an academic year, else the file's own name."""
    for folder in reversed(found.folders):
        if year := year_of(folder):
            return year, folder
    return year_of(found.name), found.name


def date_in(name: str) -> date | None:
    """The day in a file's name: 20240617, 2024-06-17, or 31_December_2019."""
    if match := DATE_IN_NAME.search(name):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    for match in DATE_IN_WORDS.finditer(name):
        month = MONTHS.get(match[2][:3].lower())
        if month:
            try:
                return date(int(match[3]), month, int(match[1]))
            except ValueError:
                continue
    return None
