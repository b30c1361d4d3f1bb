"""MD607: cross-entropy of the logits behind an activation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Kind


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    logits = subject.predictions.kind is Kind.LOGITS
    if logits and recipe.count == "log_loss" and recipe.clip and recipe.transform != "clip":
        yield Variant(replace(recipe, clip=0.0))


def _applies(step: ModelStep) -> bool:
    return step.field == "logits"


def _evidence(step: ModelStep) -> str:
    behind = step.output.activation or "output"
    return (
        f"the cross-entropy goes back to the logits behind the {behind} and is not clipped at "
        "1e-7; on what predict returns it is"
    )


def _hint(subject: Subject, recipe: Recipe, value: float) -> str:
    del value
    if recipe.count != "log_loss" or subject.predictions.kind is not Kind.PROBABILITIES:
        return ""
    scores = subject.facts.scores
    extreme = subject.facts.rows_where(((scores < _CLIPPED) | (scores > 1 - _CLIPPED)).any(axis=1))
    if not extreme:
        return ""
    rows = f"{extreme:,} row{'s' if extreme > 1 else ''}"
    return f"{rows} within 1e-7 of 0 or 1: the loss of the logits behind them is not clipped"


#: Where Keras clips probabilities.
_CLIPPED = 1e-7


CAUSE = Cause(
    code="MD607",
    name="hidden-logits",
    summary="a compiled cross-entropy goes back to the logits behind a softmax or sigmoid",
    manual=Manual(
        what=(
            "With the TensorFlow backend the output of a softmax or sigmoid layer remembers "
            "its logits. A compiled cross-entropy uses them: it is not clipped, and larger "
            "than the same metric on what `predict` returns where the model is surely "
            "wrong."
        ),
        example=(
            "    model: softmax of x;  x = [[0, 20], [20, 0]],  y = [0, 0]\n"
            "    evaluate, sparse_categorical_crossentropy            = 10.0\n"
            "    SparseCategoricalCrossentropy() on predict(x)        = 8.05905\n"
            "    log_loss(y, predict(x))                              = 10.0"
        ),
        why=(
            "Logits are numerically kinder. A `Reshape` behind the softmax is enough to lose them."
        ),
        keras="Nothing to mend: `evaluate` has the more exact number.",
        sklearn=("`log_loss` on float64 is near to it until a probability becomes exactly 0 or 1."),
        neighbours=(
            "MD503 is the clipping of probabilities at 1e-7 against sklearn's epsilon. "
            "MD208 doubles the activation."
        ),
    ),
    search=_search,
    sightings=3,
    in_model=InModel(applies=_applies, evidence=_evidence),
    hint=_hint,
)
