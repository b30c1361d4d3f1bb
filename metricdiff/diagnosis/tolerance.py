"""How far two numbers may be apart and still agree.

``|keras - sklearn| <= atol + rtol * |sklearn|``, with numpy's meaning of the two.  Keras keeps its
state in float32, whose unit roundoff is 2^-24: a single rounding moves a value by up to 2^-23 of
itself between two neighbours.  So ratios of counts get one such step; F1 and IoU 3e-7 more, for
the 1e-7 that Keras adds to three denominators; means a step for each of the sums that they end in,
growing with the square root of the number of chunks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from metricdiff.engines.keras_engine import CHUNK_ROWS
from metricdiff.inputs.predictions import Predictions
from metricdiff.metrics.declaration import Metric, Noise
from metricdiff.pieces import largest, moments
from metricdiff.settings import Tolerances
from metricdiff.words import Task

FLOAT32_STEP = 2.0**-23
_EPSILONS = 3e-7
_ATOL = 1e-9
#: How many times their spread the mean of labels may be before R2 loses digits that show.
_SAFE = 3.0


@dataclass(frozen=True)
class Tolerance:
    """An absolute and a relative tolerance."""

    atol: float
    rtol: float

    def covers(self, keras: float, sklearn: float) -> bool:
        """Whether two values agree: within tolerance, both NaN, or the same infinity."""
        if math.isnan(keras) or math.isnan(sklearn):
            return math.isnan(keras) and math.isnan(sklearn)
        if math.isinf(keras) or math.isinf(sklearn):
            return keras == sklearn
        return abs(keras - sklearn) <= self.atol + self.rtol * abs(sklearn)


def tolerance(metric: Metric | None, predictions: Predictions, asked: Tolerances) -> Tolerance:
    """Return the tolerance for a metric on these predictions.

    Args:
        metric: The metric; ``None`` for calls that the user gave, which are taken as means.
        predictions: Their number, their weights and, for errors in the target's unit, its size.
        asked: What the user sets instead.
    """
    noise = metric.noise if metric else Noise.MEAN
    mean = FLOAT32_STEP * (4 + math.sqrt(predictions.rows / CHUNK_ROWS))
    # With weights, and with several labels a row, a share is a mean of float32 sums.
    raw = predictions.raw
    weighted = raw.sample_weight is not None or raw.mask is not None
    summed = weighted or predictions.task is Task.MULTILABEL
    share = mean if summed else FLOAT32_STEP
    rtol = {
        Noise.COUNTS: share,
        Noise.F_SCORE: share + _EPSILONS,
        Noise.MEAN: mean,
        Noise.DIFFERENCE: mean,
        Noise.LOGARITHMS: mean,
        Noise.LIKELIHOOD: mean,
        Noise.OF_SPREAD: mean,
    }[noise]
    atol = _ATOL * _scale(metric, predictions)
    # 1 - x keeps the noise of x, however small it comes out; so does a sum of differences.
    if noise is Noise.DIFFERENCE:
        atol += mean
    if noise is Noise.OF_SPREAD:
        atol += mean * _of_squares(predictions)
    if noise is Noise.LIKELIHOOD:  # of a probability next to 1 float32 keeps few digits of 1 - p
        atol += FLOAT32_STEP
    if noise is Noise.LOGARITHMS:
        atol += FLOAT32_STEP * _of_logarithms(predictions)
    name = metric.name if metric else ""
    return Tolerance(
        asked.atol.get(name, asked.atol.get("", atol)),
        asked.rtol.get(name, asked.rtol.get("", rtol)),
    )


def _of_squares(predictions: Predictions) -> float:
    """How much larger the squares of the labels are than what they spread, up to a limit.

    Keras takes one sum from the other; what is lost beyond the limit is a finding, MD504.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        mean, spread = moments(predictions.counted.raw.y_true)
        ratio = float(np.max(np.abs(mean) / np.where(spread, spread, np.inf)))
    return 1 + min(ratio, _SAFE) ** 2 if math.isfinite(ratio) else 1.0


def _of_logarithms(predictions: Predictions) -> float:
    """How a relative error of logarithms moves the mean square of their differences.

    The logarithms of large values are large against what they differ by.
    """
    total, count = 0.0, 0
    with np.errstate(invalid="ignore"):
        for part in predictions.counted.raw.parts():
            truth, scores = (
                np.log1p(np.maximum(values.astype(np.float64), 0))
                for values in (part.y_true, part.y_pred)
            )
            moved = 2 * np.abs(truth - scores) * np.maximum(truth, scores)
            total, count = total + float(np.nansum(moved)), count + int((~np.isnan(moved)).sum())
    return total / count if count and math.isfinite(total) else 0.0


def _scale(metric: Metric | None, predictions: Predictions) -> float:
    """The size of the metric's values: 1, 100 of percentages, or of errors that of the target."""
    if metric is not None and metric.unit == "percent":
        return 100.0
    if metric is None or not metric.power or predictions.task is not Task.REGRESSION:
        return 1.0
    size = largest(predictions.raw.y_true)
    return size**metric.power if math.isfinite(size) else 1.0
