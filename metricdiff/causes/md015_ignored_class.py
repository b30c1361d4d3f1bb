"""MD015: a label that stands for no class is scored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import (
    Cause,
    Evidence,
    Example,
    InModel,
    Manual,
    Mend,
    Mended,
    ModelStep,
    Note,
    Subject,
    Variant,
)
from metricdiff.causes.variants import OVERLAPS, class_numbers, edited, is_wide, task_of
from metricdiff.causes.witness import counted, rows_where
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.edits.rows import Without
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _any(_: str) -> bool:
    return True


def _mended(predictions: Predictions) -> Mended | None:
    if predictions.task is not Task.MULTICLASS or predictions.raw.y_true.ndim > 1:
        return None
    known = np.isin(predictions.raw.y_true, np.array(predictions.classes))
    if known.all() or not known.any():
        return None
    rows = rows_where(~known)
    label = predictions.raw.y_true[rows[0]]
    evidence = Evidence(
        f"{counted(len(rows))} labelled {label}, which is the number of no column: no decision can "
        "be right there.",
        rows,
    )
    kept = rows_where(known)
    return Mended(predictions.only(kept), f"on the {len(kept):,} other rows", evidence)


def _note(facts: Facts) -> Note | None:
    mended = _mended(facts.predictions)
    if mended is None:
        return None
    advice = "leave these rows out, or give them a sample weight of 0"
    return Note(mended.evidence, mended.predictions, keras=advice, sklearn=advice)


#: Classes up to which each is left out in turn.
_FEW = 40


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    classes = subject.predictions.classes
    if task_of(subject) is not Task.MULTICLASS or len(classes) > _FEW or recipe.edits:
        return
    width = subject.predictions.raw.y_pred.shape[1] if is_wide(subject) else len(classes)
    if class_numbers(subject):
        raw = subject.predictions.raw
        for label in subject.facts.once("distinct", lambda: np.unique(raw.y_true).tolist()):
            outside = not 0 <= label < min(width, 255)
            yield Variant(edited(recipe, Without(label)), {"label": label}, 1.0 if outside else 0.1)
    if recipe.count in OVERLAPS - {"jaccard"} and recipe.average != "none":
        yield Variant(replace(recipe, left_out=0), {"label": classes[0]}, 0.3)


def _in_model(step: ModelStep) -> bool:
    return step.field == "ignore_class"


def _by_loss(step: ModelStep) -> str:
    label = step.item.config["ignore_class"]
    rows = int((step.output.labels == label).sum())
    return (
        f"the loss was compiled with ignore_class={label}, which leaves "
        f"{counted(rows, 'position')} out; metrics count them"
    )


CAUSE = Cause(
    code="MD015",
    name="ignored-class",
    summary="a label that stands for no class is scored",
    manual=Manual(
        what=(
            "Some rows are labelled -1, 255 or -100, which means unlabelled. Scored like "
            "the others they are always wrong, or fall out of one library's count and not"
            " of the other's."
        ),
        example=Example(
            y_true=[0, 1, 255, 2],
            y_pred=[[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [0.1, 0.2, 0.7]],
            sklearn='f1_score(y_true, y_pred.argmax(axis=1), average="macro")',
            keras='F1Score(average="macro")',
            sklearn_value=0.666667,
            keras_value=0.888889,
        ),
        why=(
            "Losses have `ignore_class=`; most metrics do not. "
            "`SparseCategoricalCrossentropy(ignore_class=255)` as a metric even divides by "
            "all the rows. `MeanIoU` drops numbers that are no class, scikit-learn makes a "
            "class of them."
        ),
        keras="Leave the rows out, or give them a sample weight of 0.",
        sklearn="Leave the rows out: `keep = np.isin(y_true, classes)`.",
        neighbours="MD003 is a whole numbering that starts at 1. MD705 is padding in sequences.",
    ),
    mend=Mend(_any, _mended),
    note=_note,
    search=_search,
    in_model=InModel(applies=_in_model, evidence=_by_loss),
)
