"""A reported number with the data it is of, and what Keras makes of data as people run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from numpy.random import Generator

Array = npt.NDArray[Any]
#: What a function in a compiled model gets and returns.
Tensor = Any


@dataclass(frozen=True)
class Case:
    """What somebody has: labels, predictions, and a number that was computed in another way.

    Attributes:
        y_true: The labels.
        y_pred: The predictions.
        reported: The numbers by name, as a log or a script printed them: four decimals.
        causes: The codes of what happened; empty where the number is the plain one, or that of
            other predictions.
        options: What is said beside the data.
    """

    y_true: Array
    y_pred: Array
    reported: Mapping[str, str]
    causes: frozenset[str] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)


def four(value: Any) -> str:
    """Print a number as logs do: four decimals, or four after the point of 1.2345e-05."""
    number = float(np.ravel(np.asarray(value))[0])
    return f"{number:.4f}" if abs(number) >= 1e-3 or number == 0 else f"{number:.4e}"


def case(y: Array, p: Array, name: str, value: Any, *causes: str, **options: Any) -> Case:
    """Make a case of one number."""
    return Case(y, p, {name: four(value)}, frozenset(causes), options)


#: The fewest and the most rows of a set.
FEWEST, MOST = 300, 6000


def rows(rng: Generator) -> int:
    """Return how many rows a set has."""
    return int(np.exp(rng.uniform(np.log(FEWEST), np.log(MOST))))


def labels(rng: Generator, count: int) -> Array:
    """Return 0 and 1, the 1 more or less rare."""
    y = (rng.random(count) < rng.uniform(0.15, 0.6)).astype(int)
    y[:2] = 0, 1
    return y


def logits(rng: Generator, y: Array) -> Array:
    """Return logits that know something of the labels, in float32 as a model has them."""
    z = rng.normal(size=len(y)) * 1.5 + (2 * y - 1) * rng.uniform(0.6, 1.8) + rng.normal() * 0.4
    return np.asarray(z, dtype=np.float32)


def sigmoid(z: Array) -> Array:
    """Return probabilities in float32."""
    return np.asarray(1 / (1 + np.exp(-z.astype(np.float64))), dtype=np.float32)


def scores(rng: Generator, y: Array) -> Array:
    """Return probabilities that know something of the labels."""
    return sigmoid(logits(rng, y))


def scored(rng: Generator) -> tuple[Array, Array]:
    """Return labels 0 and 1 of some rows, and their probabilities."""
    y = labels(rng, rows(rng))
    return y, scores(rng, y)


def batch_size(rng: Generator) -> int:
    """Return the size of a batch as people set it, or leave it."""
    return int(rng.choice([32, 32, 32, 64, 128, 16]))


def classes(rng: Generator, count: int, width: int) -> tuple[Array, Array]:
    """Return class numbers, and logits of each class."""
    share = rng.dirichlet(np.full(width, 4.0))
    y = rng.choice(width, count, p=share)
    y[:width] = np.arange(width)
    z = rng.normal(size=(count, width)) + rng.normal(size=width) * 0.5
    z[np.arange(count), y] += rng.uniform(0.8, 2.2)
    return y, np.asarray(z, dtype=np.float32)


def softmax(z: Array) -> Array:
    """Return probabilities of each row in float32."""
    e = np.exp(z.astype(np.float64) - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True), dtype=np.float32)


def several(rng: Generator, count: int, width: int) -> tuple[Array, Array]:
    """Return several labels a row, and a probability of each."""
    y = np.asarray(rng.random((count, width)) < rng.uniform(0.1, 0.5, width), dtype=int)
    z = rng.normal(size=(count, width)) * 1.2 + (2 * y - 1) * rng.uniform(0.5, 1.5, width)
    return y, sigmoid(z)


def values(rng: Generator, count: int) -> tuple[Array, Array]:
    """Return targets above 0, and predictions of them."""
    y = rng.gamma(4.0, rng.uniform(1, 12), count) + 1
    p = np.maximum(y * rng.normal(1.0, 0.15, count) + rng.normal(size=count), 0.1)
    return y, np.asarray(p, dtype=np.float32)


def evaluate(
    y: Array, p: Array, metric: Any = None, *, batch: int = 32, flat: bool = False, **compiled: Any
) -> float:
    """Let a compiled model that returns its input evaluate, and return the metric or the loss.

    Args:
        y: The labels, as they are passed.
        p: The predictions, as the model makes them.
        metric: A metric, a function or a name; ``None`` for the loss.
        batch: The batch size.
        flat: Whether labels of one dimension stay so, where predictions have two.
        compiled: ``loss``, and what else ``compile`` and ``evaluate`` take.
    """
    p = p[:, None] if p.ndim == 1 else p
    y = y[:, None] if y.ndim == 1 and not flat else y
    inputs = keras.Input(p.shape[1:])
    model = keras.Model(inputs, keras.layers.Identity()(inputs))
    run = {name: compiled.pop(name) for name in ("steps", "sample_weight") if name in compiled}
    zero = lambda _, made: keras.ops.mean(made) * 0  # noqa: E731
    where = compiled.pop("where", "metrics")
    named = {} if metric is None else {where: [metric]}
    model.compile(loss=compiled.pop("loss", zero), **named, **compiled)
    got = model.evaluate(p, y, batch_size=batch, verbose=0, return_dict=True, **run)
    return float(got["loss"] if metric is None else next(v for k, v in got.items() if k != "loss"))


def updated(metric: Any, y: Array, p: Array, **weights: Any) -> float:
    """Feed a metric object by hand and return its result."""
    p = p[:, None] if p.ndim == 1 else p
    y = y[:, None] if y.ndim == 1 and metric.__class__.__name__[:6] != "Sparse" else y
    metric.update_state(y, p, **weights)
    return float(np.mean(np.asarray(metric.result())))


#: Makes a case from a random generator.
Maker = Callable[[Generator], Case]
