"""Faulty pipelines with weights and masks, which are given beside the data."""

from __future__ import annotations

import keras
import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.reported.case import Array, Case, case, evaluate, labels, rows, scores, updated


def _made(rng: Generator) -> tuple[Array, Array, Array]:
    y = labels(rng, rows(rng))
    p = scores(rng, y)
    return y, p, np.round(rng.gamma(2.0, 1.0, len(y)) * (1 + y), 3) + 0.05


def md701(rng: Generator) -> Case:
    """metrics=[...] takes no sample weights."""
    y, p, w = _made(rng)
    value = evaluate(y, p, ke.AUC(), sample_weight=w)
    return case(y, p, "auc", value, "MD701", sample_weight=w)


def md702(rng: Generator) -> Case:
    """weighted_metrics=[...] does."""
    y, p, w = _made(rng)
    value = evaluate(y, p, "accuracy", where="weighted_metrics", sample_weight=w)
    return case(y, p, "accuracy", value, "MD702", sample_weight=w)


def md702_balanced(rng: Generator) -> Case:
    """sample_weight=compute_sample_weight("balanced", y)."""
    y, p, _ = _made(rng)
    w = np.where(y == 1, len(y) / (2 * y.sum()), len(y) / (2 * (1 - y).sum()))
    return case(y, p, "f1", sk.f1_score(y, p > 0.5, sample_weight=w), "MD702")


def md703(rng: Generator) -> Case:
    """Class weights move the loss."""
    y, p, _ = _made(rng)
    weights = {0: 1.0, 1: float(rng.choice([2.0, 5.0, 10.0]))}
    w = np.where(y == 1, weights[1], weights[0])
    loss = evaluate(y, p, loss="binary_crossentropy", sample_weight=w)
    return case(y, p, "loss", loss, "MD703", class_weight=weights)


def md704(rng: Generator) -> Case:
    """The loss divides the weighted sum by the number of rows."""
    y, p, w = _made(rng)
    loss = evaluate(y, p, loss="binary_crossentropy", sample_weight=w)
    return case(y, p, "loss", loss, "MD704", sample_weight=w)


def md705(rng: Generator) -> Case:
    """Padding is counted by the reference."""
    y, p, _ = _made(rng)
    mask = rng.random(len(y)) < 0.7
    y, p = np.where(mask, y, 0), np.where(mask, p, 0.01).astype(np.float32)
    return case(y, p, "accuracy", sk.accuracy_score(y, p > 0.5), "MD705", mask=mask)


def md706(rng: Generator) -> Case:
    """Precision and AUC take no mask."""
    y, p, _ = _made(rng)
    mask = rng.random(len(y)) < 0.7
    y, p = np.where(mask, y, 0), np.where(mask, p, rng.random(len(p))).astype(np.float32)
    return case(y, p, "precision", updated(ke.Precision(), y, p), "MD706", mask=mask)


def md707(rng: Generator) -> Case:
    """F1Score ignores weights of shape (N, 1)."""
    y, p, w = _made(rng)
    metric = ke.F1Score(average="micro", threshold=0.5)
    metric.update_state(y[:, None].astype("float32"), p[:, None], sample_weight=w[:, None])
    value = float(np.asarray(metric.result()))
    return case(y, p, "f1", value, "MD707", sample_weight=w)


MAKERS = (md701, md702, md702_balanced, md703, md704, md705, md706, md707)

__all__ = ["MAKERS", "keras"]
