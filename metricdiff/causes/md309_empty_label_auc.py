"""MD309: a label that has one class only counts 0 in Keras's mean AUC."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import (
    Cause,
    Evidence,
    Example,
    Manual,
    Mend,
    Mended,
    Subject,
    Variant,
)
from metricdiff.causes.variants import AREAS
from metricdiff.causes.witness import rows_where, weighing, with_rows
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _area(metric: str) -> bool:
    return metric == "AUC"


def _mended(predictions: Predictions) -> Mended | None:
    labels = predictions.raw.y_true
    if predictions.task is Task.MULTICLASS:
        return _with_absent_classes(predictions)
    if predictions.task is not Task.MULTILABEL:
        return None
    seen = labels[weighing(predictions)]
    varied = rows_where((seen == 1).any(axis=0) & (seen == 0).any(axis=0))
    if len(varied) == labels.shape[1]:
        return None
    if not len(varied):
        return _with_every_label(predictions)
    names = predictions.raw.columns.y_true
    empty = [name for place, name in enumerate(names) if place not in varied]
    mended = predictions.with_values(
        y_true=labels[:, varied], y_pred=predictions.raw.y_pred[:, varied]
    )
    evidence = Evidence(
        f"Keras counts an AUC of 0 for {', '.join(empty[:5])}, where all labels are the same."
    )
    return Mended(mended, f"on the {len(varied)} other labels", evidence)


def _with_every_label(predictions: Predictions) -> Mended:
    """Give each label a row that has it and one that has not."""
    labels = predictions.raw.y_true
    both = np.repeat([[0], [1]], labels.shape[1], axis=1).astype(labels.dtype)
    return Mended(
        with_rows(predictions, both),
        "with a row of no label and one of every label added",
        Evidence("Keras counts an AUC of 0 for each label, since none varies."),
    )


def _with_absent_classes(predictions: Predictions) -> Mended | None:
    """Give each class that does not occur one row, with the mean of the scores."""
    raw, classes = predictions.raw, predictions.classes
    if raw.y_pred.ndim == 1 or raw.y_true.ndim > 1:
        return None
    present = set(raw.y_true[weighing(predictions)].tolist())
    absent = [label for label in classes if label not in present]
    if not absent or len(absent) == len(classes):
        return None
    mended = with_rows(predictions, np.array(absent, dtype=raw.y_true.dtype))
    named = ", ".join(map(str, absent[:5]))
    weight = "" if raw.sample_weight is None else " of a weight"
    evidence = Evidence(f"Keras counts an AUC of 0 for {named}, which no row{weight} is labelled.")
    return Mended(mended, f"with a row labelled {named} added", evidence)


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count not in AREAS or recipe.average not in {"macro", "weighted"}:
        return
    labels = subject.facts.labels
    if (labels.all(axis=0) | ~labels.any(axis=0)).any():
        yield Variant(replace(recipe, coding="nonzero"), {"empty labels": "count as 0"})
        left = replace(recipe, coding="class", absent=False)
        yield Variant(left, {"empty labels": "left out"})


CAUSE = Cause(
    code="MD309",
    name="empty-label-auc",
    summary="a label that has one class only counts 0 in Keras's mean AUC",
    manual=Manual(
        what=(
            "AUC needs positives and negatives. For a label, or a class, that has only "
            "one of them Keras's mean over the columns counts 0; scikit-learn's is nan, "
            "or an error."
        ),
        example=Example(
            y_true=[[1, 0], [0, 0], [1, 0]],
            y_pred=[[0.9, 0.2], [0.3, 0.6], [0.7, 0.1]],
            sklearn="roc_auc_score(y_true, y_pred)",
            keras="AUC(multi_label=True)",
            sklearn_value=math.nan,
            keras_value=0.5,
        ),
        why=(
            "The area is a division by the number of positives and of negatives; Keras's "
            "division by 0 gives 0."
        ),
        keras="Leave such columns out of labels and predictions.",
        sklearn=(
            "Leave such columns out, or take `np.nanmean` of `roc_auc_score(..., average=None)`."
        ),
        neighbours="MD310 is one class in all the data. MD304 is an absent class in an F-score.",
    ),
    mend=Mend(_area, _mended),
    search=_search,
    sightings=0.5,
)
