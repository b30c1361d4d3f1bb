"""A score of exactly 0.5 is negative, as Keras and ``classifier.predict`` have it: MD202."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties.declaration import Property, fault, number
from metricdiff.auditing.result import Checked
from metricdiff.words import Kind, Task

_HALF = np.float32(0.5)
_SETS: Mapping[str, np.float32] = {
    "at": _HALF,
    "below": np.nextafter(_HALF, np.float32(0)),
    "above": np.nextafter(_HALF, np.float32(1)),
}


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    predictions = bench.case.predictions
    cut = predictions.task in {Task.BINARY, Task.MULTILABEL}
    if not cut or predictions.kind is not Kind.PROBABILITIES:
        return {}
    tied = np.random.default_rng(3).random(bench.predictions.shape) < 0.25  # noqa: PLR2004
    arrays = {
        how: np.where(tied, score, bench.predictions).astype(np.float32)
        for how, score in _SETS.items()
    }
    return {
        how: bench.experiment(predictions=bench.with_array(f"ties.{how}", array))
        for how, array in arrays.items()
    }


def _judge(bench: Bench, seen: Outcomes) -> Checked:
    name = PROPERTY.name
    if not seen or not all(one.ok for one in seen.values()):
        return Checked(name, "not a question here", tested=False)
    at, below, above = (seen[how].value for how in ("at", "below", "above"))
    if same(below, above):
        return Checked(name, "it does not cut at 0.5", tested=False)
    if same(at, below):
        return Checked(name, "0.5 is negative, as in Keras")
    if not same(at, above):
        return Checked(name, "0.5 is neither positive nor negative")
    rows = np.flatnonzero((bench.predictions == _HALF).reshape(bench.rows, -1).any(axis=1))
    told = "0.5 is positive; in Keras it is negative"
    if not len(rows):
        return Checked(name, told)
    numbers = (
        number("a quarter of the scores 0.5", seen["at"]),
        number("these below 0.5", seen["below"]),
        number("these above 0.5", seen["above"]),
    )
    evidence = f"It cuts with >=, Keras with >; here {len(rows)} rows have a score of exactly 0.5."
    maps = bool(bench.case.predictions.raw.shape)
    shown = () if maps else bench.numbers(rows)
    return Checked(name, told, (fault("MD202", evidence, numbers, rows=shown, fails=False),))


PROPERTY = Property("score of 0.5", _experiments, _judge)
