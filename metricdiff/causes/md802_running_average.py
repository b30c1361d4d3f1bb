"""MD802: an average over weights that were still changing."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual, Subject
from metricdiff.recipes.recipe import Recipe


def _hint(subject: Subject, recipe: Recipe, value: float) -> str:
    from metricdiff.recipes.evaluation import value_of

    made = value_of(recipe, subject.facts)
    if not (made > 0 and abs(value - made) < _NEAR * made):
        return ""
    return "what fit() prints of its training averages over weights that were still changing"


#: How far from the plain value a running average may be, as a share of it.
_NEAR = 0.25


CAUSE = Cause(
    code="MD802",
    name="running-average",
    summary="an epoch's number averages over weights that were still changing",
    manual=Manual(
        what=(
            "The number that `fit` prints is the mean over the batches of the epoch, each "
            "scored before its own step, in training mode. `evaluate` afterwards scores all "
            "rows with the last weights."
        ),
        example=(
            "    one weight from 0, x = 1, y = 2, SGD(0.25), 4 batches of one row\n"
            "    fit, mse                 = 1.32813     the mean of 4, 1, 0.25 and 0.0625\n"
            "    evaluate afterwards, mse = 0.015625"
        ),
        why=(
            "The progress line is free; a second pass over the training data would cost as "
            "much as the training."
        ),
        keras=(
            "`model.evaluate(x_train, y_train)` after `fit` for the number of the last weights."
        ),
        sklearn=(
            "Score `predict` of the last weights, and compare it with `evaluate`, not with "
            "the log of `fit`."
        ),
        neighbours="MD801 is training mode alone. MD404 is a state that nobody reset.",
    ),
    sightings=8,
    hint=_hint,
)
