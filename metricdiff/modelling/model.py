"""A model as its worker found it: what it was compiled with, what it says, what it predicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from metricdiff.engines.outcome import Value

Array = npt.NDArray[Any]
Role = Literal["metric", "weighted_metric", "loss", "output_loss", "total_loss"]


@dataclass(frozen=True)
class Item:
    """A number of ``evaluate``.

    Attributes:
        place: Where it stands among the items, by which the worker knows it.
        key: What ``evaluate`` calls it.
        role: Whether it is a metric, a weighted one, or a loss.
        output: The place of its output.
        weight: What the total loss multiplies a loss by.
        kind: Its class in Keras.
        function: The function that it wraps; empty for a class.
        own: Whether it is code of the user.
        config: Its settings.
        chosen: Whether Keras chose the class for the text ``accuracy``.
        loss_as_metric: Whether it is a loss object that stands in ``metrics=``.
    """

    place: int
    key: str
    role: Role
    output: int
    weight: float
    kind: str
    function: str
    own: bool
    config: Mapping[str, Any]
    chosen: bool
    loss_as_metric: bool

    @property
    def is_loss(self) -> bool:
        """Whether it is a loss, not a metric."""
        return self.role in {"loss", "output_loss", "total_loss"}

    @property
    def name(self) -> str:
        """The class or function that it is."""
        return self.function or self.kind

    @property
    def is_categorical(self) -> bool:
        """Whether it is a cross-entropy of several classes."""
        return self.is_cross_entropy and "categorical" in self.name.lower()

    @property
    def is_cross_entropy(self) -> bool:
        """Whether it is one of Keras's cross-entropies, which look for logits."""
        return not self.own and self.name.lower().replace("_", "").endswith("crossentropy")


@dataclass(frozen=True)
class Output:
    """An output of the model, with the data that belong to it.

    Attributes:
        place: Its place among the outputs.
        name: Its name; empty where the model has but one, or no names.
        activation: The activation of the layer that makes it, where that can be told.
        logits: Whether Keras keeps the logits behind it.
        labels: (N, ...).
        predictions: (N, ...) what ``predict`` returns.
        weights: (N,) or (N, ...) sample weights; ``None`` for none.
        mask: (N, ...) which positions count, where the model says so.
    """

    place: int
    name: str
    activation: str | None
    logits: bool
    labels: Array
    predictions: Array
    weights: Array | None = None
    mask: Array | None = None


@dataclass(frozen=True)
class Model:
    """A model with its data, evaluated.

    Attributes:
        evaluated: What ``evaluate`` returned.
        again: What it returned when it was asked once more.
        order: The names of ``evaluate``'s list, in its order.
        items: Its numbers.
        outputs: Its outputs.
        batch_sizes: The rows of each batch.
        twice: How two calls of ``predict`` compare.
        plain_gap: How far ``model(x)`` is from inference mode in the first batch.
        in_training: The classes of the layers that compute something else in training.
        streamed: Whether the data are a data set that makes its own batches.
    """

    evaluated: Mapping[str, Value]
    again: Mapping[str, Value]
    order: tuple[str, ...]
    items: tuple[Item, ...]
    outputs: tuple[Output, ...]
    batch_sizes: tuple[int, ...]
    twice: Literal["same", "order", "values"]
    plain_gap: float
    in_training: tuple[str, ...]
    streamed: bool

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(self.batch_sizes)


def understood(opened: Mapping[str, Any]) -> Model:
    """Return the model that the worker describes, with the arrays that it left."""
    return Model(
        opened["evaluated"],
        opened["again"],
        tuple(opened["order"]),
        tuple(_item(place, one) for place, one in enumerate(opened["items"])),
        tuple(_output(place, one) for place, one in enumerate(opened["outputs"])),
        tuple(opened["batch_sizes"]),
        opened["twice"],
        opened["plain_gap"],
        tuple(opened["in_training"]),
        opened["streamed"],
    )


def _item(place: int, one: Mapping[str, Any]) -> Item:
    return Item(
        place,
        one["key"],
        one["role"],
        one["output"],
        one["weight"],
        one["class"],
        one["function"],
        one["own"] or one["own_function"],
        one["config"],
        one["resolved"],
        one["loss_as_metric"],
    )


def _output(place: int, one: Mapping[str, Any]) -> Output:
    arrays = {
        name: np.load(path, mmap_mode="r", allow_pickle=False)
        for name, path in one["arrays"].items()
    }
    return Output(place, one["name"], one["activation"], one["logits"], **arrays)


def shape(array: Array) -> str:
    """Write a shape as people do: ``(N, 3)``."""
    return _written(("N", *array.shape[1:]))


def _written(parts: Sequence[Any]) -> str:
    return f"({', '.join(map(str, parts))}{',' if len(parts) == 1 else ''})"
