"""MD307: positions on one side, whole sequences on the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import decides, positions, task_of
from metricdiff.recipes.recipe import Argmax, Columns, Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count not in {"accuracy", "error"}:
        return
    if positions(subject) > 1 and decides(recipe) and not recipe.batch:
        yield Variant(replace(recipe, batch=positions(subject), batches="whole"))
    if task_of(subject) is not Task.MULTILABEL:
        return
    if decides(recipe) and not isinstance(recipe.decide, Argmax):
        columns: Columns = "row" if recipe.columns == "cells" else "cells"
        yield Variant(replace(recipe, columns=columns))


CAUSE = Cause(
    code="MD307",
    name="token-not-sequence",
    summary="one side scores positions, the other whole sequences",
    manual=Manual(
        what=(
            "A prediction of many positions (tokens, characters, frames) is right in a "
            "share of the positions, or right as a whole. The second number is lower, often "
            "by far."
        ),
        example=(
            "    y_true = [[1, 2, 3], [1, 2, 3]], decided = [[1, 2, 3], [1, 2, 2]]\n"
            "    Accuracy()                                       = 0.833333   5 of 6\n"
            "    np.mean(np.all(y_true == decided, axis=1))       = 0.5        1 of 2"
        ),
        why=(
            "Keras takes the mean over all positions; `accuracy_score` on a matrix asks for "
            "all of a row."
        ),
        keras=(
            "A metric that takes `keras.ops.all(..., axis=-1)` before the mean, for whole "
            "sequences."
        ),
        sklearn="`accuracy_score(y_true.ravel(), decided.ravel())`, for positions.",
        neighbours=(
            "MD303 is the same on one-hot and multi-hot labels, where the columns are "
            "classes. MD705: padding counts as right and lifts the number per position."
        ),
    ),
    search=_search,
)
