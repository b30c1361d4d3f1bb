"""Accounts of a number that depends on the batch size: MD401, MD402, MD409 and their kin.

Each returns its cause where what it says of the number comes out at it, and nothing elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.numbers import mean, same, total
from metricdiff.auditing.properties.declaration import fault, number
from metricdiff.auditing.result import Fault, Number, Value
from metricdiff.words import Task

#: How much more a mean must weigh than the spread for float32 to lose what R2 is made of.
_FAR_FROM_ZERO = 10


@dataclass(frozen=True)
class Moved:
    """A batch size at which the metric gives another number than on all rows in one batch.

    Attributes:
        bench: What it was tested on.
        seen: What came of the experiments, as ``batch_size.py`` names them.
        size: The batch size.
    """

    bench: Bench
    seen: Outcomes
    size: int

    @property
    def first(self) -> Value:
        """What the metric gives in one batch."""
        return self.bench.first

    @property
    def value(self) -> Value:
        """What it gives at this batch size."""
        return self.seen[f"{self.size}"].value

    @property
    def each(self) -> tuple[Value, ...]:
        """What every batch gives by itself; none where they are not alike."""
        values = self.seen[f"each {self.size}"].values
        return values if all(len(one) == len(self.value) for one in values) else ()

    @property
    def by_size(self) -> Value:
        """The mean of what the batches give, each weighing its rows."""
        rows, size = self.bench.rows, self.size
        shares = [min(size, rows - start) / rows for start in range(0, rows, size)]
        parts = [tuple(s * x for x in one) for s, one in zip(shares, self.each, strict=True)]
        return total(parts)

    @property
    def numbers(self) -> tuple[Number, Number]:
        """The two numbers that differ."""
        whole = Number(f"batch_size={self.bench.rows}", self.first)
        return (whole, number(f"batch_size={self.size}", self.seen[f"{self.size}"]))

    def mended_by(self, repair: str) -> bool:
        """Whether the number is the same at both batch sizes once something is changed."""
        size = self.bench.batches[0]
        whole, parts = self.seen.get(f"{repair} 0"), self.seen.get(f"{repair} {size}")
        moved = not same(self.seen[f"{size}"].value, self.first)
        return bool(moved and whole and parts and whole.ok and same(parts.value, whole.value))


def accounted(moved: Moved) -> Fault:
    """Return the first cause whose account of the number comes out at it."""
    for account in _ACCOUNTS:
        found = account(moved)
        if found:
            return found
    return Fault(
        "",
        "batch-dependent",
        "The number depends on the batch size; it is neither the mean nor the sum of the batches, "
        "nor the last of them.",
        moved.numbers,
        "Add up counts in `update_state`, and divide them in `result`.",
    )


def _no_value(moved: Moved) -> Fault | None:
    """Some batches have no value, and one of them is enough."""
    if all(map(math.isfinite, moved.value)) or not all(map(math.isfinite, moved.first)):
        return None
    size, labels, each = moved.size, moved.bench.labels, moved.each
    bad = [place for place, one in enumerate(each) if not all(map(math.isfinite, one))]
    parts = [labels[place * size : (place + 1) * size] for place in bad]
    task = moved.bench.case.predictions.task
    alone = bool(parts) and task is not Task.REGRESSION
    alone = alone and all(len(np.unique(part, axis=0)) == 1 for part in parts)
    what = "hold one class alone" if alone else "divide by zero"
    shown = np.arange(bad[0] * size, min(moved.bench.rows, (bad[0] + 1) * size)) if bad else None
    maps = bool(moved.bench.case.predictions.raw.shape)
    return fault(
        "MD310" if alone else "MD305",
        f"{len(bad)} of {len(each)} batches {what} and have no value; one of them is enough.",
        moved.numbers,
        fix="Add up counts over all batches and divide once, in `result`, where the count is "
        "not 0: `keras.ops.divide_no_nan(a, b)`.",
        rows=() if shown is None or maps else moved.bench.numbers(shown),
        batches=tuple(place + 1 for place in bad),
    )


def _whole_numbers(moved: Moved) -> Fault | None:
    """The state is of integers, and with floats the number is the same."""
    cut = "Its state is of whole numbers: fractions are cut off at every update."
    if moved.mended_by("floats"):
        text = f"{cut} With a state of floats the number is the same at both."
        return fault("MD410", text, moved.numbers)
    whole = any(dtype.startswith(("int", "uint")) for _, dtype in moved.bench.subject.state)
    if not whole or not moved.each or not same(moved.by_size, moved.value):
        return None
    numbers = (*moved.numbers, Number("mean of the batches by their sizes", moved.by_size))
    return fault("MD410", cut, numbers)


def _rounding(moved: Moved) -> Fault | None:
    """In float64 the number is the same."""
    if not moved.mended_by("float64"):
        return None
    labels = moved.bench.labels.astype(np.float64)
    far = abs(labels.mean()) > _FAR_FROM_ZERO * max(float(labels.std()), 1e-12)
    evidence = (
        "The mean of the labels is large against their spread, and float32 loses the difference."
        if far
        else "The running sum in float32 loses digits."
    )
    text = f"{evidence} Computed in float64 it is the same at both."
    return fault("MD504" if far else "MD505", text, moved.numbers)


def _mean_of_batches(moved: Moved) -> Fault | None:
    """The number is the mean of what the batches give, which may be sums."""
    each, count, size = moved.each, len(moved.each), moved.size
    if not each or not same(mean(each), moved.value):
        return None
    numbers = (*moved.numbers, Number(f"mean of the {count} batch values", mean(each)))
    if same(total(each), moved.first):
        evidence = (
            f"Each batch gives a sum, and Keras takes the mean of the {count} sums: the number "
            "grows with the batch size."
        )
        return fault("MD402", evidence, numbers, fix=_standard(moved.bench))
    short = (moved.bench.rows - 1) % size + 1
    last = f" The last batch holds {short} of {size} rows." if short < size else ""
    evidence = f"Keras takes the mean of {count} values, one a batch.{last}"
    return fault("MD401", evidence, numbers, fix=_standard(moved.bench))


def _last_batch(moved: Moved) -> Fault | None:
    """The number is that of the last batch."""
    each = moved.each
    if not each or not same(each[-1], moved.value):
        return None
    evidence = "Each batch overwrites the state: only the last one counts."
    numbers = (*moved.numbers, Number("the last batch alone", each[-1]))
    return fault("MD409", evidence, numbers, batches=(len(each),))


def _sum_of_batches(moved: Moved) -> Fault | None:
    """The number is the sum of what the batches give."""
    each = moved.each
    if not each or not same(total(each), moved.value):
        return None
    evidence = f"The values of the {len(each)} batches are added up, not averaged."
    numbers = (*moved.numbers, Number(f"sum of the {len(each)} batch values", total(each)))
    return fault("MD402", evidence, numbers, fix=_standard(moved.bench))


def _standard(bench: Bench) -> str:
    """Return the Keras class that gives the number at any batch size, where one does."""
    for match in bench.chosen.matches:
        one = match.candidate
        if one.library == "keras" and one.plain and len(match.value) == 1:
            return f"`keras.metrics.{one.call}` gives {match.value[0]:.6g} at any batch size."
    return ""


_ACCOUNTS: tuple[Callable[[Moved], Fault | None], ...] = (
    _no_value,
    _whole_numbers,
    _rounding,
    _mean_of_batches,
    _last_batch,
    _sum_of_batches,
)
