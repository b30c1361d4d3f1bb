"""MD609: a negative value counts as 0 in the squared logarithmic error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

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
from metricdiff.causes.witness import counted, rows_where
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.recipe import Recipe

#: What Keras lifts labels and predictions to.
_FLOOR = 1e-7


def _applies(change: Change) -> bool:
    return change.field == "clip" and change.after.count == "log_squares"


def _evidence(change: Change) -> Evidence:
    low = (change.facts.numbers < 0) | (change.facts.scores < 0)
    rows = rows_where(low.any(axis=1))
    return Evidence(
        f"Keras lifts values below {change.after.clip:g} to it: {counted(len(rows))} with a "
        "negative label or prediction.",
        rows,
    )


def _logarithms(metric: str) -> bool:
    return metric == "MeanSquaredLogarithmicError"


def _mended(predictions: Predictions) -> Mended | None:
    """Lift what is negative, as Keras does; scikit-learn refuses -1 and what is below."""
    raw = predictions.raw
    values = [np.reshape(part, (len(raw.y_true), -1)) for part in (raw.y_true, raw.y_pred)]
    if any(part.dtype.kind == "U" for part in values):
        return None
    negative = rows_where(np.any([(part < 0).any(axis=1) for part in values], axis=0))
    if not len(negative):
        return None
    lifted = predictions.with_values(
        y_true=np.maximum(raw.y_true, _FLOOR), y_pred=np.maximum(raw.y_pred, _FLOOR)
    )
    refused = any((part <= -1).any() for part in values)
    evidence = Evidence(
        f"Keras lifts values below {_FLOOR:g} to it: {counted(len(negative))} with a negative "
        f"label or prediction{'; sklearn refuses values of -1 and less' if refused else ''}.",
        negative,
    )
    return Mended(lifted, f"on labels and predictions lifted to {_FLOOR:g}", evidence)


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count == "log_squares":
        for floor in (0.0, 1e-7):
            if floor != recipe.clip:
                yield Variant(replace(recipe, clip=floor), {"floor": floor or "none"})


CAUSE = Cause(
    code="MD609",
    name="negative-clipped",
    summary="a negative value counts as 0 in the squared logarithmic error",
    manual=Manual(
        what=(
            "Keras lifts labels and predictions to at least 1e-7 before it takes `log(1 + "
            "value)`. scikit-learn takes values between -1 and 0 as they are, and refuses "
            "what is below."
        ),
        example=Example(
            y_true=[0.5, 1.0, 2.0],
            y_pred=[-0.5, 1.5, 2.5],
            sklearn="mean_squared_log_error(y_true, y_pred)",
            keras="MeanSquaredLogarithmicError()",
            sklearn_value=0.426835,
            keras_value=0.079319,
        ),
        why="The logarithm of 0 and less is not defined; Keras avoids it by a floor.",
        keras=(
            "Nothing to mend; predictions that cannot be negative come from a softplus at the end."
        ),
        sklearn="Lift first: `np.maximum(y_pred, 1e-7)`.",
        neighbours="MD506 is the floor of a percentage error.",
    ),
    applies=_applies,
    evidence=_evidence,
    mend=Mend(_logarithms, _mended),
    search=_search,
)
