"""MD502: the area under precision and recall is interpolated differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Subject, Variant
from metricdiff.recipes.recipe import Curve, Recipe


def _applies(change: Change) -> bool:
    return change.field == "curve"


def _evidence(change: Change) -> Evidence:
    del change
    return Evidence(
        "between two points of the curve Keras interpolates the counts; average precision takes "
        "steps.",
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count == "pr":
        curves: tuple[Curve, ...] = ("step", "interpolated", "trapezoid")
        for curve in curves:
            if curve != recipe.curve:
                yield Variant(replace(recipe, curve=curve), {"curve": curve})


CAUSE = Cause(
    code="MD502",
    name="pr-interpolation",
    summary="the area under precision and recall is interpolated differently",
    manual=Manual(
        what=(
            "`average_precision_score` sums precision over steps of recall. Keras "
            "interpolates the true positives between two points, which gives another area "
            "even with every threshold."
        ),
        example=Example(
            y_true=[0, 0, 1, 1],
            y_pred=[0.1, 0.4, 0.35, 0.8],
            sklearn="average_precision_score(y_true, y_pred)",
            keras='AUC(curve="PR")',
            sklearn_value=0.833333,
            keras_value=0.797268,
        ),
        why=(
            "Both are estimates of one area; scikit-learn warns against linear "
            "interpolation, Keras follows Davis and Goadrich."
        ),
        keras=(
            'Nothing gives the average precision; `summation_method="minoring"` is a lower bound.'
        ),
        sklearn="Nothing to mend; say which of the two you report.",
        neighbours="MD501 is the grid of thresholds and usually comes first.",
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
    sightings=3,
)
