"""Edits of a regression task: both columns on another scale, or changed about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from metricdiff.inputs.predictions import Predictions


@dataclass(frozen=True)
class Scaled:
    """Labels and predictions less *less*, divided by *by*: each output by its own.

    Attributes:
        less: What is taken off, one an output.
        by: What is divided by, one an output.
        name: How that scaling is called.
        alone: Which of the two is scaled, where the other was forgotten.
    """

    less: tuple[float, ...]
    by: tuple[float, ...]
    name: str
    alone: Literal["", "labels", "predictions"] = ""

    @property
    def words(self) -> str:
        """What was done."""
        kept = {"labels": "predictions as they are", "predictions": "labels as they are"}
        both = "labels and predictions"
        return f"on {self.name} {f'{self.alone}, {kept[self.alone]}' if self.alone else both}"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the scaled values."""
        raw = predictions.raw
        less, by = np.array(self.less), np.array(self.by)
        if raw.y_true.ndim == 1:
            less, by = less[0], by[0]
        truth, scores = ((values - less) / by for values in (raw.y_true, raw.y_pred))
        return predictions.with_values(
            y_true=raw.y_true if self.alone == "predictions" else truth,
            y_pred=raw.y_pred if self.alone == "labels" else scores,
        )


@dataclass(frozen=True)
class Logarithms:
    """Logarithms of labels and predictions.

    Attributes:
        plus: What is added before: 1, or nothing.
    """

    plus: float = 1.0

    @property
    def words(self) -> str:
        """What was done."""
        return f"on np.{'log1p' if self.plus else 'log'} of labels and predictions"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the logarithms."""
        raw = predictions.raw
        with np.errstate(invalid="ignore", divide="ignore"):
            return predictions.with_values(
                y_true=np.log(raw.y_true.astype(np.float64) + self.plus),
                y_pred=np.log(raw.y_pred.astype(np.float64) + self.plus),
            )


@dataclass(frozen=True)
class Swapped:
    """Labels and predictions changed places."""

    @property
    def words(self) -> str:
        """What was done."""
        return "with labels and predictions changed places"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions the other way round."""
        raw = predictions.raw
        return predictions.with_values(y_true=raw.y_pred, y_pred=raw.y_true)
