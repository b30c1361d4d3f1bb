"""The predictions, read and understood: what everything after the reading works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from metricdiff.inputs.cells import shown
from metricdiff.inputs.columns import Columns
from metricdiff.inputs.source import RowBase
from metricdiff.inputs.where import InArrays, Picked, Where
from metricdiff.pieces import slices
from metricdiff.words import Kind, Task

Label = bool | int | float | str
Role = Literal["y_true", "y_pred"]
#: The arrays that hold a value a row.
_OF_ROWS = frozenset({"y_true", "y_pred", "decision", "sample_weight", "mask"})
#: More files than this are counted, not named.
_MOST_NAMED = 3


class Streamed(Protocol):
    """The rows that the entries of a table were counted from, still in their files."""

    @property
    def whole(self) -> bool:
        """Whether the table still is what these rows make: nothing was changed or left out."""

    @property
    def weights(self) -> tuple[float, float]:
        """The smallest and the largest weight."""

    def blocks(self) -> Iterator[Raw]:
        """Read the rows, in their order, in blocks: those that are left, with what was changed."""

    def counted(self, size: int) -> Iterator[Raw]:
        """Read the rows that count, in their order, in blocks of a size but for the last."""

    def last(self, least: int) -> Raw:
        """Return the last rows that count: at least so many, where there are."""

    def only(self, kept: npt.NDArray[np.int64]) -> Streamed:
        """Return the rows of some entries."""

    def extended(self, more: int) -> Streamed:
        """Return the rows of as many more entries, which are those of none."""

    def changed(self, changes: Mapping[str, npt.NDArray[Any] | None]) -> Streamed:
        """Return the rows of entries that hold other values than the files.

        Args:
            changes: (M,) what the rows of each entry hold instead, by the names of columns.
        """

    def spans(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Return the lowest and the highest score about each entry: no two spans overlap."""

    def find(
        self, entries: npt.NDArray[np.int64], most: int | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the first rows that some entries stand for, in their order, and whose they are."""


@dataclass(frozen=True)
class Raw:
    """Typed arrays and where they come from; task and kind are still open.

    Attributes:
        y_true: (N,) labels as they stand in the file, or (N, L).
        y_pred: (N,) predictions in their own type, or (N, K).
        columns: The names of the columns.
        decision: (N,) hard decisions beside the scores.
        sample_weight: (N,) float64; of an entry of a table, the sum of the weights of its rows.
        mask: (N,) which rows count; ``None`` where all do.
        files: The files, as the user named them; empty for arrays.
        where: Leads from rows back to the files.
        shape: The shape of the positions of maps and sequences, each of which is a row; else
            empty.
        counts: (N,) for how many rows each entry stands, where they were counted into a table; else
            each entry is a row.
        whole_weight: (N,) of a table with weights, the sum of the whole parts of these.
        streamed: The rows that were counted.
        fine: The same table with each score by itself, where neighbouring scores were taken
            together and the order of all of them is known.
        added: How many of the last are made up, and stand in no file.
    """

    y_true: npt.NDArray[Any]
    y_pred: npt.NDArray[Any]
    columns: Columns
    decision: npt.NDArray[Any] | None = None
    sample_weight: npt.NDArray[np.float64] | None = None
    mask: npt.NDArray[np.bool_] | None = None
    files: tuple[str, ...] = ()
    where: Where = field(default_factory=InArrays, compare=False)
    shape: tuple[int, ...] = ()
    counts: npt.NDArray[np.signedinteger[Any]] | None = None
    whole_weight: npt.NDArray[np.float64] | None = None
    streamed: Streamed | None = field(default=None, compare=False)
    fine: Raw | None = field(default=None, compare=False)
    added: int = 0

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.y_true) if self.counts is None else int(self.counts.sum())

    def rows_of(self, entries: npt.NDArray[np.int64]) -> int:
        """Return how many rows of the files some entries stand for."""
        entries = self._found(entries)
        return len(entries) if self.counts is None else int(self.counts[entries].sum())

    @property
    def whole_parts(self) -> npt.NDArray[np.float64]:
        """(N,) the whole parts of the weights."""
        assert self.sample_weight is not None  # noqa: S101 - asked before
        return np.trunc(self.sample_weight) if self.whole_weight is None else self.whole_weight

    @property
    def weight_span(self) -> tuple[float, float]:
        """The smallest and the largest weight."""
        assert self.sample_weight is not None  # noqa: S101 - asked before
        if self.streamed is not None:
            return self.streamed.weights
        return float(self.sample_weight.min()), float(self.sample_weight.max())

    def find(
        self, entries: npt.NDArray[np.int64], most: int | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the first rows of the files that some entries stand for, and the entry of each."""
        entries = self._found(entries)
        if self.streamed is None:
            return entries[:most], entries[:most]
        return self.streamed.find(entries, most)

    def _found(self, entries: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the entries that are not made up."""
        return entries[entries < len(self.y_true) - self.added] if self.added else entries

    @property
    def row_base(self) -> RowBase:
        """How rows are numbered."""
        return self.where.row_base

    def row(self, index: int) -> str:
        """Say where a row stands."""
        return self.where.row(index)

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the numbers, lines or indices, under which a user finds rows."""
        return self.where.numbers(indices)

    @property
    def source(self) -> str:
        """What to call the input in messages."""
        if len(self.files) > _MOST_NAMED:
            return f"{self.files[0]} and {len(self.files) - 1} more"
        return ", ".join(self.files) or "the arrays"

    def at(self, index: int) -> str:
        """Say in which file, and where, a row stands."""
        return self.row(index) if len(self.files) > 1 else f"{self.source}: {self.row(index)}"

    def only(self, kept: npt.NDArray[np.int64]) -> Raw:
        """Return the rows at some indices; they keep the numbers under which a user finds them."""
        return replace(
            self,
            y_true=self.y_true[kept],
            y_pred=self.y_pred[kept],
            decision=None if self.decision is None else self.decision[kept],
            sample_weight=None if self.sample_weight is None else self.sample_weight[kept],
            mask=None if self.mask is None else self.mask[kept],
            counts=None if self.counts is None else self.counts[kept],
            whole_weight=None if self.whole_weight is None else self.whole_weight[kept],
            streamed=None if self.streamed is None else self.streamed.only(kept),
            fine=None,
            where=self.where if self.streamed else Picked(self.where, kept),
            added=int((kept >= len(self.y_true) - self.added).sum()) if self.added else 0,
        )

    def part(self, rows: slice) -> Raw:
        """Return some rows that follow each other, without a copy; where they stand is lost."""
        return replace(
            self,
            y_true=self.y_true[rows],
            y_pred=self.y_pred[rows],
            decision=None if self.decision is None else self.decision[rows],
            sample_weight=None if self.sample_weight is None else self.sample_weight[rows],
            mask=None if self.mask is None else self.mask[rows],
            counts=None if self.counts is None else self.counts[rows],
            whole_weight=None if self.whole_weight is None else self.whole_weight[rows],
            streamed=None,
            fine=None,
        )

    def parts(self) -> Iterator[Raw]:
        """Yield the rows in pieces; what is a sum over rows is a sum over these."""
        pieces = list(slices(self.y_pred))
        for rows in pieces:
            yield self if len(pieces) == 1 else self.part(rows)

    @cached_property
    def counted(self) -> Raw:
        """The rows that count, without the mask that says so."""
        if self.mask is None:
            return self
        fine = None if self.fine is None else self.fine.counted
        return replace(self.only(np.flatnonzero(self.mask)), mask=None, fine=fine)

    def values(self, role: Role) -> npt.NDArray[Any]:
        """Return the labels or the predictions."""
        return self.y_true if role == "y_true" else self.y_pred

    def first(self, bad: npt.NDArray[np.bool_], role: Role) -> str:
        """Say where the first of the bad cells stands, and what it holds.

        Args:
            bad: Which cells are bad, in the shape of the labels or of the predictions.
            role: Which of the two.
        """
        names = self.columns.y_true if role == "y_true" else self.columns.y_pred
        row, *place = np.unravel_index(int(np.argmax(bad)), bad.shape)
        column = names[int(place[0])] if place and len(names) > 1 else names[0]
        value = shown(self.values(role)[(row, *place)])
        rows, _ = self.find(np.array([row]), 1)
        return f"{self.at(int(rows[0]))}, column {column}: {value}"


@dataclass(frozen=True)
class Predictions:
    """Labels and predictions, with task and kind decided.

    Attributes:
        raw: The arrays.
        task: The task.
        kind: What the predictions are.
        classes: The label of each class in class order; for a binary task the negative and the
            positive one; empty for multilabel and regression.
        one_hot: Whether the labels stand as one column a class.
        remarks: What the user should know of how the input was read.
    """

    raw: Raw
    task: Task
    kind: Kind
    classes: tuple[Label, ...] = ()
    one_hot: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.raw.rows

    def only(self, kept: npt.NDArray[np.int64]) -> Predictions:
        """Return the rows at some indices; they keep the numbers under which a user finds them."""
        return replace(self, raw=self.raw.only(kept))

    def part(self, rows: slice) -> Predictions:
        """Return some rows that follow each other, without a copy; where they stand is lost."""
        return replace(self, raw=self.raw.part(rows))

    @cached_property
    def counted(self) -> Predictions:
        """The rows that count: those that no mask takes out."""
        return self if self.raw.mask is None else replace(self, raw=self.raw.counted)

    def with_values(self, **changes: Any) -> Predictions:
        """Return the predictions with other arrays, such as ``y_true``."""
        if self.raw.streamed and "streamed" not in changes:
            of_rows = {name: changes[name] for name in changes.keys() & _OF_ROWS}
            if of_rows.get("sample_weight") is not None:
                of_rows["sample_weight"] = of_rows["sample_weight"] / self.raw.counts
            changes["streamed"] = self.raw.streamed.changed(of_rows)
        return replace(self, raw=replace(self.raw, **{"fine": None, **changes}))

    @cached_property
    def unweighted(self) -> Predictions:
        """The predictions without their weights."""
        if self.raw.sample_weight is None:
            return self
        return self.with_values(sample_weight=None, whole_weight=None)

    @cached_property
    def fine(self) -> Predictions:
        """The predictions with each score by itself."""
        return self if self.raw.fine is None else replace(self, raw=self.raw.fine)

    @property
    def whole_numbers(self) -> bool:
        """Whether the values that are predicted are an array of integers, which Keras keeps."""
        of_array = self.task is Task.REGRESSION and self.raw.row_base == "index"
        return of_array and self.raw.y_pred.dtype.kind in "iu"

    @cached_property
    def unit_rows(self) -> bool:
        """Whether the scores of each row sum to 1, as exactly as scikit-learn asks."""
        scores = self.raw.y_pred
        if self.kind is Kind.LOGITS or scores.ndim == 1:
            return True
        return all(
            bool(np.allclose(1, scores[rows].sum(axis=1, dtype=np.float64)))
            for rows in slices(scores)
        )

    @property
    def plain_binary(self) -> bool:
        """Whether the labels are the 0 and 1 of a binary task, 1 the positive class."""
        return self.task is Task.BINARY and self.classes == (0, 1)
