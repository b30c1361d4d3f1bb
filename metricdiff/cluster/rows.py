"""Rows that stay in files which workers read: found by them, and told by line or index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from metricdiff.cluster.asking import Cluster
from metricdiff.cluster.counting import Extent, Job, rows_of
from metricdiff.cluster.splitting import Part
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.source import RowBase
from metricdiff.inputs.unchanged import Unchanged
from metricdiff.inputs.where import InArrays
from metricdiff.streaming.rows import Counted, FileRows
from metricdiff.streaming.runs import Runs
from metricdiff.streaming.table import Group

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ClusterRows(FileRows):
    """The rows of files, which workers read.

    Attributes:
        cluster: The workers.
        job: What they know of the files.
        groups: The parts of the files, in order, those together that a worker reads in one go.
        extents: How many rows each of the parts has.
        seen: The files, as they were when they were counted.
    """

    cluster: Cluster
    job: Job
    groups: tuple[tuple[Part, ...], ...]
    extents: tuple[Extent, ...]
    seen: Unchanged

    def pieces(self) -> Iterator[Raw]:
        """Have the rows read and sent here, part by part, as they are asked for."""
        for extent in self.extents:
            with self.seen.reading():
                pieces = self.cluster.wait(self.cluster.begin(_read, self.job, extent.part))
            yield from pieces


@dataclass(frozen=True)
class ClusterCounted(Counted):
    """The rows that a table was counted from, found by workers."""

    rows: ClusterRows

    def find(self, entries: Rows, most: int | None) -> tuple[Rows, Rows]:
        """Return the first rows that some entries stand for, in their order, and whose they are."""
        cluster, extents = self.rows.cluster, self.rows.extents
        asked = cluster.held(_Asked(self.runs, self.kept, entries))
        at_once = len(extents) if most is None else max(1, sum(cluster.workers.values()))
        found: list[tuple[Rows, Rows]] = [(np.zeros(0, np.int64),) * 2]
        start = total = 0
        for first in range(0, len(extents), at_once):
            wave = extents[first : first + at_once]
            begun = [cluster.begin(_find, self.rows.job, one.part, asked, most) for one in wave]
            for extent, future in zip(wave, begun, strict=True):
                inside, whose = cluster.wait(future)
                found.append((inside + start, whose))
                start, total = start + extent.rows, total + len(inside)
            if most is not None and total >= most:
                break
        self.rows.seen.check()
        rows, whose = (np.concatenate(each)[:most] for each in zip(*found, strict=True))
        return rows, whose


class InParts:
    """Where rows stand whose parts were read by workers.

    Args:
        paths: The files, as the user named them.
        row_base: How they number their rows.
        extents: The parts of the files, in order.
    """

    def __init__(self, paths: Sequence[str], row_base: RowBase, extents: Sequence[Extent]) -> None:
        self._paths, self.row_base, self._extents = tuple(paths), row_base, tuple(extents)
        self._ends = np.cumsum([one.rows for one in extents])

    def row(self, index: int) -> str:
        """Say where one row stands, and in which of several files."""
        at = f"{'line' if self.row_base == 'line' else 'row'} {self.numbers([index])[0]}"
        files = self.files([index])
        return at if files is None else f"{self._paths[files[0]]}: {at}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the lines or the indices, each in its own file."""
        rows = np.asarray(indices, dtype=np.int64)
        places = self._places(rows)
        numbers = np.zeros(len(rows), dtype=np.int64)
        for place in np.unique(places):
            own = places == place
            numbers[own] = self._numbers(int(place), rows[own] - self._start(int(place)))
        return [int(number) for number in numbers]

    def files(self, indices: Sequence[int]) -> list[int] | None:
        """Return which of several files holds each row."""
        if len(self._paths) == 1 or self._extents[-1].part.beside is not None:
            return None
        places = self._places(np.asarray(indices, dtype=np.int64))
        return [self._extents[place].part.file for place in places]

    def positions(self, indices: Sequence[int]) -> None:
        """Rows are whole."""

    def _places(self, rows: Rows) -> Rows:
        """Return the part that each row is in."""
        return np.asarray(np.searchsorted(self._ends, rows, side="right"))

    def _start(self, place: int) -> int:
        """Return the first row of a part."""
        return int(self._ends[place]) - self._extents[place].rows

    def _numbers(self, place: int, inside: Rows) -> Rows:
        """Return the numbers of rows of a part, which is read again only where rows take lines."""
        extent = self._extents[place]
        before = [one for one in self._extents[:place] if one.part.file == extent.part.file]
        if extent.part.end is not None and self.row_base == "index":
            return inside + sum(one.rows for one in before)
        if extent.plain:
            lines = sum(one.lines for one in before)
            return inside + (lines + 1 if before else 2)  # the first line is the header
        return np.asarray(extent.part.open().numbers(inside.tolist()), dtype=np.int64)


@dataclass(frozen=True)
class _Asked:
    """Entries of a table whose rows are looked for."""

    runs: dict[Group, Runs]
    kept: Rows | None
    entries: Rows


def _read(job: Job, part: Part) -> list[Raw]:
    return [replace(piece, where=InArrays()) for piece in rows_of(job, part).pieces()]


def _find(job: Job, part: Part, asked: _Asked, most: int | None) -> tuple[Rows, Rows]:
    return Counted(rows_of(job, part), asked.runs, asked.kept).find(asked.entries, most)
