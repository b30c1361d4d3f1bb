"""Rows in batches, as ``evaluate`` takes them: all of one size but for the last."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


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
        return Totals.of(values, self.sizes).fold(how)


@dataclass(frozen=True)
class Totals:
    """What is left of the values of batches: it adds up over blocks, and folds.

    Attributes:
        sums: (C,) the sum of the values that are numbers.
        counted: (C,) how many are.
        by_size: (C,) the sum of values times rows.
        rows: (C,) the rows of the batches whose values are numbers.
        plain: (C,) the sum of all values, NaN where one is.
        right: (C,) how many values are 1.
        batches: How many batches there are.
    """

    sums: Floats
    counted: Floats
    by_size: Floats
    rows: Floats
    plain: Floats
    right: Floats
    batches: int

    @classmethod
    def of(cls, values: npt.NDArray[Any], sizes: npt.NDArray[np.int64]) -> Totals:
        """Add up the values (B, ...) of batches of so many rows, (B,)."""
        weights = sizes.reshape(-1, *[1] * (values.ndim - 1))
        known = ~np.isnan(values)
        numbers = np.nan_to_num(values)
        return cls(
            sums=numbers.sum(axis=0),
            counted=known.sum(axis=0),
            by_size=(numbers * weights).sum(axis=0),
            rows=(known * weights).sum(axis=0),
            plain=values.sum(axis=0),
            right=(values == 1).sum(axis=0),
            batches=len(values),
        )

    def __add__(self, other: Totals) -> Totals:
        names = (field.name for field in fields(self))
        return Totals(*(getattr(self, name) + getattr(other, name) for name in names))

    def fold(self, how: str) -> Floats:
        """Make one of all values; see :meth:`Batched.fold`."""
        if how == "state":
            raise ValueError("what a state of float32 loses is only seen when Keras runs")
        if how == "whole":
            return np.asarray(self.right / self.batches)
        if how == "sum":
            return np.asarray(self.plain)
        if how == "by_size":
            return np.asarray(self.by_size / self.rows)
        return np.asarray(self.sums / self.counted)
