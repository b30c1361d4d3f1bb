"""Models as people build them: with code of their own, which no file holds."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np


def plain(*metrics: Any) -> Any:
    start = keras.initializers.RandomNormal(0, 1, seed=1)
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(1, "sigmoid", kernel_initializer=start)]
    )
    model.compile(loss="binary_crossentropy", metrics=["accuracy", *metrics])
    return model


class Tracing(keras.Model):  # type: ignore[misc]
    """Evaluates in training mode."""

    def test_step(self, data: Any) -> Any:
        inputs, labels = data[:2]
        outputs = self(inputs, training=True)
        loss = self.compute_loss(x=inputs, y=labels, y_pred=outputs, training=True)
        self._loss_tracker.update_state(loss, sample_weight=keras.ops.shape(inputs)[0])
        return self.compute_metrics(inputs, labels, outputs)


def in_training() -> Any:
    inputs = keras.Input((4,))
    start = keras.initializers.RandomNormal(0, 1, seed=1)
    outputs = keras.layers.Dense(1, "sigmoid", kernel_initializer=start)(
        keras.layers.BatchNormalization()(inputs)
    )
    model = Tracing(inputs, outputs)
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    return model


def squared_mean(labels: Any, outputs: Any) -> Any:
    """One number a batch."""
    flat = keras.ops.reshape(outputs, (-1,))
    labels = keras.ops.reshape(keras.ops.cast(labels, flat.dtype), (-1,))
    return keras.ops.square(keras.ops.mean(keras.ops.abs(labels - flat)))


def batch_mean() -> Any:
    return plain(squared_mean)


class Sticky(keras.metrics.Metric):  # type: ignore[misc]
    """Never starts anew."""

    def __init__(self, name: str = "sticky") -> None:
        super().__init__(name=name)
        self.total = self.add_weight(name="total", initializer="zeros")

    def update_state(self, labels: Any, outputs: Any, sample_weight: Any = None) -> None:
        del labels, sample_weight
        self.total.assign_add(keras.ops.sum(outputs))

    def reset_state(self) -> None:
        pass

    def result(self) -> Any:
        return self.total


def sticky() -> Any:
    return plain(Sticky())


class Own(keras.layers.Layer):  # type: ignore[misc]
    def call(self, inputs: Any) -> Any:
        return inputs


def with_layer_of_its_own() -> Any:
    model = keras.Sequential([keras.Input((4,)), Own(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def with_lambda() -> Any:
    layers = [keras.layers.Lambda(lambda values: values * 2), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile("sgd", "mse")
    return model


@keras.saving.register_keras_serializable("mine")
class Doubling(keras.layers.Layer):  # type: ignore[misc]
    def call(self, inputs: Any) -> Any:
        return 2 * inputs


def doubling() -> Any:
    model = keras.Sequential([keras.Input((2,)), Doubling(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def ones() -> Any:
    return np.ones((8, 2)), np.arange(8.0)[:, None]


def not_compiled() -> Any:
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, "sigmoid")])


def no_model() -> int:
    return 3
