"""What every reader offers, and the words for where a row stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

RowBase = Literal["line", "index"]


@dataclass(frozen=True)
class Header:
    """What the beginning of a file tells, without reading the rest.

    Attributes:
        columns: The names of the columns; for a plain array ``"0"``, ``"1"``, ...
        named: Whether the file itself names them.
        looks_whole: The columns whose first cells hold no fraction: labels or decisions.
        unusable: What is wrong with the columns that can play no role.
        rows: How many rows each array has, where they may differ.
    """

    columns: tuple[str, ...]
    named: bool = True
    looks_whole: frozenset[str] = frozenset()
    unusable: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """A column of text: each row's place in the list of distinct cells.

    Attributes:
        codes: (N,) whole numbers.
        cells: The distinct cells, as they stand in the file.
    """

    codes: npt.NDArray[np.int64]
    cells: tuple[str, ...]


Column = npt.NDArray[Any] | Text


class Source(Protocol):
    """One file of predictions, opened by the reader of its format."""

    @property
    def name(self) -> str:
        """What to call the file in messages."""

    @property
    def row_base(self) -> RowBase:
        """How rows are numbered: physical lines, or indices from 0."""

    def header(self) -> Header:
        """Read the names of the columns; quick, however large the file is."""

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Read columns, *numbers* as floating point where they are text, *texts* as they stand."""

    def row(self, index: int) -> str:
        """Say where the row with that 0-based index stands: ``line 17``."""

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the numbers, lines or indices, under which a user finds rows."""


@runtime_checkable
class Blocked(Protocol):
    """A file that can be read in blocks of rows, again and again."""

    @property
    def rows_about(self) -> int:
        """About how many rows it has, as far as that can be told at once."""

    def blocks(
        self, numbers: tuple[str, ...], texts: tuple[str, ...], rows: int
    ) -> Iterator[dict[str, Column]]:
        """Read the columns about so many rows at a time, as :meth:`Source.read` would."""
