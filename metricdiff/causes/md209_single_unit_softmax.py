"""MD209: a softmax over a single unit is constant 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from metricdiff.causes.declaration import Cause, Evidence, Manual, ModelNote, Note, Subject, Variant
from metricdiff.modelling.setup import Setup

if TYPE_CHECKING:
    from metricdiff.modelling.laboratory import Laboratory
from metricdiff.causes.variants import AREAS, edited, has_scores, is_binary, thresholded
from metricdiff.recipes.edits.scores import Ones
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task

#: So many rows with both classes make a constant 1 no accident.
_FEWEST = 10


def _note(facts: Facts) -> Note | None:
    predictions = facts.predictions
    if predictions.task is not Task.BINARY or predictions.rows < _FEWEST:
        return None
    if predictions.raw.y_pred.dtype.kind == "U" or len(np.unique(facts.labels)) == 1:
        return None
    if not (facts.scores == 1).all():
        return None
    return Note(
        Evidence("every prediction is 1: that is what a softmax over a single unit gives."),
        keras="Dense(1, activation='sigmoid') as the last layer",
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if not is_binary(subject) or not has_scores(subject) or recipe.edits:
        return
    if thresholded(recipe) or recipe.count in {*AREAS, "log_loss", "squares"} or recipe.soft:
        one = edited(replace(recipe, transform="none"), Ones())
        yield Variant(replace(one, clip=1e-7) if recipe.count == "log_loss" else one)


def _of_model(laboratory: Laboratory) -> ModelNote | None:
    model = laboratory.model
    alone = {
        output.place
        for output in model.outputs
        if output.activation == "softmax" and output.predictions.shape[-1] == 1
    }
    if not alone:
        return None
    of_sigmoid = {
        item.key: laboratory.value(item, Setup(rows="sigmoid", columns=False)).value
        for item in model.items
        if item.output in alone and not item.is_loss
    }
    return ModelNote(
        "the last layer is a softmax over one unit, which is 1 whatever it is given",
        'activation="sigmoid"',
        {key: value for key, value in of_sigmoid.items() if isinstance(value, float)},
        wrong=True,
    )


CAUSE = Cause(
    code="MD209",
    name="single-unit-softmax",
    summary="a softmax over a single unit is constant 1",
    manual=Manual(
        what=(
            "A last layer `Dense(1, activation='softmax')` returns 1.0 for every row: one "
            "number divided by itself. Every row is decided positive, and training does not "
            "move."
        ),
        example=(
            "    y_true = [0, 1, 1, 0], y_pred = [1.0, 1.0, 1.0, 1.0]\n"
            "    accuracy_score(y_true, y_pred > 0.5) = 0.5    the share of positives\n"
            "    roc_auc_score(y_true, y_pred)        = 0.5"
        ),
        why=("softmax makes the units of a row sum to 1; a single unit is always all of it."),
        keras="`Dense(1, activation='sigmoid')`, or `Dense(2, activation='softmax')`.",
        sklearn="Nothing to mend: the scores hold nothing.",
        neighbours=(
            "MD212 makes all rows positive in the F-scores alone. MD208 makes "
            "probabilities into scores above 0.5."
        ),
    ),
    note=_note,
    search=_search,
    sightings=7,
    of_model=_of_model,
)
