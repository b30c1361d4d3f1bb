"""MD219: a score is on another side of the threshold in float32 than in float64."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Subject, Variant
from metricdiff.causes.variants import thresholded
from metricdiff.causes.witness import flipped, rows_told
from metricdiff.recipes.recipe import Cast, Recipe


def _applies(change: Change) -> bool:
    return change.field == "cast" and change.before.decide is not None


def _evidence(change: Change) -> Evidence:
    rows = flipped(change)
    return Evidence(
        f"{rows_told(rows, change.facts)} on one side of the threshold in float64 and on the "
        "other, or at it, in float32.",
        rows,
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if thresholded(recipe) and subject.predictions.raw.y_pred.dtype == np.float64:
        cast: Cast = "float32" if recipe.cast == "float64" else "float64"
        yield Variant(replace(recipe, cast=cast))


CAUSE = Cause(
    code="MD219",
    name="float32-decision",
    summary="a score is on another side of the threshold in float32 than in float64",
    manual=Manual(
        what=(
            "Two scores that differ in the ninth digit are one float32 number. A score a "
            "little above the threshold in float64 can be at it, and so below, in "
            "float32."
        ),
        example=Example(
            y_true=[1, 0, 1],
            y_pred=[0.500000001, 0.2, 0.9],
            sklearn="recall_score(y_true, y_pred > 0.5)",
            keras="Recall()",
            sklearn_value=1.0,
            keras_value=0.5,
        ),
        why=(
            "Keras casts scores and thresholds to float32 before it compares them; "
            "scikit-learn compares in float64."
        ),
        keras="Nothing to mend: the model's own output is float32.",
        sklearn="Cast first: `y_pred.astype(np.float32) > np.float32(0.5)`.",
        neighbours="MD202 is a tie in the file itself.",
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
)
