"""MD706: some metrics take no mask."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD706",
    name="mask-ignored",
    summary="some metrics take no mask",
    manual=Manual(
        what=(
            "A mask of padded positions becomes a weight in the metrics that are means, and "
            "in no others: Precision, Recall, AUC, `F1Score`, `RootMeanSquaredError` and "
            "the IoU metrics count the padding."
        ),
        example=(
            "    y_true = [1, 0, 0, 0], y_pred = [0.9, 0.2, 0.73, 0.73], two masked\n"
            "    BinaryAccuracy() in compile = 1.0    the two that are not masked\n"
            "    Precision() in compile      = 0.333333    all four"
        ),
        why=(
            "Keras passes the mask as `sample_weight` to metrics that wrap a function of "
            "one value a row."
        ),
        keras="Pass the mask as `sample_weight` to `weighted_metrics=[...]`.",
        sklearn="Leave masked positions out: `y_true[mask]`, `y_pred[mask]`.",
        neighbours=(
            "MD705 counts padding on one side only. MD701 is weights that `metrics=` does not take."
        ),
    ),
)
