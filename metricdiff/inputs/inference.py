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
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError, MetricdiffError, UsageError
from metricdiff.inputs import classes as class_order
from metricdiff.inputs.cells import is_number, shown
from metricdiff.inputs.positions import spread
from metricdiff.inputs.predictions import Label, Predictions, Raw, Role
from metricdiff.pieces import slices
from metricdiff.settings import Overrides
from metricdiff.words import Kind, Task

_UNIT_SLACK = 1e-6
_ROW_SUM_SLACK = 1e-3
_BINARY = 2
#: Whole-number predictions among this many labels are classes, beyond it they are counts.
_MOST_CLASSES = 20
_PERCENT = 100
_ROLES: tuple[Role, ...] = ("y_true", "y_pred")


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
    raw = spread(raw, overrides.task)
    if len(raw.y_true) != len(raw.y_pred):
        raise InputError(
            f"{raw.source}: {len(raw.y_true)} labels and {len(raw.y_pred)} predictions; "
            "there must be one of each a row"
        )
    seen = raw.counted  # what padding holds says nothing of the data
    _some_weight(seen)
    task = overrides.task or _task(seen, len(overrides.labels))
    one_hot = task is Task.MULTICLASS and raw.y_true.ndim > 1
    columns: tuple[Label, ...] = ()
    if task in {Task.BINARY, Task.MULTICLASS}:
        columns = class_order.order(seen, task, overrides.labels)
    else:
        _same_columns(seen)
        if overrides.labels:
            raise UsageError(f"--labels orders classes; this is a {task} task (--task)")
        (_numbers if task is Task.REGRESSION else _zeros_and_ones)(seen)
    classes = class_order.positive_last(columns, task, overrides.pos_label)
    kind = _kind(seen, task, classes, overrides.kind)
    remarks = _remarks(raw)
    if task is Task.BINARY and raw.y_pred.ndim > 1:
        place = columns.index(classes[1])
        raw = replace(raw, y_pred=raw.y_pred[:, place])
        which = ("first", "second")[place]
        remarks.append(f"the {which} of the two columns is the score of {classes[1]}")
    elif task is Task.BINARY and kind is Kind.LOGITS:
        remarks.extend(_values(classes) or _percent(seen.y_pred))
    if kind is Kind.DECISIONS:
        raw = replace(raw, y_pred=class_order.as_labels(raw.y_pred, raw.y_true))
    if raw.decision is not None:
        raw, remark = _decision(raw, task, classes)
        remarks.extend(remark)
    return Predictions(raw, task, kind, classes, one_hot, tuple(remarks))


def _remarks(raw: Raw) -> list[str]:
    """Say how many positions maps have, and how many rows a mask leaves."""
    remarks = []
    if raw.shape:
        shape = " x ".join(f"{length:,}" for length in raw.shape)
        last = "the last axis of the predictions holds the classes" if raw.y_pred.ndim > 1 else ""
        remarks.append("; ".join(filter(None, (f"{shape} positions, a row each", last))))
    if raw.mask is not None:
        what = "positions" if raw.shape else "rows"
        left = raw.rows_of(np.flatnonzero(raw.mask))
        remarks.append(f"the mask leaves {left:,} of {raw.rows:,} {what}")
    return remarks


def _task(raw: Raw, named: int) -> Task:
    """Infer the task; *named* is the number of classes that the user names."""
    wide_labels, wide_scores = raw.y_true.ndim > 1, raw.y_pred.ndim > 1
    if wide_labels:
        if not _zero_one(raw.y_true):
            return Task.REGRESSION
        one_each_row = bool(class_order.one_hot_rows(raw.y_true).all())
        return Task.MULTICLASS if one_each_row and wide_scores else Task.MULTILABEL
    if named:
        return Task.BINARY if named == _BINARY else Task.MULTICLASS
    values = _distinct(raw.y_true)
    if wide_scores:
        return _task_of_columns(raw, values)
    if len(values) <= _BINARY and (len(values) == _BINARY or _could_be_binary(values, raw.y_pred)):
        return Task.BINARY
    return _task_of_two_columns(raw, values)


def _distinct(labels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the distinct labels; of numbers that are many, those of the first rows."""
    if labels.dtype.kind != "U":
        first = np.unique(labels[next(slices(labels))])
        if len(first) > _MOST_CLASSES:
            return first
    return np.unique(labels)


def _task_of_two_columns(raw: Raw, values: npt.NDArray[Any]) -> Task:
    """One column of labels that are not binary, one of predictions."""
    if raw.y_true.dtype.kind != "U" and raw.y_pred.dtype.kind != "U":
        classes = raw.y_true.dtype.kind in "iub" and len(values) <= _MOST_CLASSES
        return Task.MULTICLASS if classes and _decided(raw.y_pred, values) else Task.REGRESSION
    decided = class_order.as_labels(raw.y_pred, raw.y_true)
    known = np.isin(decided.astype(str), values.astype(str))
    if known.all():
        return Task.MULTICLASS
    _no_text_among_numbers(raw)
    if known.any():  # a class that is predicted and does not occur
        return Task.MULTICLASS
    raise InputError(
        f"{raw.first(~known, 'y_pred')} is none of the {len(values)} labels, nor is any other "
        "prediction; a multiclass file holds a decision or one score column a class"
    )


def _decided(y_pred: npt.NDArray[Any], values: npt.NDArray[Any]) -> bool:
    """Whether all predictions that are not missing are labels."""
    given = y_pred[~np.isnan(y_pred)]
    return bool(given.size and np.isin(given, values).all())


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


def _no_text_among_numbers(raw: Raw) -> None:
    """Point at the cell that keeps a column of mostly numbers from being numbers."""
    for role in _ROLES:
        column = raw.values(role)
        if column.dtype.kind != "U":
            continue
        distinct, places = np.unique(column, return_inverse=True)
        numeric = np.array([is_number(cell) for cell in distinct])[places]
        if numeric.any() and not numeric.all():
            raise InputError(
                f"{raw.first(~numeric, role)} is text among numbers; mend it, or name another "
                f"column: --{role.replace('_', '-')} COL"
            )


def _some_weight(raw: Raw) -> None:
    """Refuse weights of which no metric has a mean."""
    if raw.sample_weight is not None and not raw.sample_weight.any():
        raise InputError(
            f"{raw.source}, column {raw.columns.sample_weight}: every weight is 0, so that no row "
            "counts; leave the weights out, or name another column: --sample-weight COL"
        )


def _same_columns(raw: Raw) -> None:
    labels, scores = (1 if a.ndim == 1 else a.shape[1] for a in (raw.y_true, raw.y_pred))
    if labels != scores:
        raise InputError(
            f"{raw.source}: {labels} columns of labels and {scores} of predictions; there must "
            "be as many of each: --y-true COL[,COL...] --y-pred COL[,COL...]"
        )


def _numbers(raw: Raw) -> None:
    for role in _ROLES:
        array = raw.values(role)
        if array.dtype.kind == "U":
            text = ~np.vectorize(is_number, otypes=[bool])(array)
            bad = text if text.any() else np.ones(array.shape, dtype=bool)
            raise InputError(f"{raw.first(bad, role)} is text, and regression needs numbers")


def _zeros_and_ones(raw: Raw) -> None:
    if raw.y_true.ndim == 1:
        raise UsageError("--task multilabel: there is one column of labels; name several: --y-true")
    if not _zero_one(raw.y_true):
        bad = (raw.y_true != 0) & (raw.y_true != 1)
        raise InputError(f"{raw.first(bad, 'y_true')} is neither 0 nor 1; say --task regression")


def _kind(raw: Raw, task: Task, classes: Sequence[Label], asked: Kind | None) -> Kind:
    """Decide what the predictions are."""
    if asked and (asked is Kind.VALUES) != (task is Task.REGRESSION):
        raise UsageError(f"--kind {asked} is not for a {task} task (--task)")
    if task is Task.REGRESSION:
        return Kind.VALUES
    scores = raw.y_pred
    decided = _zero_one(scores) if task is Task.MULTILABEL else _all_labels(scores, raw, classes)
    if decided and asked in {None, Kind.DECISIONS}:
        return Kind.DECISIONS
    one_column = task is Task.MULTICLASS and scores.ndim == 1
    if asked is Kind.DECISIONS or scores.dtype.kind == "U" or one_column:
        raise (
            _not_scores(raw, task, classes, asked)
            if not decided
            else UsageError(f"{raw.source}: --kind {asked}: the predictions are labels")
        )
    if asked:
        return asked
    if task is Task.MULTILABEL or scores.ndim == 1:
        return _kind_of_numbers(scores, Kind.PROBABILITIES)
    return Kind.PROBABILITIES if _rows_sum_to_one(scores) else _kind_of_numbers(scores, Kind.SCORES)


def _not_scores(
    raw: Raw, task: Task, classes: Sequence[Label], asked: Kind | None
) -> MetricdiffError:
    """Say why predictions can be taken neither as scores nor as decisions."""
    if raw.y_pred.ndim > 1:
        what = "text" if raw.y_pred.dtype.kind == "U" else "scores"
        return UsageError(f"{raw.source}: --kind {asked}: the columns of predictions are {what}")
    bad = ~np.isin(raw.y_pred.astype(str), [str(label) for label in classes])
    if raw.y_pred.dtype.kind != "U":
        bad = ~np.isin(raw.y_pred, np.array(classes))
    cell, known = raw.first(bad, "y_pred"), ", ".join(shown(label) for label in classes[:6])
    if asked is Kind.DECISIONS:
        return UsageError(f"{cell} is not one of the labels ({known}), as --kind decisions says")
    if task is Task.MULTICLASS:
        return InputError(
            f"{cell} is not one of the classes ({known}); leave the row out, or name one column "
            "of scores a class: --y-pred COL,COL,..."
        )
    return InputError(
        f"{cell} is neither a number nor one of the labels ({known}); mend it, name another "
        "column: --y-pred COL, or say --task multiclass"
    )


def _decision(raw: Raw, task: Task, classes: Sequence[Label]) -> tuple[Raw, list[str]]:
    """Keep the column of decisions when it holds labels, else say why it is left out."""
    assert raw.decision is not None  # noqa: S101 - a promise of the caller
    seen = raw.counted
    assert seen.decision is not None  # noqa: S101 - it has the rows of the other
    if task in {Task.BINARY, Task.MULTICLASS} and _all_labels(seen.decision, seen, classes):
        return replace(raw, decision=class_order.as_labels(raw.decision, raw.y_true)), []
    name = raw.columns.decision
    remark = f"column {name} is not used: its values are not all labels"
    return replace(raw, decision=None, columns=replace(raw.columns, decision=None)), [remark]


def _percent(scores: npt.NDArray[Any]) -> list[str]:
    finite = scores[np.isfinite(scores)]
    if finite.size and finite.min() >= 0 and finite.max() <= _PERCENT:
        return ["all scores are from 0 to 100: percent? divide them by 100"]
    return []


def _values(classes: Sequence[Label]) -> list[str]:
    """Ask about labels of two values that could be targets: fractions beyond 0 and 1."""
    if not all(isinstance(label, float) for label in classes) or _within_unit(np.array(classes)):
        return []
    values = " and ".join(map(str, classes))
    return [f"{values} are taken for two classes; if they are values: --task regression"]


def _kind_of_numbers(scores: npt.NDArray[Any], inside: Kind) -> Kind:
    return inside if _within_unit(scores) else Kind.LOGITS


def _within_unit(scores: npt.NDArray[Any]) -> bool:
    with np.errstate(invalid="ignore"):
        outside = (scores < -_UNIT_SLACK) | (scores > 1 + _UNIT_SLACK)
    # Infinite scores are broken values, not evidence for logits.
    return not bool((outside & np.isfinite(scores)).any())


def _rows_sum_to_one(scores: npt.NDArray[Any]) -> bool:
    if not _within_unit(scores):
        return False
    off = np.abs(scores.sum(axis=1, dtype=np.float64) - 1) > _ROW_SUM_SLACK
    return not bool((off & np.isfinite(scores).all(axis=1)).any())


def _zero_one(array: npt.NDArray[Any]) -> bool:
    return array.dtype.kind in "fiub" and bool(((array == 0) | (array == 1)).all())


def _all_labels(values: npt.NDArray[Any], raw: Raw, classes: Sequence[Label]) -> bool:
    if values.ndim > 1 or raw.y_true.ndim > 1:
        return False
    decided, known = class_order.as_labels(values, raw.y_true), np.array(classes)
    if (decided.dtype.kind == "U") != (known.dtype.kind == "U"):
        return False
    return bool(np.isin(decided, known).all())
