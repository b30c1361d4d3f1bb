"""Long arrays, a piece of their rows at a time.

In float64 a piece fits into the processor's cache, and all of a large file may not fit into memory:
what is a sum over rows is taken piece by piece, which is faster too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

#: The cells of a piece.
CELLS = 1 << 16


def slices(array: npt.NDArray[Any]) -> Iterator[slice]:
    """Yield the rows of an array in pieces: one of no more than :data:`CELLS` cells is whole.

    Args:
        array: (N, ...), whose rows decide how many a piece has.
    """
    rows = max(1, CELLS // max(1, array[:1].size))
    for start in range(0, max(1, len(array)), rows):
        yield slice(start, min(start + rows, len(array)))


def holds_finite(array: npt.NDArray[Any]) -> bool:
    """Whether all numbers of an array are finite."""
    return all(bool(np.isfinite(array[rows]).all()) for rows in slices(array))


def moments(array: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the mean and the standard deviation of each column.

    Args:
        array: (N,) or (N, C) numbers.
    """
    count = len(array)

    def total(about: Any, power: int) -> Any:
        parts = (array[rows].astype(np.float64) for rows in slices(array))
        return sum(((part - about) ** power).sum(axis=0) for part in parts)

    first = array[0].astype(np.float64)  # for the digits
    with np.errstate(over="ignore", invalid="ignore"):  # of infinite ones there is none
        mean = first + total(first, 1) / count
        return np.asarray(mean), np.asarray(np.sqrt(total(mean, 2) / count))


def largest(array: npt.NDArray[Any]) -> float:
    """Return the largest absolute value of an array; NaN where it holds nothing else."""
    parts = (array[rows].astype(np.float64) for rows in slices(array))
    return float(np.fmax.reduce([np.fmax.reduce(np.abs(part), axis=None) for part in parts]))
