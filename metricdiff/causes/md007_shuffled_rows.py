"""MD007: labels and predictions are in different orders."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelNote, ModelStep, Subject
from metricdiff.causes.variants import edited
from metricdiff.recipes.edits.rows import Shifted
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe

if TYPE_CHECKING:
    from metricdiff.modelling.laboratory import Laboratory


#: So many rows tell what other orders give.
_ENOUGH = 1 << 18


def _in_model(step: ModelStep) -> bool:
    return step.field == "rows" and step.after.rows == "one_pass" and step.model.twice != "same"


def _of_passes(step: ModelStep) -> str:
    del step
    return (
        "predict called twice returns the same rows in other orders: the source shuffles, and "
        "labels that were collected in a pass of their own belong to other rows; evaluate takes "
        "both from one batch"
    )


def _unshuffled(step: ModelStep) -> str:
    del step
    return "shuffle=False in the source, or labels and predictions of one pass"


def _of_model(laboratory: Laboratory) -> ModelNote | None:
    if laboratory.model.twice != "order":
        return None
    return ModelNote(
        "predict called twice returns the same rows in other orders: the source shuffles",
        "shuffle=False in the source, or labels and predictions of one pass",
        wrong=True,
    )


def _hint(subject: Subject, recipe: Recipe, value: float) -> str:
    from metricdiff.recipes.evaluation import value_of

    facts = subject.facts
    if facts.predictions.raw.streamed:  # of a table only the files know the order
        block = next(facts.predictions.raw.streamed.counted(_ENOUGH))
        facts = Facts(replace(facts.predictions, raw=block))
    made = []
    for part in (5, 3, 2):  # labels and predictions far apart are as good as shuffled
        moved = edited(recipe, Shifted(facts.predictions.rows // part, around=True))
        made.append(value_of(moved, facts))
        facts.forget(moved.edits[0])
    known = [one for one in made if math.isfinite(one)]
    low, high = min(known, default=1.0), max(known, default=0.0)
    slack = high - low
    if not low - slack <= value <= high + slack:
        return ""
    return f"rows in another order give about {low:.4g} to {high:.4g}; no data can show which"


CAUSE = Cause(
    code="MD007",
    name="shuffled-rows",
    summary="labels and predictions are in different orders",
    manual=Manual(
        what=(
            "The labels were read in the order of the file and the predictions came back in "
            "another, as from a generator with `shuffle=True`. Every metric is then that of "
            "chance: accuracy falls to what two independent columns give, AUC to about 0.5."
        ),
        example=(
            "    generator that shuffles; the model is right in every row\n"
            "    evaluate(generator)                               accuracy = 1.0\n"
            "    accuracy_score(y_true, predict(generator) > 0.5)           = 0.6\n"
            "        y_true  = [0, 0, 1, 1, 1]     the order of the file\n"
            "        predict = [1, 0, 1, 0, 1]     the order of this pass"
        ),
        why=(
            "`flow_from_directory`, `image_dataset_from_directory` and `tf.data` shuffle "
            "unless told not to, and anew in every pass. `evaluate` reads labels and images "
            "of one pass and stays right."
        ),
        keras=(
            "`shuffle=False` in the generator that `predict` reads; or collect labels and "
            "predictions in one pass over the data set."
        ),
        sklearn="Take the labels from the pass that made the predictions, not from the file.",
        neighbours=(
            "MD008 is a constant shift, which the file itself shows. No permutation can be "
            "proven from labels and predictions alone: predict twice, and if the two differ "
            "the source shuffles. MD004 is an order of columns."
        ),
    ),
    sightings=19,
    in_model=InModel(applies=_in_model, evidence=_of_passes, sklearn=_unshuffled),
    of_model=_of_model,
    hint=_hint,
)
