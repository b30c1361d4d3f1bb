"""How scores are distributed among those that are right and wrong, for pictures of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.engines.given import cut
from metricdiff.recipes.facts import Booleans, Facts, Floats
from metricdiff.report import Report
from metricdiff.words import Kind, Task


@dataclass(frozen=True, eq=False)
class Group:
    """Some scores, and what they have in common.

    Attributes:
        name: What that is; not escaped.
        values: (N,) the scores.
        counts: (N,) how many rows have each; ``None`` where each is that of a row.
    """

    name: str
    values: Floats
    counts: npt.NDArray[np.int64] | None = None

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.values) if self.counts is None else int(self.counts.sum())

    @property
    def finite(self) -> Group:
        """The scores that are numbers."""
        known = np.isfinite(self.values)
        counts = None if self.counts is None else self.counts[known]
        return Group(self.name, self.values[known], counts)

    def histogram(self, edges: Floats) -> npt.NDArray[Any]:
        """Return how many rows have a score between two edges."""
        return np.histogram(self.values, bins=edges, weights=self.counts)[0]


@dataclass(frozen=True, eq=False)
class Distribution:
    """Scores by what is true of their rows.

    Attributes:
        title: What the scores are.
        groups: The scores, finite ones alone.
        cuts: Where decisions are made, and by whom.
    """

    title: str
    groups: tuple[Group, ...]
    cuts: tuple[tuple[str, float], ...] = ()

    @property
    def low(self) -> float:
        """The smallest value."""
        return min(float(group.values.min()) for group in self.groups)

    @property
    def high(self) -> float:
        """The largest value."""
        return max(float(group.values.max()) for group in self.groups)


def distribution(report: Report) -> Distribution | None:
    """Return the scores of a report; ``None`` where the predictions are decisions."""
    predictions = report.predictions
    if predictions.kind is Kind.DECISIONS:
        return None
    facts = Facts(predictions)
    groups: tuple[Group, ...]
    cuts = _cuts(report)
    if predictions.task is Task.REGRESSION:
        title, cuts = "residuals: prediction - label", (("", 0.0),)
        groups = (Group("all", (facts.scores - facts.numbers).ravel()),)
    elif predictions.task is Task.MULTICLASS:
        title, cuts = f"{predictions.kind}: the largest of each row", ()
        right = facts.labels[np.arange(len(facts.labels)), facts.scores.argmax(axis=1)]
        largest = facts.scores.max(axis=1)
        groups = (Group("right", largest[right]), Group("wrong", largest[~right]))
    else:
        title = f"{predictions.kind} by label"
        names = predictions.classes or (0, 1)
        groups = tuple(
            _of_label(f"label {name}", facts.labels == bool(place), facts)
            for place, name in enumerate(names)
        )
    finite = (one.finite for one in groups)
    filled = tuple(one for one in finite if len(one.values))
    return Distribution(title, filled, cuts) if filled else None


def _of_label(name: str, inside: Booleans, facts: Facts) -> Group:
    counts = facts.predictions.raw.counts
    return Group(name, facts.scores[inside], None if counts is None else counts[inside[:, 0]])


def _cuts(report: Report) -> tuple[tuple[str, float], ...]:
    """Return where each library decides with the first threshold that was compared."""
    variants = (row.variant for row in report.comparisons)
    threshold = next((one["threshold"] for one in variants if "threshold" in one), None)
    if threshold is None:
        return ()
    sklearn = cut(report.predictions.kind, threshold)
    if sklearn == threshold:
        return (("both", threshold),)
    return (("sklearn", sklearn), ("keras", float(threshold)))
