"""MD509: the best point is looked for at 200 thresholds only."""

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
from metricdiff.causes.variants import AREAS
from metricdiff.recipes.curves import bucket
from metricdiff.recipes.evaluation import CURVES
from metricdiff.recipes.recipe import Cast, Recipe

_FINE = 10_000


def _applies(change: Change) -> bool:
    return change.field == "grid" and change.after.count not in {"roc", "pr"}


def _evidence(change: Change) -> Evidence:
    scores = change.facts.scores[:, 0]
    inside = len(np.unique(bucket(scores, change.after.grid, first=-1)))
    return Evidence(
        f"Keras looks at {change.after.grid} fixed thresholds; your {len(np.unique(scores)):,} "
        f"distinct scores fall into {inside} of its cells."
    )


def _fix(change: Change) -> Fix:
    return Fix(f"{change.metric}({change.after.at:g}, num_thresholds={_FINE})")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count in CURVES - AREAS:
        for grid, weight in ((200, 1.0), (0, 1.0), (1000, 0.1)):
            if grid != recipe.grid:
                cast: Cast = "float32" if grid else "float64"
                sampled = replace(recipe, grid=grid, cast=cast)
                yield Variant(sampled, {"num_thresholds": grid or "all"}, weight)


CAUSE = Cause(
    code="MD509",
    name="operating-point-grid",
    summary="the best point is looked for at 200 thresholds only",
    manual=Manual(
        what=(
            "`PrecisionAtRecall` and its kin look for the best threshold among 200 fixed "
            "ones. The best point of the curve may lie between two of them, most of all "
            "where scores crowd."
        ),
        example=Example(
            y_true=[0, 1, 0, 1, 1],
            y_pred=[0.501, 0.502, 0.503, 0.504, 0.9],
            sklearn=(
                "precision_recall_curve(y_true, y_pred)[0][precision_recall_curve(y_true,"
                " y_pred)[1] >= 0.6].max()"
            ),
            keras="PrecisionAtRecall(0.6)",
            sklearn_value=1.0,
            keras_value=0.666667,
        ),
        why=(
            "Keras keeps counts at fixed thresholds, as it never sees all scores at once."
            " A score of exactly 0 is above none of them."
        ),
        keras="More thresholds: `PrecisionAtRecall(0.6, num_thresholds=10_000)`.",
        sklearn="Nothing to mend: `precision_recall_curve` and `roc_curve` hold every point.",
        neighbours="MD501 is the same sampling in the area under the curve.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
