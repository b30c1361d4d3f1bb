"""``sample_weight`` is taken, and right: a weight of 2 is a row that stands there twice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties.declaration import Property, fault, number
from metricdiff.auditing.result import Checked, Number


def _weights(bench: Bench) -> npt.NDArray[np.int64]:
    """Return whole weights, so that rows can be repeated instead."""
    drawn = np.random.default_rng(2).integers(0, 4, bench.rows)
    drawn[: min(3, bench.rows)] = (1, 2, 3)[: min(3, bench.rows)]
    return drawn


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    weights = _weights(bench)
    repeated = np.repeat(np.arange(bench.rows), weights)
    positions = bench.predictions.shape[:-1]
    spread = np.broadcast_to(weights.reshape(-1, *[1] * (len(positions) - 1)), positions)
    flat = bench.with_array("weights.flat", spread.astype(np.float32))
    column = bench.with_array("weights.column", spread.astype(np.float32)[..., None])
    again = tuple(repeated.tolist())
    return {
        "weighted": bench.experiment(weights=flat),
        "column": bench.experiment(weights=column),
        "repeated": bench.experiment(rows=again),
        "weighted in float64": bench.experiment(weights=flat, floatx="float64"),
        "repeated in float64": bench.experiment(rows=again, floatx="float64"),
    }


def _judge(bench: Bench, seen: Outcomes) -> Checked:
    name = PROPERTY.name
    asked = bench.case.predictions.raw.sample_weight is not None
    weighted, repeated = seen["weighted"], seen["repeated"]
    if weighted.error:
        evidence = "It takes no sample_weight, so weighted_metrics= cannot have it."
        found = fault(
            "MD413", evidence, (number("with sample_weight", weighted),), fails=asked, fix=_FIX
        )
        return Checked(name, "not taken", (found,))
    right = Number("the rows repeated instead", repeated.value, repeated.error)
    numbers = (number("with sample_weight", weighted), right, Number("without", bench.first))
    finer = seen["weighted in float64"], seen["repeated in float64"]
    if same(weighted.value, repeated.value) or same(finer[0].value, finer[1].value):
        return _column(seen)
    if same(weighted.value, bench.first):
        evidence = "It takes sample_weight and makes no use of it."
        found = fault("MD701", evidence, numbers, fails=asked, fix=_FIX)
        return Checked(name, "ignored", (found,))
    weights = _weights(bench)
    by_rows = tuple(one * weights.sum() / len(weights) for one in repeated.value)
    if same(weighted.value, by_rows):
        evidence = "The weighted sum is divided by the number of rows, not by the sum of weights."
        return Checked(name, "not normalised", (fault("MD704", evidence, numbers),))
    evidence = "A row of weight 2 does not count as one that stands there twice."
    return Checked(name, "not as rows that are repeated", (fault("MD709", evidence, numbers),))


def _column(seen: Outcomes) -> Checked:
    """Hold weights of shape (N, 1), as a pandas Series arrives, against those of shape (N,)."""
    name, column = PROPERTY.name, seen["column"]
    if not column.error and same(column.value, seen["weighted"].value):
        return Checked(name, "as rows that are repeated")
    numbers = (number("weights (N,)", seen["weighted"]), number("weights (N, 1)", column))
    what = "raise" if column.error else "count otherwise"
    evidence = f"Weights of shape (N, 1), as a pandas Series arrives, {what}."
    found = fault("MD707", evidence, numbers, fails=False)
    return Checked(name, "as rows that are repeated, of shape (N,)", (found,))


_FIX = (
    "Take `sample_weight=None` in `update_state`, and multiply what is added up by it; of a "
    "function, return one value a row."
)

PROPERTY = Property("sample_weight", _experiments, _judge)
