"""MD701: the number is the unweighted one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import (
    Cause,
    Change,
    Evidence,
    InModel,
    Manual,
    ModelStep,
    Subject,
    Variant,
)
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    return change.field == "weight" and change.before.weight


def _evidence(change: Change) -> Evidence:
    smallest, largest = change.facts.predictions.raw.weight_span
    return Evidence(
        f"metrics= takes no sample weights, weighted_metrics= does; yours go from {smallest:g} to "
        f"{largest:g}.",
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.weight and subject.predictions.raw.sample_weight is not None:
        yield Variant(replace(recipe, weight=False, whole_weights=False))


def _in_model(step: ModelStep) -> bool:
    return step.field == "weights" and step.after.weights == "none"


def _unheeded(step: ModelStep) -> str:
    weights = step.output.weights
    assert weights is not None  # noqa: S101 - the setup before has them
    return (
        "in compile, metrics= takes no sample weights, weighted_metrics= does; yours go from "
        f"{weights.min():g} to {weights.max():g}"
    )


def _weighted(step: ModelStep) -> str:
    name = step.item.config.get("name", step.item.key)
    return f'weighted_metrics=["{name}"]'


CAUSE = Cause(
    code="MD701",
    name="weights-ignored",
    summary="the number is the unweighted one",
    manual=Manual(
        what=(
            "`compile(metrics=[...])` takes no sample weights, whatever fit and evaluate "
            "are given; only `weighted_metrics=[...]` and the loss do."
        ),
        example=(
            "    y_true = [0, 1, 1], y_pred = [0.2, 0.7, 0.4], weights = [1, 2, 3]\n"
            "    accuracy_score(..., sample_weight=weights)         0.5\n"
            '    compile(metrics=["accuracy"]), evaluate            0.666667\n'
            '    compile(weighted_metrics=["accuracy"]), evaluate   0.5'
        ),
        why="Keras keeps metrics and weighted metrics apart so that both can be logged.",
        keras="`compile(weighted_metrics=[...])`.",
        sklearn="Leave `sample_weight=` out to get the number that `metrics=` logs.",
        neighbours="MD704 divides by the number of rows and not by the sum of the weights.",
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
    sightings=9,
    in_model=InModel(applies=_in_model, evidence=_unheeded, keras=_weighted),
)
