"""Follows a recipe at every threshold at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from metricdiff.recipes.counting import Counts, over, ratio
from metricdiff.recipes.facts import Floats
from metricdiff.recipes.recipe import Recipe, Threshold
from metricdiff.sweeping.ordered import Ordered, Places
from metricdiff.sweeping.thresholds import Thresholds

#: Thresholds that are followed together, which bounds the memory.
_TOGETHER = 1 << 18


def can_follow(recipe: Recipe | None, columns: int) -> bool:
    """Whether the counts of each column are enough for a recipe."""
    if recipe is None or not isinstance(recipe.decide, Threshold):
        return False
    if recipe.columns == "row":  # of several labels a row needs all at once
        return columns == 1
    return recipe.average != "none" or columns == 1 or recipe.columns == "cells"


def follow(recipe: Recipe, ordered: Ordered, thresholds: Thresholds) -> Floats:
    """Return (T,) what a recipe makes with each of the thresholds in place of its own."""
    places = ordered.places(recipe, thresholds)
    parts = []
    with np.errstate(all="ignore"):
        for start in range(0, len(thresholds.at), _TOGETHER):
            some = [place[start : start + _TOGETHER] for place in places]
            parts.append(_value(recipe, ordered, some))
    return np.asarray(np.concatenate(parts) * recipe.scale)


def _value(recipe: Recipe, ordered: Ordered, places: list[Places]) -> Floats:
    if recipe.count in {"accuracy", "error"}:
        return _share(recipe, ordered, places)
    counts = _problems(recipe, ordered, places)
    values = ratio(recipe, counts)
    if recipe.only is not None:
        return np.asarray(values[recipe.only])
    if recipe.average == "micro" or len(values) == 1:
        return np.asarray(values[0])
    if recipe.average == "weighted":
        support = counts.tp + counts.fn
        return over((values * support).sum(axis=0), support.sum(axis=0))
    counted = ~np.isnan(values)  # what is set to be NaN does not count
    if recipe.columns in {"each", "both"} and not recipe.absent:
        # Keras's IoU looks at the weighted cells of its matrix, scikit-learn at the rows.
        keras = recipe.count == "jaccard" and recipe.epsilon
        of_rows = recipe if keras else replace(recipe, weight=False)
        counted &= _problems(of_rows, ordered, places).occurs
    nothing = 0.0 if recipe.epsilon else recipe.zero
    return over(np.where(counted, values, 0.0).sum(axis=0), counted.sum(axis=0), nothing)


def _share(recipe: Recipe, ordered: Ordered, places: list[Places]) -> Floats:
    """Return the share that is right, or wrong; a label that is not 0 or 1 is never right."""
    sure = ordered.counts(recipe, places, exact=True)
    every = ordered.counts(recipe, places, exact=False)
    right = (sure.tp + sure.tn).sum(axis=0)
    share = over(right, (every.tp + every.fp + every.fn + every.tn).sum(axis=0))
    return share if recipe.count == "accuracy" else 1 - share


def _problems(recipe: Recipe, ordered: Ordered, places: list[Places]) -> Counts:
    """Return the counts of each yes-or-no problem, (P, T)."""
    in_matrix = recipe.count == "jaccard" and recipe.coding == "number"
    counts = ordered.counts(recipe, places, exact=in_matrix)
    if recipe.columns == "both":
        return _both(_pooled(counts))
    return _pooled(counts) if recipe.average == "micro" else counts


def _pooled(counts: Counts) -> Counts:
    """Return the counts of all columns as those of one, (1, T)."""
    tp, fp, fn, tn = (
        cell.sum(axis=0, keepdims=True) for cell in (counts.tp, counts.fp, counts.fn, counts.tn)
    )
    return Counts(tp, fp, fn, tn, np.any(counts.occurs, axis=0, keepdims=True))


def _both(counts: Counts) -> Counts:
    """Return the counts of the negative class and of the positive one, (2, T)."""
    pairs = (
        *((counts.tn, counts.tp), (counts.fn, counts.fp)),
        *((counts.fp, counts.fn), (counts.tp, counts.tn)),
    )
    tp, fp, fn, tn = (np.vstack(pair) for pair in pairs)
    return Counts(tp, fp, fn, tn, tp + fp + fn > 0)
