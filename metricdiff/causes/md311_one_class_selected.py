"""MD311: one class of several counts on one side."""

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
from metricdiff.causes.rewriting import spelled
from metricdiff.causes.variants import AREAS, OVERLAPS, decides, is_binary, is_wide
from metricdiff.recipes.recipe import Argmax, Recipe, Threshold, Transform
from metricdiff.words import Kind


def _applies(change: Change) -> bool:
    return change.field == "columns" and change.before.only != change.after.only


def _evidence(change: Change) -> Evidence:
    ours, theirs = (_counted(one, change) for one in (change.after, change.before))
    return Evidence(f"Keras counts {ours}, sklearn {theirs}.")


def _counted(recipe: Recipe, change: Change) -> str:
    classes = change.facts.predictions.classes
    if recipe.only is not None:
        name = classes[recipe.only] if classes else f"column {recipe.only}"
        return f"{name} alone"
    return f"{classes[1]} alone" if recipe.columns == "positive" else "all classes"


def _fix(change: Change) -> Fix:
    other = "pos_label" in change.sklearn and change.after.only is None
    return Fix(sklearn=spelled(change.sklearn, pos_label=...) if other else "")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    counts = recipe.count in OVERLAPS and (decides(recipe) or recipe.soft)
    if is_binary(subject) or not (counts or recipe.count in AREAS):
        return
    width = subject.facts.labels.shape[1]
    names = subject.predictions.classes or subject.predictions.raw.columns.y_pred
    for place in range(min(width, 50)):
        one = replace(recipe, columns="each", average="none", only=place, absent=True)
        yield Variant(one, {"class": names[place]}, 1 / width)
        if is_wide(subject) and isinstance(recipe.decide, Argmax):
            # As class_id= cuts the column of the class, and looks at no other.
            made: Transform = "softmax" if subject.predictions.kind is Kind.LOGITS else "none"
            cut = replace(one, decide=Threshold(0.5), transform=made)
            yield Variant(cut, {"class": names[place], "threshold": 0.5}, 1 / width)


CAUSE = Cause(
    code="MD311",
    name="one-class-selected",
    summary="one class of several counts on one side",
    manual=Manual(
        what=(
            "`class_id=` in Keras, `labels=[c]` or `pos_label=` in scikit-learn pick one "
            "class. The other side averages over all of them, or picks another."
        ),
        example=Example(
            y_true=[0, 1, 1, 1],
            y_pred=[0.2, 0.7, 0.4, 0.6],
            sklearn="recall_score(y_true, y_pred > 0.5, pos_label=0)",
            keras="Recall()",
            sklearn_value=1.0,
            keras_value=0.666667,
        ),
        why=(
            "Keras's metrics of one column are about the positive class, 1. `pos_label=` "
            "makes another label the positive one; `class_id=c` looks at column c alone."
        ),
        keras="`Precision(class_id=c, top_k=1)` is the precision of class c of a softmax.",
        sklearn=(
            "`labels=[c]` with `average=None` picks class c; `pos_label=1` is Keras's "
            "positive class."
        ),
        neighbours=(
            "MD301 is another average over all the classes. MD006 is a score of the wrong class."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
