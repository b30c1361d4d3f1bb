"""Where rows stand: the words for one in a message, and the numbers under which a user finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from metricdiff.inputs.joined import Parts
from metricdiff.inputs.source import RowBase, Source

Position = tuple[int, ...]


class Where(Protocol):
    """Leads from the rows of the arrays back to what the user has."""

    @property
    def row_base(self) -> RowBase:
        """How rows are numbered: physical lines, or indices from 0."""

    def row(self, index: int) -> str:
        """Say where one row stands: ``line 17``."""

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the numbers, lines or indices, under which a user finds rows."""

    def files(self, indices: Sequence[int]) -> list[int] | None:
        """Return which of several files holds each row; ``None`` where it is one."""

    def positions(self, indices: Sequence[int]) -> list[Position] | None:
        """Return where in its row of the file each stands; ``None`` where it is all of it."""


class InArrays:
    """Rows of arrays: known by their index."""

    row_base: RowBase = "index"

    def row(self, index: int) -> str:
        """Say where one row stands."""
        return f"row {index}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the indices themselves."""
        return list(indices)

    def files(self, indices: Sequence[int]) -> None:
        """There is no file."""

    def positions(self, indices: Sequence[int]) -> None:
        """Rows are whole."""


@dataclass(frozen=True)
class InFile:
    """Rows of a file, or of several that are read as one."""

    source: Source

    @property
    def row_base(self) -> RowBase:
        """How the file numbers its rows."""
        return self.source.row_base

    def row(self, index: int) -> str:
        """Say where one row stands."""
        return self.source.row(index)

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the lines or the indices."""
        return self.source.numbers(indices)

    def files(self, indices: Sequence[int]) -> list[int] | None:
        """Return which of several parts holds each row."""
        return self.source.files(indices) if isinstance(self.source, Parts) else None

    def positions(self, indices: Sequence[int]) -> None:
        """Rows are whole."""


@dataclass(frozen=True)
class Picked:
    """Some rows of others; they keep the numbers under which a user finds them.

    Attributes:
        of: All rows.
        kept: (R,) the indices of those that are left.
    """

    of: Where
    kept: npt.NDArray[np.int64]

    @property
    def row_base(self) -> RowBase:
        """How rows are numbered."""
        return self.of.row_base

    def row(self, index: int) -> str:
        """Say where one row stands."""
        return self.of.row(int(self.kept[index]))

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the numbers of rows."""
        return self.of.numbers(self._all(indices))

    def files(self, indices: Sequence[int]) -> list[int] | None:
        """Return the files of rows."""
        return self.of.files(self._all(indices))

    def positions(self, indices: Sequence[int]) -> list[Position] | None:
        """Return where in their rows they stand."""
        return self.of.positions(self._all(indices))

    def _all(self, indices: Sequence[int]) -> list[int]:
        return [int(self.kept[index]) for index in indices]


@dataclass(frozen=True)
class InMaps:
    """Positions of maps or sequences, all those of the first row before those of the second.

    Attributes:
        of: The rows, each a map or a sequence.
        shape: The shape of one, without the classes.
    """

    of: Where
    shape: tuple[int, ...]

    @property
    def row_base(self) -> RowBase:
        """How rows are numbered."""
        return self.of.row_base

    def row(self, index: int) -> str:
        """Say where one position stands."""
        (position,) = self.positions([index])
        return f"{self.of.row(self._rows([index])[0])}, position {list(position)}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the numbers of the rows that hold positions."""
        return self.of.numbers(self._rows(indices))

    def files(self, indices: Sequence[int]) -> list[int] | None:
        """Return the files of positions."""
        return self.of.files(self._rows(indices))

    def positions(self, indices: Sequence[int]) -> list[Position]:
        """Return where in their rows they stand."""
        inside = np.asarray(indices, dtype=np.int64) % int(np.prod(self.shape))
        places = np.stack(np.unravel_index(inside, self.shape), axis=-1)
        return [tuple(place) for place in places.tolist()]

    def _rows(self, indices: Sequence[int]) -> list[int]:
        size = int(np.prod(self.shape))
        return [int(index) // size for index in indices]
