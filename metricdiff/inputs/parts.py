"""Parts of files, each read by itself, and what a URL names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, BinaryIO, cast

from metricdiff.inputs.csv_file import CsvFile
from metricdiff.inputs.npy_file import NpyFile
from metricdiff.inputs.parquet_file import ParquetFile
from metricdiff.inputs.source import Column
from metricdiff.inputs.urls import opened, size

#: The bytes that are looked through for line ends at once.
_AT_ONCE = 1 << 24


class NotInPartsError(Exception):
    """Rows of a CSV take several lines, so that nothing but all of it can be read."""


class NpyPart(NpyFile):
    """Some rows of an array.

    Args:
        path: The path of the file.
        start: The first of the rows.
        end: The row behind the last.
        field: The name of the array, where all of it plays one role.
    """

    def __init__(self, path: str, start: int, end: int, field: str = "") -> None:
        super().__init__(path, field)
        self._start, self._end = start, end

    def blocks(
        self, numbers: tuple[str, ...], texts: tuple[str, ...], rows: int
    ) -> Iterator[dict[str, Column]]:
        """Read the columns some rows at a time."""
        for start in range(self._start, self._end, rows):
            part = self._rows(start, min(rows, self._end - start))
            yield {name: self._column(name, part) for name in (*numbers, *texts)}

    def row(self, index: int) -> str:
        """Return the 0-based index of the row in the file."""
        return super().row(self._start + index)

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the indices in the file."""
        return [self._start + index for index in indices]


class ParquetPart(ParquetFile):
    """Some row groups of a Parquet file.

    Args:
        path: The path, or the URL, of the file.
        start: The first of the row groups.
        end: The row group behind the last.
    """

    def __init__(self, path: str, start: int, end: int) -> None:
        super().__init__(path)
        self._groups = range(start, end)

    def _batches(self, rows: int, names: list[str]) -> Iterator[Any]:
        batches: Iterator[Any] = self._opened().iter_batches(
            batch_size=rows, row_groups=list(self._groups), columns=names
        )
        return batches

    def row(self, index: int) -> str:
        """Return the 0-based index of the row in the file."""
        return super().row(self._first + index)

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the indices in the file."""
        return [self._first + index for index in indices]

    @cached_property
    def _first(self) -> int:
        return sum(self.group_rows[: self._groups.start])


class CsvPart(CsvFile):
    """The lines of a CSV that begin in a range of its bytes, below its header.

    Args:
        path: The path, or the URL, of the file, which is not compressed.
        start: The first of the bytes; 0, or the first line that begins behind it.
        end: The byte behind the last; the line that it stands in is read to its end.
    """

    def __init__(self, path: str, start: int, end: int) -> None:
        super().__init__(path)
        self._start, self._end = start, end

    @property
    def lines(self) -> int:
        """How many lines it has, without those that stand above a later part as a header."""
        return self._block.count(b"\n")

    @property
    def plain(self) -> bool:
        """Whether each row is a line, and each line a row."""
        return self._a_row_a_line

    def blocks(
        self, numbers: tuple[str, ...], texts: tuple[str, ...], rows: int
    ) -> Iterator[dict[str, Column]]:
        """Read the columns some rows at a time; none where a line is longer than the part."""
        return super().blocks(numbers, texts, rows) if self._block.strip() else iter(())

    @cached_property
    def _content(self) -> bytes:
        """The lines, with the header above."""
        return self._block if not self._start else self._header + self._block

    @cached_property
    def _block(self) -> bytes:
        from fsspec.utils import read_block  # an optional library

        with opened(self.name) as file:
            block: bytes = read_block(file, self._start, self._end - self._start, b"\n")
        if b'"' in block and any(line.count(b'"') % 2 for line in block.split(b"\n")):
            raise NotInPartsError(self.name)
        return block

    @cached_property
    def _header(self) -> bytes:
        with opened(self.name) as file:
            return next(line for line in file if line.strip())

    @cached_property
    def _before(self) -> int:  # type: ignore[override] # read only when a line is to be told
        """The lines before the first of these, less the one that stands here as a header."""
        lines, left = 0, self._start
        with opened(self.name) as file:
            while left and (read := file.read(min(left, _AT_ONCE))):
                lines, left = lines + read.count(b"\n"), left - len(read)
        return lines


class CsvUrl(CsvFile):
    """A CSV that a URL names, of which the header is read without the rest."""

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        if self.name.lower().endswith(".gz"):
            with super()._opened() as file:
                yield file
        else:
            with opened(self.name) as file:
                yield cast("BinaryIO", file)

    @cached_property
    def rows_about(self) -> int:
        """The number of rows, if all take as many bytes as the first."""
        return size(self.name) // self._row_bytes
