"""MD001: labels are -1 and 1, and Keras expects 0 and 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import (
    Cause,
    Change,
    Evidence,
    Example,
    Manual,
    Note,
    Subject,
    Variant,
)
from metricdiff.causes.variants import AREAS, edited, is_binary
from metricdiff.causes.witness import rows_told, rows_where
from metricdiff.recipes.edits.labels import Recoded
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Coding, Recipe
from metricdiff.words import Kind, Task


def _applies(change: Change) -> bool:
    classes = change.facts.predictions.classes
    labels = change.field == "coding" and change.after.count != "hinge"
    return labels and set(classes) == {-1, 1}


def _evidence(change: Change) -> Evidence:
    classes = change.facts.predictions.classes
    how = (
        "casts labels to True unless they are 0"
        if change.after.coding == "nonzero"
        else "compares labels with 0 and 1 as numbers"
    )
    rows = rows_where((change.facts.numbers != change.facts.labels.astype(float)).any(axis=1))
    return Evidence(
        f"the labels are {classes[0]} and {classes[1]}, and Keras {how}: "
        f"{rows_told(rows, change.facts)} with a label that is neither.",
        rows,
    )


def _note(facts: Facts) -> Note | None:
    predictions = facts.predictions
    if predictions.task is not Task.BINARY or set(predictions.classes) != {-1, 1}:
        return None
    low, high = predictions.classes
    mended = predictions.with_values(y_true=facts.labels[:, 0].astype(np.int64), decision=None)
    advice = f"y = (y == {high}).astype(int) before fit and evaluate"
    return Note(
        Evidence(f"the labels are {low} and {high}, and Keras expects 0 and 1."),
        replace(mended, classes=(0, 1)) if predictions.kind is not Kind.DECISIONS else None,
        keras=advice,
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if not is_binary(subject) or recipe.coding != "class":
        return
    coding: Coding = "nonzero" if recipe.count in {"precision", "recall", *AREAS} else "number"
    classes = tuple(sorted(subject.predictions.classes, key=str))
    if classes == (-1, 1):
        yield Variant(replace(recipe, coding=coding))
    elif subject.predictions.plain_binary:
        written = edited(recipe, Recoded(-1, 1))
        yield Variant(replace(written, coding=coding), {"labels": "-1, 1"}, 0.4)


CAUSE = Cause(
    code="MD001",
    name="labels-minus-one",
    summary="labels are -1 and 1, and Keras expects 0 and 1",
    manual=Manual(
        what=(
            "The labels are coded -1 and 1. Keras's confusion metrics and AUC cast labels "
            "to True unless they are 0, so every row counts as positive; `BinaryAccuracy` "
            "compares with 0 and 1, so -1 never matches."
        ),
        example=Example(
            y_true=[-1, 1, 1, -1],
            y_pred=[0.2, 0.7, 0.4, 0.6],
            sklearn="accuracy_score(y_true, np.where(y_pred > 0.5, 1, -1))",
            keras="BinaryAccuracy()",
            sklearn_value=0.5,
            keras_value=0.25,
        ),
        why=(
            "Keras casts `y_true` to a truth value in the metrics that count cells of the "
            "confusion matrix, and compares numbers in the accuracies. scikit-learn "
            "compares labels with labels."
        ),
        keras="Map the labels before fit and evaluate: y = (y > 0).astype(int).",
        sklearn="Nothing to mend, but the mapped labels serve both.",
        neighbours=(
            "MD002 is any other coding, such as 1 and 2. The hinge losses are made for -1"
            " and 1 and do not change."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    note=_note,
    search=_search,
)
