"""MD611: root of the mean over all outputs against the mean of each output's root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Change, Evidence, Fix, Manual, Subject, Variant
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    return change.field == "columns" and change.after.count == "root"


def _evidence(change: Change) -> Evidence:
    outputs = change.facts.numbers.shape[1]
    return Evidence(
        f"Keras takes the root of the mean over {outputs} outputs, sklearn the mean of their roots."
    )


def _fix(_: Change) -> Fix:
    return Fix(sklearn="np.sqrt(mean_squared_error(y_true, y_pred))")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count == "root" and subject.facts.numbers.shape[1] > 1:
        yield Variant(replace(recipe, columns="each" if recipe.columns == "cells" else "cells"))


CAUSE = Cause(
    code="MD611",
    name="multi-output-root",
    summary="root of the mean over all outputs against the mean of each output's root",
    manual=Manual(
        what=(
            "With several outputs Keras takes the mean of all squares and then the root. "
            "scikit-learn takes the root of each output and then the mean."
        ),
        example=(
            "    y_true = [[0, 0], [0, 0]], y_pred = [[3, 4], [3, 4]]\n"
            "    RootMeanSquaredError()       = 3.535534   sqrt((9 + 16) / 2)\n"
            "    root_mean_squared_error(...) = 3.5        (3 + 4) / 2"
        ),
        why="The root of a mean is never below the mean of the roots.",
        keras=(
            "A metric for each output: the mean of their `RootMeanSquaredError()` is "
            "scikit-learn's."
        ),
        sklearn="`np.sqrt(mean_squared_error(y_true, y_pred))` is Keras's.",
        neighbours="MD613 is a root on one side only.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
