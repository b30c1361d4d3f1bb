"""From scores and values to losses and errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from metricdiff.recipes.batching import Batched
from metricdiff.recipes.deciding import cast, given_scores, labels, scores_of
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.recipe import Recipe

#: What Keras adds to a prediction before it takes the logarithm in its Poisson loss.
POISSON = 1e-7
#: scikit-learn has no R2 of fewer rows.
_LEAST_ROWS = 2
#: The shortest vector that Keras gives a direction in full.
_SHORTEST = 1e-7


def of_scores(recipe: Recipe, facts: Facts) -> Floats:
    """Return the mean loss or error that a recipe describes."""
    truth: Floats = labels(recipe, facts).astype(np.float64, copy=False)
    if recipe.coding == "number":  # Keras casts the labels too
        truth = cast(truth, recipe)
    scores = scores_of(recipe, facts)
    if recipe.smoothing:
        classes = truth.shape[1] if recipe.columns == "row" else 2
        truth = truth * (1 - recipe.smoothing) + recipe.smoothing / classes
    batches, weights = facts.batched(recipe), facts.weighing(recipe)
    whole = _WHOLE.get(recipe.count)
    if recipe.count == "pearson" and recipe.columns == "cells" and recipe.batch:
        whole = _correlations
    if whole:
        values = whole(recipe, truth, scores, _Sums(batches, weights))
        return values[:, None] if recipe.batch else values
    if recipe.count == "largest":
        errors = np.abs(truth - scores).max(axis=1)
        values = np.maximum.reduceat(errors, batches.starts)
        return np.asarray(values[:, None] if recipe.batch else values)
    if recipe.cast == "as_is":
        return np.atleast_1d(_wrapped(recipe, truth, weights, facts))
    each = _LOSSES[recipe.count]
    if (
        recipe.count == "log_loss"
        and not recipe.clip
        and recipe.transform in {"sigmoid", "softmax"}
    ):
        each, scores = _of_logits, given_scores(recipe, facts)
    lose = partial(each, recipe, truth, scores)
    # Many sizes of batches share the losses; where there are none the mean is kept, not they.
    losses = facts.once(("losses", *_of_losses(recipe)), lose) if recipe.batch else lose()
    if not recipe.batch and not recipe.over_rows:
        mean = float(np.average(losses, weights=weights))
        return np.atleast_1d(mean * weights.sum() if recipe.total else mean)
    sums = batches.sums(weights * losses)
    size = batches.sizes if recipe.over_rows else batches.sums(weights)
    values = sums if recipe.total else sums / size
    return values[:, None] if recipe.batch else values


def _of_losses(recipe: Recipe) -> tuple[object, ...]:
    """Return what of a recipe tells the loss of each row."""
    return (
        *(recipe.count, recipe.columns, recipe.coding, recipe.transform, recipe.cast),
        *(recipe.smoothing, recipe.absent, recipe.unit_rows, recipe.clip, recipe.epsilon),
        recipe.decide,
    )


@dataclass(frozen=True)
class _Sums:
    """Weighted sums over the rows of each batch, of all rows where there are none."""

    batches: Batched
    weights: Floats

    def __call__(self, values: Floats) -> Floats:
        weights = self.weights.reshape(-1, *[1] * (values.ndim - 1))
        return np.asarray(self.batches.sums(weights * values))


def _wrapped(recipe: Recipe, truth: Floats, weights: Floats, facts: Facts) -> float:
    """Return a mean error in the type of whole predictions: labels cut, results wrapped around."""
    raw = facts.predictions.raw.y_pred
    whole = raw[:, None] if raw.ndim == 1 else raw
    losses = _LOSSES[recipe.count](recipe, truth.astype(np.float32).astype(whole.dtype), whole)
    return float(np.average(losses, weights=weights))


def _of_logits(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    """Return the cross-entropy of logits, which no probability is too small for."""
    if recipe.columns == "row":
        largest = scores.max(axis=1, keepdims=True)
        logs = scores - largest - np.log(np.exp(scores - largest).sum(axis=1, keepdims=True))
        return np.asarray(-(truth * logs).sum(axis=1))
    losses = np.maximum(scores, 0) - scores * truth + np.log1p(np.exp(-np.abs(scores)))
    return np.asarray(losses.mean(axis=1))


def _log_loss(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    if recipe.unit_rows == "before":
        scores = scores / scores.sum(axis=1, keepdims=True)
    p = np.clip(scores, *bounds(recipe))
    if recipe.unit_rows == "after":
        p = p / p.sum(axis=1, keepdims=True)
    if recipe.columns == "row":
        logs = np.log(p, out=p, where=truth != 0)  # most of them count nothing
        return np.asarray(-np.einsum("nc,nc->n", truth, logs))
    return np.asarray(-(truth * np.log(p) + (1 - truth) * np.log(1 - p)).mean(axis=1))


def bounds(recipe: Recipe) -> tuple[float, float]:
    """Return how near to 0 and 1 a probability may come; Keras's bounds are float32 numbers."""
    low, high = recipe.clip, 1 - recipe.clip
    if np.float32(high) < 1:
        return float(np.float32(low)), float(np.float32(high))
    return low, high


def _divergence(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    p, q = (np.clip(one, recipe.clip, 1) for one in (truth, scores))
    return np.asarray((p * np.log(p / q)).sum(axis=1))


def _squares(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    squares = (scores - truth) ** 2
    return np.asarray(squares.sum(axis=1) if recipe.columns == "row" else squares.mean(axis=1))


def _absolute(_: Recipe, truth: Floats, scores: Floats) -> Floats:
    return np.asarray(np.abs(truth - scores).mean(axis=1))


def _percentage(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    errors = np.abs(truth - scores) / np.maximum(np.abs(truth), recipe.epsilon)
    return np.asarray(errors.mean(axis=1))


def _log_squares(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    if recipe.clip:
        truth, scores = np.maximum(truth, recipe.clip), np.maximum(scores, recipe.clip)
    return np.asarray(((np.log1p(truth) - np.log1p(scores)) ** 2).mean(axis=1))


def _hinge(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    if recipe.coding == "class":
        # Of one class alone scikit-learn cannot tell which it is, and takes it for the negative.
        signs = 2 * truth - 1 if len(np.unique(truth)) > 1 else -np.ones_like(truth)
    else:
        converts = recipe.coding == "number" and np.isin(truth, (0, 1)).all()
        signs = 2 * truth - 1 if converts else truth
    return np.asarray(np.maximum(1 - signs * scores, 0).mean(axis=1))


def _categorical_hinge(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    own = (truth * scores).sum(axis=1)
    others = (1 - truth) * scores if recipe.absent else np.where(truth == 1, -np.inf, scores)
    return np.asarray(np.maximum(others.max(axis=1) - own + 1, 0))


def _cosine(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    """Cosines of rows; that of a zero vector is 0 in Keras and 0.5 in scikit-learn."""
    rows = len(truth)
    if recipe.columns == "cells":  # one vector of all rows
        truth, scores = truth.reshape(1, -1), scores.reshape(1, -1)
    a, b = (vectors / _length(vectors, recipe) for vectors in (truth, scores))
    cosines = (a * b).sum(axis=1)
    each = cosines if recipe.absent else 1 - 0.5 * ((a - b) ** 2).sum(axis=1)
    return np.asarray(np.broadcast_to(each, rows))


def _pearson(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    """Correlations of rows, or of all rows as one; of a row that does not vary it is no number."""
    rows = len(truth)
    if recipe.columns == "cells":
        truth, scores = truth.reshape(1, -1), scores.reshape(1, -1)
    a, b = (one - one.mean(axis=1, keepdims=True) for one in (truth, scores))
    lengths = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.asarray(np.broadcast_to((a * b).sum(axis=1) / lengths, rows))


def _correlations(_: Recipe, truth: Floats, scores: Floats, sums: _Sums) -> Floats:
    """(B,) correlation of all that stands in each batch."""
    x, y = truth - truth.mean(), scores - scores.mean()  # for the digits
    number = sums(np.ones(len(truth))) * truth.shape[1]
    sx, sy, sxx, syy, sxy = (sums(each).sum(axis=1) for each in (x, y, x * x, y * y, x * y))
    spreads = (sxx - sx**2 / number) * (syy - sy**2 / number)
    return np.asarray((sxy - sx * sy / number) / np.sqrt(spreads))


def _log_cosh(_: Recipe, truth: Floats, scores: Floats) -> Floats:
    gap = np.abs(scores - truth)
    return np.asarray((gap + np.log1p(np.exp(-2 * gap)) - np.log(2)).mean(axis=1))


def _length(rows: Floats, recipe: Recipe) -> Floats:
    """Return the lengths to divide by: at least 1e-7 in Keras, 1 for next to none in sklearn."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if recipe.absent:
        return np.asarray(np.maximum(lengths, _SHORTEST))
    return np.where(lengths < 10 * np.finfo(np.float64).eps, 1.0, lengths)


def _deviance(_: Recipe, truth: Floats, scores: Floats) -> Floats:
    from scipy.special import xlogy

    return np.asarray(2 * (xlogy(truth, truth / scores) - truth + scores).mean(axis=1))


def _likelihood(_: Recipe, truth: Floats, scores: Floats) -> Floats:
    return np.asarray((scores - truth * np.log(scores + POISSON)).mean(axis=1))


def _root(recipe: Recipe, truth: Floats, scores: Floats, sums: _Sums) -> Floats:
    """(B,) root of the mean over all outputs, or the mean of each output's root."""
    squares = sums((scores - truth) ** 2) / sums(np.ones(len(truth)))[:, None]
    if recipe.columns == "each":
        return np.asarray(np.sqrt(squares).mean(axis=1))
    return np.asarray(np.sqrt(squares.mean(axis=1)))


def _r2(recipe: Recipe, truth: Floats, scores: Floats, sums: _Sums) -> Floats:
    """(B,) 1 less the share of the squares that is left."""
    if recipe.average == "micro":  # all outputs as one
        each, columns = sums.batches, truth.shape[1]
        batches = Batched(each.rows * columns, each.size * columns)
        cells = _Sums(batches, np.repeat(sums.weights, columns))
        alone = replace(recipe, average="none")
        return _r2(alone, truth.reshape(-1, 1), scores.reshape(-1, 1), cells)
    truth, scores = truth - truth.mean(axis=0), scores - truth.mean(axis=0)  # for the digits
    total = sums(np.ones(len(truth)))[:, None]
    residual = sums((truth - scores) ** 2)
    spread = _spread(truth, total, sums)
    # Of a target without spread R2 is 0, unless there is nothing over nothing.
    flat = np.where(residual == 0, recipe.zero, 0.0)
    shares = np.where(spread == 0, flat, 1 - residual / np.where(spread, spread, 1))
    value = shares.mean(axis=1)
    if recipe.average == "weighted":  # each output by the spread of its target
        value = 1 - residual.sum(axis=1) / spread.sum(axis=1)
    if not recipe.absent:
        value = np.where(sums.batches.sizes < _LEAST_ROWS, np.nan, value)
    if not recipe.k:
        return np.asarray(value)
    keras = recipe.columns == "cells"
    n = sums.batches.sizes * (truth.shape[1] if keras else 1)
    adjusted = 1 - (1 - value) * np.divide(n - 1, n - recipe.k - 1)
    # Keras falls back to the plain R2 where there are too few rows.
    return np.asarray(np.where(keras & (recipe.k >= n - 1), value, adjusted))


def _explained(recipe: Recipe, truth: Floats, scores: Floats, sums: _Sums) -> Floats:
    """(B,) R2 of predictions whose mean error does not count."""
    error = (truth - scores) - (truth - scores).mean(axis=0)
    mean = sums(error) / sums(np.ones(len(truth)))[:, None]
    return _r2(recipe, truth, truth - error + np.repeat(mean, sums.batches.sizes, axis=0), sums)


def _spread(truth: Floats, total: Floats, sums: _Sums) -> Floats:
    """(B, O) the sum of squares about the mean of each batch, 0 where all labels are equal."""
    mean = np.repeat(sums(truth) / total, sums.batches.sizes, axis=0)
    first = np.repeat(truth[sums.batches.starts], sums.batches.sizes, axis=0)
    equal = sums(np.asarray(truth != first, dtype=np.float64)) == 0
    return np.where(equal, 0.0, sums((truth - mean) ** 2))


_WHOLE: Mapping[str, Callable[[Recipe, Floats, Floats, _Sums], Floats]] = {
    "r2": _r2,
    "root": _root,
    "explained": _explained,
}
_LOSSES: Mapping[str, Callable[[Recipe, Floats, Floats], Floats]] = {
    "log_loss": _log_loss,
    "divergence": _divergence,
    "squares": _squares,
    "absolute": _absolute,
    "percentage": _percentage,
    "log_squares": _log_squares,
    "hinge": _hinge,
    "categorical_hinge": _categorical_hinge,
    "cosine": _cosine,
    "pearson": _pearson,
    "log_cosh": _log_cosh,
    "deviance": _deviance,
    "likelihood": _likelihood,
}
