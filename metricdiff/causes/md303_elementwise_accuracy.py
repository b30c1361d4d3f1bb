"""MD303: accuracy of the cells against accuracy of the rows."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Fix, Manual


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
)
