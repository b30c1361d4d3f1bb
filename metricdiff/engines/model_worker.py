"""Keras's side of a saved model: evaluates it, predicts, and computes each of its numbers anew.

Run by path, under any interpreter from Python 3.9 on that has Keras and NumPy, as ``keras_worker``
is, whose requests it answers too.  Protocol 1, a JSON document a line.  The first request is::

    {"model": path or module:function, "data": {"x": .., "y": .., "sample_weight": ..} of paths to
     .npy, in lists or dictionaries where there are several, or module:function,
     "batch_size": rows or null, "folder": where arrays are left}

It is answered with ``{"opened": {...}}``, see :func:`Laboratory.opened`, or with
``{"refused": text}``.  Then ``{"values": [{"item": place, "setup": {...}}]}`` is answered with
``{"values": [{"value": x} or {"error": text}]}``.  A setup says how a number is made, see
:meth:`Laboratory.value`.
"""

import os
from typing import TYPE_CHECKING, Any, Optional

import numpy as np

if TYPE_CHECKING or __package__:
    from metricdiff.engines import (
        keras_worker,
        model_chunks,
        model_compiled,
        model_loading,
        model_pass,
        model_source,
    )
    from metricdiff.engines.model_loading import RefusedError
else:  # run by path
    import keras_worker
    import model_chunks
    import model_compiled
    import model_loading
    import model_pass
    import model_source
    from model_loading import RefusedError

#: Layers that compute something else in training.
_IN_TRAINING = ("Dropout", "Noise", "BatchNormalization", "Random")


class Laboratory:
    """A model with its data, ready to make any of its numbers in any way.

    Args:
        keras: The module.
        model: The model.
        source: Its data.
        evaluated: What ``evaluate`` said of them a moment ago; ``None`` to ask it, twice.
    """

    def __init__(self, keras: Any, model: Any, source: Any, evaluated: Any = None) -> None:
        self._keras, self._model, self._source = keras, model, source
        self._passes: dict[bool, model_pass.Pass] = {}
        compiled = model_compiled.is_compiled(model)
        once = evaluated is not None
        self._evaluated = evaluated if once else self._evaluate() if compiled else {}
        self._again = self._evaluate() if compiled and not once else self._evaluated
        self._items = model_compiled.items(model) if compiled else []
        self._predictions = self._predict()
        self._twice = self._predictions if once else self._predict()
        names = model_pass.names_of(model)
        if isinstance(source, model_source.Arrays):
            self._labels = model_source.leaves(source.arguments()["y"], names)
            self._weights = model_source.leaves(source.arguments()["sample_weight"], names)
        else:  # labels are collected in a pass of their own, as people do
            separate = list(source.batches())
            self._labels, self._weights = (
                [
                    model_pass.joined(one)
                    for one in zip(*(model_source.leaves(part, names) for part in parts))
                ]
                for parts in zip(*((batch.y, batch.weights) for batch in separate))
            )
        if len(self._labels) != len(self._predictions):
            raise RefusedError(
                "the model has {} ({}), and the data hold {} of labels".format(
                    _counted(len(self._predictions), "output"),
                    ", ".join(names) or "without names",
                    _counted(len(self._labels), "array"),
                )
            )

    def _evaluate(self) -> dict[str, float]:
        try:
            got = self._model.evaluate(**self._source.arguments(), verbose=0, return_dict=True)
        except Exception as error:
            raise RefusedError(
                "evaluate raises {}{}".format(keras_worker.described(error), self._shapes())
            ) from None
        return {key: model_compiled.plain(value) for key, value in got.items()}

    def _shapes(self) -> str:
        """Say which shapes the model takes, and which the arrays have, where both are known."""
        taken = [tuple(one.shape) for one in getattr(self._model, "inputs", None) or []]
        if not taken or not isinstance(self._source, model_source.Arrays):
            return ""
        arguments = self._source.arguments()
        parts = [
            "{} {}".format(
                part, ", ".join(str(np.shape(one)) for one in model_source.leaves(given))
            )
            for part, given in arguments.items()
            if part != "batch_size" and given is not None
        ]
        return "; the model takes {}, and the data are {}".format(
            ", ".join(map(str, taken)), "; ".join(parts)
        )

    def _predict(self) -> list[Any]:
        got = self._model.predict(**self._source.inputs(), verbose=0)
        return [
            np.asarray(one) for one in model_source.leaves(got, model_pass.names_of(self._model))
        ]

    def _pass(self, *, training: bool = False) -> model_pass.Pass:
        if training not in self._passes:
            before = model_pass.state(self._model)
            self._passes[training] = model_pass.Pass(
                self._keras, self._model, self._source, training
            )
            model_pass.restore(self._model, before)
        return self._passes[training]

    def opened(self, folder: str) -> dict[str, Any]:
        """Return all that the other process needs to know; arrays are left in a folder.

        ``outputs`` has for each output its name, the activation of its layer, and the paths of
        (N, ...) ``labels``, ``predictions``, ``weights`` and ``mask``; ``twice`` says how two calls
        of ``predict`` compare; ``plain_gap`` how far ``model(x)`` is from ``predict`` in the first
        batch.
        """
        first = self._pass()
        texts = model_compiled.chosen_by_keras(self._model)
        return {
            "evaluated": self._evaluated,
            "again": self._again,
            "order": model_compiled.order(self._model, self._evaluated),
            "items": [model_compiled.described(item, texts) for item in self._items],
            "outputs": [
                self._output(place, first, folder) for place in range(len(self._predictions))
            ],
            "batch_sizes": first.sizes,
            "twice": self._compared(),
            "plain_gap": self._plain_gap(),
            "in_training": self._in_training(),
            "streamed": not isinstance(self._source, model_source.Arrays),
        }

    def _output(self, place: int, first: model_pass.Pass, folder: str) -> dict[str, Any]:
        names = model_pass.names_of(self._model)
        arrays = {
            "labels": self._labels[place],
            "predictions": self._predictions[place],
            "weights": self._weights_of(self._weights, place),
            "mask": first.masks[place],
        }
        paths = {}
        for name, array in arrays.items():
            if array is not None:
                paths[name] = os.path.join(folder, "{}.{}.npy".format(place, name))
                np.save(paths[name], _of_numpy(np.asarray(array)), allow_pickle=False)
        return {
            "name": names[place] if place < len(names) else "",
            "activation": self._activation(place),
            "logits": first.logits[place] is not None,
            "arrays": paths,
        }

    @staticmethod
    def _weights_of(weights: list[Any], place: int) -> Any:
        """Return the weights of an output; where there are but one, of all."""
        if not weights:
            return None
        return weights[place] if place < len(weights) else weights[0]

    def _activation(self, place: int) -> Optional[str]:
        """Return the activation of the layer that makes an output, where that can be told."""
        try:
            history = self._model.outputs[place]._keras_history
            layer = getattr(history, "operation", None) or history[0]
            activation = getattr(layer, "activation", None)
        except (AttributeError, IndexError, TypeError):
            return None
        name = type(layer).__name__
        if activation is None:
            return name.lower() if name in {"Softmax", "ReLU"} else None
        return getattr(activation, "__name__", None)

    def _compared(self) -> str:
        """Say how two calls of ``predict`` compare: ``same``, ``order`` or ``values``."""
        pairs = list(zip(self._predictions, self._twice))
        if all(
            one.shape == other.shape and np.allclose(one, other, 1e-5, 1e-6) for one, other in pairs
        ):
            return "same"
        rows = [
            tuple(np.sort(array.reshape(len(array), -1)[:, 0]) for array in pair) for pair in pairs
        ]
        alike = all(
            len(one) == len(other) and np.allclose(one, other, 1e-5, 1e-6) for one, other in rows
        )
        return "order" if alike else "values"

    def _plain_gap(self) -> float:
        """Return how far ``model(x)`` is from the same call in inference mode, in one batch."""
        batch = next(iter(self._source.batches()))
        before = model_pass.state(self._model)
        names = model_pass.names_of(self._model)
        bare = model_source.leaves(model_pass.called(self._keras, self._model, batch.x), names)
        model_pass.restore(self._model, before)
        inference = model_source.leaves(
            model_pass.called(self._keras, self._model, batch.x, training=False), names
        )
        return max(
            float(np.abs(np.asarray(one) - np.asarray(other)).max())
            for one, other in zip(bare, inference)
        )

    def _in_training(self) -> list[str]:
        """Return the classes of the layers that compute something else in training."""
        layers = self._model._flatten_layers() if hasattr(self._model, "_flatten_layers") else []
        names = dict.fromkeys(type(layer).__name__ for layer in layers)
        return [name for name in names if any(part in name for part in _IN_TRAINING)]

    def value(self, place: int, setup: dict[str, Any]) -> dict[str, Any]:
        """Make one number in a given way.

        Args:
            place: The place of its item.
            setup: ``rows``, ``config``, ``weights``, ``over``, ``columns``, ``logits``, ``mask``,
                ``batches``, ``scaled`` and ``penalty``, as ``metricdiff/modelling/setup.py`` says.
        """
        item = self._items[place]
        if item.role == "total_loss":  # the other process sums up the losses themselves
            return {"value": self.penalty() if setup["penalty"] else 0.0}
        try:
            made = model_compiled.remade(item.made, setup["config"])
            chunks = self._chunks(item, setup)
            if item.role in {"metric", "weighted_metric"}:
                return {"value": model_compiled.value_of_metric(made, chunks, setup["over"])}
            number = model_compiled.value_of_loss(made, chunks, setup["over"])
        except Exception as error:
            return {"error": keras_worker.described(error)}
        number *= item.weight if setup["scaled"] else 1.0
        return {"value": number + (self.penalty() if setup["penalty"] else 0.0)}

    def penalty(self, *, training: bool = False) -> float:
        """Return what the layers add to the loss, as evaluate averages it."""
        of_pass = self._pass(training=training)
        return float(np.average(of_pass.penalties, weights=of_pass.sizes))

    def _chunks(self, item: Any, setup: dict[str, Any]) -> Any:
        """Yield labels, predictions and weights, a batch at a time or all at once."""
        of_pass = self._pass(training=setup["rows"] == "training")
        separate, output = setup["rows"] == "predict", item.output
        predictions = (self._predictions if separate else of_pass.predictions)[output]
        if setup["rows"] == "sigmoid":
            predictions = 1 / (1 + np.exp(-of_pass.logits[output]))
        return model_chunks.chunks(
            self._keras,
            model_chunks.Data(
                (self._labels if separate else of_pass.labels)[output],
                predictions,
                self._weights_of(self._weights if separate else of_pass.weights, output),
                of_pass.logits[output],
                of_pass.masks[output],
            ),
            of_pass.sizes,
            setup,
            metric=item.role in {"metric", "weighted_metric"},
        )


def _of_numpy(array: Any) -> Any:
    """Return an array in a type of NumPy, which has no bfloat16; float32 keeps all its digits."""
    return array.astype("float32") if array.dtype.name == "bfloat16" else array


def _counted(number: int, noun: str) -> str:
    return "{} {}{}".format(number, noun, "" if number == 1 else "s")


_opened: list[Laboratory] = []


def answer(keras: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Return what came of one request."""
    if "calls" in request:
        return keras_worker.answer(keras, request)
    if "values" in request:
        [laboratory] = _opened
        asked = request["values"]
        return {"values": [laboratory.value(one["item"], one["setup"]) for one in asked]}
    try:
        # The module of the data may register what the model is made of.
        make = model_loading.source(keras, request["data"], request["batch_size"])
        laboratory = Laboratory(keras, model_loading.model(keras, request["model"]), make())
        _opened[:] = [laboratory]
        return {"opened": laboratory.opened(request["folder"])}
    except RefusedError as error:
        return {"refused": str(error)}
    except Exception as error:  # the model's own code may raise anything
        return {
            "refused": "the model fails on these data: {}".format(keras_worker.described(error))
        }


if __name__ == "__main__":
    keras_worker.serve(answer)
