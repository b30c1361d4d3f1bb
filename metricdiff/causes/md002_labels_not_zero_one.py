"""MD002: two classes in another coding than 0 and 1."""

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
from metricdiff.inputs.predictions import Label
from metricdiff.recipes.edits.labels import Recoded
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Coding, Recipe
from metricdiff.words import Kind, Task


def _applies(change: Change) -> bool:
    classes = change.facts.predictions.classes
    binary = change.facts.predictions.task is Task.BINARY and change.after.count != "hinge"
    other = set(classes) not in ({-1, 1}, {0, 1})
    return change.field == "coding" and binary and other and _hard_numbers(classes)


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


def _hard_numbers(classes: tuple[Label, ...]) -> bool:
    return all(not isinstance(label, str) and float(label).is_integer() for label in classes)


def _note(facts: Facts) -> Note | None:
    predictions = facts.predictions
    if (
        predictions.task is not Task.BINARY
        or set(predictions.classes) <= {-1, 0, 1}
        or not _hard_numbers(predictions.classes)
    ):
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
    if subject.predictions.plain_binary:
        for codes in ((1, 2), (0, 255)):
            written = replace(edited(recipe, Recoded(*codes)), coding=coding)
            yield Variant(written, {"labels": f"{codes[0]}, {codes[1]}"}, 0.3)
    elif tuple(sorted(subject.predictions.classes, key=str)) != (-1, 1):
        yield Variant(replace(recipe, coding=coding))


CAUSE = Cause(
    code="MD002",
    name="labels-not-zero-one",
    summary="two classes in another coding than 0 and 1",
    manual=Manual(
        what=(
            "The labels are two numbers such as 1 and 2, or 0 and 255. Keras casts what is "
            "not 0 to True, so both classes may count as positive, and `BinaryAccuracy` "
            "never finds a 2 among 0 and 1."
        ),
        example=Example(
            y_true=[1, 2, 2, 1],
            y_pred=[0.2, 0.7, 0.4, 0.6],
            sklearn="accuracy_score(y_true, np.where(y_pred > 0.5, 2, 1))",
            keras="BinaryAccuracy()",
            sklearn_value=0.5,
            keras_value=0.25,
        ),
        why=(
            "Keras expects 0 and 1 and does not check. scikit-learn takes any two values, "
            "with `pos_label=` for the positive one."
        ),
        keras="Map the labels before fit and evaluate: `y = (y == positive).astype(int)`.",
        sklearn="Nothing to mend.",
        neighbours=(
            "MD001 is the coding -1 and 1. MD003 is about class numbers that start at 1 "
            "beside several columns of scores."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    note=_note,
    search=_search,
)
