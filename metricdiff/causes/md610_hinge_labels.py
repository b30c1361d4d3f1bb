"""MD610: hinge converts labels of 0 and 1, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Subject, Variant
from metricdiff.recipes.recipe import Coding, Recipe


def _applies(change: Change) -> bool:
    of_hinge = change.field == "coding" and change.after.count == "hinge"
    return of_hinge and len(np.unique(change.facts.labels)) > 1


def _evidence(change: Change) -> Evidence:
    classes = change.facts.predictions.classes
    return Evidence(
        f"the labels are {classes[0]} and {classes[1]}: Keras takes them as they are, sklearn "
        "maps them to -1 and 1."
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count == "hinge":
        coding: Coding = "number" if recipe.coding == "class" else "class"
        yield Variant(replace(recipe, coding=coding))
        if subject.predictions.plain_binary:  # as a formula by hand takes them
            yield Variant(replace(recipe, coding="nonzero"), {"labels": "0 and 1 as they are"}, 0.5)


CAUSE = Cause(
    code="MD610",
    name="hinge-labels",
    summary="hinge converts labels of 0 and 1, and no others",
    manual=Manual(
        what=(
            "The margin needs labels of -1 and 1. Keras turns a batch of zeros and ones "
            "into them and takes any other labels as numbers; scikit-learn maps any two "
            "classes."
        ),
        example=Example(
            y_true=[1, 2, 2, 1],
            y_pred=[-0.8, 0.6, -0.2, 0.3],
            sklearn="hinge_loss(y_true, y_pred)",
            keras="Hinge()",
            sklearn_value=0.775,
            keras_value=0.975,
        ),
        why=(
            "Keras looks at the values of each batch. Labels of 1 and 2 stay 1 and 2: "
            "both count as positive, one of them twice."
        ),
        keras="Map the labels to -1 and 1, or to 0 and 1.",
        sklearn="Nothing to mend.",
        neighbours=(
            "MD001 and MD002 are labels in other metrics. MD310 is a single class, which "
            "scikit-learn takes for the negative one."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
)
