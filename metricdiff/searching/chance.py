"""How likely a stranger's number is hit: one of other predictions of the same labels.

The share of the values at the reported resolution that some recipe makes, counted over all recipes
that are at least as likely beforehand.  It is counted twice, over the whole interval that the
metric spans and over the neighbourhood of the number, and the larger share is the chance: recipes
crowd about the plain value, and so do the numbers of other predictions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metricdiff.searching.reported import Reported

#: How far the neighbourhood reaches, in standard errors of the metric.
_ERRORS = 4.0
#: The fewest steps of the resolution that make a neighbourhood, to either side.
_FEWEST = 10

#: The values among which the interval lies that a metric spans.
_USUAL = (0.02, 0.98)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lattice:
    """The values that a share of rows can take: whole numbers over *rows*."""

    rows: int

    def holds(self, reported: Reported) -> bool:
        """Whether a value of the lattice rounds to the number."""
        return reported.fits(round(reported.value * self.rows) / self.rows)


class Chances:
    """The chances of a number under the recipes that were tried.

    Args:
        reported: The number.
        values: (T,) what each recipe makes.
        priors: (T,) how likely each is beforehand.
        rows: How many rows there are.
        lattice: The values that the metric can take at all, where they are few.
    """

    def __init__(
        self,
        reported: Reported,
        values: npt.ArrayLike,
        priors: npt.ArrayLike,
        rows: int,
        lattice: Lattice | None = None,
    ) -> None:
        self._reported = reported
        self._values = np.asarray(values, dtype=np.float64)
        self._priors = np.asarray(priors, dtype=np.float64)
        # A few recipes make numbers far beyond what anyone reports.
        ends = np.quantile(self._values, _USUAL) if self._values.size else (0.0, 1.0)
        self._span = (float(ends[0]), float(ends[1]))
        self._reach = _ERRORS * spread(reported.value, rows)
        few = lattice is not None and 1 / lattice.rows > 2 * reported.reach
        self._lattice = lattice if few and lattice and lattice.holds(reported) else None

    def of(self, prior: float) -> float:
        """Return the chance under all recipes that are at least so likely."""
        values = self._values[self._priors >= prior * (1 - 1e-9)]
        if not values.size:
            return 0.0
        low, high = self._span
        near = max(self._reach, _FEWEST * 2 * self._reported.reach)
        around = (self._reported.value - near, self._reported.value + near)
        return max(self._share(values, low, high), self._share(values, *around))

    def _share(self, values: Floats, low: float, high: float) -> float:
        """Return the share of the values from *low* to *high* that are hit."""
        step, inside = 2 * self._reported.reach, values[(values >= low) & (values <= high)]
        if self._lattice:
            step = 1 / self._lattice.rows
            inside = inside[np.abs(inside / step - np.round(inside / step)) <= 1e-6]  # noqa: PLR2004
        hit = len(np.unique(np.round(inside / step)))
        return min(1.0, hit / max(1.0, (high - low) / step))


def spread(value: float, rows: int) -> float:
    """Return about the standard error of a metric's value over so many rows."""
    if 0 <= value <= 1:
        return math.sqrt(max(value * (1 - value), 1 / rows) / rows)
    return abs(value) / math.sqrt(rows)
