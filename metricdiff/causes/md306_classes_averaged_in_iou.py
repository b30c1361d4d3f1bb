"""MD306: the mean IoU includes the other class, or skips empty ones."""

from __future__ import annotations

from dataclasses import replace

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Fix, Manual
from metricdiff.recipes.evaluation import evaluate


def _applies(change: Change) -> bool:
    return change.field == "columns" and change.after.count == "jaccard"


def _evidence(change: Change) -> Evidence:
    if change.after.columns != "both":
        return Evidence("Keras's mean leaves out classes with an empty union.")
    values = evaluate(replace(change.after, average="none", absent=True), change.facts)
    assert isinstance(values, list)  # noqa: S101 - one for each of two classes
    negative, positive = change.facts.predictions.classes or (0, 1)
    return Evidence(
        f"Keras averages the IoU of both classes: {values[0]:.6f} for {negative}, "
        f"{values[1]:.6f} for {positive}.",
    )


def _fix(change: Change) -> Fix:
    if change.after.columns == "both" and change.metric == "BinaryIoU":
        return Fix("BinaryIoU(target_class_ids=[1])")
    return Fix()


CAUSE = Cause(
    code="MD306",
    name="classes-averaged-in-iou",
    summary="the mean IoU includes the other class, or skips empty ones",
    manual=Manual(
        what=(
            "`BinaryIoU()` without `target_class_ids` is the mean of the IoU of both "
            "classes, the background included. `MeanIoU` skips classes whose union is "
            "empty."
        ),
        example=Example(
            y_true=[0, 1, 1, 1],
            y_pred=[0.2, 0.9, 0.4, 0.7],
            sklearn="jaccard_score(y_true, y_pred > 0.5)",
            keras="BinaryIoU()",
            sklearn_value=0.666667,
            keras_value=0.583333,
        ),
        why=(
            "`target_class_ids` is (0, 1) by default; `jaccard_score` is that of the "
            "positive class."
        ),
        keras="`BinaryIoU(target_class_ids=[1])`.",
        sklearn='`jaccard_score(..., average="macro")` is the mean of both.',
        neighbours=(
            "MD202 moves IoU where scores are exactly 0.5, since `BinaryIoU` decides with >=."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
)
