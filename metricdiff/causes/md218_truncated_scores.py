"""MD218: probabilities are cut down to whole numbers."""

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
from metricdiff.causes.variants import is_binary, thresholded
from metricdiff.causes.witness import flipped, rows_told, rows_where
from metricdiff.recipes.recipe import Recipe, Truncated


def _applies(change: Change) -> bool:
    return change.field == "decide" and isinstance(change.after.decide, Truncated)


def _evidence(change: Change) -> Evidence:
    ones = rows_where(change.facts.scores[:, 0] == 1)
    rows = flipped(change)
    return Evidence(
        f"MeanIoU cuts scores down to whole numbers: {rows_told(ones, change.facts)} with a "
        f"score of 1, and the others become 0; {rows_told(rows, change.facts)} decided otherwise.",
        rows,
    )


def _fix(_: Change) -> Fix:
    return Fix("BinaryIoU()")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if is_binary(subject) and recipe.count == "jaccard" and thresholded(recipe):
        cut = replace(recipe, coding="number", transform="none", decide=Truncated())
        yield Variant(cut)
        yield Variant(
            replace(cut, columns="both", average="macro", only=None), {"average": "macro"}
        )


CAUSE = Cause(
    code="MD218",
    name="truncated-scores",
    summary="probabilities are cut down to whole numbers",
    manual=Manual(
        what=(
            "`MeanIoU` takes class numbers. Probabilities are cast to integers, which cuts "
            "them down: 0.97 becomes class 0, and only a score of exactly 1 is class 1."
        ),
        example=Example(
            y_true=[0, 1, 1, 0],
            y_pred=[0.2, 0.7, 1.0, 0.4],
            sklearn='jaccard_score(y_true, y_pred > 0.5, average="macro")',
            keras="MeanIoU(num_classes=2)",
            sklearn_value=1.0,
            keras_value=0.583333,
        ),
        why=(
            "`MeanIoU` builds a confusion matrix of integers from both arguments; it knows "
            "no threshold."
        ),
        keras=(
            "`BinaryIoU(threshold=0.5)` for one column of probabilities, "
            "`MeanIoU(num_classes=K, sparse_y_pred=False)` for K columns."
        ),
        sklearn="Nothing to mend: the decisions are scored.",
        neighbours=(
            "MD205 compares scores with labels as they are. MD306 is about which classes "
            "the mean takes in."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=5,
)
