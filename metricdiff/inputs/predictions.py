"""The predictions, read and understood: what everything after the reading works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from metricdiff.inputs.cells import shown
from metricdiff.inputs.columns import Columns
from metricdiff.inputs.source import RowBase
from metricdiff.inputs.where import InArrays, Picked, Where
from metricdiff.words import Kind, Task

Label = bool | int | float | str
Role = Literal["y_true", "y_pred"]


@dataclass(frozen=True)
class Raw:
    """Typed arrays and where they come from; task and kind are still open.

    Attributes:
        y_true: (N,) labels as they stand in the file, or (N, L).
        y_pred: (N,) predictions in their own type, or (N, K).
        columns: The names of the columns.
        decision: (N,) hard decisions beside the scores.
        sample_weight: (N,) float64.
        files: The files, as the user named them; empty for arrays.
        where: Leads from rows back to the files.
    """

    y_true: npt.NDArray[Any]
    y_pred: npt.NDArray[Any]
    columns: Columns
    decision: npt.NDArray[Any] | None = None
    sample_weight: npt.NDArray[np.float64] | None = None
    files: tuple[str, ...] = ()
    where: Where = field(default_factory=InArrays, compare=False)

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
        return ", ".join(self.files) or "the arrays"

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
        where = f"{self.source}: {self.row(int(row))}, column {column}"
        return f"{where}: {shown(self.values(role)[(row, *place)])}"


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
        return len(self.raw.y_true)

    def only(self, kept: npt.NDArray[np.int64]) -> Predictions:
        """Return the rows at some indices; they keep the numbers under which a user finds them."""
        raw = self.raw
        decision, weight = raw.decision, raw.sample_weight
        return replace(
            self,
            raw=replace(
                raw,
                y_true=raw.y_true[kept],
                y_pred=raw.y_pred[kept],
                decision=None if decision is None else decision[kept],
                sample_weight=None if weight is None else weight[kept],
                where=Picked(raw.where, kept),
            ),
        )

    def with_values(self, **changes: Any) -> Predictions:
        """Return the predictions with other arrays, such as ``y_true``."""
        return replace(self, raw=replace(self.raw, **changes))

    @property
    def whole_numbers(self) -> bool:
        """Whether the values that are predicted are an array of integers, which Keras keeps."""
        of_array = self.task is Task.REGRESSION and self.raw.row_base == "index"
        return of_array and self.raw.y_pred.dtype.kind in "iu"

    @property
    def plain_binary(self) -> bool:
        """Whether the labels are the 0 and 1 of a binary task, 1 the positive class."""
        return self.task is Task.BINARY and self.classes == (0, 1)
