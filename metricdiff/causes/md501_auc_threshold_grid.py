"""MD501: the curve is sampled at 200 fixed thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

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
from metricdiff.recipes.recipe import Cast, Recipe


def _applies(change: Change) -> bool:
    if change.field != "grid" or change.after.count not in {"roc", "pr"}:
        return False
    # Where a class is empty there is no curve to sample: MD309, MD310.
    return bool(np.isfinite(evaluate(change.before, change.facts)).all())


def _evidence(change: Change) -> Evidence:
    scores, grid = np.clip(change.facts.scores, 0, 1), change.after.grid
    inside = np.arange(grid) / (grid - 1)
    within = int(((inside > scores.min()) & (inside < scores.max())).sum())
    rows, raw = _sharing(change), change.facts.predictions.raw
    return Evidence(
        f"Keras samples the curve at {grid} fixed thresholds; {within} of them fall inside your "
        f"scores, {scores.min():.3g} to {scores.max():.3g}. "
        f"{raw.rows_of(rows):,} of {counted(raw.rows)} share a threshold cell with the other "
        "class.",
        rows,
    )


def _sharing(change: Change) -> Rows:
    """The rows whose cell of the grid holds both classes, in any column."""
    labels, scores = change.facts.labels, change.facts.scores
    sharing = np.zeros(len(scores), dtype=bool)
    for column in range(scores.shape[1]):
        cells, grid = bucket(scores[:, column], change.after.grid), change.after.grid
        positive = np.bincount(cells[labels[:, column]], minlength=grid) > 0
        negative = np.bincount(cells[~labels[:, column]], minlength=grid) > 0
        sharing |= (positive & negative)[cells]
    return rows_where(sharing)


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
