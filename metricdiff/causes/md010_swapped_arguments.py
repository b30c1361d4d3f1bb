"""MD010: labels and predictions changed places in the call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import OVERLAPS, decides, edited, task_of
from metricdiff.recipes.edits.values import Swapped
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if task_of(subject) is Task.REGRESSION:
        if not recipe.edits and recipe.count in {"r2", "explained", "percentage", "deviance"}:
            yield Variant(edited(recipe, Swapped()))
    elif decides(recipe) and recipe.count in {*OVERLAPS, "tp", "fp", "fn", "tn"}:
        yield Variant(replace(recipe, swapped=not recipe.swapped))


CAUSE = Cause(
    code="MD010",
    name="swapped-arguments",
    summary="labels and predictions changed places in the call",
    manual=Manual(
        what=(
            "The call was `metric(y_pred, y_true)`. Precision and recall trade places, R2 "
            "and MAPE change, log loss raises; accuracy, F1, MSE and MAE stay as they are."
        ),
        example=(
            "    y_true = [1, 1, 1, 0], decided = [1, 0, 0, 0]\n"
            "    precision_score(y_true, decided)           = 1.0\n"
            "    precision_score(decided, y_true)           = 0.333333     (the recall)\n"
            "    r2_score([1, 2, 3, 4], [2, 2, 3, 3])       = 0.6\n"
            "    r2_score([2, 2, 3, 3], [1, 2, 3, 4])       = -1.0"
        ),
        why=(
            "Both libraries take the truth first: `metric(y_true, y_pred)`. Other libraries "
            "take it second."
        ),
        keras="`metric.update_state(y_true, y_pred)`.",
        sklearn="`metric(y_true=..., y_pred=...)`: with names the order cannot be wrong.",
        neighbours=(
            "With the other class taken as the positive one (MD006) precision and recall do "
            "not trade places: they become those of the other class."
        ),
    ),
    search=_search,
    sightings=4,
)
