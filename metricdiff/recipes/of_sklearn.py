"""The recipe of a scikit-learn call."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from metricdiff.calls import Call
from metricdiff.calls.expression import dotted
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.recipe import Argmax, Decide, Given, Recipe, Threshold, TopRanks
from metricdiff.recipes.scaled import peeled
from metricdiff.words import Kind, Task

#: scikit-learn keeps probabilities this far from 0 and 1.
_CLIP = float(np.finfo(np.float64).eps)
_CUT = r"y_pred (>=?) (-?[\d.e-]+)"
_AVERAGED = {
    "precision_score": "precision",
    "recall_score": "recall",
    "f1_score": "fbeta",
    "fbeta_score": "fbeta",
    "jaccard_score": "jaccard",
}


def recipe_of_sklearn(call: Call, predictions: Predictions) -> Recipe | None:
    """Return the recipe of a call; ``None`` for a call that has none.

    Args:
        call: The call.
        predictions: What it is run on.
    """
    scale, complement, node = peeled(call.expanded)
    if not isinstance(node, ast.Call):
        return None
    name = dotted(node.func)
    if complement and name != "hamming_loss":
        return None
    keywords = {keyword.arg or "": keyword.value for keyword in node.keywords}
    maker = _MAKERS.get("averaged" if name in _AVERAGED else name)
    if maker is None or len(node.args) != 2:  # noqa: PLR2004 - y_true, y_pred
        return None
    recipe = maker(node, _literals(keywords), predictions)
    if recipe is None:
        return None
    if complement:
        recipe = replace(recipe, count="accuracy")
    return replace(recipe, scale=scale, weight="sample_weight" in keywords)


def _literals(keywords: Mapping[str, ast.expr]) -> dict[str, Any]:
    values = {}
    for name, node in keywords.items():
        try:
            values[name] = ast.literal_eval(node)
        except ValueError:
            continue
    return values


def _decide(node: ast.expr, predictions: Predictions) -> tuple[str, Decide] | None:
    """Return the transform and the decision that the second argument makes."""
    if isinstance(node, ast.Name):
        decided = node.id == "decision" or predictions.kind is Kind.DECISIONS
        return ("none", Given(node.id)) if decided else None  # type: ignore[arg-type]
    text = ast.unparse(node)
    if text in {"y_pred.argmax(axis=1)", "classes[y_pred.argmax(axis=1)]"}:
        return "none", Argmax()
    cut = re.fullmatch(_CUT, text) or re.fullmatch(_labelled(predictions), text)
    if cut is None:
        return None
    at, inclusive = float(cut.group(2)), cut.group(1) == ">="
    if predictions.kind is Kind.LOGITS:  # the cut of a probability, seen on the logit
        return "sigmoid", Threshold(round(float(1 / (1 + np.exp(-at))), 12), inclusive)
    return "none", Threshold(at, inclusive)


def _averaged(node: ast.Call, given: dict[str, Any], predictions: Predictions) -> Recipe | None:
    decided = _decide(node.args[1], predictions)
    average = given.get("average", "binary")
    if decided is None or average == "samples" or "labels" in given:
        return None
    binary = predictions.task is Task.BINARY
    if binary and average == "binary" and given.get("pos_label", 1) != predictions.classes[1]:
        return None
    if average == "binary":
        columns, average = "positive", "none"
    else:
        columns = "both" if binary else "each"
    return Recipe(
        columns=columns,  # type: ignore[arg-type]
        transform=decided[0],  # type: ignore[arg-type]
        decide=decided[1],
        count=_AVERAGED[dotted(node.func)],
        beta=float(given.get("beta", 1.0)),
        average=average or "none",
        absent=columns == "positive" or predictions.task is Task.MULTILABEL,
    )


def _accuracy(node: ast.Call, _: dict[str, Any], predictions: Predictions) -> Recipe | None:
    decided = _decide(node.args[1], predictions)
    if decided is None:
        return None
    error = dotted(node.func) == "hamming_loss"
    cells = error and predictions.task is Task.MULTILABEL
    return Recipe(
        columns="cells" if cells else "row",
        transform=decided[0],  # type: ignore[arg-type]
        decide=decided[1],
        count="error" if error else "accuracy",
    )


def _labelled(predictions: Predictions) -> str:
    """Return the pattern of a cut that is written in the labels, the positive one first."""
    if predictions.task is not Task.BINARY:
        return _CUT
    negative, positive = (re.escape(repr(label)) for label in predictions.classes)
    return rf"np\.where\({_CUT}, {positive}, {negative}\)"


def _scores(node: ast.expr, predictions: Predictions) -> str | None:
    """Return the transform that makes the scores; ``None`` where they are something else."""
    text = ast.unparse(node)
    if text == "y_pred":
        # Ranking is blind to a sigmoid; with it the recipe says what the numbers mean.
        return "sigmoid" if predictions.kind is Kind.LOGITS else "none"
    return {"expit(y_pred)": "sigmoid", "softmax(y_pred, axis=1)": "softmax"}.get(text)


def _ranking(node: ast.Call, given: dict[str, Any], predictions: Predictions) -> Recipe | None:
    transform = _scores(node.args[1], predictions)
    if transform is None or ast.unparse(node.args[0]) != "y_true":
        return None
    average = given.get("average", "macro")
    binary = predictions.task is Task.BINARY
    return Recipe(
        columns="positive" if binary else "each",
        transform=transform,  # type: ignore[arg-type]
        count="roc" if dotted(node.func) == "roc_auc_score" else "pr",
        average="none" if binary else (average or "none"),
        curve="trapezoid" if dotted(node.func) == "roc_auc_score" else "step",
    )


def _log_loss(node: ast.Call, _: dict[str, Any], predictions: Predictions) -> Recipe | None:
    transform = _scores(node.args[1], predictions)
    if transform is None or predictions.task is Task.MULTILABEL:
        return None
    return Recipe(
        columns="positive" if predictions.task is Task.BINARY else "row",
        transform=transform,  # type: ignore[arg-type]
        count="log_loss",
        clip=_CLIP,
    )


def _brier(node: ast.Call, _: dict[str, Any], predictions: Predictions) -> Recipe | None:
    transform = _scores(node.args[1], predictions)
    binary = predictions.task is Task.BINARY
    # Two columns of one-hot labels get half the sum, as the Brier score of two classes is.
    if transform is None or (len(predictions.classes) == 2 and not binary):  # noqa: PLR2004
        return None
    return Recipe(
        columns="positive" if binary else "row",
        transform=transform,  # type: ignore[arg-type]
        count="squares",
    )


def _top_k(node: ast.Call, given: dict[str, Any], _: Predictions) -> Recipe | None:
    if ast.unparse(node.args[1]) != "y_pred":
        return None
    return Recipe(columns="row", decide=TopRanks("later"), count="top_k", k=given.get("k", 2))


_MAKERS: Mapping[str, Callable[[ast.Call, dict[str, Any], Predictions], Recipe | None]] = {
    "averaged": _averaged,
    "accuracy_score": _accuracy,
    "hamming_loss": _accuracy,
    "roc_auc_score": _ranking,
    "average_precision_score": _ranking,
    "top_k_accuracy_score": _top_k,
    "log_loss": _log_loss,
    "brier_score_loss": _brier,
}
