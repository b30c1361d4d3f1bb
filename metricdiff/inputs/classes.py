"""The order of the classes: which label belongs to which column of scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError, UsageError, nearest
from metricdiff.inputs.cells import NUMBER, whole
from metricdiff.inputs.columns import class_suffixes
from metricdiff.inputs.predictions import Label, Raw
from metricdiff.words import Task

_BINARY = 2


def order(
    raw: Raw, task: Task, named: Sequence[str] = (), pos_label: str | None = None
) -> tuple[Label, ...]:
    """Return the label of each class, in class order.

    Class names in the columns' suffixes come before whole numbers that are column numbers, and
    those before the sorted values.

    Args:
        raw: The typed arrays.
        task: Binary or multiclass.
        named: The order that the user gives.
        pos_label: The positive class that the user names, for a binary task.

    Raises:
        InputError: A label has no column, or the columns cannot be told apart.
        UsageError: The user names a label that does not occur.
    """
    if raw.y_true.ndim > 1:
        return _of_one_hot(raw)
    present = _present(raw)
    if named:
        ordered = tuple(_label(text, present, "--labels") for text in named)
        absent = [label for label in present if label not in ordered]
        if absent:
            raise UsageError(f"--labels leaves out {absent[0]!r}, which occurs in the labels")
    elif task is Task.BINARY:
        ordered = _two(present, raw)
    else:
        ordered = _of_columns(raw, present)
    if task is Task.BINARY:
        return _binary(ordered, pos_label, raw)
    if pos_label is not None:
        raise UsageError(f"--pos-label is for two classes; there are {len(ordered)} here")
    return ordered


def as_labels(values: npt.NDArray[Any], y_true: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return decisions in the type of the labels, so that both compare equal."""
    if y_true.ndim > 1:
        return values
    return values if values.dtype.kind == "U" == y_true.dtype.kind else values.astype(y_true.dtype)


def is_number(text: str) -> bool:
    """Whether a cell spells a number."""
    return bool(NUMBER.fullmatch(str(text).strip()))


def _present(raw: Raw) -> list[Label]:
    """The distinct labels, sorted; decisions count where predictions are decisions."""
    return [value.item() for value in np.unique(whole(raw.y_true))]


def _label(text: str, present: Sequence[Label], option: str) -> Label:
    """Return the label that the user spells as *text*."""
    for label in present:
        if str(label) == text or (is_number(text) and label == float(text)):
            return label
    if any(isinstance(label, str) for label in present):
        return text  # a class that does not occur in this file
    if is_number(text):
        value = float(text)
        return int(value) if value.is_integer() else value
    known = [str(label) for label in present]
    raise UsageError(f"{option}: no label {text!r}{nearest(text, known)} (labels: {known})")


def _two(present: list[Label], raw: Raw) -> tuple[Label, ...]:
    """Complete a single label to two classes."""
    if len(present) != 1:
        return tuple(present)
    only = present[0]
    if isinstance(only, str):
        decided = {str(value) for value in np.unique(raw.y_pred)} if raw.y_pred.ndim == 1 else set()
        others = sorted(decided - {only}) if raw.y_pred.dtype.kind == "U" else []
        if len(others) == 1:
            return tuple(sorted([only, others[0]]))
        raise InputError(
            f"{raw.source}: the only label is {only!r}; name both classes, the positive one last: "
            f"--labels OTHER,{only}"
        )
    return (-1, 1) if only == -1 else (0, 1)


def _binary(ordered: tuple[Label, ...], pos_label: str | None, raw: Raw) -> tuple[Label, ...]:
    if len(ordered) != _BINARY:
        raise UsageError(
            f"{raw.source}: a binary task has 2 classes, the labels are {list(ordered)[:6]}; "
            "say --task multiclass, or --labels NEGATIVE,POSITIVE"
        )
    if pos_label is None:
        return ordered
    positive = _label(pos_label, ordered, "--pos-label")
    if positive not in ordered:
        raise UsageError(f"--pos-label: no label {pos_label!r} (labels: {list(ordered)})")
    return ordered if ordered[1] == positive else (ordered[1], ordered[0])


def _of_one_hot(raw: Raw) -> tuple[Label, ...]:
    width = raw.y_true.shape[1]
    if raw.y_pred.ndim == 1 or raw.y_pred.shape[1] != width:
        raise InputError(f"{raw.source}: one-hot labels of {width} columns need as many scores")
    return tuple(range(width))


def _of_columns(raw: Raw, present: list[Label]) -> tuple[Label, ...]:
    if raw.y_pred.ndim == 1:
        decided = [value.item() for value in np.unique(as_labels(raw.y_pred, raw.y_true))]
        return tuple(sorted({*present, *decided}, key=lambda label: (str(type(label)), label)))
    width = raw.y_pred.shape[1]
    suffixes = class_suffixes(raw.columns.y_pred)
    by_text = {str(label): label for label in present}
    if suffixes and set(by_text) <= set(suffixes):
        numbers = all(not isinstance(label, str) for label in present)
        return tuple(
            by_text.get(suffix, int(suffix) if numbers and suffix.isdigit() else suffix)
            for suffix in suffixes
        )
    counted = all(isinstance(label, int) for label in present)
    if counted and all(0 <= int(label) < width for label in present):
        return tuple(range(width))
    if len(present) == width:
        return tuple(present)
    raise InputError(_without_column(raw, present, width))


def _without_column(raw: Raw, present: list[Label], width: int) -> str:
    if len(present) < width:
        return (
            f"{raw.source}: {len(present)} labels and {width} columns of scores; say which column "
            f"is which class: --labels a,b,c ({width} of them)"
        )
    suffixes = class_suffixes(raw.columns.y_pred) or tuple(str(place) for place in range(width))
    missing = next((label for label in present if str(label) not in suffixes), present[width])
    first = int(np.argmax(whole(raw.y_true) == missing))
    return (
        f"{raw.source}: {raw.row(first)}: class {missing!r} has no column among the "
        f"{width} columns of scores (labels: {len(present)} classes)"
    )
