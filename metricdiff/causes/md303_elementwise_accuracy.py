"""MD303: accuracy of the cells against accuracy of the rows."""

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
from metricdiff.causes.variants import decides, is_wide, task_of
from metricdiff.recipes.recipe import Argmax, Columns, Recipe, Threshold, Transform
from metricdiff.words import Kind, Task


def _applies(change: Change) -> bool:
    rows = {change.before.columns, change.after.columns} == {"row", "cells"}
    return change.field == "columns" and rows and change.after.count in {"accuracy", "error"}


def _evidence(change: Change) -> Evidence:
    whose = "Keras" if change.after.columns == "cells" else "sklearn"
    rows, columns = change.facts.scores.shape
    return Evidence(
        f"{whose} scores each of {rows * columns:,} cells ({columns} columns); the other "
        "asks for whole rows to be right.",
    )


def _fix(change: Change) -> Fix:
    if change.after.columns == "cells" and change.facts.predictions.classes:
        sparse = "" if change.facts.predictions.one_hot else "Sparse"
        return Fix(f"{sparse}CategoricalAccuracy()")
    return Fix()


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count not in {"accuracy", "error"} or not decides(recipe):
        return
    if is_wide(subject) and recipe.columns == "row" and isinstance(recipe.decide, Argmax):
        made: Transform = "softmax" if subject.predictions.kind is Kind.LOGITS else "none"
        cells = replace(recipe, columns="cells", transform=made, decide=Threshold(0.5))
        yield Variant(cells, {"threshold": 0.5})
        yield Variant(replace(recipe, columns="cells"), {"decision": "argmax"}, 0.4)
    elif task_of(subject) is Task.MULTILABEL and not isinstance(recipe.decide, Argmax):
        columns: Columns = "row" if recipe.columns == "cells" else "cells"
        yield Variant(replace(recipe, columns=columns))


CAUSE = Cause(
    code="MD303",
    name="elementwise-accuracy",
    summary="accuracy of the cells against accuracy of the rows",
    manual=Manual(
        what=(
            "`BinaryAccuracy` on a one-hot or multi-hot matrix scores each cell: with ten "
            "classes, nine cells of a wrong row may still be right. scikit-learn's "
            "`accuracy_score` asks for the whole row."
        ),
        example=Example(
            y_true=[0, 1, 2],
            y_pred=[[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.1, 0.1, 0.8]],
            sklearn="accuracy_score(y_true, y_pred.argmax(axis=1))",
            keras="BinaryAccuracy()",
            sklearn_value=0.666667,
            keras_value=0.777778,
        ),
        why="`BinaryAccuracy` compares element by element and takes the mean over all.",
        keras="`SparseCategoricalAccuracy()` or `CategoricalAccuracy()`.",
        sklearn="1 - `hamming_loss(...)` scores the cells.",
        neighbours=(
            "MD210 is the argmax on several labels; MD204 the threshold in place of the "
            "argmax, which often comes with this."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=21,
)
