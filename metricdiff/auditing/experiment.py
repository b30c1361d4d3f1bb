"""One run of the user's metric, as it is asked for and as it comes back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

#: ``evaluate`` and ``fit`` of a compiled model; ``update``: what ``evaluate`` does with each batch,
#: without its way of handing them over; ``batches``: the value of every batch by itself; ``split``:
#: a metric object that is asked twice after each batch; ``empty``: one that has seen nothing;
#: ``shapes``: the shapes that are made on the way from one batch.
How = Literal["evaluate", "fit", "update", "batches", "split", "empty", "shapes"]


@dataclass(frozen=True)
class Experiment:
    """One run of the metric.

    Attributes:
        how: What is done with it.
        labels: The name of the array of labels, (N, C) or (N, ..., C).
        predictions: The name of the array of predictions.
        weights: The name of the sample weights, given to ``weighted_metrics=``; empty for none.
        rows: The rows; ``None`` for all.
        before: Rows that the same model is evaluated on first; ``None`` for none.
        flat: Whether the last axis of the labels, of length 1, is taken away.
        dtype: The type that the labels are cast to; empty for their own.
        batch: The rows of a batch; 0 for all in one.
        times: How often the same model is evaluated.
        eager: Whether it runs eagerly, not as a graph.
        floatx: The type that Keras computes in; empty for the one that is set.
        float_state: Whether state that the metric declares as integers is made one of floats.
        repeat: Tells runs apart that are the same in all else.
    """

    how: How = "update"
    labels: str = "labels"
    predictions: str = "predictions"
    weights: str = ""
    rows: tuple[int, ...] | None = None
    before: tuple[int, ...] | None = None
    flat: bool = False
    dtype: str = ""
    batch: int = 0
    times: int = 1
    eager: bool = True
    floatx: str = ""
    float_state: bool = False
    repeat: int = 0

    def spelled(self) -> dict[str, Any]:
        """Return the experiment as the worker's protocol spells it."""
        return asdict(self)


@dataclass(frozen=True)
class Observed:
    """What came of an experiment.

    Attributes:
        values: For each time that the metric was asked, its numbers: one, or one a class.
        error: What it raised, in a line.
    """

    values: tuple[tuple[float, ...], ...] = ()
    error: str = ""

    @property
    def value(self) -> tuple[float, ...]:
        """The numbers of the first time; none where it raised."""
        return self.values[0] if self.values else ()

    @property
    def ok(self) -> bool:
        """Whether there are numbers, and none of them is NaN or infinite."""
        return bool(self.value) and all(math.isfinite(one) for row in self.values for one in row)


def observed(outcome: Mapping[str, Any]) -> Observed:
    """Return an outcome as the worker's protocol spells it."""
    values = tuple(tuple(float(one) for one in row) for row in outcome.get("values", ()))
    return Observed(values, outcome.get("error", ""))
