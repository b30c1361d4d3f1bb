"""The table that blocks of rows are counted into: distinct labels, scores, decisions and masks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.streaming import weights as of_weights
from metricdiff.streaming.runs import Runs, coarsened, counted, merged

Array = npt.NDArray[Any]
#: A label; a decision, and whether a mask leaves the row, where there are columns of them; and what
#: of weights is counted apart, where there are any.
Group = tuple[Any, ...]

#: So many entries are kept exactly; beyond, neighbouring scores are taken together.
MOST_EXACT = 1 << 24
#: To how few they are brought then.
_FEW = 1 << 21
#: The rows that wait to be sorted together.
_WAITING = 1 << 22
#: How many of the 52 binary digits of a float64 are left out at first, and at most: a bin is 1e-5
#: wide.  The mean of its rows stands for them, so that a loss is off by the square of that.
_FIRST_SHIFT, _LAST_SHIFT = 36, 52


class TooManyError(Exception):
    """There are more labels or decisions than a table has room for."""


class Table:
    """Counts the rows of each label, score and decision; tables of parts of the data merge.

    Args:
        cuts: Where scores are told apart whatever happens, ascending.
        most: How many entries are kept exactly.
        groups: How many labels, or decisions, there may be.
    """

    def __init__(self, cuts: Sequence[float] = (), most: int = MOST_EXACT, groups: int = 2) -> None:
        self._cuts = np.unique(np.asarray(cuts, dtype=np.float64))
        self.most, self._groups = most, groups
        self._runs: dict[Group, Runs] = {}
        self._waiting: dict[Group, list[tuple[Array, Array]]] = {}
        self._rows_waiting = 0
        self._shift = 0
        #: The types of the columns, those of all blocks together.
        self.types: list[np.dtype[Any]] = []

    @property
    def exact(self) -> bool:
        """Whether each entry is one score."""
        self._settle()
        return not self._shift

    def add(self, scores: Array, *others: Array, weights: Array | None = None) -> None:
        """Count a block of rows.

        Args:
            scores: (N,) the scores.
            others: (N,) the labels, and the decisions and the mask where there are any.
            weights: (N,) the weights, if they are to be added up: none is negative.

        Raises:
            TooManyError: There are too many labels or decisions, or text among numbers.
        """
        self._remember([column.dtype for column in (scores, *others)])
        for group, inside in _groups(others, self._groups):
            if len({*self._values(0), group[0]}) > self._groups:
                raise TooManyError(f"more than {self._groups} labels")
            if weights is None:
                self._wait(group, scores[inside], np.empty((0, 0)))
                continue
            for kind, rows in of_weights.apart(weights[inside]):
                added = of_weights.added_up(weights[inside][rows], kind)
                self._wait((*group, kind), scores[inside][rows], added)
        self._rows_waiting += len(scores)
        if self._rows_waiting >= _WAITING:
            self._settle()

    def _wait(self, group: Group, scores: Array, added: Array) -> None:
        self._waiting.setdefault(group, []).append((scores, added))

    def merge(self, other: Table) -> None:
        """Count what another table has counted.

        Raises:
            TooManyError: Together they have too many labels, or text among numbers.
        """
        other._settle()
        self._settle()
        if other.types:
            self._remember(other.types)
        if len(self._values(0) | other._values(0)) > self._groups:
            raise TooManyError(f"more than {self._groups} labels")
        for group, runs in other._runs.items():
            self._runs[group] = merged(self._runs[group], runs) if group in self._runs else runs
        self._shift = max(self._shift, other._shift)
        self._coarsen()

    def __len__(self) -> int:
        return sum(map(len, self._runs.values()))

    def runs(self) -> dict[Group, Runs]:
        """Return the runs of each group, in their order."""
        self._settle()
        return {group: self._runs[group] for group in sorted(self._runs)}

    def coarse(self, most: int) -> dict[Group, Runs]:
        """Return the runs with neighbouring scores taken together, until there are few."""
        runs, shift = self.runs(), self._shift or _FIRST_SHIFT - 1
        while sum(map(len, runs.values())) > most and shift < _LAST_SHIFT:
            shift += 1
            runs = {group: coarsened(one, shift, self._cuts) for group, one in runs.items()}
        return runs

    def _values(self, place: int) -> set[Any]:
        return {group[place] for group in (*self._runs, *self._waiting)}

    def _remember(self, types: list[np.dtype[Any]]) -> None:
        before = self.types or types
        for known, new in zip(before, types, strict=True):
            if known.kind != new.kind and not {known.kind, new.kind} <= set("iuf"):
                raise TooManyError("text, truth values and numbers in one column")
        self.types = [np.result_type(*both) for both in zip(before, types, strict=True)]

    def _settle(self) -> None:
        """Sort what waits into the table."""
        for group, waiting in self._waiting.items():
            columns = [np.concatenate(each, axis=-1) for each in zip(*waiting, strict=True)]
            waiting.clear()
            new = counted(*columns)
            if self._shift:
                new = coarsened(new, self._shift, self._cuts)
            self._runs[group] = merged(self._runs[group], new) if group in self._runs else new
        self._waiting, self._rows_waiting = {}, 0
        self._coarsen()

    def _coarsen(self) -> None:
        """Keep the table small: exactly while it is, by bins that grow as it must shrink."""
        if self._shift:
            self._take_together()
        while len(self) > (min(_FEW, self.most) if self._shift else self.most):
            if self._shift == _LAST_SHIFT:
                return
            self._shift = self._shift + 1 if self._shift else _FIRST_SHIFT
            self._take_together()

    def _take_together(self) -> None:
        for group, runs in self._runs.items():
            self._runs[group] = coarsened(runs, self._shift, self._cuts)


def _groups(others: Sequence[Array], most: int) -> Iterator[tuple[Group, Any]]:
    """Yield each occurring label, decision and mask, and which rows have them."""
    if not others:
        yield (), slice(None)
        return
    first, *rest = others
    left = np.ones(len(first), dtype=np.bool_)
    for _ in range(most + 1):
        if not left.any():
            return
        value = first[int(np.argmax(left))]
        inside = first == value
        if not inside.any():
            raise TooManyError("missing decisions")
        left &= ~inside
        for group, among in _groups([one[inside] for one in rest], most):
            rows = np.flatnonzero(inside)
            yield (value.item(), *group), rows[among]
    if left.any():
        raise TooManyError(f"more than {most} labels or decisions")
