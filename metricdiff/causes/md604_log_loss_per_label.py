"""MD604: cross-entropy: the mean over all cells against a sum of some."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Subject, Variant
from metricdiff.causes.variants import is_wide, task_of
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _applies(change: Change) -> bool:
    return change.field == "columns" and change.after.count == "log_loss"


def _evidence(change: Change) -> Evidence:
    labels = change.facts.width
    return Evidence(
        f"Keras takes the mean over {labels} columns of both terms, y log p and (1-y) log(1-p); "
        "sklearn adds up the first of each row."
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count != "log_loss":
        return
    if is_wide(subject) and recipe.columns == "row":
        cells = replace(recipe, columns="cells", unit_rows="never", clip=recipe.clip and 1e-7)
        if recipe.transform == "softmax":  # of logits it takes the sigmoid
            cells = replace(cells, transform="sigmoid", clip=0.0)
        yield Variant(cells, {"classes": "each by itself, averaged"})
    if task_of(subject) is not Task.MULTILABEL:
        return
    labels = subject.facts.labels.shape[1]
    if recipe.columns == "cells":
        positive = replace(recipe, columns="row")
        yield Variant(positive, {"labels": "positive ones, summed"})
        categorical = replace(positive, unit_rows="before", clip=1e-7)
        yield Variant(categorical, {"labels": "positive ones of rows that sum to 1"}, 0.4)
        yield Variant(replace(recipe, scale=recipe.scale * labels), {"labels": "summed"})
    else:
        cells = replace(recipe, columns="cells")
        yield Variant(cells, {"labels": "averaged"})
        yield Variant(replace(cells, scale=recipe.scale * labels), {"labels": "summed"})


CAUSE = Cause(
    code="MD604",
    name="log-loss-per-label",
    summary="cross-entropy: the mean over all cells against a sum of some",
    manual=Manual(
        what=(
            "`BinaryCrossentropy` is the mean over all labels of both terms, y log p and "
            "(1-y) `log(1-p)`. `log_loss` of several labels adds up y log p of each row and "
            "leaves the other term out. So it is where a model of several classes is compiled with "
            "a binary cross-entropy."
        ),
        example=Example(
            y_true=[[1, 0], [0, 1], [1, 1]],
            y_pred=[[0.9, 0.2], [0.3, 0.6], [0.7, 0.8]],
            sklearn="log_loss(y_true, y_pred)",
            keras="BinaryCrossentropy()",
            sklearn_value=0.398668,
            keras_value=0.295971,
        ),
        why=(
            "`log_loss` is made for one label a row, where the other terms are part of the "
            "softmax; it only warns of rows that do not sum to 1."
        ),
        keras=(
            "Of several labels a row, nothing to mend; of one class a row, "
            "`CategoricalCrossentropy`, or `SparseCategoricalCrossentropy` of class numbers."
        ),
        sklearn=(
            "The mean of `log_loss(y_true[:, c], y_pred[:, c])` over the labels is Keras's number."
        ),
        neighbours=(
            "MD603 is a division by the sum of each row. MD406 is a sum where a mean is meant."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
)
