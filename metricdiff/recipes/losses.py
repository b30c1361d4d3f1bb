"""What each row loses: from labels and scores to a loss a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from metricdiff.recipes.deciding import cast, given_scores, labels, scores_of
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.recipe import Recipe

#: What Keras adds to a prediction before it takes the logarithm in its Poisson loss.
POISSON = 1e-7
#: The shortest vector that Keras gives a direction in full.
_SHORTEST = 1e-7


def taken(recipe: Recipe, facts: Facts) -> tuple[Floats, Floats]:
    """Return (N, C) labels and (N, C) scores as a recipe takes them."""
    truth: Floats = labels(recipe, facts).astype(np.float64, copy=False)
    if recipe.coding == "number":  # Keras casts the labels too
        truth = cast(truth, recipe)
    scores = scores_of(recipe, facts)
    if recipe.smoothing:
        classes = truth.shape[1] if recipe.columns == "row" else 2
        truth = truth * (1 - recipe.smoothing) + recipe.smoothing / classes
    return truth, scores


def losses(recipe: Recipe, facts: Facts) -> Floats:
    """Return (N,) what each row loses."""
    truth, scores = taken(recipe, facts)
    each = _LOSSES[recipe.count]
    if recipe.cast == "as_is":
        # In the type of whole predictions: labels are cut, results wrapped around.
        raw = facts.predictions.raw.y_pred
        scores = raw[:, None] if raw.ndim == 1 else raw
        truth = truth.astype(np.float32).astype(scores.dtype)
    elif (
        recipe.count == "log_loss"
        and not recipe.clip
        and recipe.transform in {"sigmoid", "softmax"}
    ):
        each, scores = _of_logits, given_scores(recipe, facts)
    return each(recipe, truth, scores)


def of_all_rows(recipe: Recipe) -> bool:
    """Whether the loss of a row depends on other rows."""
    one_vector = recipe.columns == "cells" and recipe.count in {"cosine", "pearson"}
    return recipe.count == "hinge" or one_vector


def told_by(recipe: Recipe) -> tuple[object, ...]:
    """Return what of a recipe tells the loss of each row."""
    return (
        *(recipe.count, recipe.columns, recipe.coding, recipe.transform, recipe.cast),
        *(recipe.smoothing, recipe.absent, recipe.unit_rows, recipe.clip, recipe.epsilon),
        recipe.decide,
    )


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
