"""Keras as the workers use it: imported in half of the usual time, and Keras 2 by Keras 3's names.

Python 3.9, NumPy and Keras only: it runs by path under other interpreters too.
"""

import gc
import importlib
import sys
from types import SimpleNamespace
from typing import Any

#: What Keras imports where it finds it, for estimators and data frames.  No metric needs either,
#: and together they take as long to import as half of TensorFlow.
_UNUSED = ("pandas", "sklearn")


def imported() -> Any:
    """Import Keras, which is most of what the worker takes, in half of the usual time.

    Nearly all that is made on the way stays until the end: looking for garbage in it is a quarter
    of the time.
    """
    gc.disable()
    for name in _UNUSED:
        sys.modules[name] = None  # type: ignore[assignment] # an import of it fails
    try:
        return _adapted(importlib.import_module("keras"))
    except ImportError:
        _release()
        return _adapted(importlib.import_module("keras"))  # a version that cannot do without
    finally:
        _release()
        gc.freeze()
        gc.enable()


def _release() -> None:
    """Let what was held back be imported again, by whatever else runs here."""
    for name in _UNUSED:
        if sys.modules.get(name, name) is None:
            del sys.modules[name]


class KerasTwo:
    """Keras 2, by the names of Keras 3; everything else is as Keras 2 has it.

    Args:
        keras: The module.
    """

    def __init__(self, keras: Any) -> None:
        self._keras = keras
        backend = keras.backend
        self.config = SimpleNamespace(
            backend=lambda: "tensorflow",
            floatx=backend.floatx,
            set_floatx=backend.set_floatx,
            epsilon=backend.epsilon,
        )
        self.ops = _operations()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keras, name)


def _operations() -> Any:
    """Return the functions of ``keras.ops`` that the workers use, from TensorFlow."""
    tf = importlib.import_module("tensorflow")
    return SimpleNamespace(
        abs=tf.abs,
        cast=tf.cast,
        clip=tf.clip_by_value,
        convert_to_tensor=tf.convert_to_tensor,
        copy=tf.identity,
        equal=tf.equal,
        log=tf.math.log,
        log1p=tf.math.log1p,
        maximum=tf.maximum,
        mean=tf.reduce_mean,
        sqrt=tf.sqrt,
        square=tf.square,
        sum=tf.reduce_sum,
    )


def as_fitted(labels: Any, predictions: Any, weights: Any) -> tuple[Any, Any]:
    """Return labels and weights as Keras 2's ``fit`` and ``evaluate`` hand them on.

    Where the predictions are (N, 1) or (N, K), those that are (N,) become (N, 1).
    """
    if predictions.ndim > 1:
        labels, weights = (
            one[:, None] if one is not None and one.ndim == 1 else one for one in (labels, weights)
        )
    return labels, weights


def masked(weights: Any, mask: Any) -> Any:
    """Return the weights that Keras 2 gives to every metric of predictions with a mask."""
    counting = mask.astype("float32")
    if weights is None:
        return counting
    return weights.reshape(len(weights), *[1] * (counting.ndim - 1)) * counting


def _adapted(keras: Any) -> Any:
    """Return Keras by the names of Keras 3."""
    return keras if hasattr(keras, "ops") else KerasTwo(keras)
