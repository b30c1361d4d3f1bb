"""MD003: class numbers start at 1 where the columns start at 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import (
    Cause,
    Change,
    Evidence,
    Example,
    Manual,
    Mend,
    Mended,
    Note,
    Subject,
    Variant,
)
from metricdiff.causes.variants import class_numbers, decides, edited, task_of
from metricdiff.engines.given import class_index
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.edits.labels import Offset
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe, TopRanks
from metricdiff.words import Task


def _numbered_otherwise(predictions: Predictions) -> bool:
    labels, classes = predictions.raw.y_true, predictions.classes
    numbers = labels.ndim == 1 and labels.dtype.kind in "iu"
    several = predictions.task is Task.MULTICLASS and numbers
    return several and classes != tuple(range(len(classes)))


def _applies(change: Change) -> bool:
    return change.field == "coding" and _numbered_otherwise(change.facts.predictions)


def _evidence(change: Change) -> Evidence:
    return _shown(change.facts.predictions)


def _shown(predictions: Predictions) -> Evidence:
    classes = predictions.classes
    return Evidence(
        f"the labels are {classes[0]} to {classes[-1]}, and Keras takes them for the numbers of "
        f"columns 0 to {len(classes) - 1}."
    )


def _sparse(metric: str) -> bool:
    return metric.startswith("Sparse") or metric == "MeanIoU"


def _mended(predictions: Predictions) -> Mended | None:
    if not _numbered_otherwise(predictions):
        return None
    raw = predictions.raw
    decided = raw.y_pred.ndim == 1
    numbered = replace(
        predictions.with_values(
            y_true=class_index(raw.y_true, predictions),
            y_pred=class_index(raw.y_pred, predictions) if decided else raw.y_pred,
        ),
        classes=tuple(range(len(predictions.classes))),
    )
    return Mended(numbered, "on labels from 0", _shown(predictions))


def _note(facts: Facts) -> Note | None:
    classes = facts.predictions.classes
    if classes != tuple(range(1, len(classes) + 1)) or facts.predictions.raw.y_pred.ndim == 1:
        return None
    mended = _mended(facts.predictions)
    if mended is None:
        return None
    return Note(mended.evidence, mended.predictions, keras="y_true - 1, before fit too")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if task_of(subject) is not Task.MULTICLASS or not class_numbers(subject):
        return
    if not decides(recipe) and not isinstance(recipe.decide, TopRanks):
        return
    if tuple(subject.predictions.classes) != tuple(range(len(subject.predictions.classes))):
        if recipe.coding != "number":
            yield Variant(replace(recipe, coding="number"))
        return
    for by, weight in ((1, 0.5), (-1, 0.3)):
        moved = replace(edited(recipe, Offset(by)), coding="number")
        yield Variant(moved, {"offset": by}, weight)


CAUSE = Cause(
    code="MD003",
    name="label-offset",
    summary="class numbers start at 1 where the columns start at 0",
    manual=Manual(
        what=(
            "The labels are 1 to K beside K columns of scores, which Keras numbers from "
            "0. Every row is looked up one column too far: the accuracy is that of a "
            "guess, and the cross-entropy fails on the last class."
        ),
        example=Example(
            y_true=[1, 2, 3, 2],
            y_pred=[[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [0.5, 0.4, 0.1]],
            sklearn="accuracy_score(y_true, classes[y_pred.argmax(axis=1)])",
            keras="SparseCategoricalAccuracy()",
            sklearn_value=0.75,
            keras_value=0.0,
        ),
        why=(
            "Keras's sparse metrics take a label for the number of a column. scikit-learn"
            " is given the class that each column stands for."
        ),
        keras="Subtract 1 from the labels, before fit too.",
        sklearn="Nothing to mend, but labels from 0 serve both.",
        neighbours=(
            "MD004 is another order of the columns. MD015 is a single label that is no "
            "class at all."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    mend=Mend(_sparse, _mended),
    note=_note,
    search=_search,
)
