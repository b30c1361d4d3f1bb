"""How scores are distributed among those that are right and wrong, for pictures of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metricdiff.engines.given import cut
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.report import Report
from metricdiff.words import Kind, Task


@dataclass(frozen=True, eq=False)
class Group:
    """Some scores, and what they have in common; the name is not escaped."""

    name: str
    values: Floats


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
            Group(f"label {name}", facts.scores[facts.labels == bool(place)])
            for place, name in enumerate(names)
        )
    finite = (Group(one.name, one.values[np.isfinite(one.values)]) for one in groups)
    filled = tuple(one for one in finite if len(one.values))
    return Distribution(title, filled, cuts) if filled else None


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
