"""From a recipe back to calls that make its number, to be run for real.

A recipe without edits, batches and pairs is spelled as a call of scikit-learn or of Keras; one with
them as a run of :mod:`metricdiff.searching.runs`, which does the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.engines.given import cut, keras_texts, literal, sklearn_texts
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.recipe import (
    Argmax,
    Given,
    Itself,
    Largest,
    Recipe,
    RowMaximum,
    Threshold,
    TopRanks,
    Truncated,
)
from metricdiff.words import Kind, Task

_RATIOS = {
    "precision": "precision_score",
    "recall": "recall_score",
    "jaccard": "jaccard_score",
}
_ERRORS = {
    "squares": "mean_squared_error",
    "absolute": "mean_absolute_error",
    "percentage": "mean_absolute_percentage_error",
    "log_squares": "mean_squared_log_error",
    "r2": "r2_score",
    "explained": "explained_variance_score",
    "deviance": "mean_poisson_deviance",
    "root": "root_mean_squared_error",
    "largest": "max_error",
}
_CELLS = {"tp": (1, 1), "fp": (0, 1), "tn": (0, 0), "fn": (1, 0)}
_OBJECTS = {
    "tp": "TruePositives",
    "fp": "FalsePositives",
    "tn": "TrueNegatives",
    "fn": "FalseNegatives",
    "precision": "Precision",
    "recall": "Recall",
}
_KERAS_ERRORS = {
    "squares": "MeanSquaredError()",
    "absolute": "MeanAbsoluteError()",
    "percentage": "MeanAbsolutePercentageError()",
    "log_squares": "MeanSquaredLogarithmicError()",
    "root": "RootMeanSquaredError()",
    "r2": "R2Score()",
    "likelihood": "Poisson()",
    "cosine": "CosineSimilarity()",
}
_EPS = float(np.finfo(np.float64).eps)
_KERAS_EPSILON = 1e-7


def as_labels(predictions: Predictions) -> Predictions:
    """Return classes as labels, one column each: what cells of a one-hot matrix are cut from."""
    if predictions.task is not Task.MULTICLASS:
        return predictions
    from metricdiff.recipes.facts import Facts

    truth = Facts(predictions).labels.astype(np.int64)
    columns = predictions.with_values(y_true=truth, decision=None)
    return replace(columns, task=Task.MULTILABEL, one_hot=False)


def of_cells(recipe: Recipe) -> bool:
    """Whether a recipe decides for each class by itself, where there are several."""
    cut_alone = isinstance(recipe.decide, Threshold | Largest | RowMaximum)
    return cut_alone or (recipe.columns == "cells" and recipe.decide is not None)


# ------------------------------------------------------------------------------ scikit-learn


def sklearn_calls(recipe: Recipe, predictions: Predictions) -> Iterator[str]:
    """Yield calls of scikit-learn that make what a recipe makes, its factor left out."""
    if recipe.soft or recipe.smooth or recipe.smoothing or recipe.grid or recipe.whole_weights:
        return
    decided = _decisions(recipe, predictions)
    if decided is not None:
        yield from _of_decisions(recipe, decided, predictions)
    elif isinstance(recipe.decide, TopRanks):
        if predictions.task is Task.MULTICLASS and not predictions.one_hot:
            labels = sklearn_texts(predictions)["labels"]
            yield f"top_k_accuracy_score(y_true, y_pred, k={recipe.k}, labels={labels})"
    elif recipe.decide is None:
        yield from _of_scores(recipe, predictions)


def _decisions(recipe: Recipe, predictions: Predictions) -> str | None:
    decide = recipe.decide
    if isinstance(decide, Given):
        return decide.column
    if isinstance(decide, Argmax) and not decide.labels:
        chosen = "y_pred.argmax(axis=1)"
        numbered = predictions.classes == tuple(range(len(predictions.classes)))
        return chosen if numbered or predictions.one_hot else f"classes[{chosen}]"
    if not isinstance(decide, Threshold):
        return None
    made = recipe.transform in {"sigmoid", "softmax"}
    if made and not 0 < decide.at < 1:
        return None
    at = cut(Kind.LOGITS if made else Kind.PROBABILITIES, decide.at)
    text = f"y_pred {'>=' if decide.inclusive else '>'} {float(at)!r}"
    if predictions.task is not Task.BINARY or predictions.plain_binary:
        return text
    negative, positive = predictions.classes
    return f"np.where({text}, {literal(positive)}, {literal(negative)})"


def _of_decisions(recipe: Recipe, decided: str, predictions: Predictions) -> Iterator[str]:
    truth = "y_true.argmax(axis=1)" if predictions.one_hot else "y_true"
    if recipe.swapped:
        truth, decided = decided, truth
    both = f"{truth}, {decided}"
    if recipe.count in {"accuracy", "error"}:
        cells = recipe.columns == "cells" and predictions.task is Task.MULTILABEL
        right = f"1 - hamming_loss({both})" if cells else f"accuracy_score({both})"
        if recipe.total and not cells:
            right = f"accuracy_score({both}, normalize=False)"
        yield right if recipe.count == "accuracy" else f"1 - {right}"
    elif recipe.count in _RATIOS or recipe.count == "fbeta":
        name = "f1_score" if recipe.beta == 1 else "fbeta_score"
        name = name if recipe.count == "fbeta" else _RATIOS[recipe.count]
        yield f"{name}({both}{_settings(recipe, predictions)})"
        if recipe.count == "recall" and recipe.average == "macro" and math.isnan(recipe.zero):
            yield f"balanced_accuracy_score({both})"
    elif recipe.count in _CELLS:
        row, column = _CELLS[recipe.count]
        classes = literal(predictions.classes)
        yield f"confusion_matrix({both}, labels={classes})[{row}, {column}]"
    elif recipe.count in {"mcc", "kappa"}:
        name = "matthews_corrcoef" if recipe.count == "mcc" else "cohen_kappa_score"
        yield f"{name}({both})"


def _settings(recipe: Recipe, predictions: Predictions) -> str:
    """Return the keyword arguments of a ratio of counts."""
    other = recipe.count == "fbeta" and recipe.beta != 1
    parts = [f"beta={recipe.beta!r}"] if other else []
    classes: tuple[object, ...] = predictions.classes
    if predictions.one_hot or not classes:
        width = predictions.raw.y_pred.shape[1] if predictions.raw.y_pred.ndim > 1 else 2
        classes = tuple(range(width))
    if recipe.columns == "positive":
        parts.append(f"pos_label={literal(predictions.classes[1])}")
    elif recipe.only is not None:
        parts.append(f"labels=[{literal(classes[recipe.only])}], average=None")  # type: ignore[arg-type]
    else:
        if recipe.left_out is not None:
            kept = [one for place, one in enumerate(classes) if place != recipe.left_out]
            parts.append(f"labels={literal(kept)}")  # type: ignore[arg-type]
        elif recipe.absent and recipe.average == "macro" and predictions.task is Task.MULTICLASS:
            parts.append(f"labels={literal(classes)}")  # type: ignore[arg-type]
        parts.append(f'average="{recipe.average}"')
    if recipe.zero and not math.isnan(recipe.zero):  # the interpreter knows no NaN
        parts.append(f"zero_division={recipe.zero!r}")
    return ", " + ", ".join(parts)


def _of_scores(recipe: Recipe, predictions: Predictions) -> Iterator[str]:
    texts = sklearn_texts(predictions)
    truth = "y_true.argmax(axis=1)" if predictions.one_hot else "y_true"
    if recipe.count in {"roc", "pr"}:
        yield from _areas(recipe, truth, texts, predictions)
    elif recipe.count == "log_loss":
        yield from _log_losses(recipe, truth, texts, predictions)
    elif recipe.count in _ERRORS:
        yield from _errors(recipe, truth, texts, predictions)
    elif recipe.count == "hinge" and recipe.coding == "class":
        yield f"hinge_loss({texts['truth']}, y_pred)"


def _areas(
    recipe: Recipe, truth: str, texts: dict[str, str], predictions: Predictions
) -> Iterator[str]:
    several, curve = predictions.task is not Task.BINARY, recipe.count
    scores = "y_pred"
    if recipe.transform == "clip":
        scores = "np.clip(y_pred, 0, 1)"
    elif several and predictions.task is Task.MULTICLASS:
        scores = texts["probabilities"]
    if recipe.only is not None:
        return
    average = f', average="{recipe.average}"' if several else ""
    if curve == "roc":
        ways = ', multi_class="ovr"' if predictions.task is Task.MULTICLASS else ""
        first = truth if several else texts["truth"]
        if recipe.average == "pairs":
            ways, average = ', multi_class="ovo"', ""
        yield f"roc_auc_score({first}, {scores}{ways}{average})"
        return
    label = "" if several else f", pos_label={literal(predictions.classes[1])}"
    if recipe.curve == "step" and predictions.task is not Task.MULTICLASS:
        yield f"average_precision_score({truth}, {scores}{label}{average})"
    elif recipe.curve == "trapezoid" and not several:
        points = f"precision_recall_curve({truth}, {scores}{label})"
        yield f"auc({points}[1], {points}[0])"


def _log_losses(
    recipe: Recipe, truth: str, texts: dict[str, str], predictions: Predictions
) -> Iterator[str]:
    by_cells = predictions.task is Task.MULTILABEL or recipe.columns == "cells"
    if by_cells or recipe.unit_rows != "never":
        return
    scores = {"sigmoid": "expit(y_pred)", "softmax": "softmax(y_pred, axis=1)"}.get(
        recipe.transform, "y_pred"
    )
    if recipe.clip and abs(recipe.clip - _EPS) > 1e-17:  # noqa: PLR2004
        scores = f"np.clip({scores}, {recipe.clip!r}, {1 - recipe.clip!r})"
    if predictions.task is Task.BINARY:
        truth = texts["truth"]
    total = ", normalize=False" if recipe.total else ""
    yield f"log_loss({truth}, {scores}, labels={texts['labels']}{total})"


def _errors(
    recipe: Recipe, truth: str, texts: dict[str, str], predictions: Predictions
) -> Iterator[str]:
    if predictions.task is Task.MULTICLASS:
        if recipe.count == "squares" and recipe.columns == "row":
            yield f"brier_score_loss({truth}, {texts['probabilities']})"
        return
    scores = texts["probabilities"] if recipe.transform != "none" else "y_pred"
    adjusted = recipe.count == "r2" and recipe.k
    if adjusted or (predictions.task is Task.BINARY and not predictions.plain_binary):
        return
    if recipe.count == "root" and recipe.columns == "cells":
        yield f"np.sqrt(mean_squared_error({truth}, {scores}))"
    elif not (recipe.count == "log_squares" and recipe.clip):
        flat = recipe.count == "r2" and recipe.average == "micro"
        both = f"{truth}.ravel(), {scores}.ravel()" if flat else f"{truth}, {scores}"
        weighted = recipe.count == "r2" and recipe.average == "weighted"
        how = ', multioutput="variance_weighted"' if weighted else ""
        yield f"{_ERRORS[recipe.count]}({both}{how})"


# ------------------------------------------------------------------------------------- Keras


def keras_calls(recipe: Recipe, predictions: Predictions) -> Iterator[str]:
    """Yield calls of Keras that make what a recipe makes, its factor left out."""
    if recipe.soft or recipe.smooth or recipe.swapped or recipe.left_out is not None:
        return
    if recipe.total and recipe.count not in {"accuracy", "error"}:
        return
    if recipe.decide is not None:
        yield from _keras_decisions(recipe, predictions)
    else:
        yield from _keras_scores(recipe, predictions)


def _keras_decisions(recipe: Recipe, predictions: Predictions) -> Iterator[str]:
    decide, texts = recipe.decide, keras_texts(predictions)
    if isinstance(decide, Threshold) and decide.inclusive != (recipe.count == "jaccard"):
        return  # only the IoU takes scores at the threshold
    at = decide.at if isinstance(decide, Threshold) else 0.5
    if isinstance(decide, Threshold) and recipe.transform in {"sigmoid", "softmax"}:
        at = cut(Kind.LOGITS, decide.at)
    if isinstance(decide, TopRanks):
        yield f"{texts['Sparse']}TopKCategoricalAccuracy(k={recipe.k})"
    elif recipe.count == "accuracy":
        yield from _keras_accuracy(recipe, at, texts["argmax_accuracy"])
    elif recipe.count in {*_OBJECTS} and isinstance(decide, Threshold | Largest | Argmax):
        settings = {Largest: "top_k={}", Argmax: "top_k=1"}.get(type(decide), f"thresholds={at!r}")
        settings = settings.format(decide.k if isinstance(decide, Largest) else "")
        one = "" if recipe.only is None else f", class_id={recipe.only}"
        if recipe.average in {"micro", "none"} and recipe.columns != "both":
            yield f"{_OBJECTS[recipe.count]}({settings}{one})"
    elif recipe.count == "fbeta" and recipe.only is None and recipe.columns != "both":
        threshold = f", threshold={at!r}" if isinstance(decide, Threshold) else ""
        average = "None" if recipe.average == "none" else f'"{recipe.average}"'
        beta = "F1Score(" if recipe.beta == 1 else f"FBetaScore(beta={recipe.beta!r}, "
        yield f"{beta}average={average}{threshold})"
    elif recipe.count == "jaccard":
        yield from _keras_overlap(recipe, at, texts)


def _keras_accuracy(recipe: Recipe, at: float, argmax: str) -> Iterator[str]:
    decide = recipe.decide
    if isinstance(decide, Threshold) and not decide.inclusive and not recipe.total:
        yield f"BinaryAccuracy(threshold={at!r})"
    elif isinstance(decide, Argmax):
        yield "CategoricalAccuracy()" if decide.labels else f"{argmax}()"
    elif isinstance(decide, Itself):
        yield "Accuracy()"


def _keras_overlap(recipe: Recipe, at: float, texts: dict[str, str]) -> Iterator[str]:
    decide = recipe.decide
    if isinstance(decide, Truncated) and recipe.columns == "both":
        yield "MeanIoU(num_classes=2)"
    elif isinstance(decide, Threshold) and recipe.columns == "both":
        ids = f"target_class_ids=[{recipe.only}], " if recipe.only is not None else ""
        yield f"BinaryIoU({ids}threshold={at!r})"
    elif isinstance(decide, Threshold) and recipe.columns == "positive":
        yield f"BinaryIoU(target_class_ids=[1], threshold={at!r})"
    elif isinstance(decide, Argmax | Given) and recipe.average == "macro":
        yield texts["mean_iou"]


def _keras_scores(recipe: Recipe, predictions: Predictions) -> Iterator[str]:
    if recipe.count in {"roc", "pr"} and recipe.grid and recipe.only is None:
        parts = [] if recipe.grid == 200 else [f"num_thresholds={recipe.grid}"]  # noqa: PLR2004
        parts += ['curve="PR"'] if recipe.count == "pr" else []
        parts += ["multi_label=True"] if recipe.average == "macro" else []
        parts += ["from_logits=True"] if recipe.transform in {"sigmoid", "softmax"} else []
        if recipe.curve != "step" and recipe.average != "weighted":
            yield f"AUC({', '.join(parts)})"
    elif recipe.count == "log_loss" and recipe.clip in {0.0, _KERAS_EPSILON}:
        yield from _keras_cross_entropy(recipe, predictions)
    elif recipe.count == "hinge" and recipe.coding != "nonzero":
        yield "Hinge()"
    elif recipe.count == "categorical_hinge":
        yield "CategoricalHinge()"
    elif recipe.count in _KERAS_ERRORS and recipe.transform == "none":
        adjusted = recipe.count == "r2" and recipe.k
        if recipe.average in {"micro", "weighted"}:
            return
        yield f"R2Score(num_regressors={recipe.k})" if adjusted else _KERAS_ERRORS[recipe.count]


def _keras_cross_entropy(recipe: Recipe, predictions: Predictions) -> Iterator[str]:
    parts = ["from_logits=True"] if recipe.transform in {"sigmoid", "softmax"} else []
    parts += [f"label_smoothing={recipe.smoothing!r}"] if recipe.smoothing else []
    settings = ", ".join(parts)
    if predictions.task is not Task.MULTICLASS or recipe.columns == "cells":
        yield f"BinaryCrossentropy({settings})"
    elif recipe.unit_rows == "before" or (recipe.transform == "softmax" and recipe.smoothing):
        yield f"CategoricalCrossentropy({settings})"
    elif not recipe.smoothing:
        yield f"SparseCategoricalCrossentropy({settings})"
