"""One class alone, scores that are NaN, a result before any update, and asked twice."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment, Observed
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties.declaration import Property, fault, number
from metricdiff.auditing.result import Checked, Fault, Number
from metricdiff.words import Task


def _one_class(bench: Bench) -> Mapping[str, Experiment]:
    if bench.case.predictions.task is Task.REGRESSION:
        return {}
    labels = bench.labels.reshape(bench.rows, -1)
    wanted = {}
    if bench.chosen.form.array == "one_hot":
        labels = labels.argmax(axis=1)[:, None]
    for value in np.unique(labels)[:2].tolist():
        rows = np.flatnonzero((labels == value).all(axis=1))
        if 0 < len(rows) < bench.rows:
            wanted[f"labels {value:g}"] = bench.experiment(rows=tuple(rows.tolist()))
    return wanted


def _judge_one_class(bench: Bench, seen: Outcomes) -> Checked:
    del bench
    name = ONE_CLASS.name
    if not seen:
        return Checked(name, "not a question here", tested=False)
    bad = {what: one for what, one in seen.items() if not one.ok}
    if not bad:
        told = ", ".join(f"{_told(one)} of {what}" for what, one in seen.items())
        return Checked(name, told)
    numbers = tuple(number(f"{what} alone", one) for what, one in bad.items())
    evidence = "Where one class alone is present it has no value."
    found = fault("MD310", evidence, numbers, fails=False, fix=_DIVIDE)
    return Checked(name, "no value", (found,))


def _nan(bench: Bench) -> Mapping[str, Experiment]:
    scores = bench.predictions.copy()
    if scores.dtype.kind != "f" or not bench.rows:
        return {}
    scores[0] = np.nan
    name = bench.with_array("nan.predictions", scores)
    return {"nan": bench.experiment(predictions=name)}


def _judge_nan(bench: Bench, seen: Outcomes) -> Checked:
    del bench
    name = NAN.name
    if not seen:
        return Checked(name, "predictions are no floats", tested=False)
    one = seen["nan"]
    if one.error:
        return Checked(name, "raises with a NaN among the predictions")
    if one.ok:
        return Checked(name, "a NaN counts as a score, as in Keras's own")
    return Checked(name, "a NaN among the predictions makes it NaN")


def _before(bench: Bench) -> Mapping[str, Experiment]:
    return {"empty": bench.experiment(how="empty")} if bench.subject.is_metric else {}


def _judge_before(bench: Bench, seen: Outcomes) -> Checked:
    del bench
    name = BEFORE.name
    if not seen:
        return Checked(name, "a function has no state", tested=False)
    one = seen["empty"]
    if one.ok:
        return Checked(name, f"{_told(one)} before any update")
    if one.error:  # as Keras's own F1Score and R2Score do
        return Checked(name, "raises before any update")
    evidence = "Before any update it divides zero by zero."
    numbers = (number("result() at the start", one),)
    found = fault("MD305", evidence, numbers, fails=False, fix=_DIVIDE)
    return Checked(name, "NaN before any update", (found,))


def _asked(bench: Bench) -> Mapping[str, Experiment]:
    if not bench.subject.is_metric:
        return {}
    return {"split": bench.experiment(how="split", batch=max(1, bench.rows // 2 + 1))}


def _judge_asked(bench: Bench, seen: Outcomes) -> Checked:
    name = ASKED.name
    if not seen or seen["split"].error or not seen["split"].values:
        return Checked(name, "a function has no state" if not seen else "it raises", tested=False)
    values = seen["split"].values
    for first, second in zip(values[::2], values[1::2], strict=True):
        if not same(second, first):
            numbers = (Number("result()", first), Number("result() again", second))
            found = Fault(
                "",
                "result-changes-state",
                "Asking for the result changes the state; Keras asks after every batch.",
                numbers,
                "Change state in `update_state` alone.",
            )
            return Checked(name, "the second differs", (found,))
    del bench
    return Checked(name, "the same when it is asked again")


def _told(one: Observed) -> str:
    return (
        f"{one.value[0]:.4g}" if len(one.value) == 1 and math.isfinite(one.value[0]) else "values"
    )


_DIVIDE = "`keras.ops.divide_no_nan(a, b)`, which is 0 where b is."

ONE_CLASS = Property("one class alone", _one_class, _judge_one_class)
NAN = Property("NaN", _nan, _judge_nan)
BEFORE = Property("result() at the start", _before, _judge_before)
ASKED = Property("result() twice", _asked, _judge_asked)
