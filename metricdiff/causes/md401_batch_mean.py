"""MD401: the values of batches, averaged without their sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import LOSSES, batch_sizes, is_whole
from metricdiff.recipes.recipe import Recipe


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if not is_whole(recipe) or recipe.total or recipe.count in {"tp", "fp", "fn", "tn"}:
        return
    for size, weight in batch_sizes(
        subject, whole=recipe.count not in LOSSES | {"accuracy", "error"}
    ):
        in_batches = replace(recipe, batch=size)
        yield Variant(in_batches, {"batch_size": size}, weight)
        if recipe.count == "roc" and recipe.coding == "class":
            # A batch of one class alone has no area: Keras says 0, others leave it out.
            zero = replace(in_batches, coding="nonzero")
            yield Variant(zero, {"batch_size": size}, weight * 0.7)


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
)
