"""The argmax over a batch: what categorical accuracy takes of labels and scores without columns."""

from __future__ import annotations

import numpy as np

from metricdiff.recipes.deciding import truth
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.recipe import Recipe


def of_argmaxes(recipe: Recipe, facts: Facts) -> Floats:
    """Return (B, 1) whether the largest label and the largest score of a batch share a row."""
    labels, scores = truth(recipe, facts)[:, 0], facts.scores[:, 0].astype(np.float32)
    starts = facts.batched(recipe).starts
    parts = zip(np.split(labels, starts[1:]), np.split(scores, starts[1:]), strict=True)
    return np.array([[float(a.argmax() == b.argmax())] for a, b in parts])
