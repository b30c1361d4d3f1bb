"""Maps and sequences: arrays of more than two dimensions become one row a position."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs.classes import one_hot_rows
from metricdiff.inputs.columns import Columns, numbered
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.where import InMaps
from metricdiff.words import Task

_MATRIX = 2


def spread(raw: Raw, task: Task | None = None) -> Raw:
    """Put each position of maps and sequences on a row of its own; rows stay as they are.

    The first axis holds the rows of the batch, the last the classes where there are any.  Keras's
    metrics are means and counts over all positions, so that this changes none of them.

    Args:
        raw: The arrays as they were read.
        task: The task, where the user names it: the last axis of labels of a multilabel task holds
            labels.

    Raises:
        InputError: The shapes fit no reading.
    """
    if max(raw.y_true.ndim, raw.y_pred.ndim) <= _MATRIX:
        shape: tuple[int, ...] = (len(raw.y_true),)
        return replace(
            raw,
            columns=_numbered(raw.columns, raw.y_true, raw.y_pred),
            decision=_alike(raw.decision, "decision", shape, raw),
            sample_weight=_alike(raw.sample_weight, "sample_weight", shape, raw),
            mask=_alike(raw.mask, "mask", shape, raw),
        )
    shape = _positions(raw, task)
    labels, scores = (_spread(values, shape) for values in (raw.y_true, raw.y_pred))
    return replace(
        raw,
        y_true=labels,
        y_pred=scores,
        columns=_numbered(raw.columns, labels, scores),
        decision=_alike(raw.decision, "decision", shape, raw),
        sample_weight=_alike(raw.sample_weight, "sample_weight", shape, raw),
        mask=_alike(raw.mask, "mask", shape, raw),
        where=InMaps(raw.where, shape[1:]),
        shape=shape,
    )


def _numbered(columns: Columns, labels: npt.NDArray[Any], scores: npt.NDArray[Any]) -> Columns:
    """Name each column of labels and of predictions."""
    return replace(
        columns,
        y_true=numbered(columns.y_true, labels.shape),
        y_pred=numbered(columns.y_pred, scores.shape),
    )


def _positions(raw: Raw, task: Task | None) -> tuple[int, ...]:
    """Return the axes of the positions: those of the labels without the classes."""
    labels, scores = raw.y_true.shape, raw.y_pred.shape
    if scores[:-1] == labels or scores == labels[:-1]:
        return min(labels, scores, key=len)
    if scores[:-1] == labels[:-1] and 1 in {labels[-1], scores[-1]}:
        return labels[:-1]
    if scores == labels:
        rows = raw.y_true.reshape(-1, labels[-1])
        return labels[:-1] if task is Task.MULTILABEL or one_hot_rows(rows).all() else labels
    raise InputError(
        f"{raw.source}: labels of shape {labels} and predictions of shape {scores}; all axes must "
        "be as long, but for a last one of the predictions that holds the classes"
    )


def _spread(values: npt.NDArray[Any], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """Return (positions,) or (positions, K)."""
    flat = values.reshape(math.prod(shape), -1)
    return flat[:, 0] if flat.shape[1] == 1 else flat


def _alike(
    values: npt.NDArray[Any] | None, name: str, shape: tuple[int, ...], raw: Raw
) -> npt.NDArray[Any] | None:
    """Return one value a position of what has one a position, or one a row of the batch."""
    if values is None:
        return None
    given = values.shape
    if given[-1:] == (1,) and given != shape:
        given = given[:-1]
    if given == shape:
        return values.reshape(-1)
    if given == shape[:1]:
        return np.repeat(values.reshape(-1), math.prod(shape[1:]))
    source = f"{raw.source}: " if raw.files else ""
    labels = f"there are {shape[0]} labels" if len(shape) == 1 else f"the labels have {shape}"
    raise InputError(f"{source}{name}: shape {values.shape}; {labels}")
