"""Sound predictions: nothing to note, nothing that fails.

There are enough rows, spread widely enough, for Keras's grid of thresholds not to show in three
decimals; with fewer it is a fault to find.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from scipy.special import expit

from benchmarks.diagnosis.case import Case, all_classes, class_scores, labels


def _rows(rng: Generator) -> int:
    return int(rng.integers(8000, 16000))


def _single(values: Any) -> Any:
    """Return values that lose nothing in float32."""
    return values.astype(np.float32).astype(np.float64)


def _scores(rng: Generator, y: Any) -> Any:
    """Return what a sigmoid makes of logits that fit the labels more or less well."""
    fit, noise = rng.uniform(0.5, 0.9), rng.uniform(0.7, 1.0)
    return _single(expit(rng.normal(fit * (2 * y - 1), noise)))


def binary(rng: Generator) -> Case:
    """Probabilities of a binary task."""
    y = labels(rng, _rows(rng), float(rng.uniform(0.35, 0.65)))
    return Case(y, _scores(rng, y))


def words(rng: Generator) -> Case:
    """Labels that are words."""
    case = binary(rng)
    negative, positive = [("no", "yes"), ("cat", "dog"), ("N", "P")][rng.integers(3)]
    return Case(np.where(case.y_true, positive, negative), case.y_pred)


def decisions(rng: Generator) -> Case:
    """Hard labels of a binary task."""
    case = binary(rng)
    return Case(case.y_true, (case.y_pred > 0.5).astype(int))


def with_column(rng: Generator) -> Case:
    """Scores and the decisions that follow from them."""
    case = binary(rng)
    return Case(case.y_true, case.y_pred, decision=(case.y_pred > 0.5).astype(int))


def weighted(rng: Generator) -> Case:
    """Whole sample weights."""
    case = binary(rng)
    return Case(
        case.y_true, case.y_pred, sample_weight=rng.integers(1, 5, len(case.y_true)).astype(float)
    )


def multiclass(rng: Generator) -> Case:
    """Softmax over several classes."""
    classes = int(rng.integers(3, 12))
    y = all_classes(rng, _rows(rng), classes)
    return Case(y, class_scores(rng, y, classes, float(rng.uniform(1, 3))))


def multilabel(rng: Generator) -> Case:
    """Several labels a row."""
    rows = _rows(rng)
    y = np.column_stack([labels(rng, rows, share) for share in (0.3, 0.5, 0.6)])
    return Case(y, np.column_stack([_scores(rng, column) for column in y.T]))


def regression(rng: Generator) -> Case:
    """Values and their predictions."""
    y = rng.gamma(3, 1, _rows(rng)) + 0.3
    p = np.maximum(y + rng.normal(0, 0.5, len(y)), 0.05)
    return Case(_single(y), _single(p))


def outputs(rng: Generator) -> Case:
    """Several outputs, of metrics that average them alike."""
    y = rng.gamma(3, 1, (_rows(rng), 2)) + 0.3
    p = np.maximum(y + rng.normal(0, 0.5, y.shape), 0.05)
    return Case(_single(y), _single(p), metrics="mse,mae,mape,r2,msle")


def series(rng: Generator) -> Case:
    """A slow series, which is like itself some rows away."""
    y = 10 + np.cumsum(rng.normal(0, 0.1, _rows(rng)))
    y = np.abs(y) + 1
    p = y + rng.normal(0, 0.2, len(y))
    return Case(_single(y), _single(p))


KINDS = (
    *(binary, words, decisions, with_column, weighted, multiclass),
    *(multilabel, regression, outputs, series),
)
