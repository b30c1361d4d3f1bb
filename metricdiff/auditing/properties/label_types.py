"""Independent of the type of the labels: MD511."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties.declaration import Property, fault, number
from metricdiff.auditing.result import Checked, Fault, Number

#: What labels of whole numbers come in, without anybody asking for it.
_USUAL = ("int64", "int32", "float32")
_BYTE = 255


def _types(bench: Bench) -> tuple[str, ...]:
    labels = bench.labels
    values = labels.astype(np.float64)
    if not np.isfinite(values).all() or (values != np.round(values)).any():
        return ()
    low, high = values.min(), values.max()
    byte = ("uint8",) if low >= 0 and high <= _BYTE else ()
    booleans = ("bool",) if low >= 0 and high <= 1 else ()
    return (*_USUAL, *byte, *booleans)


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    return {dtype: bench.experiment(dtype=dtype) for dtype in _types(bench)}


def _judge(bench: Bench, seen: Outcomes) -> Checked:
    name = PROPERTY.name
    if not seen:
        return Checked(name, "labels with fractions are floats", tested=False)
    raised = [dtype for dtype, one in seen.items() if one.error]
    moved = [d for d, one in seen.items() if not one.error and not same(one.value, bench.first)]
    faults: list[Fault] = []
    usual = bench.chosen.form.dtype or str(bench.labels.dtype)
    if moved:
        numbers = [Number(f"{usual} labels", bench.first)]
        numbers += [number(f"{dtype} labels", seen[dtype]) for dtype in moved]
        fails = bool(set(moved) & set(_USUAL)) and usual in _USUAL
        evidence = "The labels are computed with in their own type."
        faults.append(fault("MD511", evidence, numbers, fails=fails, fix=_FIX))
    if raised:
        evidence = f"It raises with labels of type {', '.join(raised)}."
        numbers = [number(f"{raised[0]} labels", seen[raised[0]])]
        faults.append(fault("MD413", evidence, numbers, fails=False, fix=_FIX))
    if faults:
        return Checked(name, f"not the same in {', '.join([*moved, *raised])}", tuple(faults))
    return Checked(name, f"the same in {len(seen)} types, {next(iter(seen))} to {[*seen][-1]}")


_FIX = "`y_true = keras.ops.cast(y_true, y_pred.dtype)` at the top of the metric."

PROPERTY = Property("type of labels", _experiments, _judge)
