"""What a model was compiled with, in its worker: each metric and loss, and its value anew.

Keras has no public way to the metrics that it made from ``compile``'s arguments, so this file alone
looks inside: at Keras 3's ``_compile_metrics`` and ``_compile_loss``, at Keras 2's
``compiled_metrics`` and ``compiled_loss``.

Python 3.9, NumPy and Keras only: it runs by path under other interpreters too.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np


class Item(NamedTuple):
    """A number of ``evaluate``.

    ``role`` is ``metric``, ``weighted_metric``, ``loss`` (of the only output), ``output_loss`` (of
    one of several) or ``total_loss``; ``output`` is the place of the output, and ``weight`` what
    the total loss multiplies a loss by.
    """

    key: str
    role: str
    output: int
    made: Any
    weight: float


def is_compiled(model: Any) -> bool:
    """Whether a model can be evaluated."""
    return bool(getattr(model, "compiled", getattr(model, "_is_compiled", False)))


def items(model: Any) -> list[Item]:
    """Return every number of ``evaluate``, once it has run."""
    return (_items_of_keras_3 if hasattr(model, "_compile_metrics") else _items_of_keras_2)(model)


def _items_of_keras_3(model: Any) -> list[Item]:
    outputs = list(getattr(model, "output_names", None) or [])
    found = _losses(*_compiled_losses(model._compile_loss, outputs), outputs)
    compiled = model._compile_metrics
    if compiled is None or not compiled.built:
        return found
    keys = iter(compiled.result())
    for role, lists in (
        ("metric", compiled._flat_metrics),
        ("weighted_metric", compiled._flat_weighted_metrics),
    ):
        for place, one in enumerate(lists):
            for metric in one.metrics if one else []:
                found.append(Item(next(keys), role, place, metric, 1.0))
    return found


def _compiled_losses(compiled: Any, outputs: list[str]) -> tuple[list[Any], list[str]]:
    """Return each loss with its weight and the path of its output, and the names of their means.

    In early versions of Keras 3, such as 3.3, ``evaluate`` has no loss of each output of several;
    they get their names here.
    """
    if hasattr(compiled, "flat_losses"):
        pairs = zip(compiled.flat_losses, compiled.flat_loss_weights)
        losses = [(loss, weight, (place,)) for place, (loss, weight) in enumerate(pairs) if loss]
        several = len(losses) > 1 and len(outputs) >= len(losses)
        return losses, ["{}_loss".format(outputs[path[0]]) for *_, path in losses if several]
    losses = [(loss.loss, loss.loss_weights, loss.path) for loss in _flat_losses(compiled)]
    return losses, [metric.name for metric in compiled.metrics] if losses else []


def _flat_losses(compiled: Any) -> Any:
    return getattr(compiled, "_flat_losses", None) or []


def _losses(losses: list[Any], names: list[str], outputs: list[str]) -> list[Item]:
    if not losses:
        return []
    if not names:
        made, weight, _ = losses[0]
        return [Item("loss", "loss", 0, made, 1.0 if weight is None else float(weight))]
    found = [Item("loss", "total_loss", 0, None, 1.0)]
    for place, ((made, weight, path), name) in enumerate(zip(losses, names)):
        where = path[0] if path else place
        output = outputs.index(where) if where in outputs else int(where)
        found.append(
            Item(name, "output_loss", output, made, 1.0 if weight is None else float(weight))
        )
    return found


def _items_of_keras_2(model: Any) -> list[Item]:
    losses = [one for one in model.compiled_loss._losses or [] if one is not None]
    names = [metric.name for metric in model.compiled_loss.metrics[1:]]
    weights = list(model.compiled_loss._loss_weights or []) or [None] * len(losses)
    found = _losses(
        [(loss, weight, (place,)) for place, (loss, weight) in enumerate(zip(losses, weights))],
        names,
        list(model.output_names or []),
    )
    compiled = model.compiled_metrics
    for role, lists in (
        ("metric", compiled._metrics),
        ("weighted_metric", compiled._weighted_metrics),
    ):
        for place, metrics in enumerate(lists or []):
            for metric in metrics or []:
                if metric is not None:
                    found.append(Item(metric.name, role, place, metric, 1.0))
    return found


def chosen_by_keras(model: Any) -> set[str]:
    """Return which of the texts ``accuracy`` and ``acc`` Keras chose a metric for."""
    compiled = getattr(model, "_compile_metrics", None) or getattr(model, "compiled_metrics", None)
    texts = {
        one
        for argument in ("_user_metrics", "_user_weighted_metrics")
        for one in _flat(getattr(compiled, argument, None))
        if isinstance(one, str)
    }
    return {text for text in texts if text.lower() in {"accuracy", "acc"}}


def _flat(structure: Any) -> Iterator[Any]:
    if isinstance(structure, dict):
        structure = list(structure.values())
    if not isinstance(structure, (list, tuple)):
        yield structure
        return
    for one in structure:
        yield from _flat(one)


def described(item: Item, texts: set[str]) -> dict[str, Any]:
    """Return what the process that asks needs to know of an item.

    Args:
        item: The item.
        texts: Which texts Keras chose a metric for.
    """
    function, loss = _function(item.made), _loss_object(item.made)
    kind = loss or item.made
    return {
        "key": item.key,
        "role": item.role,
        "output": item.output,
        "weight": item.weight,
        "resolved": getattr(item.made, "name", None) in texts,
        "class": type(kind).__name__ if kind is not None else "",
        "own": kind is not None and not _of_keras(type(kind).__module__),
        "function": getattr(function, "__name__", type(function).__name__) if function else "",
        "own_function": function is not None and not _of_keras(function.__module__),
        "loss_as_metric": loss is not None,
        "config": _literals(kind),
    }


def _of_keras(module: Any) -> bool:
    return str(module).partition(".")[0] in {"keras", "tf_keras", "tensorflow"}


def _function(made: Any) -> Any:
    """Return the function that a wrapper of functions holds, if it is a plain one of the user.

    The classes of Keras are wrappers of functions too.
    """
    if type(made).__name__ not in {"MeanMetricWrapper", "LossFunctionWrapper"}:
        return None
    function = getattr(made, "_fn", None) or getattr(made, "fn", None)
    return None if _is_loss(function) else function


def _loss_object(made: Any) -> Any:
    """Return the loss object that was given as a metric."""
    function = getattr(made, "_fn", None)
    return function if type(made).__name__ == "MeanMetricWrapper" and _is_loss(function) else None


def _is_loss(one: Any) -> bool:
    return hasattr(one, "reduction") and hasattr(one, "call")


def _literals(made: Any) -> dict[str, Any]:
    """Return the settings that JSON can hold."""
    try:
        config = made.get_config()
    except Exception:  # a class of the user without one
        return {}
    kept = {}
    for name, value in config.items():
        try:
            kept[name] = json.loads(
                json.dumps(value.item() if isinstance(value, np.generic) else value)
            )
        except (TypeError, ValueError):
            continue
    return kept


def remade(made: Any, config: dict[str, Any]) -> Any:
    """Return a fresh metric or loss, with some settings changed.

    What cannot be made anew, such as a wrapped function of the user, is taken as it is.
    """
    try:
        fresh = type(made).from_config({**made.get_config(), **config})
    except Exception:
        if config:
            raise
        return made
    if _function(made) is not None and fresh.__dict__.get("_fn") is not made.__dict__.get("_fn"):
        return made
    return fresh


def value_of_metric(metric: Any, chunks: Any, over: str) -> Any:
    """Return what a metric gives after chunks of labels, predictions and weights.

    Args:
        metric: The metric.
        chunks: Labels, predictions and weights.
        over: ``batches`` for the plain mean of its value of each chunk alone.
    """
    values = []
    metric.reset_state()
    for labels, predictions, weights in chunks:
        given = {} if weights is None else {"sample_weight": weights}
        metric.update_state(labels, predictions, **given)
        if over == "batches":
            values.append(np.asarray(metric.result(), dtype="float64"))
            metric.reset_state()
    return plain(np.mean(values, axis=0) if values else metric.result())


def value_of_loss(loss: Any, chunks: Any, over: str) -> float:
    """Return the mean of a loss.

    Args:
        loss: The loss.
        chunks: Labels, predictions and weights.
        over: What the sums are divided by: ``rows`` for Keras's own number of each chunk, weighted
            by its rows; ``batches`` for the plain mean of these; ``weights`` for the sum of the
            weights.
    """
    sums, counts = 0.0, 0.0
    for labels, predictions, weights in chunks:
        if over == "weights" and weights is not None:
            values = np.asarray(loss.call(labels, predictions), dtype="float64")
            given = np.asarray(weights, dtype="float64")
            shape = given.shape + (1,) * values.ndim
            spread = np.broadcast_to(given.reshape(shape[: values.ndim]), values.shape)
            sums, counts = sums + float((values * spread).sum()), counts + float(spread.sum())
            continue
        number = float(np.asarray(loss(labels, predictions, sample_weight=weights)))
        size = 1.0 if over == "batches" else float(len(labels))
        sums, counts = sums + number * size, counts + size
    return sums / counts if counts else float("nan")


def order(model: Any, evaluated: dict[str, float]) -> list[str]:
    """Return the names of the list that ``evaluate`` returns, in its order."""
    if hasattr(model, "_flatten_metrics_in_order"):
        named = model._flatten_metrics_in_order({name: name for name in evaluated})
        named = named if isinstance(named, list) else [named]
        return [name for name in named if name in evaluated]
    return [name for name in model.metrics_names if name in evaluated]


def plain(value: Any) -> Any:
    """Return a number, or a list of them, as JSON takes it."""
    flat = np.asarray(value, dtype="float64").ravel().tolist()
    return flat[0] if len(flat) == 1 else flat
