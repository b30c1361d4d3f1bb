"""MD511: predictions are integers, and the labels are cast to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import (
    Cause,
    Change,
    Evidence,
    Manual,
    Mend,
    Mended,
    Subject,
    Variant,
)
from metricdiff.causes.variants import edited, task_of
from metricdiff.causes.witness import counted, rows_where
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.edits.scores import Rounded, Unsigned, Whole
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _applies(change: Change) -> bool:
    return change.field == "cast" and change.after.cast == "as_is"


def _evidence(change: Change) -> Evidence:
    kind = change.facts.predictions.raw.y_pred.dtype
    truth = change.facts.numbers
    rows = rows_where((truth != truth.astype(kind)).any(axis=1))
    return Evidence(
        f"the predictions are {kind}, and Keras casts the labels to it: {counted(len(rows))} "
        "with another label then.",
        rows,
    )


def _any(_: str) -> bool:
    return True


def _mended(predictions: Predictions) -> Mended | None:
    whole = predictions.raw.y_pred
    if not predictions.whole_numbers:
        return None
    evidence = Evidence(f"the predictions are {whole.dtype}, in which Keras then computes.")
    return Mended(
        predictions.with_values(y_pred=whole.astype(np.float32)),
        "on y_pred.astype(np.float32)",
        evidence,
    )


#: The largest number of a byte, and the errors that are taken in the type of the predictions.
_LARGEST = 255
_IN_TYPE = frozenset({"squares", "absolute"})


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if task_of(subject) is Task.REGRESSION and not recipe.edits:
        for labels in (False, True):
            yield Variant(
                edited(recipe, Whole(labels)), {"labels": "cut" if labels else "kept"}, 0.5
            )
        yield Variant(edited(recipe, Rounded()), {"predictions": "rounded"}, 0.3)
        scores = subject.facts.scores
        if recipe.count in _IN_TYPE and scores.min() >= 0 and scores.max() <= _LARGEST:
            wrapped = replace(edited(recipe, Unsigned()), cast="as_is")
            yield Variant(wrapped, {"predictions": "uint8"}, 0.3)


CAUSE = Cause(
    code="MD511",
    name="integer-predictions",
    summary="predictions are integers, and the labels are cast to them",
    manual=Manual(
        what=(
            "An array of integers as predictions makes Keras cast the labels to integers "
            "too, which cuts their fractions off; unsigned integers wrap around below 0."
        ),
        example=(
            "    y_true = np.array([0.7, 2.4]), y_pred = np.array([1, 2])\n"
            "    mean_absolute_error(y_true, y_pred)     = 0.35\n"
            "    MeanAbsoluteError()(y_true, y_pred)     = 0.5    (labels become 0 and 2)\n"
            "    y_true = np.array([0.0]), y_pred = np.array([1], dtype=np.uint8)\n"
            "    MeanAbsoluteError()(y_true, y_pred)     = 255    (0 - 1 wraps around)"
        ),
        why=(
            "Keras's losses convert `y_true` to the type of `y_pred`. scikit-learn computes "
            "in float64."
        ),
        keras="Cast the predictions first: `y_pred.astype(np.float32)`.",
        sklearn="Nothing to mend.",
        neighbours="MD507 is half precision. MD218 cuts scores down to class numbers.",
    ),
    applies=_applies,
    evidence=_evidence,
    mend=Mend(_any, _mended),
    search=_search,
)
