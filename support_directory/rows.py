"""What the rows of a spreadsheet say, and what is wrong with them, cell by cell.

Nothing here knows the database: what schools and trusts there are is given.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from support_directory import specialisms
from support_directory.search import folded
from support_directory.spreadsheets import DAYS

LONGEST = {
    "Reference": 40,
    "Name": 200,
    "Headline": 200,
    "Organisation": 200,
    "Cost": 200,
    "Where it goes": 200,
}
LONGEST_ADDRESS = 254
PLACES = ("School URN", "Trust UID", "Organisation")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: in which row, in which column, and what to do about it."""

    row: int
    field: str
    words: str


@dataclass(frozen=True)
class Known:
    """What there is to refer to: schools and trusts by number, and the words of choices."""

    schools: frozenset[int]
    trusts: frozenset[int]
    types: Mapping[str, str]
    offers: frozenset[str]
    kinds: Mapping[str, str]
    stages: Mapping[str, str]
    sectors: Mapping[str, str]


@dataclass
class Draft:
    """What one row says, once every cell of it is understood."""

    row: int
    reference: str = ""
    type: str = ""
    name: str = ""
    headline: str = ""
    summary: str = ""
    email: str = ""
    school: int | None = None
    trust: int | None = None
    organisation: str = ""
    organisation_kind: str = "school"
    specialisms: list[str] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    sector: str = "any"
    evidence: str = ""
    cost: str = ""
    day_rate: Decimal | None = None
    travel: str = ""
    confirmed_on: date | None = None
    days: list[Decimal | None] = field(default_factory=lambda: [None, None, None])

    @property
    def person(self) -> tuple[str, str]:
        """What tells one person or offer from another where no reference and e-mail does."""
        place = self.school or self.trust or folded(self.organisation)
        return folded(self.name), str(place)


class Cells:
    """The cells of one row, read one by one; what is wrong with each is noted."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self.row = row
        self.number = int(row["_row"])
        self.problems: list[Problem] = []

    def wrong(self, title: str, words: str) -> None:
        self.problems.append(Problem(self.number, title, words))

    def text(self, title: str) -> str:
        words = self.row.get(title, "")
        longest = LONGEST.get(title)
        if longest and len(words) > longest:
            self.wrong(title, f"Longer than {longest} characters. Shorten it.")
        return words

    def needed(self, title: str) -> str:
        words = self.text(title)
        if not words:
            self.wrong(title, "This cell is empty and must not be.")
        return words

    def address(self, title: str) -> str:
        words = self.text(title)
        if words and ("@" not in words or " " in words or len(words) > LONGEST_ADDRESS):
            self.wrong(title, f"“{words}” is not an e-mail address.")
        return words

    def chosen(self, title: str, choices: Mapping[str, str], default: str = "") -> str:
        words = self.text(title)
        if not words:
            return default
        value = choices.get(folded(words), "")
        if not value:
            self.wrong(title, f"“{words}” is not known. Use one of: {'; '.join(_shown(choices))}.")
        return value or default

    def several(self, title: str, choices: Mapping[str, str], what: str) -> list[str]:
        values = set()
        for word in self.text(title).replace("\n", ";").split(";"):
            value = choices.get(folded(word), "")
            if value:
                values.add(value)
            elif word.strip():
                self.wrong(title, f"“{word.strip()}” is not {what}. Part several by semicolons.")
        return sorted(values)

    def amount(self, title: str, *, most: int) -> Decimal | None:
        words = self.text(title).replace("£", "").replace(",", "").strip()
        if not words:
            return None
        try:
            value = Decimal(words)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value <= most:
            self.wrong(title, f"“{self.row[title]}” is not a number from 0 to {most:,}.")
            return None
        return value

    def days(self, title: str) -> Decimal | None:
        days = self.amount(title, most=100)
        if days is not None and days != round(days, 1):
            self.wrong(title, "Days are given in tenths at the finest, such as 2.5.")
        return days

    def reference_to(self, title: str, there: frozenset[int], what: str) -> int | None:
        words = self.text(title)
        if words and words.isdecimal() and int(words) in there:
            return int(words)
        if words:
            self.wrong(title, f"There is no open {what} of this number here: “{words}”.")
        return None

    def day(self, title: str) -> date | None:
        words = self.text(title)
        day = _day(words)
        if words and day is None:
            self.wrong(title, f"“{words}” is not a day. Write it like 27/03/2026.")
        return day


def check(rows: Iterable[Mapping[str, str]], *, known: Known) -> tuple[list[Draft], list[Problem]]:
    """What the rows say, and everything wrong with them; duplicates name the row they repeat."""
    drafts, problems = [], []
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        draft, wrong = _draft(row, known)
        problems += wrong
        drafts.append(draft)
        # Several offers may have one contact; a person has an address alone.
        email = "" if draft.type in known.offers else draft.email.lower()
        keys = [("Reference", draft.reference), ("E-mail", email)]
        named: list[tuple[str, tuple[str, ...]]] = [
            (title, (title, word)) for title, word in keys if word
        ]
        if draft.name:
            named.append(("Name", ("Name", *draft.person)))
        for title, key in named:
            earlier = first.setdefault(key, draft.row)
            if earlier != draft.row:
                words = f"The same as in row {earlier}. Keep one of the two rows."
                problems.append(Problem(draft.row, title, words))
                break
    return drafts, problems


def _draft(row: Mapping[str, str], known: Known) -> tuple[Draft, list[Problem]]:
    cells = Cells(row)
    draft = Draft(
        row=cells.number,
        reference=cells.text("Reference"),
        name=cells.needed("Name"),
        headline=cells.text("Headline"),
        summary=cells.text("What it offers"),
        email=cells.address("E-mail"),
        specialisms=cells.several("Specialisms", SPECIALISMS, "in the list of specialisms"),
        sector=cells.chosen("For", known.sectors, "any"),
        evidence=cells.text("Evidence"),
        cost=cells.text("Cost"),
        day_rate=cells.amount("Day rate", most=10_000),
        travel=cells.text("Where it goes"),
        confirmed_on=cells.day("Confirmed on"),
        days=[cells.days(title) for title in DAYS],
    )
    if cells.needed("Type"):
        draft.type = cells.chosen("Type", known.types)
    if cells.needed("Stages"):
        draft.stages = cells.several("Stages", known.stages, "a stage of schooling")
    _place(draft, cells, known)
    return draft, cells.problems


def _place(draft: Draft, cells: Cells, known: Known) -> None:
    """Where it comes from: one school, one trust, or an organisation by name."""
    draft.school = cells.reference_to("School URN", known.schools, "school")
    draft.trust = cells.reference_to("Trust UID", known.trusts, "trust")
    draft.organisation = cells.text("Organisation")
    given = sum(bool(cells.row.get(title)) for title in PLACES)
    if given != 1:
        words = "One place is needed: a school, a trust or an organisation."
        cells.wrong(PLACES[0], f"{words} {given or 'None'} {'is' if given < 2 else 'are'} given.")
    default = "school" if draft.school else "trust" if draft.trust else "other"
    draft.organisation_kind = cells.chosen("Kind of organisation", known.kinds, default)


def _day(words: str) -> date | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y"):
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    return None


def _shown(choices: Mapping[str, str]) -> list[str]:
    """One word for each value of some choices: the longest, which is its label."""
    labels: dict[str, str] = {}
    for word, value in choices.items():
        if len(word) > len(labels.get(value, "")):
            labels[value] = word
    return list(labels.values())


def words_for(choices: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Choices by what may be typed for them: their label or their code."""
    typed = {}
    for value, label in choices:
        typed[folded(label)] = value
        typed[folded(value)] = value
    return typed


SPECIALISMS = words_for(specialisms.CHOICES)
