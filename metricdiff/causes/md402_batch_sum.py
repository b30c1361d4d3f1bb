"""MD402: a sum over each batch, reported as a mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import LOSSES, batch_sizes, in_rows, is_whole
from metricdiff.recipes.recipe import Recipe


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if not is_whole(recipe) or recipe.total:
        return
    cells = recipe.count in {"tp", "fp", "fn", "tn"}
    if not cells and recipe.count not in {*LOSSES, "accuracy", "error"}:
        return
    for size, weight in batch_sizes(subject, whole=True):
        sums = replace(recipe, batch=size, total=True)
        yield Variant(sums, in_rows(subject, size), weight)
        if recipe.count in LOSSES:
            yield Variant(replace(sums, batches="by_size"), in_rows(subject, size), weight * 0.5)
    if recipe.count in LOSSES:
        yield Variant(replace(recipe, total=True), {"batch_size": subject.predictions.rows}, 0.4)


CAUSE = Cause(
    code="MD402",
    name="batch-sum",
    summary="a sum over each batch was reported as a mean",
    manual=Manual(
        what=(
            "A custom metric returns the sum over the batch. Keras takes the mean of the "
            "values of the batches, so the number grows with the batch size and can exceed "
            "its range."
        ),
        example=(
            "    y_true = [1, 1, 0, 0, 0], y_pred = [0.9, 0.8, 0.2, 0.1, 0.7]\n"
            "    accuracy_score(y_true, y_pred > 0.5)                         = 0.8\n"
            "    metrics=[number of right rows], evaluate(batch_size=4)       = 2.0"
        ),
        why=(
            "`keras.ops.sum` where `keras.ops.mean` was meant: the batches give 4 and 0, "
            "and their mean is 2."
        ),
        keras=(
            "Return one value a row and leave the mean to Keras: "
            '`ops.cast(ops.equal(y_true, decided), "float32")`.'
        ),
        sklearn="Divide by the number of rows.",
        neighbours=(
            "With batches of one size it is MD401 times the batch size. MD615 is a count "
            "over all rows."
        ),
    ),
    search=_search,
)
