"""One pass of a model over its data, batch by batch, in the worker.

Python 3.9, NumPy and Keras only: it runs by path under other interpreters too.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING or __package__:
    from metricdiff.engines import model_source
else:  # beside it
    import model_source


class Pass:
    """What the model gives for every batch of one pass over the data, and what it was asked for.

    Attributes:
        sizes: The rows of each batch.
        penalties: What the layers add to the loss in each batch.
        labels: For each output (N, ...).
        predictions: For each output (N, ...).
        weights: For each output (N, ...); empty where there are none.
        logits: For each output what stands behind its softmax or sigmoid, where Keras keeps it.
        masks: For each output which positions count, where the model says so.
    """

    def __init__(self, keras: Any, model: Any, source: Any, training: bool) -> None:
        self.sizes: list[int] = []
        self.penalties: list[float] = []
        parts: dict[str, list[list[Any]]] = {}
        names = names_of(model)
        for batch in source.batches():
            outputs = model_source.leaves(called(keras, model, batch.x, training=training), names)
            self.sizes.append(len(outputs[0]))
            self.penalties.append(float(np.asarray(sum(model.losses, 0.0))))
            of_batch = {
                "labels": model_source.leaves(batch.y, names),
                "predictions": outputs,
                "weights": model_source.leaves(batch.weights, names),
                "logits": [getattr(one, "_keras_logits", None) for one in outputs],
                "masks": [getattr(one, "_keras_mask", None) for one in outputs],
            }
            for name, arrays in of_batch.items():
                parts.setdefault(name, []).append(arrays)
        self.labels, self.predictions, self.weights, self.logits, self.masks = (
            [joined(arrays) for arrays in zip(*parts[name])]
            for name in ("labels", "predictions", "weights", "logits", "masks")
        )


def joined(arrays: Any) -> Any:
    """Return the arrays of all batches as one; ``None`` where a batch has none."""
    if any(array is None for array in arrays):
        return None
    return np.concatenate([np.asarray(array) for array in arrays])


def called(keras: Any, model: Any, x: Any, **how: Any) -> Any:
    """Return what the model gives for one batch."""
    if not getattr(model, "_call_has_training_arg", True):
        how = {}
    return model(model_source.mapped(lambda one: tensor(keras, one), x), **how)


def state(model: Any) -> list[Any]:
    """Return the values of all variables, those of random generators among them."""
    return [np.asarray(variable).copy() for variable in model.variables]


def restore(model: Any, values: list[Any]) -> None:
    """Set all variables to what they were: batch normalisation learns while it is called."""
    for variable, value in zip(model.variables, values):
        variable.assign(value)


def tensor(keras: Any, array: Any) -> Any:
    """Return an array as a tensor; floats of the type that Keras computes in, as ``fit`` has it."""
    array = np.asarray(array)
    if array.dtype.kind == "f":
        array = array.astype(keras.config.floatx())
    return keras.ops.convert_to_tensor(array)


def names_of(model: Any) -> list[str]:
    """Return the names of the outputs; empty where the model has none."""
    return list(getattr(model, "output_names", None) or [])
