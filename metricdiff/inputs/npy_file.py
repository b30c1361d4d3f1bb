"""NumPy's .npy: an array of labels and predictions, plain or with named fields."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs.source import Column, Header, RowBase

_LEAST_COLUMNS = 2


class NpyFile:
    """One array: (N, 2), (N, 1+K), or structured with a field a column.

    Args:
        path: The path of the file.
    """

    row_base: RowBase = "index"

    def __init__(self, path: str) -> None:
        self.name = path

    @cached_property
    def _array(self) -> npt.NDArray[Any]:
        """The array, mapped and not read.  Pickled objects are never loaded: they run code."""
        try:
            array = np.load(self.name, mmap_mode="r", allow_pickle=False)
        except (ValueError, OSError, EOFError, SyntaxError) as error:
            raise self._unreadable(str(error)) from None
        if not isinstance(array, np.ndarray):
            raise InputError(f"{self.name} is an archive, not one array; its suffix is not .npy")
        return array

    def _unreadable(self, reason: str) -> InputError:
        if "Object arrays" in reason or "allow_pickle" in reason:
            return InputError(
                f"{self.name} holds pickled Python objects, which can run code and are never "
                "loaded; save plain numbers: np.save(path, array.astype(float))"
            )
        if not Path(self.name).stat().st_size:
            return InputError(f"{self.name} is empty")
        return InputError(f"{self.name} is not a whole .npy file ({reason.splitlines()[0]})")

    def header(self) -> Header:
        """Read the shape and the names of the fields."""
        array = self._array
        if array.dtype.names:
            if array.ndim != 1:
                raise InputError(f"{self.name}: a structured array must be 1-D, not {array.shape}")
            columns = array.dtype.names
        else:
            columns = tuple(str(place) for place in range(self._width(array)))
        if not array.shape[0]:
            raise InputError(f"{self.name} has no rows: its shape is {array.shape}")
        whole = {name for name in columns if array.dtype.names and array.dtype[name].kind in "iubU"}
        return Header(columns, named=bool(array.dtype.names), looks_whole=frozenset(whole))

    def _width(self, array: npt.NDArray[Any]) -> int:
        shape = array.shape
        if array.dtype.kind not in "fiubU":
            raise InputError(f"{self.name}: {array.dtype} is neither numbers nor text")
        if array.ndim == _LEAST_COLUMNS and shape[0] == _LEAST_COLUMNS < shape[1]:
            raise InputError(
                f"{self.name}: shape {shape} has labels and predictions as rows; save them as "
                "columns: np.stack([y_true, y_pred], axis=1)"
            )
        if array.ndim != _LEAST_COLUMNS or shape[1] < _LEAST_COLUMNS:
            raise InputError(
                f"{self.name}: shape {shape}; one array holds labels and predictions as columns, "
                "(N, 2) or (N, 1+K): np.column_stack([y_true, y_pred])"
            )
        return int(shape[1])

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Return the columns in their own types."""
        array = self._array
        named = bool(array.dtype.names)
        return {
            name: np.asarray(array[name] if named else array[:, int(name)])
            for name in (*numbers, *texts)
        }

    def row(self, index: int) -> str:
        """Return the 0-based index of the row."""
        return f"row {index}"
