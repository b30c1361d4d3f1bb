"""Keras's side: runs metric classes of ``keras.metrics`` on arrays.

It is run by path, under any interpreter from Python 3.9 on that has Keras 3, or Keras 2, and NumPy,
and imports nothing else but its siblings ``abandoned``, ``keras_module``, ``keras_chunk``,
``keras_graph`` and ``keras_formula``; where Keras is loaded already it is imported and used in the
same process.

Protocol 2, a JSON document a line.  The worker says first, once Keras is imported::

    {"protocol": 2, "tool": {"keras": "3.15.1", ...}}      or  {"protocol": 2, "failed": "..."}

then answers each request ``{"arrays": {name: path of an .npy}, "classes": K, "chunk_rows": R,
"calls": [...]}`` with ``{"results": [...]}``, in the order of the calls.  A call is
``{"metric": "AUC", "args": [], "kwargs": {}, "labels": form, "predictions": form, "weighted":
bool, "masked": bool}``, masked where the predictions carry the mask of the data, as those of a
model may; an argument ``{"function": "huber"}`` is one of Keras's own functions; ``"floatx":
"float64"`` in it is the type that Keras is to compute in.  A result is ``{"value": x}`` or
``{"error": "ValueError: ..."}``, each with ``"warnings": [...]`` where Keras warned, or
``{"unknown": name, "nearest": [name]}``.  The end of its input ends the worker.

Rows that come in several requests: all but the last say ``"more": true`` and are answered with
``{}``, only the first has ``"calls"``, and all but the last block hold a whole number of chunks.

A call with ``"evaluate": {"batch_size": B, "flat": bool, "loss": bool, "state": bool}`` is run by
``evaluate`` of a compiled model that returns its input: a class as a function of each batch, or in
one *state*, or a ``"formula"`` as people write it; *flat* labels are (N,), not (N, 1).
"""

import difflib
import importlib
import inspect
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from metricdiff.engines import abandoned, keras_module
    from metricdiff.engines.keras_chunk import Chunk
    from metricdiff.engines.keras_formula import Formula
    from metricdiff.engines.keras_graph import WORTH, Graph
else:  # run by path
    import abandoned
    import keras_module
    from keras_chunk import Chunk
    from keras_formula import Formula
    from keras_graph import WORTH, Graph

PROTOCOL = 2


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
    measuring = Measuring(keras, calls, classes, chunk_rows)
    measuring.feed(arrays)
    return measuring.results()


class Measuring:
    """Metrics that are fed with blocks of rows; :func:`measure` says with what."""

    def __init__(
        self, keras: Any, calls: list[dict[str, Any]], classes: int, chunk_rows: int
    ) -> None:
        self._keras, self._classes, self._chunk_rows = keras, classes, chunk_rows
        self._runs: list[Any] = [
            _Evaluated(keras, call) if "evaluate" in call else _Run(keras, call) for call in calls
        ]
        self._graphs: dict[int, Graph] = {}

    def feed(self, arrays: dict[str, Any]) -> None:
        """Feed some rows: a whole number of chunks, but for the last block."""
        for data in sorted({run.data for run in self._runs}):
            own = {name: array for (place, _, name), array in _parted(arrays) if place == str(data)}
            runs = [run for run in self._runs if run.data == data]
            self._feed(data, [run for run in runs if isinstance(run, _Run)], own)
            for run in runs:
                if isinstance(run, _Evaluated):
                    run.evaluate(self._chunk(own, slice(None)))

    def _feed(self, data: int, runs: list["_Run"], arrays: dict[str, Any]) -> None:
        """Feed metrics of one set of data, chunk by chunk; of many chunks most in a graph."""
        rows = len(arrays["labels"]) if runs else 0
        starts = range(0, rows, self._chunk_rows)
        chunks = [slice(start, start + self._chunk_rows) for start in starts]
        whole = rows // self._chunk_rows
        if data not in self._graphs and whole > WORTH:
            self._feed_alone(runs, arrays, chunks[:1])
            self._graphs[data] = Graph(self._keras, runs)
            chunks, whole = chunks[1:], whole - 1
        if data in self._graphs:
            graph = self._graphs[data]
            graph.feed(self._chunk(arrays, chunk) for chunk in chunks[:whole])
            self._feed_alone([run for run in runs if run not in graph.runs], arrays, chunks[:whole])
            chunks = chunks[whole:]
        self._feed_alone(runs, arrays, chunks)

    def _feed_alone(self, runs: list["_Run"], arrays: dict[str, Any], chunks: list[slice]) -> None:
        for rows in chunks if runs else ():
            chunk = self._chunk(arrays, rows)
            for run in runs:
                run.update(chunk)

    def _chunk(self, arrays: dict[str, Any], rows: slice) -> Chunk:
        return Chunk(self._keras, arrays, self._classes, rows)

    def results(self) -> list[dict[str, Any]]:
        """Return what came of each metric."""
        return [run.result() for run in self._runs]

    def states(self) -> list[dict[str, Any]]:
        """Return what each metric has added up, in float64, and let them begin anew."""
        return [run.state() for run in self._runs]

    def put(self, states: list[dict[str, Any]], arrays: dict[str, Any]) -> None:
        """Let the metrics hold what others have added up.

        Args:
            states: What each metric holds then, as :meth:`states` returns it.
            arrays: One row as it is fed, which tells the shapes of the states.
        """
        own = {name: array for (_, _, name), array in _parted(arrays)}
        chunk = self._chunk(own, slice(1))
        for run, state in zip(self._runs, states):  # noqa: B905 - Python 3.9
            run.put(state, chunk)


def _parted(arrays: dict[str, Any]) -> list[tuple[tuple[str, str, str], Any]]:
    return [(name.partition("."), array) for name, array in arrays.items()]


class _Run:
    """One metric, made, fed and asked; what it raises or warns of is part of its result."""

    def __init__(self, keras: Any, call: dict[str, Any]) -> None:
        self._keras, self._call = keras, call
        self.data = call["data"]
        #: What it is fed with, in which form.
        self.forms = {name: call[name] for name in ("labels", "predictions")}
        if call["weighted"]:
            self.forms["weights"] = "as_is"
        self._masked = call.get("masked", False)
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
            self.metric: Any = kind(*args, **kwargs)

    @property
    def joins(self) -> bool:
        """Whether it may be fed in one graph with others."""
        return not (self._problem or self._masked or "floatx" in self._call)

    def update(self, chunk: Chunk) -> None:
        """Feed it with a chunk, and remember what it raises or warns of."""
        if self._problem:
            return
        with self._watched():
            tensors = {name: chunk.form(name, form) for name, form in self.forms.items()}
            if self._masked:
                tensors["predictions"] = chunk.masked(self.forms["predictions"])
            self.feed(tensors)

    def feed(self, tensors: dict[str, Any]) -> None:
        """Feed it with the labels, the predictions, and the weights where it gets any."""
        weights = {"sample_weight": tensors["weights"]} if "weights" in tensors else {}
        self.metric.update_state(tensors["labels"], tensors["predictions"], **weights)

    def state(self) -> dict[str, Any]:
        import numpy as np

        state: dict[str, Any] = {
            "held": [],
            "problem": self._problem,
            "warnings": list(self._warnings),
        }
        if not self._problem:
            state["held"] = [np.asarray(one, dtype="float64") for one in self.metric.variables]
            self.metric.reset_state()
        return state

    def put(self, state: dict[str, Any], chunk: Chunk) -> None:
        self._problem = self._problem or state["problem"]
        self._warnings.update(dict.fromkeys(state["warnings"]))
        self.update(chunk)  # some classes make their state from the shapes of the first rows
        if not self._problem:
            for variable, value in zip(self.metric.variables, state["held"]):  # noqa: B905
                variable.assign(value)

    def result(self) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        if not self._problem:
            import numpy as np

            with self._watched():
                value = np.asarray(self.metric.result(), dtype="float64").ravel().tolist()
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
                self._problem = {"error": described(error)}
            finally:
                self._keras.config.set_floatx(usual)
        self._warnings.update(
            dict.fromkeys(" ".join(str(warning.message).split()) for warning in caught)
        )


class _Evaluated:
    """One metric as a function of batches, run by ``evaluate`` of a model that is the identity."""

    def __init__(self, keras: Any, call: dict[str, Any]) -> None:
        self._keras, self._call, self.data = keras, call, call["data"]
        self._answer: dict[str, Any] = {}

    def evaluate(self, whole: Chunk) -> None:
        import numpy as np

        how = self._call["evaluate"]
        labels = np.asarray(whole.form("labels", self._call["labels"]))
        scores = np.asarray(whole.form("predictions", self._call["predictions"]))
        try:
            labels, function = labels.ravel() if how["flat"] else labels, self._function()
            inputs = self._keras.Input(scores.shape[1:])
            model = self._keras.Model(inputs, self._keras.layers.Identity()(inputs))
            nothing = lambda _, made: self._keras.ops.mean(made) * 0  # noqa: E731
            loss, metrics = (function, []) if how["loss"] else (nothing, [function])
            model.compile(loss=loss, metrics=metrics)
            values = model.evaluate(scores, labels, how["batch_size"], verbose=0, return_dict=True)
            name = "loss" if how["loss"] else next(name for name in values if name != "loss")
            self._answer = {"value": float(values[name])}
        except Exception as error:
            self._answer = {"error": described(error)}

    def result(self) -> dict[str, Any]:
        return self._answer

    def _function(self) -> Any:
        if "formula" in self._call:
            return Formula(self._keras.ops, self._call["formula"])
        kind = _named(self._call["metric"], _classes(self._keras))
        metric = kind(*self._call["args"], **self._call["kwargs"])

        how, ops = self._call["evaluate"], self._keras.ops

        def value(labels: Any, scores: Any) -> Any:
            metric.reset_state()
            metric.update_state(labels, ops.reshape(scores, (-1,)) if how["flat"] else scores)
            return ops.mean(metric.result())

        return metric if how["state"] else value


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


def described(error: Exception) -> str:
    """Return an error in a line, without the way through TensorFlow's own code."""
    text = str(error)
    if "in user code:" in text:  # the way comes first, and the error itself last
        told = [line.strip() for line in text.splitlines() if line.startswith("    ")]
        last = next((line for line in reversed(told) if re.match(r"[A-Z]\w+: ", line)), text)
        text = last.partition(": ")[2] or last
    text = re.sub(r"\x1b\[[\d;]*m", "", text.partition("Arguments received by")[0])  # no colours
    text = " ".join(text.split())
    return "{}: {}".format(type(error).__name__, text[:300]) if text else type(error).__name__


_fed: list[Measuring] = []


def answer(keras: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Return what came of one request."""
    import numpy as np

    if "calls" in request:
        made = Measuring(keras, request["calls"], request["classes"], request["chunk_rows"])
        _fed[:] = [made]
    (measuring,) = _fed
    if request["arrays"]:
        measuring.feed(
            {
                name: np.load(path, mmap_mode="r", allow_pickle=False)
                for name, path in request["arrays"].items()
            }
        )
    return {} if request.get("more") else {"results": measuring.results()}


def serve(answer_one: Callable[[Any, dict[str, Any]], dict[str, Any]]) -> None:
    """Import Keras and answer requests on standard input until it ends.

    Args:
        answer_one: Answers one request; it gets Keras and the request.
    """
    # What libraries and user code print must not get between the answers; requests are not theirs.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    requests = abandoned.requests(os.fdopen(os.dup(0)))
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    # Running a file by its path puts its folder first, where modules of other names stand.
    sys.path.pop(0)
    try:
        keras = keras_module.imported()
        greeting: dict[str, Any] = {"tool": describe(keras)}
    except Exception as error:
        greeting = {"failed": described(error)}
    answers.write(json.dumps({"protocol": PROTOCOL, **greeting}) + "\n")
    if "failed" in greeting:
        return
    for line in requests:
        answers.write(json.dumps(answer_one(keras, json.loads(line))) + "\n")


if __name__ == "__main__":
    serve(answer)
