"""Edits of predictions: another transform, order or type, decisions in their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.engines.given import class_index, cut
from metricdiff.inputs.predictions import Predictions
from metricdiff.words import Kind, Task


@dataclass(frozen=True)
class Ordered:
    """The columns of the scores in another order.

    Attributes:
        order: The column that stands at each place.
    """

    order: tuple[int, ...]

    @property
    def words(self) -> str:
        """What was done."""
        few = 12
        shown = ", ".join(str(place) for place in self.order[:few])
        more = ", ..." if len(self.order) > few else ""
        return f"on y_pred[:, [{shown}{more}]]"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with their columns in that order."""
        return predictions.with_values(y_pred=predictions.raw.y_pred[:, list(self.order)])


@dataclass(frozen=True)
class Complement:
    """The score of the other class, against labels as they are."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on 1 - y_pred, or column 0 of two"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these scores."""
        raw = predictions.raw
        if predictions.kind is Kind.DECISIONS:
            negative, positive = predictions.classes
            scores = np.where(raw.y_pred == positive, negative, positive)
        else:
            scores = -raw.y_pred if predictions.kind is Kind.LOGITS else 1 - raw.y_pred
        return predictions.with_values(y_pred=scores, decision=None)


@dataclass(frozen=True)
class Squashed:
    """Probabilities taken for logits: through a sigmoid, or a softmax, once more."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on y_pred taken for logits"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these scores."""
        from scipy.special import expit, softmax  # slow to import, and not for manual pages

        scores = predictions.raw.y_pred.astype(np.float64)
        rows = predictions.task is Task.MULTICLASS
        return predictions.with_values(y_pred=softmax(scores, axis=1) if rows else expit(scores))


@dataclass(frozen=True)
class Ones:
    """A softmax over one unit: 1 in every row."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on a softmax of one unit, which is 1 in every row"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these scores."""
        ones = np.ones(len(predictions.raw.y_true))
        return replace(predictions.with_values(y_pred=ones), kind=Kind.PROBABILITIES)


@dataclass(frozen=True)
class Zeros:
    """The argmax over the one column that there is: 0 in every row."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on the argmax of one column, which is 0 in every row"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these scores."""
        zeros = predictions.with_values(y_pred=np.zeros(len(predictions.raw.y_true)), decision=None)
        return replace(zeros, kind=Kind.PROBABILITIES)


@dataclass(frozen=True)
class Hard:
    """Decisions in the place of the scores, as numbers 0 and 1.

    Attributes:
        at: The threshold of one column or of labels, on the probability scale.
    """

    at: float = 0.5

    @property
    def words(self) -> str:
        """What was done."""
        return "on decisions in the place of scores"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these scores."""
        decided = predictions.with_values(y_pred=self._decided(predictions), decision=None)
        return replace(decided, kind=Kind.PROBABILITIES)

    def _decided(self, predictions: Predictions) -> npt.NDArray[Any]:
        scores = predictions.raw.y_pred
        if predictions.task is Task.MULTICLASS:
            index = scores.argmax(axis=1) if scores.ndim > 1 else class_index(scores, predictions)
            return np.asarray(np.eye(max(len(predictions.classes), 2))[index])
        if predictions.kind is Kind.DECISIONS:
            one = predictions.classes[1] if predictions.classes else 1
            return np.asarray(scores == one, dtype=np.float64)
        return np.asarray(scores > cut(predictions.kind, self.at), dtype=np.float64)


@dataclass(frozen=True)
class AsHalf:
    """Scores in half precision."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on y_pred.astype(np.float16)"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions rounded to half precision, in float64."""
        with np.errstate(over="ignore"):
            half = predictions.raw.y_pred.astype(np.float16).astype(np.float64)
        return predictions.with_values(y_pred=half)


@dataclass(frozen=True)
class Whole:
    """Predicted values cut to whole numbers, and with ``unsigned`` wrapped around.

    Attributes:
        labels: Whether the labels are cut along.
    """

    labels: bool = False

    @property
    def words(self) -> str:
        """What was done."""
        return f"on {'labels and ' if self.labels else ''}predictions cut to whole numbers"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these values."""
        raw = predictions.raw
        truth = np.trunc(raw.y_true.astype(np.float64)) if self.labels else raw.y_true
        return predictions.with_values(y_true=truth, y_pred=np.trunc(raw.y_pred.astype(np.float64)))


@dataclass(frozen=True)
class Unsigned:
    """Predicted values as bytes, in which errors wrap around."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on y_pred.astype(np.uint8)"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these values."""
        return predictions.with_values(y_pred=predictions.raw.y_pred.astype(np.uint8))


@dataclass(frozen=True)
class Rounded:
    """Predicted values rounded to whole numbers."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on y_pred.round()"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these values."""
        return predictions.with_values(y_pred=np.round(predictions.raw.y_pred))
