"""Edits of rows: some are left out, or labels and predictions are moved against each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metricdiff.inputs.predictions import Label, Predictions


@dataclass(frozen=True)
class FirstRows:
    """The first *count* rows alone."""

    count: int

    @property
    def words(self) -> str:
        """What was done."""
        return f"on the first {self.count:,} rows"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return those rows."""
        _check_order(predictions)
        return predictions.only(np.arange(min(self.count, predictions.rows)))


@dataclass(frozen=True)
class LastRows:
    """The last *count* rows alone, as ``validation_split`` takes them."""

    count: int

    @property
    def words(self) -> str:
        """What was done."""
        return f"on the last {self.count:,} rows"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return those rows."""
        _check_order(predictions)
        rows = predictions.rows
        return predictions.only(np.arange(max(0, rows - self.count), rows))


@dataclass(frozen=True)
class Repeated:
    """All rows, and the first *count* once more, as a source that repeats fills a last batch."""

    count: int

    @property
    def words(self) -> str:
        """What was done."""
        return f"on all rows, the first {self.count:,} twice"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return those rows."""
        _check_order(predictions)
        rows = predictions.rows
        return predictions.only(np.arange(rows + self.count) % rows)


@dataclass(frozen=True)
class Shifted:
    """Labels against the predictions of the row *by* rows before (after, where it is negative).

    Attributes:
        by: How far.
        around: Whether what falls off one end comes in at the other, as ``np.roll`` does.
    """

    by: int
    around: bool = False

    @property
    def words(self) -> str:
        """What was done."""
        if self.around:
            return f"on np.roll(y_pred, {self.by})"
        if self.by > 0:
            return f"on y_true[{self.by}:] and y_pred[:-{self.by}]"
        return f"on y_true[:{self.by}] and y_pred[{-self.by}:]"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the moved rows."""
        _check_order(predictions)
        y_pred, decision = predictions.raw.y_pred, predictions.raw.decision
        rolled = np.roll(y_pred, self.by, axis=0)
        moved = predictions.with_values(
            y_pred=rolled, decision=None if decision is None else np.roll(decision, self.by)
        )
        if self.around:
            return moved
        rows, by = predictions.rows, self.by
        return moved.only(np.arange(by, rows) if by > 0 else np.arange(rows + by))


@dataclass(frozen=True)
class Without:
    """The rows of all labels but one."""

    label: Label

    @property
    def words(self) -> str:
        """What was done."""
        return f"on the rows with y_true != {self.label!r}"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return those rows; the label is no class any more where no column stands for it."""
        kept = np.flatnonzero(predictions.raw.y_true != self.label)
        left = predictions.only(kept)
        classes = predictions.classes
        width = left.raw.y_pred.shape[1] if left.raw.y_pred.ndim > 1 else 0
        if len(classes) > max(width, 2) and self.label in classes:
            classes = tuple(label for label in classes if label != self.label)
        return Predictions(left.raw, left.task, left.kind, classes, left.one_hot)


@dataclass(frozen=True, eq=False)
class Unmasked:
    """All rows, those too that a mask leaves out.

    Attributes:
        whole: The predictions before the mask.
    """

    whole: Predictions

    @property
    def words(self) -> str:
        """What was done."""
        return "on all rows, masked ones too"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return them all."""
        del predictions
        return self.whole


def _check_order(predictions: Predictions) -> None:
    if predictions.raw.counts is not None:
        raise ValueError("the entries of a table are not in the order of the rows")
