"""MD208: probabilities were taken as logits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.causes.variants import AREAS, edited, thresholded
from metricdiff.recipes.edits.scores import Squashed
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Kind


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if subject.predictions.kind is not Kind.PROBABILITIES or recipe.edits:
        return
    if recipe.count in AREAS and not recipe.grid:  # the order stays; the cells of a grid do not
        recipe = replace(recipe, grid=200, cast="float32")
    if thresholded(recipe) or recipe.count in {*AREAS, "log_loss", "squares"} or recipe.soft:
        yield Variant(edited(recipe, Squashed()))


def _applies(step: ModelStep) -> bool:
    return step.field == "from_logits"


def _evidence(step: ModelStep) -> str:
    scores = step.output.predictions
    made_by = f", from a {step.output.activation}" if step.output.activation else ""
    return (
        f"{step.item.name} was compiled with from_logits=True, and the outputs are probabilities "
        f"already: {scores.min():.3g} to {scores.max():.3g}{made_by}"
    )


def _keras(step: ModelStep) -> str:
    return f"{step.item.name}(), without from_logits=True"


CAUSE = Cause(
    code="MD208",
    name="probabilities-as-logits",
    summary="probabilities were taken as logits",
    manual=Manual(
        what=(
            "`from_logits=True` on a model that ends in a sigmoid or softmax squashes the "
            "probabilities once more. All of them land between 0.5 and 0.731, so the loss "
            "is near 0.69 and the score of every row is above 0.5."
        ),
        example=(
            "    y_true = [1, 0], y_pred = [0.9, 0.1]\n"
            "    BinaryCrossentropy()                    = 0.105361\n"
            "    BinaryCrossentropy(from_logits=True)    = 0.542775\n"
            "    log_loss(y_true, y_pred)                = 0.105361"
        ),
        why=(
            "The flag says what the last layer is, and nothing checks it. In a compiled "
            "model Keras sometimes finds the logits behind a sigmoid and computes the right "
            "number with a warning."
        ),
        keras=("`from_logits=False`, the default; or take the activation out of the last layer."),
        sklearn="`expit(y_pred)` before the metric gives the wrong number again.",
        neighbours=(
            "MD201 is the other way round: logits taken as probabilities, and then scores "
            "lie outside [0, 1]. MD607 is a compiled cross-entropy that goes back to the "
            "logits, and is the more exact number."
        ),
    ),
    search=_search,
    sightings=3,
    in_model=InModel(applies=_applies, evidence=_evidence, keras=_keras),
)
