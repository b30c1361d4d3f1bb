"""MD510: Keras adds 1e-7 to denominators of F-scores and IoU."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Change, Evidence, Manual, Subject, Variant
from metricdiff.causes.variants import decides
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    return change.field == "epsilon" and change.after.count in {"fbeta", "jaccard"}


def _evidence(change: Change) -> Evidence:
    return Evidence(
        f"Keras adds {change.after.epsilon:g} to each denominator, which shows where counts or "
        "weights are small.",
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count in {"fbeta", "jaccard"} and decides(recipe):
        added = 0.0 if recipe.epsilon else 1e-7
        yield Variant(replace(recipe, epsilon=added), {"epsilon": added}, 0.5)
        smooth = replace(recipe, epsilon=0.0, smooth=1.0)
        yield Variant(smooth, {"smooth": 1}, 0.5)


CAUSE = Cause(
    code="MD510",
    name="epsilon-in-denominator",
    summary="Keras adds 1e-7 to denominators of F-scores and IoU",
    manual=Manual(
        what=(
            "`F1Score` and the IoU metrics add 1e-7 to each denominator. With ordinary "
            "counts that shows in the seventh digit; with tiny weights or counts it is the "
            "number."
        ),
        example=(
            "    y_true = [1], y_pred = [0.9], F1Score(threshold=0.5)\n"
            "    weights of 1.0:   0.9999998   (f1_score: 1.0)\n"
            "    weights of 1e-07: 0.4999999   (f1_score: 1.0)"
        ),
        why="The epsilon keeps 0/0 from becoming NaN.",
        keras="Scale the weights so that they sum to the number of rows.",
        sklearn="Nothing to mend.",
        neighbours="MD508 is the noise of float32 and never larger than the tolerance.",
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
    sightings=1,
)
