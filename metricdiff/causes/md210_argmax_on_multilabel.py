"""MD210: the string "accuracy" takes the argmax of several labels."""

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
from metricdiff.causes.variants import task_of, thresholded
from metricdiff.causes.witness import counted, rows_where
from metricdiff.recipes.recipe import Argmax, Recipe
from metricdiff.words import Task


def _applies(change: Change) -> bool:
    after = change.after.decide
    return change.field == "decide" and isinstance(after, Argmax) and after.labels is True


def _evidence(change: Change) -> Evidence:
    labels = change.facts.labels.sum(axis=1)
    rows = rows_where(labels != 1)
    return Evidence(
        "Keras compares the argmax of the labels with that of the scores; "
        f"{len(rows):,} of {counted(len(labels))} have no label or several.",
        rows,
    )


def _fix(change: Change) -> Fix:
    del change
    return Fix("BinaryAccuracy()")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if task_of(subject) is Task.MULTILABEL and recipe.count == "accuracy" and thresholded(recipe):
        decide = Argmax(labels=True)
        yield Variant(
            replace(recipe, columns="row", transform="none", cast="float32", decide=decide)
        )


CAUSE = Cause(
    code="MD210",
    name="argmax-on-multilabel",
    summary='the string "accuracy" takes the argmax of several labels',
    manual=Manual(
        what=(
            'With as many columns of labels as of scores, `compile(metrics=["accuracy"])` '
            "chooses `CategoricalAccuracy`: it compares the first largest label of a row "
            "with the largest score. On several labels a row that is neither the accuracy "
            "of each label nor of whole rows."
        ),
        example=Example(
            y_true=[[1, 1], [0, 1], [0, 0]],
            y_pred=[[0.9, 0.8], [0.2, 0.7], [0.1, 0.3]],
            sklearn="accuracy_score(y_true, y_pred > 0.5)",
            keras="CategoricalAccuracy()",
            sklearn_value=1.0,
            keras_value=0.666667,
        ),
        why=(
            "Keras chooses the class from the shapes alone; one-hot and multi-hot labels "
            "have the same shape."
        ),
        keras="Name the metric: `BinaryAccuracy()` is the accuracy of each label.",
        sklearn=(
            "1 - `hamming_loss(y_true, y_pred > 0.5)` is the accuracy of each label, "
            "`accuracy_score` that of whole rows."
        ),
        neighbours=(
            "MD303 scores cells against rows without an argmax. MD204 takes the argmax of"
            " the scores only."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=8,
)
