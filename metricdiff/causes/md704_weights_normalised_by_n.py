"""MD704: a weighted sum over the number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.causes.variants import LOSSES
from metricdiff.recipes.recipe import Recipe


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    given = subject.predictions.raw.sample_weight is not None
    if given and recipe.count in {*LOSSES, "accuracy", "error"} and not recipe.over_rows:
        yield Variant(replace(recipe, weight=True, over_rows=True))


def _in_model(step: ModelStep) -> bool:
    return step.field == "over" and step.after.over == "rows"


def _in_loss(step: ModelStep) -> str:
    weights = step.output.weights
    assert weights is not None  # noqa: S101 - without them the sums are the same
    return (
        "the loss divides the weighted sum by the number of rows, a weighted mean by the sum of "
        f"the weights, which is {weights.sum():.6g} over {len(weights)} rows"
    )


def _mean_one(step: ModelStep) -> str:
    del step
    return "weights whose mean is 1: sample_weight / sample_weight.mean()"


CAUSE = Cause(
    code="MD704",
    name="weights-normalised-by-n",
    summary="the weighted sum was divided by the number of rows",
    manual=Manual(
        what=(
            "A weighted loss of Keras is the sum of weight times loss over the number of "
            "rows; a weighted mean divides by the sum of the weights. They are equal only "
            "where the weights have the mean 1."
        ),
        example=(
            "    y_true = [0, 1, 1], y_pred = [0.2, 0.7, 0.4], weights = [1, 2, 3]\n"
            "    evaluate(sample_weight=weights), loss               = 1.22846\n"
            "    log_loss(..., sample_weight=weights)                = 0.614228"
        ),
        why=(
            "The reduction of a loss is `sum_over_batch_size`, and the weights are not part "
            "of the size."
        ),
        keras=(
            "Divide the weights by their mean, or use `weighted_metrics=[...]`, which "
            "divides by their sum."
        ),
        sklearn="Multiply `log_loss(..., sample_weight=w)` by `np.mean(w)`.",
        neighbours="The ratio of the two numbers is the mean weight; with MD702 it is not.",
    ),
    search=_search,
    sightings=3,
    in_model=InModel(applies=_in_model, evidence=_in_loss, keras=_mean_one),
)
