"""MD005: labels are not hard: 0.1 and 0.9 instead of 0 and 1."""

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
    Mend,
    Mended,
    Subject,
    Variant,
)
from metricdiff.causes.variants import AREAS, edited, is_binary
from metricdiff.causes.witness import rows_where
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.edits.labels import Recoded
from metricdiff.recipes.recipe import Coding, Recipe
from metricdiff.words import Task


def _soft(predictions: Predictions) -> bool:
    labels = predictions.raw.y_true
    if predictions.task is not Task.BINARY or labels.dtype.kind != "f":
        return False
    fractions = labels != np.round(labels)
    return bool(fractions.any() and (labels >= 0).all() and (labels <= 1).all())


def _applies(change: Change) -> bool:
    return change.field == "coding" and _soft(change.facts.predictions)


def _evidence(change: Change) -> Evidence:
    return _shown(change.facts.predictions)


def _shown(predictions: Predictions) -> Evidence:
    low, high = sorted(predictions.classes)
    return Evidence(
        f"the labels are {low} and {high}: Keras finds them equal to no decision, or casts them to "
        "True.",
        rows_where(predictions.raw.y_true != np.round(predictions.raw.y_true)),
    )


def _any(_: str) -> bool:
    return True


def _mended(predictions: Predictions) -> Mended | None:
    if not _soft(predictions):
        return None
    hard = (predictions.raw.y_true == predictions.classes[1]).astype(np.int64)
    mended = replace(predictions.with_values(y_true=hard), classes=(0, 1))
    return Mended(mended, "on hard labels", _shown(predictions))


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if not is_binary(subject) or recipe.coding != "class":
        return
    coding: Coding = "nonzero" if recipe.count in {"precision", "recall", *AREAS} else "number"
    if subject.predictions.raw.y_true.dtype.kind == "f":
        yield Variant(replace(recipe, coding=coding))
    elif subject.predictions.plain_binary:
        soft = edited(recipe, Recoded(0.1, 0.9))
        yield Variant(replace(soft, coding=coding), {"labels": "0.1, 0.9"}, 0.2)


CAUSE = Cause(
    code="MD005",
    name="soft-labels",
    summary="labels are not hard: 0.1 and 0.9 instead of 0 and 1",
    manual=Manual(
        what=(
            "Labels that were smoothed, or are probabilities themselves, never equal a "
            "decision, and Keras's confusion metrics cast all of them to True. scikit-"
            "learn refuses them."
        ),
        example=Example(
            y_true=[0.1, 0.9, 0.9, 0.1],
            y_pred=[0.2, 0.7, 0.4, 0.6],
            sklearn="roc_auc_score(y_true, y_pred)",
            keras="AUC()",
            sklearn_value=None,
            keras_value=0.0,
        ),
        why=(
            "Smoothing belongs into the loss, `label_smoothing=`; done to the data it "
            "reaches the metrics too."
        ),
        keras=(
            "Give the metrics hard labels: y > 0.5. "
            "`CategoricalCrossentropy(label_smoothing=0.1)` smooths in the loss alone."
        ),
        sklearn="Score hard labels: `y_true > 0.5`.",
        neighbours=(
            "MD001 and MD002 are hard labels in another coding. MD605 is smoothing in the loss."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    mend=Mend(_any, _mended),
    search=_search,
)
