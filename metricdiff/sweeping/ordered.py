"""Rows in the order of their scores, with the labels added up along it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.counting import Counts, weighting
from metricdiff.recipes.deciding import labels
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe, Threshold
from metricdiff.sweeping.thresholds import Thresholds, spans_of

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Column:
    """One column of scores, sorted; where neighbouring scores were taken together, their spans.

    Attributes:
        order: (N,) indices of the entries by score.
        lows: (N,) float64, ascending: the lowest score of each.
        highs: (N,) the highest.
        rows: (N + 1,) how many rows stand before each place.
    """

    order: Places
    lows: Floats
    highs: Floats
    rows: Places

    @classmethod
    def of(cls, lows: Floats, highs: Floats, counts: Places | None) -> Column:
        """Sort a column.

        Args:
            lows: (N,) the lowest score of each entry.
            highs: (N,) the highest, the same array where each entry is one score.
            counts: (N,) the rows of each; ``None`` where each is one.
        """
        order = np.argsort(lows, kind="stable")
        ascending = lows[order]
        rows = np.arange(len(order) + 1)
        if counts is not None:
            rows = np.concatenate([[0], np.cumsum(counts[order])])
        return cls(order, ascending, ascending if highs is lows else highs[order], rows)

    def first_above(self, cuts: Floats, *, inclusive: bool, single: bool) -> Places:
        """Return (T,) the place of the first score above each cut, or at it."""
        side: Any = "left" if inclusive else "right"
        if not single:
            scores = self.lows if inclusive else self.highs
            return np.searchsorted(scores, cuts, side=side)
        return np.searchsorted(self._single[0 if inclusive else 1], _narrow(cuts), side=side)

    @cached_property
    def _single(self) -> tuple[Singles, Singles]:
        """The lowest and the highest scores as Keras compares them."""
        lows = _narrow(self.lows)
        return lows, lows if self.highs is self.lows else _narrow(self.highs)


class Ordered:
    """The columns of some predictions, each sorted once, and sums of labels along them.

    Args:
        facts: The arrays.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        lows, highs = spans_of(facts.predictions, facts.scores)
        columns = zip(lows.T, highs.T, strict=True)
        each = [(low, low if lows is highs else high) for low, high in columns]
        self.columns = [Column.of(*both, facts.predictions.raw.counts) for both in each]
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

    def below(self, places: list[Places]) -> Places:
        """Return (T,) how many scores of all columns stand before places in each."""
        pairs = zip(self.columns, places, strict=True)
        return np.asarray(sum(column.rows[place] for column, place in pairs))

    def up_to(self, cut: float) -> tuple[int, float | None]:
        """Return how many scores are at most a cut, and the lowest above it, if there is one."""
        at = np.array([cut])
        places = [one.first_above(at, inclusive=False, single=False) for one in self.columns]
        pairs = zip(self.columns, (int(place[0]) for place in places), strict=True)
        above = [float(column.lows[place]) for column, place in pairs if place < len(column.lows)]
        return int(self.below(places)[0]), min(above, default=None)

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


def _narrow(scores: Floats) -> Singles:
    with np.errstate(over="ignore"):
        return scores.astype(np.float32)
