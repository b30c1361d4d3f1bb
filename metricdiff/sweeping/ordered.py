"""Rows in the order of their scores, with the labels added up along it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.counting import Counts, weighting
from metricdiff.recipes.deciding import labels
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe, Threshold
from metricdiff.sweeping.thresholds import Thresholds

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Column:
    """One column of scores, sorted.

    Attributes:
        order: (N,) indices of the rows by score.
        scores: (N,) float64, ascending.
        single: (N,) the same in float32, as Keras compares them.
    """

    order: Places
    scores: Floats
    single: npt.NDArray[np.float32]

    @classmethod
    def of(cls, scores: Floats) -> Column:
        """Sort a column."""
        order = np.argsort(scores, kind="stable")
        ascending = scores[order]
        with np.errstate(over="ignore"):
            return cls(order, ascending, ascending.astype(np.float32))

    def first_above(self, cuts: Floats, *, inclusive: bool, single: bool) -> Places:
        """Return (T,) the place of the first score above each cut, or at it."""
        side: Any = "left" if inclusive else "right"
        if not single:
            return np.searchsorted(self.scores, cuts, side=side)
        with np.errstate(over="ignore"):
            return np.searchsorted(self.single, cuts.astype(np.float32), side=side)


class Ordered:
    """The columns of some predictions, each sorted once, and sums of labels along them.

    Args:
        facts: The arrays.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.columns = [Column.of(scores) for scores in facts.scores.T]
        self._sums: dict[tuple[object, ...], tuple[Floats, Floats]] = {}

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self._facts.predictions.rows

    def places(self, recipe: Recipe, thresholds: Thresholds) -> list[Places]:
        """Return for each column (T,) the first place that a recipe decides positive."""
        assert isinstance(recipe.decide, Threshold)  # noqa: S101 - only such recipes are swept
        # Without a transform a threshold is held against the numbers as they stand in the file.
        cuts = thresholds.at if recipe.transform == "none" else thresholds.cuts
        single = recipe.cast == "float32"
        return [
            column.first_above(cuts, inclusive=recipe.decide.inclusive, single=single)
            for column in self.columns
        ]

    def counts(self, recipe: Recipe, places: list[Places], *, exact: bool) -> Counts:
        """Return the counts of each column at each threshold, arrays of (L, T).

        Args:
            recipe: Which labels and weights count.
            places: The first places that are positive.
            exact: Whether a label counts only if it is 0 or 1; else as much as it is.
        """
        cells = []
        for number, place in enumerate(places):
            positive, negative = self._along(recipe, number, exact=exact)
            fn, tn = positive[place], negative[place]
            cells.append((positive[-1] - fn, negative[-1] - tn, fn, tn))
        tp, fp, fn, tn = (np.array(part) for part in zip(*cells, strict=True))
        return Counts(tp, fp, fn, tn, tp + fp + fn > 0)

    def _along(self, recipe: Recipe, number: int, *, exact: bool) -> tuple[Floats, Floats]:
        """Return (N + 1,) the sums of the positive and of the negative labels before each place."""
        key = (recipe.coding, weighting(recipe), number, exact)
        if key not in self._sums:
            truth = labels(recipe, self._facts)[:, number].astype(np.float64)
            weights = self._facts.weighing(recipe)
            halves = (truth == 1, truth == 0) if exact else (truth, 1 - truth)
            order = self.columns[number].order
            positive, negative = (
                np.concatenate([[0.0], np.cumsum((half * weights)[order])]) for half in halves
            )
            self._sums[key] = positive, negative
        return self._sums[key]
