"""MD304: a class that does not occur counts as 0 in Keras's macro average."""

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
from metricdiff.causes.variants import OVERLAPS
from metricdiff.recipes.deciding import decisions
from metricdiff.recipes.facts import Booleans
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _applies(change: Change) -> bool:
    same = change.before.average == change.after.average == "macro"
    counts = change.after.absent and not change.before.absent
    if change.field == "zero" and _some_absent(change):  # in a mean of recalls
        undecided = not (decisions(change.after, change.facts) & ~_occurring(change)).any()
        return same and undecided
    return change.field == "absent" and same and counts


def _some_absent(change: Change) -> bool:
    """Whether one of several classes has no label; of two it is one class alone, MD310."""
    several = change.facts.predictions.task is Task.MULTICLASS
    return several and not _occurring(change).all()


def _occurring(change: Change) -> Booleans:
    """Which classes some label is."""
    return np.asarray(change.facts.labels.any(axis=0))


def _evidence(change: Change) -> Evidence:
    occurring = _occurring(change).tolist()
    names = [
        str(name)
        for name, here in zip(change.facts.predictions.classes, occurring, strict=True)
        if not here
    ]
    return Evidence(
        f"Keras's macro average counts classes that do not occur as 0 (no label is "
        f"{', '.join(names[:5])}); sklearn leaves those out that are not decided either.",
    )


def _fix(change: Change) -> Fix:
    classes = list(change.facts.predictions.classes)
    plain = all(isinstance(label, int) for label in classes)
    if not plain or not change.sklearn.endswith('average="macro")'):
        return Fix()
    return Fix(sklearn=f"{change.sklearn[:-1]}, labels={classes}, zero_division=0)")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count in OVERLAPS - {"jaccard"} and recipe.average == "macro":
        yield Variant(replace(recipe, absent=not recipe.absent))


CAUSE = Cause(
    code="MD304",
    name="absent-class",
    summary="a class that does not occur counts as 0 in Keras's macro average",
    manual=Manual(
        what=(
            "A class that is in neither the labels nor the decisions has no F1. Keras "
            "counts it as 0 in the macro average; scikit-learn leaves it out."
        ),
        example=Example(
            y_true=[0, 1, 1],
            y_pred=[[0.8, 0.1, 0.1], [0.1, 0.7, 0.2], [0.2, 0.6, 0.2]],
            sklearn='f1_score(y_true, y_pred.argmax(axis=1), average="macro")',
            keras='F1Score(average="macro")',
            sklearn_value=1.0,
            keras_value=0.666667,
        ),
        why="Keras averages over all columns; scikit-learn over the labels that it sees.",
        keras=('Nothing can be set: use `average="weighted"`, where such a class weighs nothing.'),
        sklearn="`f1_score(..., labels=range(K), zero_division=0)` counts it as Keras does.",
        neighbours=(
            "MD305 is a class that occurs on one side only. In IoU it is MD306, in AUC MD309."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=3,
)
