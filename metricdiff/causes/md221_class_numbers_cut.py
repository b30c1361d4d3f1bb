"""MD221: class numbers are cut at a threshold, as scores of two classes are."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Fix, Manual
from metricdiff.causes.witness import counted, flipped
from metricdiff.recipes.recipe import CutNumbers


def _applies(change: Change) -> bool:
    return change.field == "decide" and isinstance(change.after.decide, CutNumbers)


def _evidence(change: Change) -> Evidence:
    decide, rows = change.after.decide, flipped(change)
    assert isinstance(decide, CutNumbers)  # noqa: S101 - it applies
    return Evidence(
        f"Keras takes class numbers for scores: above {decide.at:g} is class 1, the rest class 0. "
        f"{counted(len(rows))} decided otherwise.",
        rows,
    )


def _fix(_: Change) -> Fix:
    return Fix("Accuracy()")


CAUSE = Cause(
    code="MD221",
    name="class-numbers-cut",
    summary="class numbers are cut at a threshold, as scores of two classes are",
    manual=Manual(
        what=(
            "The predictions are class numbers, one a row: 0, 1, 2. For one column of "
            'predictions the string `"accuracy"` is `BinaryAccuracy`, which cuts them at 0.5: '
            "every class but 0 becomes 1, and a row of class 2 is never right."
        ),
        example=Example(
            y_true=[0, 1, 2, 2],
            y_pred=[0, 1, 2, 1],
            sklearn="accuracy_score(y_true, y_pred)",
            keras="BinaryAccuracy()",
            sklearn_value=0.75,
            keras_value=0.5,
        ),
        why=(
            "`compile` chooses by the number of columns alone, and one column means two "
            "classes to it."
        ),
        keras=(
            "`Accuracy()` compares class numbers; `SparseCategoricalAccuracy()` takes the scores."
        ),
        sklearn="Nothing to mend.",
        neighbours=(
            "MD205 is `Accuracy()` of scores. MD211 is the accuracy of several columns on labels "
            "that are one column. MD217 cuts continuous targets."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
)
