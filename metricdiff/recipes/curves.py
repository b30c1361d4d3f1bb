"""Areas under curves: over all scores, or over the fixed thresholds that Keras samples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.facts import Booleans, Floats
from metricdiff.recipes.recipe import Recipe


def bucket(scores: Floats, grid: int) -> npt.NDArray[np.int64]:
    """Return for each score the number of the highest threshold that it is above.

    Keras spaces *grid* thresholds evenly from 0 to 1 and works in float32; a score of 0 is above
    the first, which lies a little below 0.
    """
    clipped = np.clip(scores.astype(np.float32), np.float32(0), np.float32(1))
    above = np.ceil(clipped * np.float32(grid - 1)).astype(np.int64) - 1
    return np.asarray(np.maximum(above, 0), dtype=np.int64)


def area(recipe: Recipe, labels: Booleans, scores: Floats, weights: Floats) -> float:
    """Return the area under the ROC curve, or under precision and recall.

    Args:
        recipe: Tells the curve, the grid and how the area is taken.
        labels: (N,) which rows are positive.
        scores: (N,) the scores.
        weights: (N,) the weights.
    """
    levels = bucket(scores, recipe.grid) if recipe.grid else scores
    _, place = np.unique(levels, return_inverse=True)
    size = int(place.max()) + 1
    positives = np.bincount(place, weights * labels, size)[::-1]
    negatives = np.bincount(place, weights * ~labels, size)[::-1]
    # From the highest level down: what is decided positive so far.
    tp = np.concatenate([[0.0], np.cumsum(positives)])
    fp = np.concatenate([[0.0], np.cumsum(negatives)])
    if not tp[-1] and recipe.count == "pr":
        return 0.0
    in_keras = recipe.grid or recipe.coding == "nonzero"
    if in_keras and not (tp[-1] and fp[-1]) and recipe.count == "roc":
        return 0.0  # one class alone: scikit-learn gives NaN
    if recipe.count == "roc":
        return float(np.trapezoid(tp / tp[-1], fp / fp[-1]))
    return _under_precision(recipe, tp, fp)


def _under_precision(recipe: Recipe, tp: Floats, fp: Floats) -> float:
    positive = tp + fp
    gained, taken = np.diff(tp), np.diff(positive)
    if recipe.curve == "step":
        precision = np.where(positive[1:] > 0, tp[1:] / np.maximum(positive[1:], 1e-300), 0)
        return float((gained * precision).sum() / tp[-1])
    # Davis and Goadrich: between two points true positives grow linearly with the positives.
    slope = np.where(taken > 0, gained / np.maximum(taken, 1e-300), 0)
    intercept = tp[:-1] - slope * positive[:-1]
    ratio = np.where(
        (positive[:-1] > 0) & (positive[1:] > 0),
        positive[1:] / np.maximum(positive[:-1], 1e-300),
        1.0,
    )
    return float((slope * (gained + intercept * np.log(ratio))).sum() / tp[-1])
