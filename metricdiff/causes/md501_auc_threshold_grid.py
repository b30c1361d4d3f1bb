"""MD501: the curve is sampled at 200 fixed thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from metricdiff.causes.declaration import (
    Cause,
    Change,
    Evidence,
    Example,
    Fix,
    Manual,
    Subject,
    Variant,
)
from metricdiff.causes.variants import AREAS, has_scores
from metricdiff.causes.witness import Rows, counted, rows_where
from metricdiff.recipes.curves import bucket
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.facts import Booleans, Facts, Floats
from metricdiff.recipes.recipe import Cast, Recipe


def _applies(change: Change) -> bool:
    if change.field != "grid" or change.after.count not in {"roc", "pr"}:
        return False
    # Where a class is empty there is no curve to sample: MD309, MD310.
    return bool(np.isfinite(evaluate(change.before, change.facts)).all())


def _evidence(change: Change) -> Evidence:
    grid = change.after.grid
    spans = [(part.scores.min(), part.scores.max()) for part in change.facts.parts()]
    lows, highs = np.clip(spans, 0, 1).T
    least, most = lows.min(), highs.max()
    inside = np.arange(grid) / (grid - 1)
    within = int(((inside > least) & (inside < most)).sum())
    rows, raw = _sharing(change), change.facts.predictions.raw
    return Evidence(
        f"Keras samples the curve at {grid} fixed thresholds; {within} of them fall inside your "
        f"scores, {least:.3g} to {most:.3g}. "
        f"{raw.rows_of(rows):,} of {counted(raw.rows)} share a threshold cell with the other "
        "class.",
        rows,
    )


def _sharing(change: Change) -> Rows:
    """The rows whose cell of the grid holds both classes, in any column."""
    grid = change.after.grid
    counts = np.sum([_in_cells(part, grid) for part in change.facts.parts()], axis=0)
    both = (counts > 0).all(axis=0)
    sharing = [_in_some(both, part.scores, grid) for part in change.facts.parts()]
    return rows_where(np.concatenate(sharing))


def _in_cells(facts: Facts, grid: int) -> npt.NDArray[np.int64]:
    """Return (2, C, grid) how many rows of either class each cell holds, of each column."""
    counts = np.zeros((2, facts.width, grid), dtype=np.int64)
    for column, scores in enumerate(facts.scores.T):
        cells, labels = bucket(scores, grid), facts.labels[:, column]
        counts[0, column] = np.bincount(cells[labels], minlength=grid)
        counts[1, column] = np.bincount(cells[~labels], minlength=grid)
    return counts


def _in_some(cells: Booleans, scores: Floats, grid: int) -> Booleans:
    """Return which rows of (n, C) scores are in some of the cells (C, grid)."""
    columns = zip(cells, scores.T, strict=True)
    each = [own[bucket(column, grid)] for own, column in columns]
    return np.asarray(np.logical_or.reduce(each))


def _fix(change: Change) -> Fix:
    given = ["num_thresholds=10000"]
    if change.after.count == "pr":
        given.append('curve="PR"')
    if change.after.average == "macro":
        given.append("multi_label=True")
    if change.after.transform == "clip":  # the other cause of a difference on logits
        given.append("from_logits=True")
    return Fix(f"AUC({', '.join(given)})")


_GRIDS = {
    200: 1.0,
    10: 0.02,
    20: 0.02,
    100: 0.04,
    500: 0.04,
    1000: 0.04,
    50: 0.02,
    2000: 0.02,
    10_000: 0.02,
}


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count not in AREAS or not has_scores(subject):
        return
    for grid, weight in {**_GRIDS, 0: 1.0}.items():
        if grid != recipe.grid:
            cast: Cast = "float32" if grid else "float64"
            sampled = replace(recipe, grid=grid, cast=cast)
            yield Variant(sampled, {"num_thresholds": grid or "all"}, weight)


CAUSE = Cause(
    code="MD501",
    name="auc-threshold-grid",
    summary="the curve is sampled at 200 fixed thresholds",
    manual=Manual(
        what=(
            "Keras's AUC counts at 200 evenly spaced thresholds between 0 and 1. Scores "
            "that share a cell between two of them are ties to it. Where many do, as with"
            " scores crowded around one value, the area is far off."
        ),
        example=Example(
            y_true=[0, 1, 0, 1],
            y_pred=[0.5001, 0.5002, 0.5003, 0.5004],
            sklearn="roc_auc_score(y_true, y_pred)",
            keras="AUC()",
            sklearn_value=0.75,
            keras_value=0.5,
        ),
        why=(
            "`num_thresholds=200` keeps the memory constant while batches stream by; "
            "`roc_auc_score` sorts all scores."
        ),
        keras="`AUC(num_thresholds=10000)`, or pass `thresholds=` that fit the scores.",
        sklearn="Nothing to mend: this is the exact value.",
        neighbours=(
            "MD502 is the other reason for another area under precision and recall. MD201"
            " clips scores to [0, 1] first."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=5,
)
