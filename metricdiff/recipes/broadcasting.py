"""Every label against every prediction: what (N,) against (N, 1) makes of a mean over rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.batching import Batched
from metricdiff.recipes.counting import Counts, ratio
from metricdiff.recipes.deciding import decisions, labels, scores_of
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.losses import POISSON, bounds
from metricdiff.recipes.recipe import Itself, Recipe

#: Above the line everything is broadcast; below it, of these, nothing.
_RATIOS = frozenset({"precision", "recall", "fbeta", "jaccard"})
#: Pairs that are looked at one by one at a time.
_TOGETHER = 1 << 22


def can_broadcast(recipe: Recipe) -> bool:
    """Whether a recipe has one column of labels and a form for all pairs."""
    plain = recipe.columns in {"positive", "row", "cells"} and not recipe.weight
    one = plain and not isinstance(recipe.decide, Itself)
    return one and recipe.count in {*_RATIOS, *_MEANS, "accuracy", "root", "r2", *_ONE_BY_ONE}


def of_pairs(recipe: Recipe, facts: Facts) -> Floats:
    """Return (B, 1) the metric of all pairs of the rows of each batch."""
    truth = labels(recipe, facts)[:, 0].astype(np.float64)
    batches = facts.batched(recipe)
    counts = facts.predictions.raw.counts
    if counts is not None:
        batches = _Counted(counts)
    if recipe.count in _RATIOS or recipe.count == "accuracy":
        soft = recipe.soft
        made = (scores_of if soft else decisions)(recipe, facts)[:, 0].astype(np.float64)
        values = (_accuracy if recipe.count == "accuracy" else _overlap)(
            recipe, truth, made, batches
        )
    else:
        scores = scores_of(recipe, facts)[:, 0]
        if recipe.count in {"root", "r2"}:
            squares = _squares(recipe, truth, scores, batches)
            values = np.sqrt(squares) if recipe.count == "root" else _r2(squares, truth, batches)
        elif recipe.count in _ONE_BY_ONE:
            values = _one_by_one(recipe, truth, scores, batches)
        else:
            values = _MEANS[recipe.count](recipe, truth, scores, batches)
    return np.asarray(values)[:, None]


class _Counted(Batched):
    """The entries of a table as one batch of the rows that they stand for."""

    def __init__(self, counts: npt.NDArray[np.int64]) -> None:
        super().__init__(len(counts), len(counts))
        self._counts = counts

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """(1,) the rows."""
        return np.array([self._counts.sum()])

    def sums(self, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Add up (N,) over all rows."""
        return np.array([float(values @ self._counts)])


def _mean(values: Floats, batches: Batched) -> Floats:
    return np.asarray(batches.sums(values) / batches.sizes)


def _accuracy(_: Recipe, truth: Floats, decided: Floats, batches: Batched) -> Floats:
    p, q = _mean(truth == 1, batches), _mean(decided, batches)
    return np.asarray(p * q + _mean(truth == 0, batches) * (1 - q))


def _overlap(recipe: Recipe, truth: Floats, decided: Floats, batches: Batched) -> Floats:
    """Return a ratio whose overlap, the sum of products, is that of all pairs."""
    positive, found = batches.sums(truth), batches.sums(decided)
    tp = positive * found
    counts = Counts(tp, found - tp, positive - tp, tp * 0, positive > 0)
    return ratio(recipe, counts)


def _squares(_: Recipe, truth: Floats, scores: Floats, batches: Batched) -> Floats:
    shift = truth.mean()  # for the digits
    y, p = truth - shift, scores - shift
    product = _mean(y, batches) * _mean(p, batches)
    return np.asarray(_mean(y**2, batches) + _mean(p**2, batches) - 2 * product)


def _r2(squares: Floats, truth: Floats, batches: Batched) -> Floats:
    """1 less the squares of all pairs, over the squares of the rows about their mean."""
    y = truth - truth.mean()
    spread = _mean(y**2, batches) - _mean(y, batches) ** 2
    return np.asarray(1 - batches.sizes * squares / spread)


def _log_squares(recipe: Recipe, truth: Floats, scores: Floats, batches: Batched) -> Floats:
    if recipe.clip:
        truth, scores = np.maximum(truth, recipe.clip), np.maximum(scores, recipe.clip)
    return _squares(recipe, np.log1p(truth), np.log1p(scores), batches)


def _log_loss(recipe: Recipe, truth: Floats, scores: Floats, batches: Batched) -> Floats:
    p = np.clip(scores, *bounds(recipe))
    y = _mean(truth, batches)
    return np.asarray(-(y * _mean(np.log(p), batches) + (1 - y) * _mean(np.log(1 - p), batches)))


def _likelihood(_: Recipe, truth: Floats, scores: Floats, batches: Batched) -> Floats:
    logs = _mean(np.log(scores + POISSON), batches)
    return np.asarray(_mean(scores, batches) - _mean(truth, batches) * logs)


def _hinge(_: Recipe, truth: Floats, scores: Floats, batches: Batched) -> Floats:
    y = _mean(truth == 1, batches)
    right = _mean(np.maximum(1 - scores, 0), batches)
    wrong = _mean(np.maximum(1 + scores, 0), batches)
    return np.asarray(y * right + (1 - y) * wrong)


def _one_by_one(recipe: Recipe, truth: Floats, scores: Floats, batches: Batched) -> Floats:
    each = _ONE_BY_ONE[recipe.count]
    values = []
    for start, size in zip(batches.starts, batches.sizes, strict=True):
        y, p = truth[start : start + size], scores[start : start + size]
        step, total = max(1, _TOGETHER // size), 0.0
        for first in range(0, size, step):
            total += float(each(recipe, y[first : first + step, None], p).sum())
        values.append(total / size**2)
    return np.array(values)


def _absolute(_: Recipe, truth: Floats, scores: Floats) -> Floats:
    return np.asarray(np.abs(truth - scores))


def _percentage(recipe: Recipe, truth: Floats, scores: Floats) -> Floats:
    return np.asarray(np.abs(truth - scores) / np.maximum(np.abs(truth), recipe.epsilon))


_Of = Callable[[Recipe, Floats, Floats, Batched], Floats]
_MEANS: Mapping[str, _Of] = {
    "squares": _squares,
    "log_squares": _log_squares,
    "log_loss": _log_loss,
    "likelihood": _likelihood,
    "hinge": _hinge,
}
_ONE_BY_ONE: Mapping[str, Callable[[Recipe, Floats, Floats], Floats]] = {
    "absolute": _absolute,
    "percentage": _percentage,
}
