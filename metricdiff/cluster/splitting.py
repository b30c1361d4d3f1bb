"""Files in parts that workers read by themselves, each about as large as a block."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from metricdiff.errors import InputError
from metricdiff.inputs.content import packed
from metricdiff.inputs.csv_file import CsvFile
from metricdiff.inputs.joined import Pair, Parts
from metricdiff.inputs.npy_file import NpyFile
from metricdiff.inputs.parquet_file import ParquetFile
from metricdiff.inputs.parts import CsvPart, NpyPart, ParquetPart
from metricdiff.inputs.readers import open_source
from metricdiff.inputs.source import Source
from metricdiff.inputs.urls import is_url, size

#: The rows of a part: a whole number of Keras's chunks, and so few that many workers have some.
PART_ROWS = 1 << 20
#: The bytes of a part of text: about as many rows.
PART_BYTES = 1 << 25


@dataclass(frozen=True)
class Part:
    """Some rows of a file, as a worker is told of them.

    Attributes:
        path: The file, from the root, or its URL.
        file: Its place among the files.
        rows: About how many rows these are.
        start: The first row of an array, the first row group, or the first byte of text.
        end: What is behind the last; ``None`` for all of a file that is read as one.
        field: The name of the array, where all of it plays one role.
        beside: The same rows of the file of predictions, where labels and they are two.
    """

    path: str
    file: int
    rows: int
    start: int = 0
    end: int | None = None
    field: str = ""
    beside: Part | None = None

    def open(self) -> Source:
        """Open it, on whatever machine has the file.

        Raises:
            InputError: This machine has no such file, or it cannot be read.
        """
        source = self._open()
        return source if self.beside is None else Pair(source, self.beside.open())

    def _open(self) -> Source:
        if not is_url(self.path) and not Path(self.path).exists():
            raise InputError(
                f"{self.path}: there is no such file on {socket.gethostname()}, where a worker "
                "runs; name a path that all workers see, or a URL such as s3://bucket/file"
            )
        whole = open_source(self.path)
        if self.end is None:
            return whole
        if isinstance(whole, NpyFile):
            return NpyPart(self.path, self.start, self.end, self.field)
        if isinstance(whole, ParquetFile):
            return ParquetPart(self.path, self.start, self.end)
        return CsvPart(self.path, self.start, self.end)


def split(source: Source, *, text: bool) -> list[tuple[Part, ...]]:
    """Split files into groups of parts, each group as many rows as a worker reads in one go.

    Args:
        source: The files.
        text: Whether CSV may be split: each row is a line.
    """
    files = source.parts if isinstance(source, Parts) else (source,)
    parts = [part for place, file in enumerate(files) for part in _split(file, place, text)]
    groups: list[list[Part]] = [[]]
    for part in parts:
        if groups[-1] and sum(one.rows for one in groups[-1]) + part.rows > PART_ROWS:
            groups.append([])
        groups[-1].append(part)
    return [tuple(group) for group in groups]


def _split(source: Source, file: int, text: bool) -> Iterator[Part]:
    if isinstance(source, Pair):
        ours, theirs = (_split(one, file, text) for one in (source.labels, source.predictions))
        for one, other in zip(ours, theirs, strict=True):
            yield Part(one.path, file, one.rows, one.start, one.end, one.field, other)
        return
    path = source.name if is_url(source.name) else str(Path(source.name).resolve())
    if isinstance(source, NpyFile):
        for start, end in pairwise(_steps(source.rows_about, PART_ROWS)):
            yield Part(path, file, end - start, start, end, source.field)
    elif isinstance(source, ParquetFile):
        for start, end, rows in _of_groups(source.group_rows):
            yield Part(path, file, rows, start, end)
    elif isinstance(source, CsvFile):
        bytes_ = size(source.name)
        if not text or packed(path) or path.lower().endswith(".gz"):
            yield Part(path, file, source.rows_about)
            return
        for start, end in pairwise(_steps(bytes_, PART_BYTES)):
            yield Part(path, file, source.rows_about * (end - start) // bytes_, start, end)


def _steps(size: int, step: int) -> list[int]:
    return [*range(0, size, step), size]


def _of_groups(rows: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield row groups from one to another, as many as a part has rows, or one that is larger."""
    start, total = 0, 0
    for place, own in enumerate(rows):
        if total and total + own > PART_ROWS:
            yield start, place, total
            start, total = place, 0
        total += own
    yield start, len(rows), total
