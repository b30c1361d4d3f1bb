"""NumPy's .npz: an archive of arrays, each under its name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs import array_columns
from metricdiff.inputs.source import Column, Header, RowBase

_SUFFIX = ".npy"
#: What ``np.savez(path, y_true, y_pred)`` calls its arguments.
_UNNAMED = ("arr_0", "arr_1")


class NpzFile:
    """An archive of arrays of as many rows.

    Args:
        path: The path of the file.
    """

    row_base: RowBase = "index"

    def __init__(self, path: str) -> None:
        self.name = path

    @contextmanager
    def _archive(self) -> Iterator[zipfile.ZipFile]:
        try:
            archive = zipfile.ZipFile(self.name)
        except Exception as error:  # noqa: BLE001 - a damaged archive can raise anything
            raise InputError(
                f"{self.name} is not a whole .npz file ({error}); save it with "
                "np.savez(path, y_true=y_true, y_pred=y_pred)"
            ) from None
        with archive:
            yield archive

    @cached_property
    def _described(self) -> dict[str, tuple[tuple[int, ...], np.dtype[Any]]]:
        """The shape and the type of each array, from its header alone."""
        with self._archive() as archive:
            return {
                member.filename.removesuffix(_SUFFIX): self._shape_and_type(archive, member)
                for member in archive.infolist()
                if member.filename.endswith(_SUFFIX)
            }

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each array; Python objects, which reading would run, are refused.

        Raises:
            InputError: The archive is damaged, or holds Python objects.
        """
        for _, dtype in self._described.values():
            if dtype.hasobject:
                raise array_columns.unreadable(self.name, ".npz", "Object arrays")
        return {name: shape for name, (shape, _) in self._described.items()}

    def _shape_and_type(
        self, archive: zipfile.ZipFile, member: zipfile.ZipInfo
    ) -> tuple[tuple[int, ...], np.dtype[Any]]:
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }
        try:
            with archive.open(member) as file:
                shape, _, dtype = read[np.lib.format.read_magic(file)](file)
                size = member.file_size - file.tell()
        except Exception as error:  # noqa: BLE001 - a damaged header can raise anything
            raise array_columns.unreadable(
                self.name, ".npz", f"{member.filename}: {error}"
            ) from None
        if not dtype.hasobject and size != int(np.prod(shape, dtype=object)) * dtype.itemsize:
            reason = f"{member.filename}: {size} bytes for shape {shape}"
            raise array_columns.unreadable(self.name, ".npz", reason)
        return shape, dtype

    def header(self) -> Header:
        """Read the names of the arrays, their shapes and their types."""
        arrays = self._described
        if not arrays:
            raise InputError(
                f"{self.name} holds no arrays; save it with "
                "np.savez(path, y_true=y_true, y_pred=y_pred)"
            )
        whole = frozenset(name for name, (_, dtype) in arrays.items() if dtype.kind in "iubU")
        unusable = {name: _unusable(*array) for name, array in arrays.items()}
        return Header(
            tuple(arrays),
            named=tuple(arrays) != _UNNAMED,  # like the columns of an array: labels first
            looks_whole=whole,
            unusable={name: reason for name, reason in unusable.items() if reason},
            rows={name: shape[0] for name, (shape, _) in arrays.items() if shape},
        )

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Return arrays in their own types, text as a text file's would be."""
        names = dict.fromkeys((*numbers, *texts))
        return {name: array_columns.column(self._array(name), name, self.name) for name in names}

    def _array(self, name: str) -> npt.NDArray[Any]:
        try:
            with self._archive() as archive, archive.open(name + _SUFFIX) as file:
                return np.lib.format.read_array(file, allow_pickle=False)
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 - damaged data can raise anything
            raise array_columns.unreadable(self.name, ".npz", f"{name}: {error}") from None

    def row(self, index: int) -> str:
        """Return the 0-based index of the row."""
        return f"row {index}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the indices: that is how rows of arrays are known."""
        return list(indices)


def _unusable(shape: tuple[int, ...], dtype: np.dtype[Any]) -> str:
    """Say why an array can play no role; nothing where it can."""
    empty = not shape or 0 in shape
    return f"no rows: its shape is {shape}" if empty else array_columns.unusable(dtype)
