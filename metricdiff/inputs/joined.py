"""Several files as one: parts of one data set, or labels and predictions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs.source import Blocked, Column, Header, RowBase, Source, Text

Value = TypeVar("Value")


class Parts:
    """Files of the same columns, the rows of one after those of the other.

    Args:
        parts: The files, in order.
    """

    def __init__(self, parts: Sequence[Source]) -> None:
        self.parts = tuple(parts)
        self.name = ", ".join(part.name for part in parts)
        self.ends: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    @property
    def row_base(self) -> RowBase:
        """How the files number their rows."""
        return self.parts[0].row_base

    def header(self) -> Header:
        """Return the columns of the first file; whole in all files is what is whole."""
        first, *others = (part.header() for part in self.parts)
        whole = first.looks_whole.intersection(*(other.looks_whole for other in others))
        unusable = {name: why for one in (first, *others) for name, why in one.unusable.items()}
        columns = tuple(
            name for name in first.columns if all(name in one.columns for one in others)
        )
        return Header(columns, first.named, whole, unusable)

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Read the same columns of every file."""
        tables = [part.read(numbers, texts) for part in self.parts]
        names = list(tables[0])
        self.ends = np.cumsum([length(table[names[0]]) for table in tables])
        return {
            name: _chained([table[name] for table in tables], name, self.parts) for name in names
        }

    @property
    def rows_about(self) -> int:
        """About how many rows all files have."""
        return sum(part.rows_about for part in self.parts if isinstance(part, Blocked))

    def blocks(
        self, numbers: tuple[str, ...], texts: tuple[str, ...], rows: int
    ) -> Iterator[dict[str, Column]]:
        """Read the same columns of every file, one after the other, some rows at a time."""
        ends = [0]
        for part in self.parts:
            assert isinstance(part, Blocked)  # noqa: S101 - a promise of the caller
            ends.append(ends[-1])
            for block in part.blocks(numbers, texts, rows):
                ends[-1] += length(next(iter(block.values())))
                if ends[-1] > self.ends.max(initial=0):  # another reading may be further
                    self.ends = np.array(ends[1:])
                yield block

    def row(self, index: int) -> str:
        """Say in which file, and where, one row stands."""
        part, inside = self._split([index])
        source = self.parts[part[0]]
        return f"{source.name}: {source.row(inside[0])}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the lines or the indices, each in its own file."""
        numbers = np.zeros(len(indices), dtype=np.int64)
        parts, inside = (np.array(values, dtype=np.int64) for values in self._split(indices))
        for part in np.unique(parts):
            own = parts == part
            numbers[own] = self.parts[part].numbers(inside[own].tolist())
        return [int(number) for number in numbers]

    def files(self, indices: Sequence[int]) -> list[int]:
        """Return the place of the file of each row."""
        return self._split(indices)[0]

    def _split(self, indices: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the file of each row, and its index in there."""
        rows = np.asarray(indices, dtype=np.int64)
        part = np.searchsorted(self.ends, rows, side="right")
        starts = np.concatenate([[0], self.ends[:-1]])
        return part.tolist(), (rows - starts[part]).tolist()


class Pair:
    """A file of labels and a file of predictions, row by row.

    Args:
        labels: The file of labels, by whose rows a user finds them.
        predictions: The file of predictions.
    """

    def __init__(self, labels: Source, predictions: Source) -> None:
        self.name = f"{labels.name}, {predictions.name}"
        self.labels, self.predictions = labels, predictions

    @property
    def row_base(self) -> RowBase:
        """How the file of labels numbers its rows."""
        return self.labels.row_base

    @cached_property
    def _headers(self) -> tuple[Header, Header]:
        return self.labels.header(), self.predictions.header()

    def predicted(self, name: str) -> str:
        """Return what a column of the file of predictions is called here."""
        known = self._headers[0].columns
        return f"{stem(self.predictions)}.{name}" if name in known else name

    def header(self) -> Header:
        """Return the columns of both files."""
        labels, predictions = self._headers
        return Header(
            (*labels.columns, *map(self.predicted, predictions.columns)),
            looks_whole=labels.looks_whole | set(map(self.predicted, predictions.looks_whole)),
            unusable={**labels.unusable, **self._renamed(predictions.unusable)},
            rows={**labels.rows, **self._renamed(predictions.rows)},
        )

    def _renamed(self, of_columns: Mapping[str, Value]) -> dict[str, Value]:
        return {self.predicted(name): value for name, value in of_columns.items()}

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Read the columns of each file."""
        (numbers_1, numbers_2), (texts_1, texts_2) = self._of_each(numbers), self._of_each(texts)
        labels = self.labels.read(numbers_1, texts_1)
        table = self.predictions.read(numbers_2, texts_2)
        lengths = [length(next(iter(one.values()))) for one in (labels, table)]
        if lengths[0] != lengths[1]:
            raise InputError(
                f"{self.labels.name} has {lengths[0]} rows and {self.predictions.name} "
                f"{lengths[1]}; there must be one of each a row"
            )
        return labels | {self.predicted(name): column for name, column in table.items()}

    @property
    def rows_about(self) -> int:
        """The number of rows, as far as that can be told at once."""
        return self.labels.rows_about if isinstance(self.labels, Blocked) else 0

    def blocks(
        self, numbers: tuple[str, ...], texts: tuple[str, ...], rows: int
    ) -> Iterator[dict[str, Column]]:
        """Read the columns of both files side by side, some rows at a time: of arrays."""
        (numbers_1, numbers_2), (texts_1, texts_2) = self._of_each(numbers), self._of_each(texts)
        assert isinstance(self.labels, Blocked) and isinstance(self.predictions, Blocked)  # noqa: S101, PT018 - promised
        several = zip(
            self.labels.blocks(numbers_1, texts_1, rows),
            self.predictions.blocks(numbers_2, texts_2, rows),
            strict=True,
        )
        for labels, table in several:
            yield labels | {self.predicted(name): column for name, column in table.items()}

    def _of_each(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return which columns stand in the file of labels, and which in that of predictions."""
        own, others = (set(header.columns) for header in self._headers)
        plain = {self.predicted(name): name for name in others}
        return (
            tuple(name for name in names if name in own),
            tuple(plain[name] for name in names if name in plain),
        )

    def row(self, index: int) -> str:
        """Say where a row of labels stands."""
        return f"{self.labels.name}: {self.labels.row(index)}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the lines or indices in the file of labels."""
        return self.labels.numbers(indices)


def files_of(source: Source) -> tuple[str, ...]:
    """Return the names of the files that a source reads."""
    if isinstance(source, Parts):
        return tuple(part.name for part in source.parts)
    return (
        (source.labels.name, source.predictions.name)
        if isinstance(source, Pair)
        else (source.name,)
    )


def stem(source: Source) -> str:
    """Return the name of a file without folders and suffixes."""
    return Path(source.name).name.partition(".")[0]


def length(column: Column) -> int:
    """Return how many rows a column has."""
    return len(column.codes if isinstance(column, Text) else column)


def _chained(columns: Sequence[Column], name: str, parts: Sequence[Source]) -> Column:
    """Put the columns of all files one after the other."""
    texts = [column for column in columns if isinstance(column, Text)]
    if len(texts) == len(columns):
        return _text(texts)
    arrays = [column for column in columns if not isinstance(column, Text)]
    if texts:
        return _text([_as_text(column) for column in columns])
    for (first, second), part in zip(pairwise(arrays), parts[1:], strict=True):
        if first.shape[1:] != second.shape[1:]:
            raise InputError(
                f"{part.name}: {name} has shape {second.shape} and {first.shape} in "
                f"{parts[0].name}; parts of one data set differ in their rows alone"
            )
    return np.concatenate(arrays)


def _text(columns: Sequence[Text]) -> Text:
    known = dict.fromkeys(cell for column in columns for cell in column.cells)
    places = {cell: place for place, cell in enumerate(known)}
    codes: list[npt.NDArray[Any]] = [
        np.array([places[cell] for cell in column.cells], dtype=np.int64)[column.codes]
        for column in columns
    ]
    return Text(np.concatenate(codes), tuple(known))


def _as_text(column: Column) -> Text:
    from metricdiff.inputs.cells import text  # only for parts that differ

    return column if isinstance(column, Text) else text(column.astype(str))
