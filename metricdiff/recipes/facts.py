"""The arrays that recipes are followed on, made once from the predictions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.engines.given import class_index
from metricdiff.inputs.predictions import Predictions
from metricdiff.words import Task

Floats = npt.NDArray[np.floating[Any]]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Facts:
    """Labels, scores and decisions as (N, C): one column a class or label, one for a binary task.

    Args:
        predictions: What the file holds.
    """

    predictions: Predictions

    @cached_property
    def labels(self) -> Booleans:
        """Which classes each row has."""
        raw, task = self.predictions.raw, self.predictions.task
        if raw.y_true.ndim > 1:
            return np.asarray(raw.y_true == 1)
        index = class_index(raw.y_true, self.predictions)
        return _columns(index, task, len(self.predictions.classes))

    @cached_property
    def numbers(self) -> Floats:
        """The labels as Keras gets them: numbers, whatever they mean."""
        raw = self.predictions.raw
        plain = raw.y_true.dtype.kind in "iubf" and self.predictions.task is Task.BINARY
        ordered = list(self.predictions.classes) == sorted(self.predictions.classes, key=str)
        if plain and (self.predictions.plain_binary or ordered):
            return raw.y_true.astype(np.float64)[:, None]
        return self.labels.astype(np.float64)

    @cached_property
    def scores(self) -> Floats:
        """The predictions as they stand in the file, in float64; text as what it decides."""
        if self.predictions.raw.y_pred.dtype.kind == "U":
            return self.decided("y_pred").astype(np.float64)
        scores = self.predictions.raw.y_pred.astype(np.float64)
        return scores[:, None] if scores.ndim == 1 else scores

    def decided(self, column: str) -> Booleans:
        """Decisions that stand in the file."""
        raw = self.predictions.raw
        values = raw.decision if column == "decision" else raw.y_pred
        assert values is not None  # noqa: S101 - a recipe names it only where it is there
        if values.ndim > 1:
            return np.asarray(values == 1)
        index = class_index(values, self.predictions)
        return _columns(index, self.predictions.task, len(self.predictions.classes))

    @cached_property
    def weights(self) -> Floats | None:
        """(N,) weights, or ``None``."""
        return self.predictions.raw.sample_weight


def _columns(index: npt.NDArray[np.int64], task: Task, classes: int) -> Booleans:
    if task is Task.BINARY:
        return np.asarray(index[:, None] == 1, dtype=np.bool_)
    return np.asarray(index[:, None] == np.arange(classes), dtype=np.bool_)
