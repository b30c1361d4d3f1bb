"""Edits of a regression task: both columns on another scale, or changed about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metricdiff.inputs.predictions import Predictions


@dataclass(frozen=True)
class Scaled:
    """Labels and predictions less *less*, divided by *by*: each output by its own.

    Attributes:
        less: What is taken off, one an output.
        by: What is divided by, one an output.
        name: How that scaling is called.
    """

    less: tuple[float, ...]
    by: tuple[float, ...]
    name: str

    @property
    def words(self) -> str:
        """What was done."""
        return f"on {self.name} labels and predictions"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the scaled values."""
        raw = predictions.raw
        less, by = np.array(self.less), np.array(self.by)
        if raw.y_true.ndim == 1:
            less, by = less[0], by[0]
        return predictions.with_values(
            y_true=(raw.y_true - less) / by, y_pred=(raw.y_pred - less) / by
        )


@dataclass(frozen=True)
class Logarithms:
    """log(1 + x) of labels and predictions."""

    @property
    def words(self) -> str:
        """What was done."""
        return "on np.log1p of labels and predictions"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the logarithms."""
        raw = predictions.raw
        with np.errstate(invalid="ignore", divide="ignore"):
            return predictions.with_values(
                y_true=np.log1p(raw.y_true.astype(np.float64)),
                y_pred=np.log1p(raw.y_pred.astype(np.float64)),
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
