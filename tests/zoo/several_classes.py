"""Metrics of several classes and of several labels."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

K = tf.keras.backend


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    right = K.equal(K.argmax(y_true, axis=-1), K.argmax(y_pred, axis=-1))
    return K.cast(right, K.floatx())


def sparse_accuracy(y_true: Any, y_pred: Any) -> Any:
    chosen = ops.argmax(y_pred, axis=-1)
    return ops.cast(ops.equal(ops.cast(y_true, chosen.dtype), chosen), "float32")


def right_sparse_accuracy(y_true: Any, y_pred: Any) -> Any:
    chosen = ops.argmax(y_pred, axis=-1)
    y_true = ops.reshape(ops.cast(y_true, chosen.dtype), ops.shape(chosen))
    return ops.cast(ops.equal(y_true, chosen), "float32")


def top_2_accuracy(y_true: Any, y_pred: Any) -> Any:
    return keras.metrics.sparse_top_k_categorical_accuracy(y_true, y_pred, k=2)


def mean_top_2_accuracy(y_true: Any, y_pred: Any) -> Any:
    return ops.mean(keras.metrics.sparse_top_k_categorical_accuracy(y_true, y_pred, k=2))


def macro_f1(y_true: Any, y_pred: Any) -> Any:
    """Of each batch; one-hot labels."""
    decided = ops.one_hot(ops.argmax(y_pred, axis=-1), y_pred.shape[-1])
    y_true = ops.cast(y_true, "float32")
    tp = ops.sum(y_true * decided, axis=0)
    return ops.mean(2 * tp / (ops.sum(y_true, axis=0) + ops.sum(decided, axis=0) + 1e-7))


class MacroF1(keras.metrics.Metric):
    """Of a confusion matrix, for class numbers of either rank."""

    def __init__(self, num_classes: int, name: str = "macro_f1", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.num_classes = num_classes
        self.matrix = self.add_weight(
            name="matrix", shape=(num_classes, num_classes), initializer="zeros"
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        truth = ops.one_hot(ops.reshape(ops.cast(y_true, "int32"), (-1,)), self.num_classes)
        decided = ops.one_hot(ops.argmax(y_pred, axis=-1), self.num_classes)
        if sample_weight is not None:
            weights = ops.reshape(ops.cast(sample_weight, "float32"), (-1, 1))
            truth = truth * weights
        self.matrix.assign_add(ops.matmul(ops.transpose(truth), decided))

    def result(self) -> Any:
        tp = ops.diagonal(self.matrix)
        both = ops.sum(self.matrix, axis=0) + ops.sum(self.matrix, axis=1)
        return ops.mean(ops.divide_no_nan(2 * tp, both))


class PerClassRecall(MacroF1):
    """One value a class."""

    def __init__(self, num_classes: int, name: str = "recalls", **kwargs: Any) -> None:
        super().__init__(num_classes, name=name, **kwargs)

    def result(self) -> Any:
        return ops.divide_no_nan(ops.diagonal(self.matrix) * 1.0, ops.sum(self.matrix, axis=1))


class CohenKappa(MacroF1):
    def __init__(self, num_classes: int, name: str = "kappa", **kwargs: Any) -> None:
        super().__init__(num_classes, name=name, **kwargs)

    def result(self) -> Any:
        rows = ops.sum(self.matrix)
        seen = ops.divide_no_nan(ops.sum(ops.diagonal(self.matrix)), rows)
        by_chance = ops.sum(ops.sum(self.matrix, axis=0) * ops.sum(self.matrix, axis=1))
        by_chance = ops.divide_no_nan(by_chance, rows * rows)
        return ops.divide_no_nan(seen - by_chance, 1 - by_chance)


def all_labels_right(y_true: Any, y_pred: Any) -> Any:
    decided = ops.cast(y_pred > 0.5, "float32")
    right = ops.equal(ops.cast(y_true, "float32"), decided)
    return ops.cast(ops.all(right, axis=-1), "float32")


def micro_f1(y_true: Any, y_pred: Any) -> Any:
    """Of each batch; several labels."""
    y_true, decided = ops.cast(y_true, "float32"), ops.cast(y_pred > 0.5, "float32")
    tp = ops.sum(y_true * decided)
    return 2 * tp / (ops.sum(y_true) + ops.sum(decided) + 1e-7)


class QuadraticKappa(CohenKappa):
    def result(self) -> Any:
        places = np.arange(4)
        apart = ops.convert_to_tensor((places[:, None] - places) ** 2, dtype="float32")
        true, taken = ops.sum(self.matrix, axis=1), ops.sum(self.matrix, axis=0)
        by_chance = true[:, None] * taken[None] / ops.sum(self.matrix)
        return 1 - ops.sum(apart * self.matrix) / ops.sum(apart * by_chance)


def cross_entropy(y_true: Any, y_pred: Any) -> Any:
    """By hand, of class numbers, one value a row."""
    hot = ops.one_hot(ops.cast(ops.reshape(y_true, (-1,)), "int32"), 4)
    return -ops.sum(hot * ops.log(y_pred + 1e-7), axis=-1)


def hamming_score(y_true: Any, y_pred: Any) -> Any:
    """The Jaccard index of each row, as it goes by this name."""
    y_true, decided = ops.cast(y_true, "float32"), ops.cast(y_pred > 0.5, "float32")
    either = ops.sum(ops.maximum(y_true, decided), axis=-1)
    return ops.divide_no_nan(ops.sum(y_true * decided, axis=-1), either)


def per_label_accuracy(y_true: Any, y_pred: Any) -> Any:
    right = ops.equal(ops.cast(y_true, "float32"), ops.cast(y_pred > 0.5, "float32"))
    return ops.cast(right, "float32")
