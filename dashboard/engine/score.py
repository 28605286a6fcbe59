"""Weights and how they are shared out, the score, and contributions that add up to it.

Matrices have a row for each school and a column for each of `method.KEYS`.
"""

import numpy as np

from dashboard.engine.method import COLUMN, KEYS, Method
from dashboard.engine.points import Bools, Floats, half_up

LETTERS = sorted({key[0] for key in KEYS})


def nominal_weights(rows: list[str], method: Method) -> Floats:
    """The method's own weights, one line for each school's row of the table, in per cent."""
    table = {
        name: np.array([float(weights.get(key, 0)) for key in KEYS])
        for name, weights in method.weights.items()
    }
    return np.array([table[row] for row in rows]).reshape(len(rows), len(KEYS))


def shared_weights(nominal: Floats, present: Bools) -> Floats:
    """Weights once the absent ones have been shared out, adding up to 100 a school.

    An absent indicator's weight goes to what is present under its letter; a letter with
    nothing present gives its weight to all the others in proportion.
    """
    weights = np.zeros(nominal.shape)
    for letter in LETTERS:
        columns = [number for number, key in enumerate(KEYS) if key[0] == letter]
        there = np.where(present[:, columns], nominal[:, columns], 0.0)
        carried = nominal[:, columns].sum(axis=1, keepdims=True)
        weights[:, columns] = _in_proportion(there) * carried
    return _in_proportion(weights) * 100


def aged_weights(weights: Floats, is_old: Bools, method: Method) -> Floats:
    """Weights once an old inspection has lost half of its own, adding up to 100 again.

    The other half falls away: it is not given to the letter but to nobody, so that all
    others count for more in proportion.
    """
    aged = weights.copy()
    aged[is_old, COLUMN["H"]] *= method.inspection["old_share"]
    return _in_proportion(aged) * 100


def _in_proportion(weights: Floats) -> Floats:
    """Each line divided by its sum; a line of zeros stays zero."""
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros(weights.shape), where=total > 0)


def contributions(points: Floats, weights: Floats) -> Floats:
    """What each indicator adds to the score: points x weight / 4, unrounded."""
    return np.nan_to_num(points) * weights / 4


def scores(points: Floats, weights: Floats) -> Floats:
    """The score from 0 to 100 with one decimal place; NaN where nothing is present."""
    score = half_up(contributions(points, weights).sum(axis=1), 1)
    return np.where(weights.sum(axis=1) > 0, score, np.nan)


def rounded_contributions(exact: Floats) -> Floats:
    """Contributions with one decimal place that add up to the rounded score exactly.

    Each is cut to a tenth; the tenths still owed go to those that lost most by the cut, so
    none is moved by more than a tenth.
    """
    tenths = exact * 10
    floor = np.floor(tenths + 1e-9)
    owed = np.rint(half_up(exact.sum(axis=1), 1) * 10 - floor.sum(axis=1)).astype(int)
    lost = np.where(exact > 0, tenths - floor, -1.0)
    # Rank 0 lost most; columns of equal loss keep their order, so the result is the same anywhere.
    rank = np.argsort(np.argsort(-lost, axis=1, kind="stable"), axis=1, kind="stable")
    return (floor + (rank < owed[:, None])) / 10


def coverage(nominal: Floats, present: Bools) -> Floats:
    """Nominal weight present, in whole per cent."""
    return half_up(np.where(present, nominal, 0.0).sum(axis=1), 0)
