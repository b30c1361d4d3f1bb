"""What an ``AssertionError`` says of a report, in the manner of numpy's."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.formats import style, telling
from metricdiff.formats.heading import what
from metricdiff.formats.style import safe
from metricdiff.formats.telling import Told
from metricdiff.report import Comparison, DataNote, Report
from metricdiff.words import Pairing

_MOST_ROWS = 10


def message(report: Report, first: str = "") -> str:
    """Return how many metrics differ and by how much at most, then each with its causes."""
    return "\n".join(["", *_lines(report, first)])


def _lines(report: Report, first: str) -> Iterator[str]:
    task = report.predictions.task
    failed = [row for row in report.comparisons if row.failed]
    failed.sort(key=telling.size, reverse=True)
    yield "scikit-learn and Keras do not agree"
    if first:
        yield first
    rows = style.count(report.predictions.rows, "row")
    yield f"Predictions: {rows}, {what(report.predictions)}"
    if failed:
        yield from _sizes(report, failed)
    for row in failed[:_MOST_ROWS]:
        yield f" {style.where(row, task)}: {style.difference(row) or 'one has no number'}"
        for name, side in (("sklearn", row.sklearn), ("keras", row.keras)):
            number = side.error if side.value is None else _digits(side.value)
            yield f"   {name + ':':9}{safe(number)}  {safe(side.call)}"
    if len(failed) > _MOST_ROWS:
        yield f" and {len(failed) - _MOST_ROWS} more"
    causes = telling.by_cause(failed, task)
    for told in causes:
        yield from _cause(told)
    notes = [note for note in report.notes if note.failed]
    yield from map(_note, notes)
    codes = sorted({told.code for told in causes} | {note.code for note in notes})
    if codes:
        yield f"To read about it: metricdiff cause {' '.join(codes)}"
        yield f"To accept it: ignore={codes}"


def _sizes(report: Report, failed: list[Comparison]) -> Iterator[str]:
    """Yield how many rows differ and the largest differences, absolute and relative."""
    task = report.predictions.task
    asked = report.of(Pairing.MATCHED, Pairing.CUSTOM)
    every = asked if all(row in asked for row in failed) else report.comparisons
    share = 100 * len(failed) / len(every)
    yield f"Mismatched metrics: {len(failed)} / {len(every)} ({share:.3g}%)"
    largest = failed[0]
    gap = style.signed(largest.difference)
    yield f"Max absolute difference: {gap} ({style.where(largest, task)})"
    sized = [(abs(part), row) for row in failed if (part := _relative(row)) is not None]
    if sized:
        size, row = max(sized, key=lambda pair: pair[0])
        yield f"Max relative difference: {size:.6g} ({style.where(row, task)})"


def _relative(row: Comparison) -> float | None:
    """Return the difference as a share of scikit-learn's value; ``None`` where that is none."""
    value = row.sklearn.value
    if isinstance(value, list) or not value or row.difference is None:
        return None
    return row.largest / value


def _digits(value: float | list[float]) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(style.value, value))}]"
    return f"{value:.10g}"


def _cause(told: Told) -> Iterator[str]:
    yield f"{told.code} {told.name}, moves {style.count(told.metrics, 'metric')}"
    yield f"   {safe(told.evidence)}"
    if told.rows:
        yield f"   rows {told.rows}"
    for fix in told.fixes:
        yield f"   fix {fix.side}: {safe(fix.told(' gives '))}"


def _note(note: DataNote) -> str:
    return f"{note.code} {note.name}: {safe(note.evidence)}"
