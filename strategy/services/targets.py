"""Success measures and targets from a data file: checked whole, then written, none deleted."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit
from strategy.models import Edition, Objective, SuccessMeasure, Target
from strategy.plan_files import UnreadableError

PARTS = {"half": Target.Part.HALF, "quarter": Target.Part.QUARTER}
MEASURE_FIELDS = {"words", "note"}
MEASURE_KEYS = {"objective", "number", "target", *MEASURE_FIELDS}
TARGET_FIELDS = {
    "title", "measure", "population", "kind", "value", "part", "comparator", "against",
    "against_words", "baseline_year", "baseline_value", "baseline_why", "due_year", "note",
}  # fmt: skip
NUMBERS = {"value", "baseline_value"}
WHOLE_NUMBERS = {"baseline_year", "due_year"}


@dataclass(frozen=True)
class Loaded:
    """What a file of targets changed; nothing at all where all of it was there."""

    measures: int = 0
    targets: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.measures or self.targets)


@dataclass
class _Entry:
    """A success measure of the file, and its targets, ready to be written."""

    measure: SuccessMeasure
    targets: list[Target] = field(default_factory=list)


def load_targets(path: Path, *, by: Any) -> Loaded:
    """Write the success measures of a file into its edition; a second time changes nothing.

    An entry is known by its edition, objective and numbers; one that is there takes the file's
    words and figures while the edition is a draft, and only its note afterwards. What the file
    does not name stays as it is. Raises UnreadableError with every fault.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableError([f"{path.name} is no TOML file: {error}."]) from None
    return write_targets(told, file=path.name, by=by)


@transaction.atomic
def write_targets(told: Mapping[str, Any], *, file: str, by: Any) -> Loaded:
    """Write what was read of a file, or nothing of it where anything is wrong."""
    problems: list[str] = []
    edition = Edition.objects.filter(slug=told.get("edition", "")).first()
    if edition is None:
        raise UnreadableError(
            [f"{file}: edition: there is no edition with the address “{told.get('edition', '')}”."]
        )
    entries = _entries(told.get("measure", []), edition, problems)
    if problems:
        raise UnreadableError([f"{file}: {problem}" for problem in problems])
    loaded = Loaded(
        measures=sum(_written(entry.measure, MEASURE_FIELDS) for entry in entries),
        targets=sum(
            _written_target(entry, target) for entry in entries for target in entry.targets
        ),
    )
    if not loaded.is_nothing:
        audit.record(
            "targets loaded",
            subject=edition,
            by=by,
            after={"file": file, "measures": loaded.measures, "targets": loaded.targets},
        )
    return loaded


# --- Checking ---------------------------------------------------------------------------


def _entries(measures: Any, edition: Edition, problems: list[str]) -> list[_Entry]:
    objectives = {
        objective.code: objective for objective in edition.objectives.select_related("edition")
    }
    entries: list[_Entry] = []
    seen: set[tuple[Any, Any]] = set()
    for place, told in enumerate(_tables(measures, "measure", problems), start=1):
        where = f"measure {place}"
        known = (told.get("objective"), told.get("number"))
        if known in seen:
            problems.append(
                f"{where}, number: {known[0]} has a measure {known[1]} already. Number each once."
            )
        seen.add(known)
        entry = _entry(told, where, objectives, problems)
        if entry:
            entries.append(entry)
    return entries


def _tables(told: Any, name: str, problems: list[str]) -> list[Mapping[str, Any]]:
    if isinstance(told, list) and all(isinstance(one, dict) for one in told):
        return told
    problems.append(f"{name}: write each under a line [[{name}]].")
    return []


def _entry(
    told: Mapping[str, Any],
    where: str,
    objectives: Mapping[str, Objective],
    problems: list[str],
) -> _Entry | None:
    _no_unknown(told, MEASURE_KEYS, where, problems)
    objective = objectives.get(str(told.get("objective", "")))
    if objective is None:
        listed = ", ".join(objectives) or "none at all"
        problems.append(
            f"{where}, objective: the edition has no “{told.get('objective', '')}”."
            f" It has {listed}."
        )
        return None
    number = told.get("number")
    if type(number) is not int or number < 1:
        problems.append(f"{where}, number: give a whole number from 1.")
        return None
    measure = SuccessMeasure.objects.filter(objective=objective, number=number).first()
    measure = measure or SuccessMeasure(objective=objective, number=number)
    for name in MEASURE_FIELDS:
        setattr(measure, name, str(told.get(name, "")).strip())
    _full_clean(measure, where, problems)
    is_published = objective.edition.state != Edition.State.DRAFT
    if is_published:
        _not_as_published(measure, MEASURE_FIELDS, where, problems)
    entry = _Entry(measure)
    known = {} if measure.pk is None else {one.number: one for one in measure.targets.all()}
    targets = _tables(told.get("target", []), "measure.target", problems)
    for place, one in enumerate(targets, start=1):
        target = known.get(place) or Target(number=place)
        target.success_measure = measure
        _fill(target, one, f"{where}, target {place}", problems)
        if is_published:
            _not_as_published(target, TARGET_FIELDS, f"{where}, target {place}", problems)
        entry.targets.append(target)
    return entry


def _fill(target: Target, told: Mapping[str, Any], where: str, problems: list[str]) -> None:
    """The fields of a target as the file has them; what it leaves out is empty."""
    _no_unknown(told, TARGET_FIELDS, where, problems)
    before = len(problems)
    for name in sorted(TARGET_FIELDS):
        value = told.get(name)
        if name == "part":
            if value is not None and value not in PARTS:
                problems.append(f"{where}, part: write “half” or “quarter”.")
            target.part = PARTS.get(str(value))
        elif name in NUMBERS | WHOLE_NUMBERS:
            _number(target, name, value, where, problems)
        else:
            setattr(target, name, "" if value is None else str(value).strip())
    if len(problems) == before:
        _full_clean(target, where, problems)


def _number(target: Target, name: str, value: Any, where: str, problems: list[str]) -> None:
    is_fit = type(value) is int or (name in NUMBERS and type(value) is float and isfinite(value))
    if value is not None and not is_fit:
        kind = "a whole number" if name in WHOLE_NUMBERS else "a number"
        problems.append(f"{where}, {name}: {value!r} is not {kind}.")
        return
    setattr(target, name, value)


def _no_unknown(
    told: Mapping[str, Any], known: Iterable[str], where: str, problems: list[str]
) -> None:
    problems.extend(
        f"{where}: “{name}” is no field of it." for name in told if name not in set(known)
    )


def _full_clean(row: SuccessMeasure | Target, where: str, problems: list[str]) -> None:
    """The model's own checks, each said with its field."""
    try:
        row.full_clean(
            exclude=["success_measure"], validate_unique=False, validate_constraints=False
        )
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            at = "" if name == "__all__" else f", {name}"
            problems.extend(f"{where}{at}: {message}" for message in messages)


def _not_as_published(
    row: SuccessMeasure | Target, fields: Iterable[str], where: str, problems: list[str]
) -> None:
    """Say what of a published edition the file would change; notes may always be mended."""
    differing = ", ".join(sorted({*_differing(row, fields)} - {"note"}))
    if differing:
        problems.append(
            f"{where}: {differing} differs from what is published. What is published is changed"
            " by a new edition alone; leave it as it was, or say in the note what is to be known."
        )


# --- Writing ----------------------------------------------------------------------------


def _differing(row: SuccessMeasure | Target, fields: Iterable[str]) -> list[str]:
    """The fields in which a row that is stored differs from the file."""
    if row.pk is None:
        return []
    now = type(row).objects.values(*fields).get(pk=row.pk)
    return [name for name in fields if now[name] != getattr(row, name)]


def _written_target(entry: _Entry, target: Target) -> bool:
    target.success_measure = entry.measure
    return _written(target, TARGET_FIELDS)


def _written(row: SuccessMeasure | Target, fields: Iterable[str]) -> bool:
    """Whether the row was new or different, and so was written."""
    if row.pk is not None and not _differing(row, fields):
        return False
    row.save()
    return True
