"""Pipelines with two faults."""

from __future__ import annotations

import keras
import numpy as np
from keras import metrics as ke
from keras import ops
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.reported.binary import dice_coef, f1_m
from benchmarks.reported.case import (
    Case,
    Tensor,
    case,
    classes,
    evaluate,
    labels,
    logits,
    rows,
    scored,
    softmax,
    values,
)


def logits_in_batches(rng: Generator) -> Case:
    """The pasted F1 on a model that returns logits: rounded and clipped, batch by batch."""
    y = labels(rng, rows(rng))
    z = logits(rng, y)
    return case(y, z, "f1_m", evaluate(y, z, _f1_at_half), "MD201", "MD401")


def _f1_at_half(y: Tensor, p: Tensor) -> Tensor:
    d = ops.cast(p > 0.5, "float32")
    y = ops.cast(y, "float32")
    return 2 * ops.sum(y * d) / (ops.sum(y) + ops.sum(d) + keras.backend.epsilon())


def soft_in_batches(rng: Generator) -> Case:
    """The soft Dice, averaged over batches."""
    y, p = scored(rng)
    return case(y, p, "dice_coef", evaluate(y, p, dice_coef), "MD207", "MD401")


def threshold_in_batches(rng: Generator) -> Case:
    """A tuned threshold in a function of the batch."""
    y, p = scored(rng)
    at = float(rng.choice([0.3, 0.4]))

    def recall(a: Tensor, b: Tensor) -> Tensor:
        d, a = ops.cast(b > at, "float32"), ops.cast(a, "float32")
        return ops.sum(a * d) / (ops.sum(a) + keras.backend.epsilon())

    return case(y, p, "recall", evaluate(y, p, recall), "MD203", "MD401")


def steps_in_batches(rng: Generator) -> Case:
    """The pasted F1 without the last, shorter batch."""
    y, p = scored(rng)
    value = evaluate(y, p, f1_m, steps=len(y) // 32)
    return case(y, p, "f1", value, "MD012", "MD401")


def other_class_hard(rng: Generator) -> Case:
    """roc_auc_score of decisions of the other class."""
    y, p = scored(rng)
    return case(y, p, "auc", sk.roc_auc_score(y, 1 - np.round(p)), "MD006", "MD206")


def logits_on_grid(rng: Generator) -> Case:
    """AUC() of logits: clipped, then the grid."""
    y = labels(rng, rows(rng))
    z = logits(rng, y)
    return case(y, z, "auc", evaluate(y, z, ke.AUC()), "MD201", "MD501")


def percent_of_balanced(rng: Generator) -> Case:
    """A balanced accuracy in percent."""
    y, p = scored(rng)
    value = 100 * sk.balanced_accuracy_score(y, p > 0.5)
    return case(y, p, "accuracy", value, "MD308", "MD601")


def threshold_macro(rng: Generator) -> Case:
    """The macro F1 at a tuned threshold."""
    y, p = scored(rng)
    at = float(rng.choice([0.3, 0.4, 0.6]))
    return case(y, p, "f1", sk.f1_score(y, p > at, average="macro"), "MD203", "MD301")


def scaled_root(rng: Generator) -> Case:
    """The root of the loss on min-max-scaled targets, called mse."""
    y, p = values(rng, rows(rng))
    low, span = y.min(), y.max() - y.min()
    value = sk.root_mean_squared_error((y - low) / span, (p - low) / span)
    return case(y, p, "mse", value, "MD011", "MD613")


def log_in_batches(rng: Generator) -> Case:
    """The root of squared logarithms, batch by batch."""
    y, p = values(rng, rows(rng))

    def rmsle(a: Tensor, b: Tensor) -> Tensor:
        return ops.sqrt(ops.mean(ops.square(ops.log1p(ops.cast(a, "float32")) - ops.log1p(b))))

    return case(y, p, "rmse", evaluate(y, p, rmsle), "MD011", "MD401")


def sum_with_sign(rng: Generator) -> Case:
    """A score for a search: minus the sum of the squares."""
    y, p = values(rng, rows(rng))
    return case(y, p, "mse", -np.sum((y - p) ** 2), "MD402", "MD602")


def pooled_in_batches(rng: Generator) -> Case:
    """Cells of a softmax above 0.5, pooled, as a function of the batch."""
    y, z = classes(rng, rows(rng), int(rng.integers(3, 7)))
    p = softmax(z)
    hot = np.eye(p.shape[1], dtype=np.float32)[y]
    value = evaluate(hot, p, f1_m)
    return case(y, p, "f1", value, "MD302", "MD401")


MAKERS = (
    *(logits_in_batches, soft_in_batches, threshold_in_batches, steps_in_batches),
    *(other_class_hard, logits_on_grid, percent_of_balanced, threshold_macro),
    *(scaled_root, log_in_batches, sum_with_sign, pooled_in_batches),
)
