"""MD212: the argmax of one column: F1Score takes every score for positive, numpy none."""

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
from metricdiff.causes.variants import edited, has_scores, is_binary, thresholded
from metricdiff.causes.witness import flipped, rows_told
from metricdiff.recipes.edits.scores import Zeros
from metricdiff.recipes.recipe import Recipe, RowMaximum


def _applies(change: Change) -> bool:
    one = change.facts.width == 1
    return change.field == "decide" and one and isinstance(change.after.decide, RowMaximum)


def _evidence(change: Change) -> Evidence:
    rows = flipped(change)
    return Evidence(
        "without a threshold the largest of one score is that score: every one but 0 is positive. "
        f"{rows_told(rows, change.facts)} decided otherwise.",
        rows,
    )


def _fix(change: Change) -> Fix:
    if change.metric == "F1Score":
        return Fix("F1Score(threshold=0.5)")
    return Fix(f"FBetaScore(beta={change.after.beta}, threshold=0.5)")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if is_binary(subject) and recipe.count == "fbeta" and thresholded(recipe):
        decide = RowMaximum()
        yield Variant(replace(recipe, decide=decide, transform="none", cast="float32"))
    if is_binary(subject) and thresholded(recipe) and has_scores(subject) and not recipe.edits:
        none = edited(replace(recipe, transform="none"), Zeros())
        yield Variant(none, {"argmax": 0})


CAUSE = Cause(
    code="MD212",
    name="argmax-of-one-column",
    summary="the argmax of one column: F1Score takes every score but 0 for it, numpy none",
    manual=Manual(
        what=(
            "`F1Score()` and `FBetaScore()` take the largest score of each row. With one "
            "column that is the score itself, so every row is positive, whatever it says. "
            "`np.argmax(model.predict(x), axis=1)` of one column is 0 in every row, so that none "
            "is: accuracy is then the share of the negative class."
        ),
        example=Example(
            y_true=[0, 1, 1, 0],
            y_pred=[0.1, 0.9, 0.8, 0.3],
            sklearn="f1_score(y_true, y_pred > 0.5)",
            keras="F1Score()",
            sklearn_value=1.0,
            keras_value=0.666667,
        ),
        why=(
            "`threshold=None` means the argmax of the row, which is meant for softmax "
            "outputs. Scores of at most 1e-9 are left out."
        ),
        keras="`F1Score(threshold=0.5)`.",
        sklearn="`y_pred > 0.5` in the place of `y_pred.argmax(axis=1)`.",
        neighbours=(
            "MD208 and MD209 make every row positive too, in all metrics; in Keras this one "
            "touches the F-scores alone. MD009 is the argmax of the labels."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=3,
)
