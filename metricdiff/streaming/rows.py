"""Rows that stay in their files: read in blocks, as often as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs.opening import OpenFile
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.reading import mask_of, typed, wanted
from metricdiff.inputs.source import Blocked, Column
from metricdiff.inputs.unchanged import Unchanged
from metricdiff.streaming.runs import Array, Runs, spanned
from metricdiff.streaming.table import Group
from metricdiff.streaming.weights import kinds

Rows = npt.NDArray[np.int64]
#: Where an entry stands that is in no file.
_ADDED = -1
_COLUMNS = ("y_true", "y_pred", "decision", "sample_weight", "mask")


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
        start = 0
        for table in self._tables():
            piece = typed(self.file, table, start)
            rows = slice(start, start := start + piece.rows)
            yield piece if self.mask is None else replace(piece, mask=self.mask[rows])
        if self.mask is not None and len(self.mask) > start:
            shape = f"mask: shape {self.mask.shape}; there are {start} labels"
            raise InputError(f"{self.file.source.name}: {shape}")

    def _tables(self) -> Iterator[dict[str, Column]]:
        """Read the columns; those of a second reading are those of the first."""
        source, unchanged = self.file.source, self.unchanged
        assert isinstance(source, Blocked)  # noqa: S101 - found out before
        try:
            yield from source.blocks(*wanted(self.file), self.size)
        except Exception:
            unchanged.check()  # says more than that a file is damaged
            raise
        unchanged.check()

    @cached_property
    def unchanged(self) -> Unchanged:
        """The files, as they were when they were first read."""
        return Unchanged(
            (*self.file.paths, *([self.file.mask.source.name] if self.file.mask else []))
        )

    @cached_property
    def mask(self) -> npt.NDArray[np.bool_] | None:
        """The mask, where it stands in a file of its own: a byte a row, in memory."""
        column, start = self.file.mask, 0
        if column is None:
            return None
        assert isinstance(column.source, Blocked)  # noqa: S101 - found out before
        parts = []
        for table in column.source.blocks((), (column.name,), self.size):
            parts.append(mask_of(column, table[column.name], start))
            start += len(parts[-1])
        return np.concatenate(parts)

    def blocks(self, made: Callable[[Raw], Raw] | None = None) -> Iterator[Raw]:
        """Read the rows in blocks of exactly *size* rows, but for the last.

        Args:
            made: What is made of each piece first.
        """
        return _blocks(map(made, self.pieces()) if made else self.pieces(), self.size)

    def counted(self, size: int) -> Iterator[Raw]:
        """Read the rows that a mask leaves in blocks of exactly so many, but for the last."""
        return _blocks((piece.counted for piece in self.pieces()), size)


@dataclass(frozen=True)
class Counted:
    """The rows that a table was counted from, and the way back to them.

    Attributes:
        rows: The rows.
        runs: The table: its entries are those of the first group, then those of the second, ...
        kept: (M,) which entries are left, -1 for one that was added; ``None`` for all.
        changes: (M,) what the rows of each hold instead of what stands in the files.
    """

    rows: FileRows
    runs: dict[Group, Runs]
    kept: Rows | None = None
    changes: Mapping[str, Array | None] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether the table still is what these rows make."""
        return not self.changes and self.kept is None

    def blocks(self) -> Iterator[Raw]:
        """Read the rows, in their order, in blocks: those that are left, with what was changed."""
        return self.rows.blocks() if self.whole else self.rows.blocks(self._left)

    def counted(self, size: int) -> Iterator[Raw]:
        """Read the rows that count, in their order, in blocks of a size but for the last."""
        return self.rows.counted(size)

    def last(self, least: int) -> Raw:
        """Return the last rows that count: at least so many, where there are."""
        waiting: list[Raw] = []
        for piece in self.rows.counted(max(least, self.rows.size)):
            waiting = [*waiting[-1:], piece]
        return _chained(waiting)

    def only(self, kept: Rows) -> Counted:
        """Return the rows of some entries."""
        changes = {
            name: None if values is None else values[kept] for name, values in self.changes.items()
        }
        return replace(self, kept=kept if self.kept is None else self.kept[kept], changes=changes)

    def extended(self, more: int) -> Counted:
        """Return the rows of as many more entries, which are those of none."""
        kept = np.arange(self._ends[-1]) if self.kept is None else self.kept
        return replace(self, kept=np.append(kept, np.full(more, _ADDED)))

    def changed(self, changes: Mapping[str, Array | None]) -> Counted:
        """Return the rows of entries that hold other values than the files."""
        return replace(self, changes={**self.changes, **changes})

    def spans(self) -> tuple[Array, Array]:
        """Return the lowest and the highest score about each entry, (M,) both.

        Entries whose scores lie between each other's share one span: between two spans scores are
        told apart whatever their labels are.
        """
        lows, highs = (
            np.concatenate([getattr(runs, name) for runs in self.runs.values()])
            for name in ("lows", "highs")
        )
        if self.kept is not None:
            lows, highs = lows[self.kept], highs[self.kept]
        order = np.argsort(lows, kind="stable")
        reach = np.fmax.accumulate(highs[order])
        begins = np.append(True, ~(lows[order][1:] <= reach[:-1]))  # NaN is by itself
        first = np.flatnonzero(begins)
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.cumsum(begins) - 1
        last = np.append(first[1:], len(order)) - 1
        return lows[order][first][place], np.where(np.isnan(lows), lows, reach[last][place])

    def find(self, entries: Rows, most: int | None) -> tuple[Rows, Rows]:
        """Return the first rows that some entries stand for, in their order, and whose they are."""
        places = self._places(entries)
        found: list[tuple[Rows, Rows]] = [(np.zeros(0, np.int64),) * 2]
        start = total = 0
        for piece in self.rows.pieces():
            own = places[self._entries(piece)]
            inside = np.flatnonzero(own >= 0)
            found.append((inside + start, own[inside]))
            start, total = start + piece.rows, total + len(inside)
            if most is not None and total >= most:
                self.rows.unchanged.check()
                break
        rows, whose = (np.concatenate(each)[:most] for each in zip(*found, strict=True))
        return rows, whose

    def _places(self, entries: Rows) -> Rows:
        """Return where each of all entries stands among those that are left; -1 if not asked."""
        places = np.full(self._ends[-1], -1, dtype=np.int64)
        asked = entries if self.kept is None else self.kept[entries]
        there = asked != _ADDED
        places[asked[there]] = entries[there]
        return places

    @cached_property
    def _every_place(self) -> Rows:
        return self._places(np.arange(self._ends[-1] if self.kept is None else len(self.kept)))

    def _left(self, piece: Raw) -> Raw:
        """Return the rows of a piece that are left, with what was changed."""
        entries = self._every_place[self._entries(piece)]
        left = _part(piece, rows := np.flatnonzero(entries >= 0))
        changes: dict[str, Any] = {
            name: None if values is None else values[entries[rows]]
            for name, values in self.changes.items()
        }
        return replace(left, **changes)

    @property
    def weights(self) -> tuple[float, float]:
        """The smallest and the largest weight."""
        kept = np.arange(self._ends[-1]) if self.kept is None else self.kept
        there = np.unique(np.searchsorted(self._ends, kept, side="right"))
        groups = list(self.runs.values())
        return spanned([groups[place] for place in there])

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(len(runs) for runs in self.runs.values()))

    def _entries(self, piece: Raw) -> Rows:
        """Return the entry that each row was counted into."""
        entries = np.zeros(piece.rows, dtype=np.int64)
        others = [*grouping(piece).values()]
        if piece.sample_weight is not None:
            others.append(kinds(piece.sample_weight))
        for (group, runs), end in zip(self.runs.items(), self._ends, strict=True):
            inside = np.flatnonzero(_holds(others, group))
            place = np.searchsorted(runs.lows, piece.y_pred[inside], side="right") - 1
            entries[inside] = end - len(runs) + place
        return entries


def _holds(others: list[Array], group: Group) -> npt.NDArray[np.bool_]:
    each = [column == value for column, value in zip(others, group, strict=True)]
    return np.asarray(np.logical_and.reduce(each))


def grouping(raw: Raw) -> dict[str, Array]:
    """Return the columns whose values are groups of a table, in the order of a group's."""
    columns = {name: getattr(raw, name) for name in ("y_true", "decision", "mask")}
    return {name: column for name, column in columns.items() if column is not None}


def _blocks(pieces: Iterator[Raw], size: int) -> Iterator[Raw]:
    """Cut pieces anew."""
    waiting: list[Raw] = []
    for piece in pieces:
        waiting.append(piece)
        if sum(one.rows for one in waiting) < size:
            continue
        whole = _chained(waiting)
        ends = range(size, whole.rows + 1, size)
        for end in ends:
            yield _part(whole, slice(end - size, end))
        rest = _part(whole, slice(ends[-1], None))
        waiting = [rest] if rest.rows else []
    if waiting and any(one.rows for one in waiting):
        yield _chained(waiting)


def _chained(pieces: list[Raw]) -> Raw:
    if len(pieces) == 1:
        return pieces[0]
    first, *_ = pieces
    return _each(first, lambda name: np.concatenate([getattr(one, name) for one in pieces]))


def _part(raw: Raw, rows: slice | Rows) -> Raw:
    return _each(raw, lambda name: getattr(raw, name)[rows])


def _each(raw: Raw, make: Callable[[str], Array]) -> Raw:
    """Return what is made of each column that there is."""
    made: dict[str, Any] = {name: make(name) for name in _COLUMNS if getattr(raw, name) is not None}
    return replace(raw, **made)
