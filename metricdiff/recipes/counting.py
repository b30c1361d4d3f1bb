"""From decisions to counts, and from counts to one number or one a class."""

from __future__ import annotations

from typing import Any

import numpy as np

from metricdiff.recipes.deciding import cast, decisions, labels, ranks
from metricdiff.recipes.facts import Booleans, Facts, Floats
from metricdiff.recipes.recipe import Itself, Recipe, Truncated


def of_decisions(recipe: Recipe, facts: Facts) -> Floats:
    """Return the metric of decisions that a recipe describes."""
    if recipe.count in {"accuracy", "error"}:
        return _share(recipe, facts)
    decided, truth = decisions(recipe, facts), labels(recipe, facts).astype(np.float64)
    weights = facts.weighing(recipe)[:, None] * _in_matrix(recipe, facts)
    if recipe.columns == "both":  # the cells of all columns, as two classes
        weights = np.broadcast_to(weights, decided.shape).reshape(-1, 1)
        decided, truth = decided.reshape(-1, 1), truth.reshape(-1, 1)
        decided, truth = np.hstack([~decided, decided]), np.hstack([1 - truth, truth])
    tp, fp, fn, tn = _cells(decided.astype(np.float64), truth, weights)
    if recipe.average == "micro":
        tp, fp, fn, tn = (np.atleast_1d(cell.sum()) for cell in (tp, fp, fn, tn))
    values = _ratio(recipe, tp, fp, fn, tn)
    if recipe.only is not None:
        return values[recipe.only : recipe.only + 1]
    occurs = (decided | (truth != 0)).any(axis=0)
    if recipe.count == "jaccard" and recipe.epsilon:  # Keras looks at the cells of its matrix
        occurs = tp + fp + fn > 0
    return _averaged(values, recipe, tp + fn, occurs)


def of_ranks(recipe: Recipe, facts: Facts) -> Floats:
    """Return the share of rows whose label is among the k largest scores."""
    hits = ranks(recipe, facts) < recipe.k
    return _mean(hits.astype(np.float64), recipe, facts)


def _share(recipe: Recipe, facts: Facts) -> Floats:
    """Return the share of decisions that are right, or that are wrong."""
    truth = labels(recipe, facts)
    if isinstance(recipe.decide, Itself):
        right = (cast(facts.scores, recipe) == truth).astype(np.float64)
    else:
        right = (decisions(recipe, facts) == truth).astype(np.float64)
    each_row = right.min(axis=1) if recipe.columns == "row" else right.mean(axis=1)
    return _mean(each_row if recipe.count == "accuracy" else 1 - each_row, recipe, facts)


def _in_matrix(recipe: Recipe, facts: Facts) -> Floats:
    """Return 0 for rows that fall out of the confusion matrix of an IoU, else 1."""
    inside = np.ones((facts.predictions.rows, 1))
    if recipe.count != "jaccard" or recipe.coding != "number":
        return inside
    if isinstance(recipe.decide, Truncated):
        whole = np.trunc(cast(facts.scores, recipe))
        inside = inside * ((whole == 0) | (whole == 1))
    truth = facts.numbers
    if truth.shape[1] > 1:  # a row of zeros is a label that is no column
        return np.asarray(inside * (truth.any(axis=1, keepdims=True) | facts.many))
    return np.asarray(inside * ((truth == 0) | (truth == 1)))


def _cells(hit: Floats, truth: Floats, weights: Floats) -> tuple[Floats, ...]:
    """Return true and false positives, false and true negatives of each column."""
    cells = (hit * truth, hit * (1 - truth), (1 - hit) * truth, (1 - hit) * (1 - truth))
    return tuple(np.asarray((weights * cell).sum(axis=0)) for cell in cells)


def _ratio(recipe: Recipe, tp: Floats, fp: Floats, fn: Floats, tn: Floats) -> Floats:
    """Return the metric of each problem from its counts."""
    cells = {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    if recipe.count in cells:
        return cells[recipe.count]
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


def _mean(each_row: Floats, recipe: Recipe, facts: Facts) -> Floats:
    return np.atleast_1d(np.average(each_row, weights=facts.weighing(recipe)))


def over(numerator: Any, denominator: Any, nothing: float = 0.0) -> Floats:
    """Divide; nothing over nothing is *nothing*."""
    zero = np.asarray(denominator) == 0
    return np.where(zero, nothing, numerator / np.where(zero, 1.0, denominator))
