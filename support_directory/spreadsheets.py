"""Spreadsheets of the directory: their columns, and reading them. What is in them: `rows`."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from support_directory.search import folded

LARGEST = 5 * 1024 * 1024
# What a workbook of so many rows may unfold to: its words are read into memory as a whole.
LARGEST_UNFOLDED = 50 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 60
# What openpyxl says of a workbook that is damaged, or is none.
UNREADABLE = (BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError)

COLUMNS = (
    "Reference",
    "Type",
    "Name",
    "Headline",
    "What it offers",
    "E-mail",
    "School URN",
    "Trust UID",
    "Organisation",
    "Kind of organisation",
    "Specialisms",
    "Stages",
    "For",
    "Evidence",
    "Cost",
    "Day rate",
    "Where it goes",
    "Confirmed on",
    "Autumn days",
    "Spring days",
    "Summer days",
)
NEEDED = ("Type", "Name", "Stages")
DAYS = ("Autumn days", "Spring days", "Summer days")


class UnreadableError(Exception):
    """The file cannot be read as a spreadsheet of entries; the words say why."""


def read(data: bytes, *, name: str) -> list[dict[str, str]]:
    """The rows below the header, each cell as text, blank rows left out; `_row` is their number."""
    if len(data) > LARGEST:
        raise UnreadableError("The file is larger than 5 MB. Split it into several files.")
    cells = _of_workbook(data) if name.lower().endswith(".xlsx") else _of_csv(data)
    lines = [[_text(cell) for cell in line] for line in cells]
    header = next((place for place, line in enumerate(lines) if any(line)), None)
    if header is None:
        raise UnreadableError("The file is empty.")
    columns = _columns(lines[header])
    if len(lines) > MOST_ROWS:
        raise UnreadableError(f"The file has more than {MOST_ROWS:,} rows. Split it into several.")
    rows = []
    for number, line in enumerate(lines[header + 1 :], start=header + 2):
        if any(line):
            row = {title: line[place] for place, title in columns if place < len(line)}
            rows.append({"_row": str(number), **row})
    if not rows:
        raise UnreadableError("The file has a header and no rows below it.")
    return rows


def _columns(titles: list[str]) -> list[tuple[int, str]]:
    """Where each known column stands; a column nobody knows is refused, not passed over."""
    by_word = {folded(title): title for title in COLUMNS}
    found = [(place, by_word.get(folded(title), "")) for place, title in enumerate(titles) if title]
    unknown = [titles[place] for place, title in found if not title]
    if unknown:
        raise UnreadableError(
            f"Row 1 has columns that are not known: {', '.join(unknown)}."
            " Use the titles of the template."
        )
    names = [title for _, title in found]
    twice = sorted({title for title in names if names.count(title) > 1})
    if twice:
        raise UnreadableError(f"Row 1 has columns twice: {', '.join(twice)}.")
    missing = [title for title in NEEDED if title not in names]
    if missing:
        raise UnreadableError(f"Row 1 lacks columns that are needed: {', '.join(missing)}.")
    return found


def _of_workbook(data: bytes) -> Iterator[tuple[object, ...]]:
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_UNFOLDED:
                raise UnreadableError("The workbook unfolds to more than can be read. Split it.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = list(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS))
    except (*UNREADABLE, IndexError):
        raise UnreadableError("The workbook is damaged or is none. Save it again.") from None
    return iter(rows)


def _of_csv(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # How spreadsheets on Windows save a plain CSV.
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableError("This is not a CSV file. Send CSV or XLSX.")
    try:
        return iter(list(csv.reader(io.StringIO(text, newline=""))))
    except csv.Error as error:
        raise UnreadableError(f"The CSV file cannot be read: {error}.") from None


def _text(cell: object) -> str:
    """A cell as it would be typed: a whole number without its point, a date as in England."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    # What an export put before a cell that looks like a formula.
    return text[1:] if text[:1] == "'" and text[1:2] in set("=+-@") else text
