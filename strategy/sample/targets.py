"""The success measures of the sample editions."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from strategy.services.targets import load_targets

HERE = Path(__file__).parent
FILES = ["targets_2016.toml", "targets_2017.toml"]


def load(*, on: date, by, log: Callable[[str], None]) -> int:
    """Enter the measures of both editions; how many of them and their targets were not there."""
    made = 0
    for name in FILES:
        loaded = load_targets(HERE / name, by=by)
        if not loaded.is_nothing:
            log(f"Strategy: {loaded.measures} success measures, {loaded.targets} targets")
        made += loaded.measures + loaded.targets
    return made
