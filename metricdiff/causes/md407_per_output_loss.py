"""MD407: a loss per output, averaged without batch sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.causes.variants import LOSSES, batch_sizes, in_rows, is_whole
from metricdiff.recipes.recipe import Recipe


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if is_whole(recipe) and not recipe.total and recipe.count in LOSSES:
        for size, weight in batch_sizes(subject):
            yield Variant(replace(recipe, batch=size), in_rows(subject, size), weight)


def _applies(step: ModelStep) -> bool:
    return step.item.role == "output_loss" and step.after.over == "batches"


def _evidence(step: ModelStep) -> str:
    sizes = step.model.batch_sizes
    last = f", the last of {sizes[-1]}" if sizes[-1] != sizes[0] else ""
    return (
        f"the loss of one output is the plain mean of {len(sizes)} batches of {sizes[0]} rows{last}"
        "; the total loss weighs them by their rows"
    )


def _keras(step: ModelStep) -> str:
    return f"a metric of that output, or a batch_size that divides {step.model.rows}"


CAUSE = Cause(
    code="MD407",
    name="per-output-loss",
    summary="the loss of one output is averaged over batches without their sizes",
    manual=Manual(
        what=(
            "The loss that is logged for one output of several is the plain mean of the "
            "values of the batches; the total loss weighs them by their sizes. The parts do "
            "not add up to the total."
        ),
        example=(
            "    two outputs, 5 rows, squared errors 1 1 1 1 and 9 in each\n"
            "    evaluate(batch_size=4)     a_loss = 5.0    the mean of 1 and 9\n"
            "                               b_loss = 5.0\n"
            "                               loss   = 5.2    and not 10\n"
            "    mean_squared_error(a)             = 2.6"
        ),
        why=(
            "In graph mode the size of a batch is not known when the metric of the output "
            "is built. Eagerly and with other backends the number is right."
        ),
        keras=(
            "`compile(..., run_eagerly=True)`, batches of one size, or a metric of that output."
        ),
        sklearn="Mean over batches of `mean_squared_error`, to see that it is this.",
        neighbours=(
            "MD401 is the same for custom metrics. MD612 are numbers that were read off in "
            "another order."
        ),
    ),
    search=_search,
    in_model=InModel(applies=_applies, evidence=_evidence, keras=_keras),
)
