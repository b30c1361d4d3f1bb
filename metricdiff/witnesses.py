"""The rows that a cause or a note points at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.where import Position

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: How many rows a report names one by one.
_MOST_ROWS = 100


@dataclass(frozen=True, eq=False, repr=False)
class Witnesses:
    """The rows that a cause moves.

    Attributes:
        predictions: The data that hold them.
        entries: (R,) where they stand in these: rows, or what rows were counted into.
    """

    predictions: Predictions
    entries: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return self.predictions.raw.rows_of(self.entries)

    def first(self, most: int | None = None) -> list[int]:
        """Return the indices of the first of the rows, or of all."""
        return [int(row) for row in self._found(most)[0]]

    def first_entries(self, most: int | None = None) -> npt.NDArray[np.int64]:
        """Return where in the data the labels and predictions of those rows stand."""
        return self._found(most)[1]

    def _found(self, most: int | None) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        rows, entries = self._some if most is not None and most <= _MOST_ROWS else self._all
        return rows[:most], entries[:most]

    @cached_property
    def _some(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        return self.predictions.raw.find(self.entries, _MOST_ROWS)

    @cached_property
    def _all(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        return self.predictions.raw.find(self.entries)

    def numbers(self, most: int | None = None) -> tuple[int, ...]:
        """Return the lines or indices under which a user finds the first of them, or all."""
        return tuple(self.predictions.raw.numbers(self.first(most)))

    def files(self, most: int | None = None) -> list[int] | None:
        """Return which of several files holds each of them; ``None`` where it is one."""
        return self.predictions.raw.where.files(self.first(most))

    def positions(self, most: int | None = None) -> list[Position] | None:
        """Return where in its map or sequence each of them stands; ``None`` without such."""
        return self.predictions.raw.where.positions(self.first(most))


class Witnessed:
    """What points at rows."""

    witnesses: Witnesses | None

    @property
    def rows(self) -> tuple[int, ...] | None:
        """The lines or indices of the first 100 rows; ``None`` where it acts on no row."""
        return None if self.witnesses is None else self.witnesses.numbers(_MOST_ROWS)

    @property
    def row_files(self) -> list[int] | None:
        """Which of several files holds each of those rows; ``None`` where it is one."""
        return None if self.witnesses is None else self.witnesses.files(_MOST_ROWS)

    @property
    def row_positions(self) -> list[Position] | None:
        """Where in its map or sequence each of them stands; ``None`` without such."""
        return None if self.witnesses is None else self.witnesses.positions(_MOST_ROWS)

    @property
    def row_count(self) -> int | None:
        """How many rows there are."""
        return None if self.witnesses is None else len(self.witnesses)
