"""Runs a custom Keras metric as Keras would: compiled into a model, and evaluated.

This is the only place where a user's code runs.  The file is run by path, as ``keras_worker.py``
is, under any interpreter from Python 3.9 on that has Keras 3 and NumPy; it imports nothing else but
that sibling.  Where Keras is loaded already it is imported and used in the same process.

Protocol 1, a JSON document a line, after the greeting that ``keras_worker.py`` describes.  The
first request is ``{"load": {"spec": "metrics.py:f1", "called": null or {"args": [], "kwargs": {}},
"fill": {"num_classes": 3}}}``, answered with ``{"subject": {...}}``, see ``Subject.described``, or
with ``{"problem": "a line for the user"}``.  Each of the others is ``{"arrays": {name: path of an
.npy}, "experiments": [...]}``, answered with ``{"outcomes": [...]}`` in their order; what an
experiment is says ``metricdiff/auditing/experiment.py``.  An outcome is ``{"values": [[...],
...]}``, a list for each time that the metric was asked, or ``{"error": "ValueError: ..."}``.
"""

import re
import traceback
from typing import Any, Callable, Optional

if __package__:
    from metricdiff.engines import keras_worker, user_code
    from metricdiff.engines.user_metric import NoMetricError, Subject
else:  # run by path: the siblings stand beside it
    import keras_worker  # type: ignore[import-not-found, no-redef]
    import user_code  # type: ignore[import-not-found, no-redef]
    from user_metric import (  # type: ignore[import-not-found, no-redef]
        NoMetricError,
        Subject,
    )

_LOSS = "loss"


def told(error: BaseException) -> str:
    """Return an error's type and what it says, without the way through TensorFlow's own code."""
    text = str(error)
    if "in user code:" in text:  # TensorFlow tells the way, then the error itself
        ends = [line.strip() for line in text.splitlines() if line.startswith("    ")]
        text = next((line for line in reversed(ends) if ": " in line and "File " not in line), text)
        text = text.partition(": ")[2] or text
    text = re.sub(r"\{\{.*?\}\}", "", text.partition("Arguments received by")[0])  # names of nodes
    text = " ".join(text.split())
    name = type(error).__name__
    return "{}: {}".format(name, text[:300]) if text else name


def run(
    keras: Any, subject: Subject, arrays: dict[str, Any], experiments: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Run experiments with the metric; what it raises is part of the outcome.

    Args:
        keras: The module.
        subject: The metric.
        arrays: Labels, predictions and weights by name, the rows first.
        experiments: What to run, as ``metricdiff/auditing/experiment.py`` spells it.
    """
    return [_Run(keras, subject, arrays, one).outcome() for one in experiments]


class _Run:
    """One experiment."""

    def __init__(
        self, keras: Any, subject: Subject, arrays: dict[str, Any], asked: dict[str, Any]
    ) -> None:
        self._keras, self._subject, self._asked = keras, subject, asked
        labels = arrays[asked["labels"]]
        if asked["flat"]:
            labels = labels.reshape(labels.shape[:-1])
        if asked["dtype"]:
            labels = labels.astype(asked["dtype"])
        predictions = arrays[asked["predictions"]]
        self._before = _picked(labels, asked["before"]), _picked(predictions, asked["before"])
        self._labels = _picked(labels, asked["rows"])
        self._predictions = _picked(predictions, asked["rows"])
        self._weights = (
            _picked(arrays[asked["weights"]], asked["rows"]) if asked["weights"] else None
        )
        self._batch = asked["batch"] or max(len(self._labels), 1)

    def outcome(self) -> dict[str, Any]:
        usual, base = self._keras.config.floatx(), self._keras.metrics.Metric
        adds = "add_variable" if hasattr(base, "add_variable") else "add_weight"  # of Keras 2
        add = getattr(base, adds)
        try:
            self._keras.config.set_floatx(self._asked["floatx"] or usual)
            if self._asked["float_state"]:
                setattr(base, adds, _of_floats(add))
            return {"values": self._values()}
        except BaseException as error:  # whatever the user's code does, also sys.exit
            if isinstance(error, KeyboardInterrupt):
                raise
            return {"error": told(error)}
        finally:
            setattr(base, adds, add)
            self._keras.config.set_floatx(usual)

    def _values(self) -> list[list[float]]:
        return {
            "evaluate": self._evaluated,
            "fit": self._fitted,
            "update": self._updated,
            "batches": self._each_batch,
            "split": self._split,
            "empty": self._empty,
            "shapes": self._shapes,
        }[self._asked["how"]]()

    def _evaluated(self) -> list[list[float]]:
        """``evaluate``, as often as asked for."""
        model = self._model()
        given = {} if self._weights is None else {"sample_weight": self._weights}
        return [
            _numbers(
                model.evaluate(
                    self._predictions,
                    self._labels,
                    batch_size=self._batch,
                    verbose=0,
                    return_dict=True,
                    **given,
                )
            )
            for _ in range(self._asked["times"])
        ]

    def _fitted(self) -> list[list[float]]:
        """Two epochs of ``fit`` on the first half, and the values on the other half."""
        model, half = self._model(), len(self._labels) // 2
        history = model.fit(
            self._predictions[:half],
            self._labels[:half],
            validation_data=(self._predictions[half:], self._labels[half:]),
            epochs=2,
            batch_size=self._batch,
            shuffle=False,
            verbose=0,
        ).history
        seen = {n[4:]: v for n, v in history.items() if n.startswith("val_") and n != "val_loss"}
        return [[x for one in seen.values() for x in _numbers(one[epoch])] for epoch in range(2)]

    def _updated(self) -> list[list[float]]:
        """What ``evaluate`` does with each batch, without its way of handing them over."""
        model = self._model()
        if self._asked["before"] is not None:
            model.reset_metrics()
            self._pass(model, *self._before, None)
        passes = []
        for _ in range(self._asked["times"]):
            model.reset_metrics()
            logs = self._pass(model, self._labels, self._predictions, self._weights)
            passes.append(_numbers(logs))
        return passes

    def _pass(self, model: Any, labels: Any, predictions: Any, weights: Any) -> Any:
        tensor, logs = self._keras.ops.convert_to_tensor, {}
        for start in range(0, max(len(labels), 1), self._batch):
            rows = slice(start, start + self._batch)
            scores = tensor(predictions[rows])
            weight = None if weights is None else tensor(weights[rows])
            logs = model.compute_metrics(scores, tensor(labels[rows]), scores, weight)
        return logs

    def _each_batch(self) -> list[list[float]]:
        """The value of every batch by itself, each from a metric that has seen nothing else."""
        tensor, values = self._keras.ops.convert_to_tensor, []
        for start in range(0, len(self._labels), self._batch):
            rows, metric = slice(start, start + self._batch), self._metric()
            metric.update_state(tensor(self._labels[rows]), tensor(self._predictions[rows]))
            values.append(_numbers(metric.result()))
        return values

    def _split(self) -> list[list[float]]:
        """The value of the first batch, asked twice, and that of all."""
        metric = self._metric()
        values = []
        for start in range(0, len(self._labels), self._batch):
            rows = slice(start, start + self._batch)
            tensor = self._keras.ops.convert_to_tensor
            metric.update_state(tensor(self._labels[rows]), tensor(self._predictions[rows]))
            values += [_numbers(metric.result()), _numbers(metric.result())]
        return values

    def _empty(self) -> list[list[float]]:
        """The value before any update."""
        return [_numbers(self._metric().result())]

    def _shapes(self) -> list[list[float]]:
        """The shapes of what a function makes of one batch; none of a metric, or elsewhere."""
        metric = self._subject.fresh()
        if isinstance(metric, self._keras.metrics.Metric):
            return []
        import tensorflow as tf  # the backend of the worker; elsewhere the error is the outcome

        rows = slice(self._batch)
        traced = tf.function(metric).get_concrete_function(
            tf.constant(self._labels[rows]), tf.constant(self._predictions[rows])
        )
        made = [one.shape for step in traced.graph.get_operations() for one in step.outputs]
        return [list(map(float, shape)) for shape in made if None not in (shape.rank, *shape)]

    def _metric(self) -> Any:
        metric = self._subject.fresh()
        if isinstance(metric, self._keras.metrics.Metric):
            return metric
        return self._keras.metrics.MeanMetricWrapper(metric)

    def _model(self) -> Any:
        keras = self._keras
        shape, dtype = self._predictions.shape[1:], str(self._predictions.dtype)
        model = keras.Sequential([keras.Input(shape, dtype=dtype), _layer(keras)])
        which = "metrics" if self._weights is None else "weighted_metrics"
        model.compile(
            optimizer=keras.optimizers.SGD(0.0),
            loss=lambda _, predicted: 0.0 * keras.ops.cast(predicted, "float32"),
            run_eagerly=self._asked["eager"],
            **{which: [self._subject.fresh()]},
        )
        return model


def _picked(array: Any, rows: Any) -> Any:
    return array if rows is None else array[list(rows)]


def _layer(keras: Any) -> Any:
    """Return a layer that changes nothing, with a weight, so that ``fit`` has one to train."""

    class Same(keras.layers.Layer):  # type: ignore[misc] # no types
        def build(self, shape: Any) -> None:
            del shape
            self.nothing = self.add_weight(shape=(), initializer="zeros")

        def call(self, inputs: Any) -> Any:
            return inputs + keras.ops.cast(0.0 * self.nothing, inputs.dtype)

    return Same(dtype=keras.config.floatx())


def _of_floats(add: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``add_variable`` for a state of floats, whatever type is asked for by name."""

    def add_variable(self: Any, *args: Any, **kwargs: Any) -> Any:
        return add(self, *args, **{**kwargs, **({"dtype": None} if "dtype" in kwargs else {})})

    return add_variable


def _numbers(logs: Any) -> list[float]:
    """Return the numbers of a result: one, one a class, or those of a dict."""
    import numpy as np

    if isinstance(logs, dict):
        return [x for name, value in logs.items() if name != _LOSS for x in _numbers(value)]
    return [float(one) for one in np.asarray(logs, dtype="float64").ravel()]


# ---------------------------------------------------------------------------------- serving


class Server:
    """Answers the requests of this file's protocol, one after the other."""

    def __init__(self) -> None:
        self._subject: Optional[Subject] = None

    def answer(self, keras: Any, request: dict[str, Any]) -> dict[str, Any]:
        """Load a metric, or run experiments with the one that is loaded."""
        if "load" in request:
            return self._loaded(keras, **request["load"])
        import numpy as np

        assert self._subject  # noqa: S101 - loaded by the first request
        arrays = {
            name: np.load(path, allow_pickle=False) for name, path in request["arrays"].items()
        }
        return {"outcomes": run(keras, self._subject, arrays, request["experiments"])}

    def _loaded(self, keras: Any, spec: str, called: Any, fill: dict[str, Any]) -> dict[str, Any]:
        try:
            found = user_code.load(spec)
            self._subject = Subject(keras, found, called, fill, _again(spec))
            return {"subject": self._subject.described()}
        except user_code.UserCodeError as error:
            return {"problem": str(error)}
        except NoMetricError as error:
            return {"problem": "{} {}".format(spec, error)}
        except BaseException as error:  # its constructor is the user's code too
            if isinstance(error, KeyboardInterrupt):
                raise
            traceback.print_exc()
            return {"problem": "{} cannot be made: {}".format(spec, told(error))}


def _again(spec: str) -> Optional[Callable[[], Any]]:
    """Return what finds a metric anew; a module that is no file is imported once only."""
    if not spec.rpartition(":")[0].endswith(".py"):
        return None
    return lambda: user_code.load(spec)


if __name__ == "__main__":
    keras_worker.serve(Server().answer)
