"""Metrics of predicted values."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops

K = tf.keras.backend


def rmse(y_true: Any, y_pred: Any) -> Any:
    return K.sqrt(K.mean(K.square(y_pred - y_true)))


def root_mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """The root is taken of each row."""
    y_true = ops.reshape(y_true, ops.shape(y_pred))
    return ops.sqrt(ops.mean(ops.square(y_pred - y_true), axis=-1))


def r_squared(y_true: Any, y_pred: Any) -> Any:
    ss_res = K.sum(K.square(y_true - y_pred))
    ss_tot = K.sum(K.square(y_true - K.mean(y_true)))
    return 1 - ss_res / (ss_tot + K.epsilon())


def shaped_r_squared(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.reshape(y_true, ops.shape(y_pred))
    residual = ops.sum(ops.square(y_true - y_pred))
    return 1 - residual / ops.sum(ops.square(y_true - ops.mean(y_true)))


def pearson(y_true: Any, y_pred: Any) -> Any:
    x = ops.reshape(y_true, (-1,)) - ops.mean(y_true)
    y = ops.reshape(y_pred, (-1,)) - ops.mean(y_pred)
    return ops.sum(x * y) / ops.sqrt(ops.sum(x * x) * ops.sum(y * y))


def total_squared_error(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.reshape(y_true, ops.shape(y_pred))
    return ops.sum(ops.square(y_true - y_pred))


def mae(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.reshape(ops.cast(y_true, y_pred.dtype), ops.shape(y_pred))
    return ops.mean(ops.abs(y_true - y_pred), axis=-1)


def smape(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.reshape(y_true, ops.shape(y_pred))
    below = ops.abs(y_true) + ops.abs(y_pred) + 1e-7
    return 2 * ops.abs(y_true - y_pred) / below


def within_a_half(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.reshape(y_true, ops.shape(y_pred))
    return ops.cast(ops.abs(y_true - y_pred) < 0.5, "float32")


def huber(y_true: Any, y_pred: Any) -> Any:
    return keras.losses.huber(ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred)), y_pred)


class RMSE(keras.metrics.Metric):
    def __init__(self, name: str = "rmse", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.squares = self.add_weight(name="squares", initializer="zeros")
        self.count = self.add_weight(name="count", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(ops.cast(y_true, y_pred.dtype), ops.shape(y_pred))
        squares = ops.reshape(ops.square(y_true - y_pred), (-1,))
        weights = ops.ones_like(squares)
        if sample_weight is not None:
            weights = ops.reshape(ops.cast(sample_weight, y_pred.dtype), (-1,))
        self.squares.assign_add(ops.sum(weights * squares))
        self.count.assign_add(ops.sum(weights))

    def result(self) -> Any:
        return ops.sqrt(ops.divide_no_nan(self.squares, self.count))


class SwappedR2(keras.metrics.R2Score):
    """Labels and predictions have changed places."""

    def __init__(self, name: str = "r2", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(y_true, ops.shape(y_pred))
        super().update_state(y_pred, y_true, sample_weight)


class FarR2(keras.metrics.R2Score):
    """Keras's own, on targets that lie far from 0."""


class MovingMAE(keras.metrics.Metric):
    """An exponential moving average over the batches."""

    def __init__(self, name: str = "moving_mae", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.value = self.add_weight(name="value", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(y_true, ops.shape(y_pred))
        error = ops.mean(ops.abs(y_true - y_pred))
        self.value.assign(0.9 * self.value + 0.1 * error)

    def result(self) -> Any:
        return self.value


class SmallestError(keras.metrics.Metric):
    """Right at first: the inherited ``reset_state`` sets its start, a large number, to 0."""

    def __init__(self, name: str = "smallest_error", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.least = self.add_weight(name="least", initializer=keras.initializers.Constant(1e9))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(y_true, ops.shape(y_pred))
        self.least.assign(ops.minimum(self.least, ops.min(ops.abs(y_true - y_pred))))

    def result(self) -> Any:
        return self.least


class LargestError(keras.metrics.Metric):
    """A sound one that is no mean."""

    def __init__(self, name: str = "max_error", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.most = self.add_weight(name="most", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(y_true, ops.shape(y_pred))
        self.most.assign(ops.maximum(self.most, ops.max(ops.abs(y_true - y_pred))))

    def result(self) -> Any:
        return self.most


mean_squared_error_object = keras.losses.MeanSquaredError(name="mse")
