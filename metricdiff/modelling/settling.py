"""Which numbers of a model fail the run, and the exit code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from metricdiff.diagnosis.verdicts import DEFAULT_MIN_GAP
from metricdiff.engines.outcome import Value
from metricdiff.modelling.reported import Answer, Explained
from metricdiff.modelling.result import ModelRow
from metricdiff.report import Comparison, DataNote
from metricdiff.settings import Policy
from metricdiff.words import FailOn, Verdict

_DIFFERS = frozenset({Verdict.EXPLAINED, Verdict.UNEXPLAINED})


def settled(row: ModelRow, policy: Policy) -> ModelRow:
    """Return the row with what is accepted, whether it is minor and whether it fails.

    A row is minor when ``evaluate`` is near to both of the others.
    """
    comparison = row.comparison
    causes = tuple(
        replace(one, accepted=policy.accepts(one.code, one.name)) for one in comparison.causes
    )
    comparison = replace(comparison, causes=causes)
    differs = comparison.verdict in _DIFFERS
    small = _small(comparison, row.predict_gap, policy)
    comparison = replace(comparison, minor=differs and small)
    return replace(row, comparison=replace(comparison, failed=_fails(comparison, policy.fail_on)))


def _small(row: Comparison, predict_gap: Value | None, policy: Policy) -> bool:
    if row.accepted:
        return True
    gaps = [gap for part in (row.left, predict_gap) for gap in _items(part)]
    if row.left is None or not gaps:
        return False
    size = max(1.0, *(abs(one) for one in _items(row.keras.value)))
    most = DEFAULT_MIN_GAP * size if policy.min_gap is None else policy.min_gap
    return all(abs(gap) <= most for gap in gaps)


def _fails(row: Comparison, fail_on: FailOn) -> bool:
    differs = row.verdict in _DIFFERS
    match fail_on:
        case FailOn.MISMATCH:
            return differs and not row.minor
        case FailOn.UNEXPLAINED:
            return row.verdict is Verdict.UNEXPLAINED and not row.minor
        case FailOn.ANY:
            return differs and not row.accepted
        case FailOn.NEVER:
            return False


def exit_code(
    rows: Iterable[ModelRow],
    notes: Iterable[DataNote],
    reported: Iterable[Explained],
    policy: Policy,
) -> int:
    """Return 1 when a row or a note fails, or a reported number is not what ``evaluate`` says."""
    failed = any(row.comparison.failed for row in rows) or any(note.failed for note in notes)
    others = any(one.answer is not Answer.PLAIN for one in reported)
    failed |= others and policy.fail_on in {FailOn.MISMATCH, FailOn.ANY}
    return int(failed and not policy.exit_zero)


def _items(value: Value | None) -> list[float]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
