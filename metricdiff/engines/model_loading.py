"""Where a model and its data come from, in the worker: files, or functions of the user.

Python 3.9, NumPy and Keras only: it runs by path under other interpreters too.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Optional

import numpy as np

if TYPE_CHECKING or __package__:
    from metricdiff.engines import keras_module, keras_worker, model_source, user_code
else:  # beside it
    import keras_module
    import keras_worker
    import model_source
    import user_code


#: What Keras says of classes and functions that it does not know.
_MISSING = re.compile(
    r"(?:Could not locate|Unknown) (?:the )?(class|function|layer|object|metric function"
    r"|loss function)[: ]+'?(\w+)"
)


class RefusedError(Exception):
    """The model or its data cannot be used; the message is one line for the user."""


def model(keras: Any, spec: str) -> Any:
    """Return the model of a file, or the one that a function of the user makes.

    Raises:
        RefusedError: It cannot be had.
    """
    if not spec.lower().endswith((".keras", ".h5", ".hdf5")):
        made = _named(spec)
        try:
            built = made() if callable(made) and not isinstance(made, keras.Model) else made
        except Exception as error:
            where = spec.rpartition(":")[0]
            raise RefusedError("{} raises {}".format(spec, user_code.told(error, where))) from None
        if not isinstance(built, keras.Model):
            raise RefusedError("{} is {}, not a Keras model".format(spec, type(built).__name__))
        return built
    try:
        return keras.models.load_model(
            spec, custom_objects=_short_names(keras, spec), safe_mode=True
        )
    except Exception as error:
        raise RefusedError(_why_not(spec, error)) from None


def _short_names(keras: Any, path: str) -> Optional[dict[str, Any]]:
    """Return what .h5 files call some losses and Keras 3 cannot find again."""
    if path.lower().endswith(".keras") or isinstance(keras, keras_module.KerasTwo):
        return None
    errors = ("squared", "absolute", "absolute_percentage", "squared_logarithmic")
    names = {"mean_{}_error".format(error): error for error in errors}
    short = {
        "m" + "".join(part[0] for part in error.split("_")) + "e": getattr(keras.losses, name)
        for name, error in names.items()
    }
    return {**short, **{name.upper(): function for name, function in short.items()}}


def _why_not(path: str, error: Exception) -> str:
    text = str(error)
    way_on = "give a function that returns the compiled model instead: build.py:make_model"
    if "keras.src.engine" in text:
        return (
            "{} was saved by Keras 2, and this is Keras 3; give --keras-python an interpreter that "
            "has Keras 2".format(path)
        )
    if "safe_mode=False" in text:
        return "{} holds Python code, such as a Lambda layer, which is not run; {}".format(
            path, way_on
        )
    missing = _MISSING.search(text)
    if missing:
        return "{} needs {} {}, which is code of yours and not in the file; {}".format(
            path, missing[1], missing[2], way_on
        )
    if "No model config" in text:
        return "{} holds weights and no model; {}".format(path, way_on)
    first = keras_worker.described(error).partition(" Full object config")[0]
    return "{} cannot be loaded: {}".format(path, first)


def source(keras: Any, data: Any, batch_size: Optional[int]) -> Callable[[], Any]:
    """Return what makes the data: arrays of files, or what a function of the user returns.

    The module of the function is imported now, the function is called later.

    Raises:
        RefusedError: They cannot be had.
    """
    if isinstance(data, str):
        made = _named(data)
        return lambda: _of_user(keras, data, made, batch_size)
    arrays = {
        part: model_source.mapped(lambda path: np.load(path, allow_pickle=False), paths)
        for part, paths in data.items()
    }
    return lambda: model_source.of_arrays(
        arrays["x"], arrays["y"], arrays.get("sample_weight"), batch_size
    )


def _named(spec: str) -> Any:
    try:
        return user_code.load(spec)
    except user_code.UserCodeError as error:
        raise RefusedError(str(error)) from None


def _of_user(keras: Any, spec: str, made: Any, batch_size: Optional[int]) -> Any:
    try:
        return model_source.of_result(keras, made, batch_size)
    except model_source.SourceError as error:
        raise RefusedError("{} {}".format(spec, error)) from None
    except Exception as error:
        text = user_code.told(error, spec.rpartition(":")[0])
        raise RefusedError("{} raises {}".format(spec, text)) from None
