"""A rating method as its file states it: indicators, cut-offs, weights, triggers, bands."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

METHODS = Path(__file__).parent.parent / "methods"
DEFAULT = "pep-m1"

# The columns of every points and weights matrix, in the order of the method's own table.
KEYS = ["A1", "A2", "B", "C1", "C2", "D1", "E1_ks2", "E1_ks4", "F1", "F2", "G1", "H"]
PARTS_OF_B = ["B_reading", "B_writing", "B_maths"]
COLUMN = {key: number for number, key in enumerate(KEYS)}


def shown_key(key: str) -> str:
    """The key as the method prints it: both stages' E1 read "E1"."""
    return key.split("_ks")[0]


@dataclass(frozen=True)
class Indicator:
    """One thing that is scored from 0 (no concern) to 4 (very high)."""

    key: str
    label: str
    short: str
    letter: str
    rule: str
    measure: str
    unit: str
    decimals: int
    step: float = 1.0
    cut_offs: tuple[float, ...] = ()
    or_equal: bool = False
    group: str = "all"
    against: str = "all"
    pooled_years: int = 1
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """Everything a round needs to know of the method, and the hash that names it."""

    key: str
    title: str
    disclaimer: str
    text: str
    sha256: str
    indicators: dict[str, Indicator]
    weights: dict[str, dict[str, float]]
    bands: tuple[tuple[int, float], ...]
    triggers: dict[str, dict[str, Any]]
    coverage: dict[str, float]
    cohorts: dict[str, Any]
    inspection: dict[str, float]
    one_pupil: dict[str, float]


def parse(text: str) -> Method:
    """The method that a file's text states. Raises KeyError where a part is missing."""
    data = tomllib.loads(text)
    indicators = {
        key: Indicator(
            key=key,
            cut_offs=tuple(float(cut) for cut in fields.pop("cut_offs", ())),
            parts=tuple(fields.pop("parts", ())),
            **{name: value for name, value in fields.items() if name != "like"},
        )
        for key, fields in data["indicators"].items()
    }
    for row, weights in data["weights"].items():
        if sum(weights.values()) != 100:
            raise ValueError(f"The weights of {row} add up to {sum(weights.values())}, not 100.")
    return Method(
        key=data["key"],
        title=data["title"],
        disclaimer=data["disclaimer"],
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        indicators=indicators,
        weights=data["weights"],
        bands=tuple(sorted((int(band), float(low)) for band, low in data["bands"].items())),
        triggers=data["triggers"],
        coverage=data["coverage"],
        cohorts=data["cohorts"],
        inspection=data["inspection"],
        one_pupil=data["one_pupil"],
    )


def load(key: str) -> Method:
    """The method kept as `methods/<key>.toml`. Raises FileNotFoundError."""
    return parse((METHODS / f"{key}.toml").read_text(encoding="utf-8"))
