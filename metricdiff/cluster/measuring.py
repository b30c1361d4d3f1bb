"""What a worker does with Keras: feeds the real metrics, and hands on what they have added up."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.cluster.counting import Group, Job, rows_of
from metricdiff.engines import keras_worker
from metricdiff.engines.given import keras_arrays
from metricdiff.errors import WorkerError
from metricdiff.inputs.predictions import Predictions
from metricdiff.streaming.rows import Counted

Call = dict[str, Any]
Arrays = dict[str, npt.NDArray[Any]]

#: Classes and functions whose state is no sum over rows: these are taken of each chunk as a whole,
#: and then averaged over chunks.
NOT_ADDITIVE = frozenset(
    {"PearsonCorrelation", "ConcordanceCorrelation", "dice", "tversky", "circle", "ctc"}
    | {"pearson_correlation", "concordance_correlation"}
)

#: Keras's settings are those of a process, and warnings are caught there; a worker has threads.
_KERAS = threading.RLock()
#: The metrics that this process has made last.
_MADE: dict[str, keras_worker.Measuring] = {}


@dataclass(frozen=True)
class Measures:
    """What metrics are to be run, and how.

    Attributes:
        calls: The metrics, as the worker's protocol spells them.
        predictions: What is known of the rows, without any; ``None`` for arrays.
        classes: The number of classes of one-hot rows.
        chunk_rows: The rows of one update.
    """

    calls: tuple[Call, ...]
    predictions: Predictions | None
    classes: int
    chunk_rows: int


@dataclass(frozen=True)
class Common:
    """What is told to all workers that feed metrics.

    Attributes:
        job: What they know of the files.
        asked: The metrics.
        own_settings: Whether Keras has the configuration of the worker's user, not a clean one.
        left: Where not all rows are left as they are: the table, which entries are left, and what
            their rows hold instead.
    """

    job: Job
    asked: Measures
    own_settings: bool
    left: tuple[Any, ...] | None


@dataclass(frozen=True)
class Sums:
    """What metrics have added up over the rows of some parts.

    Attributes:
        states: What each metric holds, as ``keras_worker.Measuring.states`` returns it.
        row: One of the rows, as Keras gets it.
        tool: The versions and the configuration of the Keras that did it.
    """

    states: list[dict[str, Any]]
    row: Arrays
    tool: Mapping[str, Any]


def measured(group: Group, common: Common) -> Sums:
    """Feed metrics with the rows of some parts, and return what they hold then."""
    asked = common.asked
    with keras_of_worker(own_settings=common.own_settings) as keras:
        key = f"{common.job.run} {asked.calls} {asked.classes} {asked.chunk_rows}"
        # Those of the part before, unless it failed, need not be made and traced again.
        measuring, row = _MADE.pop(key, None) or _measuring(keras, asked), Arrays()
        for arrays in _blocks(group, common):
            row = row or {name: array[:1] for name, array in arrays.items()}
            measuring.feed(arrays)
        sums = Sums(measuring.states(), row, keras_worker.describe(keras))
        _MADE.clear()
        _MADE[key] = measuring
        return sums


def summed(several: Iterable[Sums]) -> Sums:
    """Add up what metrics hold, in float64.

    Raises:
        WorkerError: Workers have several versions of Keras, or configurations.
    """
    first, *others = several
    states = first.states
    for other in others:
        _check_same(first.tool, other.tool)
        states = [_added(*pair) for pair in zip(states, other.states, strict=True)]
    row = next((one.row for one in (first, *others) if one.row), {})
    return Sums(states, row, first.tool)


def finished(
    asked: Measures, own_settings: bool, total: Sums
) -> tuple[list[dict[str, Any]], Mapping[str, Any]]:
    """Return the results of real metrics that hold the sums, and what Keras they are of."""
    with keras_of_worker(own_settings=own_settings) as keras:
        measuring = _measuring(keras, asked)
        measuring.put(total.states, total.row)
        return measuring.results(), total.tool


def measured_arrays(
    asked: Measures, own_settings: bool, arrays: Arrays
) -> tuple[list[dict[str, Any]], Mapping[str, Any]]:
    """Run metrics on arrays, which are no rows of the files but what was changed of their table."""
    with keras_of_worker(own_settings=own_settings) as keras:
        calls, rows = list(asked.calls), asked.chunk_rows
        results = keras_worker.measure(keras, arrays, calls, asked.classes, rows)
        return results, keras_worker.describe(keras)


def described_keras(own_settings: bool) -> Mapping[str, Any]:
    """Return the versions and the configuration of a worker's Keras."""
    with keras_of_worker(own_settings=own_settings) as keras:
        return keras_worker.describe(keras)


@contextmanager
def keras_of_worker(*, own_settings: bool) -> Iterator[Any]:
    """Lend Keras to one thread at a time; the first of a process imports it, without a GPU."""
    with _KERAS:
        if "keras" in sys.modules:
            yield sys.modules["keras"]
            return
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        from distributed import get_worker  # an optional library

        # In the worker's own folder, which goes with it, also when it is killed meanwhile.
        with tempfile.TemporaryDirectory(dir=get_worker().local_directory) as folder:
            if not own_settings:
                os.environ |= {"KERAS_BACKEND": "tensorflow", "KERAS_HOME": folder}
            import keras
        yield keras


def _measuring(keras: Any, asked: Measures) -> keras_worker.Measuring:
    return keras_worker.Measuring(keras, list(asked.calls), asked.classes, asked.chunk_rows)


def _blocks(group: Group, common: Common) -> Iterator[Arrays]:
    assert common.asked.predictions  # noqa: S101 - there are rows to read
    for part in group:
        rows = rows_of(common.job, part)
        of = rows if common.left is None else Counted(rows, *common.left)
        for raw in of.blocks():
            arrays = keras_arrays(replace(common.asked.predictions, raw=raw)).arrays
            yield {f"0.{name}": array for name, array in arrays.items()}


def _added(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    problem = one["problem"] or other["problem"]
    warnings = list(dict.fromkeys([*one["warnings"], *other["warnings"]]))
    held = [] if problem else [a + b for a, b in _pairs(one["held"], other["held"])]
    return {"held": held, "problem": problem, "warnings": warnings}


def _pairs(one: Sequence[Any], other: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Pair the variables of two states; a metric that saw no rows may have none yet."""
    if not one or not other:
        return ((array, np.zeros_like(array)) for array in one or other)
    return zip(one, other, strict=True)


def _check_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    for name, value in one.items():
        if other.get(name) != value:
            raise WorkerError(
                f"the workers differ: {name} is {value} on one and {other.get(name)} on another; "
                "let all of them run in the same environment"
            )
