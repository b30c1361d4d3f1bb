"""The threshold behind a column of decisions, where there is one."""

from __future__ import annotations

from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Given, Threshold


def cut_of(given: Given, facts: Facts) -> Threshold | None:
    """Return the threshold that makes a column of decisions from the scores.

    Returns:
        A threshold that reproduces every decision: 0.5 where it does, else the lowest positive
        score; ``None`` where no threshold does.
    """
    if given.column != "decision" or facts.scores.shape[1] != 1:
        return None
    decided, scores = facts.decided("decision")[:, 0], facts.scores[:, 0]
    if decided.all() or not decided.any():
        return None
    lowest, highest = float(scores[decided].min()), float(scores[~decided].max())
    if not highest < lowest:
        return None
    if highest <= 0.5 <= lowest:  # noqa: PLR2004 - the usual threshold
        return Threshold(0.5, inclusive=lowest == 0.5)  # noqa: PLR2004
    return Threshold(lowest, inclusive=True)
