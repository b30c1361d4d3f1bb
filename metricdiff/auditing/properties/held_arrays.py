"""It holds no array of all rows, which would meet the rows of every batch: MD403."""

from __future__ import annotations

from collections.abc import Mapping

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.properties.declaration import Property, fault
from metricdiff.auditing.result import Checked, Number

#: A batch of a size that no other axis has by chance.
_BATCH = 13

OWN = "Hand the array over as part of `y_true`, or as `sample_weight`: Keras cuts those in batches."


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    if bench.subject.is_metric or bench.rows <= _BATCH:
        return {}
    return {"shapes": bench.experiment(how="shapes", batch=_BATCH)}


def _judge(bench: Bench, seen: Outcomes) -> Checked:
    name = PROPERTY.name
    if not seen or not seen["shapes"].values:
        return Checked(name, "nothing to see of it", tested=False)
    rows = bench.case.predictions.rows, bench.rows
    shapes = [tuple(map(int, shape)) for shape in seen["shapes"].values]
    met = next((one for one in shapes if _BATCH in one and set(one) & set(rows)), None)
    if met is None or bench.chosen.matches:
        return Checked(name, "none of all rows")
    numbers = (Number(f"shape made from a batch of {_BATCH}", tuple(map(float, met))),)
    evidence = (
        f"An array of all {bench.rows} rows, which it holds, meets every row of a batch: "
        f"{_BATCH} rows make {met[0]} x {met[1]} values."
    )
    return Checked(name, "one of all rows", (fault("MD403", evidence, numbers, fix=OWN),))


PROPERTY = Property("arrays it holds", _experiments, _judge)
