"""Curves over all scores, or over the thresholds that Keras samples: areas, operating points."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.batching import Batched
from metricdiff.recipes.counting import over, weighting
from metricdiff.recipes.curves_of_batches import areas
from metricdiff.recipes.deciding import coding, scores_of, truth
from metricdiff.recipes.facts import Booleans, Facts, Floats, ones
from metricdiff.recipes.recipe import Recipe

#: How many scores are sorted into thresholds at once.
_AT_ONCE = 1 << 20
#: The rate that is kept, and the best of the other at it: of each operating point.
_POINTS = {
    "precision_at_recall": ("recall", "precision"),
    "recall_at_precision": ("precision", "recall"),
    "sensitivity_at_specificity": ("specificity", "recall"),
    "specificity_at_sensitivity": ("recall", "specificity"),
}


@dataclass(frozen=True)
class Curve:
    """What is taken for positive, from the highest threshold down.

    Attributes:
        tp: (T,) true positives, weighted; the first point is empty.
        fp: (T,) false positives.
        positive: The weight of all positive labels.
        negative: The weight of all others.
    """

    tp: Floats
    fp: Floats
    positive: float
    negative: float


def of_ranking(recipe: Recipe, facts: Facts) -> Floats:
    """Return the area under each curve or their mean, or the rate at an operating point."""
    if not recipe.grid:
        facts = facts.fine
    return _of_batches(recipe, facts) if recipe.batch else _of_columns(recipe, facts)


def _columns(recipe: Recipe, facts: Facts) -> tuple[Booleans, Floats, Floats]:
    """Return (N, C) truth values and scores, and (N,) weights; of one column where it is pooled."""
    positive, scores = truth(recipe, facts).astype(np.bool_, copy=False), _ordered(recipe, facts)
    weights = facts.weighing(recipe)
    if recipe.average == "micro":
        each = np.broadcast_to(weights[:, None], positive.shape)
        weights = each.ravel() if facts.weights(recipe) is not None else ones(positive.size)
        positive, scores = positive.reshape(-1, 1), scores.reshape(-1, 1)
    return positive, scores, weights


def _ordered(recipe: Recipe, facts: Facts) -> Floats:
    """Return (N, C) scores: as they stand in the file where that tells their order."""
    alike = recipe.transform == "none"
    if recipe.transform == "sigmoid" and not recipe.grid:
        alike = True  # the same order, and no ties where the sigmoid is flat
    raw = facts.predictions.raw.y_pred
    if alike and raw.dtype == np.float32:  # in float64 they take twice the memory
        return raw[:, None] if raw.ndim == 1 else raw
    if recipe.transform == "sigmoid" and alike:
        return facts.scores
    return scores_of(recipe, facts)


def _of_batches(recipe: Recipe, facts: Facts) -> Floats:
    positive, scores, weights = _columns(recipe, facts)
    size = recipe.batch * (len(positive) // facts.entries)  # of cells, if they are pooled
    batches = Batched(len(positive), size)
    if recipe.count in _POINTS:
        parts = [slice(start, start + size) for start in batches.starts]
        curves = [drawn(recipe, positive[at, 0], scores[at, 0], weights[at]) for at in parts]
        return np.array([_operating_point(recipe, curve) for curve in curves])[:, None]
    chosen = [recipe.only] if recipe.only is not None else range(positive.shape[1])
    given = None if facts.weights(recipe) is None else weights
    each = [
        areas(recipe, _levels(recipe, facts, scores, c), positive[:, c], given, batches)
        for c in chosen
    ]
    return _averaged(recipe, np.column_stack(each), batches.sums(weights[:, None] * positive))


def _levels(recipe: Recipe, facts: Facts, scores: Floats, place: int) -> npt.NDArray[np.int64]:
    """Return (N,) the number of each score's level, from the lowest up; many batches share it."""
    if recipe.grid:
        return bucket(scores[:, place], recipe.grid)
    key = ("levels", recipe.transform, recipe.cast, recipe.average == "micro", place)
    return facts.once(key, lambda: np.unique(scores[:, place], return_inverse=True)[1])


def _averaged(recipe: Recipe, values: Floats, support: Floats) -> Floats:
    """Average (B, C) areas over the columns of each batch; those that have none do not count."""
    if recipe.average not in {"macro", "weighted"}:
        return values
    counted = ~np.isnan(values) * (support if recipe.average == "weighted" else 1.0)
    total = (np.nan_to_num(values) * counted).sum(axis=1, keepdims=True)
    return np.asarray(total / counted.sum(axis=1, keepdims=True))


def _of_columns(recipe: Recipe, facts: Facts) -> Floats:
    if recipe.count in _POINTS:
        return np.atleast_1d(_operating_point(recipe, next(_curves(recipe, facts))))
    if recipe.average == "pairs":
        return np.atleast_1d(_of_pairs(recipe, facts))
    taken = (recipe.count, recipe.curve, recipe.coding == "nonzero")
    found, support = facts.once((_key(recipe, facts), taken), lambda: _areas(recipe, facts))
    if recipe.only is not None:
        return found[recipe.only : recipe.only + 1]
    if recipe.average == "weighted":
        return np.atleast_1d(np.average(found, weights=support))
    if recipe.average != "macro":
        return found
    counted = found[~np.isnan(found)]  # a column of one class alone has no area
    return np.atleast_1d(found.mean() if recipe.absent or not counted.size else counted.mean())


def _of_pairs(recipe: Recipe, facts: Facts) -> float:
    """Return the mean over pairs of classes of the areas by which either tells them apart."""
    positive, scores, weights = _columns(recipe, facts)
    found = []
    for one, other in permutations(range(positive.shape[1]), 2):
        rows = positive[:, one] | positive[:, other]
        curve = drawn(recipe, positive[rows, one], scores[rows, one], weights[rows])
        found.append(area(recipe, curve))
    return float(np.mean(found))


def _areas(recipe: Recipe, facts: Facts) -> tuple[Floats, Floats]:
    """Return (C,) the area under each curve, and the weight of its positive labels."""
    positive, scores, _ = _columns(recipe, facts)
    if recipe.count == "roc" and _of_ranks(recipe, facts):
        columns = zip(positive.T, scores.T, strict=True)
        found = [_ranked(recipe, labels, column) for labels, column in columns]
        return np.array(found), positive.sum(axis=0).astype(np.float64)
    each = [(area(recipe, curve), curve.positive) for curve in _curves(recipe, facts)]
    found, support = np.array(each).T
    return found, support


def _of_ranks(recipe: Recipe, facts: Facts) -> bool:
    """Whether the area is found from ranks: no grid, no weights, no curve that others share."""
    shared = facts.labels.shape[1] == 1
    return not (recipe.grid or shared) and facts.weights(recipe) is None


def _ranked(recipe: Recipe, labels: Booleans, scores: Floats) -> float:
    """Return the area under one ROC curve from ranks, much faster than from the curve.

    It is the share of pairs of a positive and a negative row in which the positive one has the
    larger score, a tie for half of one (Mann and Whitney's U).
    """
    above, below = scores[labels], scores[~labels]
    above.sort()
    below.sort()
    if not (above.size and below.size):
        return _of_one_class(recipe)
    larger = np.searchsorted(below, above, "left").sum()
    tied = np.searchsorted(below, above, "right").sum() - larger
    return float((larger + tied / 2) / (above.size * below.size))


def _curves(recipe: Recipe, facts: Facts) -> Iterator[Curve]:
    """Yield the curve of each column; a single one is kept, since many recipes share it."""
    positive, scores, weights = _columns(recipe, facts)
    for labels, column in zip(positive.T, scores.T, strict=True):
        draw = partial(drawn, recipe, labels, column, weights)
        alone = positive.shape[1] == 1
        yield facts.once(("curve", _key(recipe, facts)), draw) if alone else draw()


def _key(recipe: Recipe, facts: Facts) -> Hashable:
    """Return what makes the curves of one recipe those of another."""
    scores = (recipe.transform, recipe.cast, recipe.grid, recipe.count in _POINTS)
    return coding(recipe, facts), *scores, recipe.average == "micro", *weighting(recipe)


def bucket(scores: Floats, grid: int, first: int = 0) -> npt.NDArray[np.int64]:
    """Return for each score the number of the highest threshold that it is above.

    Keras spaces *grid* thresholds evenly from 0 to 1 and works in float32.  In AUC a score of 0 is
    above the first, which lies a little below 0; at operating points it is above none: *first*
    is -1.
    """
    positive = np.fmax(scores.astype(np.float32), np.float32(0))  # NaN is above nothing
    clipped = np.minimum(positive, np.float32(1))
    above = np.ceil(clipped * np.float32(grid - 1)).astype(np.int64) - 1
    return np.asarray(np.maximum(above, first), dtype=np.int64)


def area(recipe: Recipe, curve: Curve) -> float:
    """Return the area under the ROC curve, or under precision and recall."""
    tp, fp = curve.tp, curve.fp
    if not tp[-1] and recipe.count == "pr":
        return 0.0
    if not (tp[-1] and fp[-1]) and recipe.count == "roc":
        return _of_one_class(recipe)
    if recipe.count == "roc":
        return float(np.trapezoid(tp / tp[-1], fp / fp[-1]))
    return _under_precision(recipe, tp, fp)


def _of_one_class(recipe: Recipe) -> float:
    return 0.0 if recipe.grid or recipe.coding == "nonzero" else np.nan


def drawn(recipe: Recipe, labels: Booleans, scores: Floats, weights: Floats) -> Curve:
    """Draw the curve of one column over all scores, or over Keras's thresholds.

    Args:
        recipe: Tells the grid.
        labels: (N,) which rows are positive.
        scores: (N,) the scores.
        weights: (N,) the weights.
    """
    if not recipe.grid and len(scores) and (scores[1:] >= scores[:-1]).all():
        starts = np.flatnonzero(np.append(True, scores[1:] > scores[:-1]))
        true = np.add.reduceat(weights * labels, starts)
        return _cumulated(true, np.add.reduceat(weights, starts) - true)
    if not recipe.grid:
        _, place = np.unique(scores, return_inverse=True)
        return _cumulated(
            np.bincount(place, weights * labels), np.bincount(place, weights * ~labels)
        )
    first = -1 if recipe.count in _POINTS else 0
    levels = recipe.grid - 1 - first
    true, false, rows = np.zeros((3, levels))
    for start in range(0, len(scores), _AT_ONCE):  # pooled columns are long
        at = slice(start, start + _AT_ONCE)
        place, counted = bucket(scores[at], recipe.grid, first) - first, weights[at]
        true += np.bincount(place, counted * labels[at], levels)
        false += np.bincount(place, counted * ~labels[at], levels)
        rows += np.bincount(place, minlength=levels)
    curve = _cumulated(true, false)
    kept = np.append(True, rows[::-1] > 0)  # thresholds that no score comes to add no point
    if first < 0:  # a score of 0 is above no threshold
        kept[-1] = False
    return replace(curve, tp=curve.tp[kept], fp=curve.fp[kept])


def _cumulated(true: npt.NDArray[Any], false: npt.NDArray[Any]) -> Curve:
    """Return the curve of (T,) positive and negative weights, from the lowest level up."""
    tp, fp = (np.append(0.0, np.cumsum(each[::-1])) for each in (true, false))
    return Curve(tp, fp, float(true.sum()), float(false.sum()))


def _operating_point(recipe: Recipe, curve: Curve) -> float:
    """Return the best of one rate over the points of the curve that keep the other."""
    tp, fp, positive, negative = curve.tp, curve.fp, curve.positive, curve.negative
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
    if recipe.curve == "step":
        precision = np.where(positive[1:] > 0, tp[1:] / np.maximum(positive[1:], 1e-300), 0)
        return float((np.diff(tp) * precision).sum() / tp[-1])
    if recipe.curve == "trapezoid":  # from a precision of 1 at no recall, as scikit-learn's curve
        heights = np.concatenate([[1.0], tp[1:] / np.maximum(positive[1:], 1e-300)])
        return float(np.trapezoid(heights, tp / tp[-1]))
    return _interpolated(tp.astype(np.float32), positive.astype(np.float32))


def _interpolated(tp: Floats, positive: Floats) -> float:
    """Davis and Goadrich: between two points true positives grow linearly with the positives.

    In float32, as Keras has it: the logarithm of a ratio next to 1 keeps few digits, and what it
    is multiplied with is large where the positives are few among many.
    """
    gained, taken = np.diff(tp), np.diff(positive)
    slope = np.where(taken > 0, gained / np.where(taken > 0, taken, 1), 0).astype(np.float32)
    intercept = tp[:-1] - slope * positive[:-1]
    both = (positive[:-1] > 0) & (positive[1:] > 0)
    ratio = np.where(both, positive[1:] / np.where(both, positive[:-1], 1), 1).astype(np.float32)
    return float((slope * (gained + intercept * np.log(ratio)) / tp[-1]).sum())
