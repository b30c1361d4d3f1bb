"""From a source and the roles of its columns, or from arrays, to typed arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs import cells
from metricdiff.inputs.columns import Columns, numbered
from metricdiff.inputs.joined import Pair, Parts, files_of
from metricdiff.inputs.opening import OpenColumn, OpenFile
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.source import Column, Text
from metricdiff.inputs.where import InArrays, InFile

_MATRIX = 2


def read(file: OpenFile) -> Raw:
    """Read the columns that have a role.

    Args:
        file: The file, its header, and the role of each column.

    Raises:
        InputError: The file is damaged, labels are missing, or text stands among numbers.
    """
    raw = typed(file, file.source.read(*wanted(file)))
    if file.mask:
        column = file.mask.source.read((), (file.mask.name,))[file.mask.name]
        raw = replace(raw, mask=mask_of(file.mask, column))
    some_left(raw)
    return raw


def mask_of(column: OpenColumn, values: Column, start: int = 0) -> npt.NDArray[np.bool_]:
    """Type a mask that stands in a file of its own.

    Args:
        column: The file.
        values: The mask, or some rows of it.
        start: The index of the first of these rows.

    Raises:
        InputError: It holds other values than 0 and 1.
    """
    return _mask(values, column.source.name, lambda index: column.source.row(start + index))


def some_left(raw: Raw) -> None:
    """Make sure that a mask leaves some row.

    Raises:
        InputError: It leaves none.
    """
    if raw.mask is not None and not raw.mask.any():
        name = raw.columns.mask
        raise InputError(f"mask {name}: all of it is 0, so that no row counts; 1 marks what does")


def typed(file: OpenFile, table: Mapping[str, Column], start: int = 0) -> Raw:
    """Give the columns that were read their types; a mask in another file is not among them.

    Args:
        file: The file, and the role of each column.
        table: The columns, or some rows of them.
        start: The index of the first of these rows.

    Raises:
        InputError: Labels are missing, or text stands among numbers.
    """
    source, columns = file.source, file.columns

    def row(index: int) -> str:
        at = source.row(start + index)
        return at if isinstance(source, Parts | Pair) else f"{source.name}: {at}"

    texts = wanted(file)[1]
    y_true = _together([cells.labels(table[name], name, row) for name in columns.y_true])
    y_pred = _together(
        [
            cells.decisions(table[name]) if name in texts else cells.numbers(table[name], name, row)
            for name in columns.y_pred
        ]
    )
    weight = columns.sample_weight
    raw = Raw(
        y_true=y_true,
        y_pred=y_pred,
        columns=columns,
        decision=cells.decisions(table[columns.decision]) if columns.decision else None,
        sample_weight=_weight(table[weight], weight, row) if weight else None,
        files=files_of(source),
        where=InFile(source),
    )
    if columns.mask and not file.mask:
        return replace(raw, mask=_mask(table[columns.mask], columns.mask, row))
    return raw


def wanted(file: OpenFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns to read as numbers, and those to read as they stand."""
    columns = file.columns
    single = columns.y_pred if len(columns.y_pred) == 1 else ()
    texts = [*columns.y_true, *(name for name in single if name in file.header.looks_whole)]
    masks = () if file.mask else (columns.mask,)
    texts.extend(name for name in (columns.decision, *masks) if name)
    numbers = [name for name in columns.y_pred if name not in texts]
    if columns.sample_weight:
        numbers.append(columns.sample_weight)
    return tuple(numbers), tuple(texts)


def from_arrays(
    y_true: Any, y_pred: Any, sample_weight: Any = None, decision: Any = None, mask: Any = None
) -> Raw:
    """Take lists, arrays, tensors, Series or DataFrames.

    Args:
        y_true: (N,) or (N, L) labels, or (N, ...) of maps or sequences.
        y_pred: (N,) or (N, K) predictions, or (N, ..., K).
        sample_weight: (N,) weights, or one a position.
        decision: (N,) hard decisions beside the scores, or one a position.
        mask: (N,) which rows count, or which positions.

    Raises:
        InputError: An argument is not an array of numbers or text, or labels are missing.
    """
    truth, scores = _array(y_true, "y_true"), _array(y_pred, "y_pred")
    aside = {"decision": decision, "sample_weight": sample_weight, "mask": mask}
    columns = Columns(
        _names(y_true, "y_true"),
        _names(y_pred, "y_pred"),
        **{name: _names(values, name)[0] for name, values in aside.items() if values is not None},
    )
    row = InArrays().row
    parts = truth.T if truth.ndim == _MATRIX else [truth]
    names = numbered(columns.y_true, truth.shape)
    labels = _together(
        [cells.labels(part, name, row) for part, name in zip(parts, names, strict=True)]
    )
    weight, masked = (
        None if values is None else _array(values, name)
        for values, name in ((sample_weight, "sample_weight"), (mask, "mask"))
    )
    raw = Raw(
        labels,
        scores,
        columns,
        None if decision is None else cells.decisions(_array(decision, "decision")),
        None if weight is None else _weight(weight, "sample_weight", row),
        None if masked is None else _mask(masked, "mask", row),
    )
    some_left(raw)
    return raw


def _weight(column: Column, name: str, row: Callable[[int], str]) -> npt.NDArray[np.float64]:
    if not isinstance(column, Text) and column.dtype.kind == "U":
        column = cells.text(column)
    weights = cells.numbers(column, name, row).astype(np.float64)
    broken = ~np.isfinite(weights)
    if broken.any():
        raise InputError(
            f"{row(cells.first_row(broken))}, column {name}: the weight is "
            f"{weights[broken][0]}; mend it, or leave the row out"
        )
    return weights


def _mask(column: Column, name: str, row: Callable[[int], str]) -> npt.NDArray[np.bool_]:
    """Return which rows count: those of 1 or true."""
    values = cells.decisions(column)
    wrong = np.ones(values.shape, bool) if values.dtype.kind == "U" else ~np.isin(values, (0, 1))
    if wrong.any():
        raise InputError(
            f"{row(cells.first_row(wrong))}, mask {name}: {cells.shown(values[wrong][0])}; a mask "
            "holds 1 where a row counts, and 0 where it does not"
        )
    return values.astype(np.bool_)


def _together(columns: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Put columns side by side; one alone may hold more dimensions, of which one of 1 is none."""
    if len(columns) > 1:
        return np.column_stack(columns)
    (column,) = columns
    return column[:, 0] if column.ndim == _MATRIX and column.shape[1] == 1 else column


def _array(values: Any, name: str) -> npt.NDArray[Any]:
    try:
        # A tensor of PyTorch that has a gradient, or is on a GPU, has to be told.
        array = np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)
    except Exception as error:  # noqa: BLE001 - a library's tensor can raise anything
        first = " ".join(str(error).split())
        raise InputError(f"{name}: not an array ({first})") from None
    if array.dtype.kind in {"O", "T"}:
        array = _from_objects(array, name)
    if array.dtype.name == "bfloat16":
        raise InputError(
            f"{name}: NumPy has no bfloat16; cast it to float32, which keeps every digit"
        )
    if array.dtype.kind not in "fiubU":
        raise InputError(f"{name}: {array.dtype} is neither numbers nor text")
    if not array.ndim:
        raise InputError(f"{name}: {type(values).__name__} is no array; it must be (N,) or (N, K)")
    if array.ndim == _MATRIX and array.shape[1] == 1:
        array = array[:, 0]
    if not array.size:
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


def _names(values: Any, default: str) -> tuple[str, ...]:
    """Return the names that a DataFrame or a Series brings, else the *default*."""
    if getattr(values, "columns", None) is not None:
        return tuple(str(name) for name in values.columns)
    name = getattr(values, "name", None)
    return (name,) if isinstance(name, str) else (default,)
