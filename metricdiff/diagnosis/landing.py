"""Landing: a walk that ends, at both ends, at what the libraries returned."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from metricdiff.calls.expression import dotted
from metricdiff.causes.declaration import Cause, Change, Evidence, Fix
from metricdiff.causes.registry import causes
from metricdiff.diagnosis.tolerance import Tolerance
from metricdiff.diagnosis.walk import Path, Values, walk
from metricdiff.engines.outcome import Value
from metricdiff.inputs.predictions import Predictions
from metricdiff.planning import Planned
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.of_keras import recipe_of_keras
from metricdiff.recipes.of_sklearn import recipe_of_sklearn
from metricdiff.report import Comparison, Finding, Proof
from metricdiff.witnesses import Witnesses
from metricdiff.words import Verdict

#: What a recipe may be off the scikit-learn call that it describes: rounding in float64.
_EXACT = 1e-9


@dataclass(frozen=True)
class Explained:
    """A comparison whose causes are proven, the fixes still to be run.

    Attributes:
        row: The comparison with its proof.
        findings: Its causes.
        fixes: What to write instead, for each cause.
    """

    row: Comparison
    findings: tuple[Finding, ...]
    fixes: tuple[Fix, ...]


def land(planned: Planned, row: Comparison, facts: Facts) -> Explained | None:
    """Walk between the two recipes of a comparison that differs.

    Returns:
        Its causes; ``None`` unless the walk lands and every step that moves the value has a name.
    """
    path = way(planned, facts)
    if path is None or planned.sklearn is None or planned.keras is None or not lands(path, row):
        return None
    metric = dotted(next(planned.keras.library_calls()).func)
    findings, fixes = [], []
    for step in path.steps:
        if small(step.contribution, row):
            continue
        seen = facts.counted if step.after.mask else facts
        change = Change(
            *(step.field, step.before, step.after, metric, seen),
            *(planned.sklearn.text, planned.keras.text),
        )
        cause = next((one for one in causes() if one.applies and one.applies(change)), None)
        if cause is None:
            return None
        evidence = cause.evidence(change) if cause.evidence else Evidence(cause.summary)
        gap, after = plain(step.contribution), plain(step.value)
        findings.append(described(cause, evidence, gap, after, seen.predictions))
        fixes.append(cause.fix(change) if cause.fix else Fix())
    with np.errstate(invalid="ignore"):
        residual = array(row.difference) - sum(
            (array(finding.contribution) for finding in findings), np.zeros(1)
        )
    if not findings or not (small(residual, row) or _infinite(path)):
        return None
    proof = Proof("landing", row.keras.call or "", plain(path.end), plain(residual))
    return Explained(
        replace(row, verdict=Verdict.EXPLAINED, residual=plain(residual), proof=proof),
        tuple(findings),
        tuple(fixes),
    )


def way(planned: Planned, facts: Facts) -> Path | None:
    """Return the walk between the recipes of a pair of calls; ``None`` without recipes."""
    if planned.sklearn is None or planned.keras is None or facts.weightless:
        return None
    theirs = recipe_of_sklearn(planned.sklearn, facts.predictions)
    ours = recipe_of_keras(planned.keras, facts.predictions, weighted=planned.weighted)
    if theirs is None or ours is None:
        return None
    mask = facts.predictions.raw.mask
    masked = mask is not None and not mask.all()
    heeded = masked and planned.heeds_mask
    return walk(replace(theirs, mask=masked), replace(ours, mask=heeded), facts)


def described(
    cause: Cause,
    evidence: Evidence,
    contribution: Value | None,
    after: Value | None,
    predictions: Predictions,
) -> Finding:
    """Return a cause as the report shows it; its rows are rows of *predictions*."""
    rows = evidence.rows
    return Finding(
        code=cause.code,
        name=cause.name,
        contribution=contribution,
        value_after=after,
        evidence=evidence.text,
        witnesses=None if rows is None else Witnesses(predictions, rows),
    )


def small(values: Values, row: Comparison) -> bool:
    """Whether differences are within the tolerance of a comparison; NaN never is.

    What float32 rounds off is relative to the larger of the two values that are finite.
    """
    tolerance = Tolerance(row.atol, row.rtol)
    sizes = np.abs(np.array([array(row.sklearn.value), array(row.keras.value)]))
    base = np.where(np.isfinite(sizes), sizes, 0.0).max(axis=0)
    return all(
        abs(value) <= tolerance.atol + tolerance.rtol * abs(one)
        for value, one in np.broadcast(values, base)
    )


def array(value: Value | None) -> Values:
    """Return a value, or those of each class, as an array."""
    return np.array([] if value is None else value, dtype=np.float64, ndmin=1)


def plain(values: Values) -> Value:
    """Return an array of values as the report holds them."""
    return float(values[0]) if values.size == 1 else [float(value) for value in values]


def lands(path: Path, row: Comparison) -> bool:
    """Whether both ends of the path are what the libraries returned; NaN is NaN."""
    start, end = array(row.sklearn.value), array(row.keras.value)
    if path.start.shape != start.shape or path.end.shape != end.shape:
        return False
    same = np.isnan(path.start) & np.isnan(start)
    with np.errstate(invalid="ignore"):
        exact = np.abs(path.start - start) <= _EXACT * np.maximum(1, np.abs(start))
        left = np.where(np.isnan(path.end) & np.isnan(end), 0.0, path.end - end)
    return bool((exact | same).all()) and small(left, row)


def _infinite(path: Path) -> bool:
    """Whether an end is no number, so that nothing can be left of the difference."""
    return not np.isfinite(np.concatenate([path.start, path.end])).all()
