"""From cells to values: what a column of labels or decisions holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs.source import Column, Text

#: Cells that mean "no number" in a column of numbers.  In a column of labels only the empty cell
#: is missing: ``NA`` and ``None`` are names that people give to classes.
MISSING = frozenset({"", "nan", "NaN", "NAN", "NA", "N/A", "null", "None"})
#: A number as a file may spell it, infinities included.
NUMBER = re.compile(r"[+-]?((\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|inf|Inf|INF|infinity|Infinity)")

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
#: ``007`` is a name, not seven; ``0.5`` is a number.
_PADDED = re.compile(r"[+-]?0\d.*")
_BOOLEANS = {"true": True, "false": False}


def labels(column: Column, name: str, row: Callable[[int], str]) -> npt.NDArray[Any]:
    """Type a column of labels.

    Args:
        column: The column as it was read.
        name: Its name, for messages.
        row: Says where a row stands.

    Returns:
        (N,) int64 where all labels are whole numbers, float64 where they are numbers, bool for
        true and false, else text exactly as it stands in the file.

    Raises:
        InputError: Labels are missing.
    """
    values = _typed_text(column) if isinstance(column, Text) else whole(column)
    absent = _absent(values)
    if absent.any():
        count, first = int(absent.sum()), int(np.argmax(absent))
        if count == len(values):
            raise InputError(f"column {name}: all {count} labels are missing")
        raise InputError(
            f"{row(first)}, column {name}: no label ({count} of {len(values)} are missing); "
            "leave these rows out"
        )
    return values


def decisions(column: Column) -> npt.NDArray[Any]:
    """Type a column of predictions that looks like decisions; what is missing becomes NaN.

    Returns:
        (N,) as :func:`labels`; float64 with NaN where numbers are missing.
    """
    if not isinstance(column, Text):
        return whole(column)
    known = tuple(cell for cell in column.cells if cell not in MISSING)
    if len(known) == len(column.cells) or not all(NUMBER.fullmatch(cell) for cell in known):
        return _typed_text(column)
    values = [float(cell) if cell not in MISSING else np.nan for cell in column.cells]
    return np.asarray(values)[column.codes]


def whole(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return whole numbers in a float array as int64, everything else unchanged."""
    if values.dtype.kind != "f":
        return values
    with np.errstate(invalid="ignore"):
        as_integers = values.astype(np.int64)
    return as_integers if np.array_equal(as_integers, values) else values


def _typed_text(column: Text) -> npt.NDArray[Any]:
    cells = column.cells
    typed: npt.NDArray[Any]
    if all(_WHOLE.fullmatch(cell) for cell in cells):
        typed = np.array([int(cell) for cell in cells], dtype=np.int64)
    elif all(NUMBER.fullmatch(cell) and not _PADDED.fullmatch(cell) for cell in cells):
        typed = whole(np.array([float(cell) for cell in cells]))
    elif all(cell.lower() in _BOOLEANS for cell in cells):
        typed = np.array([_BOOLEANS[cell.lower()] for cell in cells])
    else:
        typed = np.array(cells)
    return typed[column.codes]


def _absent(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    if values.dtype.kind == "f":
        return np.isnan(values)
    if values.dtype.kind == "U":
        lengths = np.char.str_len(np.char.strip(values))
        return np.asarray(lengths == 0, dtype=np.bool_)
    return np.zeros(len(values), dtype=bool)
