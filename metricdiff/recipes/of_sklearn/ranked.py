"""Metrics of the order of the scores, and losses of probabilities, in scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.of_sklearn.arguments import Arguments, Maker, is_truth, transform_of
from metricdiff.recipes.recipe import Recipe, TopRanks
from metricdiff.words import Kind, Task

#: scikit-learn keeps probabilities this far from 0 and 1.
_CLIP = float(np.finfo(np.float64).eps)


def _area(given: Arguments, predictions: Predictions) -> Recipe | None:
    transform = transform_of(given.made, predictions)
    known = given.knows("average", "multi_class", "labels", "pos_label")
    if transform is None or not known or not is_truth(given.truth, predictions):
        return None
    binary = predictions.task is Task.BINARY
    average = given.settings.get("average", "macro")
    pairs = given.settings.get("multi_class") == "ovo"
    other = binary and given.settings.get("pos_label", predictions.classes[1])
    unlike = average == "samples" or (pairs and average != "macro")
    if unlike or (binary and other != predictions.classes[1]):
        return None
    roc = given.function == "roc_auc_score"
    return Recipe(
        columns="positive" if binary else "each",
        transform=transform,
        count="roc" if roc else "pr",
        average="none" if binary else ("pairs" if pairs else average or "none"),
        curve="trapezoid" if roc else "step",
    )


def _log_loss(given: Arguments, predictions: Predictions) -> Recipe | None:
    transform = transform_of(given.made, predictions)
    known = given.knows("labels", "normalize") and is_truth(given.truth, predictions)
    if transform is None or not known:
        return None
    return Recipe(
        columns="positive" if predictions.task is Task.BINARY else "row",
        transform=transform,
        count="log_loss",
        clip=_CLIP,
        total=not given.settings.get("normalize", True),
    )


def _brier(given: Arguments, predictions: Predictions) -> Recipe | None:
    transform = transform_of(given.made, predictions)
    binary = predictions.task is Task.BINARY
    # Two columns of one-hot labels get half the sum, as the Brier score of two classes is.
    halved = len(predictions.classes) == 2 and not binary  # noqa: PLR2004
    if transform is None or halved or not given.knows("labels", "pos_label"):
        return None
    return Recipe(
        columns="positive" if binary else "row",
        transform=transform,
        count="squares",
    )


def _top_k(given: Arguments, predictions: Predictions) -> Recipe | None:
    known = given.knows("k", "labels", "normalize") and is_truth(given.truth, predictions)
    if not known or transform_of(given.made, predictions) is None:
        return None
    return Recipe(
        columns="row",
        decide=TopRanks("later"),
        count="top_k",
        k=given.settings.get("k", 2),
        total=not given.settings.get("normalize", True),
    )


def _hinge(given: Arguments, predictions: Predictions) -> Recipe | None:
    # A margin is taken of the scores as they are, also where they look like probabilities.
    known = given.knows("labels") and is_truth(given.truth, predictions)
    if not known or transform_of(given.made, predictions) is None:
        return None
    if predictions.kind is Kind.DECISIONS:
        return None
    if predictions.task is Task.BINARY:
        return Recipe(columns="positive", count="hinge")
    if predictions.task is not Task.MULTICLASS:
        return None
    return Recipe(columns="row", count="categorical_hinge", absent=False)


MAKERS: Mapping[str, Maker] = {
    **dict.fromkeys(("roc_auc_score", "average_precision_score"), _area),
    "top_k_accuracy_score": _top_k,
    "log_loss": _log_loss,
    "brier_score_loss": _brier,
    "hinge_loss": _hinge,
}
