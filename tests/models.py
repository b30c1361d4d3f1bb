"""Small models with one fault each, and sound ones, as people save them.

Their weights are drawn, not trained, so that they are made in a moment and are the same every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]
Made = tuple[Any, Arrays]

ROWS = 100  # three batches of 32 and one of 4


@dataclass(frozen=True)
class Specimen:
    """A model, the data to evaluate it on, and what is wrong with it.

    Attributes:
        make: Makes both from Keras.
        codes: What is to be found; empty for a sound model.
        suffix: The format in which it is saved.
    """

    make: Callable[[Any], Made]
    codes: frozenset[str]
    suffix: str = ".keras"

    @property
    def fails(self) -> bool:
        return bool(self.codes - {"MD702", "MD612"})


def _inputs(seed: int, width: int = 4) -> npt.NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, 1, (ROWS, width)).astype(np.float32)


def _dense(keras: Any, units: int, activation: str | None = None, **options: Any) -> Any:
    start = keras.initializers.RandomNormal(0, 1.5, seed=11)
    return keras.layers.Dense(units, activation, kernel_initializer=start, **options)


def _model(keras: Any, *layers: Any, width: int = 4) -> Any:
    return keras.Sequential([keras.Input((width,)), *layers])


def _metric(keras: Any, kind: str) -> Any:
    """A metric of Keras, under the name that it has as a text."""
    return getattr(keras.metrics, kind)(name=kind.lower())


def _labels(scores: npt.NDArray[Any], seed: int, noise: float = 1.5) -> npt.NDArray[np.int64]:
    """Return classes that scores tell more or less."""
    noisy = np.asarray(scores) + np.random.default_rng(seed).normal(0, noise, scores.shape)
    if scores.ndim == 1 or scores.shape[1] == 1:
        return np.asarray(noisy.reshape(len(scores)) > 0, dtype=np.int64)
    return np.asarray(noisy.argmax(axis=1), dtype=np.int64)


def _logits(keras: Any, model: Any, x: Any) -> npt.NDArray[np.float64]:
    """What stands behind the last activation."""
    del keras
    layer = model.layers[-1]
    kernel, bias = layer.get_weights()
    for before in model.layers[:-1]:
        x = np.asarray(before(x, training=False))
    return np.asarray(x @ kernel + bias, dtype=np.float64)


def sound_binary(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 1, "sigmoid")), _inputs(1)
    model.compile(
        loss="binary_crossentropy",
        metrics=["accuracy", _metric(keras, "Precision"), _metric(keras, "Recall")],
    )
    return model, {"x": x, "y": _labels(_logits(keras, model, x), 2)}


def sound_classes(keras: Any) -> Made:
    layers = (keras.layers.Dropout(0.5), _dense(keras, 3, "softmax"))
    model, x = _model(keras, *layers), _inputs(3)
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, {"x": x, "y": _labels(_logits(keras, model, x), 4)}


def sound_regression(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 1)), _inputs(5)
    model.compile(loss="mse", metrics=["mae", keras.metrics.RootMeanSquaredError(name="rmse")])
    y = np.asarray(model(x))[:, 0] + np.random.default_rng(6).normal(0, 1, ROWS)
    return model, {"x": x, "y": y}


def sound_logits(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 1)), _inputs(7)
    model.compile(
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0, name="accuracy")],
    )
    return model, {"x": x, "y": _labels(np.asarray(model(x)), 8)}


def logits_as_probabilities(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 1)), _inputs(7)
    model.compile(
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=["accuracy", _metric(keras, "AUC")],
    )
    return model, {"x": x, "y": _labels(np.asarray(model(x)), 9)}


def probabilities_as_logits(keras: Any) -> Made:
    """With a layer behind the sigmoid, Keras has no logits to go back to."""
    layers = (_dense(keras, 1, "sigmoid"), keras.layers.Reshape((1,)))
    model, x = _model(keras, *layers), _inputs(9)
    model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
    return model, {"x": x, "y": _labels(np.asarray(model(x)) - 0.5, 10, 0.3)}


def softmax_of_one_unit(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 1, "softmax")), _inputs(11)
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    return model, {"x": x, "y": _labels(_logits(keras, model, x), 12)}


def hidden_logits(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 3, "softmax")), 12 * _inputs(13)
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, {"x": x, "y": _labels(_logits(keras, model, x), 14, 12)}


def penalty_of_weights(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 1, kernel_regularizer="l2")), _inputs(15)
    model.compile(loss="mse", metrics=["mse"])
    y = np.asarray(model(x))[:, 0] + np.random.default_rng(16).normal(0, 1, ROWS)
    return model, {"x": x, "y": y}


def penalty_of_activity(keras: Any) -> Made:
    layers = (_dense(keras, 3, "relu", activity_regularizer="l1"), _dense(keras, 1, "sigmoid"))
    model, x = _model(keras, *layers), _inputs(17)
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    return model, {"x": x, "y": _labels(_logits(keras, model, x), 18)}


def label_smoothing(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 3, "softmax")), _inputs(19)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
    model.compile(loss=loss, metrics=["accuracy"])
    return model, {"x": x, "y": np.eye(3)[_labels(_logits(keras, model, x), 20)]}


def weights_ignored(keras: Any) -> Made:
    model, arrays = _weighed(keras)
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    return model, arrays


def weights_applied(keras: Any) -> Made:
    """Weights whose mean is 1, so that the loss is a weighted mean too."""
    model, arrays = _weighed(keras)
    model.compile(loss="mse", weighted_metrics=["accuracy"])
    weights = arrays["sample_weight"]
    return model, {**arrays, "sample_weight": weights / weights.mean()}


def weights_of_the_wrong_shape(keras: Any) -> Made:
    model, arrays = _weighed(keras)
    f1 = keras.metrics.F1Score(average="micro", threshold=0.5, name="f1")
    model.compile(loss="mse", weighted_metrics=[f1], run_eagerly=True)
    column = {name: arrays[name][:, None] for name in ("y", "sample_weight")}
    return model, {**arrays, **column}


def _weighed(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 1, "sigmoid")), _inputs(21)
    weights = np.random.default_rng(22).choice([0.2, 3.0], ROWS)
    return model, {"x": x, "y": _labels(_logits(keras, model, x), 23), "sample_weight": weights}


def padded_sequences(keras: Any) -> Made:
    """The accuracy and the loss leave the padding out, precision does not."""
    start = keras.initializers.RandomNormal(0, 2, seed=3)
    model = keras.Sequential(
        [
            keras.Input((6,), dtype="int32"),
            keras.layers.Embedding(9, 4, mask_zero=True, embeddings_initializer=start),
            _dense(keras, 1, "sigmoid"),
        ]
    )
    model.compile(
        loss="binary_crossentropy",
        metrics=["accuracy", _metric(keras, "Precision")],
    )
    rng = np.random.default_rng(24)
    x = rng.integers(1, 9, (ROWS, 6))
    for row, length in enumerate(rng.integers(2, 7, ROWS)):
        x[row, length:] = 0
    y = rng.random((ROWS, 6, 1)) < 0.8 * np.asarray(model(x)) + 0.1
    return model, {"x": x, "y": np.where(x[..., None] > 0, y, 0).astype(np.int64)}


def dropout_that_stays(keras: Any) -> Made:
    """Only ``model(x)`` obeys the ``training=True`` that is built in."""
    start = keras.Input((4,))
    dropped = keras.layers.Dropout(0.5, seed=1)(start, training=True)
    model, x = keras.Model(start, _dense(keras, 1, "sigmoid")(dropped)), _inputs(25)
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    return model, {"x": x, "y": _labels(x @ model.layers[-1].get_weights()[0], 26)}


def loss_as_metric(keras: Any) -> Made:
    """A loss returns one number a batch; the last batch has 4 rows and counts as one of 32."""
    model, x = _model(keras, _dense(keras, 1)), _inputs(27)
    model.compile(loss="mse", metrics=[keras.losses.MeanSquaredError(name="squares")])
    y = np.asarray(model(x)) + np.random.default_rng(28).normal(0, 1, (ROWS, 1))
    y[-4:] += 5
    return model, {"x": x, "y": y}


def two_outputs(keras: Any) -> Made:
    start = keras.Input((4,), name="signal")
    second, first = _dense(keras, 1, name="second"), _dense(keras, 1, "sigmoid", name="first")
    model, x = keras.Model(start, [second(start), first(start)]), _inputs(29)
    model.compile(
        loss={"first": "binary_crossentropy", "second": "mse"},
        metrics={"first": ["accuracy"], "second": ["mae"]},
    )
    scores, values = (np.asarray(one) for one in reversed(model(x)))
    values = values + np.random.default_rng(30).normal(0, 1, (ROWS, 1))
    values[-4:] += 4
    return model, {"x": x, "y_first": _labels(scores - 0.5, 31, 0.3), "y_second": values}


def several_labels(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 3, "sigmoid")), _inputs(32)
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    noise = np.random.default_rng(33).normal(0, 1, (ROWS, 3))
    return model, {"x": x, "y": (_logits(keras, model, x) + noise > 0).astype(np.int64)}


def binary_loss_of_classes(keras: Any) -> Made:
    """One class a row, and a loss that takes each column by itself."""
    model, x = _model(keras, _dense(keras, 4, "softmax")), _inputs(42)
    model.compile(loss="binary_crossentropy", metrics=["binary_accuracy"])
    return model, {"x": x, "y": np.eye(4)[_labels(_logits(keras, model, x), 43)]}


def class_numbers_as_columns(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 3, "softmax")), _inputs(34)
    model.compile(loss="sparse_categorical_crossentropy", metrics=["categorical_accuracy"])
    return model, {"x": x, "y": _labels(_logits(keras, model, x), 35)[:, None]}


def exact_equality(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 1, "sigmoid")), _inputs(36)
    model.compile(loss="binary_crossentropy", metrics=[keras.metrics.Accuracy()])
    return model, {"x": x, "y": _labels(_logits(keras, model, x), 37)}


def flat_labels(keras: Any) -> Made:
    """Labels (N,) against outputs (N, 1): in this metric each label meets every prediction."""
    model, x = _model(keras, _dense(keras, 1, "softplus")), _inputs(38)
    model.compile(loss="mse", metrics=["poisson"])
    rate = np.asarray(model(x))[:, 0]
    return model, {"x": x, "y": np.random.default_rng(39).poisson(rate).astype(np.float32)}


def sum_of_losses(keras: Any) -> Made:
    model, x = _model(keras, _dense(keras, 1)), _inputs(40)
    model.compile(loss=keras.losses.MeanSquaredError(reduction="sum"), metrics=["mse"])
    y = np.asarray(model(x)) + np.random.default_rng(41).normal(0, 1, (ROWS, 1))
    return model, {"x": x, "y": y}


def _found(*codes: str) -> frozenset[str]:
    return frozenset(codes)


SPECIMENS: dict[str, Specimen] = {
    "sound_binary": Specimen(sound_binary, _found()),
    "sound_classes": Specimen(sound_classes, _found()),
    "sound_regression": Specimen(sound_regression, _found(), ".h5"),
    "sound_logits": Specimen(sound_logits, _found()),
    "logits_as_probabilities": Specimen(logits_as_probabilities, _found("MD201"), ".h5"),
    "probabilities_as_logits": Specimen(probabilities_as_logits, _found("MD208")),
    "softmax_of_one_unit": Specimen(softmax_of_one_unit, _found("MD209"), ".h5"),
    "hidden_logits": Specimen(hidden_logits, _found("MD607")),
    "penalty_of_weights": Specimen(penalty_of_weights, _found("MD606"), ".h5"),
    "penalty_of_activity": Specimen(penalty_of_activity, _found("MD606")),
    "label_smoothing": Specimen(label_smoothing, _found("MD605")),
    "weights_ignored": Specimen(weights_ignored, _found("MD701", "MD704")),
    "weights_applied": Specimen(weights_applied, _found("MD702")),
    "weights_of_the_wrong_shape": Specimen(weights_of_the_wrong_shape, _found("MD707")),
    "padded_sequences": Specimen(padded_sequences, _found("MD705", "MD706")),
    "dropout_that_stays": Specimen(dropout_that_stays, _found("MD801")),
    "loss_as_metric": Specimen(loss_as_metric, _found("MD401")),
    "two_outputs": Specimen(two_outputs, _found("MD407", "MD612")),
    "several_labels": Specimen(several_labels, _found("MD210")),
    "binary_loss_of_classes": Specimen(
        binary_loss_of_classes, _found("MD204", "MD303", "MD604", "MD607")
    ),
    "class_numbers_as_columns": Specimen(class_numbers_as_columns, _found("MD211")),
    "exact_equality": Specimen(exact_equality, _found("MD205")),
    "flat_labels": Specimen(flat_labels, _found("MD403")),
    "sum_of_losses": Specimen(sum_of_losses, _found("MD406")),
}
