"""From what scikit-learn gives on ``predict``'s output to what ``evaluate`` says, step by step."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from metricdiff.causes.declaration import ModelStep
from metricdiff.causes.registry import causes
from metricdiff.diagnosis.tolerance import FLOAT32_STEP, Tolerance
from metricdiff.engines.outcome import Outcome, Value
from metricdiff.modelling.laboratory import Laboratory
from metricdiff.modelling.model import Item, Output
from metricdiff.modelling.setup import Leg, Setup, start, to_evaluate, to_predict
from metricdiff.report import Finding, FixLine

#: Keras computes the same in a graph and one operation after another, but for rounding.
_ROUNDING = 4


@dataclass(frozen=True)
class Walked:
    """The way of one number.

    Attributes:
        begin: What the metric gives at the start, where it is closest to scikit-learn's call.
        predict: What it gives on what ``predict`` returns.
        end: What it gives at the end, which ``evaluate`` should have said.
        findings: The causes of the steps that move it; empty where one of them has no name.
        unnamed: Whether a step that moves it has no name.
    """

    begin: Outcome
    predict: Outcome
    end: Outcome
    findings: tuple[Finding, ...]
    unnamed: bool


def walked(
    laboratory: Laboratory,
    item: Item,
    output: Output,
    near: Tolerance,
    *,
    logits: bool,
    from_sklearn: bool,
) -> Walked:
    """Walk from what scikit-learn gives on ``predict``'s output to ``evaluate``.

    Args:
        laboratory: Makes the numbers.
        item: The metric or loss.
        output: Its output.
        near: How far two values may be apart and be the same.
        logits: Whether the output holds logits.
        from_sklearn: Whether scikit-learn has a counterpart; the causes begin at what the same
            metric gives on ``predict``'s output where it has not.
    """
    begin = start(item, output, logits=logits)
    there = list(to_predict(item, output, begin))
    target = laboratory.model.evaluated.get(item.key)
    ways = _ways(laboratory, item, output, there[-1].setup)
    first = next(ways)
    way = next(
        (one for one in (first, *ways) if _lands(laboratory, item, one, target, near)), first
    )
    legs = [Leg("", begin), *there, *way] if from_sklearn else [there[-1], *way]
    findings, unnamed = _findings(laboratory, item, output, legs, near)
    return Walked(
        laboratory.value(item, begin),
        laboratory.value(item, there[-1].setup),
        laboratory.value(item, legs[-1].setup),
        findings,
        unnamed,
    )


def _ways(laboratory: Laboratory, item: Item, output: Output, begin: Setup) -> Iterator[list[Leg]]:
    """Yield what ``evaluate`` may do beyond the metric, the plainest first."""
    usual = list(to_evaluate(item, output, laboratory.model, begin))
    yield usual
    if item.role == "output_loss":
        yield [*usual, Leg("over", replace(usual[-1].setup, over="batches"))]
    # A step of the user's own may call the model in training mode.
    training = [Leg("rows", replace(begin, rows="training"))]
    yield training + [
        Leg(leg.field, replace(leg.setup, rows="training")) for leg in usual if leg.field != "rows"
    ]


def _lands(
    laboratory: Laboratory, item: Item, way: Sequence[Leg], target: Value | None, near: Tolerance
) -> bool:
    end = laboratory.value(item, way[-1].setup).value
    return end is not None and target is not None and same(end, target, near)


def _findings(
    laboratory: Laboratory, item: Item, output: Output, legs: Sequence[Leg], near: Tolerance
) -> tuple[tuple[Finding, ...], bool]:
    found: list[Finding] = []
    moved: set[str] = set()
    unnamed = False
    for before, leg in pairwise(legs):
        values = [laboratory.value(item, one.setup).value for one in (before, leg)]
        if values[0] is None or values[1] is None or same(values[1], values[0], near):
            continue
        step = ModelStep(
            *(leg.field, before.setup, leg.setup, (values[0], values[1])),
            *(item, output, laboratory.model),
            batch_mean=_batch_mean(laboratory, item, leg),
            moved=frozenset(moved),
        )
        finding = _named(step, laboratory, legs[-1].setup)
        moved.add(leg.field)
        unnamed |= finding is None
        if finding and found and found[-1].code == finding.code:
            found[-1] = _joined(found[-1], finding)
        elif finding:
            found.append(finding)
    return tuple(found), unnamed


def _batch_mean(laboratory: Laboratory, item: Item, leg: Leg) -> Value | None:
    if leg.field != "batches":
        return None
    return laboratory.value(item, replace(leg.setup, over="batches")).value


def _joined(first: Finding, then: Finding) -> Finding:
    """Return two steps of one cause as one."""
    parts = [items(one.contribution or 0.0) for one in (first, then)]
    sums = [sum(pair) for pair in zip(*parts, strict=True)]
    both = sums if isinstance(first.contribution, list) else sums[0]
    return replace(first, contribution=both, value_after=then.value_after)


def _named(step: ModelStep, laboratory: Laboratory, end: Setup) -> Finding | None:
    """Return the cause of a step, and what ``evaluate`` would say without it."""
    cause = next((one for one in causes() if one.in_model and one.in_model.applies(step)), None)
    if cause is None or cause.in_model is None:
        return None
    told = cause.in_model
    mended = laboratory.value(step.item, _without(step, end))
    return Finding(
        code=cause.code,
        name=cause.name,
        contribution=less(*reversed(step.values)),
        value_after=step.values[1],
        evidence=told.evidence(step),
        keras_fix=FixLine(told.keras(step), mended.value, mended.error) if told.keras else None,
        sklearn_fix=FixLine(told.sklearn(step), step.values[1]) if told.sklearn else None,
    )


def _without(step: ModelStep, end: Setup) -> Setup:
    """Return what ``evaluate`` does, but for one step."""
    if hasattr(step.before, step.field):
        return replace(end, **{step.field: getattr(step.before, step.field)})
    left_out = (step.field, step.before.changed(step.field))
    return replace(end, config=(*end.config, left_out))


def nearness(tolerance: Tolerance, batches: int) -> Tolerance:
    """Return how far numbers may be apart that were summed in so many batches."""
    return Tolerance(
        tolerance.atol, tolerance.rtol + FLOAT32_STEP * (_ROUNDING + math.sqrt(batches))
    )


def same(one: Value, other: Value, near: Tolerance) -> bool:
    """Whether two values agree; of several, all of them."""
    pairs = list(zip(items(one), items(other), strict=False))
    return len(items(one)) == len(items(other)) and all(near.covers(*pair) for pair in pairs)


def less(one: Value, other: Value) -> Value | None:
    """Return the one less the other; ``None`` where they are not as many."""
    if len(items(one)) != len(items(other)):
        return None
    gaps = [0.0 if a == b else a - b for a, b in zip(items(one), items(other), strict=True)]
    return gaps if isinstance(one, list) else gaps[0]


def items(value: Value) -> list[float]:
    """Return a value as a list."""
    return value if isinstance(value, list) else [value]
