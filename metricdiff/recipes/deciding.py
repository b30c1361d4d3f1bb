"""From scores to decisions, as a recipe says."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.engines.given import cut
from metricdiff.recipes.facts import Booleans, Facts, Floats, narrowed
from metricdiff.recipes.recipe import (
    Argmax,
    CutNumbers,
    Given,
    Largest,
    Recipe,
    RowMaximum,
    Threshold,
    TopRanks,
    Truncated,
)
from metricdiff.words import Kind

#: Keras takes a score of this size for 0 when it looks for the largest.
_NOTHING = 1e-9
#: What ranks behind all columns.
_LAST = np.iinfo(np.int64).max


def decisions(recipe: Recipe, facts: Facts) -> Booleans:
    """Return which (row, column) a recipe decides positive."""
    key = ("decisions", recipe.transform, recipe.cast, recipe.decide)
    return facts.once(key, lambda: _decided(recipe, facts))


def _decided(recipe: Recipe, facts: Facts) -> Booleans:
    match recipe.decide:
        case Given(column):
            return facts.decided(column)
        case CutNumbers(at):
            return facts.cut_numbers(at)
    return np.concatenate([_of_scores(recipe, part) for part in facts.parts()])


def _of_scores(recipe: Recipe, facts: Facts) -> Booleans:
    decide, scores = recipe.decide, given_scores(recipe, facts)
    match decide:
        case Argmax():
            return first_maximum(scores)
        case RowMaximum():
            top = scores >= scores.max(axis=1, keepdims=True)
            return np.asarray(top & (np.abs(scores) > _NOTHING))
        case Largest(k):
            places = np.argsort(-scores, axis=1, kind="stable").argsort(axis=1)
            return np.asarray(places < k)
        case Truncated():
            return np.asarray(np.trunc(scores) == 1)
    assert isinstance(decide, Threshold)  # noqa: S101 - there is no other way to decide
    # A probability above t is a logit above logit(t): the logit is what the file holds.
    made = recipe.transform in {"sigmoid", "softmax"}
    at = cut(Kind.LOGITS if made else Kind.PROBABILITIES, decide.at)
    edge = np.float64(np.float32(at)) if recipe.cast == "float32" else np.float64(at)
    return np.asarray(scores >= edge if decide.inclusive else scores > edge)


def ranks(recipe: Recipe, facts: Facts) -> npt.NDArray[np.int64]:
    """Return how many scores of each row rank above that of its first label.

    A label that is no column ranks behind them all.
    """
    key = ("above", recipe.cast, recipe.coding, recipe.decide)
    return facts.once(key, lambda: np.concatenate([_above(recipe, part) for part in facts.parts()]))


def _above(recipe: Recipe, facts: Facts) -> npt.NDArray[np.int64]:
    assert isinstance(recipe.decide, TopRanks)  # noqa: S101 - only such recipes rank
    scores, own_labels = given_scores(recipe, facts), labels(recipe, facts)
    column = own_labels.argmax(axis=1)
    own = scores[np.arange(len(scores)), column][:, None]
    above = scores > own
    if recipe.decide.ties == "later":
        above |= (scores == own) & (np.arange(scores.shape[1]) > column[:, None])
    return np.where(own_labels.any(axis=1), above.sum(axis=1), _LAST)


def scores_of(recipe: Recipe, facts: Facts) -> Floats:
    """Return the scores, transformed, in float64 with the digits that they have in the recipe."""
    from scipy.special import expit, softmax  # slow to import, and not for manual pages

    scores: npt.NDArray[Any] = facts.scores
    if recipe.transform == "sigmoid":
        scores = expit(scores)
    elif recipe.transform == "softmax":
        scores = softmax(scores, axis=1)
    elif recipe.transform == "clip":
        scores = np.clip(scores, 0, 1)
    else:
        return given_scores(recipe, facts)
    return cast(scores, recipe)


def labels(recipe: Recipe, facts: Facts) -> Booleans | Floats:
    """Return the labels as the recipe takes them: truth values, or the numbers themselves."""
    if isinstance(recipe.decide, Argmax) and recipe.decide.labels == "first":
        return np.asarray(np.arange(facts.scores.shape[1]) == np.zeros((len(facts.scores), 1)))
    if isinstance(recipe.decide, Argmax) and recipe.decide.labels:
        return first_maximum(facts.labels.astype(np.float64))
    if recipe.coding == "first":
        return first_maximum(facts.labels.astype(np.float64))
    if recipe.coding == "nonzero":
        return np.asarray(facts.numbers != 0)
    return facts.numbers if recipe.coding == "number" else facts.labels


def truth(recipe: Recipe, facts: Facts) -> Booleans | Floats:
    """Return the labels as the recipe takes them, as truth values where all are 0 or 1."""

    def made(part: Facts) -> Booleans | Floats:
        values = labels(recipe, part)
        plain = values.dtype == np.bool_ or bool(((values == 0) | (values == 1)).all())
        return values.astype(np.bool_, copy=False) if plain else values

    return facts.once(
        ("truth", _coding(recipe)),
        lambda: np.concatenate([made(part) for part in facts.parts()]),
    )


def coding(recipe: Recipe, facts: Facts) -> Hashable:
    """Return what tells the labels of one recipe from those of another, on this data.

    Of labels that are 0 and 1 all codings are the same.
    """

    def same() -> bool:
        return bool(np.array_equal(truth(recipe, facts), facts.labels))

    own = _coding(recipe)
    return "class" if facts.once(("same labels", own), same) else own


def _coding(recipe: Recipe) -> Hashable:
    taken = recipe.decide.labels if isinstance(recipe.decide, Argmax) else False
    return recipe.coding, taken


def given_scores(recipe: Recipe, facts: Facts) -> Floats:
    """Return the scores as they stand in the file, with the digits that they have in the recipe."""
    return facts.narrow_scores if recipe.cast == "float32" else facts.scores


def cast(scores: Floats, recipe: Recipe) -> Floats:
    """Return scores in float64 with the digits that they have in the recipe."""
    return narrowed(scores) if recipe.cast == "float32" else scores


def first_maximum(scores: Floats) -> Booleans:
    """Return for each row which column holds its largest score, of ties the first."""
    first = scores.argmax(axis=1)[:, None] == np.arange(scores.shape[1])
    return np.asarray(first, dtype=np.bool_)
