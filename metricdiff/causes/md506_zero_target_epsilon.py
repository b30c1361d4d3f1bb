"""MD506: a percentage of a target that is zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Subject, Variant
from metricdiff.causes.variants import edited
from metricdiff.causes.witness import counted, rows_where
from metricdiff.recipes.edits.rows import Without
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    return change.field == "epsilon" and change.after.count == "percentage"


def _evidence(change: Change) -> Evidence:
    rows = rows_where((np.abs(change.facts.numbers) < change.after.epsilon).any(axis=1))
    return Evidence(
        f"{counted(len(rows))} with a target of 0 or nearly: Keras divides by "
        f"{change.after.epsilon:g}, sklearn by {change.before.epsilon:.2g}.",
        rows,
    )


_FLOORS = {1e-7: 0.6, 2.220446049250313e-16: 0.4, 1e-8: 0.1, 1.0: 0.2, 1e-3: 0.05, 1e-10: 0.05}


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count == "percentage":
        for floor, weight in _FLOORS.items():
            if floor != recipe.epsilon:
                yield Variant(replace(recipe, epsilon=floor), {"epsilon": floor}, weight)
        if not recipe.edits and (subject.facts.numbers == 0).any():
            yield Variant(edited(recipe, Without(0)), {"zero targets": "left out"}, 0.4)


CAUSE = Cause(
    code="MD506",
    name="zero-target-epsilon",
    summary="a percentage of a target that is zero",
    manual=Manual(
        what=(
            "The error of a target of 0 is divided by something tiny instead of 0: by "
            "1e-7 in Keras, by 2.2e-16 in scikit-learn. One such row decides the mean."
        ),
        example=Example(
            y_true=[0.0, 2.0, 4.0],
            y_pred=[0.5, 1.0, 5.0],
            sklearn="100 * mean_absolute_percentage_error(y_true, y_pred)",
            keras="MeanAbsolutePercentageError()",
            sklearn_value=7.50599937895083e16,
            keras_value=166666704.0,
        ),
        why="Both keep the denominator from being 0, each with its own smallest number.",
        keras=(
            "Leave such rows out, or use a metric that knows no percentage: `MeanAbsoluteError()`."
        ),
        sklearn="Leave such rows out, or divide by `np.maximum(np.abs(y_true), 1e-7)` by hand.",
        neighbours="MD601 is a percentage against a fraction: a factor of 100 in every row.",
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
)
