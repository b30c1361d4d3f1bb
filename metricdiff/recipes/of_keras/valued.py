"""Metrics of predicted values in Keras."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.of_keras import ranked
from metricdiff.recipes.of_keras.settings import EPSILON, Maker
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task

_RECIPES: Mapping[str, Recipe] = {
    "MeanSquaredError": Recipe("cells", coding="number", count="squares"),
    "MeanAbsoluteError": Recipe("cells", coding="number", count="absolute"),
    "MeanAbsolutePercentageError": Recipe(
        "cells", coding="number", count="percentage", epsilon=EPSILON, scale=100
    ),
    "MeanSquaredLogarithmicError": Recipe(
        "cells", coding="number", count="log_squares", clip=EPSILON
    ),
    "RootMeanSquaredError": Recipe("cells", coding="number", count="root"),
    "R2Score": Recipe("row", coding="number", count="r2", k=0, zero=math.nan),
    "Poisson": Recipe("cells", coding="number", count="likelihood"),
    "CosineSimilarity": Recipe("row", coding="number", count="cosine"),
    "LogCoshError": Recipe("cells", coding="number", count="log_cosh"),
    "PearsonCorrelation": Recipe("row", coding="number", count="pearson"),
}
#: Those that keep whole predictions in their type and cast the labels to it.
_IN_TYPE_OF_PREDICTIONS = frozenset({"squares", "absolute", "percentage", "log_squares"})


def _error(name: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    if predictions.task is not Task.REGRESSION:
        return ranked.squares(name, given, predictions)
    if set(given) - ({"num_regressors"} if name == "R2Score" else set()):
        return None
    recipe = _RECIPES[name]
    if predictions.whole_numbers and recipe.count in {"log_cosh", "pearson"}:
        return None
    whole = predictions.whole_numbers and recipe.count in _IN_TYPE_OF_PREDICTIONS
    regressors = given.get("num_regressors", 0)
    return replace(
        recipe,
        cast="as_is" if whole else "float32",
        k=regressors if name == "R2Score" else recipe.k,
        columns="cells" if regressors else recipe.columns,
    )


MAKERS: Mapping[str, Maker] = dict.fromkeys(_RECIPES, _error)
