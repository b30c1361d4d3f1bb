"""Metrics of the order of the scores, and losses of probabilities, in Keras."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.of_keras.settings import EPSILON, Maker, face_value
from metricdiff.recipes.recipe import Average, Columns, Recipe, UnitRows
from metricdiff.words import Kind, Task

_POINTS = {
    "PrecisionAtRecall": ("precision_at_recall", "recall"),
    "RecallAtPrecision": ("recall_at_precision", "precision"),
    "SensitivityAtSpecificity": ("sensitivity_at_specificity", "specificity"),
    "SpecificityAtSensitivity": ("specificity_at_sensitivity", "sensitivity"),
}


def _auc(_: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    if set(given) - {"num_thresholds", "curve", "multi_label", "from_logits"}:
        return None
    if predictions.kind in {Kind.DECISIONS, Kind.VALUES}:
        return None
    precision = given.get("curve", "ROC") == "PR"
    binary = predictions.task is Task.BINARY
    multiclass = predictions.task is Task.MULTICLASS
    average: Average = "macro" if given.get("multi_label") else "micro"
    return Recipe(
        columns="positive" if binary else "each",
        coding="class" if multiclass else "nonzero",
        # from_logits is a sigmoid, also where a softmax made the scores of several classes
        transform="sigmoid" if given.get("from_logits") else face_value(predictions),
        cast="float32",
        count="pr" if precision else "roc",
        average="none" if binary else average,
        grid=given.get("num_thresholds", 200),
        curve="interpolated" if precision else "trapezoid",
    )


def _operating_point(
    name: str, given: Mapping[str, Any], predictions: Predictions
) -> Recipe | None:
    count, rate = _POINTS[name]
    known = rate in given and not set(given) - {rate, "num_thresholds"}
    scores = predictions.kind not in {Kind.DECISIONS, Kind.VALUES}
    if not known or not scores or predictions.task is not Task.BINARY:
        return None
    grid = given.get("num_thresholds", 200)
    return Recipe(
        columns="positive",
        coding="nonzero",
        transform=face_value(predictions),
        cast="float32",
        count=count,
        at=float(given[rate]),
        grid=grid,
    )


def _cross_entropy(name: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    task, logits = predictions.task, bool(given.get("from_logits"))
    if set(given) - {"from_logits"} or predictions.kind is Kind.DECISIONS:
        return None
    binary = name == "BinaryCrossentropy"
    wide = predictions.raw.y_pred.ndim > 1
    if (not wide and task is Task.MULTICLASS) or (task is not Task.MULTICLASS and not binary):
        return None
    columns: dict[Task, Columns] = {Task.BINARY: "positive", Task.MULTILABEL: "cells"}
    if binary and task is Task.MULTICLASS:  # each cell of one-hot labels is a problem of its own
        columns[task] = "cells"
    transform = ("sigmoid" if binary else "softmax") if logits else face_value(predictions)
    unit_rows: UnitRows = "before" if name == "CategoricalCrossentropy" else "after"
    return Recipe(
        columns=columns.get(task, "row"),
        coding="number" if binary and task is not Task.MULTICLASS else "class",
        transform=transform,
        cast="float32",
        count="log_loss",
        unit_rows="never" if binary or logits else unit_rows,
        clip=0.0 if logits else EPSILON,
    )


def _divergence(_: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    if given or predictions.task is not Task.MULTICLASS or predictions.kind is Kind.DECISIONS:
        return None
    return Recipe(
        columns="row",
        transform=face_value(predictions),
        cast="float32",
        count="divergence",
        clip=EPSILON,
    )


def squares(name: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    """Return the recipe of differences of probabilities and labels."""
    if given or name not in _DIFFERENCES:
        return None
    binary = predictions.task is Task.BINARY
    return Recipe(
        columns="positive" if binary else "cells",
        coding="class" if predictions.task is Task.MULTICLASS else "number",
        cast="float32",
        count=_DIFFERENCES[name],
    )


def _hinge(name: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    task = Task.BINARY if name == "Hinge" else Task.MULTICLASS
    if given or predictions.task is not task or predictions.kind is Kind.DECISIONS:
        return None
    if task is Task.BINARY:
        return Recipe(columns="positive", coding="number", cast="float32", count="hinge")
    return Recipe(columns="row", cast="float32", count="categorical_hinge")


_DIFFERENCES = {
    "MeanSquaredError": "squares",
    "MeanAbsoluteError": "absolute",
    "RootMeanSquaredError": "root",
}

MAKERS: Mapping[str, Maker] = {
    "AUC": _auc,
    **dict.fromkeys(_POINTS, _operating_point),
    **dict.fromkeys(
        ("BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy"),
        _cross_entropy,
    ),
    **dict.fromkeys(("Hinge", "CategoricalHinge"), _hinge),
    "KLDivergence": _divergence,
}
