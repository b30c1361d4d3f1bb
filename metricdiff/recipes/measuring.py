"""From scores and values to a mean loss or error; the loss of each row is in ``losses``."""

from __future__ import annotations

from functools import partial

import numpy as np

from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.losses import losses, of_all_rows, taken, told_by
from metricdiff.recipes.recipe import Recipe
from metricdiff.recipes.spreads import is_spread, of_spread


def of_scores(recipe: Recipe, facts: Facts) -> Floats:
    """Return the mean loss or error that a recipe describes: (1,), or (B, 1) of batches."""
    if is_spread(recipe):
        values = of_spread(recipe, facts)
    elif recipe.count == "largest":
        values = _largest(recipe, facts)
    elif recipe.batch:
        values = _of_batches(recipe, facts)
    else:
        values = _of_pieces(recipe, facts)
    return values[:, None] if recipe.batch else values


def _of_pieces(recipe: Recipe, facts: Facts) -> Floats:
    """Return (1,) the mean over all rows, which are never kept in float64 at once."""
    total = weight = 0.0
    for part in [facts] if of_all_rows(recipe) else facts.parts():
        each, weights = losses(recipe, part), part.weighing(recipe)
        total += float((weights * each).sum())
        weight += float(weights.sum())
    if recipe.total:
        return np.array([total])
    return np.array([np.divide(total, facts.predictions.rows if recipe.over_rows else weight)])


def _of_batches(recipe: Recipe, facts: Facts) -> Floats:
    """Return (B,) the mean of each batch; many sizes of batches share the losses."""
    each = facts.once(("losses", *told_by(recipe)), partial(losses, recipe, facts))
    batches, weights = facts.batched(recipe), facts.weighing(recipe)
    sums = batches.sums(weights * each)
    if recipe.total:
        return sums
    return np.asarray(sums / (batches.sizes if recipe.over_rows else batches.sums(weights)))


def _largest(recipe: Recipe, facts: Facts) -> Floats:
    """Return (B,) the largest error of each batch; of all rows where there are none."""

    def errors(part: Facts) -> Floats:
        truth, scores = taken(recipe, part)
        return np.asarray(np.abs(truth - scores).max(axis=1))

    if recipe.batch:
        return np.maximum.reduceat(errors(facts), facts.batched(recipe).starts)
    return np.asarray(np.max([errors(part).max() for part in facts.parts()], keepdims=True))
