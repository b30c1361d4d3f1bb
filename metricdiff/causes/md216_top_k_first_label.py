"""MD216: top-k accuracy of several labels looks at the first of them only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

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
from metricdiff.causes.witness import counted, rows_where
from metricdiff.recipes.recipe import Largest, Recipe


def _applies(change: Change) -> bool:
    return change.field == "coding" and change.after.coding == "first"


def _evidence(change: Change) -> Evidence:
    labels = np.asarray(change.facts.labels).sum(axis=1)
    none = int((labels == 0).sum())
    unlabelled = f", and column 0 in {counted(none)} without a label" if none else ""
    rows = rows_where(labels != 1)
    return Evidence(
        f"Keras looks for the first label of a row alone: {counted(int((labels > 1).sum()))} with "
        f"several{unlabelled}.",
        rows,
    )


def _fix(change: Change) -> Fix:
    decide = change.after.decide
    return Fix(f"Recall(top_k={decide.k if isinstance(decide, Largest) else 1})")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    of_labels = subject.metric == "top_k_accuracy" and recipe.count == "recall"
    if of_labels and recipe.coding == "class":
        yield Variant(replace(recipe, coding="first"))


CAUSE = Cause(
    code="MD216",
    name="top-k-first-label",
    summary="top-k accuracy of several labels looks at the first of them only",
    manual=Manual(
        what=(
            "`TopKCategoricalAccuracy` takes the argmax of the labels. Of several positive "
            "labels in a row that is the first; whether the others are among the k largest "
            "scores does not count."
        ),
        example=Example(
            y_true=[[1, 0, 1], [0, 1, 1]],
            y_pred=[[0.1, 0.6, 0.9], [0.7, 0.2, 0.8]],
            sklearn="recall_score(y_true, (-y_pred).argsort(axis=1).argsort(axis=1) < 1, "
            'average="micro")',
            keras="TopKCategoricalAccuracy(k=1)",
            sklearn_value=0.5,
            keras_value=0.0,
        ),
        why="The class is made for one-hot labels and does not check.",
        keras="`Recall(top_k=k)` is the share of positive labels among the k largest scores.",
        sklearn=(
            "`label_ranking_average_precision_score` and `coverage_error` are made for "
            "several labels."
        ),
        neighbours="MD210 is the argmax of labels in accuracy. MD213 is about ties.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
