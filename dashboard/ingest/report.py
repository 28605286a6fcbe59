"""The check report: what a file holds, how it agrees with itself and with what is live."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

Log = Callable[[str], None]
# Kinds that speak of whole areas, and not of schools.
OF_AREAS = {"lait", "neighbours"}
# What the audit calls it when a file could not be taken in: it leaves no release behind.
REFUSED = "published file refused"


class Outcome:
    """What became of a file."""

    TAKEN_IN = "taken in"
    CHECKED = "checked only"
    UNCHANGED = "already in, nothing changed"
    PASSED_OVER = "passed over"
    FAILED = "failed"


@dataclass
class Difference:
    """What a file says otherwise than what is live."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    listings: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_none(self) -> bool:
        return not (self.added or self.changed or self.removed or self.listings)


@dataclass
class FileReport:
    """What was found in one file, and what became of it."""

    path: str
    file_name: str
    kind: str = ""
    title: str = ""
    academic_year: int | None = None
    as_at: str = ""
    status: str = ""
    sha256: str = ""
    rows: int = 0
    schools_matched: int = 0
    schools_not_matched: int = 0
    not_matched: list[int] = field(default_factory=list)
    authorities: int = 0
    areas: int = 0
    figures: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0
    totals: list[str] = field(default_factory=list)
    difference: Difference = field(default_factory=Difference)
    notes: list[str] = field(default_factory=list)
    outcome: str = ""
    error: str = ""
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def _who(self) -> str:
        """Whom the rows are about: schools, or whole areas."""
        if self.kind == "lait_dictionary":
            return f"  Measures described: {self.figures:,}"
        if self.kind in OF_AREAS:
            return (
                f"  Areas: {self.areas:,}, {self.authorities:,} of them authorities;"
                f" {self.figures:,} figures"
            )
        return (
            f"  Schools matched to the register: {self.schools_matched:,};"
            f" not matched: {self.schools_not_matched:,}{_first(self.not_matched)}"
        )

    def lines(self) -> list[str]:
        """The report as printed."""
        if self.outcome == Outcome.PASSED_OVER:
            return [f"{self.path}: passed over ({self.error})"]
        about = [self.title or self.kind]
        if self.academic_year:
            about.append(year_in_words(self.academic_year))
        if self.as_at:
            about.append(f"as at {self.as_at}")
        if self.status and self.academic_year:
            about.append(self.status)
        lines = [f"{self.path}: {', '.join(about)}" if self.kind else self.path]
        if self.outcome == Outcome.FAILED:
            return [*lines, f"  FAILED: {self.error}", "  Nothing of this file was taken in."]
        if self.rows:
            lines.append(f"  Rows read: {self.rows:,}")
            lines.append(self._who())
            lines.append(f"  Codes met: {_counted(self.codes)}")
            lines.append(f"  Duplicates: {self.duplicates or 'none'}")
            lines += [f"  Totals: {line}" for line in self.totals]
            lines.append(
                f"  Difference from what is live: {self.difference.added:,} added,"
                f" {self.difference.changed:,} changed, {self.difference.removed:,} removed"
            )
            if self.difference.listings:
                lines.append(f"  Schools listed otherwise: {self.difference.listings:,}")
            lines += [f"    {example}" for example in self.difference.examples]
        lines += [f"  Note: {note}" for note in self.notes]
        lines.append(f"  {self.outcome[:1].upper()}{self.outcome[1:]} ({self.seconds:.1f} s)")
        return lines


@dataclass
class IngestReport:
    """What became of everything that was asked for."""

    files: list[FileReport] = field(default_factory=list)

    def with_outcome(self, outcome: str) -> list[FileReport]:
        return [file for file in self.files if file.outcome == outcome]

    @property
    def failed(self) -> list[FileReport]:
        return self.with_outcome(Outcome.FAILED)

    def summary(self) -> str:
        counts = [
            f"{len(self.with_outcome(outcome))} {outcome}"
            for outcome in (
                Outcome.TAKEN_IN,
                Outcome.CHECKED,
                Outcome.UNCHANGED,
                Outcome.PASSED_OVER,
                Outcome.FAILED,
            )
            if self.with_outcome(outcome)
        ]
        return f"{len(self.files)} files: {'; '.join(counts) or 'none'}."


def year_in_words(academic_year: int) -> str:
    """The academic year as people write it: 2019 is 2018/19."""
    return f"{academic_year - 1}/{academic_year % 100:02d}"


def _counted(codes: dict[str, int]) -> str:
    return ", ".join(f"{code} {times:,}" for code, times in sorted(codes.items())) or "none"


def _first(urns: list[int]) -> str:
    if not urns:
        return ""
    more = ", …" if len(urns) >= NAMED else ""
    return f" ({', '.join(str(urn) for urn in urns[:NAMED])}{more})"


# How many schools a report names before it only counts, and how many figures.
NAMED = 10
EXAMPLES = 50
