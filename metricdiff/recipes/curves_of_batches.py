"""The areas under the curves of many batches, from one sort."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.batching import Batched
from metricdiff.recipes.facts import Booleans, Floats
from metricdiff.recipes.recipe import Recipe

_TINY = 1e-300


def areas(
    recipe: Recipe,
    levels: npt.NDArray[np.int64],
    labels: Booleans,
    weights: Floats | None,
    batches: Batched,
) -> Floats:
    """Return (B,) the area under the curve of each batch; NaN where it has none.

    Args:
        recipe: Tells the curve and how its area is taken.
        levels: (N,) the number of each score among all, or of its cell of the grid.
        labels: (N,) which rows are positive.
        weights: (N,) the weights; ``None`` where all count alike.
        batches: Which rows are together.
    """
    highest = int(levels.max(initial=0))
    keys = batches.places * (highest + 1) + (highest - levels)
    if weights is None:  # the labels go along with the keys: to sort these alone is much faster
        keys = np.sort(keys * 2 + labels)
        own, keys = keys & 1, keys >> 1
        true, false = np.cumsum(own), np.cumsum(1 - own)
    else:
        order = np.argsort(keys)
        keys = keys[order]
        true, false = (np.cumsum((weights * part)[order]) for part in (labels, ~labels))
    # The last row of each level of each batch is a point of its curve.
    last = np.append(keys[1:] != keys[:-1], True)
    batch = keys[last] // (highest + 1)
    first = np.append(True, batch[1:] != batch[:-1])
    tp = _within(true[last].astype(np.float64), first, batch)
    fp = _within(false[last].astype(np.float64), first, batch)
    before = tuple(np.where(first, 0.0, np.roll(part, 1)) for part in (tp, fp))
    ends = np.flatnonzero(np.append(first[1:], True))
    count = len(batches.starts)
    if recipe.count == "roc":
        pieces = (fp - before[1]) * (tp + before[0]) / 2
        area = np.bincount(batch, pieces, count) / np.maximum(tp[ends] * fp[ends], _TINY)
        nothing = 0.0 if recipe.grid or recipe.coding == "nonzero" else np.nan
        return np.where((tp[ends] > 0) & (fp[ends] > 0), area, nothing)
    gains = np.bincount(batch, _precision(recipe, tp, fp, *before), count)
    return np.where(tp[ends] > 0, gains / np.maximum(tp[ends], _TINY), 0.0)


def _within(cumulated: Floats, first: Booleans, batch: npt.NDArray[np.int64]) -> Floats:
    """Return sums that begin anew in each batch."""
    starts = np.flatnonzero(first)
    so_far = np.where(starts > 0, cumulated[np.maximum(starts - 1, 0)], 0.0)
    return np.asarray(cumulated - so_far[np.cumsum(first) - 1]) if len(batch) else cumulated


def _precision(recipe: Recipe, tp: Floats, fp: Floats, tp0: Floats, fp0: Floats) -> Floats:
    """Return the pieces of the area under precision and recall, times the positives."""
    positive, before = tp + fp, tp0 + fp0
    gained, taken = tp - tp0, positive - before
    precision = np.where(positive > 0, tp / np.maximum(positive, _TINY), 0)
    if recipe.curve == "step":
        return np.asarray(gained * precision)
    if recipe.curve == "trapezoid":
        earlier = np.where(before > 0, tp0 / np.maximum(before, _TINY), 1.0)
        return np.asarray(gained * (precision + earlier) / 2)
    slope = np.where(taken > 0, gained / np.maximum(taken, _TINY), 0)
    intercept = tp0 - slope * before
    inside = (positive > 0) & (before > 0)
    ratio = np.where(inside, positive / np.maximum(before, _TINY), 1.0)
    return np.asarray(slope * (gained + intercept * np.log(ratio)))
