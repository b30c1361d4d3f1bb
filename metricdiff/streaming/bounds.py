"""How far the area under a curve can be from its exact value, where scores were taken together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import numpy.typing as npt

from metricdiff.streaming.runs import Runs, merged
from metricdiff.streaming.table import Group

Floats = npt.NDArray[np.float64]
Groups = dict[Group, Runs]


@dataclass(frozen=True)
class Bounds:
    """The most by which areas can be off.

    Attributes:
        roc: The area under the ROC curve.
        precision: The average precision, whichever of two classes is the positive one.
    """

    roc: float
    precision: float


def bounds(runs: Groups, *, masked: bool = False, weighted: bool = False) -> Bounds:
    """Return how far areas can be off: pairs of rows whose bins overlap may stand either way.

    Args:
        runs: The rows of each group.
        masked: Whether there is a mask: then the areas are those with and without it.
        weighted: Whether there are weights: then so with these.
    """
    tables = [runs]
    if masked:
        tables.append({group: one for group, one in runs.items() if group[-1 - weighted]})
    each = [_bounds(_counts(table)) for table in tables]
    each += [_bounds(_weights(table)) for table in tables if weighted]
    return Bounds(max(one.roc for one in each), max(one.precision for one in each))


def _counts(runs: Groups) -> Groups:
    return {group: replace(one, sums=one.sums[:0]) for group, one in runs.items()}


def _weights(runs: Groups) -> Groups:
    """Return the sums of weights as counts."""
    heavy = {group: one for group, one in runs.items() if len(one.sums)}
    return {
        group: replace(one, counts=one.sums[0], sums=one.sums[:0]) for group, one in heavy.items()
    }


def _bounds(runs: Groups) -> Bounds:
    labels = sorted({group[0] for group in runs})
    if len(labels) < 2:  # noqa: PLR2004 - of one class there is no area
        return Bounds(0.0, 0.0)
    one, other = (
        reduce(merged, [own for group, own in runs.items() if group[0] == label])
        for label in labels
    )
    unsure = float((one.counts * _overlapping(one, other)).sum())
    pairs = float(one.counts.sum(dtype=np.float64)) * float(other.counts.sum(dtype=np.float64))
    return Bounds(unsure / pairs, max(_of_precision(one, other), _of_precision(other, one)))


def _of_precision(positive: Runs, negative: Runs) -> float:
    """Bound the average precision: that at each positive row, over all rows that are as high."""
    unsure = _overlapping(positive, negative)
    unsure = unsure + np.where(positive.lows < positive.highs, positive.counts, 0)
    above = _from(positive, positive.scores) + _from(negative, positive.scores)
    certain = above - unsure
    share = np.divide(unsure, certain, out=np.ones(len(unsure)), where=unsure < certain)
    return float(np.average(share, weights=positive.counts))


def _overlapping(one: Runs, other: Runs) -> Floats:
    """Return for each bin how many rows of the other class are in bins that overlap it.

    Rows with the very same score are not: theirs is a tie, whatever happens.
    """
    sums = np.concatenate([[0.0], np.cumsum(other.counts, dtype=np.float64)])
    first = np.searchsorted(other.highs, one.lows, side="left")
    after = np.searchsorted(other.lows, one.highs, side="right")
    inside = np.maximum(sums[after] - sums[np.minimum(first, after)], 0.0)
    place = np.minimum(first, len(other) - 1)
    sharp = (one.lows == one.highs) & (other.lows[place] == other.highs[place])
    return np.where(sharp & (after - first <= 1), 0.0, inside)


def _from(runs: Runs, scores: Floats) -> Floats:
    """Return how many rows have each score or a higher one."""
    sums = np.concatenate([[0.0], np.cumsum(runs.counts[::-1], dtype=np.float64)])[::-1]
    return np.asarray(sums[np.searchsorted(runs.scores, scores, side="left")])
