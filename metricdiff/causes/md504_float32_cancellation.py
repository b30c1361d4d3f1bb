"""MD504: the target is large against its spread, and float32 has too few digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from metricdiff.causes.declaration import (
    Cause,
    Change,
    Evidence,
    Example,
    Manual,
    Mend,
    Mended,
    Subject,
    Variant,
)
from metricdiff.causes.variants import batch_sizes, is_whole
from metricdiff.inputs.predictions import Predictions
from metricdiff.pieces import holds_finite, largest, moments
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task

#: Keras classes whose number stays when labels and predictions move by the same constant.
_SHIFTED = frozenset(
    {"R2Score", "MeanSquaredError", "RootMeanSquaredError", "MeanAbsoluteError", "LogCoshError"}
)
#: How many times its spread the mean must be for the loss of digits to show.
_LARGE = 3.0


def _applies(change: Change) -> bool:
    regression = change.facts.predictions.task is Task.REGRESSION
    return change.field == "cast" and regression and change.after.cast == "float32"


def _evidence(change: Change) -> Evidence:
    most = largest(change.facts.predictions.raw.y_true)
    return Evidence(
        f"the labels reach {most:.7g}, where float32 counts in steps of "
        f"{np.spacing(np.float32(most)):.2g}."
    )


def _of_differences(metric: str) -> bool:
    return metric in _SHIFTED


def _mended(predictions: Predictions) -> Mended | None:
    raw = predictions.raw
    if predictions.task is not Task.REGRESSION:
        return None
    mean, spread = moments(raw.y_true)
    if not holds_finite(raw.y_pred) or not (np.abs(mean) > _LARGE * spread).any():
        return None
    truth = raw.y_true.astype(np.float64)
    shifted = predictions.with_values(y_true=truth - mean, y_pred=raw.y_pred - mean)
    return Mended(shifted, "on labels and predictions less the mean", Evidence(_loss(mean, spread)))


def _loss(mean: npt.NDArray[np.float64], spread: npt.NDArray[np.float64]) -> str:
    """Say how much larger the labels are than what varies of them."""
    if not np.any(spread):
        return "the labels do not vary: what is rounded off is taken for their spread."
    ratio = float(np.max(np.abs(mean) / np.where(spread, spread, np.inf)))
    return (
        f"the mean of the labels is {ratio:,.3g} times their spread: float32 keeps few digits of "
        "what varies."
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    """Yield R2 as batches of other sizes add to it: what is lost depends on them."""
    if recipe.count != "r2" or not is_whole(recipe) or recipe.edits:
        return
    mean, spread = moments(subject.predictions.raw.y_true)
    if (np.abs(mean) > _LARGE * spread).any():
        for size, weight in batch_sizes(subject, whole=True):
            state = replace(recipe, cast="float32", batch=size, batches="state")
            yield Variant(state, {"batch_size": size}, weight)


CAUSE = Cause(
    code="MD504",
    name="float32-cancellation",
    summary="the target is large against its spread, and float32 has too few digits",
    manual=Manual(
        what=(
            "`R2Score` keeps the sum and the sum of squares of the labels in float32. Where "
            "the mean is large against the spread, the difference of the two loses its "
            "digits: R2 comes out above 1, or far below."
        ),
        example=Example(
            y_true=[10001.0, 10002.0, 10003.5, 10005.0, 10006.0],
            y_pred=[10001.5, 10002.5, 10003.0, 10004.0, 10006.5],
            sklearn="r2_score(y_true, y_pred)",
            keras="R2Score()",
            sklearn_value=0.882353,
            keras_value=0.9375,
        ),
        why=(
            "The spread is the sum of squares less the square of the sum over n. With a "
            "mean of 10,000 and a spread of 2 the two agree in the first seven digits, "
            "and float32 has no more."
        ),
        keras=(
            "Subtract a constant, such as the mean, from labels and predictions: R2 does "
            "not change. `keras.config.set_floatx('float64')` helps too."
        ),
        sklearn="Nothing to mend: float64 has 16 digits.",
        neighbours="MD505 is a sum over very many rows. MD608 is a number of rows.",
    ),
    applies=_applies,
    evidence=_evidence,
    mend=Mend(_of_differences, _mended),
    search=_search,
    sightings=0.5,
)
