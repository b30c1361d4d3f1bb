"""When two numbers of a metric are the same."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

#: A metric adds up some hundred values in float32, in one order or another.
RTOL = 2e-5
ATOL = 2e-6


def same(a: Sequence[float], b: Sequence[float], rtol: float = RTOL) -> bool:
    """Whether two results are the same but for the noise of float32; NaN equals NaN."""
    if len(a) != len(b) or not a:
        return False
    return all(_near(x, y, rtol) for x, y in zip(a, b, strict=True))


def _near(x: float, y: float, rtol: float) -> bool:
    if math.isfinite(x) and math.isfinite(y):
        return abs(x - y) <= ATOL + rtol * abs(y)
    return x == y or (math.isnan(x) and math.isnan(y))


def mean(rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the mean of several results, element by element."""
    return tuple(float(x) for x in np.mean(np.array(rows, dtype=np.float64), axis=0))


def total(rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the sum of several results, element by element."""
    return tuple(float(x) for x in np.sum(np.array(rows, dtype=np.float64), axis=0))
