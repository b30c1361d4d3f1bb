"""Keras's side: runs metric classes of ``keras.metrics`` on arrays.

This one file is the whole worker.  It is run by path, under any interpreter from Python 3.9 on that
has Keras 3 and NumPy, and imports nothing else; where Keras is loaded already it is imported and
used in the same process.

Protocol 1, a JSON document a line.  The worker says first, once Keras is imported::

    {"protocol": 1, "tool": {"keras": "3.15.1", ...}}      or  {"protocol": 1, "failed": "..."}

then answers each request ``{"arrays": {name: path of an .npy}, "classes": K, "chunk_rows": R,
"calls": [...]}`` with ``{"results": [...]}``, in the order of the calls.  A call is
``{"metric": "AUC", "args": [], "kwargs": {}, "labels": form, "predictions": form, "weighted":
bool, "masked": bool}``, masked where the predictions carry the mask of the data, as those of a
model may; an argument ``{"function": "huber"}`` is one of Keras's own functions; ``"floatx":
"float64"`` in it is the type that Keras is to compute in.  A result is ``{"value": x}`` or
``{"error": "ValueError: ..."}``, each with ``"warnings": [...]`` where Keras warned, or
``{"unknown": name, "nearest": [name]}``.  The end of its input ends the worker.
"""

import difflib
import gc
import importlib
import inspect
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PROTOCOL = 1

#: What Keras imports where it finds it, for estimators and data frames.  No metric needs either,
#: and together they take as long to import as half of TensorFlow.
_UNUSED = ("pandas", "sklearn")


def describe(keras: Any) -> dict[str, Any]:
    """Return the versions and the configuration that the numbers depend on."""
    tool = {
        "keras": keras.__version__,
        "keras_backend": keras.config.backend(),
        "floatx": keras.config.floatx(),
        "epsilon": keras.config.epsilon(),
    }
    if keras.config.backend() == "tensorflow":
        tool["tensorflow"] = importlib.import_module("tensorflow").__version__
    return tool


def measure(
    keras: Any,
    arrays: dict[str, Any],
    calls: list[dict[str, Any]],
    classes: int,
    chunk_rows: int,
) -> list[dict[str, Any]]:
    """Feed every metric with the arrays, chunk by chunk, and return their results.

    Args:
        keras: The module.
        arrays: For each set of data, ``0.labels`` and ``0.predictions`` (N, C), and where they are
            needed ``0.label_index``, ``0.prediction_index``, ``0.weights`` and ``0.mask`` (N,).
        calls: The metrics to make, as the protocol spells them.
        classes: The number of columns of one-hot rows.
        chunk_rows: The rows of one update.
    """
    runs = [_Run(keras, call) for call in calls]
    for data in sorted({run.data for run in runs}):
        own = {name: array for (place, _, name), array in _parted(arrays) if place == str(data)}
        for start in range(0, len(own["labels"]), chunk_rows):
            chunk = _Chunk(keras, own, classes, slice(start, start + chunk_rows))
            for run in runs:
                if run.data == data:
                    run.update(chunk)
    return [run.result() for run in runs]


def _parted(arrays: dict[str, Any]) -> list[tuple[tuple[str, str, str], Any]]:
    return [(name.partition("."), array) for name, array in arrays.items()]


class _Chunk:
    """Some rows, in each form that a metric asks for, made once."""

    def __init__(self, keras: Any, arrays: dict[str, Any], classes: int, rows: slice) -> None:
        self._keras, self._arrays, self._classes, self._rows = keras, arrays, classes, rows
        self._made: dict[tuple[str, str], Any] = {}

    def labels(self, form: str) -> Any:
        return self._form(form, "labels", "label_index")

    def predictions(self, form: str, masked: bool = False) -> Any:
        if not masked:
            return self._form(form, "predictions", "prediction_index")
        if (form, "masked") not in self._made:
            # A tensor of its own: metrics that get weights get no mask besides.
            tensor = self._keras.ops.copy(self.predictions(form))
            tensor._keras_mask = self._form("as_is", "mask", "")  # noqa: SLF001 - where Keras looks
            self._made[form, "masked"] = tensor
        return self._made[form, "masked"]

    def weights(self) -> Any:
        return self._form("as_is", "weights", "")

    def _form(self, form: str, name: str, index: str) -> Any:
        if (form, name) not in self._made:
            import numpy as np

            if form == "as_is":
                array = np.asarray(self._arrays[name][self._rows])
            elif form == "class_index":
                array = np.asarray(self._arrays[index][self._rows])[:, None]
            else:
                # A label that is no class, -1, is the last row: all zeros.
                eye = np.eye(self._classes + 1, self._classes, dtype="float32")
                array = eye[self._arrays[index][self._rows]]
            self._made[form, name] = self._keras.ops.convert_to_tensor(array)
        return self._made[form, name]


class _Run:
    """One metric, made, fed and asked; what it raises or warns of is part of its result."""

    def __init__(self, keras: Any, call: dict[str, Any]) -> None:
        self._keras, self._call = keras, call
        self.data = call["data"]
        self._problem: dict[str, Any] = {}
        self._warnings: dict[str, None] = {}
        try:
            kind = _named(call["metric"], _classes(keras))
            args = [_argument(keras, value) for value in call["args"]]
            kwargs = {name: _argument(keras, value) for name, value in call["kwargs"].items()}
        except _UnknownError as error:
            self._problem = {"unknown": error.name, "nearest": error.nearest}
            return
        with self._watched():
            self._metric = kind(*args, **kwargs)

    def update(self, chunk: _Chunk) -> None:
        if self._problem:
            return
        labels, predictions = self._call["labels"], self._call["predictions"]
        with self._watched():
            weights = {"sample_weight": chunk.weights()} if self._call["weighted"] else {}
            self._metric.update_state(
                chunk.labels(labels),
                chunk.predictions(predictions, self._call.get("masked", False)),
                **weights,
            )

    def result(self) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        if not self._problem:
            import numpy as np

            with self._watched():
                value = np.asarray(self._metric.result(), dtype="float64").ravel().tolist()
                answer["value"] = value if len(value) != 1 else value[0]
        if self._warnings:
            answer["warnings"] = list(self._warnings)
        return {**answer, **self._problem}

    @contextmanager
    def _watched(self) -> Iterator[None]:
        usual = self._keras.config.floatx()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                self._keras.config.set_floatx(self._call.get("floatx", usual))
                yield
            except Exception as error:
                self._problem = {"error": _described(error)}
            finally:
                self._keras.config.set_floatx(usual)
        self._warnings.update(
            dict.fromkeys(" ".join(str(warning.message).split()) for warning in caught)
        )


class _UnknownError(LookupError):
    """Keras has nothing of that name; what comes nearest, if anything does."""

    def __init__(self, name: str, known: dict[str, Any]) -> None:
        super().__init__(name)
        self.name = name
        self.nearest = difflib.get_close_matches(name, known, 1, 0.6)


def _classes(keras: Any) -> dict[str, Any]:
    """Return the metric classes by name."""
    found = vars(keras.metrics).items()
    return {
        name: one
        for name, one in found
        if inspect.isclass(one) and issubclass(one, keras.metrics.Metric)
    }


def _argument(keras: Any, value: Any) -> Any:
    """Return what an argument stands for: itself, or one of Keras's functions."""
    if not isinstance(value, dict):
        return value
    functions = {**vars(keras.losses), **vars(keras.metrics)}.items()
    return _named(
        value["function"], {name: one for name, one in functions if inspect.isfunction(one)}
    )


def _named(name: str, known: dict[str, Any]) -> Any:
    if name not in known:
        raise _UnknownError(name, known)
    return known[name]


def _described(error: Exception) -> str:
    text = " ".join(str(error).split())
    return "{}: {}".format(type(error).__name__, text[:300]) if text else type(error).__name__


def _imported() -> Any:
    """Import Keras, which is most of what the worker takes, in half of the usual time.

    Nearly all that is made on the way stays until the end: looking for garbage in it is a quarter
    of the time.
    """
    gc.disable()
    for name in _UNUSED:
        sys.modules[name] = None  # type: ignore[assignment] # an import of it fails
    try:
        return importlib.import_module("keras")
    except ImportError:
        _release()
        return importlib.import_module("keras")  # a version that cannot do without
    finally:
        _release()
        gc.freeze()
        gc.enable()


def _release() -> None:
    """Let what was held back be imported again, by whatever else runs here."""
    for name in _UNUSED:
        if sys.modules.get(name, name) is None:
            del sys.modules[name]


def answer(keras: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Return what came of one request."""
    import numpy as np

    arrays = {
        name: np.load(path, mmap_mode="r", allow_pickle=False)
        for name, path in request["arrays"].items()
    }
    results = measure(keras, arrays, request["calls"], request["classes"], request["chunk_rows"])
    return {"results": results}


def serve(answer_one: Callable[[Any, dict[str, Any]], dict[str, Any]]) -> None:
    """Import Keras and answer requests on standard input until it ends.

    Args:
        answer_one: Answers one request; it gets Keras and the request.
    """
    # Whatever the libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    # Running a file by its path puts its folder first, where modules of other names stand.
    sys.path.pop(0)
    try:
        keras = _imported()
        greeting: dict[str, Any] = {"tool": describe(keras)}
    except Exception as error:
        greeting = {"failed": _described(error)}
    answers.write(json.dumps({"protocol": PROTOCOL, **greeting}) + "\n")
    if "failed" in greeting:
        return
    for line in sys.stdin:
        answers.write(json.dumps(answer_one(keras, json.loads(line))) + "\n")


if __name__ == "__main__":
    serve(answer)
