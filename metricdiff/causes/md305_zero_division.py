"""MD305: what 0/0 is: 0 on one side, 1 or nothing on the other."""

from __future__ import annotations

import math
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
from metricdiff.causes.variants import OVERLAPS, decides
from metricdiff.causes.witness import one_class
from metricdiff.recipes.recipe import Recipe

#: What is 0 in the metrics that divide by a spread.
_OF_SPREADS = {
    "mcc": "labels or decisions are all of one class",
    "kappa": "labels and decisions are all of one class",
    "r2": "the labels do not vary, and every prediction is right",
}
_LEFT_OUT = "Leave rows of zeros out."
_VARIED = "Evaluate on data that vary: there is nothing to mend in the call."


def _applies(change: Change) -> bool:
    if change.field != "zero":
        return change.field == "absent" and change.after.count in {"cosine", "r2"}
    # With one class in all the data nothing can be said of the other: MD310.
    return not one_class(change.facts.predictions)


def _evidence(change: Change) -> Evidence:
    count, ours, theirs = change.after.count, change.after.zero, change.before.zero
    if count == "cosine":
        return Evidence(
            "a row of zeros has no direction: its cosine is 0 in Keras, 0.5 in sklearn."
        )
    if change.field == "absent":
        return Evidence("one row has no spread: R2 divides by 0, and sklearn calls that nan.")
    if count in _OF_SPREADS:
        return Evidence(
            f"{_OF_SPREADS[count]}: 0/0 is {ours:g} in Keras and {theirs:g} in sklearn."
        )
    what = {"precision": "nothing is decided positive", "recall": "no label is positive"}
    where = what.get(count, "nothing is positive")
    said = "leaves the class out" if math.isnan(theirs) else f"{theirs:g}"
    return Evidence(f"where {where} Keras counts {ours:g} and sklearn {said}.")


def _fix(change: Change) -> Fix:
    if change.after.count == "cosine":
        return Fix(keras_advice=_LEFT_OUT, sklearn_advice=_LEFT_OUT)
    if change.after.count in _OF_SPREADS:
        return Fix(keras_advice=_VARIED, sklearn_advice=_VARIED)
    if "zero_division" not in change.sklearn:
        return Fix()
    return Fix(sklearn=spelled(change.sklearn, zero_division=0))


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count in OVERLAPS and decides(recipe) and not recipe.epsilon:
        for value in (0.0, 1.0, math.nan):
            same = value == recipe.zero or (math.isnan(value) and math.isnan(recipe.zero))
            if not same:
                yield Variant(replace(recipe, zero=value), {"zero_division": value}, 0.5)


CAUSE = Cause(
    code="MD305",
    name="zero-division",
    summary="what 0/0 is: 0 on one side, 1 or nothing on the other",
    manual=Manual(
        what=(
            "Where nothing is decided positive, precision is 0/0; where nothing is "
            "positive, recall is. Keras says 0. scikit-learn says what `zero_division=` "
            "says, and leaves a class without labels out of balanced accuracy."
        ),
        example=Example(
            y_true=[0, 1, 1],
            y_pred=[0.2, 0.3, 0.4],
            sklearn="precision_score(y_true, y_pred > 0.5, zero_division=1)",
            keras="Precision()",
            sklearn_value=1.0,
            keras_value=0.0,
        ),
        why=(
            "Keras divides with `divide_no_nan`; there is no option. The same holds for the "
            "direction of a zero vector: 0 in Keras, 0.5 in scikit-learn's cosine."
        ),
        keras="Nothing can be set.",
        sklearn="`zero_division=0`, which is the default, is what Keras does.",
        neighbours=(
            "MD304 is a class that is in neither labels nor decisions. In IoU it is "
            "MD306, in AUC MD309; with one class in all the data it is MD310."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
