"""What a property declares: the experiments that it needs, and what their numbers say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment, Observed
from metricdiff.auditing.result import Checked, Fault, Number
from metricdiff.causes.registry import find


@dataclass(frozen=True)
class Property:
    """A property, tested by running the metric.

    Attributes:
        name: What it is called in reports.
        experiments: The runs that it needs, by a name that is its own.
        judge: What they say.
    """

    name: str
    experiments: Callable[[Bench], Mapping[str, Experiment]]
    judge: Callable[[Bench, Outcomes], Checked]


def fault(
    code: str,
    evidence: str,
    numbers: Iterable[Number] = (),
    *,
    fix: str = "",
    rows: tuple[int, ...] = (),
    batches: tuple[int, ...] = (),
    fails: bool = True,
) -> Fault:
    """Return what failed under its cause.

    Args:
        code: The code of the cause.
        evidence: What shows it.
        numbers: The numbers that differ.
        fix: The change that mends it; empty for that of the cause's manual page.
        rows: The rows that show it.
        batches: The batches that show it.
        fails: Whether it fails the audit.
    """
    cause = find(code)
    mended = fix or cause.manual.keras
    return Fault(code, cause.name, evidence, tuple(numbers), mended, rows, batches, fails)


def number(of: str, seen: Observed) -> Number:
    """Return what an experiment gave, or what it raised."""
    return Number(of, seen.value, seen.error)
