"""Metrics of predicted values in scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.edits.values import Logarithms
from metricdiff.recipes.of_sklearn.arguments import Arguments, Maker
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Kind, Task

#: The smallest target that scikit-learn divides by.
_EPSILON = float(np.finfo(np.float64).eps)

_RMSLE = "root_mean_squared_log_error"
_RECIPES: Mapping[str, Recipe] = {
    "mean_squared_error": Recipe("cells", coding="number", count="squares"),
    "mean_absolute_error": Recipe("cells", coding="number", count="absolute"),
    "mean_absolute_percentage_error": Recipe(
        "cells", coding="number", count="percentage", epsilon=_EPSILON
    ),
    "mean_squared_log_error": Recipe("cells", coding="number", count="log_squares"),
    "root_mean_squared_error": Recipe("each", coding="number", count="root"),
    _RMSLE: Recipe("each", coding="number", count="root", edits=(Logarithms(),)),
    "r2_score": Recipe("row", coding="number", count="r2", k=0, absent=False, zero=1.0),
    "explained_variance_score": Recipe("row", coding="number", count="explained", k=0, zero=1.0),
    "max_error": Recipe("cells", coding="number", count="largest"),
    "mean_poisson_deviance": Recipe("cells", coding="number", count="deviance"),
}


def _error(given: Arguments, predictions: Predictions) -> Recipe | None:
    plain = (given.truth, given.made) == ("y_true", "y_pred") and given.knows()
    values = predictions.task is Task.REGRESSION
    if given.function == _RMSLE and not (values and never_negative(predictions)):
        return None
    # A Brier score by another name, its root, or absolute errors of probabilities.
    brier = predictions.kind is Kind.PROBABILITIES and (
        predictions.plain_binary or predictions.task is Task.MULTILABEL
    )
    return _RECIPES[given.function] if plain and (values or brier) else None


def never_negative(predictions: Predictions) -> bool:
    """Whether all labels and predictions are 0 or more: both libraries know their logarithms."""
    return all(bool((one >= 0).all()) for one in (predictions.raw.y_true, predictions.raw.y_pred))


MAKERS: Mapping[str, Maker] = dict.fromkeys(_RECIPES, _error)
