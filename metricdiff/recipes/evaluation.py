"""Follows a recipe: decisions or scores, then counts or sums, then one number or one a class."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.engines.given import cut
from metricdiff.recipes.curves import area
from metricdiff.recipes.facts import Booleans, Facts, Floats
from metricdiff.recipes.recipe import Argmax, Given, Recipe, RowMaximum, Threshold, TopRanks
from metricdiff.words import Kind

#: Keras takes a score of this size for 0 when it looks for the largest.
_NOTHING = 1e-9


def evaluate(recipe: Recipe, facts: Facts) -> float | list[float]:
    """Return the number, or one a class, that a recipe makes.

    Args:
        recipe: How it is made.
        facts: What it is made from.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if isinstance(recipe.decide, TopRanks):
            value = np.asarray(_of_ranks(recipe, facts))
        elif recipe.decide is not None:
            value = _of_decisions(recipe, facts)
        elif recipe.count in {"roc", "pr"}:
            value = _of_ranking(recipe, facts)
        else:
            value = np.asarray(_of_scores(recipe, facts))
    values = [float(item) for item in np.ravel(value * recipe.scale)]
    return values[0] if len(values) == 1 else values


def decisions(recipe: Recipe, facts: Facts) -> Booleans:
    """Return which (row, column) a recipe decides positive."""
    decide = recipe.decide
    if isinstance(decide, Given):
        return facts.decided(decide.column)
    scores = facts.scores
    if isinstance(decide, Argmax):
        return _first_maximum(_cast(scores, recipe))
    if isinstance(decide, RowMaximum):
        scores = _cast(scores, recipe)
        top = scores >= scores.max(axis=1, keepdims=True)
        return np.asarray(top & (np.abs(scores) > _NOTHING))
    assert isinstance(decide, Threshold)  # noqa: S101 - there is no other way to decide
    # A probability above t is a logit above logit(t): the logit is what the file holds.
    made = recipe.transform in {"sigmoid", "softmax"}
    at = cut(Kind.LOGITS if made else Kind.PROBABILITIES, decide.at)
    cast = np.float32 if recipe.cast == "float32" else np.float64
    scores, edge = scores.astype(cast), cast(at)
    return np.asarray(scores >= edge if decide.inclusive else scores > edge)


def _of_decisions(recipe: Recipe, facts: Facts) -> npt.NDArray[Any]:
    decided, labels = decisions(recipe, facts), _labels(recipe, facts)
    weights = _weights(recipe, facts, len(decided))
    if recipe.count in {"accuracy", "error"}:
        right = (decided == labels).astype(np.float64)
        each_row = right.min(axis=1) if recipe.columns == "row" else right.mean(axis=1)
        value = np.average(each_row, weights=weights)
        return np.asarray(value if recipe.count == "accuracy" else 1 - value)
    truth = labels.astype(np.float64)
    if recipe.columns == "both":
        decided = np.column_stack([~decided, decided])
        truth = np.column_stack([1 - truth, truth])
    hit = decided.astype(np.float64)
    w = weights[:, None]
    counts = (w * hit * truth, w * hit * (1 - truth), w * (1 - hit) * truth)
    tp, fp, fn = (count.sum(axis=0) for count in counts)
    if recipe.average == "micro":
        tp, fp, fn = (np.atleast_1d(count.sum()) for count in (tp, fp, fn))
    values = _ratio(recipe, tp, fp, fn, weights.sum())
    return _averaged(values, recipe, tp + fn, occurs=(decided | (truth != 0)).any(axis=0))


def ranks(recipe: Recipe, facts: Facts) -> npt.NDArray[np.int64]:
    """Return how many scores of each row rank above that of its label."""
    assert isinstance(recipe.decide, TopRanks)  # noqa: S101 - only such recipes rank
    scores = _cast(facts.scores, recipe)
    column = facts.labels.argmax(axis=1)
    own = scores[np.arange(len(scores)), column][:, None]
    above = scores > own
    if recipe.decide.ties == "later":
        above |= (scores == own) & (np.arange(scores.shape[1]) > column[:, None])
    return np.asarray(above.sum(axis=1), dtype=np.int64)


def _of_ranks(recipe: Recipe, facts: Facts) -> float:
    hits = ranks(recipe, facts) < recipe.k
    return float(np.average(hits, weights=_weights(recipe, facts, len(hits))))


def _ratio(recipe: Recipe, tp: Floats, fp: Floats, fn: Floats, total: float) -> Floats:
    """Return the metric of each problem from its counts; nothing over nothing is 0."""
    e = recipe.epsilon
    match recipe.count:
        case "precision":
            return _over(tp, tp + fp)
        case "recall":
            return _over(tp, tp + fn)
        case "jaccard":
            return _over(tp, tp + fp + fn + e)
        case "tp" | "fp" | "fn" | "tn":
            return {"tp": tp, "fp": fp, "fn": fn, "tn": total - tp - fp - fn}[recipe.count]
    square = recipe.beta**2
    if not e:
        return _over((1 + square) * tp, (1 + square) * tp + square * fn + fp)
    precision, recall = tp / (tp + fp + e), tp / (tp + fn + e)
    return np.asarray((1 + square) * precision * recall / (square * precision + recall + e))


def _averaged(values: Floats, recipe: Recipe, support: Floats, occurs: Booleans) -> Floats:
    if recipe.average == "weighted":
        return np.asarray(_over((values * support).sum(), support.sum()))
    if recipe.columns in {"each", "both"} and not recipe.absent and recipe.average != "micro":
        values = values[occurs]
    return np.asarray(values.mean()) if recipe.average == "macro" else values


def _of_ranking(recipe: Recipe, facts: Facts) -> npt.NDArray[Any]:
    labels, scores = _labels(recipe, facts) != 0, _scores(recipe, facts)
    if recipe.transform == "sigmoid" and not recipe.grid:
        scores = facts.scores  # the same order, and no ties where the sigmoid is flat
    weights = _weights(recipe, facts, len(labels))
    if recipe.average == "micro":
        weights = np.repeat(weights, labels.shape[1])
        labels, scores = labels.reshape(-1, 1), scores.reshape(-1, 1)
    areas = np.array(
        [area(recipe, labels[:, c], scores[:, c], weights) for c in range(labels.shape[1])]
    )
    return np.asarray(areas.mean()) if recipe.average == "macro" else areas


def _of_scores(recipe: Recipe, facts: Facts) -> float:
    labels, scores = _labels(recipe, facts).astype(np.float64), _scores(recipe, facts)
    weights = _weights(recipe, facts, len(labels))
    if recipe.count == "log_loss":
        p = np.clip(scores, *_bounds(recipe))
        if labels.shape[1] == 1:
            losses = -(labels * np.log(p) + (1 - labels) * np.log(1 - p)).mean(axis=1)
        else:
            if recipe.cast == "float32":  # Keras makes each row sum to 1
                p = p / p.sum(axis=1, keepdims=True)
            losses = -(labels * np.log(p)).sum(axis=1)
    else:
        squares = (scores - labels) ** 2
        losses = squares.sum(axis=1) if recipe.columns == "row" else squares.mean(axis=1)
    return float(np.average(losses, weights=weights))


def _bounds(recipe: Recipe) -> tuple[float, float]:
    """How near to 0 and 1 a probability may come; Keras's bounds are float32 numbers."""
    low, high = recipe.clip, 1 - recipe.clip
    if np.float32(high) < 1:
        return float(np.float32(low)), float(np.float32(high))
    return low, high


def _labels(recipe: Recipe, facts: Facts) -> npt.NDArray[Any]:
    if isinstance(recipe.decide, Argmax) and recipe.decide.labels:
        return _first_maximum(facts.labels.astype(np.float64))
    if recipe.coding == "nonzero":
        return np.asarray(facts.numbers != 0)
    return facts.numbers if recipe.coding == "number" else facts.labels


def _scores(recipe: Recipe, facts: Facts) -> Floats:
    from scipy.special import expit, softmax  # slow to import, and not for manual pages

    scores = facts.scores
    if recipe.transform == "sigmoid":
        scores = expit(scores)
    elif recipe.transform == "softmax":
        scores = softmax(scores, axis=1)
    elif recipe.transform == "clip":
        scores = np.clip(scores, 0, 1)
    return _cast(scores, recipe)


def _cast(scores: Floats, recipe: Recipe) -> Floats:
    return scores.astype(np.float32).astype(np.float64) if recipe.cast == "float32" else scores


def _weights(recipe: Recipe, facts: Facts, rows: int) -> Floats:
    return facts.weights if recipe.weight and facts.weights is not None else np.ones(rows)


def _first_maximum(scores: Floats) -> Booleans:
    first = scores.argmax(axis=1)[:, None] == np.arange(scores.shape[1])
    return np.asarray(first, dtype=np.bool_)


def _over(numerator: Any, denominator: Any) -> Floats:
    """Divide; nothing over nothing is 0."""
    zero = np.asarray(denominator) == 0
    return np.where(zero, 0.0, numerator / np.where(zero, 1.0, denominator))
