"""MD207: a metric of decisions was fed scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, Change, Evidence, Manual, Subject, Variant
from metricdiff.causes.variants import OVERLAPS, decides, has_scores, task_of
from metricdiff.causes.witness import rows_told, rows_where
from metricdiff.recipes.recipe import Given, Recipe, Transform
from metricdiff.words import Kind, Task


def _applies(change: Change) -> bool:
    if change.field != "decide" or not change.after.soft or change.before.soft:
        return False
    return bool(np.isfinite(change.facts.scores).all())  # else MD013 comes first


def _evidence(change: Change) -> Evidence:
    scores = change.facts.scores
    between = rows_where(((scores != 0) & (scores != 1)).any(axis=1))
    return Evidence(
        "Keras multiplies labels with scores where sklearn has decisions: "
        f"{rows_told(between, change.facts)} with a score between 0 and 1.",
        between,
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count not in OVERLAPS or not decides(recipe) or not has_scores(subject):
        return
    if isinstance(recipe.decide, Given) or recipe.soft:
        return
    made: Transform = "none"
    if subject.predictions.kind is Kind.LOGITS:
        made = "softmax" if task_of(subject) is Task.MULTICLASS else "sigmoid"
    soft = replace(recipe, decide=None, soft=True, transform=made, epsilon=0.0, absent=True)
    yield Variant(soft)
    if recipe.count in {"fbeta", "jaccard"}:
        yield Variant(replace(soft, squared=True), {"squares": "below the line"}, 0.2)
        squares = replace(soft, squared=True, smooth=1.0)
        yield Variant(squares, {"squares": "below the line", "smooth": 1}, 0.1)
    for smooth, weight in ((1.0, 0.5), (100.0, 0.03), (1e-3, 0.02)):
        yield Variant(replace(soft, smooth=smooth), {"smooth": smooth}, weight)


CAUSE = Cause(
    code="MD207",
    name="scores-not-thresholded",
    summary="a metric of decisions was fed scores",
    manual=Manual(
        what=(
            "A hand-written F1, Dice or IoU multiplies labels with probabilities where the "
            "textbook has decisions. The soft number is a good loss and is not the metric "
            "of that name."
        ),
        example=(
            "    y_true = [1, 0, 1], y_pred = [0.8, 0.3, 0.6]\n"
            "    2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))   = 0.756757\n"
            "    f1_score(y_true, y_pred > 0.5)                           = 1.0"
        ),
        why=(
            "A gradient needs the soft form, so published code has it; as a metric it lost "
            "the threshold."
        ),
        keras=(
            '`keras.ops.cast(y_pred > 0.5, "float32")` first; or `F1Score(average="micro", '
            "threshold=0.5)`."
        ),
        sklearn=(
            "Use the scores in the same formula to see the number again; report the one "
            "with decisions."
        ),
        neighbours=(
            "MD203 has decisions at another threshold. MD205 compares raw scores with "
            "labels for equality, and is near 0."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
    sightings=3,
)
