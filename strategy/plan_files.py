"""A plan as a file: one edition in TOML, read and checked whole before anything is stored."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug

from strategy.models import Edition, LinkedDocument, StrategicAction
from strategy.models.editions import is_no_address_of_its_own


class UnreadableError(Exception):
    """A file cannot be taken in; `faults` says why, a line each."""

    def __init__(self, faults: list[str]):
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class PlannedMilestone:
    text: str
    due_on: date | None
    met_on: date | None


@dataclass(frozen=True)
class PlannedAction:
    number: str
    priority: int | None
    text: str
    owner: str
    due_on: date | None
    due_words: str
    status: str
    milestones: list[PlannedMilestone]


@dataclass(frozen=True)
class PlannedLead:
    body: str
    post: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class PlannedDocument:
    kind: str
    title: str
    publisher: str
    url: str
    dated_on: date | None


@dataclass(frozen=True)
class PlannedObjective:
    """`continues` names objectives of other editions: `(address of the edition, code)`."""

    code: str
    short_name: str
    text: str
    what_success_is: str
    continues: list[tuple[str, str]]
    priorities: list[str]
    leads: list[PlannedLead]
    actions: list[PlannedAction]
    documents: list[PlannedDocument]


@dataclass(frozen=True)
class Plan:
    """One edition with all that stands in it, as its file has it."""

    slug: str
    title: str
    summary: str
    note: str
    called: str
    starts_on: date
    ends_on: date
    state: str
    approved_on: date | None
    published_on: date | None
    archived_on: date | None
    objectives: list[PlannedObjective]


@dataclass
class Table:
    """A table of the file, asked field by field; what is wrong is noted, never guessed."""

    where: str
    given: dict[str, Any]
    faults: list[str]
    known: set[str] = field(default_factory=set)

    def fault(self, name: str, words: str) -> None:
        self.faults.append(f"{self.where}: “{name}” {words}")

    def text(self, name: str, *, needed: bool = True, most: int | None = None) -> str:
        value = self._get(name)
        if value is None:
            if needed:
                self.fault(name, "is missing")
            return ""
        if not isinstance(value, str):
            self.fault(name, f"must be text in quotation marks, not {value!r}")
            return ""
        value = value.strip()
        if needed and not value:
            self.fault(name, "is empty")
        if most and len(value) > most:
            self.fault(name, f"has {len(value)} characters; {most} is the most")
        return value

    def day(self, name: str, *, needed: bool = False) -> date | None:
        value = self._get(name)
        if value is None:
            if needed:
                self.fault(name, "is missing")
            return None
        # A moment is a date to Python, and no day here.
        if type(value) is not date:
            self.fault(name, f"must be a day such as 2026-09-01, without quotes, not {value!r}")
            return None
        return value

    def choice(self, name: str, among: list[str], *, default: str) -> str:
        value = self._get(name)
        if value is None:
            return default
        if value not in among:
            self.fault(name, f"must be one of {', '.join(among)}, not {value!r}")
            return default
        return value

    def place(self, name: str, *, most: int) -> int | None:
        value = self._get(name)
        if value is None:
            return None
        if type(value) is not int or not 1 <= value <= most:
            self.fault(name, f"must be the place of one of the {most} priorities, not {value!r}")
            return None
        return value

    def texts(self, name: str) -> list[str]:
        value = self._get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(name, "must be a list of texts in quotation marks")
            return []
        return [item.strip() for item in value]

    def tables(self, name: str, word: str) -> list["Table"]:
        value = self._get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(name, "must be a list of tables")
            return []
        return [
            Table(f"{self.where}, {word} {number}", item, self.faults)
            for number, item in enumerate(value, start=1)
        ]

    def nothing_else(self) -> None:
        """A field nobody asked for is a slip of the pen."""
        for name in sorted(set(self.given) - self.known):
            self.fault(name, f"is not a field here. Known are: {', '.join(sorted(self.known))}")

    def _get(self, name: str) -> Any:
        self.known.add(name)
        return self.given.get(name)


def read(path: Path) -> Plan:
    """The plan in a file. Raises UnreadableError with everything that is wrong in it."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableError([f"{path.name}: cannot be opened ({error.strerror})"]) from None
    except UnicodeDecodeError:
        raise UnreadableError([f"{path.name}: is not text in UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError([f"{path.name}: is not TOML: {error}"]) from None
    faults: list[str] = []
    whole = Table(path.name, given, faults)
    heads = given.get("edition")
    whole.known.add("edition")
    if not isinstance(heads, dict):
        raise UnreadableError([f"{path.name}: the table [edition] is missing"])
    objectives = [_objective(table) for table in whole.tables("objective", "objective")]
    plan = _plan(Table(f"{path.name}, edition", heads, faults), objectives)
    whole.nothing_else()
    if not objectives:
        faults.append(f"{path.name}: there is no [[objective]]")
    codes = [objective.code.lower() for objective in objectives]
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        faults.append(f"{path.name}: the code “{code.upper()}” is given to several objectives")
    if faults:
        raise UnreadableError(faults)
    return plan


def _plan(table: Table, objectives: list[PlannedObjective]) -> Plan:
    plan = Plan(
        slug=table.text("slug", most=60),
        title=table.text("title", most=200),
        summary=table.text("summary", needed=False),
        note=table.text("note", needed=False),
        called=table.choice("called", ["objective", "priority"], default="objective"),
        starts_on=table.day("starts_on", needed=True) or date.min,
        ends_on=table.day("ends_on", needed=True) or date.max,
        state=table.choice("state", list(Edition.State.values), default=Edition.State.DRAFT),
        approved_on=table.day("approved_on"),
        published_on=table.day("published_on"),
        archived_on=table.day("archived_on"),
        objectives=objectives,
    )
    table.nothing_else()
    _check_address(table, "slug", plan.slug)
    if plan.ends_on < plan.starts_on:
        table.fault("ends_on", "is before the first day")
    for name, needed_by in (
        ("approved_on", ["approved"]),
        ("published_on", ["published", "archived"]),
        ("archived_on", ["archived"]),
    ):
        if plan.state in needed_by and getattr(plan, name) is None:
            table.fault(name, f"is missing, and the state is {plan.state}")
    if plan.published_on and plan.state not in ("published", "archived"):
        table.fault("published_on", f"is given, and the state is {plan.state}")
    if plan.archived_on and plan.state != "archived":
        table.fault("archived_on", f"is given, and the state is {plan.state}")
    return plan


def _objective(table: Table) -> PlannedObjective:
    code = table.text("code", most=12)
    if code:
        table.where = f"{table.where} ({code})"
        _check_address(table, "code", code)
    priorities = table.texts("priorities")
    objective = PlannedObjective(
        code=code,
        short_name=table.text("short_name", most=80),
        text=table.text("text"),
        what_success_is=table.text("what_success_is", needed=False),
        continues=_continued(table),
        priorities=priorities,
        leads=[_lead(lead) for lead in table.tables("leads", "lead")],
        actions=[_action(action, priorities) for action in table.tables("actions", "action")],
        documents=[_document(document) for document in table.tables("documents", "document")],
    )
    table.nothing_else()
    numbers = [action.number for action in objective.actions if action.number]
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        table.fault("actions", f"have the number {number} several times")
    return objective


def _continued(table: Table) -> list[tuple[str, str]]:
    named = []
    for words in table.texts("continues"):
        slug, stroke, code = words.partition("/")
        if not (slug and stroke and code):
            table.fault("continues", f"must name edition/code such as action-plan/P1, not {words}")
        named.append((slug, code))
    return named


def _lead(table: Table) -> PlannedLead:
    lead = PlannedLead(
        body=table.text("body", most=120),
        post=table.text("post", needed=False, most=120),
        starts_on=table.day("starts_on", needed=True) or date.min,
        ends_on=table.day("ends_on"),
    )
    table.nothing_else()
    if lead.ends_on and lead.ends_on < lead.starts_on:
        table.fault("ends_on", "is before the first day")
    return lead


def _action(table: Table, priorities: list[str]) -> PlannedAction:
    action = PlannedAction(
        number=table.text("number", most=12),
        priority=table.place("priority", most=len(priorities)),
        text=table.text("text"),
        owner=table.text("owner", most=120),
        due_on=table.day("due_on"),
        due_words=table.text("due_words", needed=False, most=120),
        status=table.choice(
            "status",
            list(StrategicAction.Status.values),
            default=StrategicAction.Status.NOT_STARTED,
        ),
        milestones=[_milestone(milestone) for milestone in table.tables("milestones", "milestone")],
    )
    table.nothing_else()
    return action


def _milestone(table: Table) -> PlannedMilestone:
    milestone = PlannedMilestone(
        text=table.text("text"), due_on=table.day("due_on"), met_on=table.day("met_on")
    )
    table.nothing_else()
    return milestone


def _document(table: Table) -> PlannedDocument:
    document = PlannedDocument(
        kind=table.choice("kind", list(LinkedDocument.Kind.values), default="document"),
        title=table.text("title", most=200),
        publisher=table.text("publisher", needed=False, most=120),
        url=table.text("url", needed=False, most=500),
        dated_on=table.day("dated_on"),
    )
    table.nothing_else()
    if document.url:
        try:
            URLValidator(schemes=["http", "https"])(document.url)
        except ValidationError:
            table.fault("url", f"must be a whole address such as https://…, not {document.url}")
    return document


def _check_address(table: Table, name: str, word: str) -> None:
    if not word:
        return
    try:
        validate_slug(word)
        is_no_address_of_its_own(word)
    except ValidationError as error:
        table.fault(name, f"cannot be {word!r}. {' '.join(error.messages)}")
