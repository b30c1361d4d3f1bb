"""NumPy's .npy: an array of labels and predictions, plain or with named fields."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs.array_columns import column, unreadable, unusable
from metricdiff.inputs.source import Column, Header, RowBase, Text

_LEAST_COLUMNS = 2
_MAGIC = b"\x93NUMPY"
#: What a file without the magic bytes is, by the first two of its own.
_NOT_NPY = {
    b"PK": "is an archive of arrays, not one array; save one: np.save(path, array)",
    b"\x80\x04": "is a pickle, which can run code and is never loaded; save numbers: "
    "np.save(path, array)",
    b"": "is not an .npy file (it does not begin with \\x93NUMPY); save it with "
    "np.save(path, array)",
}


@dataclass(frozen=True)
class _Head:
    """What an array is like; of many files none stays open for it.

    Attributes:
        shape: Its shape.
        dtype: Its type.
        offset: Where its rows begin in the file; ``None`` where they do not stand one by one.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    offset: int | None

    @property
    def row_items(self) -> int:
        """The items of a row."""
        return math.prod(self.shape[1:])


class NpyFile:
    """One array: (N, 2), (N, 1+K), or structured with a field a column.

    Args:
        path: The path of the file.
        field: The name of the array, where all of it plays one role, whatever its shape.
    """

    row_base: RowBase = "index"

    def __init__(self, path: str, field: str = "") -> None:
        self.name = path
        self.field = field

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self._head.shape

    @property
    def plain(self) -> bool:
        """Whether the array has no named fields."""
        return not self._head.dtype.names

    @cached_property
    def _head(self) -> _Head:
        """What the file says of the array.  Pickled objects are never loaded: they run code."""
        with Path(self.name).open("rb") as file:
            start = file.read(len(_MAGIC))
        if start != _MAGIC:
            raise InputError(f"{self.name} {_NOT_NPY.get(start[:2], _NOT_NPY[b''])}")
        array = self._mapped()
        offset = array.offset if isinstance(array, np.memmap) else None
        return _Head(array.shape, array.dtype, offset if array.flags.c_contiguous else None)

    def _mapped(self) -> npt.NDArray[Any]:
        try:
            array: npt.NDArray[Any] = np.load(self.name, mmap_mode="r", allow_pickle=False)
        except Exception as error:  # noqa: BLE001 - a damaged header can raise anything
            raise unreadable(self.name, ".npy", str(error)) from None
        return array

    def header(self) -> Header:
        """Read the shape and the names of the fields."""
        array = self._head
        if self.field:
            columns: tuple[str, ...] = (self.field,)
        elif array.dtype.names:
            if len(array.shape) != 1:
                raise InputError(f"{self.name}: a structured array must be 1-D, not {array.shape}")
            columns = array.dtype.names
        else:
            columns = tuple(str(place) for place in range(self._width(array.shape)))
        if not math.prod(array.shape):
            raise InputError(f"{self.name} has no rows: its shape is {array.shape}")
        whole = frozenset(name for name in columns if self._kind(name) in "iubU")
        return Header(
            columns,
            named=bool(self.field or array.dtype.names),
            looks_whole=whole,
            unusable={name: self._unusable(name) for name in columns if self._unusable(name)},
            rows=dict.fromkeys(columns, array.shape[0] if array.shape else 1),
        )

    def _unusable(self, name: str) -> str:
        dtype = self._head.dtype
        return unusable(dtype[name] if dtype.names and not self.field else dtype)

    def _kind(self, name: str) -> str:
        dtype = self._head.dtype
        return (dtype[name] if dtype.names and not self.field else dtype).base.kind

    def _width(self, shape: tuple[int, ...]) -> int:
        if len(shape) == _LEAST_COLUMNS and shape[0] == _LEAST_COLUMNS < shape[1]:
            raise InputError(
                f"{self.name}: shape {shape} has labels and predictions as rows; save them as "
                "columns: np.stack([y_true, y_pred], axis=1)"
            )
        if len(shape) != _LEAST_COLUMNS or shape[1] < _LEAST_COLUMNS:
            raise InputError(
                f"{self.name}: shape {shape}; one array holds labels and predictions as columns, "
                "(N, 2) or (N, 1+K): np.column_stack([y_true, y_pred]); two of other shapes are "
                "two files, y_true.npy y_pred.npy, or one .npz"
            )
        return int(shape[1])

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Return the columns in their own types, text as a text file's would be."""
        array = self._mapped()
        columns = {name: self._column(name, array) for name in (*numbers, *texts)}
        # Copied: under a map the numbers would change with the file.
        return {
            name: one if isinstance(one, Text) else np.array(one) for name, one in columns.items()
        }

    @property
    def rows_about(self) -> int:
        """The number of rows."""
        return self._head.shape[0]

    def blocks(
        self, numbers: tuple[str, ...], texts: tuple[str, ...], rows: int
    ) -> Iterator[dict[str, Column]]:
        """Read the columns some rows at a time; what has been read leaves the memory again."""
        for start in range(0, self.rows_about, rows):
            part = self._rows(start, min(rows, self.rows_about - start))
            yield {name: self._column(name, part) for name in (*numbers, *texts)}

    def _rows(self, start: int, rows: int) -> npt.NDArray[Any]:
        """Read some rows; not from a map, which kills this process if the file is cut meanwhile."""
        head = self._head
        if head.offset is None:
            return np.array(self._mapped()[start : start + rows])  # mapped anew: the old pages go
        with Path(self.name).open("rb") as file:
            file.seek(head.offset + start * head.row_items * head.dtype.itemsize)
            read = np.fromfile(file, head.dtype, rows * head.row_items)
        if read.size < rows * head.row_items:
            raise unreadable(self.name, ".npy", f"it ends before row {start + rows - 1}")
        return read.reshape(rows, *head.shape[1:])

    def _column(self, name: str, array: npt.NDArray[Any]) -> Column:
        if self.field:
            return column(np.asarray(array), name, self.name)
        values = np.asarray(array[name] if array.dtype.names else array[:, int(name)])
        return column(values, name, self.name)

    def row(self, index: int) -> str:
        """Return the 0-based index of the row."""
        return f"row {index}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the indices: that is how rows of arrays are known."""
        return list(indices)
