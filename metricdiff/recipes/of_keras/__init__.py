"""The recipe of a Keras call."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from metricdiff.calls import Call
from metricdiff.calls.expression import dotted
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.of_keras import compound, decided, ranked, valued
from metricdiff.recipes.of_keras.settings import Maker, literals
from metricdiff.recipes.recipe import Recipe
from metricdiff.recipes.scaled import peeled

_MAKERS: Mapping[str, Maker] = {**decided.MAKERS, **ranked.MAKERS, **valued.MAKERS}
#: Classes by the names of their functions: ``kldivergence`` for ``kl_divergence``.
_CLASSES = {name.lower(): name for name in _MAKERS}


def recipe_of_keras(call: Call, predictions: Predictions, *, weighted: bool) -> Recipe | None:
    """Return the recipe of a call; ``None`` for a call that has none.

    Args:
        call: The call.
        predictions: What it is run on.
        weighted: Whether it gets the sample weights.
    """
    if predictions.raw.y_pred.dtype == np.float16:  # Keras stays in it: another arithmetic
        return None
    scale, complement, node = peeled(call.expanded)
    recipe = compound.recipe(call.expanded, lambda one: _of_class(one, predictions), predictions)
    if recipe is None:
        recipe = _of_class(node, predictions)
        if recipe is None or (complement and recipe.count != "accuracy"):
            return None
        recipe = replace(
            recipe, scale=scale * recipe.scale, count="error" if complement else recipe.count
        )
    return replace(recipe, weight=weighted, whole_weights=weighted and recipe.whole_weights)


def _of_class(node: ast.expr, predictions: Predictions) -> Recipe | None:
    """Return the recipe of one metric object."""
    node = _unwrapped(node)
    if not isinstance(node, ast.Call) or dotted(node.func) not in _MAKERS:
        return None
    name = dotted(node.func)
    settings = literals(name, node)
    return None if settings is None else _MAKERS[name](name, settings, predictions)


def _unwrapped(node: ast.expr) -> ast.expr:
    """Return a wrapped function of Keras as its class, any other call as it is."""
    if not isinstance(node, ast.Call) or dotted(node.func) != "MeanMetricWrapper":
        return node
    function = dotted(node.args[0]) if len(node.args) == 1 else ""
    name = _CLASSES.get(function.replace("_", ""))
    return ast.Call(ast.Name(name), [], node.keywords) if name else node
