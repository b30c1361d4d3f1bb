"""MD608: adjusted R2 counts every output as a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Change, Evidence, Manual, Subject, Variant
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    return change.field == "columns" and change.after.count == "r2"


def _evidence(change: Change) -> Evidence:
    rows, outputs = change.facts.numbers.shape
    return Evidence(
        f"Keras counts {rows * outputs:,} values for {rows:,} rows of {outputs} outputs."
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count == "r2" and recipe.k and subject.facts.numbers.shape[1] > 1:
        yield Variant(replace(recipe, columns="row" if recipe.columns == "cells" else "cells"))


CAUSE = Cause(
    code="MD608",
    name="adjusted-r2-size",
    summary="adjusted R2 counts every output as a row",
    manual=Manual(
        what=(
            "`R2Score(num_regressors=k)` corrects for the number of rows. With several "
            "outputs Keras takes rows times outputs for it, so the correction is too small."
        ),
        example=(
            "    y_true = [[1, 2], [2, 1], [3, 5], [4, 3]]\n"
            "    y_pred = [[1, 2], [3, 1], [3, 4], [4, 4]]\n"
            "    R2Score(num_regressors=1)             = 0.75       (n = 8)\n"
            "    1 - (1 - r2_score(...)) * 3 / 2       = 0.678571   (n = 4)"
        ),
        why="Keras counts the elements of `y_true`, and never the weights.",
        keras=(
            "`R2Score()` without `num_regressors`, and correct by hand with the number of rows."
        ),
        sklearn="Nothing to mend.",
        neighbours="MD504 is R2 of a target far from 0 in float32.",
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
    sightings=0.5,
)
