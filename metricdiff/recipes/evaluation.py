"""Follows a recipe: decisions or scores, then counts or sums, then one number or one a class."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from metricdiff.recipes.argmaxes import of_argmaxes
from metricdiff.recipes.broadcasting import of_pairs
from metricdiff.recipes.counting import of_decisions, of_ranks, over
from metricdiff.recipes.curves import of_ranking
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.measuring import of_scores
from metricdiff.recipes.recipe import Recipe, TopRanks

#: What is counted on a curve: its area, or one rate where another is kept.
CURVES = frozenset(
    {"roc", "pr", "precision_at_recall", "recall_at_precision"}
    | {"sensitivity_at_specificity", "specificity_at_sensitivity"}
)


def evaluate(recipe: Recipe, facts: Facts) -> float | list[float]:
    """Return the number, or one a class, that a recipe makes.

    Args:
        recipe: How it is made.
        facts: What it is made from.
    """
    seen = facts.counted if recipe.mask else facts
    return seen.once(recipe, lambda: _followed(recipe, seen))


def value_of(recipe: Recipe, facts: Facts) -> float:
    """Return what a recipe makes; NaN where it makes several numbers, or fits the data ill."""
    try:
        if not facts.edited(recipe.edits).predictions.rows:
            return float("nan")
        value = evaluate(recipe, facts)
    except (ValueError, IndexError, KeyError, TypeError, ZeroDivisionError, FloatingPointError):
        return float("nan")
    return float("nan") if isinstance(value, list) else value


def _followed(recipe: Recipe, facts: Facts) -> float | list[float]:
    facts = facts.edited(recipe.edits)
    with np.errstate(all="ignore"):
        values = _of_parts(recipe, facts) if recipe.harmonic else _folded(recipe, facts)
        if recipe.power != 1:
            values = values**recipe.power
        made = [float(item) for item in np.ravel(values * recipe.scale + recipe.offset)]
    return made[0] if len(made) == 1 else made


def _of_parts(recipe: Recipe, facts: Facts) -> Floats:
    """Return the F-score of a precision and a recall, each averaged before."""
    alone = replace(recipe, harmonic=False)
    precision, recall = (
        _folded(replace(alone, count=count), facts) for count in ("precision", "recall")
    )
    square = recipe.beta**2
    return over((1 + square) * precision * recall, square * precision + recall)


def _folded(recipe: Recipe, facts: Facts) -> Floats:
    """Return the number of each class, that of all batches where there are some."""
    values = _values(recipe, facts)
    if recipe.total and recipe.count in {"accuracy", "error", "top_k"}:
        totals = facts.batched(recipe).sums(facts.weighing(recipe))
        values = values * (totals[:, None] if recipe.batch else totals)
    if recipe.pairs or recipe.batch:
        values = facts.batched(recipe).fold(values, recipe.batches)
    return values


def each_row(recipe: Recipe, facts: Facts) -> Floats:
    """Return (N,) what each row by itself makes: the values of batches of one row."""
    with np.errstate(all="ignore"):
        return _values(replace(recipe, batch=1), facts.edited(recipe.edits))[:, 0]


def _values(recipe: Recipe, facts: Facts) -> Floats:
    """Return the number of each class; where there are batches, those of each batch."""
    if recipe.pairs:
        return of_pairs(recipe, facts)
    if recipe.count == "argmax_of_batch":
        return of_argmaxes(recipe, facts)
    if isinstance(recipe.decide, TopRanks):
        return of_ranks(recipe, facts)
    if recipe.decide is not None or recipe.soft:
        return of_decisions(recipe, facts)
    if recipe.count in CURVES:
        return of_ranking(recipe, facts)
    return of_scores(recipe, facts)
