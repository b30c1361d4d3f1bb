"""MD702: the number is the weighted one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from metricdiff.causes.declaration import Cause, Manual, ModelNote, Subject, Variant
from metricdiff.modelling.setup import Setup

if TYPE_CHECKING:
    from metricdiff.modelling.laboratory import Laboratory
from metricdiff.causes.variants import edited, task_of
from metricdiff.recipes.edits.weights import ClassWeights
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.pairs or any(isinstance(edit, ClassWeights) for edit in recipe.edits):
        return
    if subject.predictions.raw.sample_weight is not None:
        if not recipe.weight:
            yield Variant(replace(recipe, weight=True))
    elif task_of(subject) in {Task.BINARY, Task.MULTICLASS} and subject.predictions.classes:
        given = subject.class_weight
        weighted = edited(replace(recipe, weight=True), ClassWeights(given))
        name = ", ".join(f"{one:g}" for one in given) if given else "balanced"
        yield Variant(weighted, {"class_weight": name}, 1.0 if given else 0.5)


def _of_model(laboratory: Laboratory) -> ModelNote | None:
    model = laboratory.model
    weighted = [
        item
        for item in model.items
        if item.role == "weighted_metric" and model.outputs[item.output].weights is not None
    ]
    without = {
        item.key: laboratory.value(item, Setup(columns=False, batches=True)).value
        for item in weighted
    }
    moved = {
        key: value
        for key, value in without.items()
        if isinstance(value, float) and value != model.evaluated[key]
    }
    if not moved:
        return None
    return ModelNote(
        f"weighted_metrics= applies your sample weights to {', '.join(moved)}; without them it "
        "would be another number",
        "metrics=, for the number without weights",
        moved,
    )


CAUSE = Cause(
    code="MD702",
    name="weights-applied",
    summary="the number is the weighted one",
    manual=Manual(
        what=(
            "`weighted_metrics=[...]`, the loss and `sample_weight=` count rows by their "
            "weights; the reference counts every row once."
        ),
        example=(
            "    y_true = [0, 1, 1], y_pred = [0.2, 0.7, 0.4], weights = [1, 2, 3]\n"
            "    accuracy_score(y_true, y_pred > 0.5)                = 0.666667\n"
            "    weighted_metrics=[BinaryAccuracy()], evaluate       = 0.5\n"
            "    accuracy_score(..., sample_weight=weights)          = 0.5"
        ),
        why=(
            "A third element of the data set is taken as sample weights, wherever it came "
            "from; class weights become sample weights."
        ),
        keras="`metrics=[...]` for the number without weights.",
        sklearn="`sample_weight=weights` for the number with them.",
        neighbours=(
            "MD701 is the reverse. MD704 divides the weighted sum by the number of rows. "
            "Balanced class weights turn accuracy into MD308."
        ),
    ),
    search=_search,
    sightings=4,
    of_model=_of_model,
)
