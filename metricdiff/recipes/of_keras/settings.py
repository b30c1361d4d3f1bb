"""What a Keras metric is told."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.recipe import Recipe, Transform
from metricdiff.words import Kind

EPSILON = 1e-7

#: Makes the recipe of a class with settings on these predictions; ``None`` where it has none.
Maker = Callable[[str, Mapping[str, Any], Predictions], Recipe | None]

#: The first argument of the classes that people call with it in place.
_FIRST = {
    "PrecisionAtRecall": "recall",
    "RecallAtPrecision": "precision",
    "SensitivityAtSpecificity": "specificity",
    "SpecificityAtSensitivity": "sensitivity",
}
#: Settings that change a metric's name and nothing else.
_NAMES = frozenset({"name"})


def literals(name: str, node: ast.Call) -> dict[str, Any] | None:
    """Return the settings of a constructor call by name; ``None`` where they cannot be told."""
    if any(keyword.arg is None for keyword in node.keywords) or len(node.args) > 1:
        return None
    try:
        settings = {
            str(keyword.arg): ast.literal_eval(keyword.value)
            for keyword in node.keywords
            if keyword.arg not in _NAMES
        }
        if node.args:
            if name not in _FIRST:
                return None
            settings[_FIRST[name]] = ast.literal_eval(node.args[0])
    except ValueError:
        return None
    return settings


def face_value(predictions: Predictions) -> Transform:
    """Logits are taken for probabilities and clipped to [0, 1]."""
    return "clip" if predictions.kind is Kind.LOGITS else "none"
