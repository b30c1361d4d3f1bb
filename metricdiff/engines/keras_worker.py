"""Keras's side: runs metric classes of ``keras.metrics`` on arrays.

This one file is the whole worker.  It is run by path, under any interpreter from Python 3.9 on that
has Keras 3 and NumPy, and imports nothing else; where Keras is loaded already it is imported and
used in the same process.

Protocol 1, a JSON document a line.  The worker says first, once Keras is imported::

    {"protocol": 1, "tool": {"keras": "3.15.1", ...}}      or  {"protocol": 1, "failed": "..."}

then answers each request ``{"arrays": {name: path of an .npy}, "classes": K, "chunk_rows": R,
"calls": [...]}`` with ``{"results": [...]}``, in the order of the calls.  A call is
``{"metric": "AUC", "args": [], "kwargs": {}, "labels": form, "predictions": form, "weighted":
bool}``; a result is ``{"value": x}`` or ``{"error": "ValueError: ..."}`` or ``{"unknown": true}``.
The end of its input ends the worker.
"""

import importlib
import json
import os
import sys
from typing import Any, Optional

Problem = Optional[dict[str, Any]]

PROTOCOL = 1


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
        arrays: ``labels`` and ``predictions`` (N, C), and where they are needed ``label_index``,
            ``prediction_index`` and ``weights`` (N,).
        calls: The metrics to make, as the protocol spells them.
        classes: The number of columns of one-hot rows.
        chunk_rows: The rows of one update.
    """
    metrics = [_make(keras, call) for call in calls]
    rows = len(arrays["labels"])
    for start in range(0, rows, chunk_rows):
        chunk = _Chunk(keras, arrays, classes, slice(start, start + chunk_rows))
        for place, (metric, problem) in enumerate(metrics):
            if problem is None:
                metrics[place] = (metric, _update(metric, calls[place], chunk))
    return [_result(metric, problem) for metric, problem in metrics]


class _Chunk:
    """Some rows, in each form that a metric asks for, made once."""

    def __init__(self, keras: Any, arrays: dict[str, Any], classes: int, rows: slice) -> None:
        self._keras, self._arrays, self._classes, self._rows = keras, arrays, classes, rows
        self._made: dict[tuple[str, str], Any] = {}

    def labels(self, form: str) -> Any:
        return self._form(form, "labels", "label_index")

    def predictions(self, form: str) -> Any:
        return self._form(form, "predictions", "prediction_index")

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
                array = np.eye(self._classes, dtype="float32")[self._arrays[index][self._rows]]
            self._made[form, name] = self._keras.ops.convert_to_tensor(array)
        return self._made[form, name]


def _make(keras: Any, call: dict[str, Any]) -> tuple[Any, Problem]:
    """Return the metric of a call, and the problem with it or None."""
    kind = getattr(keras.metrics, call["metric"], None)
    if not (isinstance(kind, type) and issubclass(kind, keras.metrics.Metric)):
        return None, {"unknown": True}
    try:
        return kind(*call["args"], **call["kwargs"]), None
    except Exception as error:
        return None, {"error": _described(error)}


def _update(metric: Any, call: dict[str, Any], chunk: _Chunk) -> Problem:
    """Update a metric with a chunk; return the problem or None."""
    weights = {"sample_weight": chunk.weights()} if call["weighted"] else {}
    try:
        labels, predictions = chunk.labels(call["labels"]), chunk.predictions(call["predictions"])
        metric.update_state(labels, predictions, **weights)
    except Exception as error:
        return {"error": _described(error)}
    return None


def _result(metric: Any, problem: Problem) -> dict[str, Any]:
    if problem is not None:
        return problem
    import numpy as np

    try:
        value = np.asarray(metric.result(), dtype="float64")
    except Exception as error:
        return {"error": _described(error)}
    return {"value": value.ravel().tolist() if value.size != 1 else float(value.ravel()[0])}


def _described(error: Exception) -> str:
    text = " ".join(str(error).split())
    return "{}: {}".format(type(error).__name__, text[:300]) if text else type(error).__name__


def main() -> None:
    """Serve requests on standard input until it ends."""
    # Whatever the libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    # Running a file by its path puts its folder first, where modules of other names stand.
    sys.path.pop(0)
    try:
        import keras

        greeting: dict[str, Any] = {"tool": describe(keras)}
    except Exception as error:
        greeting = {"failed": _described(error)}
    answers.write(json.dumps({"protocol": PROTOCOL, **greeting}) + "\n")
    if "failed" in greeting:
        return
    import numpy as np

    for line in sys.stdin:
        request = json.loads(line)
        arrays = {
            name: np.load(path, mmap_mode="r", allow_pickle=False)
            for name, path in request["arrays"].items()
        }
        results = measure(
            keras, arrays, request["calls"], request["classes"], request["chunk_rows"]
        )
        answers.write(json.dumps({"results": results}) + "\n")


if __name__ == "__main__":
    main()
