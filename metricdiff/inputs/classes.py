"""The order of the classes: which label belongs to which column of scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError, UsageError, nearest
from metricdiff.inputs.cells import is_number, whole
from metricdiff.inputs.columns import class_suffixes
from metricdiff.inputs.predictions import Label, Raw
from metricdiff.words import Task

_BINARY = 2
#: Whole numbers that people give to rows without a label.
_UNLABELLED = frozenset({-1, -100, 255})


def order(raw: Raw, task: Task, named: Sequence[str] = ()) -> tuple[Label, ...]:
    """Return the label of each class, in the order of the columns of scores.

    Class names in the columns' suffixes come before whole numbers that are column numbers, and
    those before the sorted values.

    Args:
        raw: The typed arrays.
        task: Binary or multiclass.
        named: The order that the user gives.

    Raises:
        InputError: A label has no column, or the columns cannot be told apart.
        UsageError: The user names a label that does not occur.
    """
    if raw.y_true.ndim > 1:
        return _of_one_hot(raw, task, named)
    present = [value.item() for value in np.unique(whole(raw.y_true))]
    if named:
        ordered = _of_user(named, present)
    else:
        ordered = _of_suffixes(raw, present)
        if not ordered:
            ordered = _two(present, raw) if task is Task.BINARY else _of_columns(raw, present)
    if task is Task.BINARY and len(ordered) != _BINARY:
        raise UsageError(
            f"{raw.source}: a binary task has 2 classes, the labels are {list(ordered)[:6]}; "
            "say --task multiclass, or --labels NEGATIVE,POSITIVE"
        )
    width = raw.y_pred.shape[1] if raw.y_pred.ndim > 1 else len(ordered)
    if named and width != len(ordered):
        raise UsageError(f"--labels names {len(ordered)} classes for {width} columns of scores")
    if width != len(ordered):
        raise InputError(_without_column(raw, ordered, width))
    return ordered


def positive_last(
    ordered: tuple[Label, ...], task: Task, pos_label: str | None
) -> tuple[Label, ...]:
    """Put the class that the user calls positive behind the other one.

    Raises:
        UsageError: There is no such label, or there are not two classes.
    """
    if pos_label is None:
        return ordered
    if task is not Task.BINARY:
        raise UsageError(f"--pos-label is for two classes; this is a {task} task")
    positive = _label(pos_label, ordered, "--pos-label")
    if positive not in ordered:
        raise UsageError(f"--pos-label: no label {pos_label!r} (labels: {list(ordered)})")
    return ordered if ordered[1] == positive else (ordered[1], ordered[0])


def as_labels(values: npt.NDArray[Any], y_true: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return decisions in the type of the labels, so that both compare equal.

    What that type cannot hold, such as a fraction among whole labels, stays as it is.
    """
    if y_true.ndim > 1:
        return values
    text = "U" in {values.dtype.kind, y_true.dtype.kind}
    given = whole(values)
    try:
        with np.errstate(invalid="ignore"):
            cast = given.astype(str if y_true.dtype.kind == "U" else y_true.dtype)
    except ValueError:
        return values
    same = np.array_equal(cast.astype(str), given.astype(str)) if text else (cast == given).all()
    return cast if same else values


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


def one_hot_rows(labels: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return which rows of (N, L) labels hold a single 1 and zeros."""
    if labels.dtype.kind == "U":
        return np.zeros(len(labels), dtype=np.bool_)
    ones = labels == 1
    return np.asarray((ones | (labels == 0)).all(axis=1) & (ones.sum(axis=1) == 1), dtype=np.bool_)


def _of_user(named: Sequence[str], present: list[Label]) -> tuple[Label, ...]:
    ordered = tuple(_label(text, present, "--labels") for text in named)
    twice = [text for place, text in enumerate(named) if ordered[place] in ordered[:place]]
    if twice:
        raise UsageError(f"--labels names {twice[0]} twice")
    absent = [label for label in present if label not in ordered]
    if absent:
        raise UsageError(f"--labels leaves out {absent[0]!r}, which occurs in the labels")
    return ordered


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
    elif only in {-1, 0, 1}:
        return (-1, 1) if only == -1 else (0, 1)
    raise InputError(
        f"{raw.source}: the only label is {only!r}; name both classes, the positive one last: "
        f"--labels OTHER,{only}"
    )


def _of_one_hot(raw: Raw, task: Task, named: Sequence[str]) -> tuple[Label, ...]:
    width = raw.y_true.shape[1]
    if task is Task.BINARY:
        raise UsageError(
            f"--task binary: there are {width} columns of labels; name one: --y-true COL"
        )
    if named:
        raise UsageError("--labels: one-hot labels are in the order of their columns")
    bad = ~one_hot_rows(raw.y_true)
    if bad.any():
        raise InputError(
            f"{raw.at(int(np.argmax(bad)))}: the {width} columns of labels are not "
            "one-hot, a single 1 and zeros; say --task multilabel"
        )
    if raw.y_pred.ndim == 1 or raw.y_pred.shape[1] != width:
        raise InputError(f"{raw.source}: one-hot labels of {width} columns need as many scores")
    return tuple(range(width))


def _of_suffixes(raw: Raw, present: list[Label]) -> tuple[Label, ...]:
    """Return the classes that the names of the columns end in, if each label is among them."""
    suffixes = class_suffixes(raw.columns.y_pred)
    if raw.y_pred.ndim == 1:
        # One column of two: prob_cat is the score of cat.  In p_0 the number counts columns.
        others = [label for label in present if label not in suffixes]
        named = len(others) == 1 and len(present) == _BINARY
        return (*others, *suffixes) if named else ()
    by_text = {str(label): label for label in present}
    if not set(by_text) <= set(suffixes):
        return ()
    numbers = all(not isinstance(label, str) for label in present)
    return tuple(
        by_text.get(suffix, int(suffix) if numbers and suffix.isdecimal() else suffix)
        for suffix in suffixes
    )


def _of_columns(raw: Raw, present: list[Label]) -> tuple[Label, ...]:
    if raw.y_pred.ndim == 1:
        decided = as_labels(raw.y_pred, raw.y_true)
        if decided.dtype.kind != raw.y_true.dtype.kind:
            return tuple(present)
        more = {value.item() for value in np.unique(decided)} - {""}
        return tuple(sorted({*present, *more}, key=lambda label: (isinstance(label, str), label)))
    width = raw.y_pred.shape[1]
    counted = all(isinstance(label, int) for label in present)
    # -1 is a class of its own where there is a column for it.
    unlabelled = _UNLABELLED - ({-1} if len(present) <= width else set())
    named = [label for label in present if label not in unlabelled or 0 <= int(label) < width]
    if counted and named and all(0 <= int(label) < width for label in named):
        return tuple(range(width))
    if len(present) == width:
        return tuple(present)
    raise InputError(_without_column(raw, present, width))


def _without_column(raw: Raw, present: Sequence[Label], width: int) -> str:
    if len(present) < width:
        return (
            f"{raw.source}: {_classes(len(present))} and {width} columns of scores; say which "
            f"column is which class: --labels a,b,c ({width} of them)"
        )
    suffixes = class_suffixes(raw.columns.y_pred) or tuple(str(place) for place in range(width))
    missing = next((label for label in present if str(label) not in suffixes), present[width])
    first = int(np.argmax(whole(raw.y_true) == missing))
    return (
        f"{raw.at(first)}: class {missing!r} has no column among the "
        f"{width} columns of scores (labels: {_classes(len(present))})"
    )


def _classes(number: int) -> str:
    return f"{number} class{'es' if number > 1 else ''}"
