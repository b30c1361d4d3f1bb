"""Keras's side, from here: what runs a metric, and the one way in which calls are run."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any, Protocol

from metricdiff.calls.expression import dotted, unparse
from metricdiff.engines import keras_worker
from metricdiff.engines.given import KerasArrays, keras_forms
from metricdiff.engines.outcome import Outcome
from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Predictions

#: Rows of one ``update_state``; reported, since the last digits depend on it.
CHUNK_ROWS = 65_536

#: One metric object to run: its constructor call, and whether it gets the weights.
Leaf = tuple[ast.Call, bool]


class KerasEngine(Protocol):
    """Something that runs Keras metrics."""

    def tool(self) -> dict[str, Any]:
        """Return Keras's versions and configuration."""

    def measure(
        self, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int
    ) -> list[dict[str, Any]]:
        """Run metrics, spelled and answered as the worker's protocol does."""


class InProcess:
    """Keras in this process: where a notebook or a callback has loaded it anyway."""

    def tool(self) -> dict[str, Any]:
        """Return Keras's versions and configuration."""
        import keras  # loaded already, by the caller

        return keras_worker.describe(keras)

    def measure(
        self, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int
    ) -> list[dict[str, Any]]:
        """Run metrics on the arrays themselves."""
        import keras

        return keras_worker.measure(keras, given.arrays, calls, given.classes, chunk_rows)


def run(
    engine: KerasEngine, leaves: Iterable[Leaf], predictions: Predictions, given: KerasArrays
) -> dict[tuple[str, bool], Outcome]:
    """Run each distinct metric once.

    Args:
        engine: What runs it.
        leaves: Constructor calls, each with whether it gets the weights.
        predictions: Tell the form that each class takes.
        given: The arrays.

    Returns:
        For each constructor call, as text, and its weighting: what came of it.

    Raises:
        UsageError: ``keras.metrics`` has no such class.
    """
    distinct = {(unparse(node), weighted): (node, weighted) for node, weighted in leaves}
    calls = [_spelled(node, predictions, weighted=weighted) for node, weighted in distinct.values()]
    results = engine.measure(calls, given, CHUNK_ROWS) if calls else []
    return {key: _outcome(key[0], result) for key, result in zip(distinct, results, strict=True)}


def _spelled(node: ast.Call, predictions: Predictions, *, weighted: bool) -> dict[str, Any]:
    name = dotted(node.func)
    try:
        arguments = [ast.literal_eval(argument) for argument in node.args]
        keywords = {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}
    except ValueError:
        raise UsageError(
            f"{unparse(node)}: the arguments of a Keras metric are plain values; "
            "labels and predictions are passed by metricdiff"
        ) from None
    labels, scores = keras_forms(name, predictions)
    return {
        "metric": name,
        "args": arguments,
        "kwargs": keywords,
        "labels": labels,
        "predictions": scores,
        "weighted": weighted,
    }


def _outcome(text: str, result: dict[str, Any]) -> Outcome:
    if "unknown" in result:
        raise UsageError(f"keras.metrics has no class {text.partition('(')[0]}")
    return Outcome(result.get("value"), result.get("error"), tuple(result.get("warnings", ())))
