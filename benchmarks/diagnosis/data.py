"""Faults of the data themselves: most of them are noted, whatever the metrics say."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.diagnosis.binary import gridded
from benchmarks.diagnosis.case import Case, all_classes, class_scores, keras_value, labels, scores


def _binary(rng: Generator) -> tuple[Any, Any]:
    y = labels(rng, int(rng.integers(60, 400)))
    return y, scores(rng, y, 0.2)


def _classes(rng: Generator, classes: int = 4) -> tuple[Any, Any]:
    y = all_classes(rng, int(rng.integers(100, 400)), classes)
    return y, class_scores(rng, y, classes, 2.5)


def _noted(code: str) -> dict[str, Any]:
    return {"notes": frozenset({code})}


def _coded(rng: Generator, code: str, low: int, high: int) -> Case:
    zero_one, p = _binary(rng)
    y = np.where(zero_one, high, low)
    start = sk.accuracy_score(y, np.where(p > 0.5, high, low))
    end = keras_value(ke.BinaryAccuracy(), y, p)
    return Case(
        *(y, p, start, [(code, end)]), metrics="accuracy", pairing="matched", **_noted(code)
    )


def md001(rng: Generator) -> Case:
    """Labels are -1 and 1."""
    return _coded(rng, "MD001", -1, 1)


def md002(rng: Generator) -> Case:
    """Labels are in another coding of two values."""
    low, high = [(1, 2), (0, 255), (2, 4), (0, 2)][rng.integers(4)]
    return _coded(rng, "MD002", low, high)


def md003(rng: Generator) -> Case:
    """Class numbers start at 1."""
    y, p = _classes(rng)
    start, end = sk.accuracy_score(y, p.argmax(1)), keras_value(_sparse(), y + 1, p)
    return Case(
        *(y + 1, p, start, [("MD003", end)]),
        metrics="accuracy",
        pairing="matched",
        **_noted("MD003"),
    )


def _sparse() -> Any:
    return ke.SparseCategoricalAccuracy()


def md004(rng: Generator) -> Case:
    """Columns follow another order than the labels."""
    classes = int(rng.integers(3, 13))
    y, p = _classes(rng, classes)
    order = np.array(sorted(range(classes), key=str))
    if (order == np.arange(classes)).all():
        order = np.roll(order, 1)
    start = sk.accuracy_score(y, p[:, order].argmax(1))
    return Case(y, p[:, order], start, metrics="accuracy", pairing="matched", **_noted("MD004"))


def md005(rng: Generator) -> Case:
    """Labels are smoothed."""
    zero_one, p = _binary(rng)
    low = float(rng.choice([0.05, 0.1, 0.2]))
    y = np.where(zero_one, 1 - low, low)
    end = keras_value(ke.BinaryAccuracy(), y, p)
    options = {"task": "binary"}
    return Case(
        *(y, p, None, [("MD005", end)]), metrics="accuracy", pairing="matched", options=options
    )


def md006(rng: Generator) -> Case:
    """The score is that of the other class."""
    y = labels(rng, int(rng.integers(200, 500)))
    p = scores(rng, y, 0.2)
    start = sk.accuracy_score(y, 1 - p > 0.5)
    return Case(y, 1 - p, start, metrics="accuracy", pairing="matched", **_noted("MD006"))


def md008(rng: Generator) -> Case:
    """Predictions are moved by some rows."""
    y = labels(rng, int(rng.integers(200, 500)))
    p = scores(rng, y, 0.15)
    p = np.roll(p, int(rng.integers(1, 20)) * int(rng.choice([-1, 1])))
    start = sk.accuracy_score(y, p > 0.5)
    return Case(y, p, start, metrics="accuracy", pairing="matched", **_noted("MD008"))


def md013(rng: Generator) -> Case:
    """Some scores are NaN or infinite."""
    y, p = _binary(rng)
    p = gridded(p)
    p[rng.integers(0, len(y), int(rng.integers(1, 5)))] = rng.choice([np.nan, np.inf, -np.inf])
    end = keras_value(ke.AUC(), y, p)
    return Case(y, p, None, [("MD013", end)], metrics="roc_auc", pairing="matched")


def md015(rng: Generator) -> Case:
    """Rows that are not labelled count."""
    y, p = _classes(rng)
    unlabelled = int(rng.choice([255, -1, -100]))
    y[rng.random(len(y)) < 0.2] = unlabelled
    start = sk.f1_score(y, p.argmax(1), average="macro")
    hot = np.where(np.isin(y, range(4))[:, None], np.eye(4)[y % 4], 0)
    end = keras_value(ke.F1Score(average="macro"), hot, p)
    return Case(
        *(y, p, start, [("MD015", end)]), metrics="f1_macro", pairing="matched", **_noted("MD015")
    )


def md206(rng: Generator) -> Case:
    """Decisions are ranked."""
    y, p = _binary(rng)
    decided = (p > 0.5).astype(float)
    start = sk.roc_auc_score(y, decided)
    options = {"kind": "probabilities"}
    return Case(
        *(y, decided, start),
        metrics="roc_auc",
        pairing="matched",
        options=options,
        **_noted("MD206"),
    )


def md209(rng: Generator) -> Case:
    """A softmax over one unit."""
    y, _ = _binary(rng)
    start = sk.accuracy_score(y, np.ones_like(y))
    return Case(
        *(y, np.ones(len(y)), start),
        metrics="accuracy",
        pairing="matched",
        options={"kind": "probabilities"},
        **_noted("MD209"),
    )


def md507(rng: Generator) -> Case:
    """Half precision, in which a sure score has no logarithm."""
    y, p = _binary(rng)
    sure = rng.random(len(y)) < 0.1
    p = np.where(sure, y, p).astype(np.float16)
    end = keras_value(ke.BinaryCrossentropy(), y, p)
    p64 = p.astype(float)
    return Case(
        *(y, p, sk.log_loss(y, p64), [("MD507", end)]),
        metrics="log_loss",
        pairing="matched",
        array=True,
    )


MAKERS = {
    "MD001": md001,
    "MD002": md002,
    "MD003": md003,
    "MD004": md004,
    "MD005": md005,
    "MD006": md006,
    "MD008": md008,
    "MD013": md013,
    "MD015": md015,
    "MD206": md206,
    "MD209": md209,
    "MD507": md507,
}
