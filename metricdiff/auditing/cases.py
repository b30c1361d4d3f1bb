"""The sets of rows that the metric is held against standard metrics on.

One set of rows is no proof: on a small or a perfectly separated one, many metrics are 1.  So there
are parts of it too, and the same labels with predictions of other rows, on which they part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.engines.given import keras_arrays
from metricdiff.inputs.predictions import Predictions
from metricdiff.words import Task

Array = npt.NDArray[Any]

#: More rows than these are thinned out, evenly: every experiment costs a pass over them.
MOST_ROWS = 1000
_FEWEST_FOR_PARTS = 8


@dataclass(frozen=True)
class Case:
    """A set of rows.

    Attributes:
        name: What the arrays made from it are named after.
        predictions: The rows.
    """

    name: str
    predictions: Predictions

    @cached_property
    def arrays(self) -> dict[str, Array]:
        """What Keras gets: labels and predictions, the batch axis first, the classes last.

        Labels of several classes come as class numbers and, in ``one_hot``, as one column a class.
        """
        given = keras_arrays(self.predictions).arrays
        arrays = {"labels": given["labels"], "predictions": given["predictions"]}
        if self.predictions.task is Task.MULTICLASS:
            width = arrays["predictions"].shape[-1]
            count = max(len(self.predictions.classes), width if width > 1 else 0)
            eye = np.eye(count + 1, count, dtype=np.float32)
            arrays["one_hot"] = eye[given["label_index"]]
            if self.predictions.one_hot:
                arrays["labels"] = given["label_index"][:, None]
        if shape := self._positions():
            arrays = {n: one.reshape(-1, *shape, one.shape[-1]) for n, one in arrays.items()}
        return {f"{self.name}.{name}": array for name, array in arrays.items()}

    @property
    def batch_axis(self) -> int:
        """How many rows, or maps, a batch can hold."""
        return len(self.arrays[f"{self.name}.predictions"])

    def _positions(self) -> tuple[int, ...]:
        return self.predictions.raw.shape[1:]


def sampled(predictions: Predictions) -> Predictions:
    """Return the rows to test on: all, or some, evenly spaced; of maps, whole ones."""
    counted = predictions.counted
    shape = counted.raw.shape
    each = int(np.prod(shape[1:])) if shape else 1
    units = counted.rows // each
    if units * each <= MOST_ROWS or units <= _FEWEST_FOR_PARTS:
        return counted
    wanted = max(_FEWEST_FOR_PARTS, MOST_ROWS // each)
    places = np.unique(np.linspace(0, units - 1, wanted).round().astype(np.int64))
    return part(counted, places)


def part(predictions: Predictions, places: npt.NDArray[np.int64]) -> Predictions:
    """Return some rows; of maps, some whole ones."""
    shape = predictions.raw.shape
    if not shape:
        return predictions.only(places)
    each = int(np.prod(shape[1:]))
    rows = (places[:, None] * each + np.arange(each)).ravel()
    chosen = predictions.only(rows)
    return chosen.with_values(shape=(len(places), *shape[1:]))


def cases(predictions: Predictions) -> tuple[Case, ...]:
    """Return the rows themselves, parts of them, and the labels with predictions of other rows."""
    return tuple(Case(f"set{place}", one) for place, one in enumerate(_sets(predictions)))


def _sets(predictions: Predictions) -> Iterator[Predictions]:
    yield predictions
    shape = predictions.raw.shape
    units = shape[0] if shape else predictions.rows
    each = predictions.rows // units
    y_pred = predictions.raw.y_pred
    rng = np.random.default_rng(units)
    half = rng.random(units) < 0.5  # noqa: PLR2004
    half[: min(2, units)] = [True, False][: min(2, units)]
    for share in (1, 2):  # half of the predictions, then all, belong to other rows
        order = np.arange(units)
        moved = np.flatnonzero(half) if share == 1 else order
        order[moved] = rng.permutation(moved)
        rows = (order[:, None] * each + np.arange(each)).ravel()
        yield predictions.with_values(y_pred=y_pred[rows])
    if units >= _FEWEST_FOR_PARTS:
        places = np.arange(units)
        yield part(predictions, places[half])
        yield part(predictions, places[: units // 3 * 2])
