"""Follows a recipe: decisions or scores, then counts or sums, then one number or one a class."""

from __future__ import annotations

from collections.abc import Callable
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

#: What is raised where a recipe does not fit the data.
UNFIT = (ValueError, IndexError, KeyError, TypeError, ZeroDivisionError, FloatingPointError)


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
    except UNFIT:
        return float("nan")
    return float("nan") if isinstance(value, list) else value


def _followed(recipe: Recipe, facts: Facts) -> float | list[float]:
    if recipe.batch and facts.predictions.raw.streamed:
        raise ValueError("the entries of a table are in no batches")  # in_order reads the rows
    facts = facts.edited(recipe.edits)
    return made(recipe, lambda part: _folded(part, facts))


def made(recipe: Recipe, folded: Callable[[Recipe], Floats]) -> float | list[float]:
    """Return what a recipe makes at its end.

    Args:
        recipe: The recipe.
        folded: Returns the number of each class before the end, of the recipe or a part of it.
    """
    with np.errstate(all="ignore"):
        values = _of_parts(recipe, folded) if recipe.harmonic else folded(recipe)
        if recipe.power != 1:
            values = values**recipe.power
        ends = [float(item) for item in np.ravel(values * recipe.scale + recipe.offset)]
    return ends[0] if len(ends) == 1 else ends


def _of_parts(recipe: Recipe, folded: Callable[[Recipe], Floats]) -> Floats:
    """Return the F-score of a precision and a recall, each averaged before."""
    precision, recall = (folded(part) for part in parts_of(recipe))
    square = recipe.beta**2
    return over((1 + square) * precision * recall, square * precision + recall)


def parts_of(recipe: Recipe) -> tuple[Recipe, ...]:
    """Return what is folded by itself: precision and recall where an F-score is made of these."""
    if not recipe.harmonic:
        return (recipe,)
    alone = replace(recipe, harmonic=False)
    return tuple(replace(alone, count=count) for count in ("precision", "recall"))


def _folded(recipe: Recipe, facts: Facts) -> Floats:
    """Return the number of each class, that of all batches where there are some."""
    values = unfolded(recipe, facts)
    if recipe.pairs or recipe.batch:
        values = facts.batched(recipe).fold(values, recipe.batches)
    return values


def unfolded(recipe: Recipe, facts: Facts) -> Floats:
    """Return the number of each class, (C,); where there are batches, those of each, (B, C)."""
    values = _values(recipe, facts)
    if recipe.total and recipe.count in {"accuracy", "error", "top_k"}:
        totals = facts.batched(recipe).sums(facts.weighing(recipe))
        values = values * (totals[:, None] if recipe.batch else totals)
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
