"""What a metric or loss is fed with, in the worker of a model: chunks, as a setup says.

Python 3.9, NumPy and Keras only: it runs by path under other interpreters too.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING or __package__:
    from metricdiff.engines import keras_module, model_pass
else:  # beside it
    import keras_module
    import model_pass


class Data(NamedTuple):
    """The arrays of an output, (N, ...) each; ``None`` for those that there are not."""

    labels: Any
    predictions: Any
    weights: Any
    logits: Any
    mask: Any


def chunks(
    keras: Any, data: Data, sizes: list[int], setup: dict[str, Any], *, metric: bool
) -> Iterator[tuple[Any, Any, Any]]:
    """Yield labels, predictions and weights as tensors.

    Args:
        keras: The module.
        data: The arrays.
        sizes: The rows of the batches of ``evaluate``.
        setup: What is to be done with them, as ``metricdiff/modelling/setup.py`` says.
        metric: Whether it is a metric that is fed, not a loss.
    """
    labels, predictions = np.asarray(data.labels), np.asarray(data.predictions)
    weights = _weights(setup["weights"], data)
    logits, mask = (data[place] if setup[name] else None for place, name in _CARRIED)
    if setup["columns"]:
        labels, predictions = _column(labels), _column(predictions)
    if isinstance(keras, keras_module.KerasTwo):
        labels, weights = keras_module.as_fitted(labels, predictions, weights)
        if metric and mask is not None:
            weights, mask = keras_module.masked(weights, mask), None
    start = 0
    for size in sizes if setup["batches"] else [len(labels)]:
        part = slice(start, start + size)
        scores = model_pass.tensor(keras, predictions[part])
        if logits is not None:
            scores._keras_logits = model_pass.tensor(keras, logits[part])
        if mask is not None:
            scores._keras_mask = model_pass.tensor(keras, mask[part])
        weighing = None if weights is None else model_pass.tensor(keras, weights[part])
        yield model_pass.tensor(keras, labels[part]), scores, weighing
        start += size


#: Where the arrays stand that predictions carry with them, and which part of a setup says so.
_CARRIED = ((3, "logits"), (4, "mask"))


def _weights(which: str, data: Data) -> Any:
    """Return the weights that a setup names; ``None`` for none."""
    if which == "mask":
        return None if data.mask is None else np.asarray(data.mask).astype("float32")
    if which == "balanced":
        return _balanced(np.asarray(data.labels))
    if which == "none" or data.weights is None:
        return None
    given = np.asarray(data.weights)
    return given[:, 0] if which == "flat" and given.ndim > 1 and given.shape[1] == 1 else given


def _balanced(labels: Any) -> Any:
    """Return (N,) weights by which each class counts as much as any other."""
    wide = labels.ndim > 1 and labels.shape[-1] > 1
    classes = labels.argmax(axis=-1) if wide else labels.reshape(len(labels), -1)[:, 0]
    _, places, counts = np.unique(classes, return_inverse=True, return_counts=True)
    return (len(classes) / (len(counts) * counts))[places.reshape(-1)].astype("float32")


def _column(array: Any) -> Any:
    return array[:, None] if array.ndim == 1 else array
