"""Independent of the order of the rows: MD412."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties.declaration import Property, fault, number
from metricdiff.auditing.result import Number, Tested


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    order = np.random.default_rng(1).permutation(bench.rows)
    backwards = np.arange(bench.rows)[::-1]
    return {
        "shuffled": bench.experiment(rows=tuple(order.tolist())),
        "backwards": bench.experiment(rows=tuple(backwards.tolist())),
    }


def _judge(bench: Bench, seen: Outcomes) -> Tested:
    name = PROPERTY.name
    moved = [how for how, one in seen.items() if not same(one.value, bench.first)]
    if not moved:
        return Tested(name, "the same with the rows shuffled, and backwards")
    numbers = (
        Number("rows as they stand", bench.first),
        number(f"rows {moved[0]}", seen[moved[0]]),
    )
    evidence = "Labels and predictions were moved together, and the number changed."
    return Tested(name, f"differs with the rows {moved[0]}", (fault("MD412", evidence, numbers),))


PROPERTY = Property("order of rows", _experiments, _judge)
