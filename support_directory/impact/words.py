"""An estimate in plain sentences, from the same numbers as the table beside them.

Every number is rounded once, here, and what is compared in a sentence is what it prints.
"""

from collections.abc import Sequence

import numpy as np

from support_directory.impact.estimates import FEWEST_SCHOOLS, Estimate, Interval, Verdict
from support_directory.impact.matches import Compared

MINUS, NBSP = "\u2212", "\u00a0"
PLACES = 1


def rounded(value: float) -> float:
    return round(value, PLACES) + 0.0


def points(value: float) -> str:
    """A size without its sign: "1 point", "2.4 points"."""
    size = abs(rounded(value))
    return f"{size:.{PLACES}f}".removesuffix(".0") + f"{NBSP}point{'' if size == 1 else 's'}"


def signed(value: float) -> str:
    """A number with its sign: "+2.4", "−0.3", "0.0"."""
    shown = rounded(value)
    sign = "+" if shown > 0 else MINUS if shown < 0 else ""
    return f"{sign}{abs(shown):.{PLACES}f}"


def moved(value: float) -> str:
    """A change in words: "rose by 2.4 points", "did not move"."""
    shown = rounded(value)
    if shown == 0:
        return "did not move"
    return f"{'rose' if shown > 0 else 'fell'} by {points(value)}"


def between(interval: Interval) -> str:
    return f"between {signed(interval.low)} and {signed(interval.high)}"


def verdict_in_words(told: Estimate, *, counts_few: bool = True) -> str:
    """What can be said of the programme, in one or two sentences.

    Without `counts_few` for readers who are not told which schools had support: how few it were
    would help to find them.
    """
    count, interval = len(told.compared), told.interval
    if told.verdict is Verdict.TOO_EARLY:
        return "It is too early to say: no results have been published since this support ended."
    if interval is None:
        if not counts_few:
            return (
                f"Too few schools to say: fewer than {FEWEST_SCHOOLS} can be compared, and so few"
                " say nothing of support as a whole."
            )
        schools = "1 school" if count == 1 else f"{count} schools"
        return (
            f"Too few schools to say: {schools} can be compared, and fewer than"
            f" {FEWEST_SCHOOLS} say nothing of support as a whole."
        )
    effect = (
        f"The {count} supported schools improved {points(interval.effect)}"
        f" {'more' if interval.effect >= 0 else 'less'} than comparable schools without support"
    )
    if told.verdict is Verdict.NONE_SEEN:
        return (
            f"No effect is seen. {effect}, but with so few schools and figures that swing so much"
            f" anything {between(interval)} points may be chance."
        )
    if told.verdict is Verdict.DRIFTING:
        return (
            f"No effect can be claimed. {effect}, but they were moving apart from those schools"
            " before support began."
        )
    better = "did better" if told.verdict is Verdict.BETTER else "did worse"
    return (
        f"Supported schools {better}. {effect}. The effect lies {between(interval)} points,"
        " which leaves no room for none."
    )


def regression_in_words(told: Estimate) -> str:
    """What would have happened anyway, as a figure: regression to the mean among it."""
    if not told.compared:
        return ""
    said = (
        f"Supported schools {moved(told.change)}. Schools of the same phase that began with the"
        f" same results and had no support {moved(told.expected)} by themselves"
    )
    return (
        f"{said}: low results tend to be followed by higher ones, and high by lower"
        " (regression to the mean), and times change for all. Only the difference can be due to"
        " support."
    )


def placebo_in_words(told: Estimate) -> str:
    """What the same arithmetic says of years in which nobody was supported."""
    if told.interval is None:
        return ""
    if told.placebo is None:
        return (
            "Whether these schools were moving apart from others before support cannot be checked:"
            f" fewer than {FEWEST_SCHOOLS} have results of enough earlier years."
        )
    held = (
        "about nothing, as it should be"
        if told.placebo.holds_nothing
        else "a difference that support cannot have made"
    )
    return (
        "The same reckoning on two years before support, when there was none, gives"
        f" {signed(told.placebo.effect)} points ({between(told.placebo)},"
        f" {told.placebo.schools} schools): {held}."
    )


def school_in_words(one: Compared, *, sign: int) -> str:
    """One school beside its comparison. Of one school alone no effect is claimed."""
    low, high = middle_half(one.moved)
    if sign * one.change > max(sign * low, sign * high):
        place = "That is better than three quarters of them."
    elif sign * one.change < min(sign * low, sign * high):
        place = "That is less good than three quarters of them."
    else:
        place = "That is within the middle half of them."
    return (
        f"From {one.span.before} to {one.span.after} it {moved(one.change)}. {len(one.moved)}"
        f" comparable schools {moved(one.expected)} by themselves. {place}"
    )


def middle_half(changes: Sequence[float]) -> tuple[float, float]:
    low, high = np.percentile(changes, (25, 75))
    return float(low), float(high)
