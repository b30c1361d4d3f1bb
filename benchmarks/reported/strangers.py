"""Numbers that are plain, and numbers of other predictions of the same labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.reported.case import (
    Array,
    Case,
    Maker,
    case,
    classes,
    evaluate,
    labels,
    rows,
    scores,
    several,
    sigmoid,
    softmax,
    updated,
    values,
)

Metric = tuple[str, Callable[[Array, Array], Any]]

_BINARY: tuple[Metric, ...] = (
    ("accuracy", lambda y, p: sk.accuracy_score(y, p > 0.5)),
    ("accuracy", lambda y, p: evaluate(y, p, "accuracy")),
    ("f1", lambda y, p: sk.f1_score(y, p > 0.5)),
    ("precision", lambda y, p: updated(ke.Precision(), y, p)),
    ("recall", lambda y, p: sk.recall_score(y, p > 0.5)),
    ("auc", sk.roc_auc_score),
    ("auc", lambda y, p: updated(ke.AUC(), y, p)),
    ("loss", lambda y, p: evaluate(y, p, loss="binary_crossentropy")),
    ("brier", sk.brier_score_loss),
)
_CLASSES: tuple[Metric, ...] = (
    ("accuracy", lambda y, p: sk.accuracy_score(y, p.argmax(1))),
    ("f1_macro", lambda y, p: sk.f1_score(y, p.argmax(1), average="macro")),
    ("loss", lambda y, p: evaluate(y, p, loss="sparse_categorical_crossentropy")),
    ("auc", lambda y, p: sk.roc_auc_score(y, p, multi_class="ovr")),
)
_LABELS: tuple[Metric, ...] = (
    ("accuracy", lambda y, p: np.mean(y == (p > 0.5))),
    ("f1_macro", lambda y, p: sk.f1_score(y, p > 0.5, average="macro")),
)
_VALUES: tuple[Metric, ...] = (
    ("mse", lambda y, p: evaluate(y, p, loss="mse")),
    ("mae", sk.mean_absolute_error),
    ("rmse", lambda y, p: updated(ke.RootMeanSquaredError(), y, p)),
    ("r2", sk.r2_score),
)


def _binary(rng: Generator) -> tuple[Array, Array, Array]:
    y = labels(rng, rows(rng))
    p = scores(rng, y)
    z = np.log(p / (1 - p)) + rng.normal(size=len(p)) * rng.uniform(0.3, 1.5)
    return y, p, sigmoid(z)


def _classes(rng: Generator) -> tuple[Array, Array, Array]:
    y, z = classes(rng, rows(rng), int(rng.integers(3, 8)))
    return y, softmax(z), softmax(z + rng.normal(size=z.shape) * rng.uniform(0.3, 1.0))


def _several(rng: Generator) -> tuple[Array, Array, Array]:
    y, p = several(rng, rows(rng), int(rng.integers(3, 6)))
    z = np.log(p / (1 - p)) + rng.normal(size=p.shape) * rng.uniform(0.3, 1.2)
    return y, p, sigmoid(z)


def _values(rng: Generator) -> tuple[Array, Array, Array]:
    y, p = values(rng, rows(rng))
    other = p + rng.normal(size=len(p)) * y.std() * rng.uniform(0.05, 0.4)
    return y, p, np.maximum(other, 0.1).astype(np.float32)


_DATA = ((_binary, _BINARY), (_classes, _CLASSES), (_several, _LABELS), (_values, _VALUES))


def plain(rng: Generator) -> Case:
    """A number that either library gives plainly."""
    make, metrics = _DATA[rng.choice(4, p=[0.5, 0.2, 0.1, 0.2])]
    y, p, _ = make(rng)
    name, function = metrics[rng.integers(len(metrics))]
    return case(y, p, name, function(y, p))


def stranger(rng: Generator) -> Case:
    """The number of another model on the same labels."""
    make, metrics = _DATA[rng.choice(4, p=[0.5, 0.2, 0.1, 0.2])]
    y, p, other = make(rng)
    name, function = metrics[rng.integers(len(metrics))]
    return case(y, p, name, function(y, other))


MAKERS: tuple[Maker, ...] = (plain, stranger)
