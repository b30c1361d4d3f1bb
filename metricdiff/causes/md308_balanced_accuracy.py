"""MD308: the number called accuracy is the mean of recalls."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import decides, is_binary, task_of
from metricdiff.recipes.recipe import Columns, Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    classes = task_of(subject) in {Task.BINARY, Task.MULTICLASS}
    if recipe.count != "accuracy" or not decides(recipe) or not classes:
        return
    columns: Columns = "both" if is_binary(subject) else "each"
    mean = replace(recipe, columns=columns, count="recall", average="macro", zero=math.nan)
    yield Variant(mean)


CAUSE = Cause(
    code="MD308",
    name="balanced-accuracy",
    summary="the number called accuracy is the mean of the recalls",
    manual=Manual(
        what=(
            "`balanced_accuracy_score` gives every class the same weight, however rare it "
            "is. On data with a rare class the two numbers are far apart."
        ),
        example=(
            "    y_true = eight 0 and two 1; decided = nine 0 and one 1\n"
            "    accuracy_score           = 0.9\n"
            "    balanced_accuracy_score  = 0.75     the mean of 1.0 and 0.5"
        ),
        why=(
            "Some tools report the balanced number under the name accuracy, or pass "
            '`class_weight="balanced"` to the evaluation.'
        ),
        keras=(
            "Keras has no class for it: `Recall(class_id=c, top_k=1)` for each class, and "
            "their mean."
        ),
        sklearn="Say which: `accuracy_score` or `balanced_accuracy_score`.",
        neighbours=(
            "The macro average of recall is the same number under another name (MD301). "
            "With balanced class weights accuracy becomes it too (MD702)."
        ),
    ),
    search=_search,
    sightings=3,
)
