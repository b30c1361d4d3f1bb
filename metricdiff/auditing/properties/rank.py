"""Independent of the rank of the labels, (N,) against (N, 1): MD403."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.forms import iterate_ranks, told
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties.declaration import Property, fault, number
from metricdiff.auditing.result import Checked, Number

#: So many rows make this many pairs, squared.
_MOST = 100


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    wanted: dict[str, Experiment] = {}
    for form in iterate_ranks(bench.chosen.form, bench.case.predictions):
        other = form.of(bench.case.name, Experiment())
        wanted["other"] = other
        wanted["other in batches"] = replace(other, batch=bench.batch)
        wanted["in batches"] = bench.experiment(batch=bench.batch)
        some = min(_MOST, bench.rows)
        wanted["few"] = replace(other, rows=tuple(range(some)))
        if bench.labels.ndim == bench.predictions.ndim == 2:  # noqa: PLR2004 - (N, 1) both
            labels, scores = bench.labels[:some], bench.predictions[:some]
            wanted["pairs"] = bench.experiment(
                labels=bench.with_array("pairs.labels", np.tile(labels, (some, 1))),
                predictions=bench.with_array("pairs.predictions", np.repeat(scores, some, axis=0)),
            )
    return wanted


def _judge(bench: Bench, seen: Outcomes) -> Checked:
    name = PROPERTY.name
    if "other" not in seen:
        return Checked(name, "labels of several columns have one rank", tested=False)
    usual = told(bench.chosen.form, bench.case)
    [form] = iterate_ranks(bench.chosen.form, bench.case.predictions)
    other = told(form, bench.case)
    ours = usual.rpartition(" ")[0], other.rpartition(" ")[0]
    if error := seen["other"].error:
        evidence = f"It takes labels of shape {ours[0]} alone, and raises with {ours[1]}."
        raised = fault(
            "MD413", evidence, (Number(f"labels {ours[1]}", (), error),), fails=False, fix=_FIX
        )
        return Checked(name, f"labels {ours[0]}; raises with {ours[1]}", (raised,))
    if same(seen["other"].value, bench.first):
        return Checked(name, f"the same with labels {ours[0]} and {ours[1]}")
    some = min(_MOST, bench.rows)
    proven = "pairs" in seen and same(seen["pairs"].value, seen["few"].value)
    shown = (
        f" On {some} rows it is the number of all {some * some:,} pairs of a label and a "
        "prediction."
        if proven
        else ""
    )
    numbers = (
        number(f"labels {ours[0]}, batch_size={bench.batch}", seen["in batches"]),
        number(f"labels {ours[1]}, batch_size={bench.batch}", seen["other in batches"]),
    )
    evidence = (
        f"Labels of shape {ours[1]} are stretched against what the metric makes of the "
        f"predictions.{shown} {_origin(ours[1])}"
    )
    return Checked(
        name, f"differs with labels {ours[1]}", (fault("MD403", evidence, numbers, fix=_FIX),)
    )


def _origin(shape: str) -> str:
    if shape.count(",") == 1 and shape.endswith(",)"):
        return "A numpy array of labels arrives as (N,)."
    return "A pandas Series of labels arrives as (N, 1)."


_FIX = "`y_true = keras.ops.reshape(y_true, keras.ops.shape(y_pred))` at the top of the metric."

PROPERTY = Property("rank of labels", _experiments, _judge)
