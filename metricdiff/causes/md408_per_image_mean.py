"""MD408: averaged over images against pooled pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import decides, positions, task_of
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    overlap = recipe.count in {"fbeta", "jaccard"} and (decides(recipe) or recipe.soft)
    maps = positions(subject) > 1
    if (maps or task_of(subject) is Task.MULTILABEL) and overlap and not recipe.batch:
        each = replace(recipe, batch=positions(subject), epsilon=0.0)
        if not maps:  # each row of labels is an image of as many pixels
            each = replace(each, columns="each", average="micro")
        yield Variant(each)
        yield Variant(replace(each, zero=1.0), {"empty images": 1}, 0.3)
        yield Variant(replace(each, smooth=1.0), {"smooth": 1}, 0.3)


CAUSE = Cause(
    code="MD408",
    name="per-image-mean",
    summary="the score is averaged over images, not pooled over pixels",
    manual=Manual(
        what=(
            "Dice and IoU of each image, averaged, are not Dice and IoU of all pixels "
            "together: small and empty objects count as much as large ones."
        ),
        example=(
            "    y_true = [[1, 1, 1, 1], [1, 0, 0, 0]]\n"
            "    y_pred = [[1, 1, 1, 1], [0, 1, 0, 0]]      two images\n"
            "    Dice of all pixels          = 0.8\n"
            "    mean of the Dice of images  = 0.5          of 1.0 and 0.0"
        ),
        why=(
            "Published code sums over `axis=[1, 2, 3]` and takes the mean, or over "
            "everything; Keras's IoU classes pool all pixels in one confusion matrix."
        ),
        keras=(
            "`BinaryIoU` and `MeanIoU` pool; a custom metric that returns one value an "
            "image averages."
        ),
        sklearn=(
            '`jaccard_score(y_true.ravel(), y_pred.ravel())` pools; `average="samples"` on '
            "(images, pixels) averages."
        ),
        neighbours="MD401 averages over batches and changes with the batch size; this does not.",
    ),
    search=_search,
)
