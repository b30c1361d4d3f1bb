"""MD401: the values of batches, averaged without their sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.causes.variants import LOSSES, OVERLAPS, batch_sizes, in_rows, is_whole
from metricdiff.recipes.recipe import Recipe

#: The weights of batch sizes with which rarer ways are looked at too, and the rarest.
_COMMON, _USUAL = 0.1, 0.5
#: What sums of float32 in another order may be apart.
_ROUNDING = 1e-6


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if not is_whole(recipe) or recipe.total or recipe.count in {"tp", "fp", "fn", "tn"}:
        return
    for size, weight in batch_sizes(
        subject, whole=recipe.count not in LOSSES | {"accuracy", "error"}
    ):
        in_batches = replace(recipe, batch=size)
        if recipe.count == "pearson":  # that of one row is none
            in_batches = replace(in_batches, columns="cells")
        sized = in_rows(subject, size)
        yield Variant(in_batches, sized, weight)
        macro = recipe.columns == "each" and recipe.average == "macro" and weight >= _COMMON
        if macro and recipe.count in OVERLAPS:
            # A function counts a class that its batch lacks as 0, scikit-learn leaves it out.
            lacking = "left out" if recipe.absent else "count as 0"
            other = replace(in_batches, absent=not recipe.absent)
            yield Variant(other, {**sized, "classes not in a batch": lacking}, weight * 0.7)
        parted = recipe.count == "fbeta" and not (recipe.harmonic or recipe.soft)
        if parted and weight >= _USUAL:
            parts = replace(in_batches, harmonic=True)
            yield Variant(parts, {**sized, "of": "precision and recall"}, weight * 0.2)
        if recipe.count == "roc" and recipe.coding == "class":
            # A batch of one class alone has no area: Keras says 0, others leave it out.
            zero = replace(in_batches, coding="nonzero")
            yield Variant(zero, sized, weight * 0.7)


def _in_model(step: ModelStep) -> bool:
    if step.field != "batches" or step.batch_mean is None:
        return False
    if step.item.is_loss:  # a mean over what counts in a batch, weighed by all of its rows
        masked = step.after.mask and step.output.mask is not None
        return masked or step.item.config.get("ignore_class") is not None
    mean, after = np.atleast_1d(step.batch_mean), np.atleast_1d(step.values[1])
    return mean.shape == after.shape and np.allclose(mean, after, rtol=_ROUNDING, atol=0)


def _of_batches(step: ModelStep) -> str:
    sizes = step.model.batch_sizes
    last = f", the last of {sizes[-1]}" if sizes[-1] != sizes[0] else ""
    if step.item.is_loss:
        return (
            "the loss is a mean over the positions of a batch that count, and Keras weighs the "
            f"{len(sizes)} batches by their rows"
        )
    what = "a loss object" if step.item.loss_as_metric else step.item.name
    return (
        f"{what} returns one number a batch, and Keras takes the plain mean of {len(sizes)} "
        f"batches of {sizes[0]} rows{last}"
    )


def _whole(step: ModelStep) -> str:
    if step.item.is_loss:
        return "batches with as many positions that count"
    if step.item.loss_as_metric:
        return f"the metric of that name, keras.metrics.{step.item.kind}"
    return "return one value a row, or subclass Metric and divide in result()"


CAUSE = Cause(
    code="MD401",
    name="batch-mean",
    summary="the values of the batches were averaged without their sizes",
    manual=Manual(
        what=(
            "A custom metric that returns one number a batch is averaged over the batches, "
            "each counted once. A short last batch counts as much as a full one, and a "
            "ratio such as F1 is the mean of ratios."
        ),
        example=(
            "    y_true = [1, 1, 0, 0, 0], y_pred = [0.9, 0.8, 0.2, 0.1, 0.7]\n"
            "    accuracy_score(y_true, y_pred > 0.5)                           = 0.8\n"
            "    metrics=[share of right rows in the batch], batch_size=4       = 0.5\n"
            '    metrics=["binary_accuracy"], batch_size=4                      = 0.8'
        ),
        why=(
            "Keras wraps a function in a mean. A value a row is weighted by rows; a scalar "
            "counts as one value, whatever the size of the batch. Loss objects in "
            "`metrics=` are scalars too."
        ),
        keras=(
            "Return one value a row; or subclass `Metric`, add up counts in `update_state` "
            "and divide in `result`."
        ),
        sklearn="The mean over the chunks of `batch_size` rows, to see that it is this.",
        neighbours=(
            "MD402 sums in each batch. MD407 is the loss of one output. MD408 averages over "
            "images, whatever the batch."
        ),
    ),
    search=_search,
    sightings=29,
    in_model=InModel(applies=_in_model, evidence=_of_batches, keras=_whole),
)
