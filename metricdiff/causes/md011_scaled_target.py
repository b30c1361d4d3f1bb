"""MD011: the number was computed on scaled targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import ERRORS, edited, task_of
from metricdiff.recipes.edits import Edit
from metricdiff.recipes.edits.values import Logarithms, Scaled
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task

#: Both columns are scaled, or one was forgotten.
_ALONE: dict[Literal["", "labels", "predictions"], float] = {
    "": 0.5,
    "labels": 0.1,
    "predictions": 0.1,
}
#: Round numbers that targets are divided by.
_ROUND = (10.0, 100.0, 255.0, 1000.0)


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if task_of(subject) is not Task.REGRESSION or recipe.count not in {*ERRORS, "r2"}:
        return
    if recipe.edits:
        return
    for edit, weight in subject.facts.once("scales", lambda: list(_scales(subject))):
        yield Variant(edited(recipe, edit), {"scaled": edit.words.removeprefix("on ")}, weight)


def _scales(subject: Subject) -> Iterator[tuple[Edit, float]]:
    """Yield customary scalings of these targets, and the one that the user gives."""
    truth = subject.facts.numbers
    least, most = truth.min(axis=0), truth.max(axis=0)
    mean, spread, nothing = truth.mean(axis=0), truth.std(axis=0), np.zeros(truth.shape[1])
    if (most > least).all():
        usual = {
            "min-max-scaled": (least, most - least),
            "standardised": (mean, spread),
        }
        for name, (less, by) in usual.items():
            for alone, weight in _ALONE.items():
                yield Scaled(tuple(less), tuple(by), name, alone), weight
        yield Scaled(tuple(nothing), tuple(most), "max-scaled"), 0.1
        yield Scaled(tuple((least + most) / 2), tuple((most - least) / 2), "[-1, 1]-scaled"), 0.1
        for by in _ROUND:
            yield Scaled(tuple(nothing), tuple(nothing + by), f"divided by {by:g}"), 0.03
    lowest = min(least.min(), subject.facts.scores.min())
    if lowest > -1:
        yield Logarithms(), 0.5
    if lowest > 0:
        yield Logarithms(plus=0.0), 0.2
    if subject.scale:
        off, factor = (np.full(truth.shape[1], one) for one in subject.scale)
        yield Scaled(tuple(off), tuple(factor), "scaled"), 1.0
        yield Scaled(tuple(-off / factor), tuple(1 / factor), "unscaled"), 1.0


def _hint(subject: Subject, recipe: Recipe, value: float) -> str:
    del value
    known = subject.scale or task_of(subject) is not Task.REGRESSION or recipe.count not in ERRORS
    return "" if known else "targets on a scale of their own: say which with --scale LESS,BY"


CAUSE = Cause(
    code="MD011",
    name="scaled-target",
    summary="the number was computed on scaled targets",
    manual=Manual(
        what=(
            "The network was trained on targets that were standardised, squeezed to [0, 1] "
            "or taken as logarithms, and the number is in those units. An MAE of 0.12 "
            "standard deviations is not 0.12 of what was measured."
        ),
        example=(
            "    y_true = [100, 200, 300], y_pred = [110, 190, 310]\n"
            "    mean_absolute_error(y_true, y_pred)                    = 10\n"
            "    ... of both divided by 81.65, their standard deviation = 0.122474\n"
            "    ... of both mapped from [100, 300] to [0, 1]           = 0.05"
        ),
        why=(
            "`StandardScaler` or `MinMaxScaler` on the targets before `fit`: what Keras "
            "sees and reports is scaled."
        ),
        keras=(
            "Multiply MAE and RMSE by the scale, MSE by its square; or add a metric that "
            "scales back."
        ),
        sklearn=(
            "`scaler.inverse_transform` on labels and predictions before the metric, or on neither."
        ),
        neighbours=(
            "MD601 and MD613 are a factor of 100 and a root, the same on every data set. R2 "
            "does not change under a linear scale: an R2 that differs as well is not this, "
            "unless the scale is a logarithm."
        ),
    ),
    search=_search,
    sightings=3,
    hint=_hint,
)
