"""MD707: weights of shape (N, 1) were ignored or changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.modelling.model import shape
from metricdiff.recipes.recipe import Recipe


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    given = subject.predictions.raw.sample_weight is not None
    if given and recipe.weight and recipe.count == "fbeta":
        yield Variant(replace(recipe, weight=False))


def _in_model(step: ModelStep) -> bool:
    columns = step.output.weights is not None and step.output.weights.ndim > 1
    return columns and step.after.weights == "given" and step.field in {"weights", "batches"}


def _of_shape(step: ModelStep) -> str:
    weights = step.output.weights
    assert weights is not None  # noqa: S101 - the setup after has them
    return f"the weights are {shape(weights)}, and {step.item.name} does not take them so"


def _flat(step: ModelStep) -> str:
    del step
    return "sample_weight[:, 0], weights (N,)"


CAUSE = Cause(
    code="MD707",
    name="weight-shape",
    summary="weights of shape (N, 1) were ignored or changed",
    manual=Manual(
        what=(
            "`F1Score` and `FBetaScore` take weights of shape (N,). With (N, 1), which is "
            "what a pandas Series becomes, the micro average is silently the unweighted "
            "one, and other averages raise."
        ),
        example=(
            "    y_true = [1, 0, 1, 1], y_pred = [0.9, 0.8, 0.2, 0.7], weights = [1, 5, 1, 1]\n"
            '    F1Score(average="micro", threshold=0.5), weights (4,)      = 0.4\n'
            '    F1Score(average="micro", threshold=0.5), weights (4, 1)    = 0.666667\n'
            "    f1_score(..., sample_weight=weights)                       = 0.4\n"
            "    f1_score(...)                                              = 0.666667"
        ),
        why=(
            "The metric adds an axis to the weights, and (N, 1, 1) meets (N, 1) in a way "
            "that cancels out."
        ),
        keras="`weights.to_numpy().ravel()`, of shape (N,).",
        sklearn="Nothing to mend.",
        neighbours="MD701: the weights never reached the metric. Here they did, in another shape.",
    ),
    search=_search,
    sightings=3,
    in_model=InModel(applies=_in_model, evidence=_of_shape, keras=_flat),
)
