"""From comparisons that differ to causes that are proven and add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from metricdiff.calls import Call, parse
from metricdiff.calls.expression import dotted
from metricdiff.causes.declaration import Cause, Change, Fix
from metricdiff.causes.registry import causes
from metricdiff.diagnosis.tolerance import Tolerance
from metricdiff.diagnosis.walk import Path, Step, Values, walk
from metricdiff.engines.outcome import Outcome, Value
from metricdiff.inputs.predictions import Predictions
from metricdiff.planning import Planned
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.of_keras import recipe_of_keras
from metricdiff.recipes.of_sklearn import recipe_of_sklearn
from metricdiff.report import Comparison, Finding, FixLine, Proof
from metricdiff.words import Verdict

#: What a recipe may be off the scikit-learn call that it describes: rounding in float64.
_EXACT = 1e-9
_MOST_ROWS = 100

RunSklearn = Callable[[Call], Outcome]
RunKeras = Callable[[Sequence[tuple[Call, bool]]], list[Outcome]]


@dataclass(frozen=True)
class _Explained:
    """A comparison whose walk landed, its fixes not yet run."""

    row: Comparison
    findings: tuple[Finding, ...]
    fixes: tuple[Fix, ...]


def explain(
    rows: Sequence[tuple[Planned, Comparison]],
    predictions: Predictions,
    run_sklearn: RunSklearn,
    run_keras: RunKeras,
) -> list[Comparison]:
    """Return the comparisons, those that differ with their proven causes.

    A comparison whose path does not land on what the libraries returned stays unexplained.

    Args:
        rows: What was planned, and what came of it.
        predictions: What it was run on.
        run_sklearn: Runs a fix on scikit-learn's side.
        run_keras: Runs all fixes on Keras's side in one go, each with whether it is weighted.
    """
    facts = Facts(predictions)
    if not np.isfinite(facts.scores).all():  # a broken score is no recipe's business
        return [row for _, row in rows]
    found = {
        place: explained
        for place, (planned, row) in enumerate(rows)
        if row.verdict is Verdict.UNEXPLAINED
        and (explained := _explain(planned, row, predictions, facts)) is not None
    }
    weighted = {place: rows[place][0].weighted for place in found}
    values = _run_keras_fixes(found, weighted, run_keras)
    done = [row for _, row in rows]
    for place, explained in found.items():
        findings = tuple(
            replace(
                finding,
                keras_fix=values.get((place, fix.keras)),
                sklearn_fix=_ran(fix.sklearn, run_sklearn(parse(fix.sklearn)))
                if fix.sklearn
                else None,
            )
            for finding, fix in zip(explained.findings, explained.fixes, strict=True)
        )
        done[place] = replace(explained.row, causes=findings)
    return done


def _explain(
    planned: Planned, row: Comparison, predictions: Predictions, facts: Facts
) -> _Explained | None:
    """Walk between the two recipes; ``None`` unless it lands and every step has a name."""
    if planned.sklearn is None or planned.keras is None:
        return None
    theirs = recipe_of_sklearn(planned.sklearn, predictions)
    ours = recipe_of_keras(planned.keras, predictions, weighted=planned.weighted)
    if theirs is None or ours is None:
        return None
    path = walk(theirs, ours, facts)
    if path is None or not _lands(path, row):
        return None
    metric = dotted(next(planned.keras.library_calls()).func)
    findings, fixes = [], []
    for step in path.steps:
        if not _moves(step, row):
            continue
        change = Change(step.field, step.before, step.after, metric, facts)
        cause = next((one for one in causes() if one.applies and one.applies(change)), None)
        if cause is None:
            return None
        findings.append(_finding(cause, change, step))
        fixes.append(cause.fix(change) if cause.fix else Fix())
    residual = _array(row.difference) - sum(
        (_array(finding.contribution) for finding in findings), np.zeros(1)
    )
    if not findings or not _small(residual, row):
        return None
    return _Explained(
        replace(
            row,
            verdict=Verdict.EXPLAINED,
            residual=_plain(residual),
            proof=Proof("landing", row.keras.call or "", _plain(path.end), _plain(residual)),
        ),
        tuple(findings),
        tuple(fixes),
    )


def _finding(cause: Cause, change: Change, step: Step) -> Finding:
    evidence = cause.evidence(change) if cause.evidence else None
    rows = evidence.rows if evidence else None
    numbers = change.facts.predictions.raw.numbers
    return Finding(
        code=cause.code,
        name=cause.name,
        contribution=_plain(step.contribution),
        value_after=_plain(step.value),
        evidence=evidence.text if evidence else cause.summary,
        rows=None if rows is None else tuple(numbers(rows[:_MOST_ROWS].tolist())),
        row_count=None if rows is None else len(rows),
    )


def _lands(path: Path, row: Comparison) -> bool:
    """Whether both ends of the path are what the libraries returned."""
    start, end = _array(row.sklearn.value), _array(row.keras.value)
    if path.start.shape != start.shape or path.end.shape != end.shape:
        return False
    exact = np.abs(path.start - start) <= _EXACT * np.maximum(1, np.abs(start))
    return bool(exact.all()) and _small(path.end - end, row)


def _moves(step: Step, row: Comparison) -> bool:
    return not _small(step.contribution, row)


def _small(values: Values, row: Comparison) -> bool:
    """Whether differences are within the tolerance of a comparison; NaN never is.

    What float32 rounds off is relative to the larger of the two values.
    """
    tolerance = Tolerance(row.atol, row.rtol)
    base = np.maximum(np.abs(_array(row.sklearn.value)), np.abs(_array(row.keras.value)))
    return all(
        abs(value) <= tolerance.atol + tolerance.rtol * abs(one)
        for value, one in np.broadcast(values, base)
    )


def _array(value: Value | None) -> Values:
    return np.array([] if value is None else value, dtype=np.float64, ndmin=1)


def _plain(values: Values) -> Value:
    return float(values[0]) if values.size == 1 else [float(value) for value in values]


def _run_keras_fixes(
    found: dict[int, _Explained], weighted: dict[int, bool], run_keras: RunKeras
) -> dict[tuple[int, str], FixLine]:
    wanted = [(place, fix.keras) for place, one in found.items() for fix in one.fixes if fix.keras]
    if not wanted:
        return {}
    outcomes = run_keras([(parse(text), weighted[place]) for place, text in wanted])
    return {key: _ran(key[1], outcome) for key, outcome in zip(wanted, outcomes, strict=True)}


def _ran(text: str, outcome: Outcome) -> FixLine:
    return FixLine(text, outcome.value, outcome.error)
