"""What causes say of the data: rows that change side, and how they are counted in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.causes.declaration import Change
from metricdiff.inputs.predictions import Predictions, Raw
from metricdiff.recipes.deciding import decisions
from metricdiff.recipes.facts import Facts
from metricdiff.words import Task

Rows = npt.NDArray[np.int64]


def with_rows(predictions: Predictions, labels: npt.NDArray[Any]) -> Predictions:
    """Return the predictions with a row for each of some labels added, with middling scores."""
    raw, more = predictions.raw, len(labels)
    typical = _middle(raw)
    added: dict[str, Any] = {
        "y_true": np.concatenate([raw.y_true, labels]),
        "y_pred": np.concatenate([raw.y_pred, np.stack([typical] * more)]),
        "added": raw.added + more,
    }
    if raw.sample_weight is not None:
        added["sample_weight"] = np.concatenate([raw.sample_weight, np.ones(more)])
    if raw.whole_weight is not None:
        added["whole_weight"] = np.concatenate([raw.whole_weight, np.ones(more)])
    if raw.counts is not None:
        added["counts"] = np.concatenate([raw.counts, np.ones(more, dtype=np.int64)])
    if raw.mask is not None:
        added["mask"] = np.concatenate([raw.mask, np.ones(more, dtype=np.bool_)])
    if raw.streamed is not None:
        added["streamed"] = raw.streamed.extended(more)
    return predictions.with_values(**added, decision=None)


def weighing(predictions: Predictions) -> npt.NDArray[np.bool_]:
    """Return which rows have a weight; all of them where there are no weights."""
    weights = predictions.raw.sample_weight
    return np.ones(len(predictions.raw.y_true), dtype=np.bool_) if weights is None else weights != 0


def one_class(predictions: Predictions) -> bool:
    """Whether the task has two classes, and all rows that weigh anything are of one."""
    if predictions.task is not Task.BINARY:
        return False
    return len(np.unique(predictions.raw.y_true[weighing(predictions)])) == 1


def _middle(raw: Raw) -> Any:
    """Return the middle prediction, of each column."""
    if raw.counts is None:
        return np.sort(raw.y_pred, axis=0)[len(raw.y_pred) // 2]
    order = np.argsort(raw.y_pred, kind="stable")
    place = np.searchsorted(np.cumsum(raw.counts[order]), raw.rows // 2, side="right")
    return raw.y_pred[order[place]]


def masked_out(predictions: Predictions) -> Predictions:
    """Return the rows that a mask leaves, with what is left of it."""
    mask = predictions.raw.mask
    return predictions if mask is None else predictions.only(rows_where(mask))


def flipped(change: Change) -> Rows:
    """Return the indices of the rows that are decided otherwise after a change."""
    before, after = decisions(change.before, change.facts), decisions(change.after, change.facts)
    return rows_where((before != after).any(axis=1))


def rows_where(condition: Any) -> Rows:
    """Return the indices at which a condition holds."""
    return np.asarray(np.flatnonzero(condition), dtype=np.int64)


def rows_told(entries: Rows, facts: Facts) -> str:
    """Write how many rows some entries of the data stand for: ``5 rows``."""
    return counted(facts.predictions.raw.rows_of(entries))


def counted(number: int, noun: str = "row") -> str:
    """Write ``1 row lies``-ready counts: ``1 row``, ``5 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
