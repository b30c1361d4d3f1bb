"""Reported numbers: which way of evaluating the model gives them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from metricdiff.errors import UsageError, nearest
from metricdiff.modelling.laboratory import Laboratory
from metricdiff.modelling.model import Item
from metricdiff.modelling.result import ModelRow
from metricdiff.modelling.setup import Setup
from metricdiff.modelling.training_log import Epoch
from metricdiff.searching.reported import Reported, metric_of
from metricdiff.words import Task

_RUNNING = (
    "a log without val_: the number averages over the batches of the epoch, in training mode, "
    "while the weights were changing; the model holds the last weights"
)
_NOT_RESET = (
    "a metric that is not reset adds up over epochs, or over training and validation: "
    "metricdiff audit"
)


#: What float32 leaves of two ways to one number.
_SAME = 1e-6


class Answer(StrEnum):
    """What a reported number is."""

    PLAIN = "plain"
    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class Way:
    """A way of making a number.

    Attributes:
        codes: The causes that it differs from ``evaluate`` by.
        text: What it is.
        value: What it gives.
    """

    codes: tuple[str, ...]
    text: str
    value: float


@dataclass(frozen=True)
class Explained:
    """What became of a reported number.

    Attributes:
        reported: The number.
        key: What ``evaluate`` calls it.
        evaluate: What it says.
        answer: What the number is.
        ways: The ways that give it.
        hints: Codes of causes that no data can prove, each with a sentence.
        epoch: Which epoch of a log it is of, from 1; 0 for none.
    """

    reported: Reported
    key: str
    evaluate: float
    answer: Answer
    ways: tuple[Way, ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    epoch: int = 0


def explained(
    laboratory: Laboratory, rows: Sequence[ModelRow], epochs: Sequence[Epoch]
) -> tuple[Explained, ...]:
    """Say what the numbers of a report, or of the epoch of a log that is closest, are.

    Raises:
        UsageError: The model has no number of that name.
    """
    by_name = _by_name(rows)
    epoch = next(
        (one for one in reversed(epochs) if all(_plain(number, by_name) for number in one.numbers)),
        epochs[-1],
    )
    return tuple(_explained(laboratory, rows, number, epoch, by_name) for number in epoch.numbers)


def _by_name(rows: Sequence[ModelRow]) -> Mapping[str, ModelRow]:
    return {row.item.key: row for row in rows}


def _row(number: Reported, rows: Mapping[str, ModelRow]) -> ModelRow:
    key = number.name.removeprefix("val_")
    if key in rows:
        return rows[key]
    for row in rows.values():
        if _metric(row.item.name) == _metric(key) != "":
            return row
    raise UsageError(
        f"--reported {number.text or number.name}: the model has no {key}"
        f"{nearest(key, rows)} (it has {', '.join(rows)})"
    )


def _metric(name: str) -> str:
    try:
        return metric_of(name, Task.BINARY).metric.name
    except UsageError:
        return ""


def _plain(number: Reported, rows: Mapping[str, ModelRow]) -> bool:
    value = _row(number, rows).comparison.keras.value
    return isinstance(value, float) and number.fits(value)


def _explained(
    laboratory: Laboratory,
    rows: Sequence[ModelRow],
    number: Reported,
    epoch: Epoch,
    by_name: Mapping[str, ModelRow],
) -> Explained:
    row = _row(number, by_name)
    value = row.comparison.keras.value
    evaluate = value if isinstance(value, float) else float("nan")
    usual = Explained(number, row.item.key, evaluate, Answer.PLAIN, epoch=epoch.place)
    if number.fits(evaluate):
        return usual
    ways = [way for way in _ways(laboratory, row, rows) if number.fits(way.value)]
    distinct = {way.codes: way for way in reversed(ways)}
    found = tuple(reversed(distinct.values()))
    if found:
        # Ways that give the same number, not merely the same digits, are one answer.
        one = all(math.isclose(way.value, found[0].value, rel_tol=_SAME) for way in found)
        answer = Answer.FOUND if one else Answer.AMBIGUOUS
        return replace(usual, answer=answer, ways=found)
    return replace(usual, answer=Answer.NOT_FOUND, hints=tuple(_hints(epoch)))


def _ways(laboratory: Laboratory, row: ModelRow, rows: Sequence[ModelRow]) -> Iterator[Way]:
    """Yield other ways of making a number, the plainest first."""
    yield from _on_predict(row)
    yield from _in_other_setups(laboratory, row)
    for other in rows:
        value = other.comparison.keras.value
        if other is not row and isinstance(value, float):
            yield Way(("MD612",), f"what evaluate calls {other.item.key}", value)


def _on_predict(row: ModelRow) -> Iterator[Way]:
    codes = tuple(one.code for one in row.comparison.causes)
    for name, side in (("scikit-learn", row.comparison.sklearn), ("Keras", row.predict)):
        if isinstance(side.value, float) and codes:
            yield Way(codes, f"{name} on what predict returns, {side.call}", side.value)
    for one in row.comparison.causes:
        fix = one.keras_fix
        if fix and isinstance(fix.value, float):
            yield Way((one.code,), f"evaluate without {one.name}", fix.value)


def _in_other_setups(laboratory: Laboratory, row: ModelRow) -> Iterator[Way]:
    item = row.item
    if item.role == "total_loss":
        return
    for codes, text, setup in _setups(laboratory, item):
        value = laboratory.value(item, setup).value
        if isinstance(value, float):
            yield Way(codes, text, value)


def _setups(laboratory: Laboratory, item: Item) -> Iterator[tuple[tuple[str, ...], str, Setup]]:
    output = laboratory.model.outputs[item.output]
    usual = Setup(
        rows="one_pass",
        columns=False,
        over="rows",
        logits=item.is_cross_entropy,
        mask=True,
        batches=True,
        scaled=True,
        penalty=item.role == "loss",
        weights="none" if output.weights is None or item.role == "metric" else "given",
    )
    if laboratory.model.in_training:
        layers = ", ".join(laboratory.model.in_training)
        yield ("MD801",), f"in training mode ({layers})", replace(usual, rows="training")
    if output.weights is not None:
        if item.role == "metric":
            yield ("MD702",), "with sample weights", replace(usual, weights="given")
        else:
            yield ("MD701",), "without sample weights", replace(usual, weights="none")
    elif item.is_loss and _has_classes(output.labels):
        text = "with class_weight that balances the classes"
        yield ("MD703",), text, replace(usual, weights="balanced")


def _has_classes(labels: object) -> bool:
    kind = getattr(labels, "dtype", None)
    return kind is not None and kind.kind in "iub"


def _hints(epoch: Epoch) -> Iterator[tuple[str, str]]:
    if epoch.in_training:
        yield "MD802", _RUNNING
    if epoch.place:
        yield "MD404", _NOT_RESET
