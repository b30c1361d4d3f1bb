"""From decisions to counts, and from counts to one number or one a class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from metricdiff.recipes.deciding import cast, decisions, labels, ranks
from metricdiff.recipes.facts import Booleans, Facts, Floats
from metricdiff.recipes.recipe import Itself, Recipe, Truncated


@dataclass(frozen=True)
class Counts:
    """The confusion matrix of each yes-or-no problem.

    Attributes:
        tp: (C,) true positives, weighted.
        fp: (C,) false positives.
        fn: (C,) false negatives.
        tn: (C,) true negatives.
        occurs: (C,) whether the class is among labels or decisions.
    """

    tp: Floats
    fp: Floats
    fn: Floats
    tn: Floats
    occurs: Booleans

    def pooled(self) -> Counts:
        """Return the counts of all problems as those of one."""
        tp, fp, fn, tn = (
            np.atleast_1d(cell.sum()) for cell in (self.tp, self.fp, self.fn, self.tn)
        )
        return Counts(tp, fp, fn, tn, self.occurs)


def of_decisions(recipe: Recipe, facts: Facts) -> Floats:
    """Return the metric of decisions that a recipe describes."""
    if recipe.count in {"accuracy", "error"}:
        return _share(recipe, facts)
    counts = _counts(recipe, facts)
    if recipe.average == "micro":
        counts = counts.pooled()
    values = ratio(recipe, counts)
    if recipe.only is not None:
        return values[recipe.only : recipe.only + 1]
    occurs = counts.occurs
    if recipe.count == "jaccard" and recipe.epsilon:  # Keras looks at the cells of its matrix
        occurs = counts.tp + counts.fp + counts.fn > 0
    return _averaged(values, recipe, counts.tp + counts.fn, occurs)


def of_ranks(recipe: Recipe, facts: Facts) -> Floats:
    """Return the share of rows whose label is among the k largest scores."""
    hits = ranks(recipe, facts) < recipe.k
    return _mean(hits, recipe, facts)


def _share(recipe: Recipe, facts: Facts) -> Floats:
    """Return the share of decisions that are right, or that are wrong."""
    truth = labels(recipe, facts)
    itself = isinstance(recipe.decide, Itself)
    decided = cast(facts.scores, recipe) if itself else decisions(recipe, facts)
    right = decided == truth
    if right.shape[1] == 1:
        each_row = right[:, 0]
    else:
        each_row = right.all(axis=1) if recipe.columns == "row" else right.mean(axis=1)
    share = _mean(each_row, recipe, facts)
    return share if recipe.count == "accuracy" else 1 - share


def _counts(recipe: Recipe, facts: Facts) -> Counts:
    """Return the counts that many recipes share, counted once."""
    in_matrix = recipe.count == "jaccard" and recipe.coding == "number"
    as_two = recipe.columns == "both"
    key = (*(recipe.coding, recipe.transform, recipe.cast, recipe.decide), *weighting(recipe))
    return facts.once(
        (key, in_matrix, as_two), lambda: _counted(recipe, facts, in_matrix=in_matrix)
    )


def weighting(recipe: Recipe) -> tuple[bool, bool]:
    """Return what of a recipe says how much a row counts."""
    return recipe.weight, recipe.whole_weights


def _counted(recipe: Recipe, facts: Facts, *, in_matrix: bool) -> Counts:
    decided: Any = decisions(recipe, facts)
    truth: Any = labels(recipe, facts)
    inside = _in_matrix(recipe, facts) if in_matrix else None
    weights = facts.weights(recipe)
    if recipe.columns == "both":  # the cells of all columns, as two classes
        columns = decided.shape[1]
        weights = None if weights is None else np.repeat(weights, columns)
        inside = None if inside is None else np.broadcast_to(inside, decided.shape).reshape(-1, 1)
        decided, truth = decided.reshape(-1, 1), truth.reshape(-1, 1)
        decided, truth = np.hstack([~decided, decided]), np.hstack([1 - truth, truth])
    if truth.dtype != np.bool_ and ((truth == 0) | (truth == 1)).all():
        truth = truth.astype(np.bool_)
    occurs = _of_columns(np.any, decided | (truth != 0)).astype(np.bool_)
    if truth.dtype == np.bool_:
        cells = [decided & truth, decided & ~truth, ~decided & truth, ~decided & ~truth]
    else:  # labels that are other numbers count as much as they are
        hit = decided.astype(np.float64)
        cells = [hit * truth, hit * (1 - truth), (1 - hit) * truth, (1 - hit) * (1 - truth)]
    if inside is not None:
        cells = [cell * inside for cell in cells]
    tp, fp, fn, tn = (_sums(cell, weights) for cell in cells)
    return Counts(tp, fp, fn, tn, occurs)


def _sums(cells: Any, weights: Floats | None) -> Floats:
    """Add up each column."""
    if weights is not None:
        return np.asarray(weights @ cells)
    if cells.dtype == np.bool_:
        return _of_columns(np.count_nonzero, cells)
    return np.asarray(cells.sum(axis=0))


def _of_columns(fold: Callable[[Any], Any], cells: Any) -> Floats:
    """Fold each column by itself, which is many times faster than along an axis."""
    return np.array([float(fold(cells[:, place])) for place in range(cells.shape[1])])


def _in_matrix(recipe: Recipe, facts: Facts) -> Booleans:
    """Return which rows, or cells, are in the confusion matrix of Keras's IoU."""
    inside = np.ones((facts.predictions.rows, 1), dtype=np.bool_)
    if isinstance(recipe.decide, Truncated):
        whole = np.trunc(cast(facts.scores, recipe))
        inside = inside & ((whole == 0) | (whole == 1))
    truth = facts.numbers
    if truth.shape[1] > 1:  # a row of zeros is a label that is no column
        return np.asarray(inside & (truth.any(axis=1, keepdims=True) | facts.many))
    return np.asarray(inside & ((truth == 0) | (truth == 1)))


def ratio(recipe: Recipe, counts: Counts) -> Floats:
    """Return the metric of each problem from its counts, whatever their shape."""
    tp, fp, fn, tn = counts.tp, counts.fp, counts.fn, counts.tn
    cells = {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    if recipe.count in cells:
        return cells[recipe.count]
    if recipe.count == "mcc":  # the square roots one by one: the product of all may overflow
        root = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
        return over(tp * tn - fp * fn, root, recipe.zero)
    if recipe.count == "kappa":
        by_chance = (tp + fp) * (fp + tn) + (fn + tn) * (tp + fn)
        return over(2 * (tp * tn - fp * fn), by_chance, np.nan)
    e, zero = recipe.epsilon, recipe.zero
    wholes = {"precision": tp + fp, "recall": tp + fn, "jaccard": tp + fp + fn + e}
    if recipe.count in wholes:
        return over(tp, wholes[recipe.count], zero)
    square = recipe.beta**2
    if not e:
        return over((1 + square) * tp, (1 + square) * tp + square * fn + fp, zero)
    precision, recall = tp / (tp + fp + e), tp / (tp + fn + e)
    return np.asarray((1 + square) * precision * recall / (square * precision + recall + e))


def _averaged(values: Floats, recipe: Recipe, support: Floats, occurs: Booleans) -> Floats:
    if recipe.average == "weighted":
        return np.atleast_1d(over((values * support).sum(), support.sum()))
    if recipe.columns in {"each", "both"} and not recipe.absent and recipe.average != "micro":
        values = values[occurs]
    if recipe.average != "macro":
        return values
    defined = values[~np.isnan(values)]  # what is set to be NaN does not count
    nothing = 0.0 if recipe.epsilon else recipe.zero
    return np.atleast_1d(defined.mean() if defined.size else nothing)


def _mean(each_row: Floats | Booleans, recipe: Recipe, facts: Facts) -> Floats:
    return np.atleast_1d(np.average(each_row, weights=facts.weights(recipe)))


def over(numerator: Any, denominator: Any, nothing: float = 0.0) -> Floats:
    """Divide; nothing over nothing is *nothing*."""
    zero = np.asarray(denominator) == 0
    return np.where(zero, nothing, numerator / np.where(zero, 1.0, denominator))
