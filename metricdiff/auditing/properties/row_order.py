"""Independent of the order of the rows: MD412."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties.declaration import Property, fault, number
from metricdiff.auditing.result import Checked, Number


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    orders = {
        "shuffled": np.random.default_rng(1).permutation(bench.rows),
        "backwards": np.arange(bench.rows)[::-1],
    }
    wanted = {how: bench.experiment(rows=tuple(rows.tolist())) for how, rows in orders.items()}
    finer = {f"{how} in float64": replace(one, floatx=FINE) for how, one in wanted.items()}
    return {**wanted, **finer, "in float64": bench.experiment(floatx=FINE)}


def _judge(bench: Bench, seen: Outcomes) -> Checked:
    name = PROPERTY.name
    moved = [
        how
        for how in ("shuffled", "backwards")
        if not same(seen[how].value, bench.first)
        and not same(seen[f"{how} in float64"].value, seen["in float64"].value)
    ]
    if not moved:
        return Checked(name, "the same when they are shuffled, and backwards")
    numbers = (
        Number("rows as they stand", bench.first),
        number(f"rows {moved[0]}", seen[moved[0]]),
    )
    evidence = "Labels and predictions were moved together, and the number changed."
    return Checked(name, f"differs with the rows {moved[0]}", (fault("MD412", evidence, numbers),))


#: Where float32 loses digits, what differs in it may be the same in this.
FINE = "float64"

PROPERTY = Property("order of rows", _experiments, _judge)
