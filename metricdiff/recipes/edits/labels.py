"""Edits of labels: another coding, another class, other numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from metricdiff.inputs.predictions import Predictions
from metricdiff.words import Kind, Task


@dataclass(frozen=True)
class AllFirst:
    """Every label is class 0, as the argmax of a column of class numbers is."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on y_true.reshape(-1, 1).argmax(axis=1)"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these labels."""
        labels = predictions.raw.y_true
        first = np.full(len(labels), predictions.classes[0], dtype=labels.dtype)
        return predictions.with_values(y_true=first)


@dataclass(frozen=True)
class Recoded:
    """The two classes written as two other numbers.

    Attributes:
        negative: What the negative class is written as.
        positive: What the positive class is written as.
    """

    negative: float
    positive: float

    @property
    def words(self) -> str:
        """What was done."""
        return f"on labels written as {self.negative:g} and {self.positive:g}"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these labels."""
        positive = predictions.raw.y_true == predictions.classes[1]
        whole = float(self.negative).is_integer() and float(self.positive).is_integer()
        kind = np.int64 if whole else np.float64
        codes = np.array([self.negative, self.positive]).astype(kind)
        changed = predictions.with_values(y_true=codes[positive.astype(np.int64)])
        return replace(changed, classes=tuple(codes.tolist()))


@dataclass(frozen=True)
class Offset:
    """Class numbers with something added, which the columns know nothing of."""

    by: int

    @property
    def words(self) -> str:
        """What was done."""
        return f"on y_true {'+' if self.by > 0 else '-'} {abs(self.by)}"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these labels; a number that is no column stays wrong."""
        return predictions.with_values(y_true=predictions.raw.y_true + self.by)


@dataclass(frozen=True)
class OtherClass:
    """The negative class of a binary task taken for the positive one, in labels and scores."""

    @property
    def words(self) -> str:
        """What was done."""
        return "with the other class as the positive one"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with the classes changed about."""
        raw = predictions.raw
        negative, positive = predictions.classes
        scores = raw.y_pred
        if predictions.kind is not Kind.DECISIONS:
            scores = -scores if predictions.kind is Kind.LOGITS else 1 - scores
        truth = raw.y_true == negative
        labels = truth.astype(np.int64) if (negative, positive) == (0, 1) else raw.y_true
        classes = (0, 1) if (negative, positive) == (0, 1) else (positive, negative)
        if predictions.kind is Kind.DECISIONS and classes == (0, 1):
            scores = (scores == negative).astype(np.int64)
        return replace(
            predictions.with_values(y_true=labels, y_pred=scores, decision=None), classes=classes
        )


@dataclass(frozen=True)
class TwoColumns:
    """Both columns of a binary task, as a softmax of two units and one-hot labels have them."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on one-hot labels and two columns of scores"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return (N, 2) labels and scores."""
        positive = (predictions.raw.y_true == predictions.classes[1]).astype(np.int64)
        scores = predictions.raw.y_pred
        other = -scores if predictions.kind is Kind.LOGITS else 1 - scores
        columns = predictions.with_values(
            y_true=np.column_stack([1 - positive, positive]),
            y_pred=np.column_stack([other, scores]),
            decision=None,
        )
        return replace(columns, task=Task.MULTICLASS, classes=(0, 1), one_hot=True)
