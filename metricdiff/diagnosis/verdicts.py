"""From two outcomes to a verdict, and from verdicts to the exit code."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from metricdiff.diagnosis.tolerance import Tolerance
from metricdiff.engines.outcome import Outcome, Value
from metricdiff.planning import Planned
from metricdiff.report import Comparison, DataNote, Side
from metricdiff.searching.result import Explained
from metricdiff.settings import Policy
from metricdiff.words import FailOn, Pairing, Reason, Verdict

#: What shows in three decimals; a smaller gap is minor.
DEFAULT_MIN_GAP = 0.0005

_DIFFERS = frozenset({Verdict.EXPLAINED, Verdict.UNEXPLAINED})


def settled(row: Comparison, policy: Policy) -> Comparison:
    """Return the comparison with what is accepted, whether it is minor and whether it fails."""
    causes = tuple(replace(one, accepted=policy.accepts(one.code, one.name)) for one in row.causes)
    row = replace(row, causes=causes)
    left = policy.baseline.left(row)
    small = _is_small(left, row, policy) or (row.difference is None and row.accepted)
    row = replace(
        row,
        minor=small and row.verdict in _DIFFERS,
        recorded=small and row.verdict is not Verdict.EQUAL and policy.baseline.knows(row),
    )
    return replace(row, failed=_fails(row, policy.fail_on))


def settled_note(note: DataNote, policy: Policy) -> DataNote:
    """Return the note with whether it is accepted; it fails where every difference does."""
    accepted = policy.accepts(note.code, note.name) or note.code in policy.baseline.notes
    failed = policy.fail_on is FailOn.ANY and not accepted
    return replace(note, accepted=accepted, failed=failed)


def exit_code(
    rows: Iterable[Comparison],
    notes: Iterable[DataNote],
    problems: Sequence[str],
    policy: Policy,
    reported: Iterable[Explained] = (),
) -> int:
    """Return 2 for a run that is not whole, 1 when a row, a note or a number fails, else 0."""
    if problems:
        return 2
    failed = (any(one.failed for one in ones) for ones in (rows, notes, reported))
    return int(any(failed) and not policy.exit_zero)


def judge(
    planned: Planned,
    sklearn: Outcome | None,
    keras: Outcome | None,
    tolerance: Tolerance,
    classes: Sequence[Any] = (),
) -> Comparison:
    """Return the comparison that a plan and two outcomes make.

    Args:
        planned: The two calls and what they stand for.
        sklearn: What came of scikit-learn's call; ``None`` where it has none.
        keras: What came of Keras's call; ``None`` where it has none.
        tolerance: How far the two may be apart.
        classes: The names of the classes, for values that are lists.
    """
    verdict, reason = Verdict.INCOMPARABLE, None
    ours = keras.value if keras else None
    theirs = sklearn.value if sklearn else None
    difference: Value | None = None
    if sklearn is None or keras is None:
        reason = Reason.NO_COUNTERPART
    elif ours is None or theirs is None:
        reason = Reason.RAISED
    elif len(_items(ours)) != len(_items(theirs)):
        reason = Reason.NO_COUNTERPART
    else:
        pairs = list(zip(_items(ours), _items(theirs), strict=True))
        agree = all(tolerance.covers(*pair) for pair in pairs)
        verdict = Verdict.EQUAL if agree else Verdict.UNEXPLAINED
        gaps = [_difference(*pair) for pair in pairs]
        difference = gaps if isinstance(ours, list) else gaps[0]
    length = max(len(_items(ours)), len(_items(theirs)))
    return Comparison(
        metric=planned.name,
        variant=planned.variant,
        pairing=planned.pairing,
        label=planned.label,
        sklearn=_side(planned.sklearn_text, sklearn),
        keras=_side(planned.keras_text, keras),
        difference=difference,
        atol=tolerance.atol,
        rtol=tolerance.rtol,
        verdict=verdict,
        reason=reason,
        classes=tuple(classes) if length > 1 and length == len(classes) else None,
        unit=planned.metric.unit if planned.metric else "",
    )


def _is_small(left: Value | None, row: Comparison, policy: Policy) -> bool:
    """Whether what is left of a difference is too little to fail on."""
    if left is None or row.difference is None:  # a side has no number at all
        return left == 0
    pairs = zip(_items(left), _items(row.sklearn.value), strict=True)
    if policy.min_gap is not None:
        return all(abs(gap) <= policy.min_gap for gap, _ in pairs)
    return all(abs(gap) <= DEFAULT_MIN_GAP * max(1.0, abs(value)) for gap, value in pairs)


def _fails(row: Comparison, fail_on: FailOn) -> bool:
    """Whether a comparison fails the run."""
    differs = row.verdict in _DIFFERS
    asked_for = row.pairing is not Pairing.DEFAULT and not row.minor
    match fail_on:
        case FailOn.MISMATCH:
            return differs and asked_for
        case FailOn.UNEXPLAINED:
            return row.verdict is Verdict.UNEXPLAINED and asked_for
        case FailOn.ANY:
            one_raised = (row.sklearn.error is None) != (row.keras.error is None)
            return (differs or one_raised) and not row.accepted
        case FailOn.NEVER:
            return False


def _side(call: str | None, outcome: Outcome | None) -> Side:
    if outcome is None:
        return Side(call)
    return Side(call, outcome.value, outcome.error, outcome.warnings)


def _items(value: Value | None) -> list[float]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _difference(keras: float, sklearn: float) -> float:
    """Keras's value less scikit-learn's; 0 for two equal infinities or two NaN."""
    if keras == sklearn or (math.isnan(keras) and math.isnan(sklearn)):
        return 0.0
    return keras - sklearn
