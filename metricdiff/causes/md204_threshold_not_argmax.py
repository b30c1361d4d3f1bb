"""MD204: several columns are cut at 0.5 where the other side takes the argmax."""

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
from metricdiff.causes.variants import OVERLAPS, is_wide, task_of, thresholded
from metricdiff.causes.witness import counted, rows_where
from metricdiff.recipes.deciding import decisions
from metricdiff.recipes.recipe import Argmax, Recipe, RowMaximum, Threshold, Transform
from metricdiff.words import Kind, Task


def _applies(change: Change) -> bool:
    before, after = change.before.decide, change.after.decide
    several = change.facts.width > 1
    one_way = isinstance(before, Argmax) and isinstance(after, Threshold)
    other_way = isinstance(before, Threshold) and isinstance(after, RowMaximum | Argmax)
    whole = change.metric in {"Precision", "Recall", "CategoricalAccuracy"}
    if other_way and whole:  # top_k=1 and the argmax of labels have names of their own
        return False
    return change.field == "decide" and several and (one_way or other_way)


def _evidence(change: Change) -> Evidence:
    thresholded = change.after if isinstance(change.after.decide, Threshold) else change.before
    assert isinstance(thresholded.decide, Threshold)  # noqa: S101 - it applies
    chosen = decisions(thresholded, change.facts).sum(axis=1)
    rows = rows_where(chosen != 1)
    none, several = int((chosen == 0).sum()), int((chosen > 1).sum())
    whose = "Keras" if thresholded is change.after else "sklearn"
    return Evidence(
        f"{whose} cuts each column at {thresholded.decide.at:g} where the other takes the argmax: "
        f"{none:,} of {counted(len(chosen))} have no column above it, {several:,} several.",
        rows,
    )


def _fix(change: Change) -> Fix:
    if change.metric in {"Precision", "Recall"}:
        return Fix(f"{change.metric}(top_k=1)")
    if change.metric == "F1Score" and change.facts.predictions.task is Task.MULTILABEL:
        return Fix("F1Score(threshold=0.5)")
    return Fix()


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    of_classes = recipe.count in {"mcc", "kappa"}  # which take one class a row
    argmax = isinstance(recipe.decide, Argmax) and not recipe.decide.labels
    if is_wide(subject) and argmax and not of_classes:
        made: Transform = "softmax" if subject.predictions.kind is Kind.LOGITS else "none"
        whole = recipe.count in {"accuracy", "error"}
        yield Variant(
            replace(recipe, decide=Threshold(0.5), transform=made), {}, 0.4 if whole else 1.0
        )
    elif task_of(subject) is Task.MULTILABEL and thresholded(recipe) and recipe.count in OVERLAPS:
        yield Variant(replace(recipe, decide=RowMaximum(), transform="none"), {}, 0.8)


CAUSE = Cause(
    code="MD204",
    name="threshold-not-argmax",
    summary="several columns are cut at 0.5 where the other side takes the argmax",
    manual=Manual(
        what=(
            "Keras's Precision and Recall cut every column of a softmax at 0.5: a row whose "
            "largest score is 0.4 decides nothing. scikit-learn scores the argmax. For "
            "`F1Score` on several labels it is the reverse: without a threshold Keras takes "
            "the argmax of the row."
        ),
        example=Example(
            y_true=[0, 1, 2],
            y_pred=[[0.4, 0.35, 0.25], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7]],
            sklearn='recall_score(y_true, y_pred.argmax(axis=1), average="micro")',
            keras="Recall()",
            sklearn_value=1.0,
            keras_value=0.666667,
        ),
        why=(
            "The confusion metrics of Keras know thresholds and nothing of classes; "
            "`F1Score`'s default `threshold=None` means the row's maximum."
        ),
        keras=(
            "`Precision(top_k=1)` and `Recall(top_k=1)` take the argmax; "
            "`F1Score(threshold=0.5)` takes a threshold."
        ),
        sklearn="Score `y_pred > 0.5` as several labels to get Keras's number.",
        neighbours=(
            "MD302 is about how columns become one number, after the decision. MD210 "
            "takes the argmax of the labels too."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=3,
)
