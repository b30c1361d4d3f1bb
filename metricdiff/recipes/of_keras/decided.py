"""Metrics of decisions in Keras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.of_keras.settings import EPSILON, Maker
from metricdiff.recipes.recipe import (
    Argmax,
    Average,
    CutNumbers,
    Given,
    Itself,
    Recipe,
    RowMaximum,
    Threshold,
    TopRanks,
    Truncated,
    largest,
)
from metricdiff.words import Task

_CELLS = {
    "TruePositives": "tp",
    "FalsePositives": "fp",
    "TrueNegatives": "tn",
    "FalseNegatives": "fn",
}


def _wide(predictions: Predictions) -> bool:
    return predictions.raw.y_pred.ndim > 1


def _class_numbers(predictions: Predictions) -> bool:
    """Whether the predictions are classes, one a row: Keras gets them one-hot."""
    return predictions.task is Task.MULTICLASS and not _wide(predictions)


def _binary_accuracy(_: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    if set(given) - {"threshold"}:
        return None
    if _class_numbers(predictions):
        return Recipe(
            columns="row", decide=CutNumbers(given.get("threshold", 0.5)), count="accuracy"
        )
    return Recipe(
        columns="row" if predictions.task in {Task.BINARY, Task.REGRESSION} else "cells",
        # On a multiclass task it takes one-hot labels; elsewhere the numbers as they are.
        coding="class" if predictions.task is Task.MULTICLASS else "number",
        cast="float32",
        decide=Threshold(given.get("threshold", 0.5)),
        count="accuracy",
    )


def _categorical_accuracy(
    name: str, given: Mapping[str, Any], predictions: Predictions
) -> Recipe | None:
    task, labels = predictions.task, predictions.raw.y_true
    if given or task is Task.REGRESSION or (not _wide(predictions) and task is not Task.BINARY):
        return None
    if name == "SparseCategoricalAccuracy" and task is not Task.MULTICLASS:
        return None
    # The argmax of labels that are one column of numbers is always column 0.
    numbers = task is Task.MULTICLASS and labels.ndim == 1 and labels.dtype.kind != "U"
    first = name == "CategoricalAccuracy" and (numbers or task is Task.BINARY)
    sparse = name == "SparseCategoricalAccuracy" and numbers
    return Recipe(
        columns="row",
        coding="number" if first or sparse else "class",
        cast="float32",
        decide=Argmax(labels="first" if first else task is Task.MULTILABEL),
        count="accuracy",
    )


def _exact(_: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    if not given and _class_numbers(predictions):
        return Recipe(columns="row", decide=Given("y_pred"), count="accuracy")
    if given or predictions.task not in {Task.BINARY, Task.MULTILABEL}:
        return None
    cells = predictions.task is Task.MULTILABEL
    return Recipe(
        columns="cells" if cells else "row",
        coding="number",
        cast="float32",
        decide=Itself(),
        count="accuracy",
    )


def _confusion(name: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    threshold, k = given.get("thresholds"), given.get("top_k")
    several = isinstance(threshold, list | tuple) or (k and threshold is not None)
    if several or set(given) - {"thresholds", "top_k", "class_id"}:
        return None
    binary, numbers = predictions.task is Task.BINARY, _class_numbers(predictions)
    if (k or "class_id" in given) and binary and not _wide(predictions):
        return None
    if numbers and (k not in {None, 1} or threshold is not None):
        return None
    decide = Threshold(0.5 if threshold is None else threshold)
    recipe = Recipe(
        columns="positive" if binary else "each",
        coding="class" if predictions.task is Task.MULTICLASS else "nonzero",
        cast="float64" if numbers else "float32",
        decide=Given("y_pred") if numbers else largest(k) if k else decide,
        count=_CELLS.get(name, name.lower()),
        average="none" if binary else "micro",
    )
    if given.get("class_id") is None:
        return recipe
    return replace(recipe, only=given["class_id"], average="none")


def _f_score(_: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    binary, numbers = predictions.task is Task.BINARY, _class_numbers(predictions)
    if set(given) - {"average", "threshold", "beta"} or predictions.task is Task.REGRESSION:
        return None
    threshold = given.get("threshold")
    if numbers and threshold is not None:
        return None
    decide = RowMaximum() if threshold is None else Threshold(threshold)
    average: Average = given.get("average") or "none"
    return Recipe(
        columns="positive" if binary else "each",
        coding="class" if predictions.task is Task.MULTICLASS else "number",
        cast="float64" if numbers else "float32",
        decide=Given("y_pred") if numbers else decide,
        count="fbeta",
        beta=given.get("beta", 1.0),
        average="none" if binary else average,
        epsilon=EPSILON,
    )


def _iou(predictions: Predictions, ids: list[int]) -> Recipe:
    """Return what all IoU metrics share: empty classes are left out, numbers beyond fall out."""
    flat = predictions.task in {Task.BINARY, Task.MULTILABEL}
    recipe = Recipe(
        columns="both" if flat else "each",
        coding="number",
        cast="float32",
        whole_weights=True,
        count="jaccard",
        average="macro",
        absent=False,
        epsilon=EPSILON,
    )
    if not flat or ids != [1]:
        return recipe
    if predictions.task is Task.MULTILABEL:
        return replace(recipe, columns="each", average="micro")
    return replace(recipe, columns="positive", average="none")


def _binary_iou(_: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    ids = sorted(given.get("target_class_ids", (0, 1)))
    known = ids in ([1], [0, 1]) and not set(given) - {"target_class_ids", "threshold"}
    if not known or predictions.task not in {Task.BINARY, Task.MULTILABEL}:
        return None
    decide = Threshold(given.get("threshold", 0.5), inclusive=True)
    return replace(_iou(predictions, ids), decide=decide)


def _mean_iou(_: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    if set(given) - {"num_classes", "sparse_y_pred"}:
        return None
    argmax, classes = not given.get("sparse_y_pred", True), given.get("num_classes")
    if _class_numbers(predictions) and not argmax and classes == len(predictions.classes):
        return replace(_iou(predictions, []), decide=Given("y_pred"), cast="float64")
    if predictions.task is Task.BINARY and classes == 2 and not argmax:  # noqa: PLR2004
        return replace(_iou(predictions, [0, 1]), decide=Truncated())
    if predictions.task is Task.MULTICLASS and _wide(predictions) and argmax:
        fits = classes == predictions.raw.y_pred.shape[1]
        return replace(_iou(predictions, []), decide=Argmax()) if fits else None
    return None


def _one_iou(_: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    """Return the recipe of the IoU of one class, told by its number."""
    settings = {name: value for name, value in given.items() if name != "target_class_ids"}
    recipe, ids = _mean_iou("", settings, predictions), given.get("target_class_ids")
    if recipe is None or not isinstance(ids, list) or len(ids) != 1:
        return None
    return replace(recipe, only=ids[0], average="none", absent=True)


def _top_k(name: str, given: Mapping[str, Any], predictions: Predictions) -> Recipe | None:
    if not _wide(predictions) or set(given) - {"k"}:
        return None
    if predictions.task is Task.MULTILABEL and not name.startswith("Sparse"):
        return Recipe(
            columns="each",
            coding="first",
            cast="float32",
            decide=largest(given.get("k", 5)),
            count="recall",
            average="micro",
        )
    if predictions.task is not Task.MULTICLASS:
        return None
    return Recipe(
        columns="row",
        coding="number" if name.startswith("Sparse") else "class",
        cast="float32",
        decide=TopRanks("all"),
        count="top_k",
        k=given.get("k", 5),
    )


MAKERS: Mapping[str, Maker] = {
    "BinaryAccuracy": _binary_accuracy,
    **dict.fromkeys(("CategoricalAccuracy", "SparseCategoricalAccuracy"), _categorical_accuracy),
    "Accuracy": _exact,
    **dict.fromkeys(("Precision", "Recall", *_CELLS), _confusion),
    **dict.fromkeys(("F1Score", "FBetaScore"), _f_score),
    "BinaryIoU": _binary_iou,
    "MeanIoU": _mean_iou,
    "IoU": _one_iou,
    **dict.fromkeys(("TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy"), _top_k),
}
