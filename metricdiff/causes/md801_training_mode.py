"""MD801: dropout or batch normalisation in training mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelNote, ModelStep, Subject
from metricdiff.recipes.recipe import Recipe

if TYPE_CHECKING:
    from metricdiff.modelling.laboratory import Laboratory

#: What two orders of the same sums may be apart.
_ROUNDING = 1e-4


def _in_model(step: ModelStep) -> bool:
    return step.field == "rows" and step.after.rows == "training"


def _of_step(step: ModelStep) -> str:
    layers = ", ".join(step.model.in_training) or "layers of your own"
    return (
        f"evaluate runs this model in training mode ({layers}): its test_step calls the model "
        "with training=True; predict does not"
    )


def _of_model(laboratory: Laboratory) -> ModelNote | None:
    model = laboratory.model
    if model.plain_gap <= _ROUNDING:
        return None
    layers = ", ".join(model.in_training) or "a layer of its own"
    return ModelNote(
        f"a layer was called with training=True ({layers}): model(x) obeys and is up to "
        f"{model.plain_gap:.3g} off model(x, training=False), on the same batch; evaluate and "
        "predict overrule it",
        "model.predict(x), or model(x, training=False)",
        wrong=True,
    )


def _hint(subject: Subject, recipe: Recipe, value: float) -> str:
    from metricdiff.recipes.evaluation import value_of

    made = value_of(recipe, subject.facts)
    if not (made > 0 and abs(value - made) < _NEAR * made):
        return ""
    return "dropout and batch normalisation in training mode: metricdiff model shows it"


#: How far from the plain value training mode may lead, as a share of it.
_NEAR = 0.25


CAUSE = Cause(
    code="MD801",
    name="training-mode",
    summary="dropout or batch normalisation ran in training mode",
    manual=Manual(
        what=(
            "With `model(x, training=True)` dropout removes units at random and batch "
            "normalisation uses the batch's own mean. The predictions are others, and "
            "differ from call to call."
        ),
        example=(
            "    model: Dropout(0.5), x = [[1, 1, 1, 1]]\n"
            "    model(x, training=False) = [1, 1, 1, 1]\n"
            "    model(x, training=True)  = [2, 0, 2, 0]     and others next time"
        ),
        why=(
            "A custom loop that passes `training=True`, or a learning phase that was set "
            "for the whole program. `evaluate` and `predict` run in inference mode."
        ),
        keras="`model(x, training=False)`, `evaluate` or `predict`.",
        sklearn="Use predictions of inference mode.",
        neighbours=(
            "MD802 is the number of `fit`, which is made in training mode while weights "
            "change. MD007 also differs from pass to pass, and there each single row is "
            "right."
        ),
    ),
    sightings=7,
    in_model=InModel(applies=_in_model, evidence=_of_step),
    of_model=_of_model,
    hint=_hint,
)
