"""Edits of weights: those of classes, or none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metricdiff.engines.given import class_index
from metricdiff.inputs.predictions import Predictions


@dataclass(frozen=True)
class ClassWeights:
    """Each row weighs what its class weighs.

    Attributes:
        weights: One weight a class, in class order; empty for balanced weights, which give every
            class the same sum.
    """

    weights: tuple[float, ...] = ()

    @property
    def words(self) -> str:
        """What was done."""
        if not self.weights:
            return "with balanced class weights"
        return f"with class weights {', '.join(f'{one:g}' for one in self.weights)}"

    def apply(self, predictions: Predictions) -> Predictions:
        """Return the predictions with these weights."""
        place = class_index(predictions.raw.y_true, predictions)
        weights = np.array(self.of(predictions).weights)[place].astype(np.float64)
        counts = predictions.raw.counts
        if counts is None:
            return predictions.with_values(sample_weight=weights)
        whole = np.trunc(weights) * counts
        return predictions.with_values(sample_weight=weights * counts, whole_weight=whole)

    def of(self, predictions: Predictions) -> ClassWeights:
        """Return the weights as numbers, those that are balanced on all of some predictions."""
        if self.weights:
            return self
        place = class_index(predictions.raw.y_true, predictions)
        counts, classes = predictions.raw.counts, len(predictions.classes)
        rows = np.bincount(place, counts, minlength=classes).astype(np.float64)
        balanced = predictions.rows / (np.count_nonzero(rows) * np.maximum(rows, 1))
        return ClassWeights(tuple(balanced.tolist()))
