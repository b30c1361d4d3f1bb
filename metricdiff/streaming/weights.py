"""What the weights of rows add up to, where rows are counted.

Most metrics need the sum of the weights of the rows that are counted together.  What is not in
proportion to them, their whole parts and whether there is a weight at all, is added up by itself,
or must be alike in these rows: so those that weigh nothing, whole numbers, less than 1 and other
fractions are counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Weight(IntEnum):
    """What is counted apart."""

    NOTHING = 0
    WHOLE = 1
    BELOW_ONE = 2
    FRACTION = 3


def kinds(weights: Array) -> Array:
    """Return (N,) what is counted apart, of weights that are not negative."""
    kind = np.where(weights < 1, Weight.BELOW_ONE, Weight.FRACTION).astype(np.int8)
    kind[np.trunc(weights) == weights] = Weight.WHOLE
    kind[weights == 0] = Weight.NOTHING
    return kind


def apart(weights: Array) -> Iterator[tuple[Weight, Array]]:
    """Yield what is counted apart, and which rows are."""
    kind = kinds(weights)
    for one in Weight:
        rows = np.flatnonzero(kind == one)
        if len(rows):
            yield one, rows


def added_up(weights: Array, kind: Weight) -> Array:
    """Return (S, N) what is added up of some weights, all of one kind."""
    if kind is Weight.NOTHING:
        return np.empty((0, len(weights)))
    return np.stack([weights, np.trunc(weights)] if kind is Weight.FRACTION else [weights])


def sums(added: Array, kind: Weight) -> Array:
    """Return (M,) the sums of weights, of what was added up."""
    return np.zeros(added.shape[1]) if kind is Weight.NOTHING else added[0]


def whole_sums(added: Array, kind: Weight) -> Array:
    """Return (M,) the sums of the whole parts of weights, of what was added up."""
    none = kind in {Weight.NOTHING, Weight.BELOW_ONE}
    return np.zeros(added.shape[1]) if none else added[-1]
