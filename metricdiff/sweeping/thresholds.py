"""Which thresholds a sweep visits, and where they cut the scores."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metricdiff.engines.given import cut
from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Predictions
from metricdiff.words import Kind

Floats = npt.NDArray[np.float64]

_TENTHS = tuple(place / 10 for place in range(1, 10))


@dataclass(frozen=True, eq=False)
class Thresholds:
    """The thresholds of a sweep, ascending.

    Attributes:
        at: (T,) on the probability scale, or on that of the scores where they are neither
            probabilities nor logits.
        cuts: (T,) where scikit-learn's side cuts the scores: of logits, the logits of *at*.
        shown: Indices of those for a table.
    """

    at: Floats
    cuts: Floats
    shown: npt.NDArray[np.int64]


def every(predictions: Predictions) -> Thresholds:
    """Return all distinct scores, one below them all, and round thresholds for the table.

    Where neighbouring scores were taken together, the thresholds stand between them.
    """
    lows, highs = spans_of(predictions, predictions.raw.y_pred)
    scores = np.unique(highs.astype(np.float64))
    lowest = float(lows.min())
    if lows is not highs:
        scores = np.append(between(lows, highs), scores[-1])
    below = 0.0 if predictions.kind is Kind.PROBABILITIES else np.nextafter(lowest, -np.inf)
    round_ones = _TENTHS
    if predictions.kind is Kind.SCORES:
        round_ones = tuple(np.unique(np.quantile(scores, _TENTHS)).tolist())
    extra = np.array([cut(predictions.kind, one) for one in round_ones], dtype=np.float64)
    cuts = np.union1d(np.append(scores, below), extra)
    at = cuts
    if predictions.kind is Kind.LOGITS:
        with np.errstate(over="ignore"):
            at = 1 / (1 + np.exp(-cuts))
        at[np.searchsorted(cuts, extra)] = round_ones
    return Thresholds(at, cuts, np.searchsorted(cuts, extra))


def these(values: tuple[float, ...], predictions: Predictions) -> Thresholds:
    """Return the thresholds that the user names, on the probability scale."""
    at = np.unique(np.array(values, dtype=np.float64))
    cuts = np.array([cut(predictions.kind, float(one)) for one in at], dtype=np.float64)
    if not all(map(math.isfinite, cuts.tolist())):
        raise UsageError("thresholds must be finite numbers")
    return Thresholds(at, cuts, np.arange(len(at)))


def spans_of(predictions: Predictions, scores: npt.NDArray[np.generic]) -> tuple[Floats, Floats]:
    """Return the lowest and the highest score of each entry: of rows, twice the scores themselves.

    Args:
        predictions: What the file holds.
        scores: (N,) or (N, C) the scores; the spans have the shape.
    """
    if predictions.raw.streamed is None:
        alone = scores.astype(np.float64, copy=False)
        return alone, alone
    ends = (end.reshape(scores.shape) for end in predictions.raw.streamed.spans())
    lows, highs = (end.astype(np.float64) for end in ends)
    return (lows, lows) if (lows == highs).all() else (lows, highs)


def between(lows: Floats, highs: Floats) -> Floats:
    """Return the middles between neighbouring spans, ascending: what parts all scores."""
    ends, starts = np.unique(highs), np.unique(lows)
    return np.asarray((ends[:-1] + starts[1:]) / 2)
