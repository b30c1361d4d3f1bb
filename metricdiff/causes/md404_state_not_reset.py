"""MD404: the value accumulates over epochs or data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from metricdiff.causes.declaration import Cause, Manual, ModelNote, Subject
from metricdiff.recipes.recipe import Recipe

if TYPE_CHECKING:
    from metricdiff.modelling.laboratory import Laboratory


#: What is no more than rounding.
_ROUNDING = 1e-6


def _of_model(laboratory: Laboratory) -> ModelNote | None:
    model = laboratory.model
    if model.twice != "same":
        return None
    grown = {
        item.key: (first, second)
        for item in model.items
        if isinstance(first := model.evaluated.get(item.key), float)
        and isinstance(second := model.again.get(item.key), float)
        and abs(second - first) > _ROUNDING * max(1.0, abs(first))
    }
    if not grown:
        return None
    told = ", ".join(
        f"{key} {first:.6g} and then {second:.6g}" for key, (first, second) in grown.items()
    )
    return ModelNote(
        f"evaluate called twice gives {told}, and predict the same twice: the state of the first "
        "pass is still there in the second",
        "state in self.add_weight(...), reset in reset_state()",
        wrong=True,
    )


def _hint(subject: Subject, recipe: Recipe, value: float) -> str:
    rows = subject.predictions.rows
    if recipe.count not in {"tp", "fp", "fn", "tn"} or value <= rows:
        return ""
    return f"more than the {rows:,} rows: counts of several passes, or of training data too"


CAUSE = Cause(
    code="MD404",
    name="state-not-reset",
    summary="the value accumulates over epochs or data sets",
    manual=Manual(
        what=(
            "A metric object keeps its counts until `reset_state`. Without it, the number "
            "of the validation set contains the training set, or that of the second epoch "
            "the first."
        ),
        example=(
            "    metric = BinaryAccuracy()\n"
            "    4 training rows, all right; then 2 validation rows, 1 right\n"
            "    metric.result() without reset_state()        = 0.833333     5 of 6\n"
            "    metric.result() after reset_state() between  = 0.5"
        ),
        why=(
            "`fit` and `evaluate` reset the metrics that they know. A custom loop has to; a "
            "metric that keeps its state in Python attributes is never reset."
        ),
        keras="`metric.reset_state()` before each pass; state in `self.add_weight(...)`.",
        sklearn="Nothing to mend.",
        neighbours=(
            "MD802 is an average over a training epoch whose weights changed meanwhile; "
            "that is reset and still differs."
        ),
    ),
    sightings=6,
    of_model=_of_model,
    hint=_hint,
)
