"""MD406: the loss is summed over outputs or rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.causes.variants import task_of
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    outputs = subject.facts.numbers.shape[1]
    whole = recipe.count in {"squares", "absolute", "percentage", "log_squares"}
    if whole and outputs > 1 and task_of(subject) is Task.REGRESSION:
        yield Variant(replace(recipe, scale=recipe.scale * outputs))


def _in_model(step: ModelStep) -> bool:
    of_sum = step.item.is_loss and step.item.config.get("reduction") == "sum"
    return step.field in {"reduction", "scaled"} or (step.field == "batches" and of_sum)


def _of_loss(step: ModelStep) -> str:
    if step.field == "scaled":
        return f"compile was given loss_weights: the loss is multiplied by {step.item.weight:g}"
    return (
        f'the loss was compiled with reduction="{step.item.config["reduction"]}": the sum '
        "of a batch, of which evaluate takes the mean by rows"
    )


def _mean(step: ModelStep) -> str:
    return "leave loss_weights out" if step.field == "scaled" else f"{step.item.name}()"


CAUSE = Cause(
    code="MD406",
    name="loss-not-mean",
    summary="the loss is summed over outputs or rows",
    manual=Manual(
        what=(
            "One side adds the errors of the outputs, of the labels or of the rows, and the "
            "other takes their mean. The ratio is a whole number: the number of outputs or "
            "of rows."
        ),
        example=(
            "    errors of 2 rows with 3 outputs: 0.5 0.5 0.5 and 1 1 1\n"
            "    mean_squared_error(y_true, y_pred)                    = 0.625\n"
            "    summed over the outputs                               = 1.875\n"
            '    keras.losses.MeanSquaredError(reduction="sum")        = 1.25'
        ),
        why=(
            "Keras's losses take the mean over the last axis first, whatever `reduction` "
            "says of the rows; hand-written losses often sum over it."
        ),
        keras='`reduction="sum_over_batch_size"`, the default, and `ops.mean(..., axis=-1)`.',
        sklearn="Multiply by `y_true.shape[1]`, or sum over it.",
        neighbours=(
            "MD402 sums over a batch, so its number changes with the batch size. MD604 is "
            "the sum over labels of log loss."
        ),
    ),
    search=_search,
    in_model=InModel(applies=_in_model, evidence=_of_loss, keras=_mean),
)
