"""The argmax over a batch: what categorical accuracy takes of labels and scores without columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.batching import Batched
from metricdiff.recipes.deciding import truth
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.recipe import Recipe


def of_argmaxes(recipe: Recipe, facts: Facts) -> Floats:
    """Return (B, 1) whether the largest label and the largest score of a batch share a row."""
    batches = facts.batched(recipe)
    labels, scores = truth(recipe, facts)[:, 0], facts.scores[:, 0].astype(np.float32)
    same = _largest(labels, batches) == _largest(scores, batches)
    return np.asarray(same[:, None], dtype=np.float64)


def _largest(values: npt.NDArray[Any], batches: Batched) -> npt.NDArray[np.int64]:
    """Return (B,) where in its batch the first of the largest of (N,) values stands."""
    full = batches.rows // batches.size
    whole = values[: full * batches.size].reshape(full, batches.size).argmax(axis=1)
    rest = values[full * batches.size :]
    return np.append(whole, rest.argmax()) if len(rest) else np.asarray(whole)
