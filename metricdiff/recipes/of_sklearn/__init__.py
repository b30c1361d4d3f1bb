"""The recipe of a scikit-learn call."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from metricdiff.calls import Call
from metricdiff.calls.expression import dotted
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.of_sklearn import compound, decided, ranked, valued
from metricdiff.recipes.of_sklearn.arguments import Arguments, Maker
from metricdiff.recipes.recipe import Recipe
from metricdiff.recipes.scaled import peeled

_MAKERS: Mapping[str, Maker] = {**decided.MAKERS, **ranked.MAKERS, **valued.MAKERS}


def recipe_of_sklearn(call: Call, predictions: Predictions) -> Recipe | None:
    """Return the recipe of a call; ``None`` for a call that has none.

    Args:
        call: The call.
        predictions: What it is run on.
    """
    whole = compound.recipe(call.expanded, predictions)
    if whole is not None:
        return replace(whole, weight=predictions.raw.sample_weight is not None)
    scale, complement, node = peeled(call.expanded)
    if not isinstance(node, ast.Call):
        return None
    name = dotted(node.func)
    if name not in _MAKERS or len(node.args) != 2:  # noqa: PLR2004 - y_true, y_pred
        return None
    if complement and name != "hamming_loss":
        return None
    recipe = _MAKERS[name](Arguments.of(node), predictions)
    if recipe is None:
        return None
    if complement:
        recipe = replace(recipe, count="accuracy")
    weighted = any(keyword.arg == "sample_weight" for keyword in node.keywords)
    return replace(recipe, scale=scale, weight=weighted)
