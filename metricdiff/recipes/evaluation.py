"""Follows a recipe: decisions or scores, then counts or sums, then one number or one a class."""

from __future__ import annotations

import numpy as np

from metricdiff.recipes.counting import of_decisions, of_ranks
from metricdiff.recipes.curves import of_ranking
from metricdiff.recipes.facts import Facts
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


def _followed(recipe: Recipe, facts: Facts) -> float | list[float]:
    with np.errstate(all="ignore"):
        if isinstance(recipe.decide, TopRanks):
            value = of_ranks(recipe, facts)
        elif recipe.decide is not None:
            value = of_decisions(recipe, facts)
        elif recipe.count in CURVES:
            value = of_ranking(recipe, facts)
        else:
            value = of_scores(recipe, facts)
        if recipe.total and recipe.count in {"accuracy", "error", "top_k"}:
            value = value * facts.weighing(recipe).sum()
    values = [float(item) for item in np.ravel(value * recipe.scale)]
    return values[0] if len(values) == 1 else values
