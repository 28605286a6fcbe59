"""How the performance tables write a cell, a row and a file."""

import csv
import io
from dataclasses import dataclass
from math import floor

from dashboard.sample.standing import HERE

# A group of this many pupils or fewer is suppressed.
SUPPRESSED_UP_TO = 5

# NFTYPE of the performance tables by the register's code of the type of establishment.
SCHOOL_TYPES = {
    1: "CY",
    2: "VA",
    3: "VC",
    5: "FD",
    7: "CYS",
    11: "IND",
    14: "PRU",
    28: "AC",
    34: "ACC",
    35: "F",
    36: "FS",
    40: "FUTC",
    41: "FSS",
    42: "ACAP",
    44: "ACCS",
}


def header(name):
    return (HERE / "headers" / f"{name}.txt").read_text(encoding="utf-8").strip().split(",")


def rounded(number, decimals=0):
    """Halves away from zero, as the publisher rounds."""
    scale = 10**decimals
    size = floor(abs(number) * scale + 0.5 + 1e-9) / scale
    return size if number >= 0 else -size


def number(value, decimals=0, *, padded=False):
    """'-2.5'; whole numbers bare, unless the publisher still padded them that year."""
    text = f"{rounded(value, decimals):.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    if decimals and not padded:
        text = text.rstrip("0").rstrip(".")
    return text


def percent(part, whole, decimals=0):
    return f"{rounded(100 * part / whole, decimals):.{decimals}f}%"


@dataclass(frozen=True)
class Interval:
    """A progress score with its 95 % confidence interval, as it will be printed."""

    score: float
    low: float
    high: float

    @classmethod
    def parse(cls, text):
        return cls(*map(float, text.split("/")))

    @classmethod
    def around(cls, score, half_width, decimals):
        score = rounded(score, decimals)
        return cls(
            score, rounded(score - half_width, decimals), rounded(score + half_width, decimals)
        )

    def band(self, well_above, well_below):
        """1 well above average to 5 well below, as the tables put it."""
        if self.low > 0:
            return 1 if self.score >= well_above else 2
        if self.high < 0:
            return 5 if self.score <= well_below else 4
        return 3


def write_table(path, columns, rows, *, crlf=True, bom=True):
    """Rows of cells, which may be shorter than the header, as the publisher leaves them."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n" if crlf else "\n")
    writer.writerow(columns)
    writer.writerows(rows)
    path.write_bytes(file.getvalue().encode("utf-8-sig" if bom else "utf-8"))
    return path
