"""MD205: Accuracy() compares raw scores with labels."""

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
from metricdiff.causes.variants import decides, has_scores, is_binary
from metricdiff.causes.witness import counted, rows_where
from metricdiff.recipes.recipe import Columns, Itself, Recipe


def _applies(change: Change) -> bool:
    return change.field == "decide" and isinstance(change.after.decide, Itself)


def _evidence(change: Change) -> Evidence:
    same = (change.facts.scores == change.facts.numbers).any(axis=1)
    return Evidence(
        f"Accuracy() compares the scores themselves with the labels; "
        f"{counted(int(same.sum()))} of {len(same):,} hold the same number.",
        rows_where(~same),
    )


def _fix(_: Change) -> Fix:
    return Fix("BinaryAccuracy()")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count not in {"accuracy", "error"} or not decides(recipe) or not has_scores(subject):
        return
    columns: Columns = "row" if is_binary(subject) else "cells"
    yield Variant(
        replace(
            recipe,
            columns=columns,
            coding="number",
            transform="none",
            cast="float32",
            decide=Itself(),
        )
    )


CAUSE = Cause(
    code="MD205",
    name="exact-equality",
    summary="Accuracy() compares raw scores with labels",
    manual=Manual(
        what=(
            "`Accuracy()` asks whether prediction and label are the same number. "
            "Probabilities hardly ever are exactly 0 or 1, so the result is 0, or the share "
            "of rows that happen to be."
        ),
        example=Example(
            y_true=[0, 1, 1, 0],
            y_pred=[0.2, 0.7, 1.0, 0.4],
            sklearn="accuracy_score(y_true, y_pred > 0.5)",
            keras="Accuracy()",
            sklearn_value=1.0,
            keras_value=0.25,
        ),
        why=(
            'Accuracy is made for class numbers. The string "accuracy" in compile is '
            "another thing: there Keras chooses `BinaryAccuracy` or a categorical one from "
            "the shapes."
        ),
        keras=(
            '`BinaryAccuracy()`, or `metrics=["accuracy"]`, for probabilities; '
            "`SparseCategoricalAccuracy()` for a softmax."
        ),
        sklearn="Nothing to mend: the decisions are compared.",
        neighbours=(
            "MD001 and MD002 are labels that `BinaryAccuracy` never matches. MD210 and "
            "MD211 take an argmax."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=8,
)
