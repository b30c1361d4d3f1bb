"""Rows that stay in their files: read in blocks, as often as they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from metricdiff.inputs.opening import OpenFile
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.reading import typed, wanted
from metricdiff.inputs.source import Blocked
from metricdiff.streaming.runs import Array, Runs
from metricdiff.streaming.table import Group

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class FileRows:
    """The rows of a file, or of several that are read as one.

    Attributes:
        file: The file, and the role of each column.
        size: The rows of a block, but for the last.
    """

    file: OpenFile
    size: int

    def pieces(self) -> Iterator[Raw]:
        """Read the rows in pieces as they come, each of at most about *size* rows."""
        source, start = self.file.source, 0
        assert isinstance(source, Blocked)  # noqa: S101 - found out before
        for table in source.blocks(*wanted(self.file), self.size):
            piece = typed(self.file, table, start)
            start += piece.rows
            yield piece

    def blocks(self) -> Iterator[Raw]:
        """Read the rows in blocks of exactly *size* rows, but for the last."""
        waiting: list[Raw] = []
        for piece in self.pieces():
            waiting.append(piece)
            while sum(one.rows for one in waiting) >= self.size:
                whole = _chained(waiting)
                yield _part(whole, slice(self.size))
                rest = _part(whole, slice(self.size, None))
                waiting = [rest] if rest.rows else []
        if waiting:
            yield _chained(waiting)


@dataclass(frozen=True)
class Counted:
    """The rows that a table was counted from, and the way back to them.

    Attributes:
        rows: The rows.
        runs: The table: its entries are those of the first group, then those of the second, ...
        kept: (M,) which entries are left; ``None`` for all.
        unchanged: Whether they hold what stands in the files.
    """

    rows: FileRows
    runs: dict[Group, Runs]
    kept: Rows | None = None
    unchanged: bool = True

    @property
    def whole(self) -> bool:
        """Whether the table still is what these rows make."""
        return self.unchanged and self.kept is None

    def blocks(self) -> Iterator[Raw]:
        """Read the rows, in their order, in blocks."""
        return self.rows.blocks()

    def only(self, kept: Rows) -> Counted:
        """Return the rows of some entries."""
        return replace(self, kept=kept if self.kept is None else self.kept[kept])

    def changed(self) -> Counted:
        """Return the rows of entries that hold other values than the files."""
        return replace(self, unchanged=False)

    def find(self, entries: Rows, most: int | None) -> tuple[Rows, Rows]:
        """Return the first rows that some entries stand for, in their order, and whose they are."""
        places = np.full(self._ends[-1], -1, dtype=np.int64)
        asked = entries if self.kept is None else self.kept[entries]
        places[asked] = entries
        found: list[tuple[Rows, Rows]] = [(np.zeros(0, np.int64),) * 2]
        start = total = 0
        for piece in self.rows.pieces():
            own = places[self._entries(piece)]
            inside = np.flatnonzero(own >= 0)
            found.append((inside + start, own[inside]))
            start, total = start + piece.rows, total + len(inside)
            if most is not None and total >= most:
                break
        rows, whose = (np.concatenate(each)[:most] for each in zip(*found, strict=True))
        return rows, whose

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(len(runs) for runs in self.runs.values()))

    def _entries(self, piece: Raw) -> Rows:
        """Return the entry that each row was counted into."""
        entries = np.zeros(piece.rows, dtype=np.int64)
        others = [piece.y_true, *([] if piece.decision is None else [piece.decision])]
        for (group, runs), end in zip(self.runs.items(), self._ends, strict=True):
            inside = np.flatnonzero(_holds(others, group))
            place = np.searchsorted(runs.lows, piece.y_pred[inside], side="right") - 1
            entries[inside] = end - len(runs) + place
        return entries


def _holds(others: list[Array], group: Group) -> npt.NDArray[np.bool_]:
    each = [column == value for column, value in zip(others, group, strict=True)]
    return np.asarray(np.logical_and.reduce(each))


def _chained(pieces: list[Raw]) -> Raw:
    if len(pieces) == 1:
        return pieces[0]
    first, decided = pieces[0], [one.decision for one in pieces if one.decision is not None]
    return replace(
        first,
        y_true=np.concatenate([one.y_true for one in pieces]),
        y_pred=np.concatenate([one.y_pred for one in pieces]),
        decision=np.concatenate(decided) if decided else None,
    )


def _part(raw: Raw, rows: slice) -> Raw:
    return replace(
        raw,
        y_true=raw.y_true[rows],
        y_pred=raw.y_pred[rows],
        decision=None if raw.decision is None else raw.decision[rows],
    )
