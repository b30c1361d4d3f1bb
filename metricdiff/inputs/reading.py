"""From a source and the roles of its columns, or from arrays, to typed arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs import cells
from metricdiff.inputs.columns import Columns
from metricdiff.inputs.opening import OpenFile
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.source import Column, Text
from metricdiff.inputs.where import InFile

_MATRIX = 2


def read(file: OpenFile) -> Raw:
    """Read the columns that have a role.

    Args:
        file: The file, its header, and the role of each column.

    Raises:
        InputError: The file is damaged, labels are missing, or text stands among numbers.
    """
    source, header, columns = file.source, file.header, file.columns
    single = columns.y_pred if len(columns.y_pred) == 1 else ()
    texts = [*columns.y_true, *(name for name in single if name in header.looks_whole)]
    if columns.decision:
        texts.append(columns.decision)
    numbers = [name for name in columns.y_pred if name not in texts]
    if columns.sample_weight:
        numbers.append(columns.sample_weight)
    table = source.read(tuple(numbers), tuple(texts))

    def row(index: int) -> str:
        return f"{source.name}: {source.row(index)}"

    y_true = _together(
        [cells.labels(table[name], name, row) for name in columns.y_true],
    )
    decision = cells.decisions(table[columns.decision]) if columns.decision else None
    y_pred = _together(
        [
            cells.decisions(table[name]) if name in texts else cells.numbers(table[name], name, row)
            for name in columns.y_pred
        ]
    )
    weight = None
    if columns.sample_weight:
        name = columns.sample_weight
        weight = _weight(table[name], name, row)
    return Raw(
        y_true,
        y_pred,
        columns,
        decision,
        weight,
        (source.name,),
        InFile(source),
    )


def from_arrays(y_true: Any, y_pred: Any, sample_weight: Any = None, decision: Any = None) -> Raw:
    """Take lists, arrays, Series or DataFrames.

    Args:
        y_true: (N,) or (N, L) labels.
        y_pred: (N,) or (N, K) predictions.
        sample_weight: (N,) weights.
        decision: (N,) hard decisions beside the scores.

    Raises:
        InputError: An argument is not an array of numbers or text, or labels are missing.
    """
    truth, scores = _array(y_true, "y_true"), _array(y_pred, "y_pred")
    columns = Columns(
        _names(y_true, truth, "y_true"),
        _names(y_pred, scores, "y_pred"),
        None if decision is None else _names(decision, np.empty(0), "decision")[0],
        None if sample_weight is None else _names(sample_weight, np.empty(0), "sample_weight")[0],
    )
    row = "row {}".format
    parts = truth.T if truth.ndim > 1 else [truth]
    labels = _together(
        [cells.labels(part, name, row) for part, name in zip(parts, columns.y_true, strict=True)]
    )
    weight = None
    if sample_weight is not None:
        given = _array(sample_weight, "sample_weight")
        _same_length("sample_weight", given, labels)
        weight = _weight(given, "sample_weight", row)
    hard = None
    if decision is not None:
        hard = cells.decisions(_array(decision, "decision"))
        _same_length("decision", hard, labels)
    return Raw(labels, scores, columns, hard, weight)


def _weight(column: Column, name: str, row: Callable[[int], str]) -> npt.NDArray[np.float64]:
    if not isinstance(column, Text) and column.dtype.kind == "U":
        column = cells.text(column)
    weights = cells.numbers(column, name, row).astype(np.float64)
    broken = ~np.isfinite(weights)
    if broken.any():
        first = int(np.argmax(broken))
        raise InputError(
            f"{row(first)}, column {name}: the weight is {weights[first]}; mend it, "
            "or leave the row out"
        )
    return weights


def _together(columns: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return columns[0] if len(columns) == 1 else np.column_stack(columns)


def _array(values: Any, name: str) -> npt.NDArray[Any]:
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise InputError(f"{name}: not an array ({error})") from None
    if array.dtype.kind in {"O", "T"}:
        array = _from_objects(array, name)
    if array.dtype.kind not in "fiubU":
        raise InputError(f"{name}: {array.dtype} is neither numbers nor text")
    if array.ndim == _MATRIX and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim not in {1, _MATRIX}:
        raise InputError(f"{name}: shape {array.shape}; it must be (N,) or (N, K)")
    if not len(array):
        raise InputError(f"{name} has no rows")
    return array


def _from_objects(array: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    """Type an array of Python objects: all text, or all numbers, but for what is missing."""
    import pandas as pd  # lists of numbers or of text do without it

    array = array.astype(object)
    missing = np.asarray(pd.isna(array))
    if all(isinstance(value, str) for value in array[~missing]):
        return np.where(missing, "", array).astype(str)
    try:
        return np.where(missing, np.nan, array).astype(np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name}: mixes text and numbers; make it one or the other") from None


def _names(values: Any, array: npt.NDArray[Any], default: str) -> tuple[str, ...]:
    """Return the names that a DataFrame or a Series brings, else names made from *default*."""
    if getattr(values, "columns", None) is not None:
        return tuple(str(name) for name in values.columns)
    name = getattr(values, "name", None)
    if isinstance(name, str):
        return (name,)
    if array.ndim > 1:
        return tuple(f"{default}_{place}" for place in range(array.shape[1]))
    return (default,)


def _same_length(name: str, array: npt.NDArray[Any], labels: npt.NDArray[Any]) -> None:
    if array.shape != (len(labels),):
        raise InputError(f"{name}: shape {array.shape}; there are {len(labels)} labels")
