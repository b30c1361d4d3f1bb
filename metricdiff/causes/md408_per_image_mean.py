"""MD408: averaged over images against pooled pixels."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

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
)
