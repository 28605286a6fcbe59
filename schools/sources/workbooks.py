"""Publishers' workbooks: one sheet of them, read as if it had come as a CSV."""

import csv
import io
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

# What openpyxl says of a workbook that is damaged, or is none.
UNREADABLE = (BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError)
# Published workbooks that are read hold a row an authority.
MOST_ROWS = 5_000


def as_csv(data: bytes, sheets: set[str]) -> bytes | None:
    """The first of the sheets asked for, a line a row, so that row 4 is line 4.

    Nothing if the workbook has none of them, or cannot be read.
    """
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        name = next((name for name in book.sheetnames if name.strip() in sheets), None)
        if name is None:
            return None
        rows = list(book[name].iter_rows(values_only=True, max_row=MOST_ROWS))
    except UNREADABLE:
        return None
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    for row in rows:
        writer.writerow([_printed(cell) for cell in row])
    return written.getvalue().encode()


def _printed(cell: object) -> str:
    """A cell on one line: a line break within it would move the rows below."""
    return "" if cell is None else " ".join(str(cell).split())
