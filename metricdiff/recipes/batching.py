"""Rows in batches, as ``evaluate`` takes them: all of one size but for the last."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt


class Batched:
    """Sums over the rows of each batch.

    Args:
        rows: How many rows there are.
        size: The rows of a batch; the last may be shorter.
    """

    def __init__(self, rows: int, size: int) -> None:
        self.rows, self.size = rows, size

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """(B,) where each batch begins."""
        return np.arange(0, self.rows, self.size)

    @cached_property
    def sizes(self) -> npt.NDArray[np.int64]:
        """(B,) the rows of each batch."""
        return np.diff(self.starts, append=self.rows)

    @cached_property
    def places(self) -> npt.NDArray[np.int64]:
        """(N,) the batch of each row."""
        return np.repeat(np.arange(len(self.starts)), self.sizes)

    def sums(self, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Add up (N, ...) over the rows of each batch: (B, ...)."""
        if len(self.starts) == 1:
            return np.asarray(values.sum(axis=0, keepdims=True), dtype=np.float64)
        if self.size == 1:
            return values.astype(np.float64)
        # Of a column by itself a sum is many times faster than along an axis of several.
        whole = np.int64 if values.dtype == np.bool_ else values.dtype
        if values.ndim == 1:
            return np.add.reduceat(values, self.starts, dtype=whole).astype(np.float64)
        columns = [
            np.add.reduceat(values[:, place], self.starts, dtype=whole)
            for place in range(values.shape[1])
        ]
        return np.column_stack(columns).astype(np.float64)

    def fold(self, values: npt.NDArray[Any], how: str) -> npt.NDArray[np.float64]:
        """Make one of the values (B, ...) of the batches; NaN values do not count.

        Args:
            values: One of each batch.
            how: ``mean``, ``by_size``, ``sum``, or ``whole``: the share of batches that make 1.

        Raises:
            ValueError: It is ``state``: no value of a batch tells what a float32 state loses.
        """
        if how == "state":
            raise ValueError("what a state of float32 loses is only seen when Keras runs")
        if how == "whole":
            return np.asarray((values == 1).mean(axis=0))
        if how == "sum":
            return np.asarray(values.sum(axis=0))
        weights = self.sizes if how == "by_size" else np.ones(len(self.sizes))
        weights = weights.reshape(-1, *[1] * (values.ndim - 1)) * ~np.isnan(values)
        return np.asarray((np.nan_to_num(values) * weights).sum(axis=0) / weights.sum(axis=0))
