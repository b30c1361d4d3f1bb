"""Independent of the batch size."""

from __future__ import annotations

from collections.abc import Mapping

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties.accounts import Moved, accounted
from metricdiff.auditing.properties.declaration import Property, fault, number
from metricdiff.auditing.result import Checked, Fault, Number


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    wanted: dict[str, Experiment] = {}
    for size in bench.batches:
        wanted[f"{size}"] = bench.experiment(batch=size)
        wanted[f"each {size}"] = bench.experiment(how="batches", batch=size)
    for name, changes in _repairs(bench).items():
        for size in (0, bench.batches[0] if bench.batches else 0):
            wanted[f"{name} {size}"] = bench.experiment(batch=size, **changes)
    return wanted


def _repairs(bench: Bench) -> Mapping[str, Mapping[str, object]]:
    """Return what may take the dependence away: another type to compute in, or for the state."""
    whole = any(dtype.startswith(("int", "uint")) for _, dtype in bench.subject.state)
    floats = {"floats": {"float_state": True}} if whole else {}
    return {**floats, "float64": {"floatx": "float64"}}


def _judge(bench: Bench, seen: Outcomes) -> Checked:
    name = PROPERTY.name
    if not bench.batches:
        return Checked(name, "one row: there is one batch", tested=False)
    raised = next((size for size in bench.batches if seen[f"{size}"].error), None)
    if raised is not None:
        return Checked(name, f"raises at batch_size={raised}", (_raising(bench, seen, raised),))
    moved = [size for size in bench.batches if not same(seen[f"{size}"].value, bench.first)]
    sizes = ", ".join(map(str, sorted(bench.batches)))
    if not moved:
        return Checked(name, f"the same at {sizes} and {bench.rows} rows a batch")
    size = bench.batch if bench.batch in moved else moved[0]
    found = accounted(Moved(bench, seen, size))
    return Checked(name, f"differs at batch_size={size}", (found,))


def _raising(bench: Bench, seen: Outcomes, size: int) -> Fault:
    numbers = (
        Number(f"batch_size={bench.rows}", bench.first),
        number(f"batch_size={size}", seen[f"{size}"]),
    )
    return fault("MD413", "It raises on a batch of some of the rows.", numbers)


PROPERTY = Property("batch size", _experiments, _judge)
