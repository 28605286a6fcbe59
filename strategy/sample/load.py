"""The strategy's part of the sample city: the editions first, then all that hangs on them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from strategy.plan_files import read
from strategy.sample import consultations, progress, targets
from strategy.services.loading import load_plan

HERE = Path(__file__).parent
# The older plan first: the strategy continues it.
PLANS = ["action-plan-2016.toml", "pulling-together-2017-20.toml"]
# A further part of the sample is a function (on, by, log) that says how many things it made.
PARTS: list[Callable[..., int]] = [
    targets.load,
    progress.load,
    consultations.load,
]


def load(*, on: date, by, log: Callable[[str], None]) -> int:
    """Enter the sample editions and everything about them; how many things were not there yet."""
    made = 0
    for name in PLANS:
        loading = load_plan(plan=read(HERE / name), by=by)
        if not loading.is_nothing:
            log(f"Strategy: {loading.edition}, {loading.edition.objectives.count()} parts")
        made += loading.made + loading.changed
    return made + sum(part(on=on, by=by, log=log) for part in PARTS)
