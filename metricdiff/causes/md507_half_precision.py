"""MD507: scores in half precision."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from metricdiff.causes.declaration import Cause, Evidence, Manual, Mend, Mended, Subject, Variant
from metricdiff.causes.variants import edited
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.edits.scores import AsHalf
from metricdiff.recipes.recipe import Recipe


def _any(_: str) -> bool:
    return True


def _mended(predictions: Predictions) -> Mended | None:
    scores = predictions.raw.y_pred
    if scores.dtype != np.float16:
        return None
    evidence = Evidence("the scores are float16, and Keras computes in that type.")
    return Mended(
        predictions.with_values(y_pred=scores.astype(np.float32)), "on scores in float32", evidence
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if subject.predictions.raw.y_pred.dtype.kind == "f" and not recipe.edits:
        yield Variant(edited(recipe, AsHalf()))


CAUSE = Cause(
    code="MD507",
    name="half-precision",
    summary="scores in half precision",
    manual=Manual(
        what=(
            "The scores are float16, as mixed-precision models give them. Keras computes "
            "in that type: a cross-entropy becomes nan or infinite at 1, means lose their"
            " third digit, class numbers above 2048 are no longer exact."
        ),
        example=(
            "    y_true = [1, 0, 1]\n"
            "    y_pred = np.array([1.0, 0.25, 0.75], dtype=np.float16)\n"
            "    log_loss(y_true, y_pred.astype(float)) = 0.191788\n"
            "    BinaryCrossentropy()                   = nan       (1 - 1e-7 is 1 in float16)"
        ),
        why=(
            "float16 has 11 binary digits and ends at 65504; the smallest step below 1 is"
            " 0.0005, so that Keras's 1e-7 is lost."
        ),
        keras=(
            "End the model in float32: `Activation('softmax', dtype='float32')` as the last layer."
        ),
        sklearn="Nothing to mend: it computes in float64.",
        neighbours="MD503 is the clipping in float32. MD511 is whole numbers.",
    ),
    mend=Mend(_any, _mended),
    search=_search,
    sightings=1,
)
