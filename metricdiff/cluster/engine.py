"""Keras's side on a cluster: each worker feeds the real metrics with the rows of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

from metricdiff.cluster.asking import Cluster
from metricdiff.cluster.measuring import (
    NOT_ADDITIVE,
    Common,
    Measures,
    described_keras,
    finished,
    measured,
    measured_arrays,
    summed,
)
from metricdiff.cluster.rows import ClusterCounted
from metricdiff.engines.given import KerasArrays
from metricdiff.engines.keras_engine import Results
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.where import InArrays


class ClusterKeras:
    """Runs Keras metrics on a cluster.

    Args:
        cluster: The workers.
        own_settings: Whether Keras has the configuration of the workers' user, not a clean one.
    """

    def __init__(self, cluster: Cluster, *, own_settings: bool = False) -> None:
        self._cluster, self._own_settings = cluster, own_settings
        self._begun: list[Any] = []
        self._tool: Mapping[str, Any] = {}

    @property
    def idle(self) -> bool:
        """Whether nothing is to be waited for."""
        return all(future.done() for future in self._begun)

    def tool(self) -> dict[str, Any]:
        """Return Keras's versions and configuration, those of all workers."""
        if not self._tool:
            begun = self._cluster.begin(described_keras, self._own_settings)
            self._tool = self._cluster.wait(begun)
        return dict(self._tool)

    def begin(self, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int) -> Results:
        """Begin to run metrics, on the rows that workers read, or on arrays.

        Returns:
            Waits for what came of each; raises WorkerError where the cluster is lost.
        """
        sums = [one for one in calls if given.of is None or not _of_chunks(one)]
        asked = Measures(
            tuple(sums), given.of and _without_rows(given.of), given.classes, chunk_rows
        )
        future = self._future(asked, given)
        self._begun.append(future)

        def results() -> list[dict[str, Any]]:
            with nullcontext() if given.of is None else _rows(given.of).rows.seen.reading():
                values, self._tool = self._cluster.wait(future)
            each = iter(values)
            return [next(each) if one in sums else _refused(one) for one in calls]

        return results

    def _future(self, asked: Measures, given: KerasArrays) -> Any:
        if given.of is None:
            arrays = self._cluster.held(given.arrays)
            return self._cluster.begin(measured_arrays, asked, self._own_settings, arrays)
        counted = _rows(given.of)
        left = None if counted.whole else (counted.runs, counted.kept, counted.changes)
        return self._cluster.reduce(
            counted.rows.groups,
            measured,
            Common(counted.rows.job, asked, self._own_settings, left),
            summed,
            partial(finished, asked, self._own_settings),
        )


def _rows(predictions: Predictions) -> ClusterCounted:
    streamed = predictions.raw.streamed
    assert isinstance(streamed, ClusterCounted)  # noqa: S101 - they were counted by the cluster
    return streamed


def _of_chunks(call: dict[str, Any]) -> list[str]:
    """Return what of a metric is no sum over rows."""
    functions = (one["function"] for one in call["args"] if isinstance(one, dict))
    return [name for name in (call["metric"], *functions) if name in NOT_ADDITIVE]


def _refused(call: dict[str, Any]) -> dict[str, Any]:
    name = _of_chunks(call)[0]
    return {"error": f"{name} is taken of each chunk as a whole, and does not add up over workers"}


def _without_rows(predictions: Predictions) -> Predictions:
    """Return what is known of the rows; workers read their own."""
    raw = predictions.raw
    nothing = replace(
        raw,
        y_true=raw.y_true[:0],
        y_pred=raw.y_pred[:0],
        decision=None,
        sample_weight=None,
        mask=None,
        where=InArrays(),
        counts=None,
        whole_weight=None,
        streamed=None,
        fine=None,
    )
    return replace(predictions, raw=nothing)
