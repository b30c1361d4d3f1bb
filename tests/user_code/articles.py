"""The models of the articles, as they are written there and as they should have been.

Only the lines that the articles leave out are added, and what makes each run the same.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

RNG = np.random.default_rng(5)
X = RNG.random((100, 10)).astype("float32")
BINARY = (X[:, 0] - X[:, 1] + RNG.normal(0, 0.5, 100) > 0).astype(int)
CLASSES = np.eye(4)[RNG.integers(0, 4, 100)]
VALUES = RNG.random((100, 1))


def _start() -> Any:
    return keras.initializers.RandomNormal(0, 1.5, seed=2)


def binary() -> Any:
    return X - 0.5, BINARY


def classes() -> Any:
    return X, CLASSES


def values() -> Any:
    return X, VALUES


# Accuracy with a custom loss, example 1.


def logits_in_the_loss_as_written() -> Any:
    import keras.backend as K  # noqa: N812 - as it is written

    def custom_loss(y_true: Any, y_pred: Any) -> Any:
        return K.categorical_crossentropy(y_true, K.softmax(y_pred))

    model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(4)])
    model.compile(loss=custom_loss, optimizer="adam", metrics=["accuracy"])
    return model


def _softmax_inside(y_true: Any, y_pred: Any) -> Any:
    return keras.losses.categorical_crossentropy(y_true, keras.ops.softmax(y_pred))


def logits_in_the_loss() -> Any:
    dense = keras.layers.Dense(4, kernel_initializer=_start())
    model = keras.Sequential([keras.Input((10,)), dense])
    model.compile(loss=_softmax_inside, optimizer="adam", metrics=["accuracy"])
    return model


def _sigmoid_inside(y_true: Any, y_pred: Any) -> Any:
    y_true = keras.ops.reshape(keras.ops.cast(y_true, y_pred.dtype), (-1, 1))
    return keras.losses.binary_crossentropy(y_true, keras.ops.sigmoid(y_pred))


def one_logit_in_the_loss() -> Any:
    dense = keras.layers.Dense(1, kernel_initializer=_start())
    model = keras.Sequential([keras.Input((10,)), dense])
    model.compile(loss=_sigmoid_inside, optimizer="adam", metrics=["accuracy"])
    return model


# Custom metrics against predict, example 1.


def binary_accuracy_thresholded(y_true: Any, y_pred: Any) -> Any:
    y_pred_binary = tf.cast(y_pred > 0.5, tf.float32)
    return tf.keras.metrics.binary_accuracy(y_true, y_pred_binary)


def thresholded_metric() -> Any:
    dense = keras.layers.Dense(1, "sigmoid", kernel_initializer=_start())
    model = keras.Sequential([keras.Input((10,)), dense])
    model.compile(
        optimizer="adam", loss="binary_crossentropy", metrics=[binary_accuracy_thresholded]
    )
    return model


# Example 3.


class CustomActivation(keras.layers.Layer):  # type: ignore[misc]
    def call(self, x: Any) -> Any:
        return tf.nn.relu(x) * 2.0


def mean_absolute_error_without_relu(y_true: Any, y_pred: Any) -> Any:
    return tf.keras.metrics.mean_absolute_error(y_true, y_pred)


def mean_absolute_error_mended(y_true: Any, y_pred: Any) -> Any:
    return keras.losses.mean_absolute_error(y_true, y_pred)


def _activated(metric: Any) -> Any:
    dense = keras.layers.Dense(1, kernel_initializer=_start())
    model = keras.Sequential([keras.Input((10,)), dense, CustomActivation()])
    model.compile(optimizer="adam", loss="mean_absolute_error", metrics=[metric])
    return model


def activation_as_written() -> Any:
    return _activated(mean_absolute_error_without_relu)


def activation_mended() -> Any:
    return _activated(mean_absolute_error_mended)
