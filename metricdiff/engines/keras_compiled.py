"""Keras's side, batch by batch: functions that ``evaluate`` of a compiled model averages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from metricdiff.calls import Call
from metricdiff.engines.given import keras_arrays, together
from metricdiff.engines.keras_engine import CHUNK_ROWS, Asked, KerasEngine, spelled
from metricdiff.engines.outcome import Outcome
from metricdiff.inputs.predictions import Predictions


@dataclass(frozen=True)
class Compiled:
    """A function of batches to run.

    Attributes:
        predictions: What it is run on.
        batch_size: The rows of a batch.
        call: The metric that is made anew for each batch; ``None`` for a formula.
        formula: The formula, as the worker's protocol spells it.
        flat: Whether the labels are (N,) where the predictions are (N, 1).
        loss: Whether it is the loss, whose mean goes by the sizes of the batches, not a metric.
        state: Whether the metric is one object that all batches add to.
    """

    predictions: Predictions
    batch_size: int
    call: Call | None = None
    formula: Mapping[str, Any] | None = None
    flat: bool = False
    loss: bool = False
    state: bool = False

    @property
    def text(self) -> str:
        """What is run, in a line."""
        role = "loss" if self.loss else "metrics"
        if self.call:
            made = self.call.text + ("" if self.state else " anew for each batch")
        else:
            spec = dict(self.formula or {})
            settings = ", ".join(f"{name}={value}" for name, value in spec.items() if name != "of")
            made = f"a function: {spec['of']}" + (f" ({settings})" if settings else "")
        shapes = "labels and predictions (N,)" if self.call else "labels (N,), predictions (N, 1)"
        labels = f", {shapes}" if self.flat else ""
        return f"model.evaluate(batch_size={self.batch_size}), {role}=[{made}]{labels}"


def run(engine: KerasEngine, compiled: Sequence[Compiled]) -> list[Outcome]:
    """Run each, on rows in memory, and return what came of it."""
    if not compiled:
        return []
    data = {id(one.predictions): one.predictions for one in compiled}
    places = {key: place for place, key in enumerate(data)}
    calls = [{**_spelled(one), "data": places[id(one.predictions)]} for one in compiled]
    given = together([keras_arrays(predictions) for predictions in data.values()])
    assert given.blocks is None  # noqa: S101 - evaluate takes all rows at once: of a file the first
    results = engine.begin(calls, given, CHUNK_ROWS)()
    return [Outcome(result.get("value"), result.get("error")) for result in results]


def _spelled(one: Compiled) -> dict[str, Any]:
    how = {"batch_size": one.batch_size, "flat": one.flat, "loss": one.loss, "state": one.state}
    if one.call:
        node = next(one.call.library_calls())
        asked = Asked(one.call, weighted=False, predictions=one.predictions)
        return {**spelled(node, asked), "evaluate": how}
    return {
        "labels": "as_is",
        "predictions": "as_is",
        "weighted": False,
        "formula": dict(one.formula or {}),
        "evaluate": how,
    }
