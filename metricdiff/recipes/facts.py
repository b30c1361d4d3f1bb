"""The arrays that recipes are followed on, made once from the predictions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from metricdiff.engines.given import class_index
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.batching import Batched
from metricdiff.recipes.edits import Edit
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task

Floats = npt.NDArray[np.floating[Any]]
Booleans = npt.NDArray[np.bool_]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Facts:
    """Labels, scores and decisions as (N, C): one column a class or label, one for a binary task.

    Args:
        predictions: What the file holds.
    """

    predictions: Predictions
    _made: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what *make* returns, made once for each key: walks repeat most of their steps."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    def knows(self, key: Hashable) -> bool:
        """Whether something was made for a key."""
        return key in self._made

    def edited(self, edits: tuple[Edit, ...]) -> Facts:
        """Return the arrays after some edits of the data, each made once."""
        if not edits:
            return self
        before = self.edited(edits[:-1])
        return before.once(edits[-1], lambda: Facts(edits[-1].apply(before.predictions)))

    def forget(self, key: Hashable) -> None:
        """Let go of what was made for a key."""
        self._made.pop(key, None)

    def parts(self) -> Iterator[Facts]:
        """Yield the rows in pieces, each with arrays of its own, which go with it.

        What is a sum over rows is a sum over these.
        """
        predictions = self.predictions
        for raw in predictions.raw.parts():
            yield self if raw is predictions.raw else Facts(replace(predictions, raw=raw))

    @cached_property
    def fine(self) -> Facts:
        """The data with each score by itself, where scores were taken together."""
        return self if self.predictions.raw.fine is None else Facts(self.predictions.fine)

    @property
    def entries(self) -> int:
        """The length of the arrays: the number of rows, or of what they were counted into."""
        return len(self.predictions.raw.y_true)

    def batched(self, recipe: Recipe) -> Batched:
        """Return the rows in the batches of a recipe."""
        size = recipe.batch or self.entries
        return self.once(("batches", size), lambda: Batched(self.entries, size))

    def sizes(self, recipe: Recipe) -> npt.NDArray[np.int64]:
        """Return (B,) how many rows each batch has; of a table, how many it stands for."""
        if self.predictions.raw.counts is None:
            return self.batched(recipe).sizes
        return np.array([self.predictions.rows])

    @cached_property
    def counted(self) -> Facts:
        """The rows that a mask leaves; all of them where there is none."""
        return self if self.predictions.raw.mask is None else Facts(self.predictions.counted)

    @cached_property
    def labels(self) -> Booleans:
        """Which classes each row has."""
        raw, task = self.predictions.raw, self.predictions.task
        if raw.y_true.ndim > 1:
            return np.asarray(raw.y_true == 1)
        if task is Task.BINARY:
            return np.asarray(raw.y_true == np.array(self.predictions.classes)[1])[:, None]
        index = class_index(raw.y_true, self.predictions)
        return _columns(index, task, len(self.predictions.classes))

    @cached_property
    def numbers(self) -> Floats:
        """The labels as Keras gets them: numbers, whatever they mean."""
        raw, task, classes = self.predictions.raw, self.predictions.task, self.predictions.classes
        numeric = raw.y_true.dtype.kind in "iubf"
        if task is Task.REGRESSION:
            values = raw.y_true.astype(np.float64, copy=False)
            return values[:, None] if values.ndim == 1 else values
        if task is Task.BINARY and numeric and list(classes) == sorted(classes):
            return raw.y_true.astype(np.float64)[:, None]
        if task is Task.MULTICLASS and numeric and raw.y_true.ndim == 1:
            width = raw.y_pred.shape[1] if raw.y_pred.ndim > 1 else len(classes)
            # One in each row and many columns: half the memory is as exact.
            return np.asarray(raw.y_true[:, None] == np.arange(width), dtype=np.float32)
        return self.labels.astype(np.float64)

    @property
    def many(self) -> bool:
        """Whether a row may have several labels, or none."""
        return self.predictions.task is Task.MULTILABEL

    @cached_property
    def scores(self) -> Floats:
        """The predictions as they stand in the file, in float64; text as what it decides."""
        if self.predictions.raw.y_pred.dtype.kind == "U":
            return self.decided("y_pred").astype(np.float64)
        scores = self.predictions.raw.y_pred.astype(np.float64, copy=False)
        return scores[:, None] if scores.ndim == 1 else scores

    @property
    def width(self) -> int:
        """The number of columns of the scores."""
        raw = self.predictions.raw
        if raw.y_pred.dtype.kind == "U":
            return int(self.scores.shape[1])
        return int(raw.y_pred.shape[1]) if raw.y_pred.ndim > 1 else 1

    @cached_property
    def narrow_scores(self) -> Floats:
        """The scores with the digits of float32, in float64."""
        narrow = self.predictions.raw.y_pred.dtype in {np.dtype("f4"), np.dtype("f2")}
        return self.scores if narrow else narrowed(self.scores)

    def decided(self, column: str) -> Booleans:
        """Decisions that stand in the file."""
        raw = self.predictions.raw
        values = raw.decision if column == "decision" else raw.y_pred
        if values is None:  # an edit made other scores, and left the decisions out
            raise ValueError(f"there is no column of {column} any more")
        if values.ndim > 1:
            return np.asarray(values == 1)
        index = class_index(values, self.predictions)
        return _columns(index, self.predictions.task, len(self.predictions.classes))

    def cut_numbers(self, at: float) -> Booleans:
        """Decisions of class numbers that are cut: 1 above a threshold, else 0."""
        raw, classes = self.predictions.raw, self.predictions.classes
        if raw.y_pred.dtype.kind == "U":  # Keras gets text as its place in the class order
            index = (class_index(raw.y_pred, self.predictions) > at).astype(np.int64)
        else:
            whole = (raw.y_pred > at).astype(np.int64)
            index = class_index(whole.astype(np.array(classes).dtype), self.predictions)
        return _columns(index, self.predictions.task, len(classes))

    @property
    def weightless(self) -> bool:
        """Whether the sample weights sum to 0, so that no weighted mean is defined."""
        weights = self.predictions.counted.raw.sample_weight
        return weights is not None and not weights.sum()

    def weighing(self, recipe: Recipe) -> Floats:
        """Return (N,) the sample weights where the recipe takes them, else ones."""
        weights = self.weights(recipe)
        return ones(self.entries) if weights is None else weights

    def weights(self, recipe: Recipe) -> Floats | None:
        """Return (N,) the sample weights, else the counts of a table; ``None`` without either."""
        raw = self.predictions.raw
        if not recipe.weight or raw.sample_weight is None:
            return self._counts
        return raw.whole_parts if recipe.whole_weights else raw.sample_weight

    def mean(self, values: Floats | Booleans) -> float:
        """Return the mean of (N, C) values over all rows and columns."""
        return float(np.average(values.mean(axis=1), weights=self._counts))

    def rows_where(self, entries: npt.NDArray[Any] | np.bool_) -> int:
        """Return how many rows are among (N,) entries."""
        return self.predictions.raw.rows_of(np.flatnonzero(entries))

    def weighed_as_rows(self, recipe: Recipe) -> bool:
        """Whether each entry counts as some whole rows, one or more."""
        weights = self.weights(recipe)
        key = ("weighed as rows", recipe.weight, recipe.whole_weights)
        return weights is None or self.once(
            key, lambda: bool((weights >= 1).all() and (weights == np.trunc(weights)).all())
        )

    @cached_property
    def _counts(self) -> Floats | None:
        counts = self.predictions.raw.counts
        return None if counts is None else counts.astype(np.float64)


def narrowed(values: Floats) -> Floats:
    """Return values with the digits of float32, in float64."""
    with np.errstate(over="ignore"):  # beyond float32 is infinite, as Keras has it
        return values.astype(np.float32).astype(np.float64)


def ones(count: int) -> Floats:
    """Return (count,) ones that take no memory, to be read alone."""
    return np.broadcast_to(np.float64(1), count)


def _columns(index: npt.NDArray[np.int64], task: Task, classes: int) -> Booleans:
    if task is Task.BINARY:
        return np.asarray(index[:, None] == 1, dtype=np.bool_)
    return np.asarray(index[:, None] == np.arange(classes), dtype=np.bool_)
