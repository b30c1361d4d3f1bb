"""Fewer entries of a table, in the order of their scores, with the same areas under curves."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
#: Labels, scores and numbers of rows of some entries.
Entries = tuple[Array, Array, Array]

#: With fewer entries it is not worth another last digit.
MANY = 1 << 20
#: Whole numbers up to here are exact in float32.
_EXACT = 2**24


def corners(labels: Array, scores: Array, counts: Array) -> Entries:
    """Take neighbouring scores of one label together: the corners of a ROC curve are left.

    ``roc_curve`` drops the points between them itself where they are evenly spaced.  No others are
    dropped here, so that the area is the same to the last bit.

    Args:
        labels: (M,) the labels.
        scores: (M,) the scores; unless they are ascending and finite nothing is taken together.
        counts: (M,) the number of rows of each.

    Returns:
        The same of fewer entries.
    """
    if not _in_order(scores):
        return labels, scores, counts
    tied = _tied(scores)  # both labels at one score are a slope
    begins = np.append(True, (labels[1:] != labels[:-1]) | tied[1:] | tied[:-1])
    starts = np.flatnonzero(begins)
    uneven = np.minimum.reduceat(counts, starts) != np.maximum.reduceat(counts, starts)
    begins |= np.repeat(uneven, np.diff(starts, append=len(counts)))
    begins[-1] = True  # the first point of the curve is never dropped
    starts = np.flatnonzero(begins)
    return labels[starts], scores[starts], np.add.reduceat(counts, starts)


def recalls(
    labels: Array, scores: Array, counts: Array, positive: Any, many: int = MANY
) -> Entries:
    """Take neighbouring scores together that no positive row has.

    Recall does not rise there, so that average precision is the same, but for the order in which
    what is left is added up.

    Args:
        labels: (M,) the labels.
        scores: (M,) the scores; unless they are ascending and finite nothing is taken together.
        counts: (M,) the number of rows of each.
        positive: The label of the class that is looked for.
        many: Fewer entries than these are left as they are.

    Returns:
        The same of fewer entries.
    """
    if len(scores) < many or not _in_order(scores):
        return labels, scores, counts
    stays = (labels == positive) | _tied(scores)
    starts = np.flatnonzero(np.append(True, stays[1:] | stays[:-1]))
    return labels[starts], scores[starts], np.add.reduceat(counts, starts)


def weights_of(counts: Array) -> Array:
    """Return counts as weights that scikit-learn takes without a copy, and adds up in float64."""
    exact_in_float32 = counts.max(initial=0) <= _EXACT
    return counts.astype(np.float32 if exact_in_float32 else np.float64)


def _in_order(scores: Array) -> bool:
    return bool((scores[1:] >= scores[:-1]).all() and np.isfinite(scores[[0, -1]]).all())


def _tied(scores: Array) -> Array:
    same = scores[1:] == scores[:-1]
    return np.asarray(np.append(same, False) | np.append(False, same))
