"""Curves over all scores, or over the thresholds that Keras samples: areas, operating points."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.batching import Batched
from metricdiff.recipes.counting import over
from metricdiff.recipes.curves_of_batches import areas
from metricdiff.recipes.deciding import labels, scores_of
from metricdiff.recipes.facts import Booleans, Facts, Floats
from metricdiff.recipes.recipe import Recipe

#: The rate that is kept, and the best of the other at it: of each operating point.
_POINTS = {
    "precision_at_recall": ("recall", "precision"),
    "recall_at_precision": ("precision", "recall"),
    "sensitivity_at_specificity": ("specificity", "recall"),
    "specificity_at_sensitivity": ("recall", "specificity"),
}


def of_ranking(recipe: Recipe, facts: Facts) -> Floats:
    """Return the area under each curve or their mean, or the rate at an operating point."""
    truth, scores = labels(recipe, facts) != 0, scores_of(recipe, facts)
    if recipe.transform == "sigmoid" and not recipe.grid:
        scores = facts.scores  # the same order, and no ties where the sigmoid is flat
    weights = facts.weighing(recipe)
    if recipe.average == "micro":
        weights = np.repeat(weights, truth.shape[1])
        truth, scores = truth.reshape(-1, 1), scores.reshape(-1, 1)
    if not recipe.batch:
        return _of_columns(recipe, truth, scores, weights)
    size = recipe.batch * (len(truth) // facts.predictions.rows)  # of cells, where they are pooled
    batches = Batched(len(truth), size)
    if recipe.count in _POINTS:
        parts = [slice(start, start + size) for start in batches.starts]
        points = [
            _operating_point(recipe, truth[at, 0], scores[at, 0], weights[at]) for at in parts
        ]
        return np.array(points)[:, None]
    levels = bucket(scores, recipe.grid) if recipe.grid else scores
    each = [
        areas(recipe, levels[:, c], truth[:, c], weights, batches)
        for c in ([recipe.only] if recipe.only is not None else range(truth.shape[1]))
    ]
    return _averaged(recipe, np.column_stack(each), batches.sums(weights[:, None] * truth))


def _averaged(recipe: Recipe, values: Floats, support: Floats) -> Floats:
    """Average (B, C) areas over the columns of each batch; those that have none do not count."""
    if recipe.average not in {"macro", "weighted"}:
        return values
    counted = ~np.isnan(values) * (support if recipe.average == "weighted" else 1.0)
    total = (np.nan_to_num(values) * counted).sum(axis=1, keepdims=True)
    return np.asarray(total / counted.sum(axis=1, keepdims=True))


def _of_columns(recipe: Recipe, truth: Booleans, scores: Floats, weights: Floats) -> Floats:
    if recipe.count in _POINTS:
        return np.atleast_1d(_operating_point(recipe, truth[:, 0], scores[:, 0], weights))
    columns = [recipe.only] if recipe.only is not None else range(truth.shape[1])
    found = np.array([area(recipe, truth[:, c], scores[:, c], weights) for c in columns])
    if recipe.average == "weighted":
        support = (weights[:, None] * truth).sum(axis=0)
        return np.atleast_1d(np.average(found, weights=support))
    if recipe.average != "macro":
        return found
    counted = found[~np.isnan(found)]  # a column of one class alone has no area
    return np.atleast_1d(found.mean() if recipe.absent or not counted.size else counted.mean())


def bucket(scores: Floats, grid: int, first: int = 0) -> npt.NDArray[np.int64]:
    """Return for each score the number of the highest threshold that it is above.

    Keras spaces *grid* thresholds evenly from 0 to 1 and works in float32.  In AUC a score of 0 is
    above the first, which lies a little below 0; at operating points it is above none: *first*
    is -1.
    """
    clipped = np.clip(scores.astype(np.float32), np.float32(0), np.float32(1))
    above = np.ceil(clipped * np.float32(grid - 1)).astype(np.int64) - 1
    return np.asarray(np.maximum(above, first), dtype=np.int64)


def area(recipe: Recipe, labels: Booleans, scores: Floats, weights: Floats) -> float:
    """Return the area under the ROC curve, or under precision and recall.

    Args:
        recipe: Tells the curve, the grid and how the area is taken.
        labels: (N,) which rows are positive.
        scores: (N,) the scores.
        weights: (N,) the weights.
    """
    levels: npt.NDArray[Any] = bucket(scores, recipe.grid) if recipe.grid else scores
    tp, fp = cumulated(levels, labels, weights)
    if not tp[-1] and recipe.count == "pr":
        return 0.0
    in_keras = recipe.grid or recipe.coding == "nonzero"
    if not (tp[-1] and fp[-1]) and recipe.count == "roc":
        return 0.0 if in_keras else np.nan  # one class alone
    if recipe.count == "roc":
        return float(np.trapezoid(tp / tp[-1], fp / fp[-1]))
    return _under_precision(recipe, tp, fp)


def cumulated(levels: npt.NDArray[Any], labels: Booleans, weights: Floats) -> tuple[Floats, Floats]:
    """Return true and false positives from the highest level down, the first point empty."""
    _, place = np.unique(levels, return_inverse=True)
    size = int(place.max()) + 1
    positives = np.bincount(place, weights * labels, size)[::-1]
    negatives = np.bincount(place, weights * ~labels, size)[::-1]
    return tuple(np.concatenate([[0.0], np.cumsum(part)]) for part in (positives, negatives))  # type: ignore[return-value]


def _operating_point(recipe: Recipe, labels: Booleans, scores: Floats, weights: Floats) -> float:
    """Return the best of one rate over the points of the curve that keep the other."""
    levels: npt.NDArray[Any] = bucket(scores, recipe.grid, first=-1) if recipe.grid else scores
    tp, fp = cumulated(levels, labels, weights)
    positive, negative = (weights * labels).sum(), (weights * ~labels).sum()
    if recipe.grid and levels.min() < 0:  # a score of 0 is above no threshold
        tp, fp = tp[:-1], fp[:-1]
    rates = {
        "recall": over(tp, positive),
        "specificity": over(negative - fp, negative),
        # Where nothing is positive, scikit-learn's curve ends at a precision of 1.
        "precision": over(tp, tp + fp, 0.0 if recipe.grid else 1.0),
    }
    kept, best = (rates[name] for name in _POINTS[recipe.count])
    precision = np.float32 if recipe.grid else np.float64
    enough = kept.astype(precision) >= precision(recipe.at)
    return float(best[enough].max(initial=0.0))


def _under_precision(recipe: Recipe, tp: Floats, fp: Floats) -> float:
    positive = tp + fp
    gained, taken = np.diff(tp), np.diff(positive)
    if recipe.curve == "step":
        precision = np.where(positive[1:] > 0, tp[1:] / np.maximum(positive[1:], 1e-300), 0)
        return float((gained * precision).sum() / tp[-1])
    if recipe.curve == "trapezoid":  # from a precision of 1 at no recall, as scikit-learn's curve
        heights = np.concatenate([[1.0], tp[1:] / np.maximum(positive[1:], 1e-300)])
        return float(np.trapezoid(heights, tp / tp[-1]))
    # Davis and Goadrich: between two points true positives grow linearly with the positives.
    slope = np.where(taken > 0, gained / np.maximum(taken, 1e-300), 0)
    intercept = tp[:-1] - slope * positive[:-1]
    ratio = np.where(
        (positive[:-1] > 0) & (positive[1:] > 0),
        positive[1:] / np.maximum(positive[:-1], 1e-300),
        1.0,
    )
    return float((slope * (gained + intercept * np.log(ratio))).sum() / tp[-1])
