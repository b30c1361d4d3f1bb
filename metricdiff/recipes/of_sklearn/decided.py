"""Metrics of decisions in scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.of_sklearn.arguments import Arguments, Maker, decision_of, is_truth
from metricdiff.recipes.recipe import Columns, Recipe
from metricdiff.words import Task

_COUNTS = {
    "precision_score": "precision",
    "recall_score": "recall",
    "f1_score": "fbeta",
    "fbeta_score": "fbeta",
    "jaccard_score": "jaccard",
}
_AGREEMENTS = {"matthews_corrcoef": "mcc", "cohen_kappa_score": "kappa"}
_SETTINGS = ("average", "pos_label", "labels", "beta", "zero_division")


def _averaged(given: Arguments, predictions: Predictions) -> Recipe | None:
    decided = decision_of(given.made, predictions)
    average = given.settings.get("average", "binary")
    known = given.knows(*_SETTINGS) and is_truth(given.truth, predictions)
    if decided is None or not known or average == "samples":
        return None
    binary = predictions.task is Task.BINARY
    zero = given.settings.get("zero_division", 0.0)
    recipe = replace(
        decided,
        columns="both" if binary else "each",
        count=_COUNTS[given.function],
        beta=float(given.settings.get("beta", 1.0)),
        average=average or "none",
        absent=predictions.task is Task.MULTILABEL,
        zero=0.0 if zero == "warn" else float(zero),
    )
    if average == "binary":
        return _of_one(recipe, given.settings.get("pos_label", 1), predictions)
    if "labels" in given.settings:
        return _of_labels(recipe, given.settings["labels"], predictions)
    return recipe


def _of_one(recipe: Recipe, label: object, predictions: Predictions) -> Recipe | None:
    """Return the recipe of the positive class, or of the other one called positive."""
    if predictions.task is not Task.BINARY or label not in predictions.classes:
        return None
    if label == predictions.classes[1]:
        return replace(recipe, columns="positive", average="none", absent=True)
    return replace(recipe, only=0, average="none", absent=True)


def _of_labels(recipe: Recipe, labels: object, predictions: Predictions) -> Recipe | None:
    """Return the recipe of one class, or of all of them, those that do not occur too."""
    places = list(range(predictions.raw.y_true.shape[1])) if predictions.raw.y_true.ndim > 1 else []
    classes = list(predictions.classes) or places
    if not isinstance(labels, list | tuple) or not set(labels) <= set(classes):
        return None
    if len(labels) == 1:
        return replace(recipe, only=classes.index(labels[0]), average="none", absent=True)
    return replace(recipe, absent=True) if len(labels) == len(classes) else None


def _accuracy(given: Arguments, predictions: Predictions) -> Recipe | None:
    decided = decision_of(given.made, predictions)
    if decided is None or not given.knows("normalize") or not is_truth(given.truth, predictions):
        return None
    error = given.function in {"hamming_loss", "zero_one_loss"}
    cells = given.function == "hamming_loss" and predictions.task is Task.MULTILABEL
    return replace(
        decided,
        columns="cells" if cells else "row",
        count="error" if error else "accuracy",
        total=not given.settings.get("normalize", True),
    )


def _balanced(given: Arguments, predictions: Predictions) -> Recipe | None:
    """Mean of the recalls of the classes that are among the labels."""
    decided = decision_of(given.made, predictions)
    if decided is None or not given.knows() or not is_truth(given.truth, predictions):
        return None
    both = predictions.task is Task.BINARY
    return replace(
        decided,
        columns="both" if both else "each",
        count="recall",
        average="macro",
        zero=math.nan,
    )


def _agreement(given: Arguments, predictions: Predictions) -> Recipe | None:
    """Correlation and kappa: of two classes, or of several together."""
    decided = decision_of(given.made, predictions)
    if decided is None or not given.knows() or not is_truth(given.truth, predictions):
        return None
    if predictions.task is Task.MULTILABEL:
        return None
    columns: Columns = "positive" if predictions.task is Task.BINARY else "each"
    return replace(decided, columns=columns, count=_AGREEMENTS[given.function])


MAKERS: Mapping[str, Maker] = {
    **dict.fromkeys(_COUNTS, _averaged),
    **dict.fromkeys(("accuracy_score", "hamming_loss", "zero_one_loss"), _accuracy),
    "balanced_accuracy_score": _balanced,
    **dict.fromkeys(_AGREEMENTS, _agreement),
}
