"""Which task, and which kind of predictions.

What is decided here is stated in every report; ``--task``, ``--kind``, ``--labels`` and
``--pos-label`` overrule it.

| labels                        | predictions                      | task, kind                    |
|-------------------------------|----------------------------------|-------------------------------|
| 2 values                      | 1 column, all in those 2 values  | binary, decisions             |
| 2 values                      | 1 column in [0, 1]               | binary, probabilities         |
| 2 values                      | 1 column, some outside           | binary, logits                |
| 2 values                      | 2 columns                        | binary, the second column     |
| more than 2 values            | 1 column, each a label value     | multiclass, decisions         |
| K > 2 values                  | K or more columns                | multiclass                    |
| several 0/1, one 1 each row   | as many columns                  | multiclass, one-hot           |
| several 0/1 columns           | as many columns                  | multilabel                    |
| numbers                       | 1 column, not all label values   | regression                    |
| numbers, several columns      | as many columns                  | regression, several outputs   |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError, UsageError
from metricdiff.inputs import classes as class_order
from metricdiff.inputs.predictions import Label, Predictions, Raw
from metricdiff.words import Kind, Task

_UNIT_SLACK = 1e-6
_ROW_SUM_SLACK = 1e-3
_BINARY = 2
#: Whole-number predictions among this many labels are classes, beyond it they are counts.
_MOST_CLASSES = 20
_PERCENT = 100


@dataclass(frozen=True)
class Overrides:
    """What the user says about the input instead of leaving it to inference."""

    task: Task | None = None
    kind: Kind | None = None
    labels: tuple[str, ...] = ()
    pos_label: str | None = None


def understand(raw: Raw, overrides: Overrides | None = None) -> Predictions:
    """Decide task, kind and class order.

    Args:
        raw: The typed arrays.
        overrides: What the user says about them.

    Raises:
        InputError: The labels and the predictions fit no task.
        UsageError: What the user says does not fit the data.
    """
    overrides = overrides or Overrides()
    if len(raw.y_true) != len(raw.y_pred):
        raise InputError(
            f"{raw.source}: {len(raw.y_true)} labels and {len(raw.y_pred)} predictions; "
            "there must be one of each a row"
        )
    task = overrides.task or _task(raw)
    one_hot = task is Task.MULTICLASS and raw.y_true.ndim > 1
    if task in {Task.MULTILABEL, Task.REGRESSION}:
        _same_columns(raw)
        classes: tuple[Label, ...] = ()
    else:
        classes = class_order.order(raw, task, overrides.labels, overrides.pos_label)
    if task is Task.REGRESSION:
        _numbers(raw)
    raw, kind, remarks = _kind(raw, task, classes, overrides.kind)
    return Predictions(raw, task, kind, classes, one_hot, remarks)


def _task(raw: Raw) -> Task:
    wide_labels, wide_scores = raw.y_true.ndim > 1, raw.y_pred.ndim > 1
    if wide_labels:
        if not _zero_one(raw.y_true):
            return Task.REGRESSION
        one_each_row = bool((raw.y_true.sum(axis=1) == 1).all())
        return Task.MULTICLASS if one_each_row and wide_scores else Task.MULTILABEL
    values = np.unique(raw.y_true)
    if wide_scores:
        return _task_of_columns(raw, values)
    if len(values) <= _BINARY and (len(values) == _BINARY or _could_be_binary(values, raw.y_pred)):
        return Task.BINARY
    if raw.y_true.dtype.kind != "U" and raw.y_pred.dtype.kind != "U":
        classes = (
            np.isin(raw.y_pred, values).all()
            and raw.y_true.dtype.kind in "iub"
            and len(values) <= _MOST_CLASSES
        )
        return Task.MULTICLASS if classes else Task.REGRESSION
    if np.isin(raw.y_pred.astype(str), values.astype(str)).all():
        return Task.MULTICLASS
    raise InputError(_no_task(raw, values))


def _task_of_columns(raw: Raw, values: npt.NDArray[Any]) -> Task:
    """One column of labels, several of predictions."""
    if raw.y_true.dtype.kind == "f":
        raise InputError(
            f"{raw.source}: one column of numbers as labels and {raw.y_pred.shape[1]} columns of "
            "predictions fit no task; name them: --y-true COL[,COL...] --y-pred COL[,COL...]"
        )
    two = raw.y_pred.shape[1] == _BINARY and len(values) <= _BINARY
    return Task.BINARY if two else Task.MULTICLASS


def _could_be_binary(values: npt.NDArray[Any], y_pred: npt.NDArray[Any]) -> bool:
    """Whether a single label value can be one of two: 0 or 1, or a name."""
    if values.dtype.kind == "U":
        return True
    return values[0] in {0, 1, -1} and (y_pred.dtype.kind == "U" or _within_unit(y_pred))


def _no_task(raw: Raw, values: npt.NDArray[Any]) -> str:
    """Point at the cell that keeps two columns of mostly numbers from being numbers."""
    for role, column, names in (
        ("labels", raw.y_true, raw.columns.y_true),
        ("predictions", raw.y_pred, raw.columns.y_pred),
    ):
        if column.dtype.kind != "U":
            continue
        numeric = np.array([class_order.is_number(cell) for cell in np.unique(column)])
        if numeric.any():
            odd = np.unique(column)[~numeric][0] if not numeric.all() else np.unique(column)[0]
            first = int(np.argmax(column == odd))
            return (
                f"{raw.source}: {raw.row(first)}, column {names[0]}: {str(odd)!r} is text among "
                f"numbers; mend it, or name another column for the {role}"
            )
    return (
        f"{raw.source}: {len(values)} labels and one column of predictions that are not all labels "
        "fit no task; a multiclass file holds a decision or one score column a class"
    )


def _same_columns(raw: Raw) -> None:
    labels, scores = (1 if a.ndim == 1 else a.shape[1] for a in (raw.y_true, raw.y_pred))
    if labels != scores:
        raise InputError(
            f"{raw.source}: {labels} columns of labels and {scores} of predictions; there must "
            "be as many of each: --y-true COL[,COL...] --y-pred COL[,COL...]"
        )


def _numbers(raw: Raw) -> None:
    for array, names in ((raw.y_true, raw.columns.y_true), (raw.y_pred, raw.columns.y_pred)):
        if array.dtype.kind == "U":
            bad = int(np.argmax([not class_order.is_number(cell) for cell in array.ravel()]))
            raise InputError(
                f"{raw.source}: {raw.row(bad)}, column {names[0]}: {str(array.ravel()[bad])!r} "
                "is not a number, and regression needs numbers"
            )


def _kind(
    raw: Raw, task: Task, classes: Sequence[Label], asked: Kind | None
) -> tuple[Raw, Kind, tuple[str, ...]]:
    """Decide what the predictions are; binary predictions in two columns become one."""
    if task is Task.REGRESSION:
        return raw, Kind.VALUES, ()
    remarks: list[str] = []
    scores = raw.y_pred
    if task is Task.BINARY and scores.ndim > 1:
        whole_rows = _rows_sum_to_one(scores)
        raw = replace(raw, y_pred=scores[:, 1])
        kind = Kind.PROBABILITIES if whole_rows else _kind_of_numbers(raw.y_pred, Kind.SCORES)
        remarks.append(f"the second of the two columns is the score of {classes[1]}")
    elif task is Task.MULTICLASS and scores.ndim > 1:
        kind = Kind.PROBABILITIES if _rows_sum_to_one(scores) else _kind_of_numbers(scores)
        kind = Kind.SCORES if kind is Kind.PROBABILITIES and not _rows_sum_to_one(scores) else kind
    elif task is Task.MULTILABEL:
        kind = Kind.DECISIONS if _zero_one(scores) else _kind_of_numbers(scores)
    elif _all_labels(scores, classes):
        kind = Kind.DECISIONS
    else:
        kind = _kind_of_numbers(scores)
        remarks.extend(_percent(scores, kind))
    if asked is Kind.DECISIONS and kind is not Kind.DECISIONS:
        raise UsageError(f"{raw.source}: --kind decisions: the predictions are not all labels")
    kind = asked or kind
    if kind is Kind.DECISIONS and task is not Task.MULTILABEL:
        raw = replace(raw, y_pred=class_order.as_labels(raw.y_pred, raw.y_true))
    elif raw.y_pred.dtype.kind not in "fiub":
        raise InputError(_not_scores(raw, classes))
    if raw.decision is not None:
        raw, remark = _decision(raw, task, classes)
        remarks.extend(remark)
    return raw, kind, tuple(remarks)


def _decision(raw: Raw, task: Task, classes: Sequence[Label]) -> tuple[Raw, list[str]]:
    """Keep the column of decisions when it holds labels, else say why it is left out."""
    assert raw.decision is not None  # noqa: S101 - a promise of the caller
    if task in {Task.BINARY, Task.MULTICLASS} and _all_labels(raw.decision, classes):
        return replace(raw, decision=class_order.as_labels(raw.decision, raw.y_true)), []
    name = raw.columns.decision
    remark = f"column {name} is not used: its values are not all labels"
    return replace(raw, decision=None, columns=replace(raw.columns, decision=None)), [remark]


def _not_scores(raw: Raw, classes: Sequence[Label]) -> str:
    bad = int(np.argmax(~np.isin(raw.y_pred.astype(str), [str(label) for label in classes])))
    return (
        f"{raw.source}: {raw.row(bad)}, column {raw.columns.y_pred[0]}: "
        f"{str(raw.y_pred.ravel()[bad])!r} is neither a number nor one of the labels"
    )


def _percent(scores: npt.NDArray[Any], kind: Kind) -> list[str]:
    finite = scores[np.isfinite(scores)]
    if kind is Kind.LOGITS and finite.size and finite.min() >= 0 and finite.max() <= _PERCENT:
        return ["all scores are from 0 to 100: percent? divide them by 100"]
    return []


def _kind_of_numbers(scores: npt.NDArray[Any], inside: Kind = Kind.PROBABILITIES) -> Kind:
    if scores.dtype.kind == "U":
        return inside
    return inside if _within_unit(scores) else Kind.LOGITS


def _within_unit(scores: npt.NDArray[Any]) -> bool:
    with np.errstate(invalid="ignore"):
        outside = (scores < -_UNIT_SLACK) | (scores > 1 + _UNIT_SLACK)
    # Infinite scores are broken values, not evidence for logits.
    return not bool((outside & np.isfinite(scores)).any())


def _rows_sum_to_one(scores: npt.NDArray[Any]) -> bool:
    if scores.dtype.kind not in "fiub" or not _within_unit(scores):
        return False
    off = np.abs(scores.sum(axis=1, dtype=np.float64) - 1) > _ROW_SUM_SLACK
    return not bool((off & np.isfinite(scores).all(axis=1)).any())


def _zero_one(array: npt.NDArray[Any]) -> bool:
    return array.dtype.kind in "fiub" and bool(((array == 0) | (array == 1)).all())


def _all_labels(values: npt.NDArray[Any], classes: Sequence[Label]) -> bool:
    if values.ndim > 1:
        return False
    known = np.array(classes)
    if (values.dtype.kind == "U") != (known.dtype.kind == "U"):
        return bool(np.isin(values.astype(str), known.astype(str)).all())
    return bool(np.isin(values, known).all())
