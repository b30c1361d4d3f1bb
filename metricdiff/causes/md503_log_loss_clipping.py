"""MD503: probabilities near 0 and 1 are clipped at different distances."""

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
from metricdiff.causes.witness import rows_told, rows_where
from metricdiff.recipes.losses import bounds
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _applies(change: Change) -> bool:
    return change.field == "clip" and change.after.count in {"log_loss", "divergence"}


def _evidence(change: Change) -> Evidence:
    scores, clip = np.clip(change.facts.scores, 0, 1), change.after.clip
    if change.after.count == "divergence":
        return Evidence(
            f"Keras takes what is below {clip:g} for {clip:g}, in the labels too: each class that "
            "a row has not costs a little.",
            rows_where((scores < clip).any(axis=1)),
        )
    rows = rows_where(((scores < clip) | (scores > 1 - clip)).any(axis=1))
    return Evidence(
        f"Keras keeps probabilities {clip:g} away from 0 and 1, sklearn {change.before.clip:.1e}: "
        f"{rows_told(rows, change.facts)} closer than that.",
        rows,
    )


def _fix(change: Change) -> Fix:
    """Clip where Keras does: its upper bound is the float32 number next to 1 - 1e-7."""
    plain = change.after.count == "log_loss" and change.before.transform == "none"
    if change.facts.predictions.task is not Task.BINARY or not plain:
        return Fix()
    if change.sklearn.count("y_pred") != 1:
        return Fix()
    low, high = change.after.clip, bounds(change.after)[1]
    return Fix(sklearn=change.sklearn.replace("y_pred", f"np.clip(y_pred, {low!r}, {high!r})"))


_BOUNDS = {
    1e-7: 0.6,
    2.220446049250313e-16: 0.4,
    1e-15: 0.3,
    1.1920928955078125e-07: 0.3,
    1e-12: 0.05,
}


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count == "log_loss" and not (recipe.clip == 0 and recipe.transform != "none"):
        for bound, weight in _BOUNDS.items():
            if bound != recipe.clip:
                yield Variant(replace(recipe, clip=bound), {"clip": bound}, weight)


CAUSE = Cause(
    code="MD503",
    name="log-loss-clipping",
    summary="probabilities near 0 and 1 are clipped at different distances",
    manual=Manual(
        what=(
            "A confident wrong score costs -log of almost nothing. Keras keeps "
            "probabilities 1e-7 away from 0 and 1, scikit-learn the precision of the "
            "array, 2.2e-16 in float64: one row can cost 16 or 36."
        ),
        example=Example(
            y_true=[1, 0, 1],
            y_pred=[0.0, 0.2, 0.9],
            sklearn="log_loss(y_true, y_pred)",
            keras="BinaryCrossentropy()",
            sklearn_value=12.124052,
            keras_value=5.482199,
        ),
        why=(
            "`keras.config.epsilon()` is 1e-7; `log_loss` clips at the eps of the dtype "
            "that it gets."
        ),
        keras=(
            "`keras.config.set_epsilon(...)` before the metric is made; or let the loss see "
            "the logits."
        ),
        sklearn=(
            "Clip first: `np.clip(y_pred, 1e-7, 1 - 2**-23)`, the upper bound being 1 - 1e-7 in "
            "float32. In float64 `1 - 1e-7` costs 16.12 where Keras's costs 15.94."
        ),
        neighbours="MD201 clips logits to [0, 1], which makes such scores by the dozen.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
