"""MD614: the multiclass Brier score is a sum over classes, Keras's a mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
from metricdiff.causes.variants import task_of
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _applies(change: Change) -> bool:
    rows = (change.before.columns, change.after.columns) == ("row", "cells")
    return change.field == "columns" and rows and change.after.count == "squares"


def _evidence(change: Change) -> Evidence:
    columns = change.facts.width
    return Evidence(
        f"sklearn's Brier score sums over the {columns} classes; Keras's mean squared error "
        f"divides by {columns}.",
    )


def _fix(change: Change) -> Fix:
    return Fix(f"{change.facts.width} * MeanSquaredError()")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    several = task_of(subject) in {Task.MULTICLASS, Task.MULTILABEL}
    if recipe.count == "squares" and several:
        yield Variant(replace(recipe, columns="row" if recipe.columns == "cells" else "cells"))


CAUSE = Cause(
    code="MD614",
    name="class-mean-of-brier",
    summary="the multiclass Brier score is a sum over classes, Keras's a mean",
    manual=Manual(
        what=(
            "`brier_score_loss` on several classes sums the squared differences of a row. "
            "`MeanSquaredError` on one-hot labels takes their mean, which is smaller by the "
            "number of classes."
        ),
        example=Example(
            y_true=[0, 1, 2],
            y_pred=[[0.8, 0.1, 0.1], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]],
            sklearn="brier_score_loss(y_true, y_pred)",
            keras="MeanSquaredError()",
            sklearn_value=0.12,
            keras_value=0.04,
        ),
        why=(
            "The Brier score of two classes is half the sum; of several it is defined as "
            "the sum. Keras averages over the last axis."
        ),
        keras="Multiply by the number of classes: `3 * MeanSquaredError()`.",
        sklearn="Divide by the number of classes.",
        neighbours="MD615 is a total in place of a mean over the rows.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
