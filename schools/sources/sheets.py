"""Opening a publisher's CSV as it comes: any of its encodings, titles above the header,
short rows, and the line of the file that each row stands on."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

# Ofsted has put a title and an instruction above its header; nobody has put more than that.
LINES_BEFORE_HEADER = 10
# Enough for the longest header known (515 columns, 8 kB) below two lines of titles.
HEAD_BYTES = 65_536


class ReadError(Exception):
    """Why a file cannot be taken in: what is wrong, where, and what to do about it."""

    def __init__(
        self, problem: str, *, row: int | None = None, column: str = "", remedy: str = ""
    ) -> None:
        self.problem = problem
        self.row = row
        self.column = column
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        where = [f"row {self.row}"] if self.row else []
        where += [f"column {self.column}"] if self.column else []
        return " ".join(
            part
            for part in [", ".join(where) + ":" if where else "", self.problem, self.remedy]
            if part
        )


def normalised(name: str) -> str:
    """A column's name in capitals with single spaces; publishers change both between years."""
    return " ".join(name.replace("\ufeff", "").split()).upper()


def as_lines(data: bytes) -> bytes:
    """A file as the portal reads it: of one byte a letter or UTF-8, lines ended by a line feed.

    Spreadsheets save UTF-16, and older ones end lines by a carriage return alone.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", errors="replace").encode()
    return data if b"\n" in data else data.replace(b"\r", b"\n")


def encoding_of(data: bytes) -> str:
    """UTF-8 with its mark, else UTF-8 if every byte fits, else Windows-1252."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        # The head of a file may end in the middle of a character.
        if problem.start < len(data) - 3:
            return "cp1252"
    return "utf-8"


@dataclass(frozen=True)
class Header:
    """The row that names the columns, and the line it ends on."""

    line: int
    names: tuple[str, ...]
    columns: Mapping[str, int] = field(default_factory=dict)


def headers(head: bytes) -> list[Header]:
    """The first rows of a file, any of which may be its header."""
    head = as_lines(head)
    text = head.decode(encoding_of(head), errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""))
    found = []
    try:
        for cells in rows:
            columns = {normalised(cell): place for place, cell in enumerate(cells)}
            found.append(Header(rows.line_num, tuple(cells), columns))
            if len(found) > LINES_BEFORE_HEADER:
                break
    except csv.Error:
        # Not text in rows and columns; whatever was found so far will not be recognised.
        pass
    return found


@dataclass(frozen=True)
class Sheet:
    """A publisher's file with its header found; `data` as `as_lines` gives it."""

    name: str
    data: bytes
    header: Header

    def has(self, column: str) -> bool:
        return column in self.header.columns

    def printed(self, column: str) -> str:
        """The publisher's own spelling of a column's name."""
        name = self.header.names[self.header.columns[column]]
        return " ".join(name.replace("\ufeff", "").split())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing below the header."""
        return not self._body().strip(b"\r\n, ")

    @property
    def may_be_cut_off(self) -> bool:
        """Whether the file ends in the middle of a row: within a cell, before the last column.

        Published files too may end without a line break, after short rows of blank cells.
        """
        last = self.data[self.data.rfind(b"\n") + 1 :]
        is_short = last.count(b",") < len(self.header.names) - 1
        return is_short and bool(last.rpartition(b",")[2].strip())

    def cells(self, columns: Iterable[str]) -> pd.DataFrame:
        """The columns asked for as text, blank where a row is short, by line of the file.

        Rows without anything in these columns are left out.
        """
        wanted = {self.header.columns[name]: name for name in columns}
        width = len(self.header.names)
        # A first row one cell wider than the header pads short rows, and shows where a row
        # has more cells than there are columns.
        body = b"," * width + b"\n" + self._body()
        try:
            cells = pd.read_csv(
                io.BytesIO(body),
                header=None,
                index_col=False,
                usecols=[*wanted, width],
                dtype=object,
                na_filter=False,
                skip_blank_lines=False,
                encoding=encoding_of(self.data),
                encoding_errors="replace",
            ).iloc[1:]
        except pd.errors.ParserError as problem:
            raise ReadError(
                f"the file cannot be read as rows and columns ({problem}).",
                remedy="It may be cut off: take it from the publisher again.",
            ) from problem
        cells.index = pd.Index(self._lines(len(cells)), name="row")
        overlong = cells[width] != ""
        if overlong.any():
            raise ReadError(
                f"the row has more cells than the header has columns ({width}).",
                row=int(cells.index[overlong][0]),
                remedy="A comma without quotes moves cells to the right: correct the file.",
            )
        cells = cells.drop(columns=width).rename(columns=wanted)
        blank = cells.iloc[:, 0] == ""
        if blank.any():
            blank[blank] = (cells[blank] == "").all(axis=1)
            cells = cells[~blank]
        return cells

    def _body(self) -> bytes:
        """The bytes below the header."""
        position = 0
        for _ in range(self.header.line):
            end = self.data.find(b"\n", position)
            if end < 0:
                return b""
            position = end + 1
        return self.data[position:]

    def _lines(self, rows: int) -> list[int]:
        """The line each row begins on: counted, unless a cell holds a line break."""
        body = self._body()
        first = self.header.line + 1
        lines = body.count(b"\n") + (not body.endswith(b"\n") and body != b"")
        if lines == rows:
            return list(range(first, first + rows))
        reader = csv.reader(io.StringIO(body.decode(encoding_of(self.data), "replace"), newline=""))
        begins, following = [], first
        for _ in reader:
            begins.append(following)
            following = first + reader.line_num
        if len(begins) != rows:
            raise ReadError(
                "a quotation mark is opened and not closed.",
                remedy="The file may be cut off: take it from the publisher again.",
            )
        return begins


def text(cells: "pd.Series[str]") -> "pd.Series[str]":
    """Cells without the spaces around them; publishers write a blank cell as one space."""
    codes, unique = pd.factorize(cells.to_numpy())
    stripped = pd.Index([cell.strip() for cell in unique], dtype=object)
    return pd.Series(stripped.take(codes), index=cells.index, dtype=object)


def whole_numbers(cells: "pd.Series[str]", *, column: str) -> "pd.Series[int]":
    """Cells as whole numbers, missing where blank; anything else stops the file."""
    values = text(cells)
    numbers = pd.to_numeric(values.where(values != "", None), errors="coerce")
    wrong = (values != "") & (numbers.isna() | (numbers < 0) | (numbers % 1 != 0))
    if wrong.any():
        raise ReadError(
            f"“{values[wrong].iloc[0]}” is not a whole number.",
            row=int(values.index[wrong][0]),
            column=column,
            remedy="Correct the cell, or take the file from the publisher again.",
        )
    return numbers.astype("Int64")
