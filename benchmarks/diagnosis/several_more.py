"""Two or three faults at once in tasks of several classes, labels or outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.diagnosis.case import Case, all_classes, class_scores, keras_value, labels, scores

_ARGMAX = "y_pred.argmax(axis=1)"


def _several(rng: Generator, classes: int = 4) -> tuple[Any, Any]:
    y = all_classes(rng, int(rng.integers(60, 300)), classes)
    y[rng.random(len(y)) < 0.3] = 0
    y[:classes] = range(classes)
    return y, class_scores(rng, y, classes)


def _labels(rng: Generator) -> tuple[Any, Any]:
    rows = int(rng.integers(60, 300))
    y = np.column_stack([labels(rng, rows, share) for share in (0.3, 0.5, 0.7)])
    y[2] = 1
    return y, np.column_stack([scores(rng, column) for column in y.T])


def _values(rng: Generator, outputs: int = 1) -> tuple[Any, Any]:
    rows = int(rng.integers(40, 300))
    shape = (rows,) if outputs == 1 else (rows, outputs)
    y = rng.gamma(3, 1, shape) + 0.3
    p = np.maximum(y + rng.normal(0, 0.5, shape), 0.05)
    return y.astype(np.float32).astype(float), p.astype(np.float32).astype(float)


def cells_pooled(rng: Generator) -> Case:
    """0.5 for each class, and all classes pooled."""
    y, p = _several(rng)
    hot = np.eye(4)[y]
    name, function, metric = [
        ("precision_score", sk.precision_score, ke.Precision),
        ("recall_score", sk.recall_score, ke.Recall),
    ][rng.integers(2)]
    return Case(
        *(y, p, function(y, p.argmax(1), average="macro")),
        [
            ("MD204", function(hot, p > 0.5, average="macro", zero_division=0)),
            ("MD302", keras_value(metric(), hot, p)),
        ],
        f'{name}(y_true, {_ARGMAX}, average="macro")',
        f"{metric.__name__}()",
    )


def cells_weights_pooled(rng: Generator) -> Case:
    """0.5 for each class, no weights, all classes pooled."""
    y, p = _several(rng)
    hot, w = np.eye(4)[y], (1 + 5 * (y == 1) * rng.random(len(y))).round(2)
    return Case(
        *(y, p, sk.recall_score(y, p.argmax(1), average="macro", sample_weight=w)),
        [
            ("MD204", sk.recall_score(hot, p > 0.5, average="macro", sample_weight=w)),
            ("MD701", sk.recall_score(hot, p > 0.5, average="macro")),
            ("MD302", keras_value(ke.Recall(), hot, p)),
        ],
        metrics="recall_macro",
        pairing="default",
        sample_weight=w,
    )


def ties_k(rng: Generator) -> Case:
    """Ties at the k-th score, and another k."""
    y = all_classes(rng, int(rng.integers(60, 200)), 5)
    p = np.eye(5)[rng.integers(0, 5, len(y))] * 0.2 + 0.16
    p[rng.random(len(y)) < 0.5] = class_scores(rng, y, 5)[0]
    every = list(range(5))
    return Case(
        *(y, p, sk.top_k_accuracy_score(y, p, k=2, labels=every)),
        [
            ("MD213", keras_value(ke.SparseTopKCategoricalAccuracy(k=2), y, p)),
            ("MD214", keras_value(ke.SparseTopKCategoricalAccuracy(k=1), y, p)),
        ],
        "top_k_accuracy_score(y_true, y_pred, k=2, labels=[0, 1, 2, 3, 4])",
        "SparseTopKCategoricalAccuracy(k=1)",
        options={"task": "multiclass", "kind": "probabilities"},
    )


def average_absent(rng: Generator) -> Case:
    """Another average, and a class that does not occur."""
    y, p = _several(rng)
    p = np.column_stack([p, np.full(len(y), 1e-4)]).astype(np.float32).astype(float)
    p /= p.sum(axis=1, keepdims=True)
    return Case(
        *(y, p, sk.f1_score(y, p.argmax(1), average="weighted")),
        [
            ("MD301", sk.f1_score(y, p.argmax(1), average="macro")),
            ("MD304", keras_value(ke.F1Score(average="macro"), np.eye(5)[y], p)),
        ],
        f'f1_score(y_true, {_ARGMAX}, average="weighted")',
        'F1Score(average="macro")',
    )


def threshold_rows(rng: Generator) -> Case:
    """Another threshold, and cells instead of rows."""
    y, p = _labels(rng)
    low, high = rng.choice([0.3, 0.4, 0.5, 0.6, 0.7], 2, replace=False).tolist()
    return Case(
        *(y, p, sk.accuracy_score(y, p > low)),
        [
            ("MD203", sk.accuracy_score(y, p > high)),
            ("MD303", keras_value(ke.BinaryAccuracy(threshold=high), y, p)),
        ],
        f"accuracy_score(y_true, y_pred > {low})",
        f"BinaryAccuracy(threshold={high})",
    )


def threshold_pooled(rng: Generator) -> Case:
    """Another threshold, and all labels pooled."""
    y, p = _labels(rng)
    low, high = rng.choice([0.3, 0.4, 0.5, 0.6, 0.7], 2, replace=False).tolist()
    return Case(
        *(y, p, sk.precision_score(y, p > low, average="macro")),
        [
            ("MD203", sk.precision_score(y, p > high, average="macro")),
            ("MD302", keras_value(ke.Precision(thresholds=high), y, p)),
        ],
        f'precision_score(y_true, y_pred > {low}, average="macro")',
        f"Precision(thresholds={high})",
    )


def argmax_weights(rng: Generator) -> Case:
    """Categorical accuracy of several labels a row, without the weights."""
    y, p = _labels(rng)
    w = (1 + 6 * y[:, 0] * rng.random(len(y))).round(2)
    return Case(
        *(y, p, sk.accuracy_score(y, p > 0.5, sample_weight=w)),
        [
            ("MD210", sk.accuracy_score(y.argmax(1), p.argmax(1), sample_weight=w)),
            ("MD701", keras_value(ke.CategoricalAccuracy(), y, p)),
        ],
        metrics="accuracy",
        pairing="default",
        sample_weight=w,
        column="all labels right",
    )


def rows_clipping(rng: Generator) -> Case:
    """Rows that do not sum to 1, and scores of 0."""
    y, p = _several(rng)
    p *= rng.uniform(0.6, 0.95, (len(y), 1))
    own = np.arange(len(y)), y
    p[own] = np.where(rng.random(len(y)) < 0.1, 0, p[own])
    eps = np.finfo(float).eps
    whole = np.maximum(p, eps) / p.sum(axis=1, keepdims=True)  # Keras clips, then divides
    return Case(
        *(y, p, float(-np.log(np.maximum(p[own], eps)).mean())),  # log_loss warns, and does this
        [
            ("MD603", float(-np.log(whole[own]).mean())),
            ("MD503", keras_value(ke.SparseCategoricalCrossentropy(), y, p)),
        ],
        metrics="log_loss",
        pairing="matched",
        options={"kind": "probabilities"},
    )


def zero_percent(rng: Generator) -> Case:
    """Percentages of small labels, against a fraction."""
    y, p = _values(rng)
    y[rng.random(len(y)) < 0.1] = 4e-8
    y[0] = 4e-8
    floored = float(np.mean(np.abs(y - p) / np.maximum(y, 1e-7)))
    return Case(
        *(y, p, sk.mean_absolute_percentage_error(y, p)),
        [
            ("MD506", floored),
            ("MD601", keras_value(ke.MeanAbsolutePercentageError(), y, p)),
        ],
        "mean_absolute_percentage_error(y_true, y_pred)",
        "MeanAbsolutePercentageError()",
    )


def negative_sign(rng: Generator) -> Case:
    """Negative predictions under a logarithm, and a score against a loss."""
    y, p = _values(rng)
    p[rng.random(len(y)) < 0.2] = -float(rng.uniform(0.2, 0.8))
    floored = sk.mean_squared_log_error(y, np.maximum(p, 1e-7))
    return Case(
        *(y, p, -sk.mean_squared_log_error(y, p)),
        [
            ("MD609", -floored),
            ("MD602", keras_value(ke.MeanSquaredLogarithmicError(), y, p)),
        ],
        "-mean_squared_log_error(y_true, y_pred)",
        "MeanSquaredLogarithmicError()",
    )


def roots_sign(rng: Generator) -> Case:
    """The mean of the roots, and a score against a loss."""
    y, p = _values(rng, 2)
    p[:, 1] += rng.normal(0, 2, len(y))
    return Case(
        *(y, p, -sk.root_mean_squared_error(y, p)),
        [
            ("MD611", -float(np.sqrt(sk.mean_squared_error(y, p)))),
            ("MD602", keras_value(ke.RootMeanSquaredError(), y, p)),
        ],
        "-root_mean_squared_error(y_true, y_pred)",
        "RootMeanSquaredError()",
    )


MAKERS = {
    "MD204 MD302": cells_pooled,
    "MD204 MD701 MD302": cells_weights_pooled,
    "MD213 MD214": ties_k,
    "MD301 MD304": average_absent,
    "MD203 MD303": threshold_rows,
    "MD203 MD302": threshold_pooled,
    "MD210 MD701": argmax_weights,
    "MD603 MD503": rows_clipping,
    "MD506 MD601": zero_percent,
    "MD609 MD602": negative_sign,
    "MD611 MD602": roots_sign,
}
