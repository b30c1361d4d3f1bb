"""MD306: the mean IoU includes the other class, or skips empty ones."""

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
from metricdiff.causes.variants import decides, is_binary
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.recipe import Recipe


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


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count != "jaccard" or not (decides(recipe) or recipe.soft):
        return
    if is_binary(subject):
        mean = replace(recipe, columns="both", average="macro", only=None, absent=False)
        yield Variant(mean, {"classes": "both"})
        yield Variant(replace(mean, average="none", only=1), {"classes": "the positive one"})
        yield Variant(replace(mean, average="none", only=0), {"classes": "the background"}, 0.2)
    elif recipe.average == "macro":
        yield Variant(replace(recipe, absent=not recipe.absent), {"empty classes": "counted"})
        yield Variant(replace(recipe, left_out=0), {"classes": "all but the first"})


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
    search=_search,
    sightings=3,
)
