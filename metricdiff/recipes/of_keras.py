"""The recipe of a Keras call."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from metricdiff.calls import Call
from metricdiff.calls.expression import dotted
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.recipe import Argmax, Recipe, RowMaximum, Threshold, TopRanks
from metricdiff.recipes.scaled import peeled
from metricdiff.words import Kind, Task

EPSILON = 1e-7
_CELLS = {
    "TruePositives": "tp",
    "FalsePositives": "fp",
    "TrueNegatives": "tn",
    "FalseNegatives": "fn",
}
Maker = Callable[[str, dict[str, Any], Predictions], Recipe | None]


def recipe_of_keras(call: Call, predictions: Predictions, *, weighted: bool) -> Recipe | None:
    """Return the recipe of a call; ``None`` for a call that has none.

    Args:
        call: The call.
        predictions: What it is run on.
        weighted: Whether it gets the sample weights.
    """
    scale, complement, node = peeled(call.expanded)
    half = predictions.raw.y_pred.dtype == np.float16  # Keras stays in it: another arithmetic
    if half or not isinstance(node, ast.Call):
        return None
    name = dotted(node.func)
    maker = _MAKERS.get(name)
    if maker is None or node.args or (complement and name not in _ACCURACIES):
        return None
    given = {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in node.keywords}
    recipe = maker(name, given, predictions)
    if recipe is None:
        return None
    if complement:
        recipe = replace(recipe, count="error")
    return replace(recipe, scale=scale, weight=weighted)


def _binary_accuracy(_: str, given: dict[str, Any], predictions: Predictions) -> Recipe | None:
    if predictions.task is Task.MULTICLASS and predictions.raw.y_pred.ndim == 1:
        return None
    binary = predictions.task is Task.BINARY
    return Recipe(
        columns="row" if binary else "cells",
        coding="number",
        cast="float32",
        decide=Threshold(given.get("threshold", 0.5)),
        count="accuracy",
    )


def _categorical_accuracy(_: str, __: dict[str, Any], predictions: Predictions) -> Recipe | None:
    if predictions.raw.y_pred.ndim == 1 or predictions.task is Task.BINARY:
        return None
    return Recipe(
        columns="row",
        cast="float32",
        decide=Argmax(labels=predictions.task is Task.MULTILABEL),
        count="accuracy",
    )


def _confusion(name: str, given: dict[str, Any], predictions: Predictions) -> Recipe | None:
    if "class_id" in given or given.get("top_k", 1) != 1:
        return None
    argmax = "top_k" in given
    if argmax and predictions.raw.y_pred.ndim == 1:
        return None
    threshold = given.get("thresholds", 0.5)
    if isinstance(threshold, list | tuple):
        return None
    binary = predictions.task is Task.BINARY
    return Recipe(
        columns="positive" if binary else "each",
        coding="nonzero",
        cast="float32",
        decide=Argmax() if argmax else Threshold(threshold),
        count=_CELLS.get(name, name.lower()),
        average="none" if binary else "micro",
    )


def _f_score(_: str, given: dict[str, Any], predictions: Predictions) -> Recipe | None:
    binary = predictions.task is Task.BINARY
    if not binary and predictions.raw.y_pred.ndim == 1:
        return None
    threshold, average = given.get("threshold"), given.get("average") or "none"
    return Recipe(
        columns="positive" if binary else "each",
        coding="number",
        cast="float32",
        decide=RowMaximum() if threshold is None else Threshold(threshold),
        count="fbeta",
        beta=given.get("beta", 1.0),
        average="none" if binary else average,  # type: ignore[arg-type]
        epsilon=EPSILON,
    )


def _binary_iou(_: str, given: dict[str, Any], predictions: Predictions) -> Recipe | None:
    ids = list(given.get("target_class_ids", (0, 1)))
    if predictions.task is not Task.BINARY or ids not in ([1], [0, 1]):
        return None
    if not predictions.plain_binary and predictions.raw.y_true.dtype.kind != "U":
        return None  # numbers that are not 0 and 1 fall out of its matrix
    return Recipe(
        columns="positive" if ids == [1] else "both",
        coding="number",
        cast="float32",
        decide=Threshold(given.get("threshold", 0.5), inclusive=True),
        count="jaccard",
        average="none" if ids == [1] else "macro",
        absent=False,
        epsilon=EPSILON,
    )


def _auc(_: str, given: dict[str, Any], predictions: Predictions) -> Recipe | None:
    if set(given) - {"num_thresholds", "curve", "multi_label", "from_logits"}:
        return None
    if predictions.kind is Kind.DECISIONS:
        return None
    logits = "softmax" if predictions.task is Task.MULTICLASS else "sigmoid"
    precision = given.get("curve", "ROC") == "PR"
    binary = predictions.task is Task.BINARY
    average = "macro" if given.get("multi_label") else "micro"
    return Recipe(
        columns="positive" if binary else "each",
        coding="nonzero",
        transform=logits if given.get("from_logits") else _face_value(predictions),  # type: ignore[arg-type]
        cast="float32",
        count="pr" if precision else "roc",
        average="none" if binary else average,  # type: ignore[arg-type]
        grid=given.get("num_thresholds", 200),
        curve="interpolated" if precision else "trapezoid",
    )


def _cross_entropy(name: str, given: dict[str, Any], predictions: Predictions) -> Recipe | None:
    binary = predictions.task is Task.BINARY
    if set(given) - {"from_logits"} or (name == "BinaryCrossentropy") != binary:
        return None
    if predictions.kind is Kind.DECISIONS or predictions.task is Task.MULTILABEL:
        return None
    logits = "sigmoid" if binary else "softmax"
    return Recipe(
        columns="positive" if binary else "row",
        coding="number" if binary else "class",
        transform=logits if given.get("from_logits") else _face_value(predictions),  # type: ignore[arg-type]
        cast="float32",
        count="log_loss",
        clip=EPSILON,
    )


def _squares(_: str, __: dict[str, Any], predictions: Predictions) -> Recipe | None:
    if predictions.task not in {Task.BINARY, Task.MULTICLASS}:
        return None
    return Recipe(
        columns="positive" if predictions.task is Task.BINARY else "cells",
        coding="number",
        cast="float32",
        count="squares",
    )


def _top_k(_: str, given: dict[str, Any], predictions: Predictions) -> Recipe | None:
    if predictions.task is not Task.MULTICLASS or predictions.raw.y_pred.ndim == 1:
        return None
    return Recipe(
        columns="row", cast="float32", decide=TopRanks("all"), count="top_k", k=given.get("k", 5)
    )


def _face_value(predictions: Predictions) -> str:
    """Logits are taken for probabilities and clipped to [0, 1]."""
    return "clip" if predictions.kind is Kind.LOGITS else "none"


_ACCURACIES: Mapping[str, Maker] = {
    "BinaryAccuracy": _binary_accuracy,
    "CategoricalAccuracy": _categorical_accuracy,
    "SparseCategoricalAccuracy": _categorical_accuracy,
}
_MAKERS: Mapping[str, Maker] = {
    **_ACCURACIES,
    **dict.fromkeys(("Precision", "Recall", *_CELLS), _confusion),
    **dict.fromkeys(("F1Score", "FBetaScore"), _f_score),
    **dict.fromkeys(("TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy"), _top_k),
    "BinaryIoU": _binary_iou,
    "AUC": _auc,
    "BinaryCrossentropy": _cross_entropy,
    "SparseCategoricalCrossentropy": _cross_entropy,
    "MeanSquaredError": _squares,
}
