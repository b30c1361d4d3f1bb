"""Thresholds that the data tell: the one behind a column of decisions, the best ones."""

from __future__ import annotations

import numpy as np

from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Given, Threshold


def cut_of(given: Given, facts: Facts) -> Threshold | None:
    """Return the threshold that makes a column of decisions from the scores.

    Returns:
        A threshold that reproduces every decision: 0.5 where it does, else the lowest positive
        score; ``None`` where no threshold does.
    """
    if given.column != "decision" or facts.width != 1:
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


def best_cuts(facts: Facts) -> dict[str, float]:
    """Return the thresholds that people choose by labels and scores, by what they make largest.

    Each is a score, and what is at least as high is meant to be positive.
    """
    labels, scores = facts.labels[:, 0], facts.scores[:, 0]
    if labels.all() or not labels.any():
        return {}
    raw = facts.predictions.raw
    counts = np.ones(len(labels)) if raw.counts is None else raw.counts.astype(np.float64)
    if raw.streamed:  # of scores that were taken together the lowest: what is at least as high
        scores = raw.streamed.spans()[0].astype(np.float64)
    levels, place = np.unique(scores, return_inverse=True)
    positive, all_rows = (
        np.bincount(place, each, len(levels))[::-1].cumsum()[::-1]
        for each in (labels * counts, counts)
    )
    tpr = positive / positive[0]
    fpr = (all_rows - positive) / (all_rows[0] - positive[0])
    made = {
        "the largest tpr - fpr": tpr - fpr,
        "the largest sqrt(tpr * (1 - fpr))": tpr * (1 - fpr),
        "the largest F1": 2 * positive / (all_rows + positive[0]),
    }
    # Of equal ones the first that roc_curve lists, from the highest threshold down.
    best = {name: len(levels) - 1 - int(values[::-1].argmax()) for name, values in made.items()}
    return {name: float(levels[at]) for name, at in best.items()}
