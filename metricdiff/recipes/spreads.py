"""What is no mean of losses, and made of sums over rows all the same: roots, R2, correlations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.losses import taken
from metricdiff.recipes.recipe import Recipe

#: scikit-learn has no R2 of fewer rows.
_LEAST_ROWS = 2
_NOTHING = np.zeros((1, 1))

#: What is added up: of labels (n, C), of scores (n, C), and of numbers that hold for these rows.
_Each = Callable[[Floats, Floats, Floats], Floats]


def of_spread(recipe: Recipe, facts: Facts) -> Floats:
    """Return (B,) the root, R2 or correlation of each batch, of all rows where there are none."""
    return _FROM_SUMS[recipe.count](recipe, _Sums(recipe, facts))


def is_spread(recipe: Recipe) -> bool:
    """Whether a recipe is one of these."""
    if recipe.count == "pearson":  # without batches it is the mean of the rows' correlations
        return recipe.columns == "cells" and bool(recipe.batch)
    return recipe.count in _FROM_SUMS


@dataclass(frozen=True)
class _Sums:
    """Weighted sums over the rows of each batch; over all rows, in pieces, where there are none."""

    recipe: Recipe
    facts: Facts

    def __call__(self, each: _Each, about: Floats = _NOTHING) -> Floats:
        """Return (B, C) sums.

        Args:
            each: What is added up.
            about: (B, C) numbers of each batch that *each* is handed, or (1, C) for all.
        """
        if self.recipe.batch:
            every = np.repeat(about, self.sizes, axis=0) if len(about) > 1 else about
            values = each(*self._rows, every)
            weights = self.facts.weighing(self.recipe)
            return np.asarray(self.facts.batched(self.recipe).sums(weights[:, None] * values))
        sums = [
            _added(each(*taken(self.recipe, part), about), part.weights(self.recipe))
            for part in self.facts.parts()
        ]
        return np.asarray(np.sum(sums, axis=0, keepdims=True))

    @cached_property
    def sizes(self) -> npt.NDArray[np.int64]:
        """(B,) the rows of each batch."""
        return self.facts.batched(self.recipe).sizes

    @cached_property
    def firsts(self) -> Floats:
        """(B, C) the labels of the first row of each batch."""
        if self.recipe.batch:
            return self._rows[0][self.facts.batched(self.recipe).starts]
        return taken(self.recipe, next(self.facts.parts()))[0][:1]

    @cached_property
    def weights(self) -> Floats:
        """(B, 1) the weight of each batch."""
        return self(lambda truth, *_: np.ones((len(truth), 1)))

    @cached_property
    def _rows(self) -> tuple[Floats, Floats]:
        return taken(self.recipe, self.facts)


def _added(values: Floats, weights: Floats | None) -> Floats:
    return np.asarray(values.sum(axis=0) if weights is None else weights @ values)


def _squares(truth: Floats, scores: Floats, _: Floats) -> Floats:
    return np.asarray((truth - scores) ** 2)


def _error_squares(truth: Floats, scores: Floats, mean: Floats) -> Floats:
    return np.asarray((truth - scores - mean) ** 2)


def _label_squares(truth: Floats, _: Floats, mean: Floats) -> Floats:
    return np.asarray((truth - mean) ** 2)


def _root(recipe: Recipe, sums: _Sums) -> Floats:
    """(B,) root of the mean over all outputs, or the mean of each output's root."""
    squares = sums(_squares) / sums.weights
    if recipe.columns == "each":
        return np.asarray(np.sqrt(squares).mean(axis=1))
    return np.asarray(np.sqrt(squares.mean(axis=1)))


def _r2(recipe: Recipe, sums: _Sums) -> Floats:
    """(B,) 1 less the share of the squares that is left."""
    return _share(recipe, sums, sums(_squares))


def _explained(recipe: Recipe, sums: _Sums) -> Floats:
    """(B,) R2 of predictions whose mean error does not count."""
    mean = sums(lambda truth, scores, _: truth - scores) / sums.weights
    return _share(recipe, sums, sums(_error_squares, mean))


def _share(recipe: Recipe, sums: _Sums, residual: Floats) -> Floats:
    """(B,) 1 less the share of the squares about the mean that *residual* (B, C) is."""
    columns, pooled = residual.shape[1], recipe.average == "micro"  # all outputs as one
    if pooled:
        residual = residual.sum(axis=1, keepdims=True)
    spread = _spread(sums, pooled=pooled)
    # Of a target without spread R2 is 0, unless there is nothing over nothing.
    flat = np.where(residual == 0, recipe.zero, 0.0)
    shares = np.where(spread == 0, flat, 1 - residual / np.where(spread, spread, 1))
    value = shares.mean(axis=1)
    if recipe.average == "weighted":  # each output by the spread of its target
        value = 1 - residual.sum(axis=1) / spread.sum(axis=1)
    rows = sums.sizes * (columns if pooled else 1)
    if not recipe.absent:
        value = np.where(rows < _LEAST_ROWS, np.nan, value)
    if not recipe.k:
        return np.asarray(value)
    keras = recipe.columns == "cells"
    n = rows * (columns if keras and not pooled else 1)
    adjusted = 1 - (1 - value) * np.divide(n - 1, n - recipe.k - 1)
    # Keras falls back to the plain R2 where there are too few rows.
    return np.asarray(np.where(keras & (recipe.k >= n - 1), value, adjusted))


def _spread(sums: _Sums, *, pooled: bool) -> Floats:
    """(B, C) the sum of squares about the mean of each batch, 0 where all labels are equal."""

    def summed(each: _Each, about: Floats) -> Floats:
        made = sums(each, about)
        return made.sum(axis=1, keepdims=True) if pooled else made

    total = sums.weights * (sums.firsts.shape[1] if pooled else 1)
    first = sums.firsts[:, :1] if pooled else sums.firsts
    mean = first + summed(lambda truth, _, about: truth - about, first) / total  # for the digits
    differ = summed(lambda truth, _, about: (truth != about).astype(np.float64), first)
    return np.where(differ == 0, 0.0, summed(_label_squares, mean))


def _correlations(_: Recipe, sums: _Sums) -> Floats:
    """(B,) correlation of all that stands in each batch."""
    cells = sums.weights * sums.firsts.shape[1]

    def summed(each: _Each, about: Floats) -> Floats:
        return np.asarray(sums(each, about).sum(axis=1, keepdims=True))

    first = sums.firsts[:, :1]  # for the digits
    means = (
        first + summed(lambda truth, _, at: truth - at, first) / cells,
        first + summed(lambda _, scores, at: scores - at, first) / cells,
    )
    product = summed(lambda x, y, at: (x - at[:, :1]) * (y - at[:, 1:]), np.hstack(means))
    lengths = summed(_label_squares, means[0]) * summed(lambda _, y, at: (y - at) ** 2, means[1])
    return np.asarray(product / np.sqrt(lengths))[:, 0]


_FROM_SUMS: Mapping[str, Callable[[Recipe, _Sums], Floats]] = {
    "r2": _r2,
    "root": _root,
    "explained": _explained,
    "pearson": _correlations,
}
