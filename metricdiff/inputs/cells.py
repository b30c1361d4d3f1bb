"""From cells to values: what a column of labels or decisions holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs.source import Column, Text
from metricdiff.pieces import slices

#: Cells that mean "no number" in a column of numbers.  In a column of labels only the empty cell
#: is missing: ``NA`` and ``None`` are names that people give to classes.
MISSING = frozenset({"", "nan", "NaN", "NAN", "NA", "N/A", "null", "None"})
#: A number as a file may spell it, infinities included.
NUMBER = re.compile(
    r"[+-]?((\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|inf|Inf|INF|infinity|Infinity)", re.ASCII
)

WHOLE = re.compile(r"-?(0|[1-9]\d{0,18})", re.ASCII)
#: ``007`` is a name, not seven; ``0.5`` is a number.
PADDED = re.compile(r"[+-]?0\d.*")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
_BOOLEANS = {"true": True, "false": False}
_MOST_SHOWN = 60


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
        count, first = int(absent.sum()), first_row(absent)
        if count == values.size:
            raise InputError(
                f"column {name}: all {count} labels are missing; name another: --y-true COL"
            )
        raise InputError(
            f"{row(first)}, column {name}: no label ({count} of {values.size} are missing); "
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
    missing = [cell.strip() in MISSING for cell in column.cells]
    if not any(missing) or not all(map(is_number, _known(column))):
        return _typed_text(column)
    return _floats(column)


def numbers(column: Column, name: str, row: Callable[[int], str]) -> npt.NDArray[Any]:
    """Type a column of scores or weights; what is missing becomes NaN.

    Args:
        column: The column as it was read.
        name: Its name, for messages.
        row: Says where a row stands.

    Raises:
        InputError: A cell is not a number.
    """
    if not isinstance(column, Text):
        return column
    wrong = next((cell for cell in _known(column) if not is_number(cell)), None)
    if wrong is not None:
        first = int(np.argmax(column.codes == column.cells.index(wrong)))
        raise InputError(f"{row(first)}, column {name}: {shown(wrong)} is not a number; mend it")
    return _floats(column)


def text(values: npt.NDArray[Any]) -> Text:
    """Return an array of text as a file's column of text."""
    cells, codes = np.unique(values, return_inverse=True)
    return Text(np.asarray(codes, dtype=np.int64), tuple(cells.tolist()))


def first_row(bad: npt.NDArray[np.bool_]) -> int:
    """Return the row of the first cell that is bad."""
    return int(np.unravel_index(int(np.argmax(bad)), bad.shape)[0])


def is_number(cell: str) -> bool:
    """Whether a cell spells a number; spaces around it are no part of it."""
    return bool(NUMBER.fullmatch(cell.strip()))


def shown(value: Any) -> str:
    """Quote a cell for a message: escaped, not too long, and with a hint where one helps."""
    plain = value.item() if isinstance(value, np.generic) else value
    quoted = repr(plain)
    if len(quoted) > _MOST_SHOWN:
        quoted = f"{quoted[:_MOST_SHOWN]}... ({len(plain)} characters)"
    comma = isinstance(plain, str) and _DECIMAL_COMMA.fullmatch(plain.strip())
    return f"{quoted} (decimals are written with a point)" if comma else quoted


def whole(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return whole numbers in a float array as int64, everything else unchanged."""
    if values.dtype.kind != "f":
        return values
    with np.errstate(invalid="ignore"):
        if all((values[rows].astype(np.int64) == values[rows]).all() for rows in slices(values)):
            return values.astype(np.int64)
    return values


def _typed_text(column: Text) -> npt.NDArray[Any]:
    return _typed(column.cells)[column.codes]


def _typed(cells: tuple[str, ...]) -> npt.NDArray[Any]:
    """Type distinct cells, all of them alike; text keeps the spaces around it."""
    spelled = [cell.strip() for cell in cells]
    if all(WHOLE.fullmatch(cell) for cell in spelled):
        with suppress(OverflowError):  # 19 digits may be too many
            return np.array([int(cell) for cell in spelled], dtype=np.int64)
    if all(NUMBER.fullmatch(cell) and not PADDED.fullmatch(cell) for cell in spelled):
        return whole(np.array([float(cell) for cell in spelled]))
    if all(cell.lower() in _BOOLEANS for cell in spelled):
        return np.array([_BOOLEANS[cell.lower()] for cell in spelled])
    return np.array(cells)


def _known(column: Text) -> list[str]:
    return [cell for cell in column.cells if cell.strip() not in MISSING]


def _floats(column: Text) -> npt.NDArray[np.float64]:
    values = [np.nan if cell.strip() in MISSING else float(cell) for cell in column.cells]
    return np.array(values, dtype=np.float64)[column.codes]


def _absent(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    if values.dtype.kind == "f":
        return np.asarray(np.isnan(values), dtype=np.bool_)
    if values.dtype.kind == "U":
        lengths = np.char.str_len(np.char.strip(values))
        return np.asarray(lengths == 0, dtype=np.bool_)
    return np.zeros(values.shape, dtype=bool)
